"""Units and short-break carers with their beds: what is registered, kept for emergencies, closed, and rostered."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import never_deleted
from shortbreaks.database.records import Key, Record, Versioned, one_of, owner_of

HOMES = ("children's home", "foster carer", "other")


class Unit(Versioned, Record):
    """A service with beds. Times are usual ones on the clock; `workers` are there each night unless rostered otherwise."""

    __tablename__ = "unit"

    id: Mapped[Key]
    service_id: Mapped[int] = mapped_column(unique=True)
    home: Mapped[str]  # what it is registered as (R-O17)
    arrives: Mapped[str]  # "16:00"
    leaves: Mapped[str]  # "10:00"
    workers: Mapped[int]
    first_visits: Mapped[int]  # tea or day visits before a first night (R-O13)

    __table_args__ = (
        CheckConstraint(one_of("home", HOMES), name="home"),
        CheckConstraint("workers >= 0 and first_visits >= 0", name="numbers"),
    )


class Bed(Versioned, Record):
    """One registered bed. An emergency bed needs a manager and a reason (R-O11)."""

    __tablename__ = "bed"

    id: Mapped[Key]
    unit_id: Mapped[int] = owner_of("unit.id")
    name: Mapped[str]  # "Bed 1"
    features: Mapped[str]  # "Hoist, wet room"
    emergency: Mapped[bool]
    from_day: Mapped[date]
    until_day: Mapped[date | None]  # last night it can be slept in

    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("until_day is null or until_day >= from_day", name="days"),
    )


class BedClosure(Versioned, Record):
    """Nights on which a bed, or with none named the whole unit, is closed. Opened again, never removed."""

    __tablename__ = "bed_closure"

    id: Mapped[Key]
    unit_id: Mapped[int] = owner_of("unit.id")
    bed_id: Mapped[int | None] = owner_of("bed.id")
    first_night: Mapped[date]
    last_night: Mapped[date]
    reason: Mapped[str]
    state: Mapped[str]  # "closed", "opened"

    __table_args__ = (
        CheckConstraint("last_night >= first_night", name="nights"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("state in ('closed', 'opened')", name="state"),
    )


class NightRoster(Versioned, Record):
    """Workers rostered for one night where it is not the unit's usual number (R-B4)."""

    __tablename__ = "night_roster"

    id: Mapped[Key]
    unit_id: Mapped[int] = owner_of("unit.id")
    night: Mapped[date]
    workers: Mapped[int]

    __table_args__ = (UniqueConstraint("unit_id", "night"), CheckConstraint("workers >= 0", name="workers"))


never_deleted(Unit.__table__, "unit")  # type: ignore[arg-type]
never_deleted(Bed.__table__, "bed")  # type: ignore[arg-type]
never_deleted(BedClosure.__table__, "closure of a bed")  # type: ignore[arg-type]
