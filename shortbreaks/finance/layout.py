"""How the payment file is laid out (domain.md 5.1), its control totals (5.3), and how a cut or altered file is found."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from shortbreaks.exchange.csv_files import Money, write_table

COLUMNS = (
    "run_id", "line_no", "payee_type", "vendor_no", "payee_name", "family_ref", "dp_ref", "period_from", "period_to",
    "gross", "adjustment", "net", "currency", "cost_centre", "subjective_code", "activity_code", "analysis", "tax_code",
    "due_date", "pay_ref", "approver1", "approver2", "hash",
)  # fmt: skip
LONGEST_NAME = 18  # a bank's file holds no more


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment as finance gets it; no child's name and no bank details. Pence."""

    about: str
    vendor_number: str
    payee_name: str
    payee_type: str
    family_ref: str
    dp_ref: str
    first_day: date
    last_day: date
    gross: int
    adjustment: int
    net: int
    district: str


@dataclass(frozen=True, slots=True)
class FileHead:
    """What all lines of a payment file share."""

    run: int
    due: date
    cost_centre: str
    subjective_code: str
    activity_code: str
    tax_code: str
    approver1: str
    approver2: str


@dataclass(frozen=True, slots=True)
class Control:
    """The control totals of one file, kept beside it (pence)."""

    kind: str
    sequence: int
    count: int
    pence: int
    vendor_sum: int
    first_due: date
    last_due: date
    sha256: str


def payment_file(head: FileHead, lines: Sequence[PaymentLine]) -> bytes:
    """The payment file's bytes: the same lines give the same bytes; every line carries its own hash."""
    return write_table(COLUMNS, [_row(head, number, line) for number, line in enumerate(lines, 1)])


def _row(head: FileHead, number: int, line: PaymentLine) -> list[object]:
    row: list[object] = [
        str(head.run), number, line.payee_type, line.vendor_number, line.payee_name[:LONGEST_NAME], line.family_ref,
        line.dp_ref, line.first_day, line.last_day, Money(line.gross), Money(line.adjustment), Money(line.net), "GBP",
        head.cost_centre, head.subjective_code, head.activity_code, line.district, head.tax_code, head.due,
        f"{line.dp_ref} R{head.run}"[:LONGEST_NAME], head.approver1, head.approver2,
    ]  # fmt: skip
    said = "|".join(str(cell) for cell in row)
    return [*row, hashlib.sha256(said.encode()).hexdigest()[:16]]


def vendor_sum(lines: Sequence[PaymentLine]) -> int:
    """The figures in all vendor numbers, added up."""
    return sum(int("".join(x for x in line.vendor_number if x in "0123456789") or "0") for line in lines)


def control_text(control: Control) -> bytes:
    """The side file of control totals, as JSON that a person can read too."""
    said = {**asdict(control), "first_due": f"{control.first_due}", "last_due": f"{control.last_due}"}
    return (json.dumps(said, indent=1, sort_keys=True) + "\n").encode()


def flaws_of(content: bytes, control: Control) -> list[str]:
    """What is wrong with a file against its control totals; empty when it is whole (safety.md C11)."""
    flaws = []
    if hashlib.sha256(content).hexdigest() != control.sha256:
        flaws.append("The file is not the one that was prepared: its fingerprint differs.")
    lines = content.count(b"\r\n") - 1
    if lines != control.count:
        flaws.append(f"The file has {lines} lines, and {control.count} were prepared.")
    return flaws
