"""The file of charges to families (domain.md 5.6): charges, payments and refunds, each with its receipt, each sent once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, String, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.money import FAMILY, INCOME, RECEIVED
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT, Money
from shortbreaks.families.tables import Household
from shortbreaks.finance.batches import FileLine, keep_batch, next_sequence
from shortbreaks.finance.tables import ChargesSent, ExportLine
from shortbreaks.ledger.tables import Account, Entry, Transfer

# Which way money moved says what it was, so that no line is ever negative (R-F1)
KINDS = {
    (FAMILY, INCOME): "charge", (INCOME, FAMILY): "credit", (RECEIVED, FAMILY): "payment", (FAMILY, RECEIVED): "refund",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrepareCharges:
    """Everything about families' charges up to this day that finance has not had."""

    until: date


@command(needs=Permission.POST_MONEY, recorded_as="Charges file prepared")
def prepare_charges(work: Work, request: PrepareCharges) -> list[int]:
    """Reserve the next file of families' charges (5.6) with its control totals.

    Gives the batch, and how many lines up to that day wait for the next file because this one is full.
    Raises Refused for a day to come, for nothing new, or when the file before it was never written.
    """
    if request.until > work.today:
        raise Refused("Charges of days to come are not sent.", "Choose today or a day before it.", "until")
    sequence = next_sequence(work, "charges")
    # No transfer comes in below the newest one later: postings take turns, and draw their numbers in theirs
    newest = work.db.scalar(select(func.max(Transfer.id))) or 0
    unsent = _unsent(work.db.scalar(select(func.max(ChargesSent.through))) or 0, newest)
    due = unsent.where(Transfer.on <= request.until)
    # The oldest receipt first, as much as one file may hold: the rest goes into the next one
    lines = [_line(row) for row in work.db.execute(due.order_by(Entry.number, Transfer.id).limit(MOST_ROWS_OUT))]
    if not lines:
        raise Refused("Finance has had every charge up to that day.", "There is no file to write.", "until")
    batch_id = keep_batch(work, "charges", sequence, f"charges:{request.until}", lines)
    waiting = work.db.scalar(due.with_only_columns(func.count())) if len(lines) == MOST_ROWS_OUT else 0
    first = work.db.scalar(unsent.with_only_columns(func.min(Transfer.id)))
    work.db.add(ChargesSent(batch_id=batch_id, through=newest if first is None else first - 1))
    return [batch_id, waiting or 0]


_SOURCE, _TARGET = aliased(Account), aliased(Account)
_HOLDER = case((_SOURCE.kind == FAMILY, _SOURCE.holder), else_=_TARGET.holder)
# The number after the colon, and none where an entry is about something else
_HOUSEHOLD = case((_HOLDER.like("household:%"), cast(func.substr(_HOLDER, 11), BigInteger)), else_=None)
_BOOKING = case((Entry.about.like("booking:%"), cast(func.substr(Entry.about, 9), BigInteger)), else_=None)


def _unsent(after: int, newest: int) -> Any:
    """What moved on families' accounts after one transfer, the newest with it, and finance has not had."""
    about = literal("transfer:") + cast(Transfer.id, String)
    return (
        select(
            Transfer.id, _SOURCE.kind.label("source"), _TARGET.kind.label("target"), Household.ref, Booking.number.label("booking"),
            Entry.number, Transfer.on, Transfer.pence, Booking.exempt, Entry.what,
        )
        .join(Entry, Entry.id == Transfer.entry_id)
        .join(_SOURCE, _SOURCE.id == Transfer.from_account)
        .join(_TARGET, _TARGET.id == Transfer.to_account)
        .join(Household, Household.id == _HOUSEHOLD)
        .join(Booking, Booking.id == _BOOKING, isouter=True)
        .where(
            Transfer.id > after, Transfer.id <= newest, or_(_SOURCE.kind == FAMILY, _TARGET.kind == FAMILY),
            ~exists().where(ExportLine.about == about),
        )
    )  # fmt: skip


def _line(row: Any) -> FileLine:
    """One movement of a family's charges, always above nought; its receipt is the ledger entry's number (R-F1)."""
    kind = KINDS.get((row.source, row.target), "change")
    cells = {
        "kind": kind, "family_ref": row.ref, "booking_no": "" if row.booking is None else f"{row.booking}",
        "receipt_no": f"{row.number}", "date": row.on, "amount": Money(row.pence),
        "exempt_s29": row.exempt == "s29(3)", "what": row.what,
    }  # fmt: skip
    return FileLine(f"transfer:{row.id}", cells, row.pence, f"{row.number}", row.on, kind)
