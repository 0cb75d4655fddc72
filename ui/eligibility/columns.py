"""What the lists of entitlement show."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.bookings.carrying import CarryRow
from shortbreaks.bookings.delivery import Undelivered
from shortbreaks.bookings.transport import ToArrange
from shortbreaks.dates import say_short
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.eligibility.transition import Milestone
from shortbreaks.eligibility.worklists import CaseRow, EvidenceDue, NoChoice, UntoldRow
from shortbreaks.overnight.reviews import ReviewDue
from shortbreaks.words import counted
from ui.kit.rows import Column, Mark


def _since(days: int) -> str:
    return "Today" if days == 0 else counted(days, "day")


def _on(day: date, today: date) -> str:
    """2 Jul, with the year only when it is another."""
    return say_short(day, today)[4:]


def case_columns(today: date) -> Sequence[Column[CaseRow]]:
    """Requests with their clock."""
    child: Column[CaseRow] = Column("Child", lambda r: f"{r.child}, {r.age}", second=lambda r: r.asked, strong=True)
    return [
        child,
        Column("Asked on", lambda r: _on(r.asked_on, today), sort=lambda r: r.asked_on, width=110, tabular=True),
        Column("Waits", marks=lambda r: (Mark(_since(r.days), "bad" if r.late else "neutral", "clock-filled"),),
               sort=lambda r: r.days, width=120),
        Column("Panel", lambda r: _on(r.panel_on, today) if r.panel_on else "–", sort=lambda r: r.panel_on, width=110,
               tabular=True),
        Column("Officer", lambda r: r.officer, width=150),
    ]  # fmt: skip


def untold_columns(today: date) -> Sequence[Column[UntoldRow]]:
    """Decisions nobody was told of."""

    def outcome(row: UntoldRow) -> Sequence[Mark]:
        return (Mark("Agreed", "ok") if row.outcome == "agreed" else Mark("Declined", "bad"),)

    child: Column[UntoldRow] = Column("Child", lambda r: f"{r.child}, {r.age}", second=lambda r: r.decided_by, strong=True)
    return [
        child,
        Column("Decision", marks=outcome, width=130),
        Column("Decided on", lambda r: _on(r.decided_on, today), sort=lambda r: r.decided_on, width=120, tabular=True),
        Column("Not told for", marks=lambda r: (Mark(_since(r.days), "bad" if r.days > 5 else "warn", "clock-filled"),),
               sort=lambda r: r.days, width=130),
    ]  # fmt: skip


def undelivered_columns(today: date) -> Sequence[Column[Undelivered]]:
    """Awards that are behind their time."""

    def said(row: Undelivered) -> str:
        if row.none_placed:
            return say_amount(row.amount, row.unit)
        size = 60 if row.unit == "hours" else 1
        return f"{row.used // size} used, {row.booked // size} booked of {say_amount(row.amount, row.unit)}"

    def state(row: Undelivered) -> Sequence[Mark]:
        return (Mark("None placed", "bad") if row.none_placed else Mark(f"Behind: {row.taken}% of {row.gone}%", "warn"),)

    child: Column[Undelivered] = Column("Child", lambda r: f"{r.child}, {r.age}", second=said, strong=True)
    return [
        child,
        Column("For", lambda r: r.purpose, width=150),
        Column("State", marks=state, sort=lambda r: (not r.none_placed, r.taken - r.gone), width=190),
        Column("Last, or award", lambda r: _on(r.since, today), sort=lambda r: r.since, width=130, tabular=True),
        Column("Waits", lambda r: counted(r.days, "day"), sort=lambda r: r.days, right=True, width=100, tabular=True),
    ]


def milestone_columns(today: date) -> Sequence[Column[Milestone]]:
    """Ages that wait for somebody."""

    def state(row: Milestone) -> Sequence[Mark]:
        if row.needed:
            return (Mark("Decision needed", "bad"),)
        return (Mark("Taken", "info", "person-filled"),) if row.taken_by else (Mark("Nobody yet", "warn"),)

    def second(row: Milestone) -> str:
        letter = f"Letter of {_on(row.letter_on, today)}" if row.letter_on else ""
        return " · ".join(filter(None, (row.taken_by, letter, row.last_note)))

    child: Column[Milestone] = Column("Child", lambda r: f"{r.child}, {r.age}", second=second, strong=True)
    return [
        child,
        Column("Age", lambda r: r.words, sort=lambda r: r.months, width=80, tabular=True),
        Column("Day", lambda r: _on(r.due, today), sort=lambda r: r.due, width=130, tabular=True),
        Column("State", marks=state, width=180),
    ]


def no_choice_columns(today: date) -> Sequence[Column[NoChoice]]:
    """Families that had nothing but a direct payment."""
    child: Column[NoChoice] = Column("Child", lambda r: f"{r.child}, {r.age}", strong=True, width=200)
    return [
        child,
        Column("What was not to be had", lambda r: r.words),
        Column("Since", lambda r: _on(r.on, today), sort=lambda r: r.on, width=130, tabular=True),
    ]


def transport_columns(today: date) -> Sequence[Column[ToArrange]]:
    """Breaks to come to which nobody brings the child yet."""
    child: Column[ToArrange] = Column("Child", lambda r: f"{r.child}, {r.age}", strong=True, width=200)
    return [
        child,
        Column("Break", lambda r: r.service),
        Column("On", lambda r: f"{_on(r.start.date(), today)}, {r.start:%H:%M}", sort=lambda r: r.start, width=170, tabular=True),
    ]


def review_columns(today: date) -> Sequence[Column[ReviewDue]]:
    """Reviews and visits of children with stays."""

    def state(row: ReviewDue) -> Sequence[Mark]:
        late = row.late_days > 0
        return (Mark(f"{counted(row.late_days, 'day')} late" if late else "To come", "bad" if late else "neutral", "clock-filled"),)

    child: Column[ReviewDue] = Column("Child", lambda r: f"{r.child}, {r.age}", second=lambda r: r.officer, strong=True)
    return [
        child,
        Column("What", lambda r: r.kind, width=150),
        Column("In time until", lambda r: _on(r.due, today), sort=lambda r: r.due, width=130, tabular=True),
        Column("Last", lambda r: _on(r.last, today) if r.last else "–", sort=lambda r: r.last, width=120, tabular=True),
        Column("State", marks=state, sort=lambda r: -r.late_days, width=150),
    ]


def carry_columns(today: date) -> Sequence[Column[CarryRow]]:
    """What the provider or the council took, and was not made good."""

    def lost(row: CarryRow) -> str:
        return f"{say_amount(row.lost, row.unit)} lost, {say_amount(row.unused, row.unit)} unused"

    child: Column[CarryRow] = Column("Child", lambda r: f"{r.child}, {r.age}", second=lost, strong=True)
    return [
        child,
        Column("Carries", lambda r: say_amount(r.carries, r.unit), sort=lambda r: (r.unit, r.carries), right=True, width=130,
               tabular=True),
        Column("Year ends", lambda r: _on(r.until_day, today), sort=lambda r: r.until_day, width=140, tabular=True),
    ]  # fmt: skip


def evidence_columns(today: date) -> Sequence[Column[EvidenceDue]]:
    """Evidence that runs out."""

    def state(row: EvidenceDue) -> Sequence[Mark]:
        return (Mark("Ran out", "bad", "clock-filled") if row.out else Mark("Runs out", "warn", "clock-filled"),)

    child: Column[EvidenceDue] = Column("Child", lambda r: f"{r.child}, {r.age}", strong=True)
    return [
        child,
        Column("Holds longest", lambda r: r.kind),
        Column("Until", lambda r: _on(r.until, today), sort=lambda r: r.until, width=130, tabular=True),
        Column("State", marks=state, width=140),
    ]
