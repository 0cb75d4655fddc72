"""What was changed of a provider, its venues and its services, each field with what it was."""

from datetime import date

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.providers.changes import EntryChange
from ui.kit.cards import Card
from ui.kit.layouts import empty
from ui.kit.table import Table
from ui.providers.columns import changed_columns

LINES = 6  # that stand without scrolling


def show_changed(into: QVBoxLayout, rows: tuple[EntryChange, ...], today: date) -> None:
    """A card of every change, the newest first; none where nothing was changed."""
    empty(into)
    if rows:
        card = Card()
        card.heading("What was changed")
        table = Table(changed_columns(today), key=lambda r: r.id, height=44, name="provider_changes", lines=LINES)
        table.set_rows(rows)
        card.body.addWidget(table)
        into.addWidget(card)
