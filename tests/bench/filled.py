"""Books of any size for benches: accounts and postings over ten years beside a small county's own, and a run of any length."""

import resource
import subprocess
from datetime import date, timedelta
from typing import NamedTuple

from shortbreaks.ledger.seals import account_seal

DAY = date(2026, 7, 22)
FAMILIES, YEARS, A_FAMILY = 7_000, 10, 700  # postings of one family in those years


class Books(NamedTuple):
    """The accounts a bench uses: every payment leaves the bank, every purchase ends in what is spent, both are hot."""

    bank: int
    spent: int
    first: int  # of the families'
    families: int

    def family(self, number):
        """One of the families' accounts."""
        return self.first + number % self.families


def fill(raw, more):
    """Add so many postings through the same triggers as any other: totals are kept as they go in."""
    raw.execute("begin immediate")
    key, number = raw.execute("select max(id), max(number) from entry").fetchone()
    moved = raw.execute("select max(id) from transfer").fetchone()[0]
    bank = raw.execute("select max(id) from account").fetchone()[0] + 1
    families = max(1, min(FAMILIES, more // A_FAMILY))
    rows = [(bank, "council", "bench bank", "Bank"), (bank + 1, "bench spent", "council", "Spent")]
    rows += [(bank + 2 + n, "direct payment", f"bench:{n}", f"Family {n}") for n in range(families)]
    sealed = [(*row, account_seal(*row[1:])) for row in rows]
    raw.executemany("insert into account (id, kind, holder, name, seal) values (?, ?, ?, ?, ?)", sealed)
    span = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {more})"
    day = f"date('{DAY - timedelta(days=365 * YEARS)}', '+' || (i * {365 * YEARS} / {more}) || ' days')"
    raw.execute(
        f"insert into entry (id, number, on_date, posted_on, person_id, what, about, seal) {span} "
        f"select {key} + i, {number} + i, {day}, {day}, 1, 'Payment', 'bench:' || i, '' from n"
    )
    into = f"{bank + 2} + i % {families}"
    raw.execute(
        f"insert into transfer (id, entry_id, from_account, to_account, on_date, pence) {span} select {moved} + i, {key} + i, "
        f"case when i % 3 = 0 then {bank} else {into} end, case when i % 3 = 0 then {into} else {bank + 1} end, {day}, 1000 + i % 977 from n"
    )
    raw.execute("commit")
    return Books(bank, bank + 1, bank + 2, families)


def long_run(raw, lines):
    """A posted run of so many payments, each agreement paid again and again; gives its id."""
    raw.execute("begin immediate")
    run, number = raw.execute("select max(id) + 1, max(number) + 1 from payment_run").fetchone()
    said = "cycle_days, first_day, last_day, pay_on, file_by, drafted_by, drafted_at, approved_by, approved_at, posted_at, total_pence, dropped_why, version"
    raw.execute(
        f"insert into payment_run (id, number, state, {said}) select {run}, {number}, 'posted', {said} from payment_run where id = {run - 1}"
    )
    paid = [row[0] for row in raw.execute("select id from agreement where state <> 'draft' order by id")]
    key, entry = (raw.execute(f"select max({one}) from run_line").fetchone()[0] for one in ("id", "entry_id"))
    first = date(2030, 1, 1)
    days = [f"{first + timedelta(days=n)}" for n in range(lines // len(paid) + 1)]
    raw.executemany(
        "insert into run_line (id, run_id, agreement_id, kind, first_day, last_day, cycle_days, gross_pence, deducted_pence, net_pence, "
        "payee_name, vendor_number, workings, flags, state, reason, supplement_by, entry_id) "
        "values (?, ?, ?, 'supplement', ?, ?, 28, ?, 0, ?, ?, ?, '[]', '', 'posted', '', 2, ?)",
        (
            (key + n, run, paid[n % len(paid)], days[n // len(paid)], days[n // len(paid)], 10_000 + n % 977, 10_000 + n % 977,
             f"Payee {n % 7_000}", f"{10_000 + n % 7_000}", entry + 1_000_000_000 + n)
            for n in range(1, lines)
        ),
    )  # fmt: skip
    raw.execute("commit")
    return run


def by_program(raw, folder, lines, tables, indexes):
    """What a question finds as CSV by the sqlite3 program, out of a copy without encryption: milliseconds of its own time."""
    plain = folder / "plain.db"
    raw.execute("attach database ? as plain key ''", (str(plain),))
    for table in tables:
        raw.execute(f"create table plain.{table} as select * from main.{table}")
        raw.execute(f"create unique index plain.{table}_id on {table} (id)")
    for number, (table, columns) in enumerate(indexes.items()):
        raw.execute(f"create index plain.by_{number} on {table} ({columns})")
    raw.execute("detach database plain")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with (folder / "plain.csv").open("wb") as out:
        subprocess.run(["sqlite3", "-csv", str(plain), lines], stdout=out, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    plain.unlink()
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000
