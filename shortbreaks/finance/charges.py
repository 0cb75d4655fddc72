"""The file of charges to families (domain.md 5.6): charges, payments and refunds, each with its receipt, each sent once."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, String, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.money import FAMILY, INCOME, RECEIVED
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT, Money, write_table
from shortbreaks.families.tables import Household
from shortbreaks.finance.batches import Prepared, keep_batch, next_sequence
from shortbreaks.finance.tables import ExportLine
from shortbreaks.ledger.tables import Account, Entry, Transfer

COLUMNS = (
    "line_no", "kind", "family_ref", "booking_no", "receipt_no", "date", "amount", "currency", "exempt_s29", "what",
    "cost_centre", "tax_code",
)  # fmt: skip
# Which way money moved says what it was, so that no line is ever negative (R-F1)
KINDS = {
    (FAMILY, INCOME): "charge", (INCOME, FAMILY): "credit", (RECEIVED, FAMILY): "payment", (FAMILY, RECEIVED): "refund",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """One movement of a family's charges, always above nought (pence); the receipt is the ledger entry's number."""

    about: str
    kind: str
    family_ref: str
    booking_number: int | None
    receipt: int
    on: date
    pence: int
    exempt: str
    what: str


@dataclass(frozen=True, slots=True)
class PrepareCharges:
    """Everything about families' charges up to this day that finance has not had."""

    until: date


@command(needs=Permission.POST_MONEY, recorded_as="Charges file prepared")
def prepare_charges(work: Work, request: PrepareCharges) -> int:
    """Reserve the next file of families' charges (5.6) with its control totals; gives the batch.

    Raises Refused for a day to come, for nothing new, or when the file before it was never written.
    """
    if request.until > work.today:
        raise Refused("Charges of days to come are not sent.", "Choose today or a day before it.", "until")
    sequence = next_sequence(work, "charges")
    lines = _lines(work, request.until)
    if not lines:
        raise Refused("Finance has had every charge up to that day.", "There is no file to write.", "until")
    kept = settings_on(work.db, request.until)
    codes = (kept["charges_cost_centre"], kept["tax_code"])
    days = [line.on for line in lines]
    made = Prepared(
        "charges", sequence, f"charges:{request.until}", charges_file(codes, lines), tuple(x.about for x in lines),
        sum(line.pence for line in lines), sum(line.receipt for line in lines), min(days), max(days),
    )  # fmt: skip
    return keep_batch(work, made)


def charges_file(codes: tuple[str, str], lines: list[ChargeLine]) -> bytes:
    """The charges file's bytes: the same lines give the same bytes; no child's name and no negative amount."""
    rows: list[list[object]] = [
        [number, line.kind, line.family_ref, "" if line.booking_number is None else f"{line.booking_number}",
         f"{line.receipt}", line.on, Money(line.pence), "GBP", "yes" if line.exempt == "s29(3)" else "no", line.what,
         *codes]
        for number, line in enumerate(lines, 1)
    ]  # fmt: skip
    return write_table(COLUMNS, rows)


def _lines(work: Work, until: date) -> list[ChargeLine]:
    """What finance has not had, oldest receipt first, as much as one file may hold: the rest goes into the next one."""
    source, target = aliased(Account), aliased(Account)
    about = literal("transfer:") + cast(Transfer.id, String)
    holder = case((source.kind == FAMILY, source.holder), else_=target.holder)
    # The number after the colon, and none where an entry is about something else
    household = case((holder.like("household:%"), cast(func.substr(holder, 11), BigInteger)), else_=None)
    booking = case((Entry.about.like("booking:%"), cast(func.substr(Entry.about, 9), BigInteger)), else_=None)
    rows = work.db.execute(
        select(
            Transfer.id, source.kind, target.kind, Household.ref, Booking.number, Entry.number, Transfer.on,
            Transfer.pence, Booking.exempt, Entry.what,
        )
        .join(Entry, Entry.id == Transfer.entry_id)
        .join(source, source.id == Transfer.from_account)
        .join(target, target.id == Transfer.to_account)
        .join(Household, Household.id == household)
        .join(Booking, Booking.id == booking, isouter=True)
        .where(
            or_(source.kind == FAMILY, target.kind == FAMILY), Transfer.on <= until,
            ~exists().where(ExportLine.about == about),
        )
        .order_by(Entry.number, Transfer.id)
        .limit(MOST_ROWS_OUT)
    )  # fmt: skip
    return [
        ChargeLine(
            f"transfer:{r[0]}", KINDS.get((r[1], r[2]), "change"), r[3], r[4], r[5], r[6], r[7], r[8] or "", r[9]
        )
        for r in rows
    ]
