"""Saying what is held on somebody in words: kinds of record, fields and values as people call them (R-P8)."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from shortbreaks.access.field_words import field_said
from shortbreaks.access.queries import names_of_people
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, said
from shortbreaks.database.records import metadata
from shortbreaks.dates import say_day, say_hours, to_local
from shortbreaks.families.look_tables import WHERE
from shortbreaks.families.subject_rows import keys_of
from shortbreaks.money import pounds
from shortbreaks.words import counted

# Kinds of record whose own name is not what people say; the trail's are the machine's, these are read by families
TITLES = {
    "household": "The family", "child": "The child’s own record", "adult": "Parents and carers", "address": "Where the family lives",
    "adult_right": "What parents and carers may do",
    "adult_ending": "Parents and carers who died or left",
    "parental_responsibility": "Who has parental responsibility",
    "name_past": "Names as they were",
    "record_look": "Who looked at the record", "agreement": "Direct payment", "agreement_step": "Steps of the direct payment",
    "agreement_use": "What the direct payment may be used for", "allocation": "Allocation",
    "allocation_change": "Changes of the allocation", "away_step": "Days away",
    "agreement_review": "Looks at the plan of the direct payment", "owed_part": "Taken back of what was paid too much",
    "award_line": "Parts of the award", "award_notice": "Notice of a lower award",
    "reconsideration": "Second looks at a decision", "return_item": "Items of returns",
    "bank_says": "What the bank said", "benefit_seen": "Benefit seen", "child_need": "Needs",
    "child_ending": "How the record ends", "concern": "Concerns", "booking": "Bookings",
    "booking_step": "Steps of bookings", "booking_share": "What other awards pay of a booking",
    "later_answer": "Breaks charged later, or left free",
    "decision": "Decisions", "cycle_step": "How often it is paid",
    "debt": "Money asked back", "debt_step": "Steps of money asked back", "evidence": "Evidence seen", "family_note": "Notes",
    "legal_status": "What nights away are in law", "liability": "Money set aside", "need_past": "Needs as they were",
    "owed": "Owed for days already paid", "pair": "Who must not share", "panel_case": "Asked of the panel", "paper": "Papers issued",
    "payee_step": "Who is paid", "payment_offer": "Direct payment offered", "payment_return": "Returns", "recovery": "Given to finance",
    "return_step": "Steps of returns", "rule_override": "Rules that a person set aside", "run_line": "Payments made",
    "spend_line": "What was spent", "stay": "Nights away",
    "stay_step": "Steps of nights away", "stay_use": "Nights used by stays", "talk": "Talks about missed breaks",
    "told": "When the family was told", "unmet_request": "Breaks that could not be found", "unmet_outcome": "What became of them",
    "uplift_line": "Rates raised", "wish": "Wishes in a holiday round",
}  # fmt: skip
LISTS = {
    ("child", "sen_first"): "sen_type", ("child", "sen_second"): "sen_type",
    ("child_need", "code"): "need", ("need_past", "code"): "need", ("unmet_request", "needs"): "need",
    ("unmet_request", "kinds"): "kind", ("evidence", "kind"): "evidence", ("cancellation", "reason"): "cancel_reason",
    ("booking_step", "reason"): "cancel_reason", ("stay_step", "reason"): "cancel_reason",
}  # fmt: skip
LISTED = {"level", "district", "benefit", "transport", "sen_provision", "primary_need"}  # a list has the field's own name
MEANT = {
    "s17": "section 17", "s20": "section 20", "s29(3)": "section 29(3): a benefit is received", "en-GB": "English", "pl": "Polish",
    "ro": "Romanian", "ar": "Arabic", "restricted": "withheld", "said": "said by somebody", "court": "a court’s order",
}  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOTHING: Mapping[str, str] = MappingProxyType({})
PEOPLE = {"person_id", "owner_id", "proposed_by", "approved_by", "answered_by", "decided_by", "parted_by"}
MINUTES = {("award_line", "minutes"), ("panel_case", "hours")}
CODE = re.compile(r"[a-z]+(_[a-z]+)+")


def title_of(table: str) -> str:
    """What the items of a table are called together."""
    return TITLES.get(table, said(table).capitalize())


def name_of(field: str) -> str:
    """What a field is called at the beginning of a line."""
    words = field_said(field)
    return f"{words[:1].upper()}{words[1:]}"


class Sayer:
    """Says a value as people read it; what it leads to by name, a code in its words, an amount with its unit."""

    def __init__(self, view: View, awaited: Mapping[str, str] = NOTHING) -> None:
        """`awaited` says of breaks, named as the ledger does, what their charge of nought waits for (R-C2)."""
        self._view, self._awaited = view, awaited
        self._people = names_of_people(view.db)
        self._named: dict[tuple[str, int], str] = {}
        self._units: dict[tuple[str, int], str] = {}
        self._codes: dict[str, dict[str, str]] = {}

    def __call__(self, table: str, name: str, row: Mapping[str, Any]) -> str:
        """A value of a row, "" for nothing to say."""
        value = row[name]
        if value is None or isinstance(value, bool):
            return "" if value is None else "yes" if value else "no"
        if isinstance(value, date):
            return _moment(value)
        if name == "pence" or name.endswith("_pence"):
            return (not value and self._awaited.get(f"{table}:{row['id']}")) or pounds(value)
        if isinstance(value, int):
            return self._number(table, name, row)
        return self._words(table, name, str(value))

    def _number(self, table: str, name: str, row: Mapping[str, Any]) -> str:
        value: int = row[name]
        if name in PEOPLE:
            return self._people.get(value, "")
        if (table, name) in MINUTES:
            return say_hours(value) if value else ""
        if name in {"uses", "back", "amount"}:
            return _amount(value, self._unit(table, row))
        target = next((key.column.table for column, key in keys_of(metadata.tables[table]) if column.name == name), None)
        if target is None:
            return str(value)
        if (target.name, value) not in self._named:
            shown = next((target.c[one] for one in ("name", "ref", "starts_at") if one in target.c), None)
            words = "" if shown is None else self._view.db.execute(select(shown).where(target.c.id == value)).scalar()
            self._named[target.name, value] = _moment(words) if isinstance(words, datetime) else str(words or "")
        return self._named[target.name, value]

    def _unit(self, table: str, row: Mapping[str, Any]) -> str:
        """The unit of an amount: its own, or that of the allocation it is taken from."""
        if "unit" in row or table == "stay" or row.get("stay_id") is not None:
            return str(row.get("unit") or "nights")
        for field, other in (("allocation_id", "allocation"), ("booking_id", "booking")):
            leads = row.get(field)
            if leads is not None:
                if (other, leads) not in self._units:
                    whole = metadata.tables[other]
                    found = self._view.db.execute(select(whole).where(whole.c.id == leads)).mappings().first()
                    self._units[other, leads] = "" if found is None else self._unit(other, dict(found))
                return self._units[other, leads]
        return ""

    def _words(self, table: str, name: str, value: str) -> str:
        if value in {"[]", "{}"}:
            return ""
        if name == "lines":
            return ", ".join(value.splitlines())
        listed = LISTS.get((table, name)) or (name if name in LISTED else "")
        if listed:
            return ", ".join(self._code(listed, one) for one in value.split(","))
        if name == "weekdays" and re.fullmatch(r"[0-6](,[0-6])*", value):
            return ", ".join(DAYS[int(one)] for one in value.split(","))
        if table == "decision" and name in {"awards", "findings"}:
            return _kept_list(name, value)
        meant = WHERE if table == "record_look" else MEANT
        return value.replace("_", " ") if CODE.fullmatch(value) else meant.get(value, value)

    def _code(self, listed: str, code: str) -> str:
        if listed not in self._codes:
            self._codes[listed] = words_in(self._view.db, listed)
        return self._codes[listed].get(code, code.replace("_", " "))


def _moment(value: date) -> str:
    local = to_local(value) if isinstance(value, datetime) and value.tzinfo else value
    return f"{say_day(local.date())}, {local:%H:%M}" if isinstance(local, datetime) else say_day(local)


def _kept_list(name: str, value: str) -> str:
    """What is kept as a list with a decision: amounts awarded, or what the rules found, each by its reason."""
    try:
        kept = json.loads(value)
        said_of = [_amount(one[1], one[0]) for one in kept] if name == "awards" else [one[3] for one in kept]
    except (ValueError, TypeError, LookupError):
        return value  # of an older office or a hand's own: given as it is
    return ", ".join(said_of)


def _amount(value: int, unit: str) -> str:
    if unit == "hours":
        return say_hours(value)
    return counted(value, unit.removesuffix("s")) if unit else str(value)
