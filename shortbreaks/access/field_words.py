"""What people call the fields of the records: in the trail, and to whoever asks what is held on them."""

from collections.abc import Mapping

# Fields whose own name, with spaces, is not what people say
WORDS: Mapping[str, str] = {
    "a_cycle_pence": "paid back each cycle", "advance_care_plan_held": "where the advance care plan is kept",
    "agreement_id": "direct payment", "approval_ref": "number of the approval", "approver": "agreed by", "arose_on": "since",
    "arrears_pence": "owed for days already paid", "asked": "asked for", "at": "when", "audit_head": "seal of the trail",
    "awards": "what was awarded", "back": "allowance given back", "balance_pence": "money in the account",
    "bank_ref": "the bank’s reference", "batch_id": "file", "care_plan_on": "care plan of", "chased": "times reminded",
    "code": "need", "counted_to": "counted up to", "counts_on": "counts from", "cycle_days": "days of a cycle",
    "deducted_pence": "taken off", "entry_id": "entry in the books", "evidence_on": "receipt seen on",
    "each_pence": "about, each time",
    "exempt": "not charged because", "file_id": "card file", "finance_ref": "number at finance", "from_day": "from",
    "gross_pence": "before anything is taken off", "held": "paid to", "hours": "hours asked for",
    "may_be_told": "may be told of breaks", "may_book": "rings and books",
    "household_id": "family", "kinds": "kinds of break",
    "known_as": "known as", "last4": "card or account ending", "legal": "nights in law", "letter_format": "print of letters",
    "liabilities_pence": "bills still to be paid", "lines": "address", "list_pence": "price", "match": "how it was checked",
    "minutes": "time a week", "misspent_pence": "not as agreed",
    "need_id": "need that it was", "net_pence": "paid", "nth": "which of equal lines",
    "on_date": "on", "owner_id": "whose task", "pence": "amount", "per": "paid by the", "person_id": "by",
    "plan_on": "plan of", "planned_nights": "nights", "pot": "money from", "ref": "number", "recorded": "recorded in returns as",
    "recovered_pence": "paid back so far",
    "sen_first": "SEN type", "sen_second": "second SEN type", "sen_provision": "SEN provision", "sen_said": "SEN as a file said it",
    "rules_said": "what the rules say",
    "said_by": "on whose word", "said_on": "said or seen on", "sha256": "fingerprint", "sibling_only": "here only as brother or sister",
    "state_since": "since", "stood": "place in the list", "unmet_id": "need not met", "unpaid_from": "not yet paid from",
    "times": "how often", "times_per": "in each",
    "until_day": "until", "uses": "allowance used", "vendor_number": "number as payee", "visibility": "who may see it",
    "void": "withdrawn", "was_pence": "price before", "weekdays": "days of the week", "whole": "all days or none",
    "words": "in words", "workers_needed": "workers for this child alone",
}  # fmt: skip


def field_said(name: str) -> str:
    """A field as people say it, in small letters: "last4" is a card or account ending, "charge_pence" a charge."""
    return WORDS.get(name, name.removesuffix("_id").removesuffix("_pence").replace("_", " "))
