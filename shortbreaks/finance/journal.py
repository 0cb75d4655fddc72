"""The whole ledger as a journal that plain-text accounting tools read, so that the books are proved by another's tool."""

import re
from collections.abc import Callable, Iterator

from sqlalchemy import String, select, type_coerce

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.ledger.tables import accounts, entries, transfers

PIECE = 2_000
MARKED = re.compile(r'[;|*!()\[\]{}"@=]|  |^ | $')
HEAD = "; The ledger of Short Breaks: each transfer takes its sum from the second account to the first.\ncommodity £1000.00\n\n"
_LINES = (
    select(
        entries.c.number, type_coerce(entries.c.on_date, String), entries.c.what, entries.c.about, transfers.c.from_account,
        transfers.c.to_account, transfers.c.pence,
    )
    .join(transfers, transfers.c.entry_id == entries.c.id)
    .order_by(entries.c.number, transfers.c.id)
)  # fmt: skip


def journal_name(kind: str, holder: str) -> str:
    """An account's name in the journal: "direct payment:agreement 17"; nothing in it can be taken for a mark."""
    return f"{_plain(kind)}:{_plain(holder.replace(':', ' '))}"


def _plain(text: str) -> str:
    """Words with single spaces and without the characters a journal reads as marks."""
    if text.isprintable() and text and not MARKED.search(text):
        return text
    kept = "".join(letter if letter.isprintable() and letter not in ';|*!()[]{}"@=' else " " for letter in text)
    return " ".join(kept.split()) or "none"


@query(needs=Permission.SEE_MONEY)
def write_journal(view: View, write: Callable[[str], object]) -> int:
    """Hand every entry to `write` as journal text, piece by piece, and give how many transfers (hledger's journal form)."""
    names = {
        row.id: journal_name(row.kind, row.holder)
        for row in view.db.execute(select(accounts.c.id, accounts.c.kind, accounts.c.holder))
    }
    write(HEAD)
    count = 0
    piece: list[str] = []
    for text in _texts(view, names):
        piece.append(text)
        count += text.startswith("    ")
        if len(piece) >= PIECE:
            write("".join(piece))
            piece.clear()
    write("".join(piece) + "\n")
    return count


def _texts(view: View, names: dict[int, str]) -> Iterator[str]:
    last = 0
    for number, on, what, about, source, target, pence in view.db.execute(_LINES).yield_per(PIECE):
        if number != last:
            yield f"\n{on} * ({number}) {_plain(what)}  ; {_plain(about)}\n"
            last = number
        whole, part = divmod(pence, 100)
        yield f"    {names[target]}  £{whole}.{part:02d}\n    {names[source]}  £-{whole}.{part:02d}\n"
