"""The directory as one flat CSV file: a line for each service with its provider and a venue, read back line by line."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from shortbreaks.council.commands import check_day
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.checks import cell_of
from shortbreaks.exchange.csv_files import Money, Table, TableRow, write_table
from shortbreaks.exchange.held import Held, HeldRow
from shortbreaks.exchange.incoming import FIELDS, READERS, TABLES, Brought, Incoming, Note, read_field
from shortbreaks.money import MOST_PENCE, read_filed_money
from shortbreaks.providers.price_tables import PER
from shortbreaks.words import counted

CODES = uuid.UUID("d4c2a6b0-7f4e-5a33-8e5b-9a8f1c0f6e17")
TITLES = {"provider": "Provider", "venue": "Venue", "service": "Service"}
PRICE, PRICE_FROM, PRICE_PER = "Service price", "Service price from", "Service price per"
LEFT_OUT = {"prices"}


def _heading(table: str, field: str) -> str:
    return TITLES[table] if field == "name" else f"{TITLES[table]} {FIELDS[table][field][1]}"


COLUMNS: tuple[tuple[str, str, str], ...] = tuple(
    (heading, table, field)
    for table in ("provider", "service", "venue")
    for heading, field in [
        (f"{TITLES[table]} id", "key"), *((_heading(table, field), field) for field in FIELDS[table] if field not in LEFT_OUT),
    ]
)  # fmt: skip
HEADINGS = (*(heading for heading, _, _ in COLUMNS), PRICE, PRICE_FROM, PRICE_PER)


def write_directory_csv(held: Held) -> bytes:
    """The directory as CSV: providers in order, their services and venues beside each other."""
    services, venues = _by_owner(held.of("service")), _by_owner(held.of("venue"))
    return write_table(HEADINGS, _lines(held.of("provider"), services, venues))


def _by_owner(rows: Iterable[HeldRow]) -> dict[int, list[HeldRow]]:
    found: dict[int, list[HeldRow]] = {}
    for row in rows:
        found.setdefault(row.owner_id, []).append(row)
    return found


def _lines(
    providers: Sequence[HeldRow], services: dict[int, list[HeldRow]], venues: dict[int, list[HeldRow]]
) -> Iterator[list[object]]:
    for provider in providers:
        pairs = list(zip_longest(services.get(provider.id, ()), venues.get(provider.id, ()))) or [(None, None)]
        for service, venue in pairs:
            rows = {"provider": provider, "service": service, "venue": venue}
            prices = service.fields["prices"] if service else ()
            last = [Money(prices[-1][1]), prices[-1][0], "hour" if prices[-1][2:] else "place"] if prices else [None, None, None]
            yield [*(_value(rows[table], field) for _, table, field in COLUMNS), *last]


def _value(row: HeldRow | None, field: str) -> object:
    if row is None:
        return None
    if field == "key":
        return row.key
    value = row.fields[field]
    if field == "checks":
        return cell_of(value)
    return ", ".join(value) if isinstance(value, tuple) else value


def read_directory_csv(table: Table) -> Brought:
    """A directory from CSV; a line with a fault is told with its number, and the whole file waits until it is mended.

    Columns are known by their headings; those we do not know are told and left out. Raises Refused for a file without
    the column Provider, or one that cannot be read.
    """
    known = {fold(heading): (of, field) for heading, of, field in COLUMNS}
    known |= {fold(PRICE): ("service", "price"), fold(PRICE_FROM): ("service", "price_from"), fold(PRICE_PER): ("service", "price_per")}
    places = {place: known[fold(heading)] for place, heading in enumerate(table.headings) if fold(heading) in known}
    if ("provider", "name") not in places.values():
        raise Refused(
            "The file has no column “Provider”.",
            "The first line must hold the headings, as in a file sent out from here.",
        )
    said = list(table.notes)
    strange = [heading for place, heading in enumerate(table.headings) if place not in places and heading]
    if strange:
        unknown = counted(len(strange), "column is not known and is", "columns are not known and are")
        said.append(f"{unknown} left out: {', '.join(strange[:6])}.")
    reading = _Reading(places)
    for fault in table.faults:
        reading.fault(fault.line - 1, fault.line, "", "", f"The line {fault.sentence}.")
    for row in table.rows:
        reading.take(row)
    records = tuple(one for name in TABLES for one in reading.found.values() if one.table == name)
    return Brought("CSV", len(table.rows) + len(table.faults), records, tuple(reading.notes), tuple(said))


class _Reading:
    """Lines being read into providers, venues and services; a provider may stand on many lines."""

    def __init__(self, places: dict[int, tuple[str, str]]) -> None:
        self.places = places
        self.found: dict[tuple[str, str], Incoming] = {}
        self.notes: list[Note] = []

    def fault(self, row: int, line: int, path: str, name: str, sentence: str) -> None:
        self.notes.append(Note(row, line, "", path, name, sentence, refused=True))

    def take(self, row: TableRow) -> None:
        given: dict[str, dict[str, str]] = {name: {} for name in TABLES}
        for place, (table, field) in self.places.items():
            given[table][field] = row.cells[place]
        name = given["provider"].get("name", "").strip()
        path = "Provider"
        try:
            provider = self._keep(row, "provider", given["provider"], "")
            for table in ("venue", "service"):
                path = TITLES[table]
                if given[table].get("name", "").strip():
                    self._keep(row, table, given[table], provider)
                elif any(one.strip() for one in given[table].values()):
                    raise Refused(f"The {table} has no name.")
        except Refused as refusal:
            self.fault(row.line - 1, row.line, path, name[:80], refusal.sentence)

    def _keep(self, row: TableRow, table: str, cells: dict[str, str], owner: str) -> str:
        said = {
            name: cell
            for name, cell in cells.items()
            if name in FIELDS[table] and (cell.strip() or not _keeps(table, name))
        }
        fields: dict[str, Any] = {name: read_field(table, name, cell) for name, cell in said.items()}
        fields["name"] = read_field(table, "name", cells.get("name"))
        if cells.get("price", "").strip():
            fields["prices"] = (_price(cells),)
        key = cells.get("key", "").strip() or str(uuid.uuid5(CODES, f"{table}:{owner}:{fold(fields['name'])}"))
        one = Incoming(table, key, owner, fields["name"], fields, None, False, row.line - 1, row.line)
        earlier = self.found.setdefault((table, key), one)
        if earlier.fields != one.fields:
            raise Refused(f"The {table} “{one.name[:60]}” says something else on line {earlier.line}.")
        return key


def _price(cells: dict[str, str]) -> tuple[Any, ...]:
    """A price as it is kept: its day, pence, and "hour" where it is of an hour. Raises Refused for what is none."""
    day = READERS["day"]("the price’s first day", cells.get("price_from", ""))
    if not isinstance(day, date):
        raise Refused("The price has no day from which it holds.")
    check_day(day)
    pence, per = read_filed_money(cells["price"]), cells.get("price_per", "").strip().casefold() or "place"
    if not 0 <= pence <= MOST_PENCE:
        raise Refused(f"“{cells['price'].strip()[:20]}” is no price: one is from 0.00 to 1000000.00.")
    if per not in PER:
        raise Refused(f"“{per[:20]}” is nothing that a price is of: it is one of {', '.join(PER)}.")
    return (day, pence, "hour") if per == "hour" else (day, pence)


def _keeps(table: str, field: str) -> bool:
    """Whether an empty cell leaves the field as it is: where nothing is no value of it."""
    how = FIELDS[table][field][0]
    return isinstance(how, tuple) or how in {"name", "yes", "whole", "code", "checks"}
