"""The one door to the database: an encrypted SQLite file (SQLCipher) or a PostgreSQL server."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from os.path import exists
from pathlib import Path
from typing import Any, cast

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, QueuePool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from shortbreaks.errors import Refused, Unavailable

APPLICATION_ID = 0x53_42_52_4B  # "SBRK"
BUSY_MS = 5_000
# What a connection keeps of its file in memory, at most. Batches and the questions of a large office come back to the same
# pages; what reads a whole file once (a copy, each day's check) never does, and would hold as much for nothing.
KEPT_KB, KEPT_ONCE_KB = 64_000, 8_000
# Set, then read back and compared (safety.md 3.2); a difference means a driver we do not know.
PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("busy_timeout", str(BUSY_MS), BUSY_MS),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("recursive_triggers", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("secure_delete", "ON", 1),
    ("cache_size", f"-{KEPT_KB}", -KEPT_KB),
    ("mmap_size", "0", 0),
)
SERVERS = {"postgresql", "postgres"}  # how the address of a shared office may begin
# Said by each connection, since a server, a database or a login may have settings of its own: dates as the driver reads them,
# `= null` and letters as the tables and guards were written.
SERVER_SETTINGS = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "lock_timeout": "3s", "statement_timeout": "15s", "idle_in_transaction_session_timeout": "10s",
        "datestyle": "ISO", "intervalstyle": "postgres", "timezone": "UTC", "bytea_output": "hex",
        "transform_null_equals": "off", "standard_conforming_strings": "on", "search_path": "public",
        "default_transaction_isolation": r"read\ committed",  # to which the pool puts a connection back that was used in another way
    }.items()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Database:
    """An opened database: `writing` begins transactions that may change it, `reading` ones that may not."""

    kind: str
    place: str
    writing: Engine
    reading: Engine
    key: bytes | None = None

    def check_there(self) -> None:
        """Refuse to write into a file that was moved away meanwhile: what stands in its journal would stay behind."""
        if self.kind == "file" and not exists(self.place):  # noqa: PTH110 - asked at each act: to make a path costs more
            raise not_there(Path(self.place))

    def close_spare(self) -> None:
        """Of a file, give up connections that nobody uses just now but the last used of each way: each holds 4 MB and more."""
        if self.kind == "file":
            for pool in (cast("QueuePool", engine.pool) for engine in (self.writing, self.reading)):
                if pool.checkedin() > 1:
                    last = pool.connect()
                    pool.dispose()
                    last.close()  # back into the pool, with what it has read

    def close(self) -> None:
        """Give up every connection."""
        self.writing.dispose()
        self.reading.dispose()


class _Raw(sqlcipher.Connection):  # type: ignore[misc]
    """The driver's connection, and how its transactions begin."""

    begins = "BEGIN"


def old_sqlite(version: str) -> bool:
    """Whether a SQLite still has the WAL-reset bug that loses whole databases (safety.md finding 1)."""
    numbers = tuple(int(part) for part in version.split("."))
    if numbers >= (3, 51, 3):
        return False
    return not (numbers[:2] == (3, 44) and numbers >= (3, 44, 6)) and not (
        numbers[:2] == (3, 50) and numbers >= (3, 50, 7)
    )


def connect_file(path: Path, key: bytes, *, read_only: bool = False) -> Any:
    """A raw connection to an encrypted file, its pragmas set and read back.

    Raises Unavailable when the file cannot be read, Refused when the driver does not keep to our settings.
    """
    if old_sqlite(sqlcipher.sqlite_version):
        raise Refused(
            f"This computer's database program, {sqlcipher.sqlite_version}, can lose whole files.",
            "Install Short Breaks again; it brings 3.51.3 or newer.",
        )
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"  # never made by the way: an office moved is none
    try:
        raw = sqlcipher.connect(uri, uri=True, isolation_level=None, check_same_thread=False, factory=_Raw)
    except sqlcipher.DatabaseError as fault:
        raise not_there(path) from fault
    try:
        raw.execute("pragma cipher_log_level = NONE")
        raw.execute(f"pragma key = \"x'{key.hex()}'\"")
        raw.execute("select count(*) from sqlite_master").fetchone()
        _set_pragmas(raw, read_only=read_only)
        if read_only:
            raw.execute(f"pragma cache_size = -{KEPT_ONCE_KB}")
    except sqlcipher.DatabaseError as fault:
        raw.close()
        from shortbreaks.database.torn import what_is_wrong  # only for a file that does not open

        raise what_is_wrong(path, key) from fault
    except BaseException:
        raw.close()
        raise
    return raw


def not_there(path: Path) -> Unavailable:
    """What is said of an office whose file is gone, or may not be opened."""
    return Unavailable(
        f"{path.name} is not where it was, or may not be opened here.", "Put it back where it was; until then nothing is saved."
    )


def _set_pragmas(raw: Any, *, read_only: bool) -> None:
    for name, value, expected in PRAGMAS:
        if read_only and name == "journal_mode":
            continue
        raw.execute(f"pragma {name} = {value}")
        found = raw.execute(f"pragma {name}").fetchone()
        if found is None or found[0] != expected:
            raise Refused(f"The database program would not keep the setting {name}.", "Install Short Breaks again.")
    in_memory = raw.execute("pragma temp_store").fetchone()[0]
    built_in = {row[0] for row in raw.execute("pragma compile_options")}
    if in_memory != 2 and "TEMP_STORE=2" not in built_in and "TEMP_STORE=3" not in built_in:
        raise Refused("The database program would keep readable temporary files.", "Install Short Breaks again.")


def open_file(path: Path, key: bytes, *, read_only: bool = False) -> Database:
    """The embedded database of one office; the caller holds the lock that makes it the only process.

    `read_only` is for closed copies, such as backups: nothing is written, not even a journal beside them.
    """
    if not (read_only or path.exists()):
        with suppress(OSError):  # a file that cannot be made does not open, with its own sentence
            path.touch(mode=0o600)
    writing, reading = (_engine(path, key, read_only, write=write) for write in (True, False))
    return Database("file", str(path), writing, reading, key)


def _engine(path: Path, key: bytes, read_only: bool, *, write: bool) -> Engine:  # noqa: FBT001 - handed on
    engine = create_engine(
        "sqlite+pysqlite://", module=sqlcipher, creator=partial(_connection, path, key, read_only, write),
        poolclass=QueuePool, pool_size=5, max_overflow=5, pool_use_lifo=True,
    )  # fmt: skip
    # Not as an event: while anybody listens to an engine, each statement looks for everybody who might
    engine.dialect.do_begin = _begin  # type: ignore[assignment]
    return engine


def _connection(path: Path, key: bytes, read_only: bool, write: bool) -> Any:  # noqa: FBT001 - handed on
    raw = connect_file(path, key, read_only=read_only)
    # A deferred transaction that reads, then writes, fails when another wrote in between; IMMEDIATE waits (3.3)
    raw.begins = "BEGIN IMMEDIATE" if write else "BEGIN"
    if not write:
        # Said once: a pragma said before each question would have every statement prepared anew
        raw.execute("pragma query_only = on")
    return raw


@contextmanager
def reading_once(database: Database) -> Iterator[Connection]:
    """A connection that reads most of the office once, and keeps hardly anything of its file in memory meanwhile."""
    with database.reading.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if database.kind == "file":
            raw.execute(f"pragma cache_size = -{KEPT_ONCE_KB}")
        try:
            yield connection
        finally:
            if database.kind == "file":
                raw.execute("pragma shrink_memory")  # its pages are nobody's next ones
                raw.execute(f"pragma cache_size = -{KEPT_KB}")


def note_sizes(database: Database) -> None:
    """Let a file's engine count, roughly, what each index holds, where that has changed; a server does so by itself.

    Without it a search by child and state is taken for a search by state, and reads every booking ever kept. Only counts
    are kept: with a limit no sample of anybody's words is. What cannot be counted now is counted at the next closing.
    """
    with suppress(DBAPIError), database.writing.begin() as connection:
        connection.exec_driver_sql("pragma analysis_limit = 1000")
        connection.exec_driver_sql("pragma optimize = 0x10002")


def _begin(pooled: Any) -> None:
    """In SQLAlchemy's place, which leaves it to a driver that would begin late."""
    raw = pooled.driver_connection
    raw.execute(raw.begins)


def open_server(url: str) -> Database:
    """The shared database of several coordinators, through the people's PostgreSQL role. Raises Refused for what is no address."""
    no_address = Refused("That is not the address of a server.", "Write it like postgresql://name@server/database.", "place")
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as fault:
        raise no_address from fault
    if address.get_backend_name() not in SERVERS:
        raise no_address
    address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(
        address, pool_size=5, max_overflow=5, pool_pre_ping=True, isolation_level="READ COMMITTED",
        connect_args={
            "options": SERVER_SETTINGS, "connect_timeout": 5, "application_name": "Short Breaks",
            "client_encoding": "utf8",  # a database without one would give its words as bytes, and not even its version is read
        },
    )  # fmt: skip
    return Database("server", address.render_as_string(), engine, engine.execution_options(postgresql_readonly=True))
