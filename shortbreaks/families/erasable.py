"""Which columns say who somebody was, found from the tables themselves: every text that is not named here as a code goes, and bytes.

So a new table is met by itself: its words are erased unless somebody says that they tell nothing about anybody.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, String, Table, case, cast, func, literal

from shortbreaks.database.guards import erasable
from shortbreaks.database.records import metadata
from shortbreaks.families.subject_rows import keys_of

GONE = "Erased"
# Codes, states and numbers of papers: they are about what happened, not about who it was
CODES = {
    "about", "answer", "audience", "category", "district", "exempt", "finding", "held", "how", "item", "kind", "kinds", "language",
    "legal", "letter_format", "mark", "match", "only_weeks", "outcome", "per", "pot", "purpose", "recorded", "ref", "rule", "sha256",
    "starts", "state", "style", "subject", "times_per", "transport", "unit", "visibility", "weekdays", "weeks",
}  # fmt: skip
CODES_OF = {
    "attendance.reason", "booking_step.reason", "cancellation.reason", "stay_step.reason", "night_step.reason", "waiting_step.reason",
    "surplus_review.reason", "unmet_request.reason", "unmet_outcome.met_by", "notice.why", "record_look.place", "debt.finance_ref",
    "recovery.finance_ref", "subject_file.paper_sha256", "subject_file.file_sha256", "payment_return.decision", "decision.rules_said",
    "adult_right.source", "parental_responsibility.source",
}  # fmt: skip
WORDS_OF = {"decision.answer", "allocation.purpose", "agreement.purpose", "evidence.kind", "told.how", "rule_override.finding"}
# What becomes of a text that is read again as something else than words
BLANK = {
    "child.sen_first", "child.sen_second", "child.sen_provision", "child.primary_need",
    "child.last_name", "child.known_as", "adult.last_name", "adult.title", "adult.phone", "adult.email", "emergency_contact.phone",
    "address.postcode", "agreement.last4", "payee_step.last4", "household.benefit", "benefit_seen.benefit", "need_past.level",
    "unmet_request.needs", "spend_line.bank_ref", "run_line.flags", "agreement_use.payees", "agreement.vendor_number",
    "payee_step.vendor_number", "run_line.vendor_number",
}  # fmt: skip
UNIQUE = {"spend_line.payee", "money_back.reference"}  # part of a key, so each keeps apart by its own number
# What hangs on no family by a key and may still name one: a register's talk with a provider, a bank file's name, a round's result
BESIDE = {"register_note": ("who", "words"), "spend_file": ("name", "back_why"), "round_result": ("reason", "remedy")}
REMOVED = ("child_need",)  # health alone; nothing hangs on it
# What is no text and still tells: made less, or nothing
LESSENED: dict[str, dict[str, Any]] = {
    "address": {"easting": None, "northing": None},
    "child": {"care_plan_on": None, "palliative": False, "long_term": None, "workers_needed": 0},
}


def concerned() -> set[str]:
    """Every table with rows that hang on a family, by their own keys or by those of what they hang on.

    Not those that triggers alone write: they hold sums, and no words.
    """
    names = {"household", "child", "adult"}
    growing = True
    while growing:
        more = {
            table.name for table in metadata.sorted_tables if not table.info.get("fixed")
            for _, key in keys_of(table) if key.column.table.name in names and table.name not in names
        }  # fmt: skip
        names |= more
        growing = bool(more)
    return names


def is_code(table: Table, column: Column[Any]) -> bool:
    """Whether a text is a code that stays."""
    name = f"{table.name}.{column.name}"
    return (column.name in CODES or name in CODES_OF) and name not in WORDS_OF


def words_of_people(table: Table) -> Iterator[Column[Any]]:
    """The texts and bytes of a table that an erasure overwrites."""
    for column in table.columns:
        says = isinstance(column.type, (String, LargeBinary)) and not is_code(table, column)
        if says and not column.foreign_keys and not column.primary_key:
            yield column


def overwritten(table: Table) -> dict[str, ColumnElement[Any]]:
    """What an erasure puts in a table's columns: "Erased" where something stood, so that what must not be empty is not.

    A list or a fact kept as JSON becomes an empty one, which its readers know.
    """
    found: dict[str, ColumnElement[Any]] = {}
    for column in words_of_people(table):
        name = f"{table.name}.{column.name}"
        if isinstance(column.type, LargeBinary):
            found[column.name] = literal(b"")
        elif name in BLANK:
            found[column.name] = literal("")
        elif name in UNIQUE:
            found[column.name] = literal(f"{GONE} ") + cast(table.c.id, String)
        else:
            first = func.substr(column, 1, 1)
            found[column.name] = case((column == "", ""), (first == "[", "[]"), (first == "{", "{}"), else_=GONE)
    return found | {name: literal(value) for name, value in LESSENED.get(table.name, {}).items()}


def open_for_erasure() -> None:
    """Let an approved erasure through where rows are only added; said once, when every table is known."""
    for name in sorted(concerned() | set(BESIDE)):
        columns = BESIDE.get(name) or tuple(column.name for column in words_of_people(metadata.tables[name]))
        if columns:
            erasable(metadata.tables[name], columns)
