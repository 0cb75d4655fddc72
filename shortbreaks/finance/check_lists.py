"""Finance's questions in the order they are asked, each with the list that answers it (5.7, 5.8)."""

from shortbreaks.finance import month_lists as month
from shortbreaks.finance import year_lists as year
from shortbreaks.finance.unpriced import unpriced_breaks

MONTHLY = (
    ("runs", "Payments by run against the ledger", "Each run beside what the books moved for it.", True,
     month.runs_apart),
    ("suspense", "Spending nobody has looked at", "Lines no rule knows; each waits for a person.", True, month.suspense),
    ("banks", "Banks and books apart", "What a bank said a family held, looked at again with every line.", True,
     month.banks_apart),
    ("ended", "Paid after the end", "Payments for days after an agreement's last one.", True, month.paid_after_end),
    ("duplicates", "One vendor, one sum, one period, twice", "May be right for two children; somebody looks.", True,
     month.duplicates),
    ("rejected", "Sent back, or held back before", "By finance, the bank or us: each comes up again.", True, month.rejected),
    ("unmatched", "Provider invoices not approved", "With what stands in the way.", True, month.unmatched),
    ("unapproved", "Cost without approval", "No panel's reference, or no allocation.", True,
     month.without_approval),
    ("unpriced", "Breaks that wait for a price", "Booked without one; charged once somebody decides.", True, unpriced_breaks),
)  # fmt: skip
YEARLY = (
    ("accruals", "Accruals", "Cost of the year that is paid after it, by days.", False, year.accruals),
    ("prepayments", "Prepayments", "Paid in the year for days after it.", False, year.prepayments),
    ("held", "Held by families", "The council's money in families' hands.", False, year.held_by_families),
    ("debts", "Open debts", "Still to come back, as they stand now.", False, year.open_debts),
    ("commitment", "Bound for next year", "Agreements by days, and places booked.", False, year.commitment),
)  # fmt: skip
