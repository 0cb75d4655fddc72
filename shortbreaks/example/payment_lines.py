"""The example county's lines of banks that a person must look at: money that came back, and the line taken for it."""

from collections.abc import Sequence
from datetime import date, timedelta

from shortbreaks.example.bookings import Books
from shortbreaks.example.rows import Rows, morning
from shortbreaks.payments.debts.tables import MoneyBack, MoneyBackTie
from shortbreaks.payments.returns.items import employs, items_asked
from shortbreaks.payments.returns.tables import ReturnItem
from shortbreaks.payments.rules import Part
from shortbreaks.payments.spending.line_words import PUT_BACK, about_line, said_of
from shortbreaks.payments.spending.tables import SpendLine

EVERY = 60  # one agreement of so many sent unspent money back
PENCE = 2500
SLIPS, SLIP, SWIM_KIT = 35, 4250, 2450  # one agreement of so many has a receipt recorded twice, the first time wrongly
WHY_WRONG = "The receipt says £24.50"
STRANGE = (
    ("CASH MACHINE HIGH STREET", "Cash: ask what it was for."),
    ("LADBROKES MARGATE", "May be gambling, which the money is not for."),
    ("SOUTHERN WATER DD", "May be household bills, which the money is not for."),
)


def make_money_back(rows: Rows, books: Books, agreement: int, moves: tuple[int, int], today: date) -> int:
    """Unspent money that came back, from the first account to the second, and its line in the family's file (pence)."""
    on = today - timedelta(days=9)
    sum_id = rows.add(
        MoneyBack, agreement_id=agreement, debt_id=None, on_date=on, pence=PENCE, reference=f"FPI {20000 + agreement}",
        from_pot=True, entry_id=books.next_entry, at=morning(on), person_id=4,
    )  # fmt: skip
    books.post("Unspent money sent back", f"agreement:{agreement}", on, *moves, PENCE)
    line = rows.add(
        SpendLine, agreement_id=agreement, file_id=None, on_date=on - timedelta(days=1), payee="KENT COUNTY COUNCIL",
        pence=PENCE, nth=1, bank_ref="", category="our payment", match="accepted",
        why="Given back to us.", evidence_on=None, misspent_pence=0, explanation="", entry_id=None,
    )  # fmt: skip
    rows.add(
        MoneyBackTie, money_back_id=sum_id, spend_line_id=line, entry_id=None, at=morning(on), person_id=4, parted_at=None,
        parted_by=None, parted_why="", parted_entry_id=None, parted_own=False,
    )  # fmt: skip
    return PENCE


def make_slip(rows: Rows, books: Books, agreement: int, moves: tuple[int, int], today: date) -> int:
    """A receipt recorded with a wrong sum, put back by its own line, and recorded rightly (pence that left the account)."""
    on, back_on = today - timedelta(days=12), today - timedelta(days=11)
    for pence, wrong in ((SLIP, True), (SWIM_KIT, False)):
        entry = books.next_entry
        undone = {"match": "put back", "back_at": morning(back_on), "back_by": 4, "back_why": WHY_WRONG, "again": True}
        line = rows.add(
            SpendLine, agreement_id=agreement, file_id=None, on_date=on, payee="Swim kit", pence=pence, nth=1, bank_ref="",
            category="equipment", why="Recorded by hand.", evidence_on=on, misspent_pence=0, explanation="", entry_id=entry,
            by_hand=True, **undone if wrong else {"match": "accepted"},
        )  # fmt: skip
        books.post(said_of(pence), about_line(line), on, *moves, pence)
        if wrong:
            books.post_legs(PUT_BACK, about_line(line), on, [(moves[1], moves[0], pence)], reverses=entry)
    return SWIM_KIT


def make_items(rows: Rows, asked: int, held: tuple[str, Sequence[Part]], days: tuple[date, date]) -> None:
    """What a return that is still missing asks for; of every other one some has come."""
    for place, item in enumerate(items_asked(held[0], employs=employs(held[1], *days))):
        came = asked % 2 == 0 and place % 3 == 1
        rows.add(
            ReturnItem, return_id=asked, item=item, state="came" if came else "missing",
            on_date=days[1] + timedelta(days=1) if came else None, reason="",
        )  # fmt: skip
