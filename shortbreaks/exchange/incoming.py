"""What a file brings: providers, venues and services in our words, each with its place in the file; and what each field may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shortbreaks.council.commands import check_day
from shortbreaks.errors import Refused
from shortbreaks.exchange.checks import Check, read_checks
from shortbreaks.exchange.plain_text import one_line, tidy
from shortbreaks.money import MOST_PENCE
from shortbreaks.words import LONGEST_NAME, LONGEST_TEXT

TABLES = ("provider", "venue", "service")
STATES = ("open", "closed")
OLDEST = 130

# Every field a file can speak of: how it is read, and how it is said. A tuple holds the only values there are.
FIELDS: Mapping[str, Mapping[str, tuple[Any, str]]] = {
    "provider": {
        "name": ("name", "name"), "description": ("text", "description"), "contact_name": ("line", "who to ring"),
        "phone": ("line", "telephone"), "email": ("line", "e-mail"), "website": ("line", "website"),
        "best_time": ("line", "best time to ring"), "vendor_number": ("line", "vendor number"),
        "in_house": ("yes", "council's own"), "last_checked_on": ("day", "last checked"), "state": (STATES, "open or closed"),
        "closed_on": ("day", "closed on"), "closed_reason": ("text", "reason of closing"), "checks": ("checks", "checks"),
    },
    "venue": {
        "name": ("name", "name"), "address": ("text", "address"), "postcode": ("postcode", "postcode"),
        "district": ("line", "district"), "directions": ("text", "directions"),
        "parking": ("text", "parking"), "access": ("text", "access"),
        "state": (STATES, "open or closed"), "closed_on": ("day", "closed on"), "closed_reason": ("text", "reason of closing"),
    },
    "service": {
        "name": ("name", "name"), "kind": ("code", "kind"), "description": ("text", "description"),
        "min_age": ("age", "youngest"), "max_age": ("age", "oldest"), "children_per_worker": ("whole", "children to a worker"),
        "one_to_one": ("yes", "one to one"), "two_to_one": ("yes", "two to one"),
        "unit": (("hours", "sessions", "nights"), "unit"), "charged_by": (("council", "provider", "nobody"), "who charges"),
        "referral": (("self", "assessment"), "how families come"), "contact_name": ("line", "who to ring"),
        "contact_phone": ("line", "telephone"), "bring": ("text", "what to bring"), "state": (STATES, "open or closed"),
        "closed_on": ("day", "closed on"), "closed_reason": ("text", "reason of closing"), "offers": ("codes", "caters for"),
        "prices": ("prices", "prices"),
    },
}  # fmt: skip

# What a new row holds where the file says nothing.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "provider": {
        "description": "", "contact_name": "", "phone": "", "email": "", "website": "", "best_time": "", "vendor_number": "",
        "in_house": False, "last_checked_on": None, "state": "open", "closed_on": None, "closed_reason": "", "checks": (),
    },
    "venue": {
        "address": "", "postcode": "", "district": "", "directions": "", "parking": "", "access": "", "state": "open",
        "closed_on": None, "closed_reason": "",
    },
    "service": {
        "kind": "other", "description": "", "min_age": None, "max_age": None, "children_per_worker": 0, "one_to_one": False,
        "two_to_one": False, "unit": "hours", "charged_by": "provider", "referral": "self", "contact_name": "",
        "contact_phone": "", "bring": "", "state": "open", "closed_on": None, "closed_reason": "", "offers": (), "prices": (),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """One provider, venue or service of a file.

    `key` is how the file knows it, `owner` its provider's key; `fields` holds only what the file says. `foreign` is the
    record as it came (None when the file keeps none), `own` says that Short Breaks wrote the file.
    """

    table: str
    key: str
    owner: str
    name: str
    fields: Mapping[str, Any]
    foreign: Mapping[str, Any] | None
    own: bool
    row: int
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know of a record: where it is, and what; `refused` when it stays out because of it."""

    row: int
    line: int
    key: str
    path: str
    name: str
    sentence: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """A whole file: providers, then venues, then services; what must be known of its rows; and of all of it."""

    form: str  # "Open Referral UK", "CSV"
    read: int
    records: tuple[Incoming, ...]
    notes: tuple[Note, ...]
    said: tuple[str, ...]

    def of(self, table: str) -> tuple[Incoming, ...]:
        """The records of one table."""
        return tuple(one for one in self.records if one.table == table)

    def refused(self) -> tuple[Note, ...]:
        """The records that stay out, with their places."""
        return tuple(note for note in self.notes if note.refused)


def read_field(table: str, field: str, value: Any) -> Any:
    """A field's value from a file, as it is kept. Raises Refused with what is wrong with it."""
    how, words = FIELDS[table][field]
    if isinstance(how, tuple):
        return _choice(how, words, value)
    return READERS[how](words, value)


def _choice(choices: tuple[str, ...], words: str, value: Any) -> str:
    code = str(value).strip().casefold()
    if code not in choices:
        raise Refused(f"“{str(value)[:40]}” is no {words}: it is one of {', '.join(choices)}.")
    return code


def _text(_words: str, value: Any) -> str:
    text = tidy(str(value if value is not None else ""))
    if len(text) > LONGEST_TEXT:
        raise Refused(f"The text is {len(text):,} signs long; {LONGEST_TEXT:,} is the most.")
    return text


def _line(words: str, value: Any) -> str:
    return " ".join(_text(words, value).split())


def _name(words: str, value: Any) -> str:
    name = _line(words, value)
    if not name:
        raise Refused("The name is empty.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"The name is {len(name):,} signs long; {LONGEST_NAME} is the most.")
    return name


def _yes(words: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    if text not in {"yes", "no", "y", "n", "true", "false", ""}:
        raise Refused(f"“{text[:20]}” for {words} is neither yes nor no.")
    return text in {"yes", "y", "true"}


def _whole(words: str, value: Any) -> int:
    text = str(value).strip() or "0"
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,4}", text):
        raise Refused(f"“{text[:20]}” for {words} is not a whole number.")
    return int(text)


def _age(words: str, value: Any) -> int | None:
    if value is None or not str(value).strip():
        return None
    found = re.fullmatch(r"([0-9]{1,3})(?:\.[0-9]+)?", str(value).strip())
    if isinstance(value, bool) or found is None or int(found[1]) > OLDEST:
        raise Refused(f"“{str(value)[:20]}” for {words} is not an age in years.")
    return int(found[1])


def _day(words: str, value: Any) -> date | None:
    text = str(value if value is not None else "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10] if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:$|[T ])", text) else text)
    except ValueError:
        raise Refused(f"“{text[:20]}” for {words} is not a day such as 2026-07-25.") from None


def _postcode(_words: str, value: Any) -> str:
    return one_line(str(value if value is not None else "")).upper()


def _codes(_words: str, value: Any) -> tuple[str, ...]:
    codes = value.replace(";", ",").split(",") if isinstance(value, str) else value
    if not isinstance(codes, list | tuple):
        raise Refused("What it caters for is not a list of codes.")
    return tuple(sorted({_line("", code) for code in codes} - {""}))


def _checks(_words: str, value: Any) -> tuple[Check, ...]:
    return read_checks(value)


PAIR = 2  # a price is a day and pence, and "hour" where it is of an hour


def _prices(words: str, value: Any) -> tuple[tuple[Any, ...], ...]:
    if not isinstance(value, list | tuple):
        raise Refused("The prices are not a list.")
    found = set()
    for one in value:
        if (
            not isinstance(one, list | tuple)
            or list(one[2:]) not in ([], ["hour"])
            or len(one) < PAIR
            or type(one[1]) is not int
            or not 0 <= one[1] <= MOST_PENCE
        ):
            raise Refused("A price is not a day with an amount in pence.")
        day = _day(words, one[0])
        if day is None:
            raise Refused("A price has no day from which it holds.")
        check_day(day)
        found.add((day, *one[1:]))
    return tuple(sorted(found))


READERS = {
    "name": _name, "text": _text, "line": _line, "yes": _yes, "whole": _whole, "age": _age, "day": _day, "postcode": _postcode,
    "code": _line, "codes": _codes, "prices": _prices, "checks": _checks,
}  # fmt: skip
