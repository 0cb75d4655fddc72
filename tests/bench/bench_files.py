"""A run's file for finance: its payments read, laid out, sealed and kept, beside the same rows read and written by hand."""

import csv
import io

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.database.commands import Work
from shortbreaks.finance.batches import keep_batch
from shortbreaks.finance.payment_files import lines_of_run
from shortbreaks.payments.tables import PaymentRun
from tests.bench.lines import Line, median

ROWS = (
    "select l.id, r.number, r.pay_on, l.vendor_number, l.payee_name, h.ref, a.ref, l.first_day, l.last_day, l.gross_pence, "
    "l.deducted_pence, l.net_pence, l.kind, (select district from address d where d.household_id = h.id and d.purpose = 'home' "
    "order by d.id desc limit 1) from run_line l join payment_run r on r.id = l.run_id join agreement a on a.id = l.agreement_id "
    "join child c on c.id = a.child_id join household h on h.id = c.household_id where l.run_id = ? "
    "and l.state in ('acknowledged', 'rejected') and l.net_pence > 0 order by l.id"
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
            keep_batch(work, "payments", SEQUENCE, f"payment_run:{run}", lines_of_run(db, kept, "acknowledged", "rejected"))
            db.rollback()

    return Line(f"a run's file for finance, {rows:,} lines (raw: CSV by hand)", median(by_hand, 10), median(ours, 10), times=2.5)
