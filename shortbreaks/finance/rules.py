"""Finance's own rules: how long its records are kept, and what its system is never given."""

from datetime import date

from shortbreaks.errors import Refused

YEARS_KEPT = 6
LONGEST_SHOWN = 40  # letters of what was typed that its refusal says again


def kept_until(last_changed: date) -> date:
    """Six years from the end of the financial year of the last change (R-P3): 17 Mar 2027 gives 31 Mar 2033."""
    return date(last_changed.year + (last_changed > date(last_changed.year, 3, 31)) + YEARS_KEPT, 3, 31)


def cannot_go(value: str, field: str) -> Refused:
    """What is said of a value that a spreadsheet would take for a formula (safety.md 3.9)."""
    return Refused(f"“{value.strip()[:LONGEST_SHOWN]}” cannot go to finance's system.", "Begin it with a letter or figure.", field)
