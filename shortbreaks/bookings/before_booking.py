"""What a family has asked for before there is a booking, each in its state of R-B1: enquiry, asked for, waiting, offered.

They are records of their own: a request that nothing met yet, a request that is to be decided, and a place in the line. A
booking begins as offered or confirmed, since only then a place is held.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.states import WORDS
from shortbreaks.bookings.unmet.commands import REASON_WORDS
from shortbreaks.bookings.unmet.queries import still_open
from shortbreaks.bookings.unmet.tables import UnmetRequest
from shortbreaks.bookings.waiting.queue import weekdays_kept
from shortbreaks.bookings.waiting.tables import WaitingRequest
from shortbreaks.bookings.waiting.words import said_days
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, query
from shortbreaks.dates import say_short, to_local
from shortbreaks.eligibility.worklists import cases_open
from shortbreaks.families.merged import same_child
from shortbreaks.providers.tables import Service
from shortbreaks.words import counted

OPEN = ("waiting", "offered")


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One thing a family asked for: its state and that in words, what, more of it, since when, and the page it is dealt with on."""

    state: str
    state_words: str
    what: str
    more: str
    since: date
    page: str


@query(needs=Permission.SEE_CASES)
def asked_of_child(view: View, child_id: int) -> tuple[AskedRow, ...]:
    """What a child's family has asked for and does not have yet, the longest ago first; in a fixed number of questions."""
    found = [*_enquiries(view, child_id), *_to_decide(view, child_id), *_waiting(view, child_id), *_nights(view, child_id)]
    return tuple(sorted(found, key=lambda one: one.since))


def _row(state: str, what: str, more: str, since: date, page: str) -> AskedRow:
    return AskedRow(state, WORDS[state], what, more, since, page)


def _enquiries(view: View, child_id: int) -> Iterator[AskedRow]:
    """Taken down and not answered yet; one that led to the waiting list is told of there."""
    led = [select(kind.unmet_id).where(kind.unmet_id.is_not(None), kind.child_id == child_id) for kind in (WaitingRequest, NightRequest)]
    rows = view.db.execute(
        select(UnmetRequest, Service.name)
        .join(Service, Service.id == UnmetRequest.service_id, isouter=True)
        .where(UnmetRequest.child_id.in_(same_child(child_id)), still_open(), *(UnmetRequest.id.not_in(one) for one in led))
    )
    kinds = words_in(view.db, "kind")
    for one, service in rows:
        what = service or ", ".join(kinds.get(code, code) for code in one.kinds.split(",") if code) or "Any break"
        days = weekdays_kept(one.weekdays)
        when = said_days(one.from_day, one.until_day, days, view.today)
        yield _row("enquiry", what, f"{when}. {one.words or REASON_WORDS[one.reason]}", one.on, "waiting")


def _to_decide(view: View, child_id: int) -> Iterator[AskedRow]:
    for case in cases_open(view, child_id):
        panel = f"The panel meets on {say_short(case.panel_on, view.today)}." if case.panel_on else "No panel is set."
        yield _row("requested", f"A decision: {case.asked}", f"{case.asked_by} asked. {panel}", case.asked_on, "decisions")


def _waiting(view: View, child_id: int) -> Iterator[AskedRow]:
    rows = view.db.execute(
        select(WaitingRequest, Service.name)
        .join(Service, Service.id == WaitingRequest.service_id)
        .where(WaitingRequest.child_id == child_id, WaitingRequest.state.in_(OPEN))
    )
    for one, service in rows:
        days = weekdays_kept(one.weekdays)
        when = said_days(one.from_day, one.until_day, days, view.today)
        yield _row(one.state, service, when, to_local(one.asked_at).date(), "waiting")


def _nights(view: View, child_id: int) -> Iterator[AskedRow]:
    rows = view.db.execute(
        select(NightRequest, Service.name)
        .join(Service, Service.id == NightRequest.service_id, isouter=True)
        .where(NightRequest.child_id == child_id, NightRequest.state.in_(OPEN))
    )
    for one, service in rows:
        span = f"between {say_short(one.from_day, view.today)} and {say_short(one.until_day, view.today)}"
        yield _row(one.state, service or "Any house", f"{counted(one.nights, 'night')} {span}", to_local(one.asked_at).date(), "waiting")
