"""Families erased before a restore are erased again in what was restored, before anybody signs in (safety.md 3.12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

import shortbreaks.payments.erasure.erasing  # noqa: F401 - so that what hangs on a family by no key goes too
from shortbreaks.access.permissions import Permission
from shortbreaks.access.restoring import Again, done_again
from shortbreaks.database.commands import Work, command
from shortbreaks.database.office import Office
from shortbreaks.families.erased_list import ErasedFamily, lists_in, still_readable
from shortbreaks.families.erasing import erase
from shortbreaks.families.erasure_tables import Erasure, ErasureAnswer
from shortbreaks.families.merged import same_household
from shortbreaks.words import counted


@dataclass(frozen=True, slots=True)
class EraseAgain:
    """Families that two people had erased before an older backup was put back."""

    families: tuple[ErasedFamily, ...]


@command(needs=Permission.KEEP_OFFICE, recorded_as="Families erased again after a restore")
def erase_again(work: Work, request: EraseAgain) -> int:
    """Erase them again, with who asked and who approved then; answers how many rows lost their words."""
    rows = 0
    for one in request.families:
        home = one.households[0]
        nth = work.db.scalar(select(func.max(Erasure.nth)).where(Erasure.household_id == home)) or 0
        erasure = Erasure(
            household_id=home, nth=nth + 1, due_on=one.due_on, rule=one.rule, asked_by=one.asked_by, at=one.asked_at
        )
        work.db.add(erasure)
        work.db.flush()
        work.db.add(ErasureAnswer(
            erasure_id=erasure.id, asked_by=one.asked_by, person_id=one.approved_by, answer="approved", reason="", at=one.at
        ))  # fmt: skip
        work.db.flush()
        households = {home, *work.db.scalars(same_household(home)), *one.households}
        changed = erase(work.db.connection(), erasure.id, sorted(households), {"at": one.at, "person_id": one.approved_by})
        for name in changed:
            work.touched(name)
        work.touched("erased", [erasure.id])
        rows += sum(map(len, changed.values()))
    work.record(("erasure", None))
    return rows


def _ready(office: str, folders: Sequence[Path]) -> Again:
    listed = lists_in(folders, office)

    def again(restored: Office) -> tuple[str, ...]:
        families = still_readable(restored.database, listed)
        if not families:
            return ()
        restored.perform(erase_again, EraseAgain(families))
        return (f"{counted(len(families), 'family', 'families')} erased since then, erased again: nobody reads them here.",)

    return again


done_again(_ready)
