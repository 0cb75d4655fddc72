"""Facts as JSON and back, as the register of papers keeps them beside a paper's bytes."""

import json
import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(facts: Any) -> str:
    """A frozen dataclass as JSON, the same text for the same facts."""
    return json.dumps(_plain(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(kind: type[T], text: str) -> T:
    """The facts that `to_json` wrote. Raises TypeError for anything else: a register is never edited.

    A fact that a kind of paper learned later has its default in papers that were kept before.
    """
    found = _build(kind, json.loads(text))
    assert isinstance(found, kind)
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def _build(kind: Any, value: Any) -> Any:
    if get_origin(kind) is types.UnionType:
        wanted = [one for one in get_args(kind) if one is not type(None)]
        return None if value is None else _build(wanted[0], value)
    if get_origin(kind) is tuple:
        return tuple(_build(get_args(kind)[0], one) for one in value)
    if kind is datetime or kind is date:
        return kind.fromisoformat(value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        held = (field.name for field in fields(kind) if field.name in value)
        return kind(**{name: _build(hints[name], value[name]) for name in held})  # type: ignore[operator]
    return value
