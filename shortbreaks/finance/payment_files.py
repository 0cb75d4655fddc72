"""The file of a posted run of direct payments (domain.md 5.1): no child's name, no bank details, each payment once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, String, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.access.queries import names_of_people
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT
from shortbreaks.families.tables import Address, Child, Household
from shortbreaks.finance.batches import FileLines, keep_pieces, next_sequence
from shortbreaks.finance.layout import LONGEST_NAME, Amounts, Same
from shortbreaks.payments.payees import payee_on, vendor_on
from shortbreaks.payments.runs.posting import mark_exported
from shortbreaks.payments.tables import Agreement, PaymentRun, RunLine
from shortbreaks.words import counted

PIECE = 1_000  # payments read at once


@dataclass(frozen=True, slots=True)
class PreparePayments:
    """Reserve the payment file of a posted run; `accepted` says why a vendor number that changed since goes out as posted."""

    run_id: int
    accepted: str = ""


@command(needs=Permission.POST_MONEY, recorded_as="Payment file prepared")
def prepare_payments(work: Work, request: PreparePayments) -> int:
    """Reserve a posted run's file with its bytes and control totals (5.1, 5.3); gives the batch.

    A vendor number that was changed since the run was posted goes out as posted, with a reason alone.
    A run of more lines than a spreadsheet shows goes in as many files as it takes, numbered one after the other, each with
    totals of its own; then the first batch is given. Raises Refused when the run is not posted, a file before it was
    never written, or a vendor number has changed and nobody said why it goes out as posted.
    """
    mark_exported(work, request.run_id)
    run = work.db.get_one(PaymentRun, request.run_id)
    _accept_ended(work, run, request.accepted.strip())
    _accept_vendors(work, run, request.accepted.strip())
    sequence = next_sequence(work, "payments")
    batches = keep_run(work, run, sequence, "posted", most=MOST_ROWS_OUT)
    if not batches:
        raise Refused(f"Run {run.number} has nothing to pay out.", "There is no file to write.")
    return batches[0]


def _accept_ended(work: Work, run: PaymentRun, accepted: str) -> None:
    """Refuse while a payment would go out for days after its agreement's last one, unless a reason is given: most are held back."""
    rows = work.db.execute(
        select(Agreement.ref, Agreement.ended_on)
        .join(RunLine, RunLine.agreement_id == Agreement.id)
        .where(RunLine.run_id == run.id, RunLine.state == "posted", RunLine.kind == "cycle", Agreement.ended_on < RunLine.first_day)
        .order_by(RunLine.id)
    ).all()
    if rows and not accepted:
        first, more = rows[0], f", and so did {counted(len(rows) - 1, 'other')}" if len(rows) > 1 else ""
        raise Refused(
            f"{first.ref} ended on {say_day(first.ended_on)}, before the days that this run pays{more}.",
            "Have it held back by a second person, or write why it may go out so.", "accepted",
        )  # fmt: skip


def _accept_vendors(work: Work, run: PaymentRun, accepted: str) -> None:
    """Refuse while a payment would go out by another vendor number than the agreement's of now, unless a reason is kept with it."""
    now = vendor_on(run.first_day)
    rows = work.db.execute(
        select(RunLine.id, Agreement.ref, RunLine.vendor_number, now.label("now"))
        .join(Agreement, Agreement.id == RunLine.agreement_id)
        .where(RunLine.run_id == run.id, RunLine.state == "posted", RunLine.net_pence > 0, RunLine.vendor_number != now)
        .order_by(RunLine.id)
    ).all()
    if not rows:
        return
    if not accepted:
        first = rows[0]
        number = f"from {first.vendor_number} to {first.now}" if first.now else f"from {first.vendor_number} to none"
        more = f", and of {counted(len(rows) - 1, 'payment')} more" if len(rows) > 1 else ""
        raise Refused(
            f"The vendor number of {first.ref} was changed {number} after the run was posted{more}. The file would pay as it was posted.",
            "Write why it may go out so, or that finance is to reject it: the next run then pays it by the new number.", "accepted",
        )  # fmt: skip
    for line in work.db.scalars(select(RunLine).where(RunLine.id.in_([row.id for row in rows]))):
        line.reason = f"Vendor number changed after posting, sent as posted: {accepted}"
    work.touched("run_line")


def keep_run(work: Work, run: PaymentRun, sequence: int, *states: str, most: int) -> list[int]:
    """Keep the payments of a run in these states as files of so many lines at most, numbered from `sequence` on."""
    pieces, batches = pieces_of_run(work.db, run, *states, most=most), list[int]()
    while (first := next(pieces, None)) is not None:
        of_file = _one_file(first, pieces, most)
        batches.append(keep_pieces(work, "payments", sequence + len(batches), f"payment_run:{run.id}", of_file))
    return batches


def _one_file(first: FileLines, pieces: Iterator[FileLines], most: int) -> Iterator[FileLines]:
    """The pieces of one file: none of them reaches into the next."""
    yield first
    left = most - len(first.about)
    while left and (piece := next(pieces, None)) is not None:
        yield piece
        left -= len(piece.about)


def _days(said: Sequence[Any]) -> list[date]:
    """Days as a driver says them: a long run has few, and each is read once."""
    known = {one: one if isinstance(one, date) else date.fromisoformat(one) for one in set(said)}
    return [known[one] for one in said]


_home = aliased(Address)
_OF_RUN = (  # built once: that takes as long as a run of a county is read in
    select(
        RunLine.id, RunLine.vendor_number, RunLine.payee_name, payee_on(bindparam("day", type_=Date)), Household.ref, Agreement.ref,
        type_coerce(RunLine.first_day, String), type_coerce(RunLine.last_day, String), RunLine.gross_pence, RunLine.deducted_pence,
        RunLine.net_pence, RunLine.kind, Address.district,
    )
    .join(Agreement, Agreement.id == RunLine.agreement_id)
    .join(Child, Child.id == Agreement.child_id)
    .join(Household, Household.id == Child.household_id)
    .join(
        Address,  # one home a family, whatever history its addresses have: the newest
        Address.id == select(func.max(_home.id)).where(_home.household_id == Household.id, _home.purpose == "home").scalar_subquery(),
        isouter=True,
    )
    .where(RunLine.run_id == bindparam("run"), RunLine.state.in_(bindparam("states", expanding=True)), RunLine.net_pence > 0)
    .order_by(RunLine.id)
)  # fmt: skip


def pieces_of_run(db: Session, run: PaymentRun, *states: str, most: int) -> Iterator[FileLines]:
    """The payments of a run that are in one of these states, as lines of its files of `most` each, read as they are asked for."""
    people = names_of_people(db)
    shared = {
        "run_id": Same(f"{run.number}"), "due_date": Same(run.pay_on), "approver1": Same(people.get(run.approved_by or 0, "")),
        "approver2": Same(people.get(run.second_by or 0, "")),
    }  # fmt: skip
    asked = {"run": run.id, "day": run.first_day, "states": states}
    number, pay_on = run.number, run.pay_on
    result, left = db.connection().execute(_OF_RUN, asked, execution_options={"stream_results": True, "max_row_buffer": PIECE}), most
    while rows := result.fetchmany(min(PIECE, left)):
        left = left - len(rows) or most
        ids, vendors, names, payees, families, refs, firsts, lasts, gross, deducted, net, kinds, districts = zip(*rows, strict=True)
        yield FileLines(
            [f"run_line:{one}" for one in ids],
            {
                **shared, "payee_type": ["young person" if one is None else "parent" for one in payees],
                "vendor_no": vendors, "payee_name": [one[:LONGEST_NAME] for one in names], "family_ref": families,
                "dp_ref": refs, "period_from": _days(firsts), "period_to": _days(lasts), "gross": Amounts(gross),
                "adjustment": Amounts([-one for one in deducted]), "net": Amounts(net),
                "analysis": [one or "" for one in districts], "pay_ref": [f"{one} R{number}"[:LONGEST_NAME] for one in refs],
            },
            net, vendors, (pay_on,), kinds,
        )  # fmt: skip
