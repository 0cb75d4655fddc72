"""Every row that is about one child or adult, found from the tables themselves, so that a new table is met by itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Table, or_, select

from shortbreaks.database.records import metadata

# What stands elsewhere in the file already, or is only how the machine keeps it
LEFT_OUT = {
    "booking_place": "The booking or stay says it.",
    "bed_night": "The stay says it.",
    "allocation_used": "Each break that uses the allocation says it.",
    "wish_session": "The wish says it.",
    "waiting_session": "The request says it.",
    "payment_letter": "The paper says it.",
    "round_letter": "The paper says it.",
    "paper_print": "The paper says it.",
    "invoice_line": "What a provider asked of the council.",
    "invoice_answer": "What a provider asked of the council.",
    "address_reader": "Who of the office may see a withheld address.",
    "address_seen": "Who of the office saw a withheld address.",
    "subject_file": "That this file was asked for.",
}
MOST_IN = 500  # ids in one question


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a file is about: the ids a child was ever recorded under, or one adult; with the household's."""

    children: tuple[int, ...]
    adult: int | None
    households: tuple[int, ...]


Found = dict[str, dict[int, dict[str, Any]]]


def rows_about(connection: Connection, subject: Subject) -> Found:
    """Every row about the subject, by table and id: their own, the household's, and whatever hangs on those.

    Rows of brothers and sisters are not among them, nor rows of other adults when the subject is an adult.
    """
    found: Found = {}
    _take(found, connection, metadata.tables["household"], "id", subject.households)
    if subject.adult is not None:
        _take(found, connection, metadata.tables["adult"], "id", [subject.adult])
    else:
        _take(found, connection, metadata.tables["child"], "id", subject.children)
    for table in metadata.sorted_tables:
        if table.name in LEFT_OUT or table.name in {"household", "child"}:
            continue
        if table.name == "adult" and subject.adult is not None:
            continue
        conditions = list(_conditions(table, found, subject))
        if conditions:
            for condition in conditions:
                rows = connection.execute(select(table).where(condition)).mappings()
                kept = found.setdefault(table.name, {})
                kept.update({row["id"]: dict(row) for row in rows if _is_about(table, row, subject)})
    return {name: rows for name, rows in found.items() if rows}


def _take(found: Found, connection: Connection, table: Table, column: str, ids: Sequence[int]) -> None:
    rows = connection.execute(select(table).where(table.c[column].in_(ids))).mappings()
    found[table.name] = {row["id"]: dict(row) for row in rows}


def _conditions(table: Table, found: Found, subject: Subject) -> Iterator[Any]:
    """How rows of a table are found: by the child itself where it names one, else by what they hang on."""
    targets = [(column, key.column.table.name) for column, key in keys_of(table)]
    own = [column for column, target in targets if target == ("child" if subject.adult is None else "adult")]
    if own:
        ids = subject.children if subject.adult is None else (subject.adult,)
        yield or_(*(column.in_(ids) for column in own))
    names_child = any(target == "child" for _, target in targets)
    for column, target in targets:
        if column in own or target not in found or (names_child and own):
            continue
        hangs_on = sorted(found[target])
        for start in range(0, len(hangs_on), MOST_IN):
            yield column.in_(hangs_on[start : start + MOST_IN])
    if own and "household_id" in table.c:
        yield table.c.household_id.in_(subject.households)


def keys_of(table: Table) -> Iterable[tuple[Column[Any], ForeignKey]]:
    """Each foreign key of a table."""
    return [(column, key) for column in table.columns for key in column.foreign_keys]


def _is_about(table: Table, row: Any, subject: Subject) -> bool:
    """A row that names a child is about this one, or about no child at all: never about a brother or sister."""
    children = [row[column.name] for column, key in keys_of(table) if key.column.table.name == "child"]
    named = [child for child in children if child is not None]
    if not named:
        return True
    return bool(set(named) & set(subject.children)) if subject.adult is None else subject.adult in {
        row[column.name] for column, key in keys_of(table) if key.column.table.name == "adult"
    }


def reached() -> set[str]:
    """Every table that can hold something about a child or adult; what hangs on one that is left out is left out too."""
    names = {"child", "adult", "household"}
    growing = True
    while growing:
        more = {
            table.name for table in metadata.sorted_tables
            for _, key in keys_of(table) if key.column.table.name in names - set(LEFT_OUT) and table.name not in names
        }  # fmt: skip
        names |= more
        growing = bool(more)
    return names
