"""What a merge leaves in the kept records: nothing known of a child, an adult or a home is lost."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from shortbreaks.council.schemes import LEVELS
from shortbreaks.database.commands import Work
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.families.need_history import keep_past
from shortbreaks.families.responsibility import Responsibility, responsibility_of
from shortbreaks.families.rights import RIGHTS, Rights, history_of
from shortbreaks.families.sen import join_sen
from shortbreaks.families.tables import Address, Adult, Child, ChildNeed, FamilyNote, Household


def join_child(work: Work, kept: Child, other: Child, ref: str) -> None:
    """Fill the kept child's record from the other's. Raises Refused when they were born on different days, or it is closed."""
    if kept.born != other.born:
        raise Refused(
            f"One record says {kept.born:%d/%m/%Y} as date of birth, the other {other.born:%d/%m/%Y}.",
            "Put the wrong one right first, or keep them as two children.", "pairs",
        )  # fmt: skip
    if kept.state == "closed" and other.state == "open":
        raise Refused(
            f"The record of {kept.known_as or kept.first_name} that would be kept is closed, the one in {ref} is open.",
            "Open it again first, or keep the other family.", "keep",
        )  # fmt: skip
    for name in ("communication", "health", "likes", "advance_care_plan_held"):
        mine, theirs = getattr(kept, name), getattr(other, name)
        if theirs.strip() and fold(theirs) != fold(mine):
            setattr(kept, name, f"{mine}\nFrom {ref}: {theirs}" if mine.strip() else theirs)
    for name in ("known_as", "school", "key_worker", "early_support_point"):
        setattr(kept, name, getattr(kept, name) or getattr(other, name))
    # the safer of two answers stands: more help rather than less, and a palliative child stays one
    kept.workers_needed = max(kept.workers_needed, other.workers_needed)
    kept.palliative = kept.palliative or other.palliative
    kept.sibling_only = kept.sibling_only and other.sibling_only
    kept.long_term = other.long_term if kept.long_term is None else kept.long_term
    plans = [day for day in (kept.care_plan_on, other.care_plan_on) if day is not None]
    kept.care_plan_on = max(plans, default=None)
    join_sen(kept, other)
    for earlier in work.db.scalars(select(Child).where(Child.merged_into == other.id)):
        earlier.merged_into = kept.id
    work.db.flush()
    other.state, other.merged_into = "merged", kept.id
    _join_needs(work, kept.id, other.id)


def _join_needs(work: Work, kept_id: int, other_id: int) -> None:
    """Drop the other's needs that the kept child has too; the rest move with everything else."""
    found = list(work.db.scalars(select(ChildNeed).where(ChildNeed.child_id.in_((kept_id, other_id)))))
    kept = {need.code: need for need in found if need.child_id == kept_id}
    real = any(need.code != "NONE" for need in found)
    gone = [need.id for need in found if need.code == "NONE" and real and len({n.code for n in found}) > 1]
    for need in found:
        if need.child_id == other_id and (own := kept.get(need.code)) is not None:
            # the safer of two answers here too, and neither note is lost
            own.level = max(own.level, need.level, key=LEVELS.index)
            own.note = "; ".join(dict.fromkeys(filter(None, (own.note, need.note))))
            gone.append(need.id)
    keep_past(work, [need for need in found if need.id in gone])
    work.db.flush()
    if gone:
        work.db.execute(delete(ChildNeed.__table__).where(ChildNeed.__table__.c.id.in_(set(gone))))  # type: ignore[arg-type]
        work.touched("child_need", set(gone))


def same_adults(work: Work, kept_id: int, other_id: int) -> dict[int, int]:
    """The other household's adults that say nothing new, closed, each with the kept adult that stands for them."""
    mine, theirs = _open_adults(work, kept_id), _open_adults(work, other_id)
    ids = [one.id for one in (*mine, *theirs)]
    rights, held = history_of(work.db, ids), responsibility_of(work.db, ids)
    own = {_said(one, rights, held): one.id for one in mine}
    found = {}
    for adult in theirs:
        if (stands := own.get(_said(adult, rights, held))) is not None:
            adult.state = "merged"
            found[adult.id] = stands
    work.db.flush()
    return found


Moved = tuple[Mapping[int, int], Mapping[int, int], Mapping[str, Sequence[int]]]


def note_merge(work: Work, kept: Household, other: Household, what: Moved) -> None:
    """Write beside the family, record by record, what came from the other one, so that a person can put a wrong merge right.

    `what` are the children and the adults that went, each with the one that is kept, and the ids that moved, by table.
    """
    children, adults, moved = what
    lines = [f"{other.ref} was merged into this family, {kept.ref}."]
    names = {row.id: f"{row.first_name} {row.last_name}".strip() for row in work.db.scalars(select(Child).where(Child.id.in_(children)))}
    lines += [f"The same child: record {gone} ({names[gone]}) went into record {one}." for gone, one in sorted(children.items())]
    lines += [f"The same adult: record {gone} was closed for record {one}." for gone, one in sorted(adults.items())]
    lines += [
        f"Moved, {table.replace('_', ' ')}: {', '.join(map(str, sorted(set(ids))))}." for table, ids in sorted(moved.items()) if ids
    ]
    work.db.add(
        FamilyNote(household_id=kept.id, child_id=None, at=work.now, person_id=work.person.id, kind="note", words="\n".join(lines))
    )
    work.db.flush()


def _open_adults(work: Work, household_id: int) -> list[Adult]:
    return list(work.db.scalars(select(Adult).where(Adult.household_id == household_id, Adult.state == "open")))


def _said(adult: Adult, rights: Mapping[int, Sequence[Rights]], held: Mapping[int, Sequence[Responsibility]]) -> tuple[object, ...]:
    """Everything that matters of an adult: a difference in any of it is for a person to settle."""
    may = tuple((*(getattr(one, right) for right in RIGHTS), one.from_day, one.until_day, one.court) for one in rights.get(adult.id, ()))
    return (
        fold(f"{adult.first_name} {adult.last_name}"), adult.phone.replace(" ", ""), fold(adult.email),
        adult.letter_format, adult.language, adult.lives_elsewhere, held.get(adult.id, ()), may,
    )  # fmt: skip


def join_homes(work: Work, kept: Household, other: Household) -> None:
    """End the other household's addresses. A withheld home is never joined to one that everybody sees (safety.md 3.11)."""
    mine, theirs = _homes(work, kept.id), _homes(work, other.id)
    withheld, hidden = (any(_withheld_now(work, one) for one in homes) for homes in (mine, theirs))
    if hidden and not withheld:
        raise Refused(
            f"The address of {other.ref} is withheld, that of {kept.ref} is not.",
            f"Keep {other.ref} and merge {kept.ref} into it.", "keep",
        )  # fmt: skip
    if not mine:
        return
    for address in theirs:
        if address.until_day is None:
            address.until_day = work.today - timedelta(days=1)
        if withheld:
            address.visibility = "restricted"


def _withheld_now(work: Work, home: Address) -> bool:
    return home.visibility == "restricted" and (home.until_day is None or home.until_day >= work.today)


def _homes(work: Work, household_id: int) -> list[Address]:
    return list(work.db.scalars(select(Address).where(Address.household_id == household_id)))
