"""For which ages a service of another directory is, said as numbers or in a few words: "5 to 12", "0-25", "8+", "under 5"."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shortbreaks.errors import Refused
from shortbreaks.exchange.incoming import OLDEST, read_field
from shortbreaks.exchange.referral_values import Said, dicts, text_of

AGE = r"([0-9]{1,3})\s*(years?(?:\s+olds?)?|yrs?|y\.?o\.?|months?|mths?|m)?"
BETWEEN = re.compile(rf"(?:from\s+)?{AGE}\s*(?:-|–|—|to|and|until|up to)\s*{AGE}")
FROM = re.compile(
    rf"(?:over\s+|from\s+)?{AGE}\s*(?:\+|plus|and\s+(?:over|above|older|up(?:wards)?)|or\s+(?:over|older)|upwards)"
)
UP_TO = re.compile(rf"(?:up\s+to|(?:from\s+)?birth\s*(?:to|-|–)|0\s*-)\s*{AGE}")
UNDER = re.compile(rf"(?:under|below)\s+{AGE}")
ALONE = re.compile(AGE)
BEFORE = re.compile(r"^(?:for\s+)?(?:children\s+|young\s+people\s+)?(?:aged|ages|age)?\s*:?\s*")
TEXTS = ("age_range", "ages", "eligibility", "eligibility_description")
Ages = tuple[int | None, int | None]
MONTHS = 12


def ages_of(value: Mapping[str, Any], said: Said) -> dict[str, int | None]:
    """Youngest and oldest as whole years, None where nothing is said; what cannot be read is told and left empty."""
    found: dict[str, int | None] = {}
    eligible = [one for name in ("eligibilitys", "eligibilities", "eligibility") for one in dicts(value.get(name))]
    low, high = (
        next((one[name] for one in (value, *eligible) if one.get(name) not in (None, "")), None)
        for name in ("minimum_age", "maximum_age")
    )
    if (words := _in_words(value, eligible, low, high)) is not None:
        text, (youngest, oldest) = words
        said.append((f"“{text[:40]}” is read as {_spoken(youngest, oldest)}.", "minimum_age"))
        return {"min_age": youngest, "max_age": oldest}
    for field, name, given in (("min_age", "minimum_age", low), ("max_age", "maximum_age", high)):
        try:
            found[field] = read_field("service", field, _years(given))
        except Refused as refusal:
            found[field] = None
            said.append((f"{refusal.sentence} It is left empty.", name))
    youngest, oldest = found["min_age"], found["max_age"]
    if youngest is not None and oldest is not None and youngest > oldest:
        said.append(
            (f"Its youngest age, {youngest}, is above its oldest, {oldest}: both are left empty.", "minimum_age")
        )
        return {"min_age": None, "max_age": None}
    return found


def _in_words(
    value: Mapping[str, Any], eligible: list[Mapping[str, Any]], low: Any, high: Any
) -> tuple[str, Ages] | None:
    """A text that says both ages at once, where no number says one."""
    if isinstance(low, str) and low == high:
        high = None
    texts = [one for one in (low, high) if isinstance(one, str)] if low is None or high is None else []
    if low is None and high is None:
        texts = [text_of(one.get(name)) for one in (value, *eligible) for name in TEXTS]
    for text in texts:
        if not text.strip().isdigit() and (ages := _range_in(text)) is not None:
            return text.strip(), ages
    return None


def _range_in(text: str) -> Ages | None:
    """The ages of a text that says nothing but ages; None for any other."""
    bare = BEFORE.sub("", " ".join(text.casefold().split())).rstrip(" .")
    for pattern, made in ((BETWEEN, _between), (FROM, _from), (UP_TO, _up_to), (UNDER, _under)):
        if (found := pattern.fullmatch(bare)) is not None:
            low, high = made(found)
            sound = all(age is None or 0 <= age <= OLDEST for age in (low, high))
            return (low, high) if sound and (low is None or high is None or low <= high) else None
    return None


def _between(found: re.Match[str]) -> Ages:
    return _whole(found[1], found[2] or found[4]), _whole(found[3], found[4])


def _from(found: re.Match[str]) -> Ages:
    return _whole(found[1], found[2]), None


def _up_to(found: re.Match[str]) -> Ages:
    return 0, _whole(found[1], found[2])


def _under(found: re.Match[str]) -> Ages:
    return None, _whole(found[1], found[2]) - 1


def _whole(number: str, unit: str | None) -> int:
    return int(number) // MONTHS if unit and unit.startswith("m") else int(number)


def _years(given: Any) -> Any:
    """A single age with its unit, such as "11 yrs", as a number; anything else as it is."""
    found = ALONE.fullmatch(given.strip().casefold()) if isinstance(given, str) and given.isascii() else None
    return _whole(found[1], found[2]) if found else given


def _spoken(low: int | None, high: int | None) -> str:
    return " ".join(_parts(low, high)) or "any age"


def _parts(low: int | None, high: int | None) -> Iterator[str]:
    if low is not None:
        yield f"from {low}"
    if high is not None:
        yield f"to {high}"
