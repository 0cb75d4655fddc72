"""Requests for a decision: dated when they are asked for, brought to a panel, decided once, or taken back."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.eligibility.tables import PanelCase
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.tables import Child

UNITS = ("hours", "sessions", "nights", "pounds")


@dataclass(frozen=True, slots=True)
class AskDecision:
    """What is asked for, by whom and since when; amounts are minutes, sessions, nights and pence, each by itself."""

    child_id: int
    asked_on: date
    asked_by: str
    words: str
    hours: int = 0
    sessions: int = 0
    nights: int = 0
    pounds: int = 0
    officer: str = ""
    panel_on: date | None = None


@command(needs=Permission.DECIDE, recorded_as="Decision asked for")
def ask_decision(work: Work, request: AskDecision) -> int:
    """Keep a request for a decision; its clock runs from the day it was asked for.

    Raises Refused for a day to come, nobody who asks, or nothing asked for.
    """
    if work.db.get(Child, request.child_id) is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    if request.asked_on > work.today:
        raise Refused("It cannot have been asked for on a day to come.", "Write the day it was asked.", "asked_on")
    if not request.asked_by.strip():
        raise Refused("It is not said who asks.", "Write the family, or the social worker's name.", "asked_by")
    if not request.words.strip() and not any(getattr(request, unit) for unit in UNITS):
        raise Refused("Nothing is asked for.", "Write hours, sessions, nights or pounds, or in words.", "hours")
    _panel(request.panel_on, request.asked_on)
    case = PanelCase(
        child_id=request.child_id, asked_on=request.asked_on, asked_by=request.asked_by.strip(),
        words=request.words.strip(), hours=request.hours, sessions=request.sessions, nights=request.nights,
        pounds=request.pounds, officer=request.officer.strip() or work.person.name, panel_on=request.panel_on,
        state="open", closed_on=None, closed_reason="",
    )  # fmt: skip
    work.db.add(case)
    work.record(case)
    return case.id


def _panel(panel_on: date | None, asked_on: date) -> None:
    if panel_on is not None and panel_on < asked_on:
        raise Refused("The panel would meet before it was asked.", "Check both days.", "panel_on")


@dataclass(frozen=True, slots=True)
class SetPanel:
    """The day of the panel and the officer who brings a request to it, with the version shown."""

    case_id: int
    seen: int
    panel_on: date | None
    officer: str


@command(needs=Permission.DECIDE, recorded_as="Panel day set")
def set_panel(work: Work, request: SetPanel) -> int:
    """Keep when the panel looks at a request. Raises Refused once it is closed, ChangedByAnother."""
    case = _open(work, request.case_id, request.seen)
    _panel(request.panel_on, case.asked_on)
    case.panel_on, case.officer = request.panel_on, request.officer.strip() or case.officer
    work.record(case)
    return case.id


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A request that nobody wants decided any more, with the reason."""

    case_id: int
    seen: int
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Request for a decision taken back")
def take_back(work: Work, request: TakeBack) -> int:
    """Close a request without a decision. Raises Refused without a reason, or once it is closed."""
    case = _open(work, request.case_id, request.seen)
    if not request.reason.strip():
        raise Refused("Taking a request back needs a reason.", "Write who took it back, and why.", "reason")
    case.state, case.closed_on, case.closed_reason = "withdrawn", work.today, request.reason.strip()
    work.record(case)
    return case.id


def _open(work: Work, case_id: int, seen: int | None) -> PanelCase:
    case = work.take(PanelCase, case_id, seen=seen)
    if case.state != "open":
        raise Refused(f"This request is {case.state} already.", "Look again.")
    return case


def answer_case(work: Work, case_id: int, child_id: int) -> PanelCase:
    """Close an open request because it is decided now. Raises Refused for another child's, or one that is closed."""
    case = _open(work, case_id, None)
    if case.child_id != child_id:
        raise Refused("That request is about another child.", "Choose the child's own.", "case_id")
    case.state, case.closed_on, case.closed_reason = "decided", work.today, ""
    return case


def say_asked(amounts: dict[str, int], words: str = "") -> str:
    """What was asked for, each unit apart: "60 hours, 12 nights; a Saturday club"."""
    said = ", ".join(say_amount(amount, unit) for unit, amount in amounts.items() if amount)
    return "; ".join(part for part in (said, words) if part)


def amounts_of(case: PanelCase) -> dict[str, int]:
    """What a request asks for by unit."""
    return {unit: getattr(case, unit) for unit in UNITS}
