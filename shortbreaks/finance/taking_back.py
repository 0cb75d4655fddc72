"""Debts that were withdrawn after finance took them: a line of the next recovery file takes each back, above nought (R-F1)."""

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import Work
from shortbreaks.exchange.csv_files import Money
from shortbreaks.families.tables import Adult, Child, Household
from shortbreaks.finance.batches import FileLine
from shortbreaks.finance.layout import LONGEST_NAME
from shortbreaks.finance.purchase_tables import Recovery
from shortbreaks.payments.payees import payee_on, vendor_on
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.tables import Agreement


def to_take_back() -> Select[int, int, int, str, str]:
    """Lines that finance took of debts withdrawn since, and that no later line takes back."""
    later = aliased(Recovery)
    taken = exists().where(later.takes_back == Recovery.id, later.state != "rejected")
    return (
        select(Recovery.id, Debt.id.label("debt_id"), Recovery.pence, Recovery.finance_ref, Agreement.ref)
        .join(Debt, Debt.id == Recovery.debt_id)
        .join(Agreement, Agreement.id == Debt.agreement_id)
        .where(Debt.state == "withdrawn", Recovery.state == "acknowledged", Recovery.takes_back.is_(None), ~taken)
        .order_by(Recovery.id)
    )


def withdrawn_lines(work: Work) -> list[FileLine]:
    """What the next recovery file says of them: the sum finance was to get back, its reference, and that it is not."""
    payee, vendor, approver = payee_on(Debt.arose_on), vendor_on(Debt.arose_on), aliased(PersonRecord)
    rows = work.db.execute(
        to_take_back().add_columns(
            vendor.label("vendor"), Household.ref.label("family"), approver.name.label("approver"), payee.label("payee"),
            Adult.first_name, Adult.last_name, Child.first_name.label("child_first"), Child.last_name.label("child_last"),
        )
        .join(Child, Child.id == Agreement.child_id)
        .join(Household, Household.id == Child.household_id)
        .join(Adult, Adult.id == payee, isouter=True)
        .join(approver, approver.id == Debt.approved_by, isouter=True)
    ).all()  # fmt: skip
    turns: dict[int | None, int] = {}
    for taken in work.db.scalars(select(Recovery.takes_back).where(Recovery.takes_back.is_not(None))):
        turns[taken] = turns.get(taken, 0) + 1
    found = []
    for row in rows:
        first, last = (row.first_name, row.last_name) if row.payee else (row.child_first, row.child_last)
        cells = {
            "kind": "withdrawn debt", "vendor_no": row.vendor, "debtor_name": f"{first} {last}".strip()[:LONGEST_NAME],
            "family_ref": row.family, "reference": row.finance_ref, "invoice_no": f"{row.ref} D{row.debt_id}",
            "amount": Money(row.pence), "due_date": work.today, "why": "withdrawn: do not collect", "approver1": row.approver or "",
        }  # fmt: skip
        about = f"recovery:{row.id}:{turns.get(row.id, 0) + 1}"
        found.append(FileLine(about, cells, row.pence, row.vendor, work.today, "withdrawn debt"))
    return found
