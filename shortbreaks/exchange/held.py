"""The directory as it is kept, in the words that files use: for writing it out and for comparing what comes in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from shortbreaks.council.lists import CodeList, code_lists
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.records import Record
from shortbreaks.exchange.checks import Check
from shortbreaks.exchange.incoming import FIELDS, TABLES
from shortbreaks.exchange.referral_shape import public_id
from shortbreaks.providers.tables import Pattern, Provider, ProviderCheck, Service, ServiceOffer, ServicePrice, Venue

RECORDS: Mapping[str, type[Record]] = {"provider": Provider, "venue": Venue, "service": Service}
MANY = ("offers", "prices", "checks")


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A provider, venue or service as it is kept; `key` is how files know it, `foreign` its record as it once came."""

    table: str
    id: int
    key: str
    source_id: str | None
    owner_id: int
    ref: str
    fields: Mapping[str, Any]
    foreign: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeldPattern:
    """How a service's sessions recur."""

    id: int
    service_id: int
    kind: str
    weekdays: str
    first_day: Any
    last_day: Any
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class Held:
    """The whole directory."""

    rows: Mapping[str, tuple[HeldRow, ...]]
    patterns: tuple[HeldPattern, ...]
    office: str
    lists: Mapping[str, CodeList]  # the council's own words for kinds and needs

    def of(self, table: str) -> tuple[HeldRow, ...]:
        """The rows of one table, by id."""
        return self.rows[table]


def whole_directory(db: Session) -> Held:
    """Everything in the directory, closed or open, in nine questions however large it is."""
    office = str(db.scalar(select(OfficeRecord.uuid)) or "")
    many = {"offers": _offers(db), "prices": _prices(db), "checks": _checks(db)}
    rows: dict[str, tuple[HeldRow, ...]] = {}
    owners: dict[int, str] = {}
    for table in TABLES:
        rows[table] = tuple(_rows(db, table, office, many, owners))
        owners = owners or {row.id: row.key for row in rows[table]}
    columns = (
        Pattern.id,
        Pattern.service_id,
        Pattern.kind,
        Pattern.weekdays,
        Pattern.first_day,
        Pattern.last_day,
        Pattern.starts,
    )
    patterns = db.execute(select(*columns, Pattern.ends).order_by(Pattern.id))
    return Held(rows, tuple(HeldPattern(*row) for row in patterns), office, code_lists(db))


def _rows(
    db: Session, table: str, office: str, many: Mapping[str, Mapping[int, Any]], owners: Mapping[int, str]
) -> Iterable[HeldRow]:
    kept: Table = RECORDS[table].__table__  # type: ignore[assignment]
    single = [name for name in FIELDS[table] if name not in MANY]
    more = ["provider_id"] if table != "provider" else ["ref"]
    names = ["id", "source_id", "foreign", *more, *single]
    for row in db.execute(select(*(kept.c[name] for name in names)).order_by(kept.c.id)):
        found = row._mapping
        fields = {name: found[name] for name in single}
        fields |= {name: many[name].get(found["id"], ()) for name in MANY if name in FIELDS[table]}
        key = found["source_id"] or public_id(f"{office}:{table}:{found['id']}")
        if table == "venue" and "/" not in key:
            key = f"{owners[found['provider_id']]}/{key}"  # a place may be told of by several providers
        yield HeldRow(
            table, found["id"], key, found["source_id"], found["provider_id"] if table != "provider" else 0,
            found["ref"] if table == "provider" else "", fields, kept_record(found["foreign"]),
        )  # fmt: skip


def kept_record(text: str) -> dict[str, Any]:
    """A foreign record that was kept as JSON; empty when there is none."""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}


def _offers(db: Session) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for row in db.execute(select(ServiceOffer.service_id, ServiceOffer.code)):
        found.setdefault(row.service_id, []).append(row.code)
    return {service: tuple(sorted(codes)) for service, codes in found.items()}


def _checks(db: Session) -> dict[int, tuple[Check, ...]]:
    """The checks of each provider as they stand, by kind."""
    found: dict[int, list[Check]] = {}
    one = ProviderCheck
    for row in db.execute(select(one.provider_id, one.kind, one.reference, one.seen_on, one.seen_by, one.valid_until).order_by(one.kind)):
        found.setdefault(row.provider_id, []).append((row.kind, row.reference, row.seen_on, row.seen_by, row.valid_until))
    return {provider: tuple(checks) for provider, checks in found.items()}


def _prices(db: Session) -> dict[int, tuple[Any, ...]]:
    """The price that holds from each day: the last one entered for it."""
    found: dict[int, dict[Any, tuple[Any, ...]]] = {}
    columns = ServicePrice.service_id, ServicePrice.from_day, ServicePrice.pence, ServicePrice.per
    for row in db.execute(select(*columns).order_by(ServicePrice.id)):
        hour = ("hour",) if row.per == "hour" else ()  # a price of a place is said by its day and sum alone
        found.setdefault(row.service_id, {})[row.from_day] = (row.from_day, row.pence, *hour)
    return {service: tuple(sorted(prices.values())) for service, prices in found.items()}
