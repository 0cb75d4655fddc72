"""Open Referral UK (HSDS-UK): a council's directory read into candidates, each record that cannot be taken with its place."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shortbreaks.errors import Refused
from shortbreaks.exchange.plain_text import to_plain
from shortbreaks.exchange.strict_json import read_json

MOST_RECORDS = 100_000
LISTS = ("contents", "content", "services", "data", "items", "results")
POSTCODE = re.compile(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2}")
OURS = "short-breaks"  # the taxonomy of what only Short Breaks knows of a service


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that was not taken: its number in the file, its id if it has one, and why."""

    number: int
    source_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Location:
    """Where a foreign service happens."""

    source_id: str
    name: str
    address: str
    postcode: str
    access: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who runs a foreign service."""

    source_id: str
    name: str
    description: str
    email: str
    website: str
    foreign: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One service of a directory, in our words; `foreign` is its whole record as it came (JSON)."""

    number: int
    source_id: str
    name: str
    description: str
    website: str
    email: str
    closed: bool
    min_age: int | None
    max_age: int | None
    price_pence: int | None
    contact_name: str
    contact_phone: str
    organisation: Organisation
    location: Location | None
    own: Mapping[str, str]
    foreign: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds: candidates, problems, and how many records there were."""

    candidates: tuple[Candidate, ...]
    problems: tuple[Problem, ...]
    records: int


def read_directory(content: bytes) -> Read:
    """Read a directory file: a list of services, a page of one, one service, or organisations with their services.

    Raises Refused when it is none of these; a single bad record becomes a problem and stops nothing.
    """
    records = _records(read_json(content))
    if len(records) > MOST_RECORDS:
        raise Refused("The file holds over 100,000 services.", "Ask for it in parts.")
    candidates: list[Candidate] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, record in enumerate(records, 1):
        try:
            one = _candidate(number, record)
            if one.source_id in seen:
                raise Refused(f"It has the same id as record {seen[one.source_id]}.")
            seen[one.source_id] = number
            candidates.append(one)
        except Refused as refusal:
            source = _text(record.get("id")) if isinstance(record, dict) else ""
            problems.append(Problem(number, source, refusal.sentence))
    return Read(tuple(candidates), tuple(problems), len(records))


def _records(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [one for item in value for one in _with_services(item)]
    if isinstance(value, dict):
        for name in LISTS:
            if isinstance(value.get(name), list) and "name" not in value:
                return [one for item in value[name] for one in _with_services(item)]
        if "name" in value or "id" in value:
            return _with_services(value)
    raise Refused(
        "The file is not a directory of services.", "It should be a list of services in Open Referral UK form."
    )


def _with_services(item: Any) -> list[Any]:
    """An organisation with its services as those services; anything else as it is."""
    if isinstance(item, dict) and isinstance(item.get("services"), list) and "status" not in item:
        organisation = {key: part for key, part in item.items() if key != "services"}
        return [{"organization": organisation, **one} if isinstance(one, dict) else one for one in item["services"]]
    return [item]


def _candidate(number: int, record: Any) -> Candidate:
    if not isinstance(record, dict):
        raise Refused("It is not a record but a single value.")
    whole = json.dumps(record, ensure_ascii=False, sort_keys=True)
    if any("\ud800" <= letter <= "\udfff" for letter in whole):
        raise Refused("It holds half a letter (a lone surrogate), which cannot be kept.")
    source_id, name = _text(record.get("id")), to_plain(_text(record.get("name")))
    if not name:
        raise Refused("It has no name.")
    if not source_id:
        raise Refused(f"“{name[:60]}” has no id, so it could not be known again.")
    if "status" not in record and (
        "organization_identifiers" in record or "website" in record and "schedules" not in record
    ):
        raise Refused(f"“{name[:60]}” is an organisation without services.")
    organisation = _organisation(record.get("organization"), source_id, name)
    contact = _first(record.get("contacts"))
    low, high = _age(record.get("minimum_age")), _age(record.get("maximum_age"))
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Candidate(
        number, source_id, name, _description(record), _text(record.get("url")), _text(record.get("email")),
        _text(record.get("status")).casefold() in {"inactive", "defunct", "closed", "temporarily closed"}, low, high,
        _price(record.get("cost_options")), to_plain(_text(contact.get("name"))), _phone(record, contact), organisation,
        _location(record), _own(record.get("attributes")), whole,
    )  # fmt: skip


def _description(record: Mapping[str, Any]) -> str:
    parts = [to_plain(_text(record.get("description")))]
    for name, words in (("fees", "Fees"), ("alert", "Please note")):
        if said := to_plain(_text(record.get(name))):
            parts.append(f"{words}: {said}")
    return "\n\n".join(part for part in parts if part)


def _organisation(value: Any, service_id: str, service_name: str) -> Organisation:
    record = value if isinstance(value, dict) else {}
    name = to_plain(_text(record.get("name"))) or service_name
    source = _text(record.get("id")) or f"of-service:{service_id}"
    website = _text(record.get("website")) or _text(record.get("url"))
    foreign = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return Organisation(
        source, name, to_plain(_text(record.get("description"))), _text(record.get("email")), website, foreign
    )


def _location(record: Mapping[str, Any]) -> Location | None:
    place = _first(record.get("service_at_locations")).get("location") or _first(record.get("locations"))
    if not isinstance(place, dict) or not place:
        return None
    address = _first(place.get("addresses")) or _first(place.get("physical_addresses"))
    lines = [to_plain(_text(address.get(part))) for part in ("address_1", "address_2", "city", "region")]
    access = "; ".join(
        filter(None, (to_plain(_text(one.get("description"))) for one in _dicts(place.get("accessibility"))))
    )
    postcode = _text(address.get("postal_code"))
    found = POSTCODE.search(postcode)
    name = to_plain(_text(place.get("name"))) or next((line for line in lines if line), "")
    source = _text(place.get("id"))
    if not name and not found:
        return None
    return Location(
        source, name, "\n".join(line for line in lines if line), found.group(0).upper() if found else "", access
    )


def _own(value: Any) -> dict[str, str]:
    """What an export of Short Breaks said in its own taxonomy: {"kind": "club", "need": "CON,RESCUE"}."""
    own: dict[str, list[str]] = {}
    for one in _dicts(value):
        term = one.get("taxonomy_term")
        if isinstance(term, dict) and _text(term.get("taxonomy")) == OURS:
            name, _, code = _text(term.get("code") or term.get("term") or term.get("name")).partition(":")
            own.setdefault(name, []).append(code)
    return {name: ",".join(codes) for name, codes in own.items()}


def _price(value: Any) -> int | None:
    for one in _dicts(value):
        amount = one.get("amount")
        if isinstance(amount, int) and not isinstance(amount, bool) and 0 <= amount <= 10_000:
            return amount * 100
        text = _text(amount) if not isinstance(amount, float) else f"{amount:.2f}"
        if re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,2})?", text):
            whole, _, part = text.partition(".")
            return int(whole) * 100 + int(part.ljust(2, "0") or 0)
    return None


def _phone(record: Mapping[str, Any], contact: Mapping[str, Any]) -> str:
    for holder in (contact, record, record.get("organization") or {}):
        if isinstance(holder, dict) and (number := _text(_first(holder.get("phones")).get("number"))):
            return number
    return ""


def _age(value: Any) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)) and value == value and 0 <= value <= 130:
        return int(value)
    text = _text(value)
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= 130 else None


def _dicts(value: Any) -> Sequence[Mapping[str, Any]]:
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _first(value: Any) -> Mapping[str, Any]:
    return next(iter(_dicts(value)), {})


def _text(value: Any) -> str:
    if value is None or isinstance(value, (dict, list, bool)):
        return ""
    return str(value).encode("utf-8", "replace").decode("utf-8").replace("\0", "").strip()
