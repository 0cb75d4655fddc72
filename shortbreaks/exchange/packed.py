"""A packed directory: the published CSV tables of Open Referral (HSDS) in one zip, or one file that was only packed (safety.md D22)."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import MOST_BYTES, MOST_ROWS, Table, read_table
from shortbreaks.exchange.joined import TABLES, Row, joined_json, joined_tables, say_lost, stem_of, table_of
from shortbreaks.exchange.json_files import JsonFile, JsonRecord, read_json
from shortbreaks.exchange.referral_forms import in_published_form, published_name
from shortbreaks.exchange.referral_records import SERVICE_ONLY, is_organisation

MOST_MEMBERS = 200
SAYS_SERVICE = SERVICE_ONLY | {
    "description",
    "organization_name",
    "url",
}  # a table with names and none of these may be of people
WHOLE = {"minimum_age", "maximum_age", "interval", "count", "year_incorporated", "priority"}
BROKEN = {"latitude", "longitude", "amount"}
FORMS = "Choose the zip of the tables (service.csv, organization.csv and the others), or unpack it and choose the file in it."


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
    tables = {name: content for name, content in members.items() if table_of(name)}
    if any(TABLES[table_of(name)] == "services" for name in tables):
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
            file = in_published_form(read_json(content))
        except Refused as refusal:
            raise Refused(f"{name}: {refusal.sentence}", refusal.remedy) from None
        stem = stem_of(PurePosixPath(name).stem)
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
                if name in found and name.endswith(".json"):
                    name = one.filename  # details of services, each in a folder of its own
                if name in found:
                    raise Refused(f"The zip holds two files called {name}.", "Take out the one that does not belong.")
                found[name] = content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as fault:
        raise Refused(
            "The zip is cut off or damaged.", "Ask for it again, and check that all of it was saved."
        ) from fault
    return found


def gunzip(data: bytes) -> bytes:
    """The one file in a gzip, read in memory. Raises Refused for one that is damaged, or larger than 20 MB unpacked."""
    content = b""
    while data:
        member = zlib.decompressobj(wbits=31)
        try:
            content += member.decompress(data, MOST_BYTES + 1 - len(content))
        except zlib.error as fault:
            raise Refused("The packed file is damaged.", "Ask for it again, and check that all of it was saved.") from fault
        if len(content) > MOST_BYTES:
            raise Refused("Unpacked, the file is larger than 20 MB.", "Ask for it in parts.")
        if not member.eof:
            raise Refused("The packed file is cut off.", "Ask for it again, and check that all of it was saved.")
        data = member.unused_data.lstrip(b"\0")
    return content


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX") or PurePosixPath(name.replace("\\", "/")).name.startswith(".")


def _joined(members: Mapping[str, bytes], tables: Mapping[str, bytes]) -> Unpacked:
    """The tables of a zip, put together; the files that are none of them are told."""
    made = Unpacked()
    read = {name: _rows(name, read_table(content), made) for name, content in tables.items()}
    records, lost = joined_tables(read)
    if lost:
        made.said.append(say_lost(lost))
    other = sorted(name for name in members if name.endswith(".csv") and name not in tables)
    if other:
        made.said.append(f"Not read, since they say nothing of one service: {', '.join(other)}.")
    made.records = in_published_form(JsonFile(records, {}, named=True))
    return made


def alone(table: Table) -> Unpacked | None:
    """The table of services, or of organisations, without its fellows, or with them in its own columns; None for another table."""
    heads = {step for heading in table.headings for step in _steps(heading)[:1]}
    if "name" not in heads or fold("Provider") in map(fold, table.headings):
        return None
    name = "organization.csv" if is_organisation(dict.fromkeys(heads)) else "service.csv"
    if name == "service.csv" and not SAYS_SERVICE & heads:
        return None
    made = Unpacked(said=list(table.notes))
    records, _ = joined_tables({name: _rows(name, table, made)})
    made.records = in_published_form(JsonFile(records, {}, named=True))
    return made


def _steps(heading: str) -> list[str]:
    """A heading as the names it leads through: "contacts/0/name" and "contacts[0].name" are a contact's name."""
    return [published_name(step) for step in re.split(r"[./\[\]]+", heading.strip()) if step]


def _rows(name: str, table: Table, made: Unpacked) -> list[tuple[int, Row]]:
    """The rows of a table with their lines, without empty cells; rows that cannot be read are told."""
    made.faults += [(name, fault.line, fault.sentence) for fault in table.faults]
    if len(table.rows) > MOST_ROWS:
        raise Refused(f"{name} has more than 100,000 rows.", "Ask for it in parts.")
    heads = [_steps(heading) or [""] for heading in table.headings]
    return [(row.line, _record(heads, row.cells)) for row in table.rows]


def _record(heads: Sequence[list[str]], cells: Sequence[str]) -> Row:
    made: Row = {}
    for steps, cell in zip(heads, cells, strict=False):
        if not cell.strip():
            continue
        holder = made
        for step in steps[:-1]:
            holder = holder.setdefault(step, {}) if isinstance(holder.get(step, {}), dict) else holder
        holder[steps[-1]] = _value(steps[-1], cell.strip())
    return {name: _listed(one) for name, one in made.items()}


def _listed(value: Any) -> Any:
    """An object whose names are all numbers as the list it was."""
    if not isinstance(value, dict):
        return value
    inside = {name: _listed(one) for name, one in value.items()}
    return [inside[name] for name in sorted(inside, key=int)] if all(name.isdigit() for name in inside) else inside


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
