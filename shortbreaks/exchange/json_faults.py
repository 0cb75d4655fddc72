"""What forbids keeping a value of JSON: doubled names, no number, letters cut in half, nesting (safety.md D9, D11)."""

import re
from collections.abc import Sequence
from typing import Any

DEEPEST = 50
HALVES = re.compile("[\ud800-\udfff]")


class Doubled(dict[str, Any]):
    """An object in which a name stands twice, so that nobody knows which value is meant."""

    name = ""


class NoNumber:
    """NaN, Infinity or a number too large for any use."""


def fault_in(value: Any) -> tuple[str, str]:
    """Where and why a value cannot be kept: doubled names, no number, letters cut in half, nesting; ("", "") when sound."""
    waiting: list[tuple[str, Any, int]] = [("", value, 1)]
    while waiting:
        path, one, depth = waiting.pop()
        if depth > DEEPEST:
            return path[:80], f"is nested more than {DEEPEST} deep"
        if isinstance(one, NoNumber):
            return path, "is not a number (NaN or Infinity)"
        if isinstance(one, str) and (fault := _fault_of_text(one)):
            return path, fault
        if isinstance(one, Doubled):
            return f"{path}.{one.name}".strip("."), "stands twice in the same record"
        waiting += [(f"{path}.{name}".strip("."), inner, depth + 1) for name, inner in _inside(one)]
    return "", ""


def _fault_of_text(text: str) -> str:
    if "\0" in text:
        return "holds a character that cannot be kept (nought)"
    if not text.isascii() and HALVES.search(text):
        return "holds half a character"
    return ""


def _inside(value: Any) -> Sequence[tuple[str, Any]]:
    if isinstance(value, dict):
        wrong = next((name for name in value if _fault_of_text(name)), None)
        return [("a name", wrong)] if wrong is not None else list(value.items())
    return [(str(place), one) for place, one in enumerate(value)] if isinstance(value, list) else []
