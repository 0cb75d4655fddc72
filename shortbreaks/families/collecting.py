"""Who collects a child: what somebody wrote, looked at against who may collect on that day (R-P6)."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, Work, query
from shortbreaks.database.search import fold
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.families.rights import Rights, history_of, may, on_day
from shortbreaks.families.rules import GONE, short_name
from shortbreaks.families.tables import Adult, Child
from shortbreaks.words import inside

SETTLE = "Not settled: please ring us to say who collects"
KIN = ({"father", "dad", "daddy", "papa"}, {"mother", "mum", "mummy", "mam", "mama", "mom"})
FILLING = {"his", "her", "the", "their", "s", "child"}
_PARTS = re.compile(r"[,;/&+]|\bor\b|\band\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@query(needs=Permission.BOOK)
def who_may_collect(view: View, child_id: int, day: date) -> tuple[str, ...]:
    """The adults of a child's household who may collect on a day, as they are written down: "Grace O., Mother"."""
    home = select(Child.household_id).where(Child.id == child_id).scalar_subquery()
    rows = view.db.execute(
        select(Adult.first_name, Adult.last_name, Adult.relation).where(Adult.household_id == home, may("may_collect", day))
        .order_by(Adult.id)
    )  # fmt: skip
    return tuple(", ".join(filter(None, (short_name(r.first_name, r.last_name), r.relation))) for r in rows)


class Handing:
    """Who of some homes must not collect, on any day, asked once for all of them."""

    def __init__(self, db: Session, households: Collection[int]) -> None:
        rows = db.execute(
            select(Adult.id, Adult.household_id, Adult.first_name, Adult.last_name, Adult.relation, Adult.state)
            .where(Adult.household_id.in_(sorted(set(households)))).order_by(Adult.id)
        ).all()  # fmt: skip
        self._of: dict[int, list[Any]] = {}
        for row in rows:
            self._of.setdefault(row.household_id, []).append(row)
        self._noted = history_of(db, [row.id for row in rows])

    def rights(self, adult_id: int, day: date) -> Rights:
        """What an adult may do on a day."""
        return on_day(self._noted.get(adult_id, ()), day)

    def barred(self, household: int, day: date) -> list[Any]:
        """The adults of a home who must not collect that day."""
        return [one for one in self._of.get(household, ()) if not self.rights(one.id, day).may_collect]

    def named(self, household: int, text: str, day: date) -> Any:
        """The adult who is written down and must not collect that day, or is of the family no more; None for nobody."""
        family = self._of.get(household, ()) if text.strip() else ()
        here = {_whole(one) for one in family if one.state not in GONE}  # who was entered anew is not the one who left
        gone = [one for one in family if one.state in GONE and _whole(one) not in here]
        barred = [*self.barred(household, day), *gone]
        meant = (one for part in _PARTS.split(text) for one in barred if _means(part, one, family))
        return next(meant, None)

    def why(self, adult: Any, day: date) -> str:
        """Why an adult must not collect that day, for a person who may know."""
        if adult.state in GONE:
            return f"{short_name(adult.first_name, adult.last_name)} {GONE[adult.state]}."
        return self.rights(adult.id, day).why()

    def never(self, household: int, *days: date) -> str:
        """To whom the child is not handed over on one of some days, for those who have it: "Sam O. (father)"; "" for nobody."""
        barred = {one.id: one for day in days for one in self.barred(household, day) if one.state != "died"}
        return ", ".join(f"{short_name(one.first_name, one.last_name)} ({inside(one.relation)})" for one in barred.values())


def told_collector(view: View, household: int, text: str, days: Iterable[date]) -> str:
    """What a family's paper says of who collects on some days: never somebody who must not on one of them."""
    if not text.strip():
        return text
    handing = Handing(view.db, [household])
    return next((SETTLE for day in days if handing.named(household, text, day) is not None), text)


def _whole(adult: Any) -> str:
    return fold(f"{adult.first_name} {adult.last_name}")


def _means(part: str, adult: Any, family: Sequence[Any]) -> bool:
    """Whether somebody wrote this adult: both names; the first name alone or with its initial; or "Dad" where there is one."""
    family = [one for one in family if one.id == adult.id or one.state not in GONE]
    words = set(_WORD.findall(fold(part)))
    first, last = (set(_WORD.findall(fold(name))) for name in (adult.first_name, adult.last_name))
    kin = _kin(adult.relation)
    if first and first <= words and (last <= words or words - first - last - kin <= FILLING | {name[0] for name in last}):
        return bool(last <= words) or not any(one.id != adult.id and fold(one.first_name) == fold(adult.first_name) for one in family)
    alone = sum(bool(_kin(one.relation) & kin) for one in family) == 1
    return bool(words & kin) and words - kin <= FILLING and alone


def _kin(relation: str) -> set[str]:
    words = set(_WORD.findall(fold(relation)))
    return next((kin for kin in KIN if kin & words), words)


def check_collector(work: Work, child_id: int, text: str, days: Iterable[date], instead: str = "") -> None:
    """Raise Refused where it is written down that somebody collects who must not on one of these days (R-P6).

    `instead` is what to do where nobody is written down in the form itself.
    """
    if not text.strip():
        return
    home = work.db.scalar(select(Child.household_id).where(Child.id == child_id)) or 0
    handing = Handing(work.db, [home])
    for day in sorted(set(days)):
        if (adult := handing.named(home, text, day)) is not None:
            refused = _not_to(adult, handing.rights(adult.id, day), day)
            raise Refused(refused.sentence, instead) if instead else refused


def _not_to(adult: Any, held: Rights, day: date) -> Refused:
    name = short_name(adult.first_name, adult.last_name)
    if adult.state in GONE:
        return Refused(f"{name} {GONE[adult.state]}, and is written down to collect.", "Write somebody else.", "collected_by")
    if held.court:
        return Refused(
            f"A court’s order says that {name} must not collect.",
            "Write somebody else. Only a newer order changes it: it is entered on the family’s card.", "collected_by",
        )  # fmt: skip
    why = f": {held.reason.rstrip('.')}" if held.why() else ""
    return Refused(
        f"{name} must not collect on {say_day(day)}{why}.",
        f"Write somebody else, or change from a day what {name} may do on the family’s card.", "collected_by",
    )  # fmt: skip
