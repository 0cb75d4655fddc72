"""What the booking lists show."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.bookings.queries import BookingRow
from shortbreaks.bookings.unpriced import say_charge
from shortbreaks.dates import say_short, say_span
from ui.kit.rows import Column, Mark

STATE_ICONS = {"offered": "clock-filled", "waiting": "waiting-filled"}


def when(row: BookingRow, today: date) -> str:
    """Sat 25 Jul, 10:00 to 13:00; nights as days."""
    day = say_short(row.start.date(), today)
    if row.start.date() == row.end.date():
        return f"{day}, {say_span(row.start, row.end)}"
    nights = (row.end.date() - row.start.date()).days
    return f"{day}, {row.start:%H:%M}, {nights} {'night' if nights == 1 else 'nights'}"


def booking_columns(today: date, *, with_child: bool = True) -> Sequence[Column[BookingRow]]:
    """When, who, where, state and charge."""
    first: Column[BookingRow] = Column(
        "When", lambda r: when(r, today), sort=lambda r: r.start, width=196, tabular=True
    )
    columns = [first]
    if with_child:
        columns.append(Column("Child", lambda r: r.child, width=128, strong=True))
    columns += [
        Column("Break", lambda r: r.service, strong=not with_child),
        Column("State", marks=lambda r: (Mark(r.state_words, r.meaning, STATE_ICONS.get(r.state)),), width=158),
        Column("Number", lambda r: r.ref, width=86, tabular=True),
        Column("Charge", say_charge, sort=lambda r: r.charge_pence, right=True, width=112, tabular=True),
    ]
    return columns
