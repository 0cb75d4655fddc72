"""How people and addresses are said, and who may see what of them."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import age_on

GONE = {"closed": "has left", "died": "has died"}  # how an adult is of a family no more


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
    """An address that stands on no card: it is looked at, and each look is kept (safety.md 3.11)."""

    words: str = "Address withheld"


@dataclass(frozen=True, slots=True)
class Shown:
    """An address that may be read here."""

    lines: tuple[str, ...]
    postcode: str


def lines_of(address: str) -> tuple[str, ...]:
    """An address line by line, without empty ones."""
    return tuple(line.strip() for line in address.splitlines() if line.strip())


def say_age(born: date, day: date) -> str:
    """Nine is "9 years"; under one, "under 1"."""
    years = age_on(born, day)
    if years < 1:
        return "under 1"
    return f"{years} year" if years == 1 else f"{years} years"
