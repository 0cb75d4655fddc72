"""England's bank holidays of a year: of the years an office works in kept beside the application, of any other from the library.

The library costs 5 MB and 70 ms, and Today asks every day. What is kept was written from it (`python -m tests.write_bank_holidays`),
and a test holds the two to each other.
"""

import csv
import sys
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType, ModuleType

from shortbreaks.resources import resource

KEPT = "council/england_bank_holidays.csv"
FIRST, LAST = 2010, 2050  # years that are kept


def england(year: int) -> Mapping[date, str]:
    """The days of a year that are bank holidays in England, each with its name."""
    return _kept()[year] if FIRST <= year <= LAST else known_to_library(year)


@cache
def _kept() -> Mapping[int, Mapping[date, str]]:
    found: dict[int, dict[date, str]] = {year: {} for year in range(FIRST, LAST + 1)}
    with resource(KEPT).open(encoding="ascii", newline="") as lines:
        for row in csv.reader(lines):
            day = date.fromisoformat(row[0])
            found[day.year][day] = sys.intern(row[1])
    return MappingProxyType({year: MappingProxyType(days) for year, days in found.items()})


@lru_cache(maxsize=32)
def known_to_library(year: int) -> Mapping[date, str]:
    """The same as the library `holidays` has them, in their order."""
    import holidays  # hardly a year needs it

    # An empty package in the place of the library's own, which reads every country of the world: 7 MB and 70 ms for one of 250
    countries = ModuleType("holidays.countries")
    countries.__path__ = [f"{folder}/countries" for folder in holidays.__path__]
    sys.modules.setdefault(countries.__name__, countries)
    known = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    return MappingProxyType(dict(sorted(known.items())))
