"""What a file would change: every record against what is kept, so that a preview and its acceptance can only agree."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shortbreaks.council.postcodes import place_of
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.checks import say_checks, seen_later
from shortbreaks.exchange.held import Held, HeldRow
from shortbreaks.exchange.incoming import DEFAULTS, FIELDS, TABLES, Brought, Incoming
from shortbreaks.exchange.json_files import to_json
from shortbreaks.exchange.referral_fields import fields_of
from shortbreaks.exchange.referral_shape import EXTENSION, UNREAD, fitted, public_id

FOREIGN = "foreign"
SAID = 60
# What our own export writes from other places than the kept record; it is no news when it comes back.
WRITTEN = {
    "id", "name", "description", "status", "minimum_age", "maximum_age", "organization", "organization_id", "contacts",
    "service_at_locations", "schedules", "locations", "services", "email", "website", "addresses", "location_type",
    EXTENSION, UNREAD,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that would change: its words, and before and after as text."""

    field: str
    words: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would happen to one record: "new", "changed" or "same"; `row_id` is None for a new one."""

    table: str
    key: str
    owner: str
    act: str
    row_id: int | None
    name: str
    row: int
    line: int
    fields: tuple[FieldChange, ...]
    values: Mapping[str, Any]
    foreign: Mapping[str, Any] | None


def changes_of(brought: Brought, held: Held) -> tuple[Change, ...]:
    """Every record of a file with what it would do.

    What somebody changed here since the last file stays, unless the directory it came from changed the same thing.
    """
    made: list[Change] = []
    owners: dict[str, int | None] = {}
    for table in TABLES:
        known = _Known(held.of(table))
        for one in brought.of(table):
            row = known.find(one, owners.get(one.owner))
            if table == "provider":
                owners[one.key] = row.id if row else None
            made.append(_new(one) if row is None else _against(one, row))
    return tuple(made)


def gone_from(
    brought: Brought, changes: tuple[Change, ...], held: Held, own: Collection[int] = (), others: Collection[int] = ()
) -> tuple[HeldRow, ...]:
    """Services that came from this directory, are open here, and stand no longer in its file.

    `own` came by the feed of this name, `others` by another. One that came before feeds had names counts where its provider is
    in the file, or where most of those are; what a table or our own file leaves out says nothing.
    """
    if any(one.own or one.foreign is None for one in brought.of("service")):
        return ()
    there = {one.row_id for one in changes if one.table == "service"}
    providers = {one.row_id for one in changes if one.table == "provider"}
    told = {public_id(note.key) for note in brought.notes}  # it is in the file, and stays out for another reason
    came = [row for row in held.of("service") if row.foreign and row.fields["state"] == "open" and row.id not in others]
    nameless = [row for row in came if row.id not in own]
    most = 2 * sum(row.id in there for row in nameless) > len(nameless)
    return tuple(
        row for row in came
        if row.id not in there and public_id(row.key) not in told and (row.id in own or most or row.owner_id in providers)
    )


def fingerprint(changes: tuple[Change, ...]) -> str:
    """What a preview showed, in one word: another word at acceptance means that something moved in between."""
    told = [
        [one.table, one.key, one.act, one.row_id, [[f.field, f.before, f.after] for f in one.fields]] for one in changes
    ]
    return sha256(to_json(told).encode()).hexdigest()


class _Known:
    """The rows of a table, found by the key of a file, its public form, or, for a table file, by name."""

    def __init__(self, rows: tuple[HeldRow, ...]) -> None:
        self._keys = {row.key: row for row in rows} | {public_id(row.key): row for row in rows}
        self._names: dict[tuple[int, str], list[HeldRow]] = {}
        for row in rows:
            self._names.setdefault((row.owner_id, fold(row.fields["name"])), []).append(row)

    def find(self, one: Incoming, owner_id: int | None) -> HeldRow | None:
        """The row that a record means, or None for one that is new."""
        found = self._keys.get(one.key)
        if found is not None or one.foreign is not None:
            return found
        if one.table != "provider" and owner_id is None:
            return None
        same = self._names.get((owner_id or 0, fold(one.name)), [])
        return same[0] if len(same) == 1 else None


def _new(one: Incoming) -> Change:
    values = {**DEFAULTS[one.table], **one.fields}
    return Change(one.table, one.key, one.owner, "new", None, one.name, one.row, one.line, (), values, one.foreign)


def _against(one: Incoming, row: HeldRow) -> Change:
    base = {} if one.own or not row.foreign else _said_before(row)
    found = list(_differences(one, row, base))
    foreign = one.foreign if _is_news(one, row) else None
    if foreign is not None:
        found.append(FieldChange(FOREIGN, "details kept for others", "", ""))
    values = {change.field: one.fields[change.field] for change in found if change.field != FOREIGN}
    act = "changed" if found else "same"
    return Change(
        one.table, one.key, one.owner, act, row.id, one.name, one.row, one.line, tuple(found), values, foreign
    )


def _said_before(row: HeldRow) -> Mapping[str, Any]:
    try:
        return fields_of(row.table, row.foreign)[0]
    except Refused:  # the kept record was readable when it came; a rule may have grown stricter since
        return {}


def _differences(one: Incoming, row: HeldRow, base: Mapping[str, Any]) -> Iterator[FieldChange]:
    for field, value in one.fields.items():
        if value == row.fields[field] or (field in base and base[field] == value):
            continue
        if field == "district" and row.fields["postcode"] and place_of(row.fields["postcode"]) is not None:
            continue  # the postcode here tells it
        if field == "prices" and set(value) <= set(row.fields[field]):
            continue  # prices are only ever added to
        if field == "checks":
            if news := seen_later(value, row.fields[field]):
                yield FieldChange(field, FIELDS[one.table][field][1], say_checks(row.fields[field]), say_checks(news))
            continue
        yield FieldChange(field, FIELDS[one.table][field][1], say(row.fields[field]), say(value))


def _is_news(one: Incoming, row: HeldRow) -> bool:
    if one.foreign is None:
        return False
    if not one.own:
        return dict(one.foreign) != dict(row.foreign)
    if one.table != "service":
        return False  # of places and organisations our export says nothing beyond the fields compared above
    theirs = _unknown(one.foreign, row.key)
    return bool(theirs) and theirs != _unknown(row.foreign, row.key)


def _unknown(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """What a record says beyond our own fields, as it would be written."""
    beyond = {name: one for name, one in raw.items() if name not in WRITTEN}
    made = fitted({**beyond, "id": public_id(key), "name": "–", "status": "active"})
    return {name: one for name, one in made.items() if name not in WRITTEN}


def say(value: Any) -> str:
    """A value as it is shown beside another, cut when it is long."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(_say_price(one) if isinstance(one, tuple) else str(one) for one in value) or "–"
    text = " ".join(str(value).split())
    return text if len(text) <= SAID else f"{text[: SAID - 1]}…"


def _say_price(price: tuple[Any, ...]) -> str:
    return f"{price[1] / 100:.2f}{' an hour' if price[2:] else ''} from {price[0]}"
