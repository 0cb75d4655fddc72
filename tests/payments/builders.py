"""Direct payments as tests need them: a child whose mother is paid for six hours a week at £16.29, and what follows."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.families.tables import Adult, Child
from shortbreaks.finance.batches import MarkWritten, batch_file, mark_written
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.ledger.proof import (
    entries_are_as_they_were_sealed,
    everything_sums_to_nought,
    totals_are_the_transfers,
)
from shortbreaks.ledger.queries import account_of, balance
from shortbreaks.payments.commands import (
    DecideAwardPart,
    MakeAgreement,
    NoteReadiness,
    StartAgreement,
    decide_award_part,
    make_agreement,
    note_readiness,
    start_agreement,
)
from shortbreaks.payments.runs.commands import ApproveRun, DraftRun, approve_run, draft_run
from shortbreaks.payments.runs.posting import PostRun, post_run
from shortbreaks.payments.spending.commands import TakeSpending, take_spending
from shortbreaks.payments.spending.preview import preview_spending
from shortbreaks.payments.spending.tables import SpendLine
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine
from tests.builders import a_child

FIRST = date(2026, 4, 6)


def payee_of(county, child):
    with Session(county.database.reading) as db:
        household = db.scalar(select(Child.household_id).where(Child.id == child))
        return db.scalar(select(Adult.id).where(Adult.household_id == household).order_by(Adult.id))


def version_of(county, record, row_id):
    with Session(county.database.reading) as db:
        return db.scalar(select(record.version).where(record.id == row_id))


def an_award(agreement, *, rate=1629, minutes=360, since=FIRST, part=None, kind="assistant", per="hour", until=None):
    return DecideAwardPart(
        agreement, part, kind, "", per, minutes if per == "hour" else 0, rate, since, until, "Panel of 20 March"
    )


def ready(county, agreement, **other):
    day = date(2026, 3, 20)
    return NoteReadiness(
        agreement, version_of(county, Agreement, agreement), **{
            "consent_on": day, "signed_on": day, "plan_on": day, "approval_ref": "RP-118", "account_ready_on": day,
            "vendor_number": f"V{1000 + agreement}", "last4": "4418", "checks_noted_on": day, **other,
        }
    )  # fmt: skip


def a_draft(county, *, starts=FIRST, child=None, last="Okafor", review=None, **other):
    child = child or a_child(county, last=last)
    request = MakeAgreement(
        child, payee_of(county, child), "direct payment", "Time out with a personal assistant", "Support by an assistant",
        "card", starts, review, **other,
    )  # fmt: skip
    return county.at(Role.MANAGER).perform(make_agreement, request).answer


def an_agreement(county, *, starts=FIRST, rate=1629, minutes=360, kind="assistant", **other):
    office = county.at(Role.MANAGER)
    agreement = a_draft(county, starts=starts, **other)
    office.perform(decide_award_part, an_award(agreement, rate=rate, minutes=minutes, since=starts, kind=kind))
    office.perform(note_readiness, ready(county, agreement))
    office.perform(start_agreement, StartAgreement(agreement, version_of(county, Agreement, agreement), "Panel agreed", "Assessed elsewhere"))
    return agreement


SECOND = date(2026, 5, 4)


def drafted(county, first=FIRST):
    return county.at(Role.FINANCE).perform(draft_run, DraftRun(28, first)).answer


def run_of(county, run):
    with Session(county.database.reading) as db:
        return db.get(PaymentRun, run)


def lines_of(county, run):
    with Session(county.database.reading) as db:
        return db.scalars(select(RunLine).where(RunLine.run_id == run).order_by(RunLine.id)).all()


def approve(county, run, role=Role.APPROVER, pence=None):
    kept = run_of(county, run)
    request = ApproveRun(run, kept.version, kept.total_pence if pence is None else pence)
    return county.at(role).perform(approve_run, request).answer


def post(county, run):
    return county.at(Role.FINANCE).perform(post_run, PostRun(run, run_of(county, run).version)).answer


def paid(county, first=FIRST):
    run = drafted(county, first)
    approve(county, run)
    post(county, run)
    return run


def export(county, run):
    office = county.at(Role.FINANCE)
    batch = office.perform(prepare_payments, PreparePayments(run)).answer
    office.perform(mark_written, MarkWritten(batch, office.ask(batch_file, batch).control.sha256))


def proved(county):
    with county.database.reading.connect() as connection:
        proofs = (totals_are_the_transfers, everything_sums_to_nought, entries_are_as_they_were_sealed)
        return not [flaw for proof in proofs for flaw in proof(connection)]


def holds(county, agreement):
    office = county.at(Role.FINANCE)
    account = office.ask(account_of, "direct payment", f"agreement:{agreement}")
    return office.ask(balance, account)


HEAD = "Date,Description,Money out,Money in\n"
ROWS = (
    "07/04/2026,SHORT BREAKS COUNCIL,,390.96",
    "13/04/2026,Ann Baker wages,84.00,",
    "13/04/2026,Ann Baker wages,84.00,",
    "20/04/2026,PayRight Payroll,16.08,",
    "21/04/2026,Cash withdrawal,20.00,",
)


def a_file(*rows):
    return (HEAD + "\n".join(rows or ROWS) + "\n").encode()


def take(county, agreement, data, name="april.csv", columns=None):
    office = county.at(Role.FINANCE)
    found = office.ask(preview_spending, data, name, columns, agreement)
    request = TakeSpending(data, name, found.columns, agreement, found.sha256)
    return office.perform(take_spending, request).answer


def spent(county):
    with Session(county.database.reading) as db:
        return db.scalars(select(SpendLine).order_by(SpendLine.id)).all()
