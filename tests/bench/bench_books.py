"""The books at any size: balances, statements, posting, card lines in, the journal and a run's file out, each beside its raw work.

`python -m tests.bench.bench_books --postings 50000` (scale 1), 500000 (scale 10), 5000000 (scale 100); the run's file has a
fifth as many lines, and everybody's statements are drawn out of the same books.
"""

import argparse
import csv
import gc
import io
import resource
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path

import shortbreaks.schema  # noqa: F401 - makes every table known
from shortbreaks.access.permissions import Permission
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database.commands import Work, command
from shortbreaks.database.connections import connect_file
from shortbreaks.example.build import PASSWORD, build
from shortbreaks.finance.journal import write_journal
from shortbreaks.ledger.posting import Line, Posting, post, post_many
from shortbreaks.ledger.queries import all_balances, balance, statement
from shortbreaks.payments.spending.card_files import ColumnMap
from shortbreaks.payments.spending.commands import TakeSpending, take_spending
from shortbreaks.payments.spending.preview import preview_spending
from tests.bench.bench_batch import NOW, batch_lines
from tests.bench.bench_files import long_file_lines
from tests.bench.filled import DAY, by_program, fill
from tests.bench.lines import Line as Row
from tests.bench.lines import median, print_head, spent

CARD_LINES = 100_000
COUNTY = 0.2  # its direct payments' statements are drawn, out of the same books


SIDES = (("to_account", ""), ("from_account", "-"))
OPENS = "select (select coalesce(sum(in_pence - out_pence), 0) from month_total where account_id = ?1 and month < '2025-08')" + "".join(
    f" + (select coalesce(sum({sign}pence), 0) from transfer where {side} = ?1 and on_date >= '2025-08-01' and on_date <= '2025-07-31')"
    for side, sign in SIDES
)
LINES = " union all ".join(
    f"select t.on_date, t.id, {sign}t.pence, e.number, e.what, e.about, e.id, e.reverses, u.on_date from transfer t "
    f"join entry e on e.id = t.entry_id left join entry u on u.id = e.reverses "
    f"where t.{side} = ?1 and t.on_date >= '2025-08-01' and t.on_date <= '2026-07-31'"
    for side, sign in SIDES
) + " order by 1, 2"


@command(needs=Permission.POST_MONEY, recorded_as="One posting")
def post_one(work, move):
    """Post one transfer, as a bench does it."""
    number, source, target = move
    entry = post(work, "Payment", f"bench:{number}", work.today, [Line(source, target, 1000 + number)])
    work.record(("entry", entry))


def reading(office, raw, books):
    one = books.family(books.families // 2)
    total = "select sum(in_pence) - sum(out_pence) from month_total where account_id = ?"
    for words, account in (("one family's balance", one), ("a hot account's balance", books.spent)):
        read = median(lambda _n, a=account: raw.execute(total, (a,)).fetchone(), 60)
        yield Row(words, read, median(lambda _n, a=account: office.ask(balance, a), 60), most_ms=0.2)
    year = " union all ".join(
        f"select t.on_date, t.id, {sign}t.pence, e.number, e.what, e.about, e.id from transfer t join entry e on e.id = t.entry_id "
        f"where t.{side} = ?1 and t.on_date >= '2025-08-01' and t.on_date <= '2026-07-31'"
        for side, sign in SIDES
    )
    rows = len(raw.execute(year, (one,)).fetchall())
    ours = median(lambda _n: office.ask(statement, one, date(2025, 8, 1), date(2026, 7, 31)))
    yield Row(f"12-month statement, {rows} lines (raw: by hand)", median(lambda _n: statement_by_hand(raw, one)), ours, times=2.5)
    read = median(lambda _n: raw.execute(year + " order by 1, 2", (one,)).fetchall())
    yield Row("the same (raw: neither balances nor corrections)", read, ours)
    kept = "select account_id, sum(in_pence - out_pence) from month_total group by account_id"
    read = median(lambda _n: raw.execute(kept).fetchall(), 10)
    yield Row("all balances", read, median(lambda _n: office.ask(all_balances), 10), times=2)
    yield Row("all balances at a past day", read, median(lambda _n: office.ask(all_balances, date(2024, 2, 14)), 10), times=6)


def statement_by_hand(raw, account):
    """A statement's own rows in two questions: the balance it opens with, each line with its balance and the day it corrects."""
    raw.execute("begin")
    ((balance,),) = raw.execute(OPENS, (account,)).fetchall()
    found = []
    for on, _, pence, number, what, about, entry, reverses, corrects in raw.execute(LINES, (account,)):
        balance += pence
        found.append((date.fromisoformat(on), number, what, about, pence, balance, entry, reverses, corrects))
    raw.execute("rollback")
    return found


def posting(office, raw, books):
    raw.execute("create table if not exists bench_row (id integer primary key, words text)")

    def durable(_number):
        raw.execute("begin immediate")
        raw.execute("insert into bench_row (words) values ('one')")
        raw.execute("commit")

    def by_hand(number):
        raw.execute("begin immediate")
        enter(raw, books, [number])
        raw.execute("commit")

    one = median(lambda n: office.perform(post_one, (n, books.bank, books.family(n))), 60)
    yield Row("one posting, audited (raw: one row kept)", median(durable, 60), one)
    yield Row("one posting, audited (raw: one posting kept)", median(by_hand, 60), one, times=4)
    yield run_row(office, raw, books)


def enter(raw, books, numbers):
    """Postings by hand, with the same triggers as ours: an entry and a transfer each."""
    key = raw.execute("select max(id) from entry").fetchone()[0]
    last = raw.execute("select max(number) from entry").fetchone()[0]
    entry = "insert into entry (id, number, on_date, posted_on, person_id, what, about, seal) values (?, ?, ?, ?, 1, 'Payment', ?, ?)"
    raw.executemany(entry, [(key + n, last + n, f"{DAY}", f"{DAY}", f"bench:{one}", "0" * 64) for n, one in enumerate(numbers, 1)])
    transfer = "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (?, ?, ?, ?, ?)"
    raw.executemany(transfer, [(key + n, books.bank, books.family(one), f"{DAY}", 1000 + one) for n, one in enumerate(numbers, 1)])


def run_row(office, raw, books):
    """A run of 700 by post_many against the same rows by executemany with the same triggers; both rolled back."""
    from sqlalchemy.orm import Session

    postings = [Posting("Payment", f"bench:{n}", DAY, (Line(books.bank, books.family(n), 1000 + n),)) for n in range(700)]

    def by_hand(_number):
        raw.execute("begin immediate")
        enter(raw, books, range(700))
        raw.execute("rollback")

    def ours(_number):
        with Session(office.database.writing) as db:
            post_many(Work(db, office.person, NOW, DAY), postings)
            db.rollback()

    return Row("a run of 700", median(by_hand, 8), median(ours, 8), times=2)


def card_file():
    lines = ["Date,Description,Money out,Money in"]
    lines += [f"{DAY - timedelta(days=n % 90):%d/%m/%Y},Shop {n % 400},{n % 90 + 1}.{n % 100:02d}," for n in range(CARD_LINES)]
    return ("\n".join(lines) + "\n").encode()


def card_lines(office, raw, books):
    """A file of 100,000 lines taken in and posted, against the file parsed and kept by hand, and against the same rows by hand."""
    agreement = raw.execute("select max(id) from agreement where state <> 'draft'").fetchone()[0]
    data, columns = card_file(), ColumnMap("Date", "Description", out="Money out", into="Money in")
    raw.execute("create table bench_line (id integer primary key, on_date text, payee text, pence integer, nth integer)")
    found = []
    plain = spent(keep_lines, raw, data, found)
    whole = plain + spent(keep_all, raw, books, found, agreement)
    seen = office.ask(preview_spending, data, "bench.csv", columns, agreement)
    request, added = TakeSpending(data, "bench.csv", columns, agreement, seen.sha256), []
    ours = spent(lambda: added.append(office.perform(take_spending, request).answer))
    assert added == [CARD_LINES]
    yield Row("100,000 card lines in (raw: parsed, exact, kept)", plain, ours, times=2)
    yield Row("100,000 card lines in (raw: the same rows too)", whole, ours)


def keep_lines(raw, data, found):
    raw.execute("begin immediate")
    found += [
        (f"{on[6:]}-{on[3:5]}-{on[:2]}", payee, int(Decimal(out) * 100), 1)
        for on, payee, out, _ in list(csv.reader(io.StringIO(data.decode())))[1:]
    ]
    raw.executemany("insert into bench_line (on_date, payee, pence, nth) values (?, ?, ?, ?)", found)
    raw.execute("commit")


def keep_all(raw, books, found, agreement):
    """Line, entry and transfer of each, numbered but neither matched nor sealed; rolled back."""
    raw.execute("begin immediate")
    key = raw.execute("select max(id) from entry").fetchone()[0]
    last = raw.execute("select max(number) from entry").fetchone()[0]
    entry = "insert into entry (id, number, on_date, posted_on, person_id, what, about, seal) values (?, ?, ?, ?, 1, ?, ?, ?)"
    line = (
        "insert into spend_line (id, agreement_id, on_date, payee, pence, nth, bank_ref, category, match, why, misspent_pence, "
        "explanation, entry_id, back_why, again, by_hand, version) values (?, ?, ?, ?, ?, ?, '', '', 'odd', 'Nobody was paid.', 0, '', ?, '', 0, 0, 1)"
    )
    rows = list(enumerate(found, 1))
    raw.executemany(entry, [(key + n, last + n, on, f"{DAY}", who, f"spend_line:{n}", "0" * 64) for n, (on, who, _, _) in rows])
    transfer = "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (?, ?, ?, ?, ?)"
    raw.executemany(transfer, [(key + n, books.first, books.spent, on, pence) for n, (on, _, pence, _) in rows])
    kept = raw.execute("select max(id) from spend_line").fetchone()[0]
    raw.executemany(line, [(kept + n, agreement, on, who, pence, n, key + n) for n, (on, who, pence, _) in rows])
    raw.execute("rollback")


def journal(office, raw, folder):
    """Every posting as text, against the same rows read and written by hand, and as CSV by the database's own program."""
    lines = (
        "select e.number, e.on_date, e.what, e.about, t.from_account, t.to_account, t.pence from entry e "
        "join transfer t on t.entry_id = e.id order by e.number, t.id"
    )

    def by_hand():
        with (folder / "raw.journal").open("w", encoding="utf-8") as out:
            for number, on, what, about, source, target, pence in raw.execute(lines):
                out.write(f"\n{on} * ({number}) {what}  ; {about}\n    {target}  £{pence // 100}.{pence % 100:02d}\n    {source}\n")

    heard, before = [], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()

    def ours():
        with (folder / "ours.journal").open("w", encoding="utf-8") as out:
            def write(text):
                heard.append(time.process_time() - begun)
                out.write(text)

            office.ask(write_journal, write)

    spent_ours = spent(ours)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    yield Row(f"journal of {moved(raw):,} transfers", spent(by_hand), spent_ours, times=2.5)
    yield Row(f"its first postings ({grown:.0f} MB more memory at its end)", 0, heard[1] * 1000, most_ms=50)
    if shutil.which("sqlite3"):
        yield Row("journal (raw: CSV by the sqlite3 program)", by_program(raw, folder, lines, ("entry", "transfer"), {"transfer": "entry_id, id"}), spent_ours, times=2.5)


def moved(raw):
    return raw.execute("select count(*) from transfer").fetchone()[0]


def book_rows(office, raw, books, folder):
    """What goes out of the books and into them, at whatever size they are."""
    yield from journal(office, raw, folder)
    yield from posting(office, raw, books)
    yield from card_lines(office, raw, books)
    yield from long_file_lines(office, raw, folder, moved(raw) // 5)


def main():
    words = argparse.ArgumentParser(prog="python -m tests.bench.bench_books", description=__doc__)
    words.add_argument("--postings", type=int, default=50_000)
    postings = words.parse_args().postings
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "office").mkdir()
        path = folder / "office" / "bench.sbo"
        build(path, COUNTY, DAY)
        signed_in = sign_in_to_file(path, "helen.marsh", PASSWORD)
        raw = connect_file(path, signed_in.opened.database.key)
        begun = time.perf_counter()
        books = fill(raw, max(postings - moved(raw), postings // 4))
        took = time.perf_counter() - begun
        raw.execute("pragma wal_checkpoint(truncate)")
        print(f"{moved(raw):,} postings, {path.stat().st_size / 1e6:.0f} MB encrypted, filled through their triggers in {took:.1f} s\n")
        raw.close()
        signed_in.opened.close()
        print_head()
        for row in batch_lines(path):  # in processes of their own, out of a copy
            print(row.said(), flush=True)
        signed_in = sign_in_to_file(path, "helen.marsh", PASSWORD)
        raw = connect_file(path, signed_in.opened.database.key)
        office = replace(signed_in.office, now=lambda: NOW)
        gc.collect()
        gc.freeze()  # as the application does when it has started
        for row in chain(reading(office, raw, books), book_rows(office, raw, books, folder)):
            print(row.said(), flush=True)
        raw.close()
        signed_in.opened.close()


if __name__ == "__main__":
    main()
