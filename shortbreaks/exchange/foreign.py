"""What the directory a service came from says beyond our own fields, in plain words, so that nothing that came is out of sight."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.exchange.held import kept_record
from shortbreaks.exchange.plain_text import to_plain
from shortbreaks.providers.tables import Service

WORDS = {
    "url": "Website", "email": "E-mail", "fees": "Fees", "alert": "Please note", "schedules": "Times", "cost_options": "Costs",
    "service_areas": "Area served", "attributes": "Filed under", "contacts": "Contacts", "assured_date": "Assured on",
    "last_modified": "Changed there on", "minimum_age": "Youngest", "maximum_age": "Oldest", "status": "State there",
}  # fmt: skip
SHOWN_ELSEWHERE = {"id", "name", "description", "organization", "organization_id", "service_at_locations", "locations"}
IDENTIFIER = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MOST, LONGEST, DEEPEST = 40, 2000, 6


@dataclass(frozen=True, slots=True)
class ForeignFact:
    """One thing the other directory says: its heading and its text."""

    words: str
    text: str


@query(needs=Permission.SEE_PROVIDERS)
def foreign_facts(view: View, service_id: int) -> tuple[ForeignFact, ...]:
    """What is kept of a service's record in the directory it came from; nothing for one that was made here."""
    kept = kept_record(view.db.scalar(select(Service.foreign).where(Service.id == service_id)) or "")
    return tuple(_facts(kept))[:MOST]


def _facts(kept: Mapping[str, Any]) -> Iterator[ForeignFact]:
    for name, value in sorted(kept.items()):
        if name in SHOWN_ELSEWHERE:
            continue
        text = "\n".join(dict.fromkeys(_lines(value, 0)))
        if text:
            yield ForeignFact(
                WORDS.get(name, _spoken(name)), text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
            )


def _spoken(name: str) -> str:
    """A field's name as words: "pc_targetAudience" is "Target audience"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name.removeprefix("pc_")).strip().casefold()
    return words[:1].upper() + words[1:]


def _lines(value: Any, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _lines(one, depth + 1)
    elif isinstance(value, dict):
        parts = [
            (name, " / ".join(_lines(one, depth + 1)))
            for name, one in value.items()
            if name != "id" and not name.endswith("_id")
        ]
        told = [(name, text) for name, text in parts if text]
        plain = {"name", "description", "option", "audienceType", "taxonomy_term", "label"}
        line = "; ".join(text if name in plain else f"{_spoken(name).lower()} {text}" for name, text in told)
        if line:
            yield line
    elif value not in (None, "") and not (isinstance(value, str) and IDENTIFIER.fullmatch(value)):
        if isinstance(value, bool):
            yield "yes" if value else "no"
        elif text := to_plain(str(value)):
            yield text
