"""Series before they are saved: every day with what stands for and against it, and what the whole comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.series.judging import Plan, SeriesWish, others_of_week, plan_of
from shortbreaks.bookings.series.recurring import HolidayWeek, holiday_weeks, say_recurring
from shortbreaks.council.tables import Term
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local
from shortbreaks.eligibility.rules import Allowance
from shortbreaks.errors import NotFound
from shortbreaks.findings import Finding, Outcome, is_impossible, worst
from shortbreaks.providers.sessions import in_term
from shortbreaks.providers.tables import BreakSession, Service


@dataclass(frozen=True, slots=True)
class OtherSession:
    """Another session of the same week, to which a day can move."""

    session_id: int
    start: datetime
    end: datetime
    free: int


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """One day of a series before it is saved: its session, what was found and is not met, and whether it is kept.

    `left_after` is what the allocation has left after this day and those kept before it; None where none pays for it.
    """

    day: date
    session_id: int | None
    start: datetime | None
    end: datetime | None
    free: int
    outcome: Outcome
    findings: tuple[Finding, ...]
    possible: bool
    kept: bool
    charge_pence: int
    uses: int
    left_after: int | None
    moved: bool
    others: tuple[OtherSession, ...]


@dataclass(frozen=True, slots=True)
class SeriesPreview:
    """A series before it is saved: its words, its days, and what those kept come to in pence and of the allocation."""

    words: str
    service: str
    unit: str
    days: tuple[PlannedDay, ...]
    charge_pence: int
    exempt: str
    uses: int
    allowances: tuple[Allowance, ...]

    @property
    def kept(self) -> tuple[PlannedDay, ...]:
        """The days that would be booked."""
        return tuple(day for day in self.days if day.kept)

    @property
    def over_from(self) -> int:
        """Which of the days kept (1 for the first) is the first over the allocation; 0 for none (R-B8)."""
        over = (n for n, day in enumerate(self.kept, 1) if any(one.rule == "R-B8" for one in day.findings))
        return next(over, 0)


@query(needs=Permission.BOOK)
def series_previewed(view: View, wish: SeriesWish) -> SeriesPreview:
    """Every day of a series with all that stands against it, in the same number of questions for one day or forty."""
    plan = plan_of(view, wish)
    now = to_local(view.now)
    days = tuple(_planned(day, plan, wish, now) for day in plan.days)
    kept = [day for day in days if day.kept]
    terms = [plan.judged.terms[day.session_id] for day in kept if day.session_id is not None]
    used = {of for one in terms for of in (one.allocation_id, *(other for other, _ in one.shares))}
    return SeriesPreview(
        say_recurring(wish.recurring), plan.service, plan.unit, days, sum(day.charge_pence for day in kept),
        next((one.exempt for one in terms if one.exempt), ""), sum(day.uses for day in kept),
        tuple(one for one in plan.judged.child.allowances if one.id in used),
    )  # fmt: skip


def _planned(day: date, plan: Plan, wish: SeriesWish, now: datetime) -> PlannedDay:
    findings, session_id = plan.findings(day), plan.chosen[day]
    possible = not any(is_impossible(one) for one in findings)
    kept = possible and day not in wish.skipped
    moved = any(day == one for one, _ in wish.moved)
    others = tuple(
        OtherSession(row.id, row.starts_at, row.ends_at, row.places - row.taken) for row in others_of_week(day, plan, now)
    )
    against = tuple(one for one in findings if one.outcome is not Outcome.MET)
    if session_id is None:
        return PlannedDay(
            day, None, None, None, 0, worst(findings), against, possible, kept, 0, 0, None, moved, others
        )  # fmt: skip
    row, terms = plan.sessions[session_id], plan.judged.terms[session_id]
    left = None if terms.left_before is None else terms.left_before - (terms.uses if kept else 0)
    return PlannedDay(
        day, session_id, row.starts_at, row.ends_at, row.places - row.taken, worst(findings), against, possible, kept,
        terms.charge_pence, terms.uses, left, moved, others,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeriesChoices:
    """What the form of a series offers: the service's weekdays, times and weeks to come, and the holiday weeks known."""

    service: str
    weekdays: tuple[int, ...]
    times: tuple[str, ...]
    weeks_run: str
    last_day: date | None
    holidays: tuple[HolidayWeek, ...]


@query(needs=Permission.BOOK)
def series_choices(view: View, service_id: int) -> SeriesChoices:
    """The weekdays and times of a service's sessions to come, its last day, and the holiday weeks until then."""
    name = view.db.scalar(select(Service.name).where(Service.id == service_id))
    if name is None:
        raise NotFound("That service is not in the directory any more.", "Look again.")
    starts = list(
        view.db.scalars(
            select(BreakSession.starts_at)
            .where(BreakSession.service_id == service_id, BreakSession.starts_at > to_local(view.now))
            .order_by(BreakSession.starts_at)
        )
    )
    last = starts[-1].date() if starts else None
    rows = view.db.execute(select(Term.number, Term.first_day, Term.last_day).where(~Term.withdrawn))
    terms = [(row.number, row.first_day, row.last_day) for row in rows]
    return SeriesChoices(
        name, tuple(sorted({one.weekday() for one in starts})), tuple(sorted({f"{one:%H:%M}" for one in starts})),
        _weeks_run([one.date() for one in starts], [(first, until) for _, first, until in terms]), last,
        holiday_weeks(terms, view.today, last) if last else (),
    )  # fmt: skip


def _weeks_run(days: Sequence[date], terms: Sequence[tuple[date, date]]) -> str:
    """In which weeks a service runs, as a series would say it."""
    if not terms or not days or days[-1] > max(last for _, last in terms):
        return "all"
    within = {in_term(day, terms) for day in days}
    return "all" if len(within) > 1 else "term" if within == {True} else "holidays"
