"""What a request asks for as it is kept: nothing hidden in words goes further (safety.md 5), none is too long; and its fingerprint."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass, replace
from datetime import date, datetime, time
from typing import Any

from shortbreaks.database.spelling import canonical
from shortbreaks.errors import Refused
from shortbreaks.words import LONGEST_TEXT, without_hidden

# What a request's field says of itself, `field(repr=False, metadata=SECRET)`: never changed, since what was typed is what
# opens; and in no fingerprint, since a password could be guessed from it.
SECRET: Mapping[str, bool] = {"secret": True}
REASONS = frozenset({"reason", "reasons", "words", "why"})  # what a person writes of an act, by the name it has in a request


def room_for(letters: int) -> Any:
    """A request's own field for words, of which the record has room for so many letters."""
    return field(metadata={"room": letters})


def check_room(value: Any) -> None:
    """Raise Refused naming the field for words, however deep in a request, that the record has no room for: nothing is cut.

    Room is what `room_for` says of a field, and for a reason at most that of any text.
    """
    if isinstance(value, tuple | list):
        for one in value:
            check_room(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            inner = getattr(value, one.name)
            if not isinstance(inner, str):
                check_room(inner)
            elif (room := one.metadata.get("room", LONGEST_TEXT if one.name in REASONS else 0)) and len(inner.strip()) > room:
                said = f"What is written has {len(inner.strip()):,} letters, and there is room for {room:,}."
                raise Refused(said, "Make it shorter.", one.name)


def as_asked(value: Any) -> Any:
    """A request with every text in it, however deep, without what is hidden; the same one where nothing is.

    A request that says it is `as_typed` stays as it is: a draft goes back into the form it came from.
    """
    if type(value) is str:
        return value if "\0" in value else without_hidden(value)  # a NUL the database refuses, with its own sentence
    if type(value) in {tuple, list, frozenset, set}:
        inner = [as_asked(one) for one in value]
        return value if all(map(_is, inner, value)) else type(value)(inner)
    if type(value) is dict:
        return {name: as_asked(one) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type) and not getattr(value, "as_typed", False):
        named = {one.name: getattr(value, one.name) for one in fields(value) if one.init and "secret" not in one.metadata}
        changed = {name: new for name, old in named.items() if (new := as_asked(old)) is not old}
        return replace(value, **changed) if changed else value
    return value


def _is(one: Any, other: Any) -> bool:
    return one is other


def new_request_id(moment: datetime) -> str:
    """The number of a request made at a moment: after those before it, and its last 80 bits are nobody's to guess.

    So an index of them grows at its end, and an act reads and writes a page of it that was there just now.
    """
    return f"{int(moment.timestamp() * 1000):012x}{secrets.token_hex(10)}"


def fingerprint_of(request_id: str, request: Any) -> str:
    """The SHA-256 of all that a request asks for, whatever the order of its sets and names; its secrets stay out.

    So does what is no part of it (`compare=False`). The request's own number goes in first, so that the same words asked for
    twice do not look alike in the trail.
    Raises TypeError for what has no one spelling.
    """
    return hashlib.sha256(canonical([request_id, _spelt(request)]).encode("utf-8", "surrogatepass")).hexdigest()


def _spelt(value: Any) -> Any:
    """A value in lists and plain words, so that the same content is spelt the same."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list):
        return [_spelt(one) for one in value]
    return {type(value).__name__: _spelt_whole(value)}


def _spelt_whole(value: Any) -> Any:
    if is_dataclass(value):
        content = [one for one in fields(value) if one.compare and "secret" not in one.metadata]
        return {one.name: _spelt(getattr(value, one.name)) for one in content}
    if isinstance(value, set | frozenset):
        return sorted(map(_spelt, value), key=canonical)
    if isinstance(value, dict):
        return sorted(([_spelt(name), _spelt(one)] for name, one in value.items()), key=canonical)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"a request holds a {type(value).__name__}, which has no one spelling")
