"""Open Referral UK read: services, organisations and locations in any of their published shapes, in our words."""

import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.incoming import Brought, Incoming, Note, read_field
from shortbreaks.exchange.joined import joined_json
from shortbreaks.exchange.json_files import JsonFile, JsonRecord, read_json
from shortbreaks.exchange.referral_fields import NAMES, fields_of, key_of, key_of_place
from shortbreaks.exchange.referral_forms import in_published_form
from shortbreaks.exchange.referral_pages import other_pages
from shortbreaks.exchange.referral_records import SERVICE_ONLY, as_told, is_organisation, is_place, places_of
from shortbreaks.exchange.referral_shape import EXTENSION, NOTHING, pruned
from shortbreaks.exchange.referral_values import dicts, text_of
from shortbreaks.words import LONGEST_NAME

IDENTIFIER = re.compile(r"[0-9a-fA-F-]{8,36}|\d+|\S*:\S*")  # what names a record without words


def read_referral(data: bytes) -> Brought:
    """A directory in Open Referral UK, with a note for every record that stays out or was changed to fit.

    Raises Refused for a file that is no directory at all (too large, cut off, not JSON, no records).
    """
    file, said = joined_json(in_published_form(read_json(data)))
    return read_records(file, said=said)


def read_records(file: JsonFile, faults: Sequence[tuple[str, int, str]] = (), said: Sequence[str] = ()) -> Brought:
    """The same for records already told apart; `faults` are lines of tables that could not be read: (file, line, why)."""
    reading = _Reading()
    records = as_told(file.records, named=file.named)
    reading.notes += [Note(0, line, "", name, "", f"{name}: {why}", refused=True) for name, line, why in faults]
    for record in records:
        reading.learn(record)
    for record in records:
        reading.take(record)
    faulty = any(record.fault for record in records)  # it is said why, with its place
    if not records or not (reading.found or reading.known_shape or faulty):
        raise Refused(
            "The file holds no services and no organisations.",
            "Choose an Open Referral UK file: services with their names and ids.",
        )
    return Brought(
        "Open Referral UK",
        reading.count,
        tuple(reading.in_order()),
        tuple(reading.notes),
        (*said, *other_pages(file.pages, len(file.records)), *_said(reading)),
    )


def _said(reading: "_Reading") -> Iterator[str]:
    other = sum(
        1 for one in reading.in_order() if one.table == "service" and one.fields.get("kind", "other") == "other"
    )
    if other:
        which = "1 service does not say which kind of short break it is." if other == 1 else (
            f"{other} services do not say which kind of short break they are."
        )  # fmt: skip
        yield f"{which} Kept as “Other service” with all that is said of it; Find a break offers none until sessions are added."


class _Reading:
    """One file being read: providers are told of by many services, so they are gathered first."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], Incoming] = {}
        self.notes: list[Note] = []
        self.count = 0
        self.known_shape = False
        self._names: dict[str, str] = {}
        self._ids: Counter[str] = Counter()  # how many services name an organisation by its id

    def in_order(self) -> list[Incoming]:
        return [
            one for table in ("provider", "venue", "service") for (kind, _), one in self.found.items() if kind == table
        ]

    def learn(self, record: JsonRecord) -> None:
        """Remember what organisations are called, for services that name them by id alone."""
        value = record.value
        if record.fault or not isinstance(value, dict):
            return
        of = value if is_organisation(value) else value.get("organization")
        self._ids[text_of(value.get("organization_id"))] += 1
        if isinstance(of, dict) and (name := text_of(of.get("name"))):
            self._names.setdefault(key_of(of), name)

    def take(self, record: JsonRecord) -> None:
        value = record.value
        if not isinstance(value, dict):
            self.count += 1
            self._note(record, "", "", "", "It is not a record.", refused=True)
            return
        name, key = text_of(value.get("name"))[:80], key_of(value)
        if record.fault:
            self.count += 1
            what = f"“{record.path}”" if record.path else "The line"
            self._note(record, key, record.path, name, f"{what} {record.fault}.", refused=True)
            return
        if is_place(value):
            self.count += 1
            self.known_shape = True
            self._note(record, key, "organization", name, "It is a place, and nothing says who runs it.", refused=True)
            return
        if not is_organisation(value):
            self.count += 1
            self._service(record, value, "")
            return
        self._organisation(record, value)

    def _organisation(self, record: JsonRecord, value: Mapping[str, Any]) -> None:
        services = dicts(value.get("services"))
        self.count += len(services) or 1
        own = {name: one for name, one in value.items() if name != "services"}
        try:
            self._provider(record, own, "")
        except Refused as refusal:
            self._note(
                record, key_of(value), "name", "", f"The organisation stays out: {refusal.sentence}", refused=True
            )
            return
        for place, service in enumerate(services):
            self._service(record, {**service, "organization": own}, f"services.{place}.")

    def _service(self, record: JsonRecord, value: Mapping[str, Any], path: str) -> None:
        raw_name, key = text_of(value.get("name")), key_of(value)
        name = raw_name[:80]
        self.known_shape = self.known_shape or bool(SERVICE_ONLY & set(value)) or "name" in value
        where = "name"
        try:
            fields, notes = fields_of("service", value)
            read_field("service", "name", fields.get("name"))
            where = "organization.name"
            provider = self._provider_of(record, value, fields["name"])
        except Refused as refusal:
            self._note(record, key, path + where, name, refusal.sentence, refused=True)
            return
        if not key:
            key = str(uuid.uuid5(NAMES, f"{provider}:{fold(fields['name'])}"))
            self._note(record, key, f"{path}id", name, "It has no id, so it is known again by its name.")
        for sentence, of in notes:
            self._note(record, key, path + of, name, sentence)
        self._keep(record, "service", key, provider, fields, value)
        for place in places_of(value):
            self._venue(record, place, provider)

    def _provider_of(self, record: JsonRecord, value: Mapping[str, Any], service_name: str) -> str:
        given = value.get("organization")
        if isinstance(given, list) and len(given) == 1:
            (given,) = given
        organisation = dict(given) if isinstance(given, dict) and pruned(given) else {}
        key = key_of(organisation) or text_of(value.get("organization_id")) or text_of(given)
        if not organisation and key not in self._names and isinstance(given, str) and not IDENTIFIER.fullmatch(key):
            organisation = {"name": given}  # it is named in words
            key = str(uuid.uuid5(NAMES, f"provider:{fold(text_of(given))}"))
        if organisation and not text_of(organisation.get("name")) and key not in self._names:
            raise Refused("The organisation that runs it has no name.")
        if not organisation and key not in self._names:
            words = "It names no organisation: the provider is called as the service is."
            if shared := self._ids[key] > 1 and key != "":
                words = "It names its organisation by an id alone: the provider is called by its first service."
            self._note(record, key_of(value), "organization", service_name[:80], words)
            service_name = f"Provider of {service_name}"[:LONGEST_NAME] if shared else service_name
        if ("provider", key) in self.found and not organisation:
            return key
        if not organisation:
            name = self._names.get(key, service_name)
            organisation = {"id": key or str(uuid.uuid5(NAMES, f"provider:{fold(name)}")), "name": name}
        return self._provider(record, organisation, self._names.get(key, ""))

    def _provider(self, record: JsonRecord, value: Mapping[str, Any], known_as: str) -> str:
        fields, notes = fields_of("provider", value)
        if not fields.get("name") and known_as:
            fields["name"] = read_field("provider", "name", known_as)
        fields["name"] = read_field("provider", "name", fields.get("name"))
        key = key_of(value) or str(uuid.uuid5(NAMES, f"provider:{fold(fields['name'])}"))
        for sentence, of in notes if ("provider", key) not in self.found else ():
            self._note(record, key, f"organization.{of}", fields["name"][:80], sentence)
        self._keep(record, "provider", key, "", fields, value)
        for place in dicts(value.get("locations")):
            self._venue(record, place, key)
        return key

    def _venue(self, record: JsonRecord, value: Mapping[str, Any], provider: str) -> None:
        try:
            fields, notes = fields_of("venue", value)
        except Refused as refusal:
            self._note(record, key_of(value), "location", text_of(value.get("name"))[:80], f"{refusal.sentence} The place is left out.")
            return
        if not fields.get("name"):
            return  # somewhere online, or nothing said of the place: it stays in the service's own record
        own = key_of_place(value, fields)
        key = own if own.startswith(f"{provider}/") else f"{provider}/{own}"
        if ("venue", key) in self.found:
            return
        for sentence, of in notes:
            self._note(record, key, f"location.{of}", fields["name"][:80], sentence)
        self._keep(record, "venue", key, provider, fields, value)

    def _keep(
        self, record: JsonRecord, table: str, key: str, owner: str, fields: Mapping[str, Any], value: Mapping[str, Any]
    ) -> None:
        own = isinstance(value.get(EXTENSION), dict)
        raw = _without_made(value)
        one = Incoming(table, key, owner, fields["name"], fields, raw, own, record.row, record.line)
        earlier = self.found.setdefault((table, key), one)
        if table == "provider" and earlier is not one and earlier.foreign != raw:
            self._add_to(record, earlier, one)
        if earlier is one or table != "service":
            return
        if earlier.foreign == raw:
            self._note(record, key, "id", one.name[:80], f"It is the same as row {earlier.row}, word for word.")
        else:
            self._note(
                record,
                key,
                "id",
                one.name[:80],
                f"It has the id of row {earlier.row}, “{earlier.name[:60]}”.",
                refused=True,
            )

    def _add_to(self, record: JsonRecord, earlier: Incoming, one: Incoming) -> None:
        """An organisation of which a later record says more, or is called otherwise."""
        if fold(earlier.name) != fold(one.name):
            words = f"Its organisation is called “{one.name[:60]}” here, and “{earlier.name[:60]}” on row {earlier.row}, which is kept."
            self._note(record, one.key, "organization.name", earlier.name[:80], words)
        fields = {**one.fields, **{name: said for name, said in earlier.fields.items() if said not in NOTHING}}
        foreign = {
            **(one.foreign or {}),
            **{name: said for name, said in (earlier.foreign or {}).items() if said not in NOTHING},
        }
        self.found["provider", one.key] = replace(earlier, fields=fields, foreign=foreign)

    def _note(
        self, record: JsonRecord, key: str, path: str, name: str, sentence: str, *, refused: bool = False
    ) -> None:
        clean = re.sub(r"[\ud800-\udfff\0]", "\ufffd", name)
        self.notes.append(
            Note(
                record.row,
                record.line,
                re.sub(r"[\ud800-\udfff\0]", "\ufffd", key)[:80],
                path,
                clean,
                sentence,
                refused,
            )
        )


def _without_made(value: Mapping[str, Any]) -> dict[str, Any]:
    """A record as it came, without the parts that an export of ours added to say our own fields in public words."""
    extension = value.get(EXTENSION)
    made = extension.get("made") if isinstance(extension, dict) else None
    ids = {one for one in made if isinstance(one, str)} if isinstance(made, list) else set()
    kept: dict[str, Any] = {}
    for name, part in value.items():
        if name == EXTENSION:
            continue
        if not ids or not isinstance(part, list):
            kept[name] = part
        elif left := [one for one in part if not (isinstance(one, dict) and text_of(one.get("id")) in ids)]:
            kept[name] = left
    return kept
