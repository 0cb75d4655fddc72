"""The sessions that were chosen, judged afresh for a child and those who go with it, with all that is read out of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefits import liable_words
from shortbreaks.bookings.charges import Deadline, deadlines, without_notice
from shortbreaks.bookings.giving_up import ladders_of
from shortbreaks.bookings.judging import Beside, judge
from shortbreaks.bookings.paying import paid_as, say_parts
from shortbreaks.bookings.reach import miles, within_reach
from shortbreaks.database.commands import View, query
from shortbreaks.findings import Finding
from shortbreaks.providers.tables import BreakSession, Service, Venue
from shortbreaks.words import whole


@dataclass(frozen=True, slots=True)
class PlaceOffer:
    """One session as the booking panel reads it out: terms, deadlines and everything checked just now."""

    session_id: int
    service_id: int
    service: str
    venue: str
    start: datetime
    end: datetime
    list_pence: int
    charge_pence: int
    exempt: str
    charged_by: str
    unit: str
    uses: int
    left_before: int | None
    deadlines: tuple[Deadline, ...]
    findings: tuple[Finding, ...]
    liable: str  # from 16 on, who pays and whose benefit counts; "" before
    without_notice: int  # the per cent owed after the last deadline
    taken_from: str = ""  # what each of several allocations pays, where no one has enough left; else ""


def _sessions(db: Session, session_ids: tuple[int, ...]) -> Sequence[Any]:
    return db.execute(
        select(
            BreakSession.id, BreakSession.service_id, BreakSession.starts_at, BreakSession.ends_at, Service.name,
            Service.unit, Service.charged_by, Venue.name.label("venue"), Venue.address, Venue.postcode,
            Venue.easting, Venue.northing,
        )
        .join(Service, Service.id == BreakSession.service_id)
        .join(Venue, Venue.id == BreakSession.venue_id)
        .where(BreakSession.id.in_(session_ids))
        .order_by(BreakSession.starts_at)
    ).all()  # fmt: skip


@query(needs=Permission.BOOK)
def places_together(
    view: View, child_ids: tuple[int, ...], session_ids: tuple[int, ...], within: int | None = None
) -> tuple[tuple[PlaceOffer, ...], ...]:
    """The chosen sessions judged afresh for the booking panel, each after the ones before it; `within` so many miles.

    Siblings who go together go all or not at all: each is judged with those before it there (R-B5).
    """
    beside: list[Beside] = []
    offers = []
    for child_id in child_ids:
        offers.append(_places_of(view, child_id, session_ids, beside, child_ids, within))
        beside += [Beside(child_id, session_id) for session_id in session_ids]
    return tuple(offers)


def _places_of(
    view: View, child_id: int, session_ids: tuple[int, ...], beside: Sequence[Beside], family: Sequence[int],
    within: int | None,
) -> tuple[PlaceOffer, ...]:  # fmt: skip
    judged = judge(view, child_id, session_ids, beside=beside, family=family)
    ladder, child = ladders_of(view).on(view.today), judged.child
    offers = []
    for r in _sessions(view.db, session_ids):
        terms = judged.terms[r.id]
        where = ", ".join(filter(None, (r.venue, r.address.splitlines()[-1] if r.address else "", whole(r.postcode))))
        offers.append(
            PlaceOffer(
                r.id, r.service_id, r.name, where, r.starts_at, r.ends_at, terms.list_pence, terms.charge_pence, terms.exempt,
                r.charged_by, r.unit, terms.uses, terms.left_before, deadlines(r.starts_at, ladder),
                (*judged.findings[r.id], *within_reach(child, miles(child, r.easting, r.northing), within)),
                liable_words(child.name, child.born, [(r.starts_at.date(), terms.charge_pence, terms.exempt)]),
                without_notice(ladder),
                say_parts(paid_as(child.allowances, terms.allocation_id, terms.uses, terms.shares), view.today),
            )  # fmt: skip
        )
    return tuple(offers)
