"""What an invoice counts, as it is written: places or nights, or hours."""

import re

from shortbreaks.errors import Refused
from shortbreaks.finance.matching_rules import MINUTES
from shortbreaks.money import share_of

UNITS = re.compile(r"(?P<whole>[0-9]{1,4})(?:\.(?P<part>[0-9]{1,2}))?(?P<hours>\s*(?:h|hours?))?")


def read_units(text: str) -> tuple[int, int]:
    """Units as a paper says them: 6 places or nights (6, 1), or "7.5 h": (450 minutes, 60 of which the price is).

    Raises Refused with an example.
    """
    read = UNITS.fullmatch(text.strip())
    if read is None or (read["part"] and not read["hours"]):
        raise Refused(f"“{text[:20]}” is not a number of places, nights or hours.", "Write 6, or 7.5 h for hours.", "lines")
    if not read["hours"]:
        return int(read["whole"]), 1
    hundredths = int(read["whole"]) * 100 + int((read["part"] or "0").ljust(2, "0"))
    return share_of(hundredths, MINUTES, 100), MINUTES
