"""What can be done with a line of the lists of entitlement: each the next step, its request, and what is said afterwards."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.carrying import CarryOver, CarryRow, carry_over
from shortbreaks.bookings.delivery import Undelivered
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.eligibility.cases import SetPanel, TakeBack, set_panel, take_back
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.eligibility.telling import IssueDecision, NoteTold, issue_decision, note_told
from shortbreaks.eligibility.worklists import CaseRow, EvidenceDue, UntoldRow
from shortbreaks.families.rules import ended
from shortbreaks.words import counted, inside
from ui.eligibility.acting import Act, Pairs, opening, why_off
from ui.eligibility.duty_acts import DutyActs
from ui.eligibility.later_acts import LaterActs
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet

MAY_NOT_DECIDE = "Your role may see decisions, not record them."
PANEL = (Field("panel_on", "The panel meets on", "date", optional=True), Field("officer", "Officer who brings it"))
TAKE_BACK = (Field("reason", "Who took it back, and why", "long", longest=1000),)
CARRY = (Field("reason", "What was lost, and who agreed it", "long", longest=1000),)
TOLD = (
    Field("told_on", "Told on", "date"),
    Field("how", "How, and where the letter is kept", hint="Letter of 3 July, in the old file", longest=300),
)

class DecisionActs:
    """The acts of the page of decisions."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheet: FormSheet | None = None
        self.paper: PaperSheet | None = None
        self.later = LaterActs(page)
        self.duty = DutyActs(page)

    def about_case(self, row: CaseRow) -> Pairs:
        """A request in full."""
        panel = say_day(row.panel_on) if row.panel_on else "No day is set"
        return (
            ("Asked for", row.asked), ("By", row.asked_by), ("On", f"{say_day(row.asked_on)}, {counted(row.days, 'day')} ago"),
            ("Panel", panel), ("Officer", row.officer),
        )  # fmt: skip

    def of_case(self, row: CaseRow) -> Sequence[Act]:
        """Decide it, give it a panel, or take it back."""
        off = why_off(self.page, Permission.DECIDE, MAY_NOT_DECIDE)
        decide = partial(self.page.go.to, "child", id=row.child_id, tab="eligibility", decide=row.id)
        return (
            Act("Record the decision", "decide_case", decide, off),
            Act("Set the panel's day", "set_panel", partial(self.set_panel, row), off),
            Act("Take it back", "take_back", partial(self.take_back, row), off),
            opening(self.page, row.child_id),
        )

    def set_panel(self, row: CaseRow) -> None:
        """The day of the panel and who brings the request."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(set_panel, SetPanel(row.id, row.version, **values), "The panel's day is kept.", row.child)

        begin = {"panel_on": row.panel_on, "officer": row.officer}
        self.sheet = FormSheet(self.page, f"The panel for {row.child}", PANEL, begin, "Keep it", send)

    def take_back(self, row: CaseRow) -> None:
        """A request nobody wants decided any more."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(take_back, TakeBack(row.id, row.version, **values), "Taken back.", ended(row.child))

        self.sheet = FormSheet(self.page, f"Take the request for {row.child} back", TAKE_BACK, None, "Take it back", send)

    def about_untold(self, row: UntoldRow) -> Pairs:
        """A decision in short."""
        return (
            ("Decision", f"{row.outcome.capitalize()}, {row.ref}"), ("By", row.decided_by), ("On", say_day(row.decided_on)),
            ("Not told for", counted(row.days, "day")),
        )  # fmt: skip

    def of_untold(self, row: UntoldRow) -> Sequence[Act]:
        """Write the letter, or note that the family was told."""
        return (
            Act("Write the letter", "write_letter", partial(self.write_letter, row.decision_id),
                why_off(self.page, Permission.ISSUE_PAPERS, "Your role may not issue papers.")),
            Act("Told in another way", "note_told", partial(self.note_told, row), why_off(self.page, Permission.DECIDE, MAY_NOT_DECIDE)),
            opening(self.page, row.child_id),
        )  # fmt: skip

    def write_letter(self, decision_id: int) -> None:
        """Issue the decision letter and show it."""
        desk = self.page.desk

        def issued(done: Done) -> None:
            desk.notices.done("The letter is written.", "It says what was decided, and stands in the register.")
            self.paper = PaperSheet(self.page, desk, done.answer, "The decision letter")

        desk.perform(self.page, issue_decision, IssueDecision(decision_id), then=issued, refused=desk.notices.say)

    def note_told(self, row: UntoldRow) -> None:
        """The family was told in another way."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(note_told, NoteTold(row.decision_id, **values), "Noted.", f"{row.child}: the family was told.")

        begin = {"told_on": self.page.today}
        self.sheet = FormSheet(self.page, f"{row.child}’s family was told of {row.ref}", TOLD, begin, "Note it", send)

    def about_undelivered(self, row: Undelivered) -> Pairs:
        """An award and how much of it was had."""
        wait = f"{say_day(row.since)}, {counted(row.days, 'day')} ago"
        return (
            ("Award", f"{say_amount(row.amount, row.unit)}, {inside(row.purpose)}"),
            ("Used", say_amount(row.used, row.unit)), ("Booked", say_amount(row.booked, row.unit)),
            ("Pace", f"{row.taken}% used or booked, {row.gone}% of the time gone"), ("Ends", say_day(row.until_day)),
            ("Waits since", wait),
        )  # fmt: skip

    def of_undelivered(self, row: Undelivered) -> Sequence[Act]:
        """Find a break, or place a stay."""
        off = why_off(self.page, Permission.BOOK, "Your role may look, not book.")
        find = Act("Find a break", "find_break", partial(self.page.go.to, "find", child=row.child_id), off)
        stay = Act("Place a stay", "place_stay", partial(self.page.go.to, "beds", child=row.child_id), off)
        return (stay if row.unit == "nights" else find, opening(self.page, row.child_id))

    def about_carry(self, row: CarryRow) -> Pairs:
        """A loss with its evidence, break by break."""
        return (
            ("Carries", say_amount(row.carries, row.unit)), ("Unused", say_amount(row.unused, row.unit)),
            ("Lost", say_amount(row.lost, row.unit)), ("Year ends", say_day(row.until_day)), ("Evidence", ". ".join(row.evidence)),
        )  # fmt: skip

    def of_carry(self, row: CarryRow) -> Sequence[Act]:
        """Carry it over into the next year."""
        off = why_off(self.page, Permission.DECIDE, MAY_NOT_DECIDE)
        return (Act("Carry it over", "carry_over", partial(self.carry, row), off), opening(self.page, row.child_id))

    def carry(self, row: CarryRow) -> None:
        """Give what was lost to the next year, with the reason."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            said = f"{say_amount(row.carries, row.unit)} stand in the next year as a line of their own."
            sheet.perform(carry_over, CarryOver(row.allocation_id, row.version, **values), "Carried over.", said)

        title = f"Carry {say_amount(row.carries, row.unit)} of {row.child} over"
        self.sheet = FormSheet(self.page, title, CARRY, None, "Carry it over", send)

    def about_evidence(self, row: EvidenceDue) -> Pairs:
        """What holds longest."""
        return (("Holds longest", row.kind), ("Ran out" if row.out else "Runs out", say_day(row.until)))

    def of_evidence(self, row: EvidenceDue) -> Sequence[Act]:
        """See newer evidence."""
        see = partial(self.page.go.to, "child", id=row.child_id, tab="eligibility", evidence=True)
        off = why_off(self.page, Permission.DECIDE, MAY_NOT_DECIDE)
        return (Act("Evidence seen", "see_newer", see, off), opening(self.page, row.child_id))
