"""What the directory shows."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.bookings.off_days.queries import OffRow
from shortbreaks.bookings.off_days.rules import HOLIDAY, OUT
from shortbreaks.dates import say_short, say_span, short_day
from shortbreaks.providers.changes import EntryChange
from shortbreaks.providers.detail import SessionRow
from shortbreaks.providers.queries import DirectoryRow
from shortbreaks.providers.seeing import SeenRow
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark

HELD = "\N{NO-BREAK SPACE}"  # "ages 5–12" stays on one line
SHORT_OFFERS = ("HOIST", "SIGN", "QUIET", "WHEEL", "RESCUE", "TUBE")


def _confirmed(row: DirectoryRow) -> Sequence[Mark]:
    if row.confirmed_days is None:
        return (Mark("Not yet", "neutral"),)
    return (Mark(counted(row.confirmed_days, "day"), row.confirmed_meaning),)


def _offers(row: DirectoryRow) -> Sequence[Mark]:
    pairs = dict(zip(row.offers, row.offer_words, strict=True))
    return tuple(Mark(pairs[code], "neutral", "") for code in SHORT_OFFERS if code in pairs)[:2]


def directory_columns() -> Sequence[Column[DirectoryRow]]:
    """Service and place, what it can meet, free places, checks and when its entry was confirmed."""
    name: Column[DirectoryRow] = Column(
        "Service",
        lambda r: r.name,
        second=lambda r: " · ".join(filter(None, (r.town, f"{r.kind_words}, {r.ages.replace(' ', HELD)}"))),
        strong=True,
    )
    return [
        name,
        Column("Can meet", marks=_offers, width=196),
        Column("Free", lambda r: str(r.free), sort=lambda r: -r.free, right=True, width=58, tabular=True),
        Column("Checks", marks=lambda r: (Mark(r.checks.words, r.checks.meaning),), width=134),
        Column("Confirmed", marks=_confirmed, sort=lambda r: r.confirmed_days or 9999, width=110),
    ]


def seen_columns(today: date) -> Sequence[Column[SeenRow]]:
    """What was seen or told of a provider, by whom, and until when it holds."""
    first: Column[SeenRow] = Column(
        "Seen", lambda r: short_day(r.on, today) if r.on else "–", sort=lambda r: r.on or date.min, width=96, tabular=True
    )
    return [
        first,
        Column("What", lambda r: r.what, second=lambda r: ", ".join(filter(None, (r.reference, r.person)))),
        Column("Valid until", lambda r: short_day(r.valid_until, today) if r.valid_until else "–",
               sort=lambda r: r.valid_until or date.max, width=110, tabular=True),
    ]  # fmt: skip


def changed_columns(today: date) -> Sequence[Column[EntryChange]]:
    """How a provider, its venues and services were changed, the newest first."""

    def what(row: EntryChange) -> str:
        return f"{row.of}: {row.now}" if row.of else row.now

    def second(row: EntryChange) -> str:
        before = f"before: {row.was}" if row.was else ""
        return ", ".join(filter(None, (before, row.reason, row.person)))

    first: Column[EntryChange] = Column(
        "Changed", lambda r: short_day(r.at.date(), today), sort=lambda r: (r.at, r.id), width=96, tabular=True
    )
    return [first, Column("Says", what, second=second, whole=lambda r: f"{what(r)} ({second(r)})")]


def session_columns(today: date) -> Sequence[Column[SessionRow]]:
    """Sessions to come with what is booked and free."""

    def when(row: SessionRow) -> str:
        if row.start.date() == row.end.date():
            return f"{say_short(row.start.date(), today)}, {say_span(row.start, row.end)}"
        return f"{say_short(row.start.date(), today)}, {row.start:%H:%M} to {say_short(row.end.date(), today)}"

    first: Column[SessionRow] = Column("Next sessions", when, tabular=True)
    return [
        first,
        Column("Booked", lambda r: f"{r.taken} of {r.places}", right=True, width=90, tabular=True),
        Column(
            "Free",
            lambda r: "closed" if r.state == "closed" else str(r.places - r.taken),
            right=True,
            width=70,
            tabular=True,
        ),
    ]


def say_off(row: OffRow) -> str:
    """Why somebody is asked about these sessions."""
    if row.off == HOLIDAY:
        return f"Bank holiday: {row.holiday}"
    return "Outside school terms now" if row.off == OUT else "In a school term now"


def off_day_columns(today: date) -> Sequence[Column[OffRow]]:
    """Which service, on which days, why, who has a place, and whether somebody decided."""

    def days(row: OffRow) -> str:
        first = say_short(row.first, today)
        return first if row.first == row.last else f"{first} to {say_short(row.last, today)}"

    name: Column[OffRow] = Column("Service", lambda r: r.service, second=lambda r: r.provider, strong=True)
    return [
        name,
        Column("Days", days, second=lambda r: counted(len(r.sessions), "session"), sort=lambda r: r.first, width=190),
        Column("Why", say_off, width=210),
        Column("Children", lambda r: str(r.children), sort=lambda r: -r.children, right=True, width=88, tabular=True),
        Column("Decided", marks=lambda r: (Mark("To decide", "warn") if r.kept is None else Mark("Kept", "ok"),), width=116),
    ]
