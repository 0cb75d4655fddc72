"""Single values of foreign records: texts, objects where lists are meant, addresses and telephones in the ways they are written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shortbreaks.council.postcodes import tidy_postcode
from shortbreaks.errors import Refused
from shortbreaks.exchange.plain_text import one_line, to_plain

ADDRESS = ("attention", "address_1", "address_2", "address_3", "address_4", "city", "region", "state_province")
ADDRESSES = ("addresses", "physical_addresses", "physical_address", "address")
# A postcode at the end of an address that was written as one text
LAST = re.compile(r"[\s,]*\b([A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s*[0-9][A-Za-z]{2})[\s.]*$")
SCHEME = re.compile(r"^(?:mailto|tel):\s*", re.IGNORECASE)
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


def bare(text: str) -> str:
    """A telephone or an e-mail address without the sign of a link before it."""
    return SCHEME.sub("", text)


def address_in(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The address of a place: the one to go to where it has several, or what the place says itself; empty when nothing."""
    found = [one for name in ADDRESSES for one in dicts(value.get(name))]
    if found:
        return next((one for one in found if text_of(one.get("address_type")) == "physical"), found[0])
    written = any(text_of(value.get(name)) for name in ("address", "address_1", "postal_code", "postcode"))
    return value if written else {}


def lines_of(address: Mapping[str, Any]) -> tuple[list[str], str]:
    """The lines of an address and its postcode as it was written ("" when none), also of one written as one text."""
    given = one_line(text_of(address.get("postal_code")) or text_of(address.get("postcode")))
    parts = [one_line(text_of(address.get(name))) for name in ADDRESS]
    if not any(parts):
        whole = to_plain(text_of(address.get("address")))
        parts = [one_line(part) for part in re.split(r"[,\n]", whole)]
    if not given:
        parts, given = _parted(parts)
    lines = [line for line in dict.fromkeys(parts) if line and line != given]
    return lines, given


def _parted(parts: Sequence[str]) -> tuple[list[str], str]:
    """Lines without the postcode that ends one of them, and that postcode."""
    for place in range(len(parts) - 1, -1, -1):
        found = LAST.search(parts[place])
        if found is not None:
            return [*parts[:place], parts[place][: found.start()], *parts[place + 1 :]], found[1]
    return list(parts), ""


def postcode_of(given: str, said: Said) -> str:
    """A postcode as it is kept; "" for one that is not whole, which is told."""
    if not given:
        return ""
    try:
        return tidy_postcode(re.sub(r"[^A-Za-z0-9]", "", given))
    except Refused:
        words = f"“{given[:20]}” is not a whole postcode: it is kept, but it puts the place on no map."
        said.append((words, "addresses.postal_code"))
        return ""


def phone_of(value: Mapping[str, Any], contact: Mapping[str, Any]) -> str:
    """A telephone: of who is to be asked, else of the record, else of anybody or any place it names."""
    others = [*dicts(value.get("contacts")), *dicts(value.get("service_at_locations"))]
    inner = [one for at in others for name in ("contacts", "location") for one in dicts(at.get(name))]
    return next((bare(one) for holder in (contact, value, *others, *inner) for one in _phones(holder)), "")


def _phones(holder: Mapping[str, Any]) -> Iterator[str]:
    for one in (*dicts(holder.get("phones")), *dicts(holder.get("phone"))):
        if number := text_of(one.get("number")):
            inner = text_of(one.get("extension"))
            yield f"{number} ext. {inner}" if inner and inner not in number else number
    yield from filter(None, (text_of(holder.get(name)) for name in ("phone", "telephone", "phone_number")))
