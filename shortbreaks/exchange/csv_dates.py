"""Dates in foreign tables: one form for a whole column, and doubt stops (safety.md D6)."""

import re
from collections.abc import Sequence
from datetime import date

from shortbreaks.dates import MONTHS
from shortbreaks.errors import Refused

EARLIEST = 1900  # 0026 is a slip
DATE_FORMS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


def guess_dates(cells: Sequence[str]) -> str:
    """The one form all dates can have. Raises Refused when two forms fit, as in a file whose days all end by the 12th."""
    fits = [form for form in DATE_FORMS if all(day_in(cell, form) is not None for cell in cells if cell.strip())]
    meanings = {tuple(day_in(cell, form) for cell in cells) for form in fits}
    if len(meanings) == 1:
        return fits[0]
    if not fits:
        raise Refused(
            "The dates have no form that all of them share.", "Say which column holds them, or mend them.", "columns"
        )
    first = next(cell for cell in cells if cell.strip())
    raise Refused(
        f"“{first}” could be read as {' or as '.join(DATE_FORMS[form] for form in fits)}.",
        "Say which; it is known again next time.", "dates",
    )  # fmt: skip


# A time of day may stand behind it, as cards and ISO have it
_TIME = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?[AP]M)?(Z|[+-][0-9]{2}:?[0-9]{2})?$", re.IGNORECASE)
_APART = r"(?:[/.\-]|,? )"
_DAY = re.compile(rf"([0-9]{{1,4}}|[a-z]{{3,9}}){_APART}([0-9]{{1,2}}|[a-z]{{3,9}}){_APART}([0-9]{{1,4}})", re.IGNORECASE)


def day_in(text: str, form: str) -> date | None:
    """The day a cell says in a form, two figures of a year meaning 20..; a month may be named. None when it says none."""
    found = _DAY.fullmatch(_TIME.sub("", text.strip()))
    if found is None:
        return None
    parts = dict(zip(form, found.groups(), strict=True))
    month = _month(parts["m"])
    if form == "ymd" and not parts["m"].isdigit() and len(parts["y"]) < 4:
        return None  # 13-Apr-26 begins with its day
    if len(parts["y"]) not in {2, 4} or len(parts["d"]) > 2 or not month or not (parts["d"] + parts["y"]).isdigit():
        return None
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if year < EARLIEST:
        return None
    try:
        return date(year, month, int(parts["d"]))
    except ValueError:
        return None


def _month(text: str) -> int:
    """A month by its figures or its name, whole or the first three letters ("Sept" too); nought when it is none."""
    if text.isdigit():
        return int(text) if len(text) < 3 else 0
    said = text.casefold()
    fits = [number for number, name in enumerate(MONTHS, 1) if said in {name.casefold(), name[:3].casefold()}]
    return fits[0] if fits else 9 * (said == "sept")
