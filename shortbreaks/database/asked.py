"""What a request asks for as it is kept: nothing hidden in people's words goes further (safety.md 5)."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from shortbreaks.words import without_hidden

SECRET = frozenset({"password", "secret", "key", "old", "new"})  # never changed: what was typed is what opens


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
        named = {one.name: getattr(value, one.name) for one in fields(value) if one.init and one.name not in SECRET}
        changed = {name: new for name, old in named.items() if (new := as_asked(old)) is not old}
        return replace(value, **changed) if changed else value
    return value


def _is(one: Any, other: Any) -> bool:
    return one is other
