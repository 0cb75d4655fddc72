"""The books alone at any size: balances, statements, posting, card lines in and the journal out, each beside its raw work.

`python -m tests.bench.bench_books --postings 50000` (scale 1), 500000 (scale 10), 5000000 (scale 100).
"""

import argparse
import csv
import io
import resource
import shutil
import subprocess
import tempfile
import time
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import shortbreaks.schema  # noqa: F401 - makes every table known
from shortbreaks.access.permissions import MAY, Permission, Role
from shortbreaks.database.commands import Person, Work, command
from shortbreaks.database.connections import connect_file
from shortbreaks.database.keys import EXAMPLE_COST, new_recovery_key
from shortbreaks.database.office import Office
from shortbreaks.database.opening import Founder, create_file_office
from shortbreaks.finance.journal import write_journal
from shortbreaks.ledger.posting import Line, Posting, post, post_many
from shortbreaks.ledger.queries import all_balances, balance, statement
from shortbreaks.ledger.seals import account_seal
from shortbreaks.payments.card_files import ColumnMap
from shortbreaks.payments.spend_preview import preview_spending
from shortbreaks.payments.spending import TakeSpending, take_spending
from tests.bench.lines import Line as Row
from tests.bench.lines import median, print_head, spent
from tests.conftest import County
from tests.payments.builders import an_agreement

NOW = datetime.fromisoformat("2026-07-22T10:40:00+00:00")
DAY = date(2026, 7, 22)
FAMILIES, YEARS = 7_000, 10
BANK, BUDGET = 1, 2  # every payment leaves the one, every purchase ends in the other: both are hot
CARD_LINES = 100_000


@command(needs=Permission.POST_MONEY, recorded_as="One posting")
def post_one(work, number):
    """Post one transfer, as a bench does it."""
    entry = post(work, "Payment", f"bench:{number}", work.today, [Line(BANK, 3 + number % 50, 1000 + number)])
    work.record(("entry", entry))


def fill(raw, postings):
    """Accounts and postings over ten years, through the same triggers as any other: totals are kept as they go in."""
    families = min(FAMILIES, max(70, postings // 700))
    raw.execute("begin immediate")
    rows = [(1, "council", "bank", "Bank"), (2, "spent by families", "council", "Spent")]
    rows += [(3 + n, "direct payment", f"bench:{n}", f"Family {n}") for n in range(families)]
    sealed = [(*row, account_seal(*row[1:])) for row in rows]
    raw.executemany("insert into account (id, kind, holder, name, seal) values (?, ?, ?, ?, ?)", sealed)
    first = DAY - timedelta(days=365 * YEARS)
    span = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {postings})"
    day = f"date('{first}', '+' || (i * {365 * YEARS} / {postings}) || ' days')"
    raw.execute(
        f"insert into entry (id, number, on_date, posted_on, person_id, what, about, seal) {span} "
        f"select i, i, {day}, {day}, 1, 'Payment', 'bench:' || i, '' from n"
    )
    into = f"3 + i % {families}"
    raw.execute(
        f"insert into transfer (id, entry_id, from_account, to_account, on_date, pence) {span} "
        f"select i, i, case when i % 3 = 0 then {BANK} else {into} end, case when i % 3 = 0 then {into} else {BUDGET} end, {day}, 1000 + i % 977 from n"
    )
    raw.execute("commit")
    return 3 + families // 2


def reading(office, raw, one):
    total = "select sum(in_pence) - sum(out_pence) from month_total where account_id = ?"
    for words, account in (("one family's balance", one), ("a hot account's balance", BUDGET)):
        read = median(lambda _n, a=account: raw.execute(total, (a,)).fetchone(), 60)
        yield Row(words, read, median(lambda _n, a=account: office.ask(balance, a), 60), most_ms=0.2)
    year = " union all ".join(
        f"select t.on_date, t.id, {sign}t.pence, e.number, e.what, e.about, e.id from transfer t join entry e on e.id = t.entry_id "
        f"where t.{side} = ?1 and t.on_date >= '2025-08-01' and t.on_date <= '2026-07-31'"
        for side, sign in (("to_account", ""), ("from_account", "-"))
    )
    rows = len(raw.execute(year, (one,)).fetchall())
    read = median(lambda _n: raw.execute(year + " order by 1, 2", (one,)).fetchall())
    ours = median(lambda _n: office.ask(statement, one, date(2025, 8, 1), date(2026, 7, 31)))
    yield Row(f"12-month statement, {rows} lines", read, ours, times=2.5)
    kept = "select account_id, sum(in_pence - out_pence) from month_total group by account_id"
    read = median(lambda _n: raw.execute(kept).fetchall(), 10)
    yield Row("all balances", read, median(lambda _n: office.ask(all_balances), 10), times=2)
    yield Row("all balances at a past day", read, median(lambda _n: office.ask(all_balances, date(2024, 2, 14)), 10), times=6)


def posting(office, raw):
    raw.execute("create table if not exists bench_row (id integer primary key, words text)")

    def durable(_number):
        raw.execute("begin immediate")
        raw.execute("insert into bench_row (words) values ('one')")
        raw.execute("commit")

    def by_hand(number):
        raw.execute("begin immediate")
        enter(raw, [number])
        raw.execute("commit")

    one = median(lambda n: office.perform(post_one, n), 60)
    yield Row("one posting, audited (raw: one row kept)", median(durable, 60), one)
    yield Row("one posting, audited (raw: one posting kept)", median(by_hand, 60), one, times=4)
    yield run_row(office, raw)


def enter(raw, numbers):
    """Postings by hand, with the same triggers as ours: an entry and a transfer each."""
    key = raw.execute("select max(id) from entry").fetchone()[0]
    last = raw.execute("select max(number) from entry").fetchone()[0]
    entry = "insert into entry (id, number, on_date, posted_on, person_id, what, about, seal) values (?, ?, ?, ?, 1, 'Payment', ?, ?)"
    raw.executemany(entry, [(key + n, last + n, f"{DAY}", f"{DAY}", f"bench:{one}", "0" * 64) for n, one in enumerate(numbers, 1)])
    transfer = "insert into transfer (entry_id, from_account, to_account, on_date, pence) values (?, ?, ?, ?, ?)"
    raw.executemany(transfer, [(key + n, BANK, 3 + one % 50, f"{DAY}", 1000 + one) for n, one in enumerate(numbers, 1)])


def run_row(office, raw):
    """A run of 700 by post_many against the same rows by executemany with the same triggers; both rolled back."""
    from sqlalchemy.orm import Session

    postings = [Posting("Payment", f"bench:{n}", DAY, (Line(BANK, 3 + n % 50, 1000 + n),)) for n in range(700)]

    def by_hand(_number):
        raw.execute("begin immediate")
        enter(raw, range(700))
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


def card_lines(county, raw):
    """A file of 100,000 lines taken in and posted, against the file parsed and kept by hand, and against the same rows by hand."""
    agreement = an_agreement(county)
    data, columns = card_file(), ColumnMap("Date", "Description", out="Money out", into="Money in")
    office = county.at(Role.FINANCE)
    raw.execute("create table bench_line (id integer primary key, on_date text, payee text, pence integer, nth integer)")
    found = []
    plain = spent(keep_lines, raw, data, found)
    whole = plain + spent(keep_all, raw, found, agreement)
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


def keep_all(raw, found, agreement):
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
    raw.executemany(transfer, [(key + n, 3, BUDGET, on, pence) for n, (on, _, pence, _) in rows])
    raw.executemany(line, [(n, agreement, on, who, pence, n, key + n) for n, (on, who, pence, _) in rows])
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
    count = raw.execute("select count(*) from transfer").fetchone()[0]
    yield Row(f"journal of {count:,} transfers", spent(by_hand), spent_ours, times=2.5)
    yield Row(f"its first postings ({grown:.0f} MB more memory at its end)", 0, heard[1] * 1000, most_ms=50)
    if shutil.which("sqlite3"):
        yield Row("journal (raw: CSV by the sqlite3 program)", by_program(raw, folder, lines), spent_ours, times=2.5)


def by_program(raw, folder, lines):
    """The same lines as CSV by the sqlite3 program, out of a copy without encryption: milliseconds of its own time."""
    plain = folder / "plain.db"
    raw.execute("attach database ? as plain key ''", (str(plain),))
    for table in ("entry", "transfer"):
        raw.execute(f"create table plain.{table} as select * from main.{table}")
    raw.execute("create index plain.by_entry on transfer (entry_id, id)")
    raw.execute("create unique index plain.by_id on entry (id)")
    raw.execute("detach database plain")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with (folder / "plain.csv").open("wb") as out:
        subprocess.run(["sqlite3", "-csv", str(plain), lines], stdout=out, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    plain.unlink()
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main():
    words = argparse.ArgumentParser(prog="python -m tests.bench.bench_books", description=__doc__)
    words.add_argument("--postings", type=int, default=50_000)
    postings = words.parse_args().postings
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "bench.sbo"
        founder = Founder("finance@example", uuid.uuid4().hex, new_recovery_key())
        opened = create_file_office(path, "Bench", founder, NOW, purpose="example", cost=EXAMPLE_COST)
        raw = connect_file(path, opened.database.key)
        begun = time.perf_counter()
        one = fill(raw, postings)
        spent = time.perf_counter() - begun
        print(f"{postings:,} postings, {path.stat().st_size / 1e6:.0f} MB encrypted, filled through their triggers in {spent:.1f} s\n")
        county = County(opened.database, kind="file")
        person = Person(1, "finance@example", "Finance", "manager", frozenset(MAY[Role.MANAGER]))
        office = Office(opened.database, person, lambda: NOW, "bench")
        print_head()
        for rows in (reading(office, raw, one), journal(office, raw, folder), posting(office, raw), card_lines(county, raw)):
            for row in rows:
                print(row.said(), flush=True)
        raw.close()
        opened.close()


if __name__ == "__main__":
    main()
