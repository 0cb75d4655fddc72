"""What the fields of Open Referral records say in our words: the same reading for what comes in and what was kept."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from shortbreaks.database.search import fold
from shortbreaks.exchange.incoming import FIELDS, read_field
from shortbreaks.exchange.plain_text import one_line, to_plain
from shortbreaks.exchange.referral_ages import ages_of
from shortbreaks.exchange.referral_shape import EXTENSION, is_uuid
from shortbreaks.exchange.referral_values import Said, address_in, bare, dicts, lines_of, phone_of, postcode_of, text_of

# our own space of names, so that the same words give the same id
NAMES = uuid.UUID("6f2d3c8e-52b7-5d1c-9a55-1f7f3f4e8b21")
OPEN = {"", "active", "open", "published", "live", "current"}
# What is not offered to families there, for whatever reason, is offered to nobody here
CLOSED = {
    "inactive", "defunct", "temporarily closed", "closed", "permanently closed", "suspended", "archived", "deleted",
    "marked for deletion", "expired", "unpublished", "invisible", "draft", "pending", "scheduled",
}  # fmt: skip


def key_of(value: Mapping[str, Any]) -> str:
    """How a file knows a record: the id it had where it came from, or its id; "" when it has none."""
    extension = value.get(EXTENSION)
    source = extension.get("source_id") if isinstance(extension, dict) else None
    key = text_of(source) or text_of(value.get("id"))
    return key.lower() if is_uuid(key) else key


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
        if "name" not in fields:
            fields["name"] = read_field(table, "name", value.get("name"))
    return fields, said


def _provider(value: Mapping[str, Any], _said: Said) -> dict[str, Any]:
    fields = {"name": one_line(text_of(value.get("name"))), "description": to_plain(text_of(value.get("description")))}
    contact = next((one for one in dicts(value.get("contacts")) if text_of(one.get("name"))), {})
    found = {
        "email": bare(text_of(value.get("email"))), "website": text_of(value.get("website")) or text_of(value.get("url")),
        "phone": phone_of(value, contact), "contact_name": text_of(contact.get("name")),
    }  # fmt: skip
    return fields | {name: one_line(text) for name, text in found.items() if one_line(text)}


def _service(value: Mapping[str, Any], said: Said) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "name": one_line(text_of(value.get("name"))), "description": to_plain(text_of(value.get("description"))),
    }  # fmt: skip
    read_field("service", "name", fields["name"])
    read_field("service", "description", fields["description"])
    fields |= ages_of(value, said)
    contact = next((one for one in dicts(value.get("contacts")) if text_of(one.get("name"))), {})
    found = {"contact_name": text_of(contact.get("name")), "contact_phone": phone_of(value, contact)}
    fields |= {name: one_line(text) for name, text in found.items() if one_line(text)}
    status = status_of(value)
    fields["state"] = "closed" if status in CLOSED else "open"
    if status not in OPEN | CLOSED:
        said.append((f"Its status is “{status[:40]}”, which is not known: it counts as open.", "status"))
    if fields["state"] == "closed":
        fields["closed_reason"] = f"The directory it came from says: {status}."
    return fields


def status_of(value: Mapping[str, Any]) -> str:
    """The state a service says it is in: "temporarily_closed" and "Temporarily closed" are one."""
    return " ".join(one_line(text_of(value.get("status"))).casefold().replace("_", " ").split())


def _venue(value: Mapping[str, Any], said: Said) -> dict[str, Any]:
    lines, given = lines_of(address_in(value))
    postcode, name = postcode_of(given, said), one_line(text_of(value.get("name")))
    told = [*dicts(value.get("accessibility")), *dicts(value.get("accessibility_for_disabilities"))]
    access = [
        to_plain(text_of(one.get(part))) for one in told for part in ("description", "details", "accessibility", "name")
    ]  # fmt: skip
    if name or lines or postcode:
        name = (name or next(iter(lines), postcode))[:300]
    return {
        "name": name, "address": "\n".join(lines), "postcode": postcode, "district": "\n".join(reversed(lines)),
        "access": "\n".join(dict.fromkeys(filter(None, access))),
    }  # fmt: skip


READ: Mapping[str, Callable[[Mapping[str, Any], Said], dict[str, Any]]] = {
    "provider": _provider, "venue": _venue, "service": _service,
}  # fmt: skip
