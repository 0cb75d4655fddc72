"""A benefit seen: the family's, or from 16 the young person's own; what is charged already is worked out anew (R-C1)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.benefits import benefits_of, benefits_of_child
from shortbreaks.bookings.charges import ADULT_PAYS, Benefits, charge_for_nights, liable_person
from shortbreaks.bookings.facts import begin_of, prices_of
from shortbreaks.bookings.judging import households_of
from shortbreaks.bookings.money import post_changes
from shortbreaks.bookings.places import lock_children
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.unpriced import past_no_price
from shortbreaks.council.lists import codes_in, words_in
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.dates import birthday, to_local
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.merged import same_child, same_household
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import BenefitSeen, Child, Household
from shortbreaks.money import share_of
from shortbreaks.providers.tables import Service

COUNTED = (
    "offered", "confirmed", "attended", "attended_part", "cancelled_in_notice", "cancelled_late", "no_show", "absent_ill",
    "booked", "in_house", "ended",
)  # fmt: skip
WHAT = "A benefit was seen: charged anew"


@dataclass(frozen=True, slots=True)
class SeeBenefit:
    """What a family, or with `own` the young person alone, receives from a day on; `benefit` "" for nothing any more."""

    child_id: int
    own: bool
    benefit: str
    from_day: date
    seen_on: date
    evidence: str


@command(needs=Permission.DECIDE, recorded_as="Benefit seen")
def see_benefit(work: Work, request: SeeBenefit) -> list[int]:
    """Keep it with its evidence, and charge anew from its day: breaks to come either way, those that were had only less.

    Answers how many breaks are charged otherwise now, and the pence more or (below nought) less.

    Raises Refused for a benefit that is not on the list, a day to come on which it was seen, or no evidence.
    """
    if request.benefit and request.benefit not in codes_in(work.db, "benefit", work.today):
        raise Refused("That benefit is not on the list.", "Choose one, or none.", "benefit")
    if request.seen_on > work.today:
        raise Refused("It cannot have been seen on a day to come.", "Write the day you saw it.", "seen_on")
    if not request.evidence.strip():
        raise Refused("What was seen is not said.", "Write which letter or screen, and where it is kept.", "evidence")
    child = work.db.get(Child, request.child_id)
    if child is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    if request.own and request.from_day < child.born:
        raise Refused("That is before the birthday.", "Check the day.", "from_day")
    home = select(Child.id).where(Child.household_id == child.household_id, Child.state != "merged")
    children = [child.id] if request.own else list(work.db.scalars(home))
    lock_children(work, children)
    seen = BenefitSeen(
        household_id=child.household_id, child_id=child.id if request.own else None, benefit=request.benefit,
        from_day=request.from_day, seen_on=request.seen_on, evidence=request.evidence.strip(), at=work.now,
        person_id=work.person.id,
    )  # fmt: skip
    work.db.add(seen)
    work.db.flush()
    done = charge_anew(work, children, request.from_day)
    work.record(seen, pence=done[1])
    return done


def charge_anew(work: Work, child_ids: Collection[int], since: date) -> list[int]:
    """Charge the breaks of some children from a day on by the benefits as they are known now; posts each difference.

    Answers how many breaks changed, and the pence more or less.
    """
    benefits = benefits_of(work.db, child_ids)
    homes = households_of(work, set(child_ids))
    changes: list[tuple[int, str, int]] = []
    count = 0
    found: list[tuple[Booking | Stay, int, str]] = [*_bookings(work, benefits, since), *_stays(work, benefits, since)]
    for one, pence, exempt in found:
        if (pence, exempt) == (one.charge_pence, one.exempt):
            continue
        if one.state != "offered":  # an offer is charged when the family says yes
            changes.append((homes[one.child_id], f"{one.__tablename__}:{one.id}", pence - one.charge_pence))
        count += pence != one.charge_pence
        one.charge_pence, one.exempt = pence, exempt
    post_changes(work, changes, WHAT, work.today)
    work.db.flush()
    return [count, sum(pence for _, _, pence in changes)]


def _bookings(work: Work, benefits: dict[int, Benefits], since: date) -> Iterator[tuple[Booking, int, str]]:
    found = work.db.scalars(
        select(Booking)
        .join(Service, Service.id == Booking.service_id)
        .where(
            Booking.child_id.in_(benefits), Booking.starts_at >= begin_of(since), Booking.state.in_(COUNTED),
            Service.charged_by == "council", Booking.list_pence > 0,
        )
        .order_by(Booking.id)
        .with_for_update(of=Booking)
    )  # fmt: skip
    now = to_local(work.now)
    for one in found:
        if benefits[one.child_id].free_on(one.starts_at.date()):
            yield one, 0, "s29(3)"
        elif one.state in {"offered", "confirmed"} and one.starts_at > now and one.exempt == "s29(3)":
            yield one, one.list_pence, ""


def _stays(work: Work, benefits: dict[int, Benefits], since: date) -> Iterator[tuple[Stay, int, str]]:
    """Stays with a night from the day on; what was charged for one that is over is cut to the share of its nights that pay."""
    stays = work.db.scalars(
        select(Stay)
        .join(Service, Service.id == Stay.service_id)
        .where(
            Stay.child_id.in_(benefits), Stay.ends_at >= begin_of(since + timedelta(days=1)), Stay.state.in_(COUNTED),
            Service.charged_by == "council", ~past_no_price(Stay),  # without a price, a person charges it or nobody does
        )
        .order_by(Stay.id)
        .with_for_update(of=Stay)
    ).all()  # fmt: skip
    prices, now = prices_of(work.db, {stay.service_id for stay in stays}), to_local(work.now)
    for one in stays:
        first = one.starts_at.date()
        price = next((price.pence for day, price in prices.get(one.service_id, ()) if day <= first), 0)
        nights = [first + timedelta(days=number) for number in range(one.uses or one.planned_nights)]
        charge = charge_for_nights(price, "council", benefits[one.child_id], nights)
        if one.state == "booked" and one.starts_at > now:
            yield one, charge.pence, charge.exempt
        elif charge.exempt and one.exempt != charge.exempt and charge.list_pence:
            yield one, share_of(one.charge_pence, charge.pence, charge.list_pence), charge.exempt


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """One benefit that was seen; `words` "" for none any more."""

    own: bool
    words: str
    from_day: date
    seen_on: date
    evidence: str
    person: str


@dataclass(frozen=True, slots=True)
class WhoPays:
    """Who is liable for a child's charges today, whose benefit counts, and what was seen of either, the newest first."""

    child_id: int
    child: str
    sixteen_on: date
    liable: str  # "parents", "young person"
    counts: str  # the benefit that counts today, in words; "" for none
    family: str  # what the family receives today, in words
    seen: tuple[BenefitRow, ...]

    @property
    def to_ask(self) -> bool:
        """Whether the young person pays now although the family is free: the own benefit is still to be asked for."""
        return self.liable != "parents" and bool(self.family) and not any(one.own for one in self.seen)


@query(needs=Permission.SEE_CASES)
def who_pays(view: View, child_id: int) -> WhoPays:
    """Who pays for a child's breaks, in a fixed number of questions (R-C1). Raises NotFound."""
    benefits = benefits_of_child(view.db, child_id)
    child = view.db.execute(
        select(Child.first_name, Child.last_name, Child.known_as, Household.id, Household.benefit, Household.benefit_seen_on)
        .join(Household, Household.id == Child.household_id)
        .where(Child.id == child_id)
    ).one()
    words = words_in(view.db, "benefit")
    rows = view.db.execute(
        select(
            BenefitSeen.child_id, BenefitSeen.benefit, BenefitSeen.from_day, BenefitSeen.seen_on, BenefitSeen.evidence,
            PersonRecord.name,
        )
        .join(PersonRecord, PersonRecord.id == BenefitSeen.person_id)
        .where(
            BenefitSeen.household_id.in_(same_household(child.id)),
            func.coalesce(BenefitSeen.child_id, child_id).in_(same_child(child_id)),
        )
        .order_by(BenefitSeen.from_day.desc(), BenefitSeen.id.desc())
    ).all()  # fmt: skip
    seen: Sequence[BenefitRow] = [
        BenefitRow(r.child_id is not None, words.get(r.benefit, r.benefit), r.from_day, r.seen_on, r.evidence, r.name) for r in rows
    ]
    if child.benefit and child.benefit_seen_on:
        day = child.benefit_seen_on
        seen = [*seen, BenefitRow(False, words.get(child.benefit, child.benefit), day, day, "Entered with the family.", "")]
    family = next((code for since, code in benefits.family if since <= view.today), "")
    counts = benefits.on(view.today)
    return WhoPays(
        child_id, short_name(child.first_name, child.last_name, child.known_as), birthday(benefits.born, ADULT_PAYS),
        liable_person(benefits.born, view.today), words.get(counts, counts), words.get(family, family), tuple(seen),
    )  # fmt: skip
