"""What a record of a feed is about: services, organisations, and services told at their places (HSDS 1 to 3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shortbreaks.exchange.json_files import JsonRecord
from shortbreaks.exchange.referral_shape import NOTHING
from shortbreaks.exchange.referral_values import dicts, text_of

# What only one kind of record says of itself
ORGANISATION_ONLY = {
    "services", "organization_identifiers", "parent_organization_id", "legal_status", "year_incorporated", "website", "logo",
    "tax_status", "tax_id", "programs", "uri", "additional_websites",
}  # fmt: skip
SERVICE_ONLY = {
    "status", "organization", "organization_id", "service_at_locations", "schedules", "cost_options", "minimum_age",
    "maximum_age", "fees", "fees_description", "eligibility", "eligibilitys", "eligibility_description", "service_areas",
    "program_id", "application_process", "wait_time", "assured_date", "assurer_email", "accreditations", "last_modified",
}  # fmt: skip
PLACE_ONLY = {
    "location_type", "coordinates", "transportation", "physical_address", "physical_addresses", "postal_address",
    "postal_addresses", "addresses", "accessibility_for_disabilities", "external_identifier_type",
}  # fmt: skip
WHERE = {"latitude", "longitude", "address"}  # of a place, unless it also says what only somebody can be asked for
ASKED_FOR = {"url", "email", "contacts", "phones", "description"}
KNOWN_NAMES = ORGANISATION_ONLY | SERVICE_ONLY | PLACE_ONLY | WHERE | ASKED_FOR | {
    "title", "postcode", "telephone", "phone", "phone_number", "provider", "services", "locations", "location", "organizations",
    "service_at_location", "services_at_location", "service_taxonomys", "service_taxonomies", "regular_schedules", "geometry",
    "holiday_schedules", "fundings", "eligibilities", "address_2", "address_3", "address_4", "phones", "number", "age_range",
}  # fmt: skip
AT_PLACES = ("service_at_location", "services_at_location")  # names by which services at places went, too

Value = Mapping[str, Any]


def is_organisation(value: Value) -> bool:
    """Whether a record is an organisation rather than a service."""
    return bool(ORGANISATION_ONLY & set(value)) and not SERVICE_ONLY & set(value)


def is_place(value: Value) -> bool:
    """Whether a record is a place alone: it says where it is, and nothing that a service or an organisation says."""
    own = set(value) - {"organization", "organization_id"}
    where = PLACE_ONLY & own or (WHERE & own and not ASKED_FOR & own)
    return bool(where) and not (ORGANISATION_ONLY | SERVICE_ONLY) & own


def places_of(value: Value) -> Iterator[Value]:
    """Every place that a service names."""
    for at in dicts(value.get("service_at_locations")):
        yield from dicts(at.get("location"))
    yield from dicts(value.get("locations"))


def as_told(records: tuple[JsonRecord, ...], *, named: bool = False) -> tuple[JsonRecord, ...]:
    """The records of a file, each as a service or an organisation with all that was said of it.

    A service told at each of its places is one record with all of them. `named` says that the file itself says which are
    services; otherwise, where some are organisations and none is plainly a service, all are organisations.
    """
    found: list[JsonRecord] = []
    at: dict[str, _Gathered] = {}
    for record in records:
        if not isinstance(record.value, dict) or record.fault:
            found.append(record)
            continue
        for one in map(_named_as_now, _unwrapped(record.value)):
            key = text_of(one.value.get("id")) if one.place else ""
            if key and key in at and at[key].rest == one.value:
                at[key].places.append(one.place)
                continue
            places = [one.place] if one.place else []
            value = {**one.value, "service_at_locations": places} if places else one.value
            if key and key not in at and "service_at_locations" not in one.value:
                at[key] = _Gathered(one.value, places)
            elif places:
                value["service_at_locations"] = [*dicts(one.value.get("service_at_locations")), *places]
            found.append(replace(record, value=value))
    told = _once(found)
    return tuple(told) if named else tuple(_all_alike(told))


def _once(records: list[JsonRecord]) -> list[JsonRecord]:
    """The records without those of which another says all the same and more, as a list does beside its details."""
    kept: dict[int, JsonRecord] = {}
    by_id: dict[tuple[bool, str], int] = {}
    for place, one in enumerate(records):
        key = text_of(one.value.get("id")) if isinstance(one.value, dict) and not one.fault else ""
        earlier = by_id.setdefault((is_organisation(one.value), key), place) if key else place
        if earlier != place and one.value != kept[earlier].value:
            if says_all(one.value, kept[earlier].value):
                kept[earlier] = one
                continue
            if says_all(kept[earlier].value, one.value):
                continue
        kept[place] = one
    return list(kept.values())


def says_all(full: Any, part: Any) -> bool:
    """Whether a value says everything that another says; what says nothing is said by any."""
    if part in NOTHING or full == part:
        return True
    if isinstance(full, dict) and isinstance(part, dict):
        return all(says_all(full.get(name), one) for name, one in part.items())
    return False


@dataclass(slots=True)
class _Gathered:
    """A service that is told once for each of its places."""

    rest: Value
    places: list[Any]


@dataclass(frozen=True, slots=True)
class _Told:
    value: dict[str, Any]
    place: dict[str, Any] | None = None


def _unwrapped(value: dict[str, Any]) -> Iterator[_Told]:
    """What one record tells of: itself, the service it wraps, or each service that is had at it."""
    rest = {name: one for name, one in value.items() if name != "service"}
    if isinstance(value.get("service"), dict) and "name" not in value:
        if isinstance(rest.get("organization"), dict) and "organization" not in value["service"]:
            rest = {name: one for name, one in rest.items() if name != "organization"}
            value = {**value, "service": {**value["service"], "organization": value["organization"]}}
        yield _Told(value["service"], rest or None)
        return
    if set(value) == {"organization"} and isinstance(value["organization"], dict):
        yield _Told({"services": [], **value["organization"]})
        return
    services = dicts(value.get("services"))
    plain = (PLACE_ONLY | WHERE) & set(value) and not (ORGANISATION_ONLY - {"services", "website", "uri"}) & set(value)
    if services and plain and "locations" not in value:
        owner: dict[str, Any] = {name: value[name] for name in ("organization", "organization_id") if name in value}
        place = {name: one for name, one in value.items() if name not in {"services", *owner}}
        for service in services:
            yield _Told({**owner, **service}, {"location": place})
        return
    if is_place(value) and isinstance(value.get("organization"), dict):
        place = {name: one for name, one in value.items() if name != "organization"}
        yield _Told({"services": [], **value["organization"], "locations": [place]})
        return
    yield _Told(value)


def _named_as_now(told: _Told) -> _Told:
    """The places of a service under the name they have now, so that they go out with it and with no other."""
    value = told.value
    if not {*AT_PLACES, "location"} & set(value) or is_organisation(value):
        return told
    older = [at for name in AT_PLACES for at in dicts(value.get(name))]
    older += [{"location": place} for place in dicts(value.get("location"))]
    rest = {name: one for name, one in value.items() if name not in {*AT_PLACES, "location"}}
    return replace(told, value={**rest, "service_at_locations": [*dicts(value.get("service_at_locations")), *older]})


def _all_alike(records: list[JsonRecord]) -> Iterator[JsonRecord]:
    values = [one.value for one in records if isinstance(one.value, dict) and not one.fault]
    organisations = any(is_organisation(one) for one in values)
    if not organisations or any(SERVICE_ONLY & set(one) for one in values):
        yield from records
        return
    for one in records:
        sound = isinstance(one.value, dict) and not one.fault and not is_place(one.value)
        yield replace(one, value={"services": [], **one.value}) if sound else one
