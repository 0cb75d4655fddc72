"""Payments prove themselves: runs against their lines, lines and spending against the books, the bank against both."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from shortbreaks.database.proofs import proof
from shortbreaks.money import pounds
from shortbreaks.payments.cycles import DAY
from shortbreaks.payments.facts import awards_of, paid_cycles, steps_of
from shortbreaks.payments.own_cycles import rhythms_of
from shortbreaks.payments.rules import gross_pence, workings
from shortbreaks.payments.spending.bank_said import bank_apart
from shortbreaks.payments.tables import Agreement

Found = Iterable[tuple[str, str]]
PIECE = 500  # agreements proved at a time


@proof("payment runs")
def runs_are_their_lines(connection: Connection) -> Found:
    """A run's total is what its lines pay, from the draft to the answer."""
    statement = text(
        """select r.number, r.total_pence, coalesce(sum(l.net_pence), 0) from payment_run r
        left join run_line l on l.run_id = r.id and l.state in ('in', 'posted', 'acknowledged', 'rejected', 'returned', 'held back')
        where r.state <> 'dropped' group by r.id, r.number, r.total_pence
        having r.total_pence <> coalesce(sum(l.net_pence), 0)"""
    )
    for number, total, lines in connection.execute(statement):
        yield f"payment run {number}", f"it says {pounds(total)} and its payments come to {pounds(int(lines))}"


@proof("payments in the books")
def payments_stand_in_the_books(connection: Connection) -> Found:
    """Each payment posted, and each line of spending, has its own entry of its own sum."""
    lines = text(
        """select l.id, l.gross_pence + l.deducted_pence, coalesce(sum(t.pence), 0) from run_line l
        left join transfer t on t.entry_id = l.entry_id
        where l.state in ('posted', 'acknowledged', 'rejected', 'returned', 'held back') group by l.id, l.gross_pence, l.deducted_pence
        having l.gross_pence + l.deducted_pence <> coalesce(sum(t.pence), 0)"""
    )
    for line, said, posted in connection.execute(lines):
        yield f"payment {line}", f"it moves {pounds(said)} and the books {pounds(int(posted))}"
    spent = text(
        """select s.id, s.pence, coalesce(sum(t.pence), 0) from spend_line s
        left join transfer t on t.entry_id = s.entry_id where s.category <> 'our payment' or s.entry_id is not null
        group by s.id, s.pence having abs(s.pence) <> coalesce(sum(t.pence), 0)"""
    )
    for line, said, posted in connection.execute(spent):
        yield f"line of spending {line}", f"it is {pounds(abs(said))} and the books say {pounds(int(posted))}"
    homeless = text(
        """select number from entry e where about like 'spend_line:%' and reverses is null
        and not exists (select 1 from spend_line s where s.entry_id = e.id)
        and not exists (select 1 from entry r where r.reverses = e.id)"""
    )
    for (number,) in connection.execute(homeless):
        yield f"ledger entry {number}", "it is of a line of spending that is not there"


@proof("payments taken out of the books")
def what_came_back_is_taken_out(connection: Connection) -> Found:
    """A payment that finance rejected or the bank sent back is reversed, that of the bank on its day; any other stands."""
    statement = text(
        """select l.id, l.state, r.id, r.on_date from run_line l left join entry r on r.reverses = l.entry_id
        where l.entry_id is not null and ((l.state in ('rejected', 'returned', 'held back')) <> (r.id is not null)
          or (l.state = 'returned' and r.on_date <> l.returned_on)) order by l.id"""
    )
    for line, state, reversal, on in connection.execute(statement):
        said = "nothing in the books takes it out" if reversal is None else f"the books take it out on {on}"
        yield f"payment {line}", f"it is {state}, and {said}"


@proof("files of spending")
def files_are_their_lines(connection: Connection) -> Found:
    """A file of spending has as many lines as it added."""
    counts = text(
        """select f.id, f.added, count(s.id) from spend_file f left join spend_line s on s.file_id = f.id
        group by f.id, f.added having f.added <> count(s.id)"""
    )
    for file, added, lines in connection.execute(counts):
        yield f"file of spending {file}", f"it added {added} lines and {lines} are there"


@proof("spending put back")
def what_was_put_back_counts_no_more(connection: Connection) -> Found:
    """A line that was put back is taken out of the books by an entry, no other is, and a file put back has no line that stands."""
    found = (
        ("line of spending", "it was put back, and no entry takes it out of the books",
         """select s.id from spend_line s where s.back_at is not null and s.category <> 'our payment'
         and not exists (select 1 from entry r where r.reverses = s.entry_id) order by s.id"""),
        ("line of spending", "the books took it back, and nobody put it back",
         """select s.id from spend_line s join entry r on r.reverses = s.entry_id
         where s.back_at is null and s.category <> 'our payment' order by s.id"""),
        ("file of spending", "it was put back, and lines of it stand",
         """select distinct f.id from spend_file f join spend_line s on s.file_id = f.id
         where f.back_at is not null and s.back_at is null order by f.id"""),
    )  # fmt: skip
    for row, words, statement in found:
        for (number,) in connection.execute(text(statement)):
            yield f"{row} {number}", words


@proof("bank balances")
def the_bank_agrees(connection: Connection) -> Found:
    """What statements said an account held on a day is what the books hold for it at the end of that day."""
    for one in bank_apart(Session(bind=connection)):
        yield one.ref, f"the bank said {pounds(one.said)} on {one.on:%d.%m.%Y}, the books hold {pounds(one.held)}"


@proof("days paid")
def no_day_is_lost_from_sight(connection: Connection) -> Found:
    """Before the day from which drafts look, every day of every agreement is paid, or nothing was payable on it."""
    db = Session(bind=connection)
    rhythms = rhythms_of(db)
    agreements = db.execute(
        select(Agreement.id, Agreement.ref, Agreement.starts_on, Agreement.unpaid_from, Agreement.cycle_days)
        .where(Agreement.state != "draft", Agreement.unpaid_from > Agreement.starts_on)
        .order_by(Agreement.id)
    ).all()
    for start in range(0, len(agreements), PIECE):
        some = agreements[start : start + PIECE]
        ids = [row.id for row in some]
        awards, steps, paid = awards_of(db, ids), steps_of(db, ids), paid_cycles(db, ids, date.min)
        for row in some:
            spans = [(one.first, one.last) for one in paid.get(row.id, ())]
            for cycle in rhythms.of(row.id, row.cycle_days).unpaid(row.starts_on, row.unpaid_from - DAY, spans):
                seen = replace(cycle, last=min(cycle.last, row.unpaid_from - DAY))
                pence = gross_pence(workings(awards.get(row.id, ()), steps.get(row.id, ()), seen))
                if pence:
                    days = f"{seen.first:%d.%m.%Y} to {seen.last:%d.%m.%Y}"
                    yield row.ref, f"{days} comes to {pounds(pence)}, is not paid, and drafts look from {row.unpaid_from:%d.%m.%Y}"
