"""One stay for its panel, and a child's nights counted four ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.states import STAY_HOLDING, STAY_WORDS
from shortbreaks.bookings.stay_tables import Stay, StayStep
from shortbreaks.bookings.unpriced import awaited
from shortbreaks.council.lists import words_in
from shortbreaks.council.queries import setting_on
from shortbreaks.database.commands import View, query
from shortbreaks.dates import age_on, say_day
from shortbreaks.errors import NotFound
from shortbreaks.families.merged import same_child
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.overnight.costs import YearCost, cost_of_child
from shortbreaks.overnight.facts import nights_held, pairs_of
from shortbreaks.overnight.rules import Counts, counts_of, in_twelve_months, linked_benefit_days, years_of_returns
from shortbreaks.overnight.tables import FirstVisit, LegalStatus
from shortbreaks.providers.bed_tables import Bed
from shortbreaks.providers.tables import Service

LEFT = {"family": "Left at the family’s wish.", "provider": "Left at the house’s wish."}
RECORDED = {"V3": "V3, each stay is recorded", "V4": "V4, the agreement alone is recorded"}  # R-O9


@dataclass(frozen=True, slots=True)
class StayStepRow:
    """One step of a stay's history."""

    words: str
    reason: str
    at: datetime
    person: str


@dataclass(frozen=True, slots=True)
class StayCard:
    """A stay that is kept, with its counts and history."""

    id: int
    version: int
    child_id: int
    name: str
    age: int
    unit: str
    bed_id: int
    bed: str
    state: str
    starts_at: datetime
    ends_at: datetime
    planned_nights: int
    uses: int
    legal: str
    charge_pence: int
    manager: str
    reviewing_officer: str
    collected_by: str
    note: str
    offered_until: datetime | None
    counts: Counts
    steps: tuple[StayStepRow, ...]
    transport: str
    exempt: str
    awaits: str  # what its charge waits for yet, as of a booking that is listed
    goes_with: tuple[str, ...] = ()  # siblings to whom it is offered together with this child, for all or none (R-B5)


@query(needs=Permission.SEE_CASES)
def stay_card(view: View, stay_id: int) -> StayCard:
    """One stay. Raises NotFound."""
    row = view.db.execute(
        select(Stay, Child.first_name, Child.known_as, Child.last_name, Child.born, Bed.name, Service.name.label("unit"))
        .join(Child, Child.id == Stay.child_id).join(Bed, Bed.id == Stay.bed_id).join(Service, Service.id == Stay.service_id)
        .where(Stay.id == stay_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("That stay is not here any more.", "Look again.")
    stay = row.Stay
    slept = counts_of(stay.starts_at, stay.ends_at) if stay.state in STAY_HOLDING else Counts(0, 0, 0, 0)
    return StayCard(
        stay.id, stay.version, stay.child_id, short_name(row.first_name, row.last_name, row.known_as),
        age_on(row.born, stay.starts_at.date()), row.unit, stay.bed_id, row.name, stay.state, stay.starts_at, stay.ends_at,
        stay.planned_nights, stay.uses, stay.legal, stay.charge_pence, stay.manager, stay.reviewing_officer,
        stay.collected_by, stay.note, stay.offered_until,
        Counts(slept.placed, slept.minutes, stay.uses, slept.benefit_days), _steps(view, stay_id), stay.transport, stay.exempt,
        awaited(view.db, Stay, [stay.id]).get(stay.id, ""), _goes_with(view, stay),
    )  # fmt: skip


def _goes_with(view: View, stay: Stay) -> tuple[str, ...]:
    if stay.state != "offered" or stay.together is None:
        return ()
    rows = view.db.execute(
        select(Child.first_name, Child.last_name, Child.known_as).join(Stay, Stay.child_id == Child.id)
        .where(Stay.together == stay.together, Stay.state == "offered", Stay.id != stay.id).order_by(Stay.id)
    )  # fmt: skip
    return tuple(short_name(row.first_name, row.last_name, row.known_as) for row in rows)


def _steps(view: View, stay_id: int) -> tuple[StayStepRow, ...]:
    reasons = words_in(view.db, "cancel_reason")
    rows = view.db.execute(
        select(StayStep.state, StayStep.reason, StayStep.words, StayStep.at, PersonRecord.name)
        .join(PersonRecord, PersonRecord.id == StayStep.person_id)
        .where(StayStep.stay_id == stay_id)
        .order_by(StayStep.id.desc())
    )
    return tuple(
        StayStepRow(STAY_WORDS[r.state], _why(r.state, r.reason, r.words, reasons), r.at, r.name) for r in rows
    )


def _why(state: str, reason: str, words: str, reasons: Mapping[str, str]) -> str:
    """Why a stay came into a state, in words; of one that ended, whose wish it was beside them."""
    if state == "ended":
        return f"{LEFT.get(reason, '')} {words}".strip()
    if reason == "refilled":
        return "Other families took the nights: what they cost is put back"
    return words or reasons.get(reason, "")


@dataclass(frozen=True, slots=True)
class StayRow:
    """One stay in a child's list."""

    id: int
    unit_id: int
    unit: str
    state: str
    starts_at: datetime
    ends_at: datetime
    uses: int


@dataclass(frozen=True, slots=True)
class ChildNights:
    """A child's nights away: the highest count of any twelve months up to the last night booked, and where it stands."""

    now: int  # in the twelve months up to today
    most: int  # the highest count with what is booked
    limit: int
    amber: int  # nights left at which the bar turns amber
    years: tuple[tuple[date, int], ...]  # by years from 1 April, as the sector's data check counts
    benefit_days: int  # linked days of the benefits advice, with what is booked
    ahead: int  # nights booked from today on
    situation: int  # 1, 2 or 3 as decided; 0 before anybody decided
    decided: str  # by whom, from when
    stays: tuple["StayRow", ...]
    pairs: tuple[tuple[str, str], ...]  # (what is known, the other child); never the reason
    visits: tuple[tuple[date, str, str], ...]  # (day, kind, house)
    costs: tuple[YearCost, ...]  # by financial year, for those who may see money


@query(needs=Permission.SEE_CASES)
def nights_of_child(view: View, child_id: int) -> ChildNights:
    """How many nights a child has had and has booked, by each way of counting (R-O1, R-O3, R-O10)."""
    nights = sorted(one.night for one in nights_held(view.db, child_id))
    stays = _stays(view, child_id)
    spans = [(row.starts_at.date(), row.ends_at.date()) for row in stays if row.state in STAY_HOLDING]
    ahead = [night for night in nights if night >= view.today]
    most = max((in_twelve_months(nights, night) for night in ahead), default=0)
    now = in_twelve_months(nights, view.today)
    return ChildNights(
        now, max(now, most), int(setting_on(view.db, "reg48_12m", view.today)),
        int(setting_on(view.db, "nights_amber", view.today)), tuple(years_of_returns(nights).items()),
        linked_benefit_days(spans, max((out for _, out in spans), default=view.today)), len(ahead),
        *_status(view, child_id), stays, _pairs(view, child_id), _visits(view, child_id),
        cost_of_child(view, child_id) if Permission.SEE_MONEY in view.person.permissions else (),
    )  # fmt: skip


def _stays(view: View, child_id: int) -> tuple[StayRow, ...]:
    rows = view.db.execute(
        select(Stay.id, Bed.unit_id, Service.name, Stay.state, Stay.starts_at, Stay.ends_at, Stay.uses)
        .join(Bed, Bed.id == Stay.bed_id)
        .join(Service, Service.id == Stay.service_id)
        .where(Stay.child_id == child_id)
        .order_by(Stay.starts_at.desc(), Stay.id.desc())
    )
    return tuple(StayRow(*row) for row in rows)


def _status(view: View, child_id: int) -> tuple[int, str]:
    row = view.db.execute(
        select(
            LegalStatus.situation, LegalStatus.decided_by, LegalStatus.from_day, LegalStatus.reviewing_officer, LegalStatus.recorded
        )
        .where(LegalStatus.child_id.in_(same_child(child_id)), LegalStatus.from_day <= view.today)
        .order_by(LegalStatus.from_day.desc(), LegalStatus.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return 0, ""
    officer = f"; reviewing officer {row.reviewing_officer}" if row.reviewing_officer else ""
    recorded = f"; {RECORDED[row.recorded]}" if row.recorded else ""
    return row.situation, f"{row.decided_by}, from {say_day(row.from_day)}{officer}{recorded}"


def _pairs(view: View, child_id: int) -> tuple[tuple[str, str], ...]:
    known = pairs_of(view.db, child_id, view.today)
    rows = view.db.execute(select(Child.id, Child.first_name, Child.known_as, Child.last_name).where(Child.id.in_(known)))
    return tuple(sorted((known[r.id], short_name(r.first_name, r.last_name, r.known_as)) for r in rows))


def _visits(view: View, child_id: int) -> tuple[tuple[date, str, str], ...]:
    rows = view.db.execute(
        select(FirstVisit.on, FirstVisit.kind, Service.name)
        .join(Service, Service.id == FirstVisit.service_id)
        .where(FirstVisit.child_id.in_(same_child(child_id)))
        .order_by(FirstVisit.on.desc())
    )
    return tuple((row[0], row[1], row[2]) for row in rows)
