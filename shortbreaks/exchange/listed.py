"""The codes of a directory file against the council's own lists: taken by code, by words or by an older name."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from shortbreaks.council.lists import CodeList, code_lists
from shortbreaks.council.postcodes import place_of
from shortbreaks.errors import Refused
from shortbreaks.exchange.checks import check_seen_by
from shortbreaks.exchange.incoming import Brought, Incoming, Note

# The fields that hold codes, each with the list they are of
LISTED = {"kind": "kind", "offers": "need", "district": "district", "checks": "check"}


def on_the_lists(db: Session, brought: Brought, today: date) -> Brought:
    """The same file with each code as the council keeps it; a record with one that nobody knows stays out, and is told.

    So does one with a check that would have been seen on a day to come.

    A code that is no longer offered is taken too: a file tells what stands, and our own file must come back as it went.
    """
    lists = code_lists(db)
    records, notes = [], list(brought.notes)
    for one in brought.records:
        try:
            check_seen_by(one.fields.get("checks", ()), today)
            records.append(_with_codes(one, {field: lists[name] for field, name in LISTED.items()}))
        except Refused as refusal:
            where = one.table.capitalize() if brought.form == "CSV" else f"short_breaks.fields.{refusal.field}"
            notes.append(Note(one.row, one.line, one.key, where, one.name[:80], refusal.sentence, refused=True))
    return replace(brought, records=tuple(records), notes=tuple(notes))


def _with_codes(one: Incoming, lists: dict[str, CodeList]) -> Incoming:
    found = dict(one.fields)
    if "checks" in found:
        found["checks"] = tuple(sorted((_code(lists["checks"], kind, "checks"), *rest) for kind, *rest in found["checks"]))
    if "district" in found and not _named(found, lists["district"]):
        del found["district"]
    if "kind" in found:
        found["kind"] = _code(lists["kind"], found["kind"], "kind")
    if "offers" in found:
        found["offers"] = tuple(sorted({_code(lists["offers"], text, "offers") for text in found["offers"]}))
    return replace(one, fields=found)


def _named(fields: dict[str, Any], districts: CodeList) -> bool:
    """Put the district that a file names where its postcode tells none, also by an older name such as Shepway.

    False where the postcode tells it, or what is named is no district but a town.
    """
    if fields.get("postcode") and place_of(fields["postcode"]) is not None:
        return False
    fields["district"] = next(filter(None, map(districts.code_for, fields["district"].splitlines())), "")
    return bool(fields["district"])


def _code(listed: CodeList, text: str, field: str) -> str:
    code = listed.code_for(text)
    if code is None:
        kinds = ", ".join(one.code for one in listed.codes)
        what = {"kind": "kind", "checks": "check"}.get(field)
        said = f"is no {what}: it is one of {kinds}" if what else "is not a need on the list"
        raise Refused(f"“{text[:40]}” {said}.", field=field)
    return code
