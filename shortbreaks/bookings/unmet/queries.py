"""Requests that could not be met, as they are listed and counted: which are open, where, why and how old (R4)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.unmet.commands import REASON_WORDS
from shortbreaks.bookings.unmet.tables import UnmetOutcome, UnmetRequest
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import Service

MOST = 1000


@dataclass(frozen=True, slots=True)
class UnmetRow:
    """One open request: whose, what was wanted, why not, and how many days it has been open."""

    id: int
    child_id: int
    child: str
    age: int
    district: str
    reason: str
    reason_words: str
    wanted: str
    needs: tuple[str, ...]
    from_day: date
    until_day: date
    on: date
    days_open: int
    unit: str
    amount: int
    words: str


@dataclass(frozen=True, slots=True)
class UnmetCount:
    """How many requests are open in a district for a reason."""

    district_code: str
    district: str
    reason: str
    reason_words: str
    count: int


def still_open() -> ColumnElement[bool]:
    """The condition that an unmet request has no answer, or was opened again by its newest word."""
    newest = (
        select(UnmetOutcome.outcome)
        .where(UnmetOutcome.unmet_id == UnmetRequest.id)
        .order_by(UnmetOutcome.id.desc())
        .limit(1)
        .correlate(UnmetRequest)
        .scalar_subquery()
    )
    return or_(newest.is_(None), newest == "open_again")


def _narrowed(found: Select[Any], district: str, reason: str) -> Select[Any]:
    if district:
        found = found.where(UnmetRequest.district == (district if district != "unknown" else ""))
    return found.where(UnmetRequest.reason == reason) if reason else found


@query(needs=Permission.SEE_CASES)
def open_unmet(view: View, district: str = "", reason: str = "") -> tuple[UnmetRow, ...]:
    """Open requests, the oldest first, at most 1,000; of one district ("unknown" for none) or reason when given."""
    found: Any = (
        select(
            UnmetRequest, Child.first_name, Child.last_name, Child.known_as, Child.born,
            func.coalesce(Child.merged_into, Child.id).label("now_child"), Service.name.label("service"),
        )
        .join(Child, Child.id == UnmetRequest.child_id)
        .join(Service, Service.id == UnmetRequest.service_id, isouter=True)
        .where(still_open())
        .order_by(UnmetRequest.on, UnmetRequest.id)
        .limit(MOST)
    )  # fmt: skip
    words = _Words(words_in(view.db, "district"), words_in(view.db, "kind"), words_in(view.db, "need"))
    return tuple(_row(r, view.today, words) for r in view.db.execute(_narrowed(found, district, reason)))


@dataclass(frozen=True, slots=True)
class _Words:
    districts: dict[str, str]
    kinds: dict[str, str]
    needs: dict[str, str]


def _row(r: Any, today: date, words: _Words) -> UnmetRow:
    kept: UnmetRequest = r.UnmetRequest
    kinds = ", ".join(words.kinds.get(code, code) for code in kept.kinds.split(",") if code)
    return UnmetRow(
        kept.id, r.now_child, short_name(r.first_name, r.last_name, r.known_as), age_on(r.born, today),
        words.districts.get(kept.district, kept.district or "Not known"), kept.reason, REASON_WORDS[kept.reason],
        r.service or kinds or "Any break",
        tuple(words.needs.get(code, code) for code in kept.needs.split(",") if code), kept.from_day, kept.until_day,
        kept.on, (today - kept.on).days, kept.unit, kept.amount, kept.words,
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def unmet_counts(view: View) -> tuple[UnmetCount, ...]:
    """Open requests by district and reason."""
    districts = words_in(view.db, "district")
    rows = view.db.execute(
        select(UnmetRequest.district, UnmetRequest.reason, func.count())
        .where(still_open())
        .group_by(UnmetRequest.district, UnmetRequest.reason)
    )
    found = [
        UnmetCount(code, districts.get(code, code or "Not known"), reason, REASON_WORDS[reason], count)
        for code, reason, count in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.district, -one.count, one.reason)))
