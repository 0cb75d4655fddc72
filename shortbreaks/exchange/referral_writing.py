"""Our directory as Open Referral UK: records that came from elsewhere go out as they came, with what changed here on top."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from shortbreaks.errors import Refused
from shortbreaks.exchange.held import Held, HeldPattern, HeldRow
from shortbreaks.exchange.incoming import FIELDS
from shortbreaks.exchange.referral_fields import fields_of, key_of_place, status_of
from shortbreaks.exchange.referral_shape import EXTENSION, NOTHING, PLACES, UNREAD, fitted, public_id
from shortbreaks.exchange.referral_values import dicts

PRIVATE = {"vendor_number", "checks"}  # of no use to families, and nobody else's business
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
TAXONOMY = "short-breaks"


def write_referral(held: Held) -> bytes:
    """The whole directory as one page of Open Referral UK; the same directory gives the same bytes."""
    venues = _venues_by_owner(held)
    services = _services(held, venues)
    used = {row.owner_id for row in held.of("service")}
    alone = [
        fitted(_organisation(row, venues.get(row.id, {}).values()), "organization")
        for row in held.of("provider")
        if row.id not in used
    ]
    page: dict[str, Any] = {
        "total_items": len(services), "total_pages": 1, "page_number": 1, "size": len(services), "first_page": True,
        "last_page": True, "empty": not services, "contents": services,
    }  # fmt: skip
    if alone:
        page["organizations"] = alone
    return json.dumps(page, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False).encode("utf-8") + b"\n"


def _venues_by_owner(held: Held) -> dict[int, dict[str, HeldRow]]:
    """Each provider's venues by their own keys: looked through once, however many services name them."""
    found: dict[int, dict[str, HeldRow]] = {}
    for venue in held.of("venue"):
        found.setdefault(venue.owner_id, {})[venue.key.rpartition("/")[2]] = venue
    return found


def _services(held: Held, venues: Mapping[int, Mapping[str, HeldRow]]) -> list[dict[str, Any]]:
    providers = {row.id: row for row in held.of("provider")}
    patterns: dict[int, list[HeldPattern]] = {}
    for pattern in held.patterns:
        patterns.setdefault(pattern.service_id, []).append(pattern)
    organisations = {row.id: _organisation(row, ()) for row in providers.values()}
    unplaced = _venues_nobody_names(held)
    known = {owner: {**own, **{public_id(key): one for key, one in own.items()}} for owner, own in venues.items()}
    written = []
    for row in held.of("service"):
        record = _service(row, patterns.get(row.id, ()), held)
        _put_venues(record, row, known.get(row.owner_id, {}), unplaced.get(row.owner_id, ()))
        record["organization"] = organisations[row.owner_id]
        record.pop("organization_id", None)
        written.append(fitted(record))
    return written


def _overlaid(row: HeldRow, names: Mapping[str, str]) -> dict[str, Any]:
    """The record as it came, with each field that says something else here put over it; our own fields beside it."""
    record = {name: one for name, one in row.foreign.items() if name != EXTENSION}
    try:
        before = fields_of(row.table, record)[0] if record else {}
    except Refused:
        before = {}
    for field, name in names.items():
        worded = field in {"min_age", "max_age"} and isinstance(record.get(name), str)
        told = name in record and (record[name] not in ("", None) or row.fields[field] in ("", None))
        if before.get(field) == row.fields[field] and told and not worded:
            continue
        came = record.pop(name, None)
        if worded and isinstance(aside := record.setdefault(UNREAD, {}), dict):
            aside[name] = came  # "5 to 12" was said of both ages, and is kept beside them
        if row.fields[field] not in ("", None):
            record[name] = row.fields[field]
    record["id"] = public_id(row.key.rpartition("/")[2] if row.table == "venue" else row.key)
    fields = {name: _said(one) for name, one in row.fields.items() if name in FIELDS[row.table] and name not in PRIVATE}
    record[EXTENSION] = {"fields": fields}
    if public_id(row.key) != row.key:
        record[EXTENSION]["source_id"] = row.key
    return record


def _said(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _organisation(row: HeldRow, venues: Iterable[HeldRow]) -> dict[str, Any]:
    site = "url" if "url" in row.foreign and "website" not in row.foreign else "website"
    record = _overlaid(row, {"name": "name", "description": "description", "email": "email", "website": site})
    places = [_location(venue) for venue in venues]
    return record | ({"locations": places} if places else {})


def _service(row: HeldRow, patterns: Sequence[HeldPattern], held: Held) -> dict[str, Any]:
    names = {"name": "name", "description": "description", "min_age": "minimum_age", "max_age": "maximum_age"}
    record = _overlaid(row, names)
    status = status_of(row.foreign)
    closed = row.fields["state"] == "closed"
    record["status"] = (
        (status if status in {"inactive", "defunct", "temporarily closed"} else "inactive") if closed else "active"
    )
    made: dict[str, list[dict[str, Any]]] = {
        "attributes": [
            _attribute(row, "kind", row.fields["kind"], held), *(_attribute(row, "need", one, held) for one in row.fields["offers"]),
        ],
        "cost_options": [
            {"id": _id(row, f"price:{day}"), "valid_from": day.isoformat(), "amount": pence / 100,
             "option": "One hour" if hour else "One place"}
            for day, pence, *hour in row.fields["prices"]
        ],
    }  # fmt: skip
    if row.fields["contact_name"] and not dicts(record.get("contacts")):
        made["contacts"] = [{"id": _id(row, "contact"), "name": row.fields["contact_name"]}]
    for name, parts in made.items():
        if parts:
            record[name] = [*_listed(record.get(name)), *parts]
    record[EXTENSION]["made"] = [one["id"] for parts in made.values() for one in parts]
    if patterns:
        record["schedules"] = [*_listed(record.get("schedules")), *(_schedule(row, one) for one in patterns)]
    return record


def _listed(value: Any) -> list[Any]:
    """What came where a list was meant, as one: also words that are no records, which go out as they can."""
    return value if isinstance(value, list) else [] if value in NOTHING else [value]


def _id(row: HeldRow, part: str) -> str:
    return str(uuid.uuid5(PLACES, f"{row.key}:{part}"))


def _attribute(row: HeldRow, name: str, code: str, held: Held) -> dict[str, Any]:
    words = held.lists[name].said.get(code, code)
    term = {
        "id": str(uuid.uuid5(PLACES, f"{TAXONOMY}:{name}:{code}")), "name": words, "description": words, "term": code,
        "taxonomy": f"{TAXONOMY}:{name}",
    }  # fmt: skip
    return {"id": _id(row, f"{name}:{code}"), "link_type": "service", "taxonomy_term": term}


def _schedule(row: HeldRow, pattern: HeldPattern) -> dict[str, Any]:
    first, last = pattern.first_day.isoformat(), pattern.last_day.isoformat()
    when = {"weekly_term": "In school terms", "holiday_week": "In school holidays"}.get(pattern.kind, "")
    return {
        "id": _id(row, f"pattern:{pattern.id}"), "valid_from": first, "valid_to": last, "dtstart": first, "freq": "WEEKLY",
        "interval": 1, "byday": ",".join(BYDAY[int(day)] for day in pattern.weekdays.split(",") if day),
        "opens_at": pattern.starts, "closes_at": pattern.ends, "description": when,
    }  # fmt: skip


def _named_in(record: Mapping[str, Any]) -> set[str]:
    places = [place for at in dicts(record.get("service_at_locations")) for place in dicts(at.get("location"))]
    return {_key_in(place) for place in [*places, *dicts(record.get("locations"))]}


def _key_in(place: Mapping[str, Any]) -> str:
    return key_of_place(place, fields_of("venue", place)[0]).rpartition("/")[2]


def _venues_nobody_names(held: Held) -> dict[int, list[HeldRow]]:
    """Each provider's venues that no kept record of its services tells of: they go out with every service."""
    named: dict[int, set[str]] = {}
    for row in held.of("service"):
        named.setdefault(row.owner_id, set()).update(_named_in(row.foreign))
    found: dict[int, list[HeldRow]] = {}
    for venue in held.of("venue"):
        ids = {venue.key.rpartition("/")[2], public_id(venue.key.rpartition("/")[2])}
        if not ids & named.get(venue.owner_id, set()):
            found.setdefault(venue.owner_id, []).append(venue)
    return found


def _put_venues(record: dict[str, Any], row: HeldRow, own: Mapping[str, HeldRow], more: Sequence[HeldRow]) -> None:
    written: list[Any] = []
    for at in _listed(record.get("service_at_locations")):
        if not isinstance(at, dict):
            written.append(at)
            continue
        kept, place = dict(at), next(iter(dicts(at.get("location"))), None)
        if place is not None and (venue := own.get(_key_in(place))) is not None:
            kept["location"] = _location(venue)
        written.append(kept)
    written += [{"id": _id(row, f"at:{venue.key}"), "location": _location(venue)} for venue in more]
    if written:
        record["service_at_locations"] = written


def _location(row: HeldRow) -> dict[str, Any]:
    record = _overlaid(row, {"name": "name"})
    record.setdefault("location_type", "physical")
    before = fields_of("venue", {name: one for name, one in row.foreign.items() if name != EXTENSION})[0]
    unsaid = any(row.fields[name] for name in ("address", "postcode")) and not dicts(record.get("addresses"))
    if unsaid or any(before.get(name, "") != row.fields[name] for name in ("address", "postcode")):
        lines = row.fields["address"].split("\n")
        city, region = lines[-1] if len(lines) > 1 else "", ", ".join(lines[1:-1])
        address = {
            "id": _id(row, "address"), "address_1": lines[0], "city": city, "region": region, "state_province": "",
            "postal_code": row.fields["postcode"], "country": "GB", "address_type": "physical",
        }  # fmt: skip
        record["addresses"] = [address]
    return record
