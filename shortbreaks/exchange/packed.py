"""A packed directory: the published CSV tables of Open Referral (HSDS) in one zip, or one file that was only packed (safety.md D22)."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_BYTES, MOST_ROWS, Table, read_table
from shortbreaks.exchange.json_files import JsonFile, JsonRecord, fault_in, read_json

MOST_MEMBERS = 200
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
    "services_taxonomy": "attributes",
}  # fmt: skip
# To whom a row belongs, the nearest first: a telephone of a contact of a service is the contact's
OWNERS = ("contact", "service_at_location", "service", "location", "organization")
WHOLE = {"minimum_age", "maximum_age", "interval", "count", "year_incorporated", "priority"}
BROKEN = {"latitude", "longitude", "amount"}
FORMS = "Choose the zip of the tables (service.csv, organization.csv and the others), or unpack it and choose the file in it."


Row = dict[str, Any]


@dataclass(slots=True)
class Unpacked:
    """What was in a zip: its only directory file, or its tables joined; and what must be said of them."""

    one: bytes | None = None
    records: JsonFile | None = None
    faults: list[tuple[str, int, str]] = field(default_factory=list)  # (file, line, sentence)
    said: list[str] = field(default_factory=list)


def unpack(data: bytes) -> Unpacked:
    """A zip read in memory: nothing of it is ever written, no name in it is a place. Raises Refused for one that is no directory."""
    members = _members(data)
    tables = {name: content for name, content in members.items() if _table_of(name)}
    if any(TABLES[_table_of(name)] == "services" for name in tables):
        return _joined(members, tables)
    found = {
        name: content
        for name, content in members.items()
        if name.endswith((".json", ".csv")) and "datapackage" not in name
    }
    if len(found) == 1 and not tables:
        return Unpacked(one=next(iter(found.values())))
    if found and all(
        name.endswith(".json") and content.lstrip()[:1] in {b"[", b"{"} for name, content in found.items()
    ):
        return _several(found)
    raise Refused("The zip holds no directory that can be read.", FORMS)


def _several(files: Mapping[str, bytes]) -> Unpacked:
    """Several files of JSON: pages of one feed, or tables of it each in a file of its own."""
    records: list[JsonRecord] = []
    around: dict[str, list[Row]] = {}
    pages: list[Row] = []
    named = False
    for name, content in files.items():
        try:
            file = read_json(content)
        except Refused as refusal:
            raise Refused(f"{name}: {refusal.sentence}", refusal.remedy) from None
        stem = _stem_of(PurePosixPath(name).stem)
        if TABLES.get(stem, "services") not in {"services", "organizations"}:
            around.setdefault(stem, []).extend(record.value for record in file.records)
            continue
        if TABLES.get(stem) == "organizations":
            for record in file.records:
                if isinstance(record.value, dict):
                    record.value.setdefault("services", [])
        records += file.records
        pages += file.pages
        named = named or file.named or TABLES.get(stem) == "services"
    joined, said = joined_json(JsonFile(tuple(records), around, tuple(pages), named))
    return Unpacked(records=joined, said=list(said))


def joined_json(file: JsonFile) -> tuple[JsonFile, tuple[str, ...]]:
    """Tables beside each other in one JSON file, each row put under the record it belongs to; and what must be said of them."""
    tables = {
        name: [(0, row) for row in rows if isinstance(row, dict) and not fault_in(row)[1]]
        for name, rows in file.around.items()
        if isinstance(rows, list)
        and rows
        and TABLES.get(_stem_of(name), "services") not in {"services", "organizations"}
    }
    if not tables:
        return file, ()
    by_id: dict[str, dict[str, Row]] = {}
    for name, rows in tables.items():
        by_id.setdefault(_stem_of(name), {}).update({str(row["id"]): row for _, row in rows if row.get("id")})
    for record in file.records:
        if isinstance(record.value, dict) and not record.fault and record.value.get("id"):
            kind = "organization" if "services" in record.value else "service"
            by_id.setdefault(kind, {})[str(record.value["id"])] = record.value
    lost = _attach(tables, by_id) + sum(len(file.around[name]) - len(rows) for name, rows in tables.items())
    told = [f"{lost} rows of the tables belong to no record in them, and are not kept."] if lost else []
    for row in by_id.get("service", {}).values():
        _put_place(row, by_id)
    return file, tuple(told)


def _stem_of(name: str) -> str:
    return _table_of(f"{name}.csv")


def _put_place(service: Row, by_id: Mapping[str, Mapping[str, Row]]) -> None:
    """The place that the older form names in the service itself."""
    if (place := by_id.get("location", {}).get(str(service.get("location_id", "")))) is not None:
        service.setdefault("service_at_locations", []).append({"location": place})


def _table_of(name: str) -> str:
    """The published name of a table, from a file's name in one or many ("services.csv"); "" for another file."""
    path = PurePosixPath(name)
    stem = path.stem.lower()
    if path.suffix.lower() != ".csv":
        return ""
    return next(
        (one for one in (stem, stem.removesuffix("s"), stem.removesuffix("es"), f"{stem[:-3]}y") if one in TABLES), ""
    )


def _members(data: bytes) -> dict[str, bytes]:
    """Each file of a zip by its own name; a name twice, a zip in it, a password or more than 20 MB of it is refused."""
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = [one for one in packed.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
            if len(inside) > MOST_MEMBERS:
                raise Refused("The zip holds more than 200 files.", FORMS)
            for one in inside:
                if one.flag_bits & 1:
                    raise Refused("The zip is locked with a password.", "Ask for it without one, or unpack it first.")
                with packed.open(one) as member:
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise Refused("Unpacked, the zip is larger than 20 MB.", "Ask for it in parts.")
                name = PurePosixPath(one.filename.replace("\\", "/")).name.lower()
                if name in found:
                    raise Refused(f"The zip holds two files called {name}.", "Take out the one that does not belong.")
                found[name] = content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as fault:
        raise Refused(
            "The zip is cut off or damaged.", "Ask for it again, and check that all of it was saved."
        ) from fault
    return found


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX") or PurePosixPath(name.replace("\\", "/")).name.startswith(".")


def _joined(members: Mapping[str, bytes], tables: Mapping[str, bytes]) -> Unpacked:
    """Each service with all that the tables say of it, as one record; organisations without a service for themselves."""
    made = Unpacked()
    read = {name: _rows(name, content, made) for name, content in tables.items()}
    by_id: dict[str, dict[str, Row]] = {}
    for name, rows in read.items():
        by_id.setdefault(_table_of(name), {}).update({row["id"]: row for _, row in rows if row.get("id")})
    lost = _attach(read, by_id)
    used: set[str] = set()
    records: list[JsonRecord] = []
    for _, rows in ((name, rows) for name, rows in read.items() if TABLES[_table_of(name)] == "services"):
        for number, (line, row) in enumerate(rows, 1):
            owner = by_id.get("organization", {}).get(str(row.get("organization_id", "")))
            if owner is not None:
                used.add(str(owner["id"]))
                row["organization"] = owner
            _put_place(row, by_id)
            records.append(JsonRecord(number, line, row))
    alone = [row for key, row in by_id.get("organization", {}).items() if key not in used]
    records += [JsonRecord(len(records) + n, 1, {**row, "services": []}) for n, row in enumerate(alone, 1)]
    if lost:
        made.said.append(f"{lost} rows of the tables belong to no record in them, and are not kept.")
    other = sorted(name for name in members if name.endswith(".csv") and name not in tables)
    if other:
        made.said.append(f"Not read, since they say nothing of one service: {', '.join(other)}.")
    made.records = JsonFile(tuple(records), {}, named=True)
    return made


def _rows(name: str, content: bytes, made: Unpacked) -> list[tuple[int, Row]]:
    """The rows of a table with their lines, without empty cells; rows that cannot be read are told."""
    table: Table = read_table(content)
    made.faults += [(name, fault.line, fault.sentence) for fault in table.faults]
    if len(table.rows) > MOST_ROWS:
        raise Refused(f"{name} has more than 100,000 rows.", "Ask for it in parts.")
    heads = [heading.strip().lower() for heading in table.headings]
    return [
        (
            row.line,
            {head: _value(head, cell.strip()) for head, cell in zip(heads, row.cells, strict=False) if cell.strip()},
        )
        for row in table.rows
    ]


def _value(head: str, cell: str) -> Any:
    if head in WHOLE and cell.isascii() and cell.isdigit() and len(cell) < 10:
        return int(cell)
    if head in BROKEN and cell.isascii():
        try:
            return float(cell) if "." in cell else int(cell)
        except ValueError:
            return cell
    if head == "status":
        return cell.lower()
    return cell.strip('"') if head == "number" else cell  # the published example quotes telephones twice


def _attach(read: Mapping[str, Sequence[tuple[int, Row]]], by_id: Mapping[str, Mapping[str, Row]]) -> int:
    """Put each row under the record it belongs to; answers how many belong to none."""
    lost = 0
    for name, rows in read.items():
        table = _table_of(name) or _stem_of(name)
        if TABLES[table] in {"services", "organizations"}:
            continue
        if TABLES[table] == "locations":
            lost += _put_with_owners([row for _, row in rows], read, by_id)
            continue
        for _, row in rows:
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


def _put_with_owners(
    places: Sequence[Row], read: Mapping[str, Sequence[tuple[int, Row]]], by_id: Mapping[str, Mapping[str, Row]]
) -> int:
    """Put each place that no service names with the organisation it names; answers how many name none."""
    at_services = [
        rows for name, rows in read.items() if TABLES[_table_of(name) or _stem_of(name)] == "service_at_locations"
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
