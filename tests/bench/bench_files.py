"""A run's file for finance: its payments read, laid out, sealed and kept, beside the same rows read and written by hand."""

import csv
import io
import resource
import shutil
import time
import tracemalloc

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT
from shortbreaks.finance.payment_files import keep_run, pieces_of_run
from shortbreaks.payments.tables import PaymentRun
from tests.bench.filled import by_program, long_run
from tests.bench.lines import Line, median, spent

ROWS = (
    "select l.id, r.number, r.pay_on, l.vendor_number, l.payee_name, h.ref, a.ref, l.first_day, l.last_day, l.gross_pence, "
    "l.deducted_pence, l.net_pence, l.kind, (select district from address d where d.household_id = h.id and d.purpose = 'home' "
    "order by d.id desc limit 1) from run_line l join payment_run r on r.id = l.run_id join agreement a on a.id = l.agreement_id "
    "join child c on c.id = a.child_id join household h on h.id = c.household_id where l.run_id = ? "
    "and l.state in ('posted', 'acknowledged', 'rejected') and l.net_pence > 0 order by l.id"
)
SEQUENCE = 99_999


def file_line(office, raw, now):
    """The file of the newest run that has none, kept and given up again; its bytes and its control totals are made as for finance."""
    sent = "select about from export_batch where kind = 'payments'"  # a payment goes to finance once
    run = raw.execute(f"select id from payment_run where 'payment_run:' || id not in ({sent}) order by number desc limit 1").fetchone()[0]
    rows = len(raw.execute(ROWS, (run,)).fetchall())

    def by_hand(_number):
        out = io.StringIO(newline="")
        csv.writer(out).writerows(raw.execute(ROWS, (run,)))
        return out.getvalue().encode()

    def ours(_number):
        with Session(office.database.writing) as db:
            work = Work(db, office.person, now, now.date())
            kept = db.scalars(select(PaymentRun).where(PaymentRun.id == run)).one()
            keep_run(work, kept, SEQUENCE, "posted", "acknowledged", "rejected", most=MOST_ROWS_OUT)
            db.rollback()

    return Line(f"a run's file for finance, {rows:,} lines (raw: CSV by hand)", median(by_hand, 10), median(ours, 10), times=2.5)


def held_at_most(office, run):
    """Megabytes of a run's files that are in memory at once, beside what the file's engine keeps (64 MB at most): each object counted."""
    with Session(office.database.writing) as db:
        work, kept = Work(db, office.person, office.now(), office.now().date()), db.get_one(PaymentRun, run)
        tracemalloc.start()
        keep_run(work, kept, SEQUENCE, "posted", most=MOST_ROWS_OUT)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        db.rollback()
    return most / 1e6


def long_file_lines(office, raw, folder, lines):
    """The files of one long run, as many as it takes: read, laid out, sealed and kept, against CSV by hand and by the program."""
    run = long_run(raw, lines)
    out = folder / "raw.csv"

    def by_hand():
        with out.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows(raw.execute(ROWS, (run,)))

    plain = spent(by_hand)
    out.unlink()
    with Session(office.database.writing) as db:
        work, kept = Work(db, office.person, office.now(), office.now().date()), db.get_one(PaymentRun, run)
        begun = time.process_time()
        next(pieces_of_run(db, kept, "posted", most=MOST_ROWS_OUT))
        first = (time.process_time() - begun) * 1000
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = spent(lambda: keep_run(work, kept, SEQUENCE, "posted", most=MOST_ROWS_OUT))
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        db.rollback()
    yield Line(f"a run's files for finance, {lines:,} lines (raw: CSV)", plain, ours, times=2.5)
    yield Line(f"its first line read ({grown:.0f} MB more memory at its end, what the file's engine keeps among it)", 0, first, most_ms=50)
    yield Line(f"what stands in memory of it at most: {held_at_most(office, run):.0f} MB (20 wanted)", 0, 0)
    if shutil.which("sqlite3"):
        tables = ("run_line", "payment_run", "agreement", "child", "household", "address")
        indexes = {"run_line": "run_id, state", "address": "household_id, purpose"}
        by_other = by_program(raw, folder, ROWS.replace("?", str(run)), tables, indexes)
        yield Line("the same (raw: CSV by the sqlite3 program)", by_other, ours, times=2.5)
