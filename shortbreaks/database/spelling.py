"""The one spelling of what is hashed."""

import json

_spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: object) -> str:
    """The one spelling of a JSON value, so that the same facts always hash alike."""
    return _spell(value)
