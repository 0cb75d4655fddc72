"""A child's record as at a past day: shown in amber, looked at only."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.bookings.as_at import ChildAsAt, PastAward, PastBreak, child_as_at
from shortbreaks.dates import say_day
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.words import counted
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.layouts import column, empty, row
from ui.kit.notice import Notice
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.desk import Desk

MOST_HIGH = 12  # rows of breaks that are seen without scrolling


class PastView(QWidget):
    """Needs, entitlement and breaks as they stood."""

    today_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._inside = QVBoxLayout()
        self._inside.setSpacing(16)
        self.setLayout(column(self._inside, None, margin=(24, 16, 24, 16)))

    def ask(self, child_id: int, day: date) -> None:
        """Read what stood on a past day."""
        self.desk.ask(self, "past", child_as_at, child_id, day, then=self.show_day)

    def show_day(self, found: ChildAsAt) -> None:
        """Show what stood that evening."""
        empty(self._inside)
        lead = f"As at {say_day(found.day)}."
        rest = "What was recorded by that evening. Nothing is changed here."
        notice = Notice("warn", lead, rest, (("Show today", self.today_wanted.emit),), closable=False)
        notice.setObjectName("as_at_notice")
        self._inside.addWidget(notice)
        self._inside.addWidget(self._then(found))
        self._inside.addWidget(self._breaks(found.breaks))

    def _then(self, found: ChildAsAt) -> Card:
        card = Card()
        card.heading("What held")
        decision = found.decision
        said = "No decision was in force."
        if decision is not None:
            said = f"{decision.outcome.capitalize()} by {decision.decided_by} on {say_day(decision.decided_on)}. {decision.reason}"
        pairs = [("Age", str(found.age)), ("Needs", ", ".join(found.needs) or "none recorded"), ("Decision", said)]
        pairs += found.adults
        pairs += [(one.purpose or one.unit.capitalize(), _award(one)) for one in found.awards]
        card.body.addWidget(facts(pairs, name="past_facts", name_width=150))
        if not found.awards:
            card.body.addWidget(label("Nothing was awarded for that day.", "second"))
        return card

    def _breaks(self, rows: tuple[PastBreak, ...]) -> Card:
        card = Card(margin=(1, 12, 1, 1))
        said = f"{counted(len(rows), 'break')} as they stood" if rows else "No break was booked by that evening"
        card.body.addLayout(row(label(said, "title"), margin=(16, 0, 16, 0)))
        if not rows:
            card.body.addSpacing(12)
            return card
        columns: list[Column[PastBreak]] = [
            Column("When", lambda r: f"{say_day(r.start.date())}, {r.start:%H:%M}", sort=lambda r: r.start, width=210, tabular=True),
            Column("Break", lambda r: r.service, strong=True),
            Column("State then", marks=lambda r: (Mark(r.state_words),), width=170),
        ]
        table = Table(columns, key=lambda r: (r.start, r.service), name="past_breaks", lines=MOST_HIGH)
        table.set_rows(rows)
        card.body.addWidget(table)
        return card


def _award(one: PastAward) -> str:
    of = say_amount(one.amount, one.unit)
    until = f"{say_day(one.from_day)} to {say_day(one.until_day)}"
    return f"{of}: {say_amount(one.used, one.unit)} used, {say_amount(one.booked, one.unit)} booked ({until})"
