"""What every record is: a mapped class in a strict table, with types that mean the same on both engines."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    event,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.schema import CreateColumn, CreateIndex
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def tables_in_order() -> Sequence[Table]:
    """Every table, after all that it names; sorted once for as many as there are, since to sort them is dear."""
    return _in_order(len(metadata.tables))


@cache
def _in_order(count: int) -> Sequence[Table]:  # noqa: ARG001 - what it is kept by
    return tuple(metadata.sorted_tables)


# STRICT tables know five type names only; without it SQLite keeps 'abc' in a column of whole pence (safety.md 3.2).
@compiles(String, "sqlite")
@compiles(Text, "sqlite")
@compiles(Date, "sqlite")
@compiles(DateTime, "sqlite")
def _as_text(*_: Any, **__: Any) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def _as_integer(*_: Any, **__: Any) -> str:
    return "INTEGER"


@compiles(LargeBinary, "sqlite")
def _as_blob(*_: Any, **__: Any) -> str:
    return "BLOB"


@compiles(CreateColumn, "postgresql")
def _by_its_letters(create: CreateColumn, compiler: Any, **more: Any) -> str | None:
    """Text on a server is compared and put in order letter by letter, as a file does, whatever language the database is in.

    By the rules of a language half a name would find nobody, and an index could be wrong after the server's next update.
    """
    words: str | None = compiler.visit_create_column(create, **more)
    kept = create.element.type
    if words and isinstance(kept.dialect_impl(compiler.dialect), String):
        of_text = compiler.dialect.type_compiler_instance.process(kept, type_expression=create.element)
        words = words.replace(f" {of_text}", f' {of_text} COLLATE "C"', 1)
    return words


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index, or a uniqueness, of only those rows for which a condition holds; the same on both engines."""
    return Index(name, *columns, unique=unique, info={"where": where})


def _known_only(index: Index) -> str | None:
    """An index of one column holds those rows alone that say something there.

    With all the others under "nothing" a file's engine takes any one value for many rows, and reads the whole table instead.
    """
    columns = list(index.columns)
    return f"{columns[0].name} is not null" if len(columns) == 1 and columns[0].nullable and not index.unique else None


@compiles(CreateIndex)
def _with_condition(create: CreateIndex, compiler: Any, **more: Any) -> Any:
    # Said to the engine at hand alone, when it is made: to name an engine in the table reads all of its drivers
    index: Any = create.element
    where = index.info.get("where", _known_only(index))
    if where is not None:
        index.dialect_options[compiler.dialect.name]["where"] = text(where)
    return compiler.visit_create_index(create, **more)


class Instant(TypeDecorator[datetime]):
    """A moment everywhere on earth: kept in UTC, aware on both engines."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant needs its zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class LocalTime(TypeDecorator[datetime]):
    """A time on the clock in Kent (Europe/London), without a zone: when a session starts, when a stay ends (R-O1)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise TypeError("a local time has no zone")
        return value


Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
Pence = Annotated[int, mapped_column(BigInteger)]
Words = Annotated[str, mapped_column(Text)]
Code = Annotated[str, mapped_column(String(40))]


class Record(DeclarativeBase):
    """A mapped class; nothing outside `shortbreaks` ever holds one."""

    metadata = metadata
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, int: BigInteger, date: Date, datetime: Instant}


class Versioned:
    """An editable record: saving over a version other than the one shown is refused."""

    version: Mapped[int] = mapped_column(BigInteger, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it on the class
        return {"version_id_col": cls.version}


@event.listens_for(Table, "after_parent_attach")
def _strict(table: Table, parent: Any) -> None:
    if parent is metadata:
        table.dialect_options["sqlite"]["strict"] = True


def one_of(column: str, values: Sequence[str]) -> str:
    """The condition that a column of text holds one of these values, for a check constraint."""
    return f"{column} in (" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + ")"


def owner_of(target: str, *, own_index: bool = True) -> Any:
    """A foreign key column to `target` ("child.id"), indexed because every list follows it.

    It has no index of its own where another of its table begins with it: each write would keep both.
    """
    return mapped_column(ForeignKey(target), index=own_index)
