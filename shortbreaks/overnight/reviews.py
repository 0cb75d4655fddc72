"""Reviews and visits of children whose stays are a series: due days from the records, what was held, what is late (R-O8)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.states import STAY_HOLDING
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import age_on, months_before
from shortbreaks.errors import Refused
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.overnight.rules import next_review, next_visit, visit_limit
from shortbreaks.overnight.tables import REVIEW_KINDS, LegalStatus, ReviewHeld, VisitPlan

AHEAD_DAYS = 42
SERIES_MONTHS = 12  # a child without a stay for so long, and with none booked, has no series under way


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A review or visit of one child: `kind` as people say it, the last day in time, and when the last one was."""

    child_id: int
    child: str
    age: int
    kind: str  # "First review", "Review", "Plan review", "First visit", "Visit", "Visits to agree"
    due: date
    last: date | None
    officer: str
    late_days: int  # below nought while it is still to come

    @property
    def key(self) -> tuple[int, str]:
        """What tells it from others."""
        return self.child_id, self.kind

    @property
    def is_visit(self) -> bool:
        """Whether it is a visit that is made, not a review that is held."""
        return self.kind in {"First visit", "Visit"}


@query(needs=Permission.SEE_CASES)
def reviews_due(view: View) -> tuple[ReviewDue, ...]:
    """Reviews and visits that are late or fall in the coming weeks, the most late first; in a fixed number of questions."""
    status, series = _statuses(view), _series(view)
    held = _held(view)
    every = {row.child_id: row.every_days for row in view.db.execute(
        select(_kept_id(), VisitPlan.every_days)
        .join(Child, Child.id == VisitPlan.child_id)
        .where(VisitPlan.from_day <= view.today)
        .order_by(VisitPlan.from_day, VisitPlan.id)
    )}  # fmt: skip
    rows = view.db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.born).where(Child.id.in_(_concerned()))
    ).all()
    unvisited = [one.id for one in rows if status.get(one.id, (0,))[0] > 1 and not _visited(held, series, one.id)]
    months, nth = int(setting_on(view.db, "visit_months", view.today)), _nth_nights(view, unvisited)
    found: list[ReviewDue] = []
    for child in rows:
        situation, officer = status.get(child.id, (0, ""))
        first = series.get((child.id, "s17" if situation == 1 else "s20"))
        if situation and first is not None:
            found += _of_child(view, child, situation, officer, first, held)
        if situation > 1 and first is not None:
            visits = Visits(held.get((child.id, "visit")), every.get(child.id), nth.get(child.id), months)
            found += _visits(view, child, officer, first, visits)
    last = view.today + timedelta(days=AHEAD_DAYS)
    return tuple(sorted((one for one in found if one.due <= last), key=lambda one: (one.due, one.child_id, one.kind)))


def _kept_id() -> Any:
    return func.coalesce(Child.merged_into, Child.id).label("child_id")


def _visited(held: Mapping[tuple[int, str], date], series: Mapping[tuple[int, str], date], child_id: int) -> bool:
    first, last = series.get((child_id, "s20")), held.get((child_id, "visit"))
    return first is None or (last is not None and last >= first)


def _concerned() -> Select[int]:
    """The open children of whom anything was decided: nobody else has a series, and of who left nothing is read."""
    theirs = aliased(Child)
    decided = select(func.coalesce(theirs.merged_into, theirs.id)).join(LegalStatus, LegalStatus.child_id == theirs.id)
    return select(Child.id).where(Child.state == "open", Child.id.in_(decided))


def _statuses(view: View) -> dict[int, tuple[int, str]]:
    """Each child's situation today and its reviewing officer."""
    rows = view.db.execute(
        select(_kept_id(), LegalStatus.situation, LegalStatus.reviewing_officer, LegalStatus.decided_by)
        .join(Child, Child.id == LegalStatus.child_id)
        .where(LegalStatus.from_day <= view.today)
        .order_by(LegalStatus.from_day, LegalStatus.id)
    )
    return {row.child_id: (row.situation, row.reviewing_officer or row.decided_by) for row in rows}


def _series(view: View) -> dict[tuple[int, str], date]:
    """The first day of each series under way, by child and legal status: with a stay in the last year, or one booked."""
    since = months_before(view.today, SERIES_MONTHS)
    begin = datetime(since.year, since.month, since.day)
    rows = view.db.execute(
        select(Stay.child_id, Stay.legal, func.min(Stay.starts_at))
        .where(Stay.child_id.in_(_concerned()), Stay.state.in_(STAY_HOLDING), Stay.legal != "undecided")
        .group_by(Stay.child_id, Stay.legal)
        .having(func.max(Stay.ends_at) >= begin)
    )
    return {(row[0], row[1]): row[2].date() for row in rows}


def _held(view: View) -> dict[tuple[int, str], date]:
    """The day of the last review and of the last visit of each child."""
    rows = view.db.execute(
        select(_kept_id(), ReviewHeld.kind, ReviewHeld.on)
        .join(Child, Child.id == ReviewHeld.child_id)
        .order_by(ReviewHeld.on, ReviewHeld.id)
    )
    return {(row.child_id, row.kind): row[2] for row in rows}


def _nth_nights(view: View, child_ids: Collection[int]) -> dict[int, date]:
    """The placed day of each by which the first visit is made, of section 20 stays, as the council set it (R-O8)."""
    most = int(setting_on(view.db, "first_visit_days", view.today))
    if not most or not child_ids:
        return {}
    place = func.row_number().over(partition_by=BedNight.child_id, order_by=BedNight.night).label("place")
    nights = (
        select(BedNight.child_id, BedNight.night, place)
        .join(Stay, Stay.id == BedNight.stay_id)
        .where(BedNight.child_id.in_(child_ids), Stay.legal == "s20", Stay.state.in_(STAY_HOLDING))
        .subquery()
    )
    return {row[0]: row[1] for row in view.db.execute(select(nights.c.child_id, nights.c.night).where(nights.c.place == most))}


@dataclass(frozen=True, slots=True)
class Visits:
    """What is known of a child's visits: the last one, days agreed between two, the placed day of the first, months at most."""

    last: date | None
    every: int | None
    nth_night: date | None
    months: int


def _due(view: View, child: Any, officer: str, kind: str, day: date, last: date | None) -> ReviewDue:
    name = short_name(child.first_name, child.last_name, child.known_as)
    return ReviewDue(child.id, name, age_on(child.born, view.today), kind, day, last, officer, (view.today - day).days)


def _of_child(
    view: View, child: Any, situation: int, officer: str, first: date, held: Mapping[tuple[int, str], date]
) -> list[ReviewDue]:  # fmt: skip
    review = held.get((child.id, "review"))
    review = review if review is not None and review >= first else None
    kind = "Plan review" if situation == 1 else "First review" if review is None else "Review"
    return [_due(view, child, officer, kind, next_review(situation, first, review), review)]


def _visits(view: View, child: Any, officer: str, first: date, visits: Visits) -> list[ReviewDue]:
    """The next visit by what was agreed or by the fixed limit, whichever is sooner; and the agreement while there is none."""
    limit = visit_limit(first, visits.nth_night, visits.last, visits.months)
    agreed = next_visit(first, visits.last, visits.every) if visits.every is not None else None
    found = [] if agreed is not None else [_due(view, child, officer, "Visits to agree", first, visits.last)]
    days = [day for day in (limit, agreed) if day is not None]
    if days:
        made = visits.last is not None and visits.last >= first
        found.append(_due(view, child, officer, "Visit" if made else "First visit", min(days), visits.last))
    return found


@dataclass(frozen=True, slots=True)
class KeepReview:
    """A "review" or a "visit" as it was held: when, by whom, what was agreed."""

    child_id: int
    kind: str
    on: date
    by: str
    words: str = ""


@command(needs=Permission.DECIDE, recorded_as="Review or visit held")
def keep_review(work: Work, request: KeepReview) -> int:
    """Keep a review or a visit; the next is due from it. Raises Refused for a day to come, or nobody who held it."""
    if request.kind not in REVIEW_KINDS:
        raise Refused("It is a review or a visit.", "Choose from the list.", "kind")
    if request.on > work.today:
        raise Refused("That day has not come yet.", "Keep it once it was held.", "on")
    if not request.by.strip():
        raise Refused("It is not said who held it.", "Write the reviewing officer's or the visitor's name.", "by")
    lock_children(work, [request.child_id])
    kept = ReviewHeld(
        child_id=request.child_id, kind=request.kind, on=request.on, by=request.by.strip(), words=request.words.strip(),
        at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.record(kept)
    return kept.id


@dataclass(frozen=True, slots=True)
class AgreeVisits:
    """Every how many days a child is visited, as the care plan says, from a day."""

    child_id: int
    from_day: date
    every_days: int
    agreed_by: str


@command(needs=Permission.DECIDE, recorded_as="Visits agreed")
def agree_visits(work: Work, request: AgreeVisits) -> int:
    """Keep the interval of visits. Raises Refused for one that cannot be, or nobody who agreed it."""
    if not 1 <= request.every_days <= 366:
        raise Refused("Visits are from 1 to 366 days apart.", "Write the days between two visits.", "every_days")
    if not request.agreed_by.strip():
        raise Refused("It is not said who agreed it.", "Write who agreed the care plan.", "agreed_by")
    lock_children(work, [request.child_id])
    plan = VisitPlan(
        child_id=request.child_id, from_day=request.from_day, every_days=request.every_days,
        agreed_by=request.agreed_by.strip(), at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(plan)
    work.record(plan)
    return plan.id
