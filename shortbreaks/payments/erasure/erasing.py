"""What names a family without hanging on it by a key, and goes with it: registers, bank files, finance files, drafts."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, case, delete, or_, select, update

from shortbreaks.access.tables import FormDraft
from shortbreaks.bookings.registers.tables import RegisterNote
from shortbreaks.database.records import metadata
from shortbreaks.database.search import words_of
from shortbreaks.documents.prints_kept import NOTHING, papers, prints
from shortbreaks.families.erasable import GONE
from shortbreaks.families.erasing import Ids, erase_also, names_in, parts
from shortbreaks.families.rules import short_name
from shortbreaks.payments.spending.tables import SpendFile, SpendLine

notes: Table = RegisterNote.__table__  # type: ignore[assignment]
files: Table = SpendFile.__table__  # type: ignore[assignment]
lines: Table = SpendLine.__table__  # type: ignore[assignment]
drafts: Table = FormDraft.__table__  # type: ignore[assignment]
KNOWN_BY = {"child": "child", "account": "agreement", "series": "series"}  # pages that say by a number alone whom they are about


def _beside(connection: Connection, rows: Ids, people: Sequence[Any]) -> Ids:
    found = {
        "register_note": _notes(connection, rows, people), "paper": _papers(connection, people), "spend_file": _files(connection, rows),
        "export_batch": _batches(connection, rows), "round_result": _results(connection, rows),
    }  # fmt: skip
    _drafts(connection, rows)
    return {name: ids for name, ids in found.items() if ids and name != "paper"}


def _notes(connection: Connection, rows: Ids, people: Sequence[Any]) -> tuple[int, ...]:
    """A register's notes of the sessions the children were booked in, where they name one of them."""
    bookings, names = metadata.tables["booking"], names_in(people)
    found: list[int] = []
    for some in parts(rows.get("booking", ())):
        sessions = select(bookings.c.session_id).where(bookings.c.id.in_(some))
        written = connection.execute(select(notes.c.id, notes.c.who, notes.c.words).where(notes.c.session_id.in_(sessions)))
        found += [row.id for row in written if names & words_of(row.who, row.words)]
    ids = tuple(sorted(set(found)))
    _put(connection, notes, ids, {"who": GONE, "words": GONE})
    return ids


def _papers(connection: Connection, people: Sequence[Any]) -> tuple[int, ...]:
    """A provider's papers about many children, where one of these is named as papers name them."""
    names = {json.dumps(short_name(one.first_name, one.last_name, one.known_as), ensure_ascii=False) for one in people}
    many = papers.c.child_id.is_(None), papers.c.adult_id.is_(None)
    some = or_(*(papers.c.facts.contains(name, autoescape=True) for name in sorted(names)))
    ids = tuple(connection.execute(select(papers.c.id).where(*many, some).order_by(papers.c.id)).scalars())
    _put(connection, papers, ids, {"facts": NOTHING})
    for few in parts(ids):
        connection.execute(update(prints).where(prints.c.paper_id.in_(few)).values(own=b"", shared="[]"))
    return ids


def _results(connection: Connection, rows: Ids) -> tuple[int, ...]:
    """What a holiday round decided on their wishes, which says the child's name."""
    results = metadata.tables["round_result"]  # of the room to the left
    found: list[int] = []
    for some in parts(rows.get("wish", ())):
        found += connection.execute(select(results.c.id).where(results.c.wish_id.in_(some))).scalars()
    _put(connection, results, found, {"reason": GONE, "remedy": GONE})
    return tuple(sorted(found))


def _files(connection: Connection, rows: Ids) -> tuple[int, ...]:
    """A bank file is often called by who it is about; its fingerprint and totals stay."""
    found: set[int] = set()
    for some in parts(rows.get("spend_line", ())):
        found |= set(connection.execute(select(lines.c.file_id).where(lines.c.id.in_(some), lines.c.file_id.is_not(None))).scalars())
    ids = tuple(sorted(found))
    _put(connection, files, ids, {"name": GONE, "back_why": case((files.c.back_why == "", ""), else_=GONE)})
    return ids


def _batches(connection: Connection, rows: Ids) -> tuple[int, ...]:
    """Finance files that name who was paid, or who owes: their bytes go, what proves them stays."""
    sent, batches = metadata.tables["export_line"], metadata.tables["export_batch"]
    about = [f"run_line:{one}" for one in rows.get("run_line", ())]
    found: set[int] = set()
    for some in parts(about):
        found |= set(connection.execute(select(sent.c.batch_id).where(sent.c.about.in_(some))).scalars())
    for one in rows.get("debt", ()):
        found |= set(connection.execute(select(sent.c.batch_id).where(sent.c.about.like(f"debt:{one}:%"))).scalars())
    ids = tuple(sorted(found))
    why = case((batches.c.withdrawn_why == "", ""), else_=GONE)
    _put(connection, batches, ids, {"content": b"", "version": batches.c.version + 1, "withdrawn_why": why})
    return ids


def _drafts(connection: Connection, rows: Ids) -> None:
    """What was typed on pages about them and never saved."""
    mine = {(kind, one) for kind in ("child", "household", *KNOWN_BY.values(), "stay") for one in rows.get(kind, ())}
    bookings = metadata.tables["booking"]
    for some in parts(rows.get("booking", ())):
        mine |= {("number", one) for one in connection.execute(select(bookings.c.number).where(bookings.c.id.in_(some))).scalars()}
    gone = []
    for row in connection.execute(select(drafts.c.id, drafts.c.place)):
        page, target = json.loads(row.place)
        if mine & {(KNOWN_BY.get(page) if key == "id" else key, value) for key, value in target if isinstance(value, int)}:
            gone.append(row.id)
    if gone:
        connection.execute(delete(drafts).where(drafts.c.id.in_(gone)))


def _put(connection: Connection, table: Table, ids: Sequence[int], values: dict[str, Any]) -> None:
    for some in parts(ids):
        connection.execute(update(table).where(table.c.id.in_(some)).values(values))


erase_also(_beside)
