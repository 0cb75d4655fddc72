"""The recovery file: debts to be invoiced and credit notes of providers, never among payments; finance answers each (R-F1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, cast, exists, func, literal, select
from sqlalchemy.orm import aliased

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, Work, command, query
from shortbreaks.database.faults import when_broken
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_ROWS_OUT, Money, is_risky
from shortbreaks.families.tables import Adult, Child, Household
from shortbreaks.finance.batches import FileLine, keep_batch, next_sequence
from shortbreaks.finance.layout import LONGEST_NAME
from shortbreaks.finance.purchase_tables import InvoiceLine, ProviderInvoice, Recovery
from shortbreaks.finance.rules import cannot_go
from shortbreaks.finance.tables import ExportBatch, ExportLine
from shortbreaks.finance.taking_back import to_take_back, withdrawn_lines
from shortbreaks.money import pounds
from shortbreaks.payments.account_list import said_name, with_names
from shortbreaks.payments.debts.commands import step_debt
from shortbreaks.payments.debts.too_much import too_much_on
from shortbreaks.payments.payees import payee_on, vendor_on
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.tables import Agreement, Owed
from shortbreaks.providers.tables import Provider

for _column in ("debt_id", "invoice_id", "takes_back"):
    when_broken(
        f"uq_recovery_{_column}",
        f"recovery.{_column}",
        lambda: Refused("One of these is with finance already.", "Look at the list of what is to be got back."),
    )


STOPPED = "letters stopped"  # what is asked back waits until the named person lets letters go


@dataclass(frozen=True, slots=True)
class PrepareRecoveries:
    """Every debt that is to be invoiced, of families whose letters go, and every credit note that finance has not had."""


@command(needs=Permission.POST_MONEY, recorded_as="Recovery file prepared")
def prepare_recoveries(work: Work, _request: PrepareRecoveries) -> int:
    """Reserve the next recovery file with its control totals; gives the batch. Every amount is above nought (R-F1).

    Raises Refused for nothing new, or when the file before it was never written.
    """
    return keep_recoveries(work)


def keep_recoveries(work: Work) -> int:
    """The next recovery file with its lines, for the command."""
    sequence = next_sequence(work, "recoveries")
    debts, notes = [*_debts(work), *withdrawn_lines(work)], _credit_notes(work)
    if not debts and not notes:
        raise Refused("Nothing is to be got back that finance has not had.", "A debt that is “invoiced” comes here.")
    lines = [*debts, *notes][:MOST_ROWS_OUT]
    batch_id = keep_batch(work, "recoveries", sequence, f"recoveries:{sequence}", lines)
    for line in lines:
        kind, number = line.about.split(":")[:2]
        taken = work.db.get_one(Recovery, int(number)) if kind == "recovery" else None
        work.db.add(
            Recovery(
                batch_id=batch_id, debt_id=taken.debt_id if taken else int(number) if kind == "debt" else None,
                invoice_id=int(number) if kind == "provider_invoice" else None, pence=line.pence, state="sent",
                reason="", finance_ref="", takes_back=taken.id if taken else None,
            )
        )  # fmt: skip
    work.db.flush()
    work.record(("export_batch", batch_id), pence=sum(line.pence for line in lines))
    return batch_id


def _turn(work: Work, column: object) -> dict[int, int]:
    """How often finance rejected each before: its next turn is another line of another file."""
    rows = select(column, func.count()).where(Recovery.state == "rejected", Recovery.takes_back.is_(None)).group_by(column)  # type: ignore[call-overload]
    return {row[0]: row[1] for row in work.db.execute(rows) if row[0] is not None}


def _debts(work: Work) -> list[FileLine]:
    approver = aliased(PersonRecord)
    live = exists().where(Recovery.debt_id == Debt.id, Recovery.state != "rejected")
    payee, vendor = payee_on(Debt.arose_on), vendor_on(Debt.arose_on)  # whoever was paid then owes it (R-D25)
    rows = work.db.execute(
        select(
            Debt.id, Debt.kind, Debt.pence, Debt.recovered_pence, Debt.reply_by, Debt.proposed_on, Debt.reason,
            Agreement.ref, vendor.label("vendor_number"), Household.ref.label("family"), approver.name.label("approver"),
            Adult.first_name, Adult.last_name, Child.first_name.label("child_first"), Child.last_name.label("child_last"),
            payee.label("payee_id"),
        )
        .join(Agreement, Agreement.id == Debt.agreement_id)
        .join(Child, Child.id == Agreement.child_id)
        .join(Household, Household.id == Child.household_id)
        .join(Adult, Adult.id == payee, isouter=True)
        .join(approver, approver.id == Debt.approved_by, isouter=True)
        # An invoice is a letter too: after a bereavement none goes by itself (R-D26)
        .where(Debt.state == "invoiced", Debt.pence > Debt.recovered_pence, ~live, Agreement.letters_stopped.is_(False))
        .order_by(Debt.id)
        .with_for_update(of=Debt)
    ).all()  # fmt: skip
    turns = _turn(work, Recovery.debt_id)
    found = []
    for row in rows:
        # Paid in their own name: the young person is the one who owes (R-D25)
        first, last = (row.first_name, row.last_name) if row.payee_id else (row.child_first, row.child_last)
        left, due = row.pence - row.recovered_pence, row.reply_by or row.proposed_on
        cells = {
            "kind": "direct payment", "vendor_no": row.vendor_number, "debtor_name": f"{first} {last}".strip()[:LONGEST_NAME],
            "family_ref": row.family, "reference": row.ref, "invoice_no": f"{row.ref} D{row.id}", "amount": Money(left),
            "due_date": due, "why": row.kind, "approver1": row.approver or "",
        }  # fmt: skip
        about = f"debt:{row.id}:{turns.get(row.id, 0) + 1}"
        found.append(FileLine(about, cells, left, row.vendor_number, due, row.kind))
    return found


def _credit_notes(work: Work) -> list[FileLine]:
    live = exists().where(Recovery.invoice_id == ProviderInvoice.id, Recovery.state != "rejected")
    had = exists().where(
        InvoiceLine.invoice_id == ProviderInvoice.id,
        ExportLine.about == literal("invoice_line:") + cast(InvoiceLine.id, String),
    )
    rows = work.db.execute(
        select(ProviderInvoice, Provider.name, PersonRecord.name.label("approver"))
        .join(Provider, Provider.id == ProviderInvoice.provider_id)
        .join(PersonRecord, PersonRecord.id == ProviderInvoice.approved_by, isouter=True)
        .where(ProviderInvoice.state == "credited", had, ~live)
        .order_by(ProviderInvoice.id)
    ).all()
    turns = _turn(work, Recovery.invoice_id)
    found = []
    for one, provider, approver in rows:
        cells = {
            "kind": "credit note", "vendor_no": one.vendor_number, "debtor_name": provider, "family_ref": "",
            "reference": one.credit_number, "invoice_no": one.number, "amount": Money(one.pence), "due_date": work.today,
            "why": one.reason, "approver1": approver or "",
        }  # fmt: skip
        about = f"provider_invoice:{one.id}:{turns.get(one.id, 0) + 1}"
        found.append(FileLine(about, cells, one.pence, one.vendor_number, work.today, "credit note"))
    return found


@dataclass(frozen=True, slots=True)
class AnswerRecovery:
    """What finance said of one line: taken under its reference, or rejected and why."""

    recovery_id: int
    seen: int
    taken: bool
    words: str


@command(needs=Permission.POST_MONEY, recorded_as="Finance's reply to a recovery taken in")
def answer_recovery(work: Work, request: AnswerRecovery) -> str:
    """Keep finance's answer and give the line's state; a rejected debt goes back to where its letter was sent.

    Raises Refused before the file was written, for one answered before, or without finance's words.
    """
    line = work.take(Recovery, request.recovery_id, seen=request.seen)
    if work.db.scalar(select(ExportBatch.state).where(ExportBatch.id == line.batch_id)) == "prepared":
        raise Refused("The file was never written.", "Write it first.")
    if line.state != "sent":
        raise Refused(f"Finance answered this before: {line.state}.", "Ask finance which reply stands.")
    words = request.words.strip()
    if not words:
        raise Refused("Finance's reference or reason is missing.", "Write what the reply says.", "words")
    if is_risky(words):
        raise cannot_go(words, "words")
    line.state = "acknowledged" if request.taken else "rejected"
    line.finance_ref, line.reason = (words, "") if request.taken else ("", words)
    if line.debt_id is not None and line.takes_back is None:
        debt = work.take(Debt, line.debt_id)
        if request.taken:
            debt.finance_ref = words
        elif debt.state == "invoiced":
            step_debt(work, debt, "letter sent", f"Finance: {words}")
    work.record(line, pence=line.pence)
    return line.state


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """One sum to get back (pence): in which file it went, and what finance answered. Without a file it waits for the next."""

    key: str
    id: int | None
    version: int
    who: str
    ref: str
    kind: str
    pence: int
    state: str
    words: str
    file: str
    due: date | None


@query(needs=Permission.SEE_MONEY)
def recoveries_listed(view: View) -> tuple[RecoveryRow, ...]:
    """What waits for the next file, then every line that went, newest first, each with finance's answer."""
    asked = select(Agreement.id, Agreement.ref).where(Agreement.id.in_(select(Debt.agreement_id).union(select(Owed.agreement_id))))
    named = {row.id: row for row in view.db.execute(with_names(asked, view.today))}
    names = {row.ref: said_name(row) for row in named.values()}
    rows = view.db.execute(
        select(
            Recovery.id, Recovery.version, Recovery.debt_id, Recovery.pence, Recovery.state, Recovery.reason,
            Recovery.finance_ref, Recovery.takes_back, ExportBatch.name, ExportBatch.state.label("file_state"), Agreement.ref, Debt.kind,
            Debt.reply_by, ProviderInvoice.number, Provider.name.label("provider"),
        )
        .join(ExportBatch, ExportBatch.id == Recovery.batch_id)
        .join(Debt, Debt.id == Recovery.debt_id, isouter=True)
        .join(Agreement, Agreement.id == Debt.agreement_id, isouter=True)
        .join(ProviderInvoice, ProviderInvoice.id == Recovery.invoice_id, isouter=True)
        .join(Provider, Provider.id == ProviderInvoice.provider_id, isouter=True)
        .order_by(Recovery.id.desc())
    )  # fmt: skip
    went = [
        RecoveryRow(
            f"r{row.id}", row.id, row.version, names[row.ref] if row.ref else row.provider, row.ref or row.number,
            "taken back from finance" if row.takes_back else row.kind or "credit note", row.pence,
            "not written" if row.file_state == "prepared" else row.state, row.finance_ref or row.reason,
            row.name, row.reply_by,
        )
        for row in rows
    ]  # fmt: skip
    return (*_waiting(view, names), *_withdrawn_waiting(view, names), *_out_of_payments(view, named), *went)


def _waiting(view: View, names: Mapping[str, str]) -> Sequence[RecoveryRow]:
    """Debts on their way: those to be invoiced go into the next file, the others stand where they are (R-D24)."""
    live = exists().where(Recovery.debt_id == Debt.id, Recovery.state != "rejected")
    rows = view.db.execute(
        select(Debt.id, Debt.kind, Debt.pence, Debt.recovered_pence, Debt.state, Debt.reply_by, Debt.finance_ref, Agreement.ref,
               Agreement.letters_stopped)
        .join(Agreement, Agreement.id == Debt.agreement_id)
        .where(Debt.state.in_(("proposed", "approved", "letter sent", "plan agreed", "invoiced")), ~live)
        .order_by(Debt.id.desc())
    )  # fmt: skip
    return [
        RecoveryRow(
            f"d{row.id}", None, 0, names[row.ref], f"{row.ref} D{row.id}", row.kind, row.pence - row.recovered_pence,
            STOPPED if row.letters_stopped else "next file" if row.state == "invoiced" else row.state, row.finance_ref, "", row.reply_by,
        )
        for row in rows
    ]  # fmt: skip


def _withdrawn_waiting(view: View, names: Mapping[str, str]) -> Sequence[RecoveryRow]:
    """Debts withdrawn after finance took them: the next file takes each back."""
    return [
        RecoveryRow(f"w{row.id}", None, 0, names[row.ref], f"{row.ref} D{row.debt_id}", "taken back from finance", row.pence,
                    "next file", row.finance_ref, "", None)
        for row in view.db.execute(to_take_back())
    ]  # fmt: skip


def _out_of_payments(view: View, named: Mapping[int, Any]) -> Sequence[RecoveryRow]:
    """What was paid too much and comes out of later payments, part by part: never a line of a file (R-D16)."""
    return [
        RecoveryRow(f"o{one.id}", None, 0, said_name(named[one.agreement_id]), f"{named[one.agreement_id].ref}, of {pounds(one.pence)}",
                    "paid too much", one.left, "out of payments", one.words, "", None)
        for one in reversed(too_much_on(view.db, view.today))
    ]  # fmt: skip
