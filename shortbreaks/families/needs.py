"""What a child needs, and how far: exactly what was said is kept, and what stood before it is kept as past."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from shortbreaks.council.codes import CIN_CODES, SUPPORT_CODES
from shortbreaks.council.lists import code_list
from shortbreaks.council.schemes import LEVELS
from shortbreaks.database.commands import Work
from shortbreaks.errors import Refused
from shortbreaks.families.need_history import keep_past
from shortbreaks.families.tables import ChildNeed


def may_have_level(code: str) -> bool:
    """Whether a need is told of with its level (R-E4): every disability, also one that the council put on its list."""
    return code != "NONE" and code not in SUPPORT_CODES


def set_needs(work: Work, child_id: int, codes: tuple[str, ...], levels: Mapping[str, str] | None = None) -> bool:
    """Keep exactly these needs, each at its level, and answer whether any changed.

    One whose level is not told keeps its own, and all keep their notes.

    A need since taken out of use stays where it stands, and comes to nobody else. Raises Refused for an unknown code or
    level, and for the level of a need the child does not have.
    """
    kept = {need.code: need for need in work.db.scalars(select(ChildNeed).where(ChildNeed.child_id == child_id))}
    needs = code_list(work.db, "need")
    known = needs.in_use(work.today)
    if strange := [code for code in codes if code not in known and code not in kept]:
        raise Refused(f"“{needs.said.get(strange[0], strange[0])}” is not a need on the list.", "Choose from the list.", "needs")
    disabilities = CIN_CODES & set(codes)
    if "NONE" in disabilities and len(disabilities) > 1:
        raise Refused("“No disability recorded” stands with another disability.", "Take one of them out.", "needs")
    told = _levels_told(needs.said, codes, levels or {})
    stays = {code for code in codes if code in kept and told.get(code, kept[code].level) == kept[code].level}
    gone = [need for code, need in kept.items() if code not in stays]
    keep_past(work, gone)
    if gone:
        ids = [need.id for need in gone]
        work.db.execute(delete(ChildNeed.__table__).where(ChildNeed.__table__.c.id.in_(ids)))  # type: ignore[arg-type]
        work.touched("child_need", ids)
        for need in gone:
            work.db.expunge(need)  # its number may be given again to the one that follows it
    for code in dict.fromkeys(codes):
        if code not in stays:
            note = kept[code].note if code in kept else ""
            work.db.add(ChildNeed(child_id=child_id, code=code, level=told.get(code, ""), note=note))
    return bool(gone) or set(codes) != stays


def _levels_told(known: Mapping[str, str], codes: tuple[str, ...], levels: Mapping[str, str]) -> Mapping[str, str]:
    for code, level in levels.items():
        if level and level not in LEVELS:
            raise Refused(f"“{level[:40]}” is not a level on the list.", "Choose from the list.", "needs")
        if level and (code not in codes or not may_have_level(code)):
            raise Refused(
                f"A level is told of “{known.get(code, code[:40])}”, which is not among the child's needs.",
                "Tick the need, or take its level out.", "needs",
            )  # fmt: skip
    return levels
