"""The kinds of file that finance gets: which fields each may hold, in the order of domain.md 5, and their shipped codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file. `amount` and `account` are the fields it is proved by, so that no layout leaves them out.

    A field of `codes` holds the same text in every line, from the layout; `wants` says what is counted apart.
    """

    key: str
    title: str
    fields: tuple[str, ...]
    codes: Mapping[str, str]
    amount: str
    account: str
    due: str

    @property
    def needed(self) -> tuple[str, ...]:
        """What every layout of this kind holds."""
        return (self.amount, self.account, self.due)


PAYMENTS = FileKind(
    "payments", "Direct payments",
    ("run_id", "line_no", "payee_type", "vendor_no", "payee_name", "family_ref", "dp_ref", "period_from", "period_to",
     "gross", "adjustment", "net", "currency", "cost_centre", "subjective_code", "activity_code", "analysis", "tax_code",
     "due_date", "pay_ref", "approver1", "approver2", "hash"),
    {"cost_centre": "CYP-SB", "subjective_code": "DP-4000", "activity_code": "SB", "tax_code": "OS", "currency": "GBP"},
    "net", "vendor_no", "due_date",
)  # fmt: skip
CHARGES = FileKind(
    "charges", "Charges to families",
    ("line_no", "kind", "family_ref", "booking_no", "receipt_no", "date", "amount", "currency", "exempt_s29", "what",
     "cost_centre", "tax_code", "hash"),
    {"cost_centre": "CYP-SB-IN", "tax_code": "OS-IN", "currency": "GBP"},
    "amount", "receipt_no", "date",
)  # fmt: skip
RECOVERIES = FileKind(
    "recoveries", "Money to get back",
    ("line_no", "kind", "vendor_no", "debtor_name", "family_ref", "reference", "invoice_no", "amount", "currency",
     "cost_centre", "subjective_code", "tax_code", "due_date", "why", "approver1", "hash"),
    {"cost_centre": "CYP-SB-IN", "subjective_code": "DP-9000", "tax_code": "OS", "currency": "GBP"},
    "amount", "vendor_no", "due_date",
)  # fmt: skip
PURCHASES = FileKind(
    "purchases", "Provider invoices",
    ("line_no", "order_ref", "vendor_no", "vendor_name", "invoice_no", "invoice_date", "service", "period_from",
     "period_to", "units_invoiced", "price", "units_attended", "units_difference", "unit", "amount", "currency", "vat_code",
     "cost_centre", "subjective_code", "activity_code", "due_date", "approver1", "hash"),
    {"cost_centre": "CYP-SB", "subjective_code": "PR-3000", "activity_code": "SB", "currency": "GBP"},
    "amount", "vendor_no", "due_date",
)  # fmt: skip
KINDS: Mapping[str, FileKind] = MappingProxyType({one.key: one for one in (PAYMENTS, CHARGES, RECOVERIES, PURCHASES)})
