"""What the fields of Open Referral records say in our words: the same reading for what comes in and what was kept."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shortbreaks.council.postcodes import tidy_postcode
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused
from shortbreaks.exchange.incoming import FIELDS, read_field
from shortbreaks.exchange.plain_text import one_line, to_plain

EXTENSION = "short_breaks"
# our own space of names, so that the same words give the same id
NAMES = uuid.UUID("6f2d3c8e-52b7-5d1c-9a55-1f7f3f4e8b21")
CLOSED = {"inactive", "defunct", "temporarily closed", "closed"}
ADDRESS = ("attention", "address_1", "address_2", "address_3", "address_4", "city", "region", "state_province")
ADDRESSES = ("addresses", "physical_addresses", "physical_address", "address")
Said = list[tuple[str, str]]  # sentences, each with the path it is about


def text_of(value: Any) -> str:
    """A value as text: numbers as they are written, nothing for lists, objects, yes and no."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return value.strip() if isinstance(value, str) else str(value)


def dicts(value: Any) -> Sequence[Mapping[str, Any]]:
    """The objects in a list, or the object itself where a list was meant."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def key_of(value: Mapping[str, Any]) -> str:
    """How a file knows a record: the id it had where it came from, or its id; "" when it has none."""
    extension = value.get(EXTENSION)
    source = extension.get("source_id") if isinstance(extension, dict) else None
    return text_of(source) or text_of(value.get("id"))


def key_of_place(value: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    """How a file knows a location: as `key_of`, or, without an id, by its name, address and postcode."""
    seed = f"{fold(fields['name'])}:{fold(fields.get('address', ''))}:{fields.get('postcode', '')}"
    return key_of(value) or str(uuid.uuid5(NAMES, seed))


def fields_of(table: str, value: Mapping[str, Any]) -> tuple[dict[str, Any], Said]:
    """A record's fields, and what had to be left aside. Raises Refused for a name or a text that cannot be kept."""
    said: Said = []
    fields = READ[table](value, said)
    own = value.get(EXTENSION)
    if isinstance(own, dict) and isinstance(own.get("fields"), dict):
        # we wrote it: our own words count, and each is checked like any stranger's
        fields = {name: read_field(table, name, one) for name, one in own["fields"].items() if name in FIELDS[table]}
        said = []
        fields.setdefault("name", read_field(table, "name", value.get("name")))
    return fields, said


def _provider(value: Mapping[str, Any], _said: Said) -> dict[str, Any]:
    fields = {"name": one_line(text_of(value.get("name"))), "description": to_plain(text_of(value.get("description")))}
    contact = next((one for one in dicts(value.get("contacts")) if text_of(one.get("name"))), {})
    found = {
        "email": text_of(value.get("email")), "website": text_of(value.get("website")) or text_of(value.get("url")),
        "phone": _phone(value, contact), "contact_name": text_of(contact.get("name")),
    }  # fmt: skip
    return fields | {name: one_line(text) for name, text in found.items() if one_line(text)}


def _service(value: Mapping[str, Any], said: Said) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": one_line(text_of(value.get("name"))), "description": to_plain(text_of(value.get("description"))),
    }  # fmt: skip
    read_field("service", "name", fields["name"])
    read_field("service", "description", fields["description"])
    fields |= _ages(value, said)
    contact = next((one for one in dicts(value.get("contacts")) if text_of(one.get("name"))), {})
    found = {"contact_name": text_of(contact.get("name")), "contact_phone": _phone(value, contact)}
    fields |= {name: one_line(text) for name, text in found.items() if one_line(text)}
    status = one_line(text_of(value.get("status"))).casefold()
    fields["state"] = "closed" if status in CLOSED else "open"
    if status and status != "active" and status not in CLOSED:
        said.append((f"Its status is “{status[:40]}”, which is not known: it counts as open.", "status"))
    if fields["state"] == "closed":
        fields["closed_reason"] = f"The directory it came from says: {status}."
    return fields


def _ages(value: Mapping[str, Any], said: Said) -> dict[str, Any]:
    ages: dict[str, int | None] = {}
    eligible = [*dicts(value.get("eligibilitys")), *dicts(value.get("eligibilities")), *dicts(value.get("eligibility"))]
    for field, name in (("min_age", "minimum_age"), ("max_age", "maximum_age")):
        given = next((one[name] for one in (value, *eligible) if one.get(name) not in (None, "")), None)
        try:
            ages[field] = read_field("service", field, given)
        except Refused as refusal:
            ages[field] = None
            said.append((f"{refusal.sentence} It is left empty.", name))
    low, high = ages["min_age"], ages["max_age"]
    if low is not None and high is not None and low > high:
        said.append((f"Its youngest age, {low}, is above its oldest, {high}: both are left empty.", "minimum_age"))
        return {"min_age": None, "max_age": None}
    return dict(ages)


def _phone(value: Mapping[str, Any], contact: Mapping[str, Any]) -> str:
    for holder in (contact, value):
        for one in (*dicts(holder.get("phones")), *dicts(holder.get("phone"))):
            if number := text_of(one.get("number")):
                return number
        for name in ("phone", "telephone", "phone_number"):
            if number := text_of(holder.get(name)):
                return number
    return ""


def _venue(value: Mapping[str, Any], said: Said) -> dict[str, Any]:
    addresses = [one for name in ADDRESSES for one in dicts(value.get(name))]
    address = next(
        (one for one in addresses if text_of(one.get("address_type")) == "physical"), next(iter(addresses), {})
    )
    lines: list[str] = []
    for name in ADDRESS:
        line = one_line(text_of(address.get(name)))
        if line and line not in lines:
            lines.append(line)
    postcode, name = _postcode(address, said), one_line(text_of(value.get("name")))
    told = [*dicts(value.get("accessibility")), *dicts(value.get("accessibility_for_disabilities"))]
    access = [
        to_plain(text_of(one.get(part))) for one in told for part in ("description", "details", "accessibility")
    ]  # fmt: skip
    if name or lines or postcode:
        name = (name or next(iter(lines), postcode))[:300]
    return {
        "name": name, "address": "\n".join(lines), "postcode": postcode, "district": "\n".join(reversed(lines)),
        "access": "\n".join(dict.fromkeys(filter(None, access))),
    }  # fmt: skip


def _postcode(address: Mapping[str, Any], said: Said) -> str:
    given = one_line(text_of(address.get("postal_code")) or text_of(address.get("postcode")))
    if not given:
        return ""
    try:
        return tidy_postcode(re.sub(r"[^A-Za-z0-9]", "", given))
    except Refused:
        said.append(
            (
                f"“{given[:20]}” is not a whole postcode: it is kept, but it puts the place on no map.",
                "addresses.postal_code",
            )
        )
        return ""


READ: Mapping[str, Callable[[Mapping[str, Any], Said], dict[str, Any]]] = {
    "provider": _provider, "venue": _venue, "service": _service,
}  # fmt: skip
