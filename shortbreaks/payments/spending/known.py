"""What is known of families when a file of their spending comes in: payees, our payments, sums that came back to us."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from shortbreaks.bookings.states import BOOKED, USED
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.lists import named_codes
from shortbreaks.council.queries import setting_on
from shortbreaks.database.search import fold
from shortbreaks.families.tables import Adult, Child
from shortbreaks.payments.agreement_tables import AgreementUse, PayeeStep
from shortbreaks.payments.debts.tables import MoneyBack, untied
from shortbreaks.payments.facts import awards_of
from shortbreaks.payments.rules import award_week
from shortbreaks.payments.spending.matching import Known, Matcher
from shortbreaks.payments.spending.our_lines import payments_unseen
from shortbreaks.payments.spending.payee_names import BOOKED_NEAR, CATEGORY_OF, Agreed, Barred, Booked
from shortbreaks.payments.spending.tables import OURS, SpendLine
from shortbreaks.payments.spending.uses import names_of, pattern_of
from shortbreaks.payments.tables import Agreement
from shortbreaks.providers.tables import Provider, Service

MONTH = timedelta(days=31)


def known_of(db: Session, ids: set[int], day: date, first: date | None = None) -> Mapping[int, Known]:
    """What each family's lines up to a day are matched against; what a line stands for already is not there again."""
    payees: dict[int, dict[str, str]] = defaultdict(dict)
    usual: dict[int, dict[str, int]] = defaultdict(dict)
    newest = (
        select(func.max(SpendLine.id).label("id"), func.max(SpendLine.pence).label("most"))
        .where(SpendLine.agreement_id.in_(ids), SpendLine.match == "accepted", SpendLine.pence > 0, SpendLine.category != OURS)
        .group_by(SpendLine.agreement_id, SpendLine.payee)
        .subquery()
    )
    for agreement_id, name, category, most in db.execute(
        select(SpendLine.agreement_id, SpendLine.payee, SpendLine.category, newest.c.most)
        .join(newest, newest.c.id == SpendLine.id)
        .order_by(SpendLine.id)
    ):
        said = fold(name)
        payees[agreement_id][said] = category
        usual[agreement_id][said] = max(most, usual[agreement_id].get(said, 0))
    paid, back = payments_unseen(db, ids), _untied(db, ids)
    providers = frozenset(fold(name) for name in db.scalars(select(Provider.name)))
    awards, us = awards_of(db, ids), str(setting_on(db, "council_name", day))
    uses, house, managers, booked = _agreed(db, ids), _house(db, ids), _managers(db, ids), _booked(db, ids, first or day, day)
    barred, by_hand = _barred(db), _by_hand(db, ids)
    taken = _taken(db, {one for one, mine in uses.items() if any(use.pattern for use in mine)}, first or day, day)
    return {
        one: Known(
            payees[one], paid[one].arriving, providers, max((award_week(lines, part.from_day) for part in lines), default=0),
            back[one], usual[one], us, uses.get(one, ()), barred, house.get(one, ()), managers.get(one, ()), booked.get(one, ()),
            tuple((part.from_day, part.pence, part.minutes) for part in lines if part.per == "hour" and part.pence),
            by_hand.get(one, ()), paid[one].going, taken.get(one, ()),
        )
        for one in ids for lines in (awards.get(one, []),)
    }  # fmt: skip


def beyond_pattern(db: Session, agreement_id: int, on: date, payee: str, pence: int) -> str:
    """What is odd about one more payment in how often, and about how much, its use is paid; "": nothing is."""
    if not any(use.pattern for use in _agreed(db, {agreement_id}).get(agreement_id, ())):
        return ""
    return Matcher(known_of(db, {agreement_id}, on)[agreement_id]).beyond(on, payee, pence)


def _untied(db: Session, ids: set[int]) -> dict[int, list[tuple[int, date, int]]]:
    """Sums that came back out of what these families hold, and that no line of a file is tied to: id, day, pence."""
    back: dict[int, list[tuple[int, date, int]]] = defaultdict(list)
    rows = db.execute(
        select(MoneyBack.agreement_id, MoneyBack.id, MoneyBack.on, MoneyBack.pence).where(
            MoneyBack.agreement_id.in_(ids), MoneyBack.from_pot,
            untied(),
        ).order_by(MoneyBack.id)
    )  # fmt: skip
    for agreement_id, back_id, on, pence in rows:
        back[agreement_id].append((back_id, on, pence))
    return back


def _by_hand(db: Session, ids: set[int]) -> Mapping[int, list[tuple[date, str, int]]]:
    """What was recorded from receipts and stands: a bank's line of it may come later."""
    found: dict[int, list[tuple[date, str, int]]] = defaultdict(list)
    rows = db.execute(
        select(SpendLine.agreement_id, SpendLine.on, SpendLine.payee, SpendLine.pence)
        .where(SpendLine.agreement_id.in_(ids), SpendLine.by_hand.is_(True), SpendLine.back_at.is_(None))
        .order_by(SpendLine.id)
    )
    for agreement_id, on, payee, pence in rows:
        found[agreement_id].append((on, payee, pence))
    return found


def _barred(db: Session) -> tuple[Barred, ...]:
    """What the council says the money is not for, with the names by which bank lines show it (R-D8)."""
    return tuple(
        Barred(one.words, tuple(fold(name) for name in one.names), one.from_day, one.until)
        for one in named_codes(db, "not_for")
    )


def _agreed(db: Session, ids: set[int]) -> Mapping[int, list[Agreed]]:
    """The uses that were agreed for each of these agreements, in order."""
    found: dict[int, list[Agreed]] = defaultdict(list)
    rows = db.scalars(select(AgreementUse).where(AgreementUse.agreement_id.in_(ids)).order_by(AgreementUse.id))
    for row in rows:
        names = tuple(map(fold, names_of(row.payees)))
        whose = "house" if row.kind == "relative" and row.same_household else "manager" if row.kind == "manages" else ""
        found[row.agreement_id].append(
            Agreed(row.words, names, CATEGORY_OF[row.kind], row.from_day, row.review_on, whose, pattern_of(row))
        )
    return found


def _taken(db: Session, ids: set[int], first: date, last: date) -> Mapping[int, list[tuple[date, str, int]]]:
    """What was paid before in the months and weeks of some days, where a use is paid regularly: day, folded payee, pence."""
    found: dict[int, list[tuple[date, str, int]]] = defaultdict(list)
    if not ids:
        return found
    rows = db.execute(
        select(SpendLine.agreement_id, SpendLine.on, SpendLine.payee, SpendLine.pence)
        .where(
            SpendLine.agreement_id.in_(ids), SpendLine.on.between(first - MONTH, last + MONTH), SpendLine.pence > 0,
            SpendLine.back_at.is_(None), SpendLine.category != OURS,
        )
        .order_by(SpendLine.on, SpendLine.id)
    )  # fmt: skip
    for agreement_id, on, payee, pence in rows:
        found[agreement_id].append((on, fold(payee), pence))
    return found


def _house(db: Session, ids: set[int]) -> Mapping[int, list[tuple[str, str]]]:
    """The adults who live with the child of each of these agreements: first and last names."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = db.execute(
        select(Agreement.id, Adult.first_name, Adult.last_name)
        .join(Child, Child.id == Agreement.child_id)
        .join(Adult, Adult.household_id == Child.household_id)
        .where(Agreement.id.in_(ids), Adult.lives_elsewhere.is_(False))
        .order_by(Adult.id)
    )
    for agreement_id, first, last in rows:
        found[agreement_id].append((fold(first), fold(last)))
    return found


def _managers(db: Session, ids: set[int]) -> Mapping[int, list[tuple[str, str]]]:
    """The adults who are, or were, paid under each of these agreements and so manage its account (R-D10)."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    later = select(PayeeStep.agreement_id, PayeeStep.adult_id).where(PayeeStep.agreement_id.in_(ids))
    first = select(Agreement.id, Agreement.payee_id).where(Agreement.id.in_(ids))
    payees = union(first, later).subquery()
    rows = db.execute(select(payees.c[0], Adult.first_name, Adult.last_name).join(Adult, Adult.id == payees.c[1]).order_by(Adult.id))
    for agreement_id, name, last in rows:
        found[agreement_id].append((fold(name), fold(last)))
    return found


def _booked(db: Session, ids: set[int], first: date, last: date) -> Mapping[int, list[Booked]]:
    """The breaks booked for the child of each of these agreements around some days."""
    found: dict[int, list[Booked]] = defaultdict(list)
    since, until = (datetime.combine(day, time()) for day in (first - BOOKED_NEAR, last + BOOKED_NEAR + timedelta(days=1)))
    rows = db.execute(
        select(Agreement.id, Provider.name, Booking.starts_at)
        .join(Booking, Booking.child_id == Agreement.child_id)
        .join(Service, Service.id == Booking.service_id)
        .join(Provider, Provider.id == Service.provider_id)
        .where(Agreement.id.in_(ids), Booking.state.in_(BOOKED | USED), Booking.starts_at >= since, Booking.starts_at < until)
        .order_by(Booking.starts_at, Booking.id)
    )  # fmt: skip
    for agreement_id, name, starts_at in rows:
        found[agreement_id].append(Booked(fold(name), name, starts_at.date()))
    return found
