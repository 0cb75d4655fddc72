"""Units and short-break carers with their beds: what is registered and costs, kept for emergencies, closed, and rostered."""

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import append_only, never_deleted
from shortbreaks.database.records import Key, Pence, Record, Versioned, one_of, owner_of

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
    first_visits: Mapped[int | None]  # tea or day visits before a first night; None is the council's number (R-O13)

    __table_args__ = (
        CheckConstraint(one_of("home", HOMES), name="home"),
        CheckConstraint("workers >= 0 and (first_visits is null or first_visits >= 0)", name="numbers"),
    )


class Bed(Versioned, Record):
    """One registered bed. An emergency bed needs a manager and a reason (R-O11)."""

    __tablename__ = "bed"

    id: Mapped[Key]
    unit_id: Mapped[int] = owner_of("unit.id", own_index=False)
    name: Mapped[str]  # "Bed 1"
    features: Mapped[str]  # in the house's own words, "Twin with 4"; what needs are held against is in BedFeature
    min_age: Mapped[int | None]
    max_age: Mapped[int | None]
    emergency: Mapped[bool]
    from_day: Mapped[date]
    until_day: Mapped[date | None]  # last night it can be slept in

    __table_args__ = (
        UniqueConstraint("unit_id", "name"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("until_day is null or until_day >= from_day", name="days"),
        CheckConstraint("min_age is null or max_age is null or min_age <= max_age", name="ages"),
    )


class BedFeature(Record):
    """One thing a bed has that some children need (code list "bed_feature", R-B10)."""

    __tablename__ = "bed_feature"

    id: Mapped[Key]
    bed_id: Mapped[int] = owner_of("bed.id", own_index=False)
    code: Mapped[str]

    __table_args__ = (UniqueConstraint("bed_id", "code"),)


class NightPrice(Record):
    """What one night in a unit costs the council from a day, in pence (A37); what a family pays is a ServicePrice."""

    __tablename__ = "night_price"

    id: Mapped[Key]
    unit_id: Mapped[int] = owner_of("unit.id")
    from_day: Mapped[date]
    pence: Mapped[Pence]
    reason: Mapped[str]

    __table_args__ = (CheckConstraint("pence >= 0", name="pence"),)


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
    unit_id: Mapped[int] = owner_of("unit.id", own_index=False)
    night: Mapped[date]
    workers: Mapped[int]

    __table_args__ = (UniqueConstraint("unit_id", "night"), CheckConstraint("workers >= 0", name="workers"))


never_deleted(Unit.__table__, "unit")  # type: ignore[arg-type]
never_deleted(Bed.__table__, "bed")  # type: ignore[arg-type]
never_deleted(BedClosure.__table__, "closure of a bed")  # type: ignore[arg-type]
append_only(NightPrice.__table__, "price of a night")  # type: ignore[arg-type]
