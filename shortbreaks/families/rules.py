"""How people and addresses are said, and who may see what of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import age_on


def short_name(first: str, last: str, known_as: str = "") -> str:
    """First name and initial, as on every screen and paper: Amara O."""
    initial = f" {last[:1]}." if last else ""
    return f"{known_as or first}{initial}"


def ended(words: str) -> str:
    """Words as the end of a sentence: a name that ends in an initial has its full stop already."""
    return words if words.endswith(".") else f"{words}."


def initials(first: str, last: str) -> str:
    """Two letters for a circle."""
    return f"{first[:1]}{last[:1]}".upper()


@dataclass(frozen=True, slots=True)
class Withheld:
    """An address that this reader may not see."""

    words: str = "Address withheld"


@dataclass(frozen=True, slots=True)
class Shown:
    """An address that this reader may see."""

    lines: tuple[str, ...]
    postcode: str


def address_for(reader: int, lines: str, postcode: str, visibility: str, readers: Collection[int]) -> Shown | Withheld:
    """The one way to an address: a restricted one is shown to the people named for it only (safety.md 3.11)."""
    if visibility == "restricted" and reader not in readers:
        return Withheld()
    return Shown(tuple(line.strip() for line in lines.splitlines() if line.strip()), postcode)


def say_age(born: date, day: date) -> str:
    """Nine is "9 years"; under one, "under 1"."""
    years = age_on(born, day)
    if years < 1:
        return "under 1"
    return f"{years} year" if years == 1 else f"{years} years"
