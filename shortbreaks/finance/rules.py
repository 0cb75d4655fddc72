"""Finance's own rules: how long its records are kept."""

from datetime import date

YEARS_KEPT = 6


def kept_until(last_changed: date) -> date:
    """Six years from the end of the financial year of the last change (R-P3): 17 Mar 2027 gives 31 Mar 2033."""
    return date(last_changed.year + (last_changed > date(last_changed.year, 3, 31)) + YEARS_KEPT, 3, 31)
