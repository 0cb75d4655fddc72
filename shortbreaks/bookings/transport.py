"""Who brings a child to a break and home again, and breaks that nobody brings a child to yet (R-C7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.states import BOOKED, STAY_BOOKED, STAY_WORDS, WORDS
from shortbreaks.bookings.stay_tables import Stay, StayStep
from shortbreaks.bookings.steps import step
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.lists import code_list
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import age_on, say_weekday, to_local
from shortbreaks.errors import Refused
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import Service
from shortbreaks.words import listed

NEEDED = "NEEDED"
TOLD = {
    "COUNCIL": "The council’s transport fetches {name} and brings {name} home.",
    "TAXI": "A taxi that the council pays fetches {name} and brings {name} home.",
    "PROVIDER": "The provider fetches {name} and brings {name} home.",
    NEEDED: "We are still arranging how {name} gets there, and ring you about it.",
}  # fmt: skip


def told_transport(name: str, codes: Collection[str]) -> str:
    """How a child gets to some breaks, as the family is told it; "" where the family brings the child, or they differ."""
    one = next(iter(codes), "") if len(set(codes)) == 1 else ""
    return TOLD[one].format(name=name) if one in TOLD else ""


def told_by_day(name: str, ways: Sequence[tuple[date, str]]) -> str:
    """The same of breaks by (day, code): where they differ, each way with its days, and nothing of days on which the family does."""
    days: dict[str, list[str]] = {}
    for day, code in ways:
        days.setdefault(code, []).append(say_weekday(day))
    if len(days) < 2:
        return told_transport(name, days)
    return " ".join(f"{listed(days[code])}: {told}" for code in days if (told := told_transport(name, [code])))


@dataclass(frozen=True, slots=True)
class ArrangeTransport:
    """Who brings a child to one place ("booking") or stay ("stay"), by code list "transport"; `words` say how it was agreed."""

    about: str
    id: int
    seen: int
    transport: str
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Transport arranged")
def arrange_transport(work: Work, request: ArrangeTransport) -> None:
    """Keep it with its step. Raises Refused for what is not on the list, or a break that is over or was cancelled."""
    ways = code_list(work.db, "transport")
    said = f"{ways.said.get(request.transport, '')}. {request.words.strip()}".strip()
    if request.about == "stay":
        stay = work.take(Stay, request.id, seen=request.seen)
        if stay.state not in STAY_BOOKED | {"in_house"}:
            raise Refused(f"This stay is “{STAY_WORDS[stay.state].lower()}”.", "Look again.")
        _check_way(request, stay.transport, ways.in_use(work.today))
        stay.transport = request.transport
        work.db.add(
            StayStep(stay_id=stay.id, state=stay.state, reason="transport", words=said, at=work.now,
                     person_id=work.person.id, on=work.today)
        )  # fmt: skip
        work.record(stay)
        return
    booking = work.take(Booking, request.id, seen=request.seen)
    if booking.state not in BOOKED:
        raise Refused(f"This booking is “{WORDS[booking.state].lower()}”.", "Look again.")
    _check_way(request, booking.transport, ways.in_use(work.today))
    booking.transport = request.transport
    step(work, booking, booking.state, "transport", said)
    work.record(booking)


def _check_way(request: ArrangeTransport, standing: str, offered: Collection[str]) -> None:
    if not request.transport or request.transport not in {*offered, standing}:
        raise Refused("It is not said who brings the child.", "Choose from the list.", "transport")


@dataclass(frozen=True, slots=True)
class ToArrange:
    """A break to come for which nobody brings the child yet."""

    about: str
    id: int
    version: int
    child_id: int
    child: str
    age: int
    service: str
    start: datetime


@query(needs=Permission.SEE_CASES)
def transport_to_arrange(view: View) -> tuple[ToArrange, ...]:
    """Places and stays to come whose transport is needed and provided by nobody, the soonest first; in two questions."""
    found = [*_to_arrange(view, Booking, BOOKED), *_to_arrange(view, Stay, STAY_BOOKED)]
    return tuple(sorted(found, key=lambda one: (one.start, one.about, one.id)))


def _to_arrange(view: View, record: Any, states: frozenset[str]) -> list[ToArrange]:
    rows = view.db.execute(
        select(
            record.id, record.version, record.child_id, Child.first_name, Child.last_name, Child.known_as, Child.born,
            Service.name, record.starts_at,
        )
        .join(Child, Child.id == record.child_id)
        .join(Service, Service.id == record.service_id)
        .where(record.state.in_(states), record.starts_at > to_local(view.now), record.transport == NEEDED)
    )  # fmt: skip
    return [
        ToArrange(
            record.__tablename__, r.id, r.version, r.child_id, short_name(r.first_name, r.last_name, r.known_as),
            age_on(r.born, r.starts_at.date()), r.name, r.starts_at,
        )
        for r in rows
    ]  # fmt: skip
