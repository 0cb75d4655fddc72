"""Dates in foreign tables: one form for a whole column, and doubt stops (safety.md D6)."""

import re
from collections.abc import Sequence
from datetime import date

from shortbreaks.errors import Refused

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


def day_in(text: str, form: str) -> date | None:
    """The day a cell says in a form, two figures of a year meaning 20..; None when it says none."""
    found = re.fullmatch(r"([0-9]{1,4})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{1,4})", text.strip().split("T")[0])
    if found is None:
        return None
    parts = dict(zip(form, found.groups(), strict=True))
    if len(parts["y"]) not in {2, 4} or len(parts["d"]) > 2 or len(parts["m"]) > 2:
        return None
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    try:
        return date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        return None
