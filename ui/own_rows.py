"""Frozen rows, requests and facts get the methods that Python writes for a dataclass when they are first used, not when they are read.

Python writes and compiles six for each of some 750 of them before Today, of which at rest a tenth are ever made, and a frozen one
with slots keeps a second class of itself alive: 5 MB, and a third of the time in which every page is read. Those written later are
Python's own, by the same means; only the order is ours. Read first of all (ui.start), for whatever is read from there on.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, make_dataclass
from typing import Any

HOUSE = ("shortbreaks", "ui")  # a library's own classes are left to Python
FROZEN = {"frozen": True, "slots": True}
WRITTEN = ("__init__", "__repr__", "__eq__", "__hash__")

_dataclass: Callable[..., Any] = dataclasses.dataclass


def dataclass(kind: type | None = None, /, **how: Any) -> Any:
    """In place of Python's own: the same, but for a frozen class with slots of the house, of which no method is written yet."""
    if kind is not None or {name: how[name] for name in how if name != "kw_only"} != FROZEN:
        return _dataclass(kind, **how)

    def made(kind: type) -> type:
        if kind.__module__.partition(".")[0] not in HOUSE:
            return _dataclass(**how)(kind)  # type: ignore[no-any-return]
        return _bare(kind, how.get("kw_only", False))

    return made


def _bare(kind: type, kw_only: bool) -> type:  # noqa: FBT001 - handed on
    own = {name for name in WRITTEN if vars(kind).get(name) is not None}
    bare: Any = _dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(kind)
    for name in WRITTEN:
        if name not in own:
            setattr(bare, name, LATER[name])
    bare.__setattr__, bare.__delattr__ = _set, _delete
    bare.__getstate__, bare.__setstate__ = _state, _put_back
    return bare  # type: ignore[no-any-return]


def write(kind: type) -> None:
    """Write what of its methods a class does not have yet; twice at once does the same twice."""
    needed = [
        (one.name, one.type, field(
            default=one.default, default_factory=one.default_factory, init=one.init, repr=one.repr, hash=one.hash,
            compare=one.compare, kw_only=one.kw_only,
        ))
        for one in fields(kind)
    ]  # fmt: skip
    after = {"__post_init__": kind.__post_init__} if hasattr(kind, "__post_init__") else {}
    whole = make_dataclass(kind.__name__, needed, namespace=after, frozen=True)
    for name in WRITTEN:
        if vars(kind).get(name) is LATER[name]:
            method = vars(whole)[name]
            method.__qualname__ = f"{kind.__qualname__}.{name}"
            setattr(kind, name, method)


def _later(name: str) -> Callable[..., Any]:
    def first(self: Any, *given: Any, **named: Any) -> Any:
        kind = type(self)
        for one in kind.__mro__:
            if vars(one).get(name) is LATER[name]:
                write(one)
                return vars(one)[name](self, *given, **named)
        return getattr(kind, name)(self, *given, **named)  # another thread wrote it meanwhile

    first.__name__ = first.__qualname__ = name
    return first


LATER = {name: _later(name) for name in WRITTEN}


def _set(_self: Any, name: str, _value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _put_back(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


dataclasses.dataclass = dataclass
