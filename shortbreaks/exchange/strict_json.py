"""Reading a foreign JSON file: limits first, and nothing that Python would quietly forgive (safety.md D9 to D11)."""

import json
from typing import Any

from shortbreaks.errors import Refused

MOST_BYTES = 20 * 1024 * 1024
MOST_DEPTH = 50


def read_json(content: bytes) -> Any:
    """The value of a JSON file.

    Raises Refused, saying where, for a file too large or too deep, a key twice in one object, NaN, or text cut short.
    """
    if len(content) > MOST_BYTES:
        raise Refused("The file is larger than 20 MB.", "Ask for it in parts.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Refused(
            f"The file is not UTF-8 text; byte {fault.start + 1} cannot be read.", "Ask for it as JSON in UTF-8."
        ) from fault
    _check_depth(text)
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_whole)
    except json.JSONDecodeError as fault:
        raise Refused(
            f"The file is not whole JSON: line {fault.lineno}, column {fault.colno}.", "Ask for the file again."
        ) from fault
    except RecursionError as fault:
        raise Refused("The file is nested too deeply.", "Ask for a plain directory file.") from fault
    return value


def _check_depth(text: str) -> None:
    depth, deepest, inside, escaped = 0, 0, False, False
    for letter in text:
        if inside:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                inside = False
        elif letter == '"':
            inside = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    if deepest > MOST_DEPTH:
        raise Refused("The file is nested too deeply.", "Ask for a plain directory file.")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if sum(1 for other, _ in pairs if other == key) > 1)
        raise Refused(f"An object has the key “{twice[:40]}” twice.", "Ask for a file that says each thing once.")
    return found


def _constant(name: str) -> Any:
    raise Refused(f"The file holds {name}, which is not a number.", "Ask for the file again.")


def _whole(text: str) -> int:
    if len(text) > 18:
        raise Refused("The file holds a number that is too long.", "Ask for the file again.")
    return int(text)
