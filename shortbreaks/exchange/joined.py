"""Tables of the published form beside each other, from one file of JSON or from a zip, put together into whole records."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from shortbreaks.exchange.json_faults import fault_in
from shortbreaks.exchange.json_files import JsonFile, JsonRecord
from shortbreaks.words import counted

# Each table by the names it was ever published under, and where its rows stand in a record of JSON
TABLES = {
    "service": "services", "organization": "organizations", "location": "locations",
    "service_at_location": "service_at_locations", "services_at_location": "service_at_locations",
    "address": "addresses", "physical_address": "addresses", "postal_address": "addresses", "phone": "phones",
    "contact": "contacts", "schedule": "schedules", "regular_schedule": "schedules", "holiday_schedule": "schedules",
    "cost_option": "cost_options", "service_area": "service_areas", "language": "languages", "funding": "funding",
    "eligibility": "eligibility", "accessibility": "accessibility", "accessibility_for_disabilities": "accessibility",
    "required_document": "required_documents", "organization_identifier": "organization_identifiers", "program": "programs",
    "payment_accepted": "payments_accepted", "payments_accepted": "payments_accepted", "url": "additional_urls",
    "unit": "units", "service_capacity": "capacities", "attribute": "attributes", "service_taxonomy": "attributes",
    "services_taxonomy": "attributes", "taxonomy_term": "terms", "taxonomy": "terms",
}  # fmt: skip
# To whom a row belongs, the nearest first: a telephone of a contact of a service is the contact's
OWNERS = ("contact", "service_at_location", "service", "location", "organization")

Row = dict[str, Any]
Rows = Sequence[tuple[int, Row]]  # each with its line


def joined_json(file: JsonFile) -> tuple[JsonFile, tuple[str, ...]]:
    """Tables beside each other in one JSON file, each row put under the record it belongs to; and what must be said of them."""
    tables = {
        name: [(0, row) for row in rows if isinstance(row, dict) and not fault_in(row)[1]]
        for name, rows in file.around.items()
        if isinstance(rows, list)
        and rows
        and TABLES.get(stem_of(name), "services") not in {"services", "organizations"}
    }
    if not tables:
        return file, ()
    by_id: dict[str, dict[str, Row]] = {}
    for name, rows in tables.items():
        by_id.setdefault(stem_of(name), {}).update({str(row["id"]): row for _, row in rows if row.get("id")})
    for record in file.records:
        if isinstance(record.value, dict) and not record.fault and record.value.get("id"):
            kind = "organization" if "services" in record.value else "service"
            by_id.setdefault(kind, {})[str(record.value["id"])] = record.value
    lost = _attach(tables, by_id) + sum(len(file.around[name]) - len(rows) for name, rows in tables.items())
    told = [say_lost(lost)] if lost else []
    for row in by_id.get("service", {}).values():
        _put_place(row, by_id)
    return file, tuple(told)


def stem_of(name: str) -> str:
    """The published name of a table, from its name in JSON ("services"); "" for another."""
    return table_of(f"{name}.csv")


def joined_tables(read: Mapping[str, Rows]) -> tuple[tuple[JsonRecord, ...], int]:
    """Each service with all that tables, by the names of their files, say of it, then organisations that have none.

    Answers the records, and how many rows belong to none.
    """
    by_id: dict[str, dict[str, Row]] = {}
    for name, rows in read.items():
        by_id.setdefault(table_of(name), {}).update({row["id"]: row for _, row in rows if row.get("id")})
    lost = _attach(read, by_id)
    used: set[str] = set()
    records: list[JsonRecord] = []
    for _, rows in ((name, rows) for name, rows in read.items() if TABLES[table_of(name)] == "services"):
        for number, (line, row) in enumerate(rows, 1):
            owner = by_id.get("organization", {}).get(str(row.get("organization_id", "")))
            if owner is not None:
                used.add(str(owner["id"]))
                row["organization"] = owner
            _put_place(row, by_id)
            records.append(JsonRecord(number, line, row))
    alone = [row for key, row in by_id.get("organization", {}).items() if key not in used]
    records += [JsonRecord(len(records) + n, 1, {**row, "services": []}) for n, row in enumerate(alone, 1)]
    return tuple(records), lost


def _put_place(service: Row, by_id: Mapping[str, Mapping[str, Row]]) -> None:
    """The place that the older form names in the service itself."""
    if (place := by_id.get("location", {}).get(str(service.get("location_id", "")))) is not None:
        service.setdefault("service_at_locations", []).append({"location": place})


def table_of(name: str) -> str:
    """The published name of a table, from a file's name in one or many ("services.csv"); "" for another file."""
    path = PurePosixPath(name)
    stem = path.stem.lower()
    if path.suffix.lower() != ".csv":
        return ""
    return next(
        (one for one in (stem, stem.removesuffix("s"), stem.removesuffix("es"), f"{stem[:-3]}y") if one in TABLES), ""
    )


def _attach(read: Mapping[str, Sequence[tuple[int, Row]]], by_id: Mapping[str, Mapping[str, Row]]) -> int:
    """Put each row under the record it belongs to; answers how many belong to none."""
    lost = 0
    for name, rows in read.items():
        table = table_of(name) or stem_of(name)
        if TABLES[table] in {"services", "organizations", "terms"}:
            continue
        if TABLES[table] == "locations":
            lost += _put_with_owners([row for _, row in rows], read, by_id)
            continue
        for _, row in rows:
            if TABLES[table] == "attributes":
                _put_term(row, by_id)
            if table in {"service_at_location", "services_at_location"}:
                place = by_id.get("location", {}).get(str(row.get("location_id", "")))
                if place is not None:
                    row["location"] = place
                owner = by_id.get("service", {}).get(str(row.get("service_id", "")))
            else:
                owner = _owner(row, by_id)
            if owner is None:
                lost += 1
            elif isinstance(kept := owner.setdefault(TABLES[table], []), list):
                kept.append(row)
    return lost


def _put_term(row: Row, by_id: Mapping[str, Mapping[str, Row]]) -> None:
    """The words that a record is filed under, where it names them by their id."""
    for kind in ("taxonomy_term", "taxonomy"):
        term = by_id.get(kind, {}).get(str(row.get(f"{kind}_id", "")))
        if term is not None:
            row.setdefault("taxonomy_term", term)


def _put_with_owners(
    places: Sequence[Row], read: Mapping[str, Sequence[tuple[int, Row]]], by_id: Mapping[str, Mapping[str, Row]]
) -> int:
    """Put each place that no service names with the organisation it names; answers how many name none."""
    at_services = [
        rows for name, rows in read.items() if TABLES[table_of(name) or stem_of(name)] == "service_at_locations"
    ]
    named = {str(row.get("location_id", "")) for rows in at_services for _, row in rows}
    named |= {str(row.get("location_id", "")) for row in by_id.get("service", {}).values()}
    lost = 0
    for row in places:
        if not row.get("id") or str(row["id"]) in named:
            continue
        owner = by_id.get("organization", {}).get(str(row.get("organization_id", "")))
        if owner is None:
            lost += 1
        elif isinstance(kept := owner.setdefault("locations", []), list):
            kept.append(row)
    return lost


def _owner(row: Row, by_id: Mapping[str, Mapping[str, Row]]) -> Row | None:
    for kind in OWNERS:
        for same in (kind, "services_at_location") if kind == "service_at_location" else (kind,):
            if (found := by_id.get(same, {}).get(str(row.get(f"{kind}_id", "")))) is not None:
                return found
    link = str(row.get("link_id", ""))
    return next((rows[link] for rows in by_id.values() if link in rows), None) if link else None


def say_lost(rows: int) -> str:
    """What is said of rows that belong to no record: 1 row of the tables belongs to none."""
    said = counted(rows, "row of the tables belongs", "rows of the tables belong")
    return f"{said} to no record in them, and {'is' if rows == 1 else 'are'} not kept."
