"""Directories in the other forms that councils' systems write (JSON:API, GeoJSON, GraphQL, names spelt otherwise) as the published one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from shortbreaks.exchange.json_faults import fault_in
from shortbreaks.exchange.json_files import JsonFile, JsonRecord
from shortbreaks.exchange.referral_records import (
    ASKED_FOR,
    KNOWN_NAMES,
    PLACE_ONLY,
    SERVICE_ONLY,
    is_organisation,
    is_place,
    places_of,
)
from shortbreaks.exchange.referral_shape import EXTENSION, schema
from shortbreaks.exchange.referral_values import ADDRESS, address_in, dicts, text_of

Value = dict[str, Any]
WRAPS = (
    "node",
    "data",
    "item",
    "resource",
    "result",
    "record",
    "response",
    "_source",
)  # one record, with nothing else that counts
SAME = {
    "organisation": "organization", "organisation_id": "organization_id", "organisations": "organizations",
    "organisation_name": "organization_name", "provider_name": "organization_name", "min_age": "minimum_age",
    "max_age": "maximum_age", "age_from": "minimum_age", "age_to": "maximum_age", "accessibilities": "accessibility",
    "post_code": "postcode", "lat": "latitude", "lng": "longitude", "long": "longitude", "lon": "longitude",
    "service_name": "name", "service_description": "description", "website_url": "url", "telephone_number": "telephone",
}  # fmt: skip
OWN_PLACE = (*ADDRESS, "address", "addresses", "physical_addresses", "postal_code", "postcode", "latitude", "longitude")
DEEPEST = 4  # of what a JSON:API resource refers to
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])|[ -]+")


def in_published_form(file: JsonFile) -> JsonFile:
    """The same records as the published form has them; those that have it already stay as they are."""
    linked = _Linked(file)
    records = (
        replace(one, value=_published(one.value, linked)) if isinstance(one.value, dict) and not one.fault else one
        for one in file.records
    )
    return replace(file, records=tuple(records))


def _published(value: Value, linked: "_Linked") -> Value:
    value = _opened(value)
    if isinstance(value.get("attributes"), dict) and "type" in value:
        value = linked.whole(value)
    if value.get("type") == "Feature" and isinstance(value.get("properties"), dict):
        value = _of_feature(value)
    value = named_as_published(value)
    if "name" not in value and text_of(value.get("title")):
        value = {**value, "name": value["title"]}
    owner = text_of(value.get("organization_name")) or text_of(value.get("provider"))
    if owner and not value.get("organization"):
        value = {**value, "organization": {"id": text_of(value.get("organization_id")), "name": owner}}
    return _with_its_place(value)


def _opened(value: Value) -> Value:
    """A record that stands alone inside another object."""
    while not {"name", "attributes", "properties", "id"} & set(value):
        inner = next((value[name] for name in WRAPS if isinstance(value.get(name), dict)), None)
        if inner is None:
            break
        value = inner
    return value


class _Linked:
    """The resources of a JSON:API document, by type and id: each is told once, and referred to by the others."""

    def __init__(self, file: JsonFile) -> None:
        told = [*dicts(file.around.get("included")), *(one for record in file.records for one in self._told_in(record))]
        self._known = {self._key(one): one for one in told if "attributes" in one and not fault_in(one)[1]}

    @staticmethod
    def _told_in(record: JsonRecord) -> Sequence[Mapping[str, Any]]:
        if not isinstance(record.value, dict) or record.fault:
            return ()
        return (record.value, *dicts(record.value.get("included")))

    @staticmethod
    def _key(one: Mapping[str, Any]) -> tuple[str, str]:
        return text_of(one.get("type")), text_of(one.get("id"))

    def whole(self, resource: Mapping[str, Any], above: tuple[tuple[str, str], ...] = ()) -> Value:
        """A resource as a plain record: its attributes, and what it refers to in its place."""
        rest = {name: one for name, one in resource.items() if name not in {"type", "attributes", "relationships"}}
        made = {**rest, **(resource["attributes"] if isinstance(resource.get("attributes"), dict) else {})}
        links = resource.get("relationships")
        for name, link in links.items() if isinstance(links, dict) else ():
            if above and name in {"service", "services"}:
                continue  # it is told of where it stands
            data = link.get("data") if isinstance(link, dict) else None
            inside = [self._at(one, (*above, self._key(resource))) for one in dicts(data)]
            if isinstance(data, list):
                made.setdefault(name, inside)
            elif inside and len(inside[0]) == 1:
                made.setdefault(f"{name}_id", inside[0]["id"])
            elif inside:
                made.setdefault(name, inside[0])
        return made

    def _at(self, one: Mapping[str, Any], above: tuple[tuple[str, str], ...]) -> Value:
        key = self._key(one)
        if key in self._known and key not in above and len(above) < DEEPEST:
            return self.whole(self._known[key], above)
        return {"id": key[1]}


def _of_feature(value: Value) -> Value:
    """What stands at a point of a map: a service had there, unless it says itself that it is a place."""
    rest = {name: one for name, one in value.items() if name not in {"type", "properties", "geometry"}}
    made = {**rest, **named_as_published(value["properties"]), **_point(value)}
    if (PLACE_ONLY | {"services", "locations"}) & set(made) - set(OWN_PLACE):
        return made
    return {"status": "active", **made}


def _point(value: Mapping[str, Any]) -> Value:
    shape = value.get("geometry")
    if not isinstance(shape, dict):
        return {}
    at = shape.get("coordinates")
    if shape.get("type") != "Point" or not isinstance(at, list) or len(at) < 2:
        return {"geometry": shape}
    return {"longitude": at[0], "latitude": at[1]}


@lru_cache(maxsize=1)
def _published_names() -> frozenset[str]:
    def inside(shape: Mapping[str, Any]) -> Iterator[str]:
        for name, one in shape.get("properties", {}).items():
            yield name
            yield from inside(one.get("items", one))

    return frozenset(inside(schema())) | KNOWN_NAMES


@lru_cache(maxsize=4096)
def published_name(name: str) -> str:
    """A field's name as the published form spells it: "minimumAge", "Minimum age" and "min_age" are one; others as they are."""
    if name in _published_names():
        return name
    plain = HUMP.sub("_", name.strip()).lower()
    plain = SAME.get(plain, plain)
    return plain if plain in _published_names() or plain == "organization_name" else name


def named_as_published(value: Any) -> Any:
    """A value with its fields, and those inside them, under their published names; what nobody knows is left alone."""
    if isinstance(value, list):
        return [named_as_published(one) for one in value]
    if not isinstance(value, dict):
        return value
    made: Value = {}
    for name, one in value.items():
        other = published_name(name)
        other = name if other != name and (other in value or other in made) else other
        made[other] = named_as_published(one) if other in _published_names() and other != EXTENSION else one
    return {**made, **_point(made)} if "geometry" in made and "latitude" not in made else made


def _with_its_place(value: Value) -> Value:
    """A service that says its address itself, under the places where it is had."""
    if (
        not (SERVICE_ONLY | ASKED_FOR) & set(value)
        or is_organisation(value)
        or is_place(value)
        or value.get("services")
    ):
        return value
    own = {name: value[name] for name in OWN_PLACE if name in value}
    if not address_in(own) or next(places_of(value), None) is not None or "location" in value:
        return value
    rest = {name: one for name, one in value.items() if name not in own}
    return {**rest, "service_at_locations": [*dicts(value.get("service_at_locations")), {"location": own}]}
