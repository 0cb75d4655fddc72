"""Whoever pays runs and sends files without end and is killed: `python -m tests.safety.exporter` (used by test_export_kill.py).

Mode "post" drafts, approves and posts runs; "export" prepares, writes and marks their files; "spend" takes long files of
spending in; "naive" is the control: it writes a file and then marks, unguarded.
"""

import os
import random
import time
import uuid
from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

import shortbreaks.schema
from shortbreaks.access.permissions import MAY, Role
from shortbreaks.database.commands import Person
from shortbreaks.database.office import Office
from shortbreaks.finance.batches import MarkWritten, batch_file, mark_written, write_batch
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.finance.tables import ExportBatch
from shortbreaks.payments.runs.commands import ApproveRun, DraftRun, approve_run, draft_run
from shortbreaks.payments.runs.posting import PostRun, post_run
from shortbreaks.payments.spending.card_files import ColumnMap
from shortbreaks.payments.spending.commands import TakeSpending, take_spending
from shortbreaks.payments.spending.preview import preview_spending
from shortbreaks.payments.tables import Agreement, PaymentRun
from tests.conftest import Clock
from tests.payments.builders import FIRST, a_file
from tests.safety.killing import lead

SPENT_LINES = 1_500


class Payer:
    """Somebody of finance and an approver at one office, who go on from wherever the one before was killed."""

    def __init__(self, database, folder) -> None:
        self.database, self.folder = database, folder
        self.chance = random.Random(time.monotonic_ns())
        self.log = os.open(self.folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def at(self, role, number):
        person = Person(number, role.value, role.value, role.value, frozenset(MAY[role]))
        return Office(self.database, person, Clock(), "test")

    def do(self, command, request, role=Role.FINANCE):
        request_id = uuid.UUID(int=self.chance.getrandbits(128)).hex
        done = self.at(role, 3 if role is Role.FINANCE else 2).perform(command, request, request_id=request_id)
        os.write(self.log, f"{request_id} {done.number}\n".encode())
        return done.answer

    def newest(self, record, *states):
        with Session(self.database.reading) as db:
            return db.scalars(select(record).where(record.state.in_(states)).order_by(record.id)).first()

    def post(self):
        """One step on the way of the newest run, or a new one."""
        run = self.newest(PaymentRun, "drafted", "approved")
        if run is None:
            with Session(self.database.reading) as db:
                last = db.scalar(select(PaymentRun.last_day).order_by(PaymentRun.id.desc()).limit(1))
            self.do(draft_run, DraftRun(28, FIRST if last is None else last + timedelta(days=1)))
        elif run.state == "drafted":
            self.do(approve_run, ApproveRun(run.id, run.version, run.total_pence), Role.APPROVER)
        else:
            self.do(post_run, PostRun(run.id, run.version))

    def export(self):
        """One step on the way of a file: what is prepared is written, written is marked, posted is prepared."""
        batch, run = self.newest(ExportBatch, "prepared"), self.newest(PaymentRun, "posted")
        if batch is not None:
            file = self.at(Role.FINANCE, 3).ask(batch_file, batch.id)
            write_batch(file, self.folder)
            self.do(mark_written, MarkWritten(batch.id, file.control.sha256))
        elif run is not None:
            self.do(prepare_payments, PreparePayments(run.id))
        else:
            self.post()

    def spend(self):
        """Take in a file of spending that nobody has seen before."""
        with Session(self.database.reading) as db:
            agreement = db.scalar(select(func.min(Agreement.id)))
        shop = f"Shop {self.chance.getrandbits(40)}"
        rows = [f"{FIRST + timedelta(days=n // 15):%d/%m/%Y},{shop},{n % 15 + 1}.50," for n in range(SPENT_LINES)]
        data, columns = a_file(*rows), ColumnMap("Date", "Description", out="Money out", into="Money in")
        found = self.at(Role.FINANCE, 3).ask(preview_spending, data, "long.csv", columns, agreement)
        self.do(take_spending, TakeSpending(data, "long.csv", columns, agreement, found.sha256))

    def naive(self):
        """Write the next file of what is not marked, straight to its place, and then mark it: the way that pays twice."""
        with self.database.reading.connect() as connection:
            rows = connection.execute(
                text(
                    "select id, pence from naive_line where id not in (select line from naive_mark) order by id limit 10"
                )
            ).all()
        number = len(list(self.folder.glob("naive-*.csv"))) + 1
        with (self.folder / f"naive-{number}.csv").open("w") as file:
            for row in rows:
                file.write(f"{row.id},{row.pence}\n")
                file.flush()
                time.sleep(0.002)
            file.write("end\n")
        time.sleep(0.02)
        with self.database.writing.begin() as connection:
            for row in rows:
                connection.execute(text("insert into naive_mark (line) values (:line)"), {"line": row.id})


if __name__ == "__main__":
    assert shortbreaks.schema.metadata.tables
    acts = {"post": 6, "export": 12, "spend": 1, "naive": 0}
    lead(lambda database, folder, mode: getattr(Payer(database, folder), mode), acts)
