"""Households, adults, children, and what people must know to care for them safely."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, never_deleted, refuse_when
from shortbreaks.database.records import Instant, Key, Record, Versioned, one_of, owner_of, partial_index

OPEN_CHILD = "child.state = 'open'"
LEFT = "adult.state in ('closed', 'died')"
ENDINGS = ("closed", "opened", "died", "hold", "lifted", "alive")  # the last: that a death was entered by mistake


class Household(Versioned, Record):
    """One family at one home; adults and children belong to it, and everything they are sent."""

    __tablename__ = "household"

    id: Mapped[Key]
    ref: Mapped[str] = mapped_column(unique=True)  # "F-20418"
    # s29(3) Children Act: the benefit seen when the family was entered; what was seen later stands in BenefitSeen (R-C1)
    benefit: Mapped[str]
    benefit_seen_on: Mapped[date | None]
    note: Mapped[str]
    state: Mapped[str]  # "open", "closed", "merged"
    merged_into: Mapped[int | None] = owner_of("household.id")

    __table_args__ = (
        CheckConstraint("state in ('open', 'closed', 'merged')", name="state"),
        CheckConstraint("(state = 'merged') = (merged_into is not null)", name="merged"),
    )


class BenefitSeen(Record):
    """A benefit of s29(3) that somebody saw, from a day on; "" when none is received any more (R-C1).

    With a child it is the young person's own, which counts from 16; without one it is the family's. A newer one follows.
    """

    __tablename__ = "benefit_seen"

    id: Mapped[Key]
    household_id: Mapped[int] = owner_of("household.id")
    child_id: Mapped[int | None] = owner_of("child.id")
    benefit: Mapped[str]  # code list "benefit", or ""
    from_day: Mapped[date]
    seen_on: Mapped[date]
    evidence: Mapped[str]  # what was seen, and where it is kept
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint("evidence <> ''", name="evidence"),)


class Address(Versioned, Record):
    """Where a household lives or is written to; a restricted one is shown to named people only (safety.md 3.11)."""

    __tablename__ = "address"

    id: Mapped[Key]
    household_id: Mapped[int] = owner_of("household.id")
    purpose: Mapped[str]  # "home", "correspondence"
    lines: Mapped[str]  # parted by newlines, no postcode
    postcode: Mapped[str]
    district: Mapped[str]  # GSS code; "" when outside Kent and Medway or not known
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    visibility: Mapped[str]  # "open", "restricted"
    from_day: Mapped[date | None]
    until_day: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("purpose in ('home', 'correspondence')", name="purpose"),
        CheckConstraint("visibility in ('open', 'restricted')", name="visibility"),
    )


class AddressReader(Record):
    """Somebody in the office who may see one restricted address."""

    __tablename__ = "address_reader"

    id: Mapped[Key]
    address_id: Mapped[int] = owner_of("address.id", own_index=False)
    person_id: Mapped[int] = owner_of("person.id")

    __table_args__ = (UniqueConstraint("address_id", "person_id"),)


class AddressSeen(Record):
    """One look at a withheld address: whose, when, and why when they were not named for it."""

    __tablename__ = "address_seen"

    id: Mapped[Key]
    address_id: Mapped[int] = owner_of("address.id")
    person_id: Mapped[int] = owner_of("person.id")
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str]


class Adult(Versioned, Record):
    """A parent or carer, and how they wish to be written to; what they may do and be told has its days (rights_tables.py)."""

    __tablename__ = "adult"

    id: Mapped[Key]
    household_id: Mapped[int] = owner_of("household.id")
    title: Mapped[str]
    first_name: Mapped[str]
    last_name: Mapped[str]
    relation: Mapped[str]  # "Mother", "Father", "Carer", as the family says
    phone: Mapped[str]
    email: Mapped[str]
    letter_format: Mapped[str]  # "standard", "large", "easy"
    language: Mapped[str]  # BCP 47, "en-GB"
    lives_elsewhere: Mapped[bool]  # a separated parent never learns the household's address
    state: Mapped[str]  # "open"; "closed" for who left; "died"; "merged" into another record of the same adult

    __table_args__ = (
        CheckConstraint("letter_format in ('standard', 'large', 'easy')", name="letter_format"),
        CheckConstraint("state in ('open', 'closed', 'died', 'merged')", name="state"),
        partial_index("ix_adult_left", "household_id", where=LEFT),
    )


class AdultEnding(Record):
    """That an adult died or left, or that a death was entered by mistake; each with its reason, none rewritten."""

    __tablename__ = "adult_ending"

    id: Mapped[Key]
    adult_id: Mapped[int] = owner_of("adult.id")
    kind: Mapped[str]  # "died", "left"; "alive" that a death was entered by mistake
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        CheckConstraint(one_of("kind", ("died", "left", "alive")), name="kind"), CheckConstraint("reason <> ''", name="reason"),
    )  # fmt: skip


class Child(Versioned, Record):
    """A disabled child, or a sibling recorded so that breaks can be kept together (R-B5)."""

    __tablename__ = "child"

    id: Mapped[Key]
    household_id: Mapped[int] = owner_of("household.id")
    first_name: Mapped[str]
    last_name: Mapped[str]
    known_as: Mapped[str]
    born: Mapped[date]
    sibling_only: Mapped[bool]
    workers_needed: Mapped[int]  # 0 in the group, 1 one to one, 2 two to one
    communication: Mapped[str]
    health: Mapped[str]
    likes: Mapped[str]
    school: Mapped[str]
    key_worker: Mapped[str]
    early_support_point: Mapped[str]
    care_plan_on: Mapped[date | None]  # date of the care and medication plan (R-B11)
    advance_care_plan_held: Mapped[str]  # where, "" for none; its content is not kept here
    palliative: Mapped[bool]
    long_term: Mapped[bool | None]  # over one year (R-E4); None when not asked
    sen_first: Mapped[str] = mapped_column(default="")  # code list "sen_type", the first and the second in rank
    sen_second: Mapped[str] = mapped_column(default="")
    sen_provision: Mapped[str] = mapped_column(default="")  # code list "sen_provision"
    primary_need: Mapped[str] = mapped_column(default="")  # code list "primary_need" of the CIN census
    sen_said: Mapped[str] = mapped_column(default="")  # how a file said them, where it said an older name: "BESD"
    state: Mapped[str]  # "open", "closed", "merged"
    merged_into: Mapped[int | None] = owner_of("child.id")

    __table_args__ = (
        CheckConstraint("workers_needed between 0 and 2", name="workers"),
        CheckConstraint("sen_second = '' or (sen_first <> '' and sen_first <> sen_second)", name="sen"),
        Index("ix_child_born", "born"),
        partial_index("ix_child_open", "id", where=OPEN_CHILD),
        Index("ix_child_sen_first", "sen_first"),
        Index("ix_child_sen_second", "sen_second"),
        CheckConstraint("(state = 'merged') = (merged_into is not null)", name="merged"),
        CheckConstraint("state in ('open', 'closed', 'merged')", name="state"),
    )


# What everybody calls a child, on every screen and paper: the name it is known by, else its first name
CALLED = func.coalesce(func.nullif(Child.known_as, ""), Child.first_name)


class ChildNeed(Record):
    """One need, piece of equipment, medication or disability code of a child (code list "need")."""

    __tablename__ = "child_need"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id", own_index=False)
    code: Mapped[str]
    level: Mapped[str]  # "", "mild", "moderate", "severe", "profound" (R-E4)
    note: Mapped[str]

    __table_args__ = (UniqueConstraint("child_id", "code"),)


class EmergencyContact(Versioned, Record):
    """Who comes when nobody at home answers."""

    __tablename__ = "emergency_contact"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    name: Mapped[str]
    relation: Mapped[str]
    phone: Mapped[str]
    within_two_hours: Mapped[bool]  # R-B12


class ChildEnding(Record):
    """A child's record closed or opened again, a death or that it was none, a legal hold put or lifted: each from a day (R-P1 to R-P4)."""

    __tablename__ = "child_ending"

    id: Mapped[Key]
    child_id: Mapped[int] = owner_of("child.id")
    kind: Mapped[str]
    on: Mapped[date] = mapped_column("on_date")
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (CheckConstraint(one_of("kind", ENDINGS), name="kind"), CheckConstraint("reason <> ''", name="reason"))


class FamilyNote(Record):
    """A call, an e-mail or a thought about a family, as it was written at the time."""

    __tablename__ = "family_note"

    id: Mapped[Key]
    household_id: Mapped[int] = owner_of("household.id")
    child_id: Mapped[int | None] = owner_of("child.id")
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    kind: Mapped[str]  # "call", "note"
    words: Mapped[str]


for record, word in ((Household, "household"), (Adult, "parent's record"), (Child, "child's record")):
    never_deleted(record.__table__, word)  # type: ignore[arg-type]
append_only(BenefitSeen.__table__, "benefit that was seen")  # type: ignore[arg-type]
append_only(ChildEnding.__table__, "note about a record's end")  # type: ignore[arg-type]
_DEATH = """select 1 from child_ending e where e.child_id = new.child_id and e.kind = 'died' and not exists (
    select 1 from child_ending m where m.child_id = e.child_id and m.kind = 'alive' and m.id > e.id)"""
refuse_when(
    ChildEnding.__table__,  # type: ignore[arg-type]
    "child_ending_mistaken_by_another",
    "insert",
    f"new.kind = 'alive' and not exists ({_DEATH} and e.person_id <> new.person_id)",
    f"{SAYS}Somebody else than who entered a death says that it was a mistake. Look at the record again.",
)
refuse_when(
    ChildEnding.__table__,  # type: ignore[arg-type]
    "child_ending_no_life_after_death",
    "insert",
    f"new.kind = 'opened' and exists ({_DEATH})",
    f"{SAYS}The child has died, so the record is not opened again. Look at the record.",
)
append_only(AdultEnding.__table__, "note about a parent's end")  # type: ignore[arg-type]
_GONE = """select 1 from adult_ending e where e.adult_id = {0} and e.kind = '{1}' and not exists (
    select 1 from adult_ending m where m.adult_id = e.adult_id and m.id > e.id)"""
refuse_when(
    AdultEnding.__table__,  # type: ignore[arg-type]
    "adult_ending_mistaken_by_another",
    "insert",
    f"new.kind = 'alive' and not exists ({_GONE.format('new.adult_id', 'died')} and e.person_id <> new.person_id)",
    f"{SAYS}Somebody else than who entered a death says that it was a mistake. Look at the record again.",
)
refuse_when(
    Adult.__table__,  # type: ignore[arg-type]
    "adult_no_life_after_death",
    "update of state",
    f"old.state = 'died' and new.state <> 'died' and not exists ({_GONE.format('new.id', 'alive')})",
    f"{SAYS}A death that was entered by mistake is undone by somebody else, with the reason. Look at the record.",
    looks_at=AdultEnding.__table__,  # type: ignore[arg-type]
)
append_only(FamilyNote.__table__, "note")  # type: ignore[arg-type]
append_only(AddressSeen.__table__, "look at an address")  # type: ignore[arg-type]
