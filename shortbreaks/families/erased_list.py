"""The list of erased families beside an office and its backups: numbers only, done again after any restore (safety.md 3.12)."""

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from shortbreaks.database import audit
from shortbreaks.database.beside import leave_with, rewrite
from shortbreaks.database.connections import Database
from shortbreaks.database.files import write_whole
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.errors import Refused, Unavailable
from shortbreaks.families.erasure_tables import Erased, Erasure, ErasureAnswer
from shortbreaks.families.tables import Household

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ErasedFamily:
    """One erased family: the numbers of its households, why and when, and who asked and approved, by number.

    `birth` is the seal of the trail's entry by which it was registered.
    """

    birth: str
    households: tuple[int, ...]
    due_on: date
    rule: str
    asked_by: int
    asked_at: datetime
    approved_by: int
    at: datetime


def list_path(folder: Path, office: str) -> Path:
    """Where a folder's list of an office lies."""
    return folder / f"erased-{office[:8]}.json"


def read_list(folder: Path, office: str) -> tuple[tuple[ErasedFamily, ...], bool]:
    """What a folder's list says, and whether the office's file was rewritten since; nothing to rewrite where there is none.

    Raises ValueError for a damaged one.
    """
    path = list_path(folder, office)
    if not path.exists():
        return (), True
    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept["format"] != FORMAT or kept["office"] != office:
            raise ValueError
        return tuple(_family(one) for one in kept["erased"]), bool(kept.get("rewritten"))
    except (OSError, KeyError, TypeError) as fault:
        raise ValueError from fault


def lists_in(folders: Iterable[Path], office: str) -> tuple[ErasedFamily, ...]:
    """What the lists of some folders say together. Raises Unavailable when there are some and none can be read."""
    found: dict[str, ErasedFamily] = {}
    damaged = read = 0
    for folder in dict.fromkeys(folders):
        try:
            listed, _ = read_list(folder, office)
        except ValueError:
            damaged += 1
            continue
        read += bool(listed)
        found |= {one.birth: one for one in listed}
    if damaged and not read:
        raise Unavailable(
            "The list of erased families is damaged, so that nobody can say who must be erased again.",
            "Put the list of another folder of backups beside this office, then restore.",
        )
    return tuple(found.values())


def leave_list(database: Database, folder: Path) -> None:
    """Write the list of everything erased into a folder where it says less, and rewrite a file that still holds old pages.

    Raises Refused for a file that is older than its list: somebody put it back by hand.
    """
    office, mine = _erased(database)
    known: tuple[ErasedFamily, ...] = ()
    rewritten = False  # a damaged list says nothing, and is written anew
    with suppress(ValueError):
        known, rewritten = read_list(folder, office)
    if not mine and not known:
        return
    beside = database.kind == "file" and folder == Path(database.place).parent
    if beside and still_readable(database, known):
        raise Refused(
            "This office’s file is older than its list of erased families: it was put back by hand.",
            "Restore it from a backup with Short Breaks, which erases them again.",
        )
    whole = {one.birth: one for one in known} | {one.birth: one for one in mine}
    if len(whole) > len(known):
        _write(folder, office, whole.values(), rewritten=not beside)
        rewritten = not beside
    if beside and not rewritten and rewrite(database):
        _write(folder, office, whole.values(), rewritten=True)


def _write(folder: Path, office: str, families: Iterable[ErasedFamily], *, rewritten: bool) -> None:
    kept = {"format": FORMAT, "office": office, "rewritten": rewritten, "erased": [asdict(one) for one in families]}
    text = json.dumps(kept, indent=1, default=lambda day: day.isoformat())
    try:
        write_whole(list_path(folder, office), text.encode())
    except OSError as fault:
        raise Unavailable(
            f"This was saved, but the list of erased families could not be written in {folder}.",
            "It is written the next time the office is opened or backed up.",
        ) from fault


def still_readable(database: Database, families: Iterable[ErasedFamily]) -> tuple[ErasedFamily, ...]:
    """Those of a list whose registration is in this office and who are not erased in it.

    A family is known by the sealed entry of the trail by which it was registered: its number alone may, after a restore,
    have been given to another.
    """
    listed = tuple(families)
    if not listed:
        return ()
    with database.reading.connect() as connection:
        gone = set(connection.execute(select(Erasure.household_id).join(Erased, Erased.id == Erasure.id)).scalars())
        births = _births(connection, [one.households[0] for one in listed])
    return tuple(one for one in listed if births.get(one.households[0]) == one.birth and one.households[0] not in gone)


def _erased(database: Database) -> tuple[str, list[ErasedFamily]]:
    with database.reading.connect() as connection:
        office = connection.execute(select(OfficeRecord.uuid)).scalar_one()
        rows = connection.execute(
            select(Erasure.household_id, Erasure.due_on, Erasure.rule, Erasure.asked_by, Erasure.at.label("asked_at"),
                   ErasureAnswer.person_id, Erased.at)
            .join(ErasureAnswer, ErasureAnswer.erasure_id == Erasure.id).join(Erased, Erased.id == Erasure.id).order_by(Erased.id)
        ).all()  # fmt: skip
        if not rows:
            return office, []
        merged: dict[int, list[int]] = {}
        kept = func.coalesce(Household.merged_into, Household.id)
        homes = {row.household_id for row in rows}
        for row in connection.execute(select(Household.id, kept.label("kept")).where(kept.in_(homes)).order_by(Household.id)):
            merged.setdefault(row.kept, []).append(row.id)
        births = _births(connection, homes)
    return office, [
        ErasedFamily(
            births[row.household_id], (row.household_id, *sorted({*merged[row.household_id]} - {row.household_id})),
            row.due_on, row.rule, row.asked_by, row.asked_at, row.person_id, row.at,
        )
        for row in rows
    ]  # fmt: skip


def _births(connection: Connection, homes: Collection[int]) -> dict[int, str]:
    """By household, the seal of the first entry of the trail that wrote it, with its number: an import writes many at once."""
    marks = audit.marks.c
    wrote = select(marks.row_id, func.min(marks.entry).label("entry")).where(marks.table_name == "household", marks.row_id.in_(homes))
    first = {row.row_id: row.entry for row in connection.execute(wrote.group_by(marks.row_id))}
    # the few that name many rows, by their own index: asked in one condition, all marks would be read for each household
    many = select(marks.row_id, marks.last_id, marks.entry).where(
        marks.table_name == "household", marks.last_id > marks.row_id, marks.last_id >= min(homes)
    )
    for begin, last, entry in connection.execute(many):
        first |= {one: min(entry, first.get(one, entry)) for one in homes if begin <= one <= last}
    entries = audit.entries.c
    sealed = select(entries.number, entries.hash).where(entries.number.in_(first.values()))
    seals = {row.number: row.hash for row in connection.execute(sealed)}
    return {one: f"{seals[entry]}:{one}" for one, entry in first.items()}


def _family(kept: dict[str, Any]) -> ErasedFamily:
    family = ErasedFamily(
        str(kept["birth"]), tuple(int(one) for one in kept["households"]), date.fromisoformat(kept["due_on"]),
        str(kept["rule"]), int(kept["asked_by"]), datetime.fromisoformat(kept["asked_at"]), int(kept["approved_by"]),
        datetime.fromisoformat(kept["at"]),
    )  # fmt: skip
    if not family.households or family.asked_by == family.approved_by or family.at.tzinfo is None or family.asked_at.tzinfo is None:
        raise ValueError
    return family


leave_with(Erased.__tablename__, leave_list)
