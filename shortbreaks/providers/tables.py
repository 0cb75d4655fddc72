"""Providers, their venues, services, prices, checks, and the sessions children can have a place in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortbreaks.database.guards import SAYS, append_only, never_deleted, refuse_when
from shortbreaks.database.records import (
    Instant,
    Key,
    LocalTime,
    Pence,
    Record,
    Versioned,
    one_of,
    owner_of,
    partial_index,
)

FREE = "state = 'open' and taken < places"
OFF = ("bank_holiday", "out_of_term", "in_term")  # why a session's day no longer is one of its pattern

MEANT = "from_day between '2000-01-01' and '2100-12-31'"  # a mistyped year would hold for ever, or never come


def closed_for_a_reason() -> CheckConstraint:
    """What has closed says why, and since when."""
    return CheckConstraint("state = 'open' or (closed_on is not null and closed_reason <> '')", name="closed")


class Provider(Versioned, Record):
    """Who runs short breaks: a club, charity, agency, carer or one of the council's own units. Closed, never removed."""

    __tablename__ = "provider"

    id: Mapped[Key]
    ref: Mapped[str] = mapped_column(unique=True)  # "P-0012"
    name: Mapped[str]
    description: Mapped[str]
    in_house: Mapped[bool]
    contact_name: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    website: Mapped[str]
    best_time: Mapped[str]  # "mornings best"
    vendor_number: Mapped[str]
    last_checked_on: Mapped[date | None]
    state: Mapped[str]  # "open", "closed"
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str]
    # Where it came from, when it came from a directory: its id there and every field we do not know (JSON).
    source_id: Mapped[str | None] = mapped_column(unique=True)
    foreign: Mapped[str]

    __table_args__ = (CheckConstraint("state in ('open', 'closed')", name="state"), closed_for_a_reason())


class Venue(Versioned, Record):
    """Where a service happens."""

    __tablename__ = "venue"

    id: Mapped[Key]
    provider_id: Mapped[int] = owner_of("provider.id")
    name: Mapped[str]
    address: Mapped[str]  # lines parted by newlines, no postcode
    postcode: Mapped[str]
    district: Mapped[str]  # GSS code, "" when not known
    easting: Mapped[int | None]
    northing: Mapped[int | None]
    directions: Mapped[str]
    parking: Mapped[str]
    access: Mapped[str]  # step-free door, changing place, hoist
    state: Mapped[str]
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str] = mapped_column(default="")
    source_id: Mapped[str | None] = mapped_column(unique=True)
    foreign: Mapped[str]

    __table_args__ = (CheckConstraint("state in ('open', 'closed')", name="state"), closed_for_a_reason())


class Service(Versioned, Record):
    """One thing a provider runs: a club, a scheme, a unit. Ages are whole years on the day, both ends included."""

    __tablename__ = "service"

    id: Mapped[Key]
    provider_id: Mapped[int] = owner_of("provider.id")
    name: Mapped[str]
    kind: Mapped[str]  # code list "kind"
    description: Mapped[str]
    min_age: Mapped[int | None]
    max_age: Mapped[int | None]
    children_per_worker: Mapped[int]  # 3 means one worker to three children; 0 when not known
    one_to_one: Mapped[bool]  # can give a child a worker of their own
    two_to_one: Mapped[bool]
    unit: Mapped[str]  # what a place uses of an allocation: "hours", "sessions", "nights"
    charged_by: Mapped[str]  # "council", "provider", "nobody"
    referral: Mapped[str]  # "self", "assessment" (R-E7)
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    bring: Mapped[str]
    state: Mapped[str]
    closed_on: Mapped[date | None]
    closed_reason: Mapped[str]
    source_id: Mapped[str | None] = mapped_column(unique=True)
    foreign: Mapped[str]

    __table_args__ = (
        CheckConstraint("state in ('open', 'closed')", name="state"),
        closed_for_a_reason(),
        CheckConstraint("unit in ('hours', 'sessions', 'nights')", name="unit"),
        CheckConstraint("charged_by in ('council', 'provider', 'nobody')", name="charged_by"),
        CheckConstraint("min_age is null or max_age is null or min_age <= max_age", name="ages"),
    )


class ServiceOffer(Record):
    """A need, piece of equipment or medication skill that a service caters for (code list "need")."""

    __tablename__ = "service_offer"

    id: Mapped[Key]
    service_id: Mapped[int] = owner_of("service.id", own_index=False)
    code: Mapped[str]
    note: Mapped[str]  # "weekdays only"

    __table_args__ = (UniqueConstraint("service_id", "code"),)


class ServicePrice(Record):
    """What a place costs a family from a day, in pence: the whole place, or each hour of it."""

    __tablename__ = "service_price"

    id: Mapped[Key]
    service_id: Mapped[int] = owner_of("service.id")
    from_day: Mapped[date]
    pence: Mapped[Pence]
    per: Mapped[str] = mapped_column(default="place")  # "place" or "hour"

    __table_args__ = (
        CheckConstraint("pence >= 0", name="pence"),
        CheckConstraint(MEANT, name="meant"),
        CheckConstraint("per in ('place', 'hour')", name="per"),
    )


class ProviderCheck(Versioned, Record):
    """A check as it stands since it was last seen: insurance, registration, DBS, first aid (code list "check")."""

    __tablename__ = "provider_check"

    id: Mapped[Key]
    provider_id: Mapped[int] = owner_of("provider.id", own_index=False)
    kind: Mapped[str]
    reference: Mapped[str]
    seen_on: Mapped[date | None]
    seen_by: Mapped[str] = mapped_column(default="")  # the name: who saw it may be of another office
    valid_until: Mapped[date | None]

    __table_args__ = (UniqueConstraint("provider_id", "kind"),)


class CheckSeen(Record):
    """One time that somebody saw a check: what it said then. The last one stands in ProviderCheck."""

    __tablename__ = "check_seen"

    id: Mapped[Key]
    provider_id: Mapped[int] = owner_of("provider.id")
    kind: Mapped[str]
    reference: Mapped[str]
    valid_until: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]


class Pattern(Versioned, Record):
    """How sessions recur: weekly in term, every weekday of holiday weeks, or single days."""

    __tablename__ = "pattern"

    id: Mapped[Key]
    service_id: Mapped[int] = owner_of("service.id")
    venue_id: Mapped[int] = owner_of("venue.id")
    kind: Mapped[str]  # "weekly_term", "weekly", "holiday_week", "single"
    name: Mapped[str]  # a scheme's own name, "Summer week 1"
    weekdays: Mapped[str]  # "0,2" for Monday and Wednesday
    first_day: Mapped[date]
    last_day: Mapped[date]
    starts: Mapped[str]  # "10:00", on the clock in Kent
    ends: Mapped[str]
    nights: Mapped[int]  # days from start to end; 0 for a session that ends on its own day
    places: Mapped[int]
    workers: Mapped[int]
    on_bank_holidays: Mapped[bool]  # it was planned for these days too

    __table_args__ = (CheckConstraint("last_day >= first_day", name="days"),)


class BreakSession(Record):
    """One dated session with its places; `taken` is kept by the places' own trigger and can never pass `places`."""

    __tablename__ = "break_session"

    id: Mapped[Key]
    service_id: Mapped[int] = owner_of("service.id", own_index=False)
    venue_id: Mapped[int] = owner_of("venue.id")
    pattern_id: Mapped[int | None] = owner_of("pattern.id")
    starts_at: Mapped[datetime] = mapped_column(LocalTime)
    ends_at: Mapped[datetime] = mapped_column(LocalTime)
    places: Mapped[int]
    taken: Mapped[int]
    workers: Mapped[int]  # rostered
    state: Mapped[str]  # "open", "closed"
    closed_reason: Mapped[str]

    __table_args__ = (
        CheckConstraint("taken >= 0 and taken <= places", name="places"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("state in ('open', 'closed')", name="state"),
        UniqueConstraint("service_id", "venue_id", "starts_at"),
        # Covering and partial: the sessions that still have room, by time (speed.md)
        partial_index(
            "ix_break_session_free", "starts_at", "service_id", "id", "ends_at", "places", "taken", "venue_id",
            "workers", where=FREE,
        ),
        Index("ix_break_session_service", "service_id", "starts_at"),
    )  # fmt: skip


class SessionKept(Record):
    """That a session stands although its day is now a bank holiday, outside school terms or inside one; who decided it and why."""

    __tablename__ = "session_kept"

    id: Mapped[Key]
    session_id: Mapped[int] = owner_of("break_session.id", own_index=False)
    off: Mapped[str]  # why somebody was asked: one of OFF
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]

    __table_args__ = (
        UniqueConstraint("session_id", "off"),
        CheckConstraint(one_of("off", OFF), name="off"),
        CheckConstraint("reason <> ''", name="reason"),
    )


class ProviderContact(Record):
    """When somebody confirmed a provider's entry, and how."""

    __tablename__ = "provider_contact"

    id: Mapped[Key]
    provider_id: Mapped[int] = owner_of("provider.id")
    at: Mapped[datetime] = mapped_column(Instant)
    person_id: Mapped[int]
    note: Mapped[str]


for record, word in (
    (Provider, "provider"), (Venue, "venue"), (Service, "service"), (BreakSession, "session"), (Pattern, "pattern"),
):  # fmt: skip
    never_deleted(record.__table__, word)  # type: ignore[arg-type]
append_only(ServicePrice.__table__, "price")  # type: ignore[arg-type]
append_only(CheckSeen.__table__, "check that was seen")  # type: ignore[arg-type]
append_only(SessionKept.__table__, "decision that a session stands")  # type: ignore[arg-type]
refuse_when(
    SessionKept.__table__, "session_kept_open", "insert",  # type: ignore[arg-type]
    "exists (select 1 from break_session s where s.id = new.session_id and s.state <> 'open')",
    f"{SAYS}One of these sessions was closed just now. Look again.",
)  # fmt: skip
append_only(ProviderContact.__table__, "note of a call")  # type: ignore[arg-type]
