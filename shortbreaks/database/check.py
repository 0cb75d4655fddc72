"""The check: everything that must hold in an office's database, read and proved, each finding naming its row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import DBAPIError

from shortbreaks.database import audit, soundness
from shortbreaks.database.clock_proof import clock_went_back
from shortbreaks.database.connections import Database, reading_once
from shortbreaks.database.identity import SCHEMA, OfficeRecord, read_identity
from shortbreaks.database.proofs import CHAINS, PROOFS, Flaw
from shortbreaks.database.records import metadata, tables_in_order
from shortbreaks.database.trail_proof import prove
from shortbreaks.errors import Spoken

# What a restore leaves in the trail (access/keeping.py); anchors from the time that was lost no longer bind.
RESTORED = "shortbreaks.access.keeping.note_restored"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A chain's head as somebody outside the database remembers it: a backup's manifest, a printed month end."""

    chain: str
    number: int
    hash: str
    made_at: datetime
    where: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found: flaws, warnings, rows in each table, and each chain's head."""

    office: str
    schema_number: int
    flaws: tuple[Flaw, ...]
    warnings: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    heads: tuple[tuple[str, int, str], ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.flaws

    def sentences(self) -> tuple[str, ...]:
        """The report as people read it, one finding a line."""
        rows = sum(count for _, count in self.counts)
        if self.sound:
            lines = [f"All is well: {rows:,} rows in {len(self.counts)} tables, and every proof holds."]
        else:
            said = "One thing is" if len(self.flaws) == 1 else f"{len(self.flaws)} things are"
            lines = [f"{said} not as they must be. Nothing was changed.", *map(str, self.flaws)]
        return (*lines, *self.warnings)


def check(database: Database, *, anchors: Sequence[Anchor] = (), pages: bool = True) -> Report:
    """Prove everything that must hold. `pages` also reads every page of the file (seconds on a large office).

    Finds, never mends. The caller has imported `shortbreaks.schema`, so that every room's proofs are known.
    """
    with reading_once(database) as connection:
        return check_connection(connection, database.place, anchors=anchors, pages=pages)


def check_connection(
    connection: Connection, place: str, *, anchors: Sequence[Anchor] = (), pages: bool = True, indexes: bool = False,
    between: Callable[[], object] = lambda: None,
) -> Report:  # fmt: skip
    """The same check of whatever a connection sees, its own unfinished transaction included.

    `indexes` also holds every index against its rows; `between` is called between two proofs, and may raise to end the check.
    """
    if not PROOFS:
        raise RuntimeError("import shortbreaks.schema before a check: it gathers every room's proofs")
    flaws = list(_readable(connection))
    if flaws:
        return Report(place, 0, tuple(flaws), (), (), ())
    missing = _missing_tables(connection)
    if missing:
        return Report(place, SCHEMA, missing, (), (), ())
    if pages:
        flaws += run("pages", partial(soundness.flaws_of_pages, connection, indexes=indexes))
        between()
        if any(flaw.proof == "pages" for flaw in flaws):
            # What torn pages say is not worth proving: another copy is needed
            return Report(place, SCHEMA, tuple(flaws), (), (), ())
    flaws += soundness.flaws_of_guards(connection)
    flaws += _flaws_of_trail(connection)
    for proof in PROOFS.values():
        between()
        flaws += run(proof.name, partial(proof.run, connection))
    between()
    flaws += flaws_of_anchors(connection, anchors)
    name = connection.execute(select(OfficeRecord.name)).scalar() or ""
    number = connection.execute(select(OfficeRecord.schema_number)).scalar() or 0
    heads = tuple((chain, *CHAINS[chain].head(connection)) for chain in sorted(CHAINS))
    told = (*soundness.warnings(connection), *clock_went_back(connection))
    return Report(name, number, tuple(flaws), told, counts_of(connection), heads)


def counts_of(connection: Connection) -> tuple[tuple[str, int], ...]:
    """How many rows each table has, asked at once: a question for each table takes longer than all proofs of a small office."""
    names = [table.name for table in tables_in_order()]
    asked = ", ".join(f"(select count(*) from {name})" for name in names)  # noqa: S608 - our own tables' names
    return tuple(zip(names, connection.exec_driver_sql(f"select {asked}").one(), strict=True))


def _readable(connection: Connection) -> Iterator[Flaw]:
    try:
        identity = read_identity(connection, "This database")
        if identity.schema_number != SCHEMA:
            yield Flaw("schema", "office 1", f"its form is number {identity.schema_number}; this program's is {SCHEMA}")
        if connection.dialect.name == "sqlite":
            stamped = connection.exec_driver_sql("pragma user_version").scalar_one()
            if stamped != identity.schema_number:
                yield Flaw("schema", "office 1", f"it says form {identity.schema_number}, and its stamp says {stamped}")
    except Spoken as said:
        yield Flaw("identity", "the database", said.sentence)
    except DBAPIError as fault:
        yield Flaw("identity", "the database", f"it cannot be read ({type(fault.orig).__name__})")


def _missing_tables(connection: Connection) -> tuple[Flaw, ...]:
    there = set(inspect(connection).get_table_names())
    gone = [name for name in sorted(metadata.tables) if name not in there]
    return tuple(Flaw("tables", f"table {name}", "it is missing") for name in gone)


def _flaws_of_trail(connection: Connection) -> list[Flaw]:
    def find() -> Iterable[Flaw]:
        _, _, breaks = prove(connection)
        return [Flaw("audit trail", f"audit entry {found.number}", found.what) for found in breaks]

    return run("audit trail", find)


def run(name: str, find: Callable[[], Iterable[Flaw]]) -> list[Flaw]:
    """A proof that cannot be read is itself a finding: damage may look like that."""
    try:
        return list(find())
    except DBAPIError as fault:
        return [Flaw(name, "the database", f"this proof could not be read ({type(fault.orig).__name__})")]


def flaws_of_anchors(connection: Connection, anchors: Sequence[Anchor]) -> list[Flaw]:
    """A chain must still hold every head that was remembered outside, save what a restore gave up (safety.md F12)."""
    restores = connection.execute(
        select(audit.entries.c.at, audit.entries.c.answer).where(audit.entries.c.command == RESTORED)
    ).all()
    given_up = [(row.at, audit.numbers_in(row.answer)) for row in restores]
    flaws = []
    for anchor in anchors:
        if any(anchor.made_at <= at and anchor.number > kept.get(anchor.chain, 0) for at, kept in given_up):
            continue
        found = CHAINS[anchor.chain].hash_at(connection, anchor.number) if anchor.number else anchor.hash
        if found != anchor.hash:
            what = "it is missing" if found is None else "it is not the one that was there"
            flaws.append(Flaw("anchors", f"{anchor.chain} entry {anchor.number}", f"{what} for {anchor.where}"))
    return flaws
