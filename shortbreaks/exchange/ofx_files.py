"""Statements of banks and cards as OFX 1 (SGML), OFX 2 (XML) and QFX, read strictly: doubt stops (safety.md D9, D23)."""

import io
import logging
import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from shortbreaks.dates import to_local
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_BYTES, MOST_ROWS
from shortbreaks.money import MOST_PENCE
from shortbreaks.words import counted

BEGIN = re.compile(rb"\s*(OFXHEADER\s*:|<\?xml[^>]*\?>\s*<\?OFX\s|<\?OFX\s)", re.IGNORECASE)
BARRED = re.compile(rb"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
DEEPEST = 50
LONGEST_ID = 255
WORDS = 120  # of a payee


@dataclass(frozen=True, slots=True)
class OfxLine:
    """One transaction: its day in Kent, who, pence out (in when below nought), and the bank's own number for it."""

    on: date
    payee: str
    pence: int
    ref: str


@dataclass(frozen=True, slots=True)
class OfxStatement:
    """One account of a file: its number's last eight signs, every line, and what the bank says it held and when."""

    account: str
    lines: tuple[OfxLine, ...]
    balance: int | None  # pence
    balance_on: date | None

    @property
    def last_whole_day(self) -> date | None:
        """The day before the bank's balance: on its own day more may follow."""
        return None if self.balance_on is None else self.balance_on - timedelta(days=1)

    @property
    def balance_before(self) -> int | None:
        """What the account held at the end of that day (pence): the bank's balance less the lines of its own day."""
        if self.balance is None or self.balance_on is None:
            return None
        return self.balance + sum(line.pence for line in self.lines if line.on >= self.balance_on)


def is_ofx(data: bytes) -> bool:
    """Whether a file says that it is OFX."""
    return BEGIN.match(data.removeprefix(b"\xef\xbb\xbf")[:2000]) is not None


def read_ofx(data: bytes) -> tuple[OfxStatement, ...]:
    """Every account of an OFX file. Raises Refused for one too large, with a document type, or not as the standard says."""
    if len(data) > MOST_BYTES:
        raise Refused("The file is larger than 20 MB.", "Ask the bank for fewer months.")
    if BARRED.search(data):
        raise Refused("The file brings definitions of its own, which no statement needs.", "Ask the bank for it again.")
    count = data.count(b"<STMTTRN>")
    if count > MOST_ROWS:
        raise Refused("The file has more than 100,000 lines.", "Ask the bank for fewer months.")
    _check_depth(data)
    statements = tuple(_statement(one) for one in _parsed(data))
    if not statements:
        raise Refused("The file holds no statement of an account.", "Ask the bank for a statement of transactions.")
    read = sum(len(one.lines) for one in statements)
    if read != count - _nothing_moved(data):
        raise Refused(f"The file names {counted(count, 'transaction')} and {read} can be read.", "Ask the bank for it again.")
    return statements


def _check_depth(data: bytes) -> None:
    """Refuse a file nested deeper than any statement; fields of OFX 1 never close, so only groups that close count."""
    closing = set(re.findall(rb"</([A-Z0-9.]{1,32})>", data))
    depth = 0
    for end, name in re.findall(rb"<(/?)([A-Z0-9.]{1,32})>", data):
        depth += (-1 if end else 1) if name in closing else 0
        if depth > DEEPEST:
            raise Refused("The file is nested deeper than any statement.", "Ask the bank for it again.")


def _parsed(data: bytes) -> list[Any]:
    from ofxtools.Parser import OFXTree

    logging.getLogger("ofxtools").setLevel(logging.ERROR)  # it would tell the log every payee
    tree = OFXTree()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fields that a bank or QFX adds: they are passed over
            tree.parse(io.BytesIO(data.removeprefix(b"\xef\xbb\xbf").lstrip()))
            return list(tree.convert().statements)
    except (ValueError, SyntaxError, AttributeError, IndexError, KeyError, TypeError, RecursionError, ArithmeticError,
            AssertionError, LookupError) as fault:  # fmt: skip
        raise Refused(
            f"The file is not OFX as the standard says: {' '.join(str(fault).split())[:90]}.",
            "Ask the bank for it again, or for the same statement as CSV.",
        ) from None


def _statement(found: Any) -> OfxStatement:
    if found.curdef != "GBP":
        raise Refused(f"The account is kept in {found.curdef}.", "Only accounts in pounds are taken in.")
    lines = tuple(line for one in found.transactions or () if (line := _line(one)).pence)
    ledger = found.ledgerbal
    return OfxStatement(
        str(found.account.acctid)[-8:], lines, None if ledger is None else _pence(ledger.balamt),
        None if ledger is None else _day(ledger.dtasof),
    )  # fmt: skip


def _line(one: Any) -> OfxLine:
    named = one.name or (one.payee.name if getattr(one, "payee", None) else "") or one.memo or ""
    payee = " ".join(str(named).split())[:WORDS]
    if not payee:
        raise Refused("A transaction does not say who was paid.", "Ask the bank for it again.")
    if getattr(one, "currency", None) is not None:
        raise Refused(f"The payment to {payee} is in another currency.", "Take it in as CSV, in pounds.")
    return OfxLine(_day(one.dtposted), payee, -_pence(one.trnamt), str(one.fitid)[:LONGEST_ID])


def _pence(amount: Decimal) -> int:
    """Whole pence, exactly. Raises Refused for parts of a penny, and for sums beyond any account."""
    pence = amount * 100
    if not pence.is_finite() or abs(pence) > MOST_PENCE or pence != pence.to_integral_value():
        raise Refused(f"“{str(amount)[:20]}” is not an amount in pounds and pence.", "Ask the bank for it again.")
    return int(pence)


def _day(moment: datetime) -> date:
    """The day in Kent: banks write midnight of their own zone."""
    return to_local(moment).date()


def _nothing_moved(data: bytes) -> int:
    """Lines of nought: declined payments and notes of the bank's."""
    return len(re.findall(rb"<TRNAMT>\s*[-+]?0*[.,]?0*\s*(?=<|\r|\n)", data))
