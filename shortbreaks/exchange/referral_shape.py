"""What we write has the shape that Open Referral UK publishes; what has another shape is kept beside it, never lost."""

import json
import re
import uuid
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from shortbreaks.resources import resource

if TYPE_CHECKING:  # its reader of schemas takes 150 ms to read, so it waits for the first directory
    from jsonschema import Draft202012Validator, FormatChecker
    from jsonschema.exceptions import ValidationError

EXTENSION = "short_breaks"  # our own words within a record
UNREAD = "unread"  # where a value goes that the published shape has no room for: {"contacts.0.name": 12}
PLACES = uuid.UUID("0b8c9a3e-3f0d-5e7e-8a51-6c1d3e9a7d42")
PASSES = 6
NOTHING: tuple[Any, ...] = (None, "", [], {})
CHOSEN = {"location_type": "physical", "address_type": "physical", "status": "active", "country": "GB"}
AMOUNT = re.compile(r"£?\s*([0-9]{1,9}(?:\.[0-9]{1,6})?)")
DAYS = {"byday", "bymonthday"}
LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
BARE_LINK = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}(?:[/?#]\S*)?")


def is_uuid(value: object) -> bool:
    """Whether a text is a UUID; what is no text is no business of this."""
    return not isinstance(value, str) or bool(
        re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value)
    )


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(LINK.fullmatch(value))


def _is_email(value: object) -> bool:
    return not isinstance(value, str) or bool(re.fullmatch(r"[!-~]+@[!-~]+", value))


def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1)
def formats() -> "FormatChecker":
    """The formats of single values that we hold to."""
    from jsonschema import FormatChecker

    made = FormatChecker(())
    for name, is_one in (("uuid", is_uuid), ("uri", _is_uri), ("email", _is_email), ("date-time", _is_moment)):
        made.checks(name)(is_one)
    return made


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The published shape of a service with everything in it."""
    found: dict[str, Any] = json.loads(resource("open_referral_uk/service.json").read_text("utf-8"))
    return found


@lru_cache(maxsize=2)
def _validator(part: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    whole = schema()
    return Draft202012Validator(whole["properties"][part] if part else whole, format_checker=formats())


def public_id(key: str) -> str:
    """A key as the published shape wants it: itself when it is a UUID, else one that is always made of it alike."""
    return key.lower() if is_uuid(key) else str(uuid.uuid5(PLACES, key))


def faults_of(record: Mapping[str, Any], part: str = "") -> list[str]:
    """What the published shape says against a record, in its own words; empty when nothing."""
    return [
        f"{'.'.join(str(step) for step in fault.absolute_path)}: {fault.message}"
        for fault in _validator(part).iter_errors(record)
    ]


def fitted(record: Mapping[str, Any], part: str = "") -> dict[str, Any]:
    """A copy that has the published shape; what cannot be mended stands under "unread". Fitting twice changes nothing."""
    made: dict[str, Any] = pruned(deepcopy(dict(record))) or {}
    for _ in range(PASSES):
        faults = sorted(
            _validator(part).iter_errors(made), key=lambda fault: [str(step) for step in fault.absolute_path]
        )
        if not faults:
            return made
        for fault in faults:
            _mend(made, fault)
        made = pruned(made) if any(fault.validator != "required" for fault in faults) else made
    for fault in list(_validator(part).iter_errors(made)):
        if fault.absolute_path:
            _put_aside(made, [fault.absolute_path[0]])
    return made


def pruned(value: Any) -> Any:
    """A value without what says nothing: nulls, empty texts, lists and objects."""
    if isinstance(value, dict):
        kept = {name: one if name == EXTENSION else pruned(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if one not in NOTHING}
    if isinstance(value, list):
        return [one for one in map(pruned, value) if one not in NOTHING]
    return value


def _mend(made: dict[str, Any], fault: "ValidationError") -> None:
    path, wanted = list(fault.absolute_path), fault.validator_value
    if fault.validator == "required":
        inside: Any = fault.instance
        for name in wanted if isinstance(wanted, list) else ():
            if name not in inside:
                seed = f"{made.get('id')}:{'.'.join(str(step) for step in path)}"
                inside[name] = str(uuid.uuid5(PLACES, seed)) if name == "id" else CHOSEN.get(name, "")
        return
    holder = _holder(made, path)
    if holder is None:
        return
    mended = _mended(fault, str(path[-1]))
    if mended is None:
        _put_aside(made, path)
    else:
        holder[path[-1]] = mended


def _mended(fault: "ValidationError", name: str) -> Any:
    value, wanted = fault.instance, fault.validator_value
    if fault.validator == "format":
        return _mended_format(str(value), str(wanted))
    if fault.validator == "enum":
        text = str(value).strip()
        return next(
            (
                one
                for one in (wanted if isinstance(wanted, list) else ())
                if isinstance(one, str) and one.casefold() == text.casefold()
            ),
            None,
        )
    mended = _mended_type(value, str(wanted), name) if fault.validator == "type" else None
    return CHOSEN.get(name) if mended is None else mended


def _mended_type(value: Any, wanted: str, name: str) -> Any:
    """A value of another type as the one that is wanted, where it says the same; None where it does not."""
    if wanted == "number" and isinstance(value, str) and (found := AMOUNT.fullmatch(value.strip())):
        return float(found[1]) if "." in found[1] else int(found[1])
    if wanted == "array" and isinstance(value, dict | str):
        return [value]
    if wanted == "object" and isinstance(value, str) and name.isdigit():
        return {"name": value}  # a list of words, such as the languages that are spoken
    if wanted == "string" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if wanted == "string" and isinstance(value, list) and name in DAYS and all(isinstance(one, str) for one in value):
        return ",".join(value)
    return None


def _mended_format(value: str, wanted: str) -> str | None:
    bare = re.sub(r"[\s\u200b\ufeff\u00a0]+", "", value)
    if wanted == "uuid":
        return public_id(value)
    if wanted == "uri" and BARE_LINK.fullmatch(bare):
        return f"https://{bare}"
    if wanted == "date-time" and re.fullmatch(r"\d{4}-\d\d-\d\d", bare) and _is_moment(f"{bare}T00:00:00Z"):
        return f"{bare}T00:00:00Z"
    sound = {"uri": _is_uri, "email": _is_email}.get(wanted)
    return bare if sound is not None and bare != value and sound(bare) else None


def _holder(made: Any, path: list[Any]) -> Any:
    for step in path[:-1]:
        try:
            made = made[step]
        except (KeyError, IndexError, TypeError):
            return None
    return made if path else None


def _put_aside(made: dict[str, Any], path: list[Any]) -> None:
    """Take a value out and keep it under its path."""
    holder = _holder(made, path)
    if holder is None:
        return
    aside = made.setdefault(UNREAD, {})
    if isinstance(aside, dict):
        aside[".".join(str(step) for step in path)] = holder[path[-1]]
    holder[path[-1]] = None
    if isinstance(holder, dict):
        del holder[path[-1]]
