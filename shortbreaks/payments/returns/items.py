"""The single items of a return: which are asked for, which came or are excused, and which are missing (R-D19)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, select, text
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.database.proofs import proof
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.payments.cycles import DAY
from shortbreaks.payments.facts import awards_of
from shortbreaks.payments.payees import held_on
from shortbreaks.payments.returns.tables import ITEMS, ReturnItem
from shortbreaks.payments.rules import Part
from shortbreaks.payments.spending.tables import Return
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import inside

EMPLOYED = {"assistant", "night"}  # kinds of support for which a family is the employer
WORDS = {
    "statements": "Bank statements", "receipts": "Receipts", "invoices": "Invoices", "payslips": "Payslips",
    "timesheets": "Timesheets", "balances": "Start and end balance", "signature": "Signature",
}  # fmt: skip
LETTER = {
    "statements": "the bank statements of these days", "receipts": "receipts for what you bought",
    "invoices": "invoices of agencies and clubs", "payslips": "payslips of everybody you employ",
    "timesheets": "timesheets of everybody you employ",
    "balances": "what was in the account at the start and at the end, on the form at the end of this letter",
    "signature": "your signature on the form",
}  # fmt: skip


def items_asked(held: str, *, employs: bool) -> tuple[str, ...]:
    """What a return asks for: no statements of a card, which we see ourselves; papers of assistants where one is paid for."""
    not_asked = ({"statements"} if held == "card" else set()) | (set() if employs else {"payslips", "timesheets"})
    return tuple(item for item in ITEMS if item not in not_asked)


def employs(parts: Iterable[Part], first: date, last: date) -> bool:
    """Whether an award gives for an assistant on any of some days."""
    lines = sorted(parts, key=lambda part: (part.part, part.from_day, part.id))
    for number, line in enumerate(lines):
        later = lines[number + 1] if number + 1 < len(lines) and lines[number + 1].part == line.part else None
        until = min((day for day in (line.until_day, later and later.from_day - DAY) if day), default=last)
        if line.kind in EMPLOYED and line.pence and line.from_day <= last and until >= first:
            return True
    return False


def ask_items(work: Work, made: Collection[Return]) -> None:
    """Ask for the items of new returns, by how the money is held and whether an assistant is paid for."""
    ids = [one.id for one in made]
    rows = work.db.execute(
        select(Return.id, Return.agreement_id, Return.first_day, Return.last_day, held_on(Return.last_day)[0])
        .join(Agreement, Agreement.id == Return.agreement_id)
        .where(Return.id.in_(ids))
    ).all()
    awards = awards_of(work.db, {row[1] for row in rows})
    work.db.add_all(
        ReturnItem(return_id=return_id, item=item, state="missing", on=None, reason="")
        for return_id, agreement_id, first, last, held in rows
        for item in items_asked(held, employs=employs(awards.get(agreement_id, ()), first, last))
    )


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of a return: missing, came on a day, or excused on one with the reason."""

    item: str
    state: str
    on: date | None
    reason: str


def items_of(db: Session, ids: Collection[int] | Select[int], day: date | None = None) -> Mapping[int, tuple[ItemRow, ...]]:
    """The items of each of some returns in their order, as they are or stood on a day."""
    found: dict[int, list[ItemRow]] = {}
    rows = db.execute(
        select(ReturnItem.return_id, ReturnItem.item, ReturnItem.state, ReturnItem.on, ReturnItem.reason)
        .where(ReturnItem.return_id.in_(ids))
        .order_by(ReturnItem.id)
    )
    for return_id, item, state, on, reason in rows:
        one = ItemRow(item, state, on, reason)
        if day is not None and one.on is not None and one.on > day:
            one = ItemRow(one.item, "missing", None, "")
        found.setdefault(return_id, []).append(one)
    return {return_id: tuple(items) for return_id, items in found.items()}


def say_missing(items: Iterable[ItemRow]) -> str:
    """The items that are missing, once some are there: "payslips, signature"."""
    items = tuple(items)
    missing = [one for one in items if one.state == "missing"]
    return "" if len(missing) == len(items) else ", ".join(inside(WORDS[one.item]) for one in missing)


@dataclass(frozen=True, slots=True)
class Came:
    """What came on a day, what is excused and why, and what was ticked by mistake and is missing after all."""

    on: date
    items: tuple[str, ...] | None  # none: everything that was missing
    excused: tuple[str, ...]
    back: tuple[str, ...]
    reason: str


def keep_items(work: Work, return_id: int, came: Came) -> tuple[str, ...]:
    """Keep what came of a return, and give what is missing still. Raises Refused by field."""
    kept = {
        one.item: one
        for one in work.db.scalars(select(ReturnItem).where(ReturnItem.return_id == return_id).order_by(ReturnItem.id))
    }
    missing = {item for item, one in kept.items() if one.state == "missing"}
    items = missing - set(came.excused) if came.items is None else set(came.items)
    if unknown := (items | set(came.excused) | set(came.back)) - set(kept):
        raise Refused(f"{WORDS.get(min(unknown), min(unknown))} was not asked for.", "Choose from the list.", "items")
    if both := (items & set(came.excused)) | (items & set(came.back)) | (set(came.excused) & set(came.back)):
        raise Refused(f"{WORDS[min(both)]} is said twice.", "Say of each item one thing.", "excused")
    if (came.excused or came.back) and not came.reason.strip():
        raise Refused("Why it is not needed, or not there, is missing.", "Write it in a line.", "reason")
    if came.reason.strip() and not (came.excused or came.back):
        raise Refused("A reason is written, and nothing is ticked as not needed or not there.", "Tick it, or write a note.", "reason")
    for names, state in ((items, "came"), (came.excused, "excused"), (came.back, "missing")):
        for item in names:
            one = kept[item]
            if state == "came" and one.state == "came":
                continue
            one.state, one.on = state, came.on if state != "missing" else None
            one.reason = "" if state == "came" else came.reason.strip()
    work.db.flush()  # before the return itself, which the database lets come in only when nothing is missing
    return tuple(item for item, one in kept.items() if one.state == "missing")


def came_words(items: Iterable[ItemRow]) -> tuple[str, ...]:
    """What came, for a letter: "receipts on 3 May 2026"."""
    return tuple(f"{inside(WORDS[one.item])} on {say_day(one.on)}" for one in items if one.state == "came" and one.on)


@proof("items of returns")
def a_return_that_came_is_whole(connection: Connection) -> Iterable[tuple[str, str]]:
    """Nothing is missing of a return that counts as received."""
    statement = text(
        """select r.id, i.item from payment_return r join return_item i on i.return_id = r.id
        where r.state = 'received' and i.state = 'missing' order by r.id, i.id"""
    )
    for row, item in connection.execute(statement):
        yield f"return {row}", f"it counts as received, and {inside(WORDS[item])} is missing"
