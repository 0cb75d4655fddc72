"""The whole ledger as a journal that plain-text accounting tools read, so that the books are proved by another's tool."""

import re
from collections.abc import Callable, Iterable

from sqlalchemy import Row, String, select, type_coerce

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.ledger.tables import accounts, entries, transfers

PIECE = 2_000
MARKED = re.compile(r'[;|*!()\[\]{}"@=]|  |^ | $')
PENNIES = tuple(f".{part:02d}" for part in range(100))
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
    names = _Names(view.db.connection().execute(select(accounts.c.id, accounts.c.kind, accounts.c.holder)).all())
    write(HEAD)
    count, last, words = 0, 0, _Words()
    for rows in view.db.connection().execute(_LINES, execution_options={"yield_per": PIECE}).partitions():
        piece = []
        for number, on, what, about, source, target, pence in rows:
            amount = f"{pence // 100}{PENNIES[pence % 100]}"
            head = ""
            if number != last:
                # "booking:48267", as nearly all are, needs no looking for marks
                concerns = about if about.replace(":", "").replace("_", "").isalnum() else _plain(about)
                head, last = f"\n{on} * ({number}) {words[what]}  ; {concerns}\n", number
            piece.append(f"{head}{names[target]}  £{amount}\n{names[source]}  £-{amount}\n")
        write("".join(piece))
        count += len(rows)
    write("\n")
    return count


class _Names(dict[int, str]):
    """Each account as a line names it, spelt when it is first named: a large county's many thousands keep no first line waiting."""

    def __init__(self, kept: Iterable[Row[int, str, str]]) -> None:
        super().__init__()
        self._kept = {number: (kind, holder) for number, kind, holder in kept}

    def __missing__(self, number: int) -> str:
        said = self[number] = f"    {journal_name(*self._kept[number])}"
        return said


class _Words(dict[str, str]):
    """What entries say, without marks: a long journal says the same few things again and again."""

    def __missing__(self, text: str) -> str:
        said = self[text] = _plain(text)
        return said
