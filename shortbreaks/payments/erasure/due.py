"""Families whose record's time is up: judged child by child, the longest of the family counts (R-P1 to R-P4)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.council.queries import settings_on
from shortbreaks.dates import anniversary
from shortbreaks.families.erasure_tables import Erased, Erasure
from shortbreaks.families.retention import KeptFacts, KeptUntil, KeptYears, kept_until
from shortbreaks.families.tables import Child, ChildEnding, Household
from shortbreaks.ledger.tables import Account, totals
from shortbreaks.overnight.tables import LegalStatus
from shortbreaks.payments.tables import Agreement

STILL_OPEN = KeptUntil(None, "A child's record is open.")


@dataclass(frozen=True, slots=True)
class Judged:
    """One closed family: until when its years run (None: no end), the sentence why, and what holds it all the same ("")."""

    household_id: int
    ref: str
    until: date | None
    rule: str
    held: str
    children: int

    def is_over(self, today: date) -> bool:
        """Whether its years are over, held or not."""
        return self.until is not None and self.until < today

    def is_due(self, today: date) -> bool:
        """Whether it may go: its years are over and nothing holds it."""
        return self.is_over(today) and not self.held


def years_kept(db: Session, today: date) -> KeptYears:
    """The council's own years today."""
    settings = settings_on(db, today)
    return KeptYears(int(settings["keep_birthday"]), int(settings["keep_closure_years"]), int(settings["keep_money_years"]))


def judge_families(db: Session, today: date, only: Collection[int] | None = None) -> tuple[Judged, ...]:
    """Every family with no open child whose records were all ended long enough ago to be asked about, or those named.

    The same few questions however many there are. A family is kept whole until the last of its children's days.
    """
    years = years_kept(db, today)
    children = _closed(db, today, years, only)
    if not children:
        return ()
    ids, homes = [row.id for row in children], {row.household_id: row.ref for row in children}
    endings, nights = _endings(db, ids), _looked_after(db, ids)
    money, unended = _money(db, children)
    found: dict[int, list[tuple[date | None, str, str]]] = defaultdict(list)
    for row in children:
        if row.state == "merged":
            continue
        last, hold = endings.get(row.kept, ({}, ""))
        facts = KeptFacts(
            row.born, last.get("died"), row.kept in nights, last.get("closed") if row.state == "closed" else None,
            money.get(row.household_id),
        )  # fmt: skip
        until = kept_until(facts, years) if row.state != "open" else STILL_OPEN
        found[row.household_id].append((until.day, until.reason, hold))
    return tuple(_judged(one, homes[one], kept, unended) for one, kept in sorted(found.items()))


def _judged(household: int, ref: str, kept: Sequence[tuple[date | None, str, str]], unended: Collection[int]) -> Judged:
    held = next((hold for _, _, hold in kept if hold), "")
    if household in unended:
        held = held or "A direct payment of this family is not ended."
    endless = next((reason for day, reason, _ in kept if day is None), "")
    day, reason, _ = max(kept, key=lambda one: one[0] or date.max)
    return Judged(household, ref, None if endless else day, endless or reason, held, len(kept))


def _closed(db: Session, today: date, years: KeptYears, only: Collection[int] | None) -> Sequence[Any]:
    """Children, merged ones too, of families that are not erased and have no child whose record is open."""
    is_open = exists().where(Child.household_id == Household.id, Child.state == "open").correlate(Household)
    is_gone = exists().where(Erasure.household_id == Household.id, Erased.id == Erasure.id).correlate(Household)
    question = (
        select(
            Child.id, Child.born, Child.state, func.coalesce(Household.merged_into, Household.id).label("household_id"), Household.ref,
            func.coalesce(Child.merged_into, Child.id).label("kept"),
        )
        .join(Household, Household.id == Child.household_id)
        .order_by(Household.merged_into.is_(None), Child.id)  # a kept family's own reference is read last
    )  # fmt: skip
    if only is not None:
        return db.execute(question.where(or_(Household.id.in_(only), Household.merged_into.in_(only)))).all()
    # Whatever the class, years from the end of a record are counted; what ended later need not be asked about
    latest = anniversary(today, -years.closure) + timedelta(days=1)
    lately = exists().where(
        Child.household_id == Household.id, ChildEnding.child_id == Child.id, ChildEnding.kind.in_(("closed", "died")),
        ChildEnding.on > latest,
    ).correlate(Household)  # fmt: skip
    standing = select(Household.id).where(
        Household.state != "merged", ~is_open, ~is_gone, ~lately, Household.id.in_(select(Child.household_id))
    )
    return db.execute(question.where(or_(Household.id.in_(standing), Household.merged_into.in_(standing)))).all()


def _endings(db: Session, ids: Sequence[int]) -> dict[int, tuple[dict[str, date], str]]:
    """By kept child: the last day of each kind of ending, and the reason of a hold that stands."""
    rows = db.execute(
        select(
            func.coalesce(Child.merged_into, Child.id).label("kept"), ChildEnding.kind, ChildEnding.on.label("on"), ChildEnding.reason
        )
        .join(Child, Child.id == ChildEnding.child_id)
        .where(ChildEnding.child_id.in_(ids))
        .order_by(ChildEnding.id)
    )
    found: dict[int, tuple[dict[str, date], str]] = {}
    for row in rows:
        last, hold = found.get(row.kept, ({}, ""))
        hold = {"hold": row.reason, "lifted": ""}.get(row.kind, hold)
        last = {kind: day for kind, day in last.items() if (kind, row.kind) != ("died", "alive")}
        found[row.kept] = (last | {row.kind: row.on}, hold)
    return found


def _looked_after(db: Session, ids: Sequence[int]) -> set[int]:
    """Kept children who were ever looked after under section 20."""
    found: set[int] = set()
    for table in (LegalStatus, Stay):
        found |= set(db.scalars(
            select(func.coalesce(Child.merged_into, Child.id)).join(table, table.child_id == Child.id)
            .where(table.child_id.in_(ids), table.legal == "s20")
        ))  # fmt: skip
    return found


def _money(db: Session, children: Iterable[Any]) -> tuple[dict[int, date], set[int]]:
    """By family: a day of the last month in which its money changed; and the families with a payment not ended."""
    home = {row.id: row.household_id for row in children}
    written = db.execute(select(Household.id, Household.merged_into).where(
        or_(Household.id.in_(set(home.values())), Household.merged_into.in_(set(home.values())))
    ))  # fmt: skip
    holders = {f"household:{row.id}": row.merged_into or row.id for row in written}
    unended = set()
    for row in db.execute(select(Agreement.id, Agreement.child_id, Agreement.state).where(Agreement.child_id.in_(home))):
        holders[f"agreement:{row.id}"] = home[row.child_id]
        if row.state in {"active", "suspended"}:
            unended.add(home[row.child_id])
    moved = db.execute(
        select(Account.holder, func.max(totals.c.month).label("month")).join(totals, totals.c.account_id == Account.id)
        .where(Account.holder.in_(holders)).group_by(Account.holder)
    )  # fmt: skip
    found: dict[int, date] = {}
    for row in moved:
        day, household = date.fromisoformat(f"{row.month}-01"), holders[row.holder]
        found[household] = max(found.get(household, day), day)
    return found, unended
