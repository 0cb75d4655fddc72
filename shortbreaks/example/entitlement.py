"""The example county's entitlement: schemes, requests, decisions told and not told, carried nights, reviews and growing up."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import func, select, update

from shortbreaks.bookings.carry_tables import CarriedLoss
from shortbreaks.bookings.share_tables import BookingShare
from shortbreaks.bookings.states import STAY_HOLDING
from shortbreaks.bookings.stay_tables import Stay, StayStep, StayUse
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.schemes import PUBLISHED
from shortbreaks.council.tables import Scheme
from shortbreaks.dates import say_year, year_of_allocation
from shortbreaks.eligibility.rules import day_of_age
from shortbreaks.eligibility.tables import (
    Allocation,
    AllocationChange,
    Decision,
    PanelCase,
    PaymentOffer,
    Told,
    TransitionStep,
)
from shortbreaks.example.beds import MadeUnit
from shortbreaks.example.families import MadeChild
from shortbreaks.example.rows import Rows, morning
from shortbreaks.families.tables import BenefitSeen
from shortbreaks.overnight.rules import next_review
from shortbreaks.overnight.tables import LegalStatus, ReviewHeld, VisitPlan

DAY = timedelta(days=1)
PANEL, CLERK = "Short breaks panel", "Priya Nair"
REASONS = (
    "Saturdays give the family a rest. Nights are looked at again once the child has visited a house.",
    "A group with one worker at all times keeps the weekend possible.",
    "The school's own club is open to the child, and the family agreed to try it first.",
)  # fmt: skip


def make_entitlement(rows: Rows, random: Random, today: date, units: Sequence[MadeUnit], children: Sequence[MadeChild]) -> None:
    """Everything but the decisions and awards of the year, which came with the families."""
    first, last = year_of_allocation(today)
    for number in range(children[0].decision, rows.last(Decision) + 1):
        rows.add(Told, decision_id=number, paper_id=None, told_on=first - DAY * 14, how="Letter in the old file", person_id=1,
                 at=morning(first))  # fmt: skip
    others = [child for child in children if child.id != 1]
    _requests(rows, random, today, others)
    _new_decisions(rows, random, today, last, others)
    _offers(rows, random, today, others)
    _carried(rows, today, units, others)
    _reviews(rows, random, today, children)
    _growing_up(rows, random, today, others)
    _benefit_put_right(rows, today, others)
    _changed_awards(rows, today, others)
    _split_booking(rows, today, others)


def make_schemes(rows: Rows, today: date) -> None:
    """What the council has published of who gets what."""
    first, _ = year_of_allocation(today)
    for name, tests, awards in (PUBLISHED[1], PUBLISHED[3]):
        rows.add(Scheme, name=name, from_day=date(first.year - 1, 4, 1), tests=tests, awards=awards, retired=False,
                 reason="Cabinet member's decision, published with the statement.")  # fmt: skip


def _split_booking(rows: Rows, today: date, children: Sequence[MadeChild]) -> None:
    """A break to come of which an hour's rest of a summer award pays the first hour, and the year's award the others (R-B8)."""
    until = today + DAY * 40
    first, last = (datetime.combine(day, time()) for day in (today + DAY * 2, until))
    found = rows.db.execute(
        select(Booking.id, Booking.child_id, Booking.allocation_id, Booking.uses, Allocation.decision_id)
        .join(Allocation, Allocation.id == Booking.allocation_id)
        .where(
            Booking.child_id.between(children[0].id, children[-1].id), Booking.state == "confirmed", Booking.uses > 60,
            Allocation.unit == "hours", Booking.starts_at.between(first, last),
        )
        .order_by(Booking.starts_at, Booking.id)
    ).first()  # fmt: skip
    if found is None:
        return
    summer = rows.add(Allocation, child_id=found.child_id, decision_id=found.decision_id, unit="hours", purpose="Rest of the summer award",
                      kinds="", amount=60, from_day=today - DAY * 21, until_day=until)  # fmt: skip
    rows.write()
    rows.db.execute(update(Booking).where(Booking.id == found.id).values(allocation_id=summer))
    rows.add(BookingShare, booking_id=found.id, allocation_id=found.allocation_id, first_id=summer, amount=found.uses - 60)


def _changed_awards(rows: Rows, today: date, children: Sequence[MadeChild]) -> None:
    """Some hours that a panel raised in the autumn; what was given before stays in their history (R-B8)."""
    since = today - DAY * 45
    found = rows.db.execute(
        select(Allocation.id, Allocation.amount, Allocation.until_day)
        .where(
            Allocation.child_id.between(children[0].id, children[-1].id), Allocation.unit == "hours", Allocation.amount >= 20 * 60,
            Allocation.from_day < since, Allocation.until_day >= today,
        )
        .order_by(Allocation.id).limit(12)
    ).all()  # fmt: skip
    for one in found[::3]:
        rows.add(
            AllocationChange, allocation_id=one.id, from_day=since, amount_before=one.amount - 10 * 60, amount=one.amount,
            until_before=one.until_day, until_day=one.until_day, reason="The panel agreed one Saturday more each month.",
            at=morning(since + DAY), person_id=2,
        )  # fmt: skip


def _benefit_put_right(rows: Rows, today: date, children: Sequence[MadeChild]) -> None:
    """A benefit that turned out to have stopped for five weeks of spring: what was had free then waits for a person (R-C1)."""
    stopped, again = today - DAY * 63, today - DAY * 28
    for child in children:
        if child.exempt and today.year - child.born.year < 15 and sum(stopped <= day < again for day in child.days) > 2:
            for benefit, since in (("", stopped), ("UC", again)):
                rows.add(
                    BenefitSeen, household_id=child.household, child_id=None, benefit=benefit, from_day=since, seen_on=today - DAY * 6,
                    evidence="Award letters, seen at the office; no copy kept.", at=morning(today - DAY * 6), person_id=1,
                )  # fmt: skip
            return


def _requests(rows: Rows, random: Random, today: date, children: Sequence[MadeChild]) -> None:
    """Eight requests that wait, the oldest of seven weeks."""
    for place, child in enumerate(random.sample(children, min(8, len(children)))):
        asked = today - DAY * (3 + place * 7)
        rows.add(
            PanelCase, child_id=child.id, asked_on=asked, asked_by=random.choice(("Mother", "Father", "Helen Marsh, social worker")),
            words=random.choice(("A Saturday club", "Nights for the parents' sleep", "")), hours=random.choice((40, 60, 120)) * 60,
            sessions=0, nights=random.choice((0, 0, 12)), pounds=0, officer=CLERK,
            panel_on=today + DAY * 6 if place > 2 else None, state="open", closed_on=None, closed_reason="",
        )  # fmt: skip


def _new_decisions(rows: Rows, random: Random, today: date, last: date, children: Sequence[MadeChild]) -> None:
    """Seven decisions of the last weeks that nobody was told of; some give a part of what was asked for."""
    asked = [
        (place, child, today - DAY * (place * 2 + 1), 0 if place % 3 == 1 else 12)
        for place, child in enumerate(random.sample(children, min(7, len(children))))
    ]
    cases = [
        rows.add(
            PanelCase, child_id=child.id, asked_on=decided - DAY * 30, asked_by="Mother", words="", hours=3600, sessions=0,
            nights=nights, pounds=0, officer=CLERK, panel_on=decided, state="decided", closed_on=decided, closed_reason="",
        )
        for _, child, decided, nights in asked
    ]  # fmt: skip
    rows.write()
    for (place, child, decided, nights), case in zip(asked, cases, strict=True):
        agreed = place % 3 != 2
        rows.add(
            Decision, child_id=child.id, outcome="agreed" if agreed else "declined", rules_said="a person must decide",
            findings="[]", reason=REASONS[place % 3], decided_by=PANEL, decided_on=decided, from_day=decided, until_day=last,
            review_on=last - DAY * 60 if agreed else None, entered_at=morning(decided), person_id=1, case_id=case,
            asked_on=decided - DAY * 30, asked=f"60 hours{', 12 nights' if nights else ''}", awards='[["hours", 3600]]' if agreed else "[]",
            scheme=PUBLISHED[0][0], criteria="Severe or profound in at least 1 of the council's categories, lasting over a year",
            answer="", gives="", conditions="", officer=CLERK,
        )  # fmt: skip


def _offers(rows: Rows, random: Random, today: date, children: Sequence[MadeChild]) -> None:
    for child in children:
        if random.random() < 0.3:
            answer = random.choice(("yes", "declined", "declined"))
            alone = answer == "yes" and random.random() < 0.05
            rows.add(
                PaymentOffer, child_id=child.id, on_date=today - DAY * random.randint(20, 300), answer=answer, no_other_choice=alone,
                words="No club within reach." if alone else "", at=morning(today - DAY), person_id=1,
            )  # fmt: skip


def _carried(rows: Rows, today: date, units: Sequence[MadeUnit], children: Sequence[MadeChild]) -> None:
    """Nights of last year that a house cancelled: carried over for three children, still to carry for none before March."""
    first, last = year_of_allocation(today)
    ended = first - DAY
    began, _ = year_of_allocation(ended)
    with_nights = [child for child in children if f"nights{first}" in child.whole and f"nights{began}" not in child.whole]
    for child in with_nights[:3]:
        unit = units[0]
        whole = child.whole[f"nights{first}"]
        old = rows.add(
            Allocation, child_id=child.id, decision_id=child.decision, unit="nights", purpose="Overnight stays", kinds="", amount=whole,
            from_day=began, until_day=ended, carried_from=None, carried_why="",
        )  # fmt: skip
        night = ended - DAY * 40
        stay = rows.add(
            Stay, child_id=child.id, service_id=unit.service, bed_id=unit.beds[0], state="cancelled_by_provider",
            state_since=morning(night - DAY), made_at=morning(night - DAY * 30), starts_at=datetime.combine(night, time(16)),
            ends_at=datetime.combine(night + DAY * 2, time(10)), planned_nights=2, offered_until=None, legal="s20", uses=0,
            charge_pence=0, exempt="", manager="", reviewing_officer="", collected_by="", note="",
        )  # fmt: skip
        for state, day, reason in (("booked", night - DAY * 30, ""), ("cancelled_by_provider", night - DAY, "provider")):
            rows.add(StayStep, stay_id=stay, state=state, reason=reason, words="", at=morning(day), person_id=1, on_date=day)
        rows.add(StayUse, stay_id=stay, allocation_id=old, nights=2)
        new = rows.add(
            Allocation, child_id=child.id, decision_id=child.decision, unit="nights", purpose=f"Carried over from {say_year(began)}",
            kinds="", amount=2, from_day=first, until_day=last, carried_from=old, carried_why="The house closed for repairs.",
        )  # fmt: skip
        rows.add(CarriedLoss, allocation_id=new, lost_from=old, booking_id=None, stay_id=stay, amount=2)


def _reviews(rows: Rows, random: Random, today: date, children: Sequence[MadeChild]) -> None:
    """Most series are reviewed and visited in time; some are late, and for a few no visits were agreed."""
    mine = (children[0].id, children[-1].id)
    stays = select(Stay.child_id, func.min(Stay.starts_at)).where(Stay.state.in_(STAY_HOLDING), Stay.child_id.between(*mine))
    firsts = {row[0]: row[1].date() for row in rows.db.execute(stays.group_by(Stay.child_id))}
    statuses = select(LegalStatus.child_id, LegalStatus.situation).where(LegalStatus.child_id.between(*mine))
    for child_id, situation in rows.db.execute(statuses.order_by(LegalStatus.id)).all():
        first = firsts.get(child_id)
        if first is None:
            continue
        due = next_review(situation, first, None)
        if due <= today and random.random() < 0.85:
            rows.add(ReviewHeld, child_id=child_id, kind="review", on_date=due - DAY * 5, held_by="Ira Olsen", words="Goes on.",
                     at=morning(due), person_id=1)  # fmt: skip
        if situation == 1 or random.random() < 0.1:
            continue
        rows.add(VisitPlan, child_id=child_id, from_day=first, every_days=42, agreed_by="Care plan", at=morning(first), person_id=1)
        made = today - DAY * random.randint(1, 46)
        if made >= first:
            rows.add(ReviewHeld, child_id=child_id, kind="visit", on_date=made, held_by="Dana Wells", words="", at=morning(made),
                person_id=1)  # fmt: skip


def _growing_up(rows: Rows, random: Random, today: date, children: Sequence[MadeChild]) -> None:
    """Of the young people of 16 and more, most ages are taken and closed, some are taken, some are nobody's yet."""
    for child in children:
        for months in (192, 204, 210):
            day = day_of_age(child.born, months)
            if day > today or random.random() < 0.15:
                continue
            rows.add(TransitionStep, child_id=child.id, months=months, kind="taken", words="", at=morning(day), person_id=1)
            if random.random() < 0.85 or months == 192:
                rows.add(TransitionStep, child_id=child.id, months=months, kind="closed", words="Talked with the family and the school.",
                         at=morning(min(today, day + DAY * 20)), person_id=1)  # fmt: skip
