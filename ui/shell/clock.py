"""The day and the moment on this computer's clock, for forms before an office is open."""

from datetime import date, datetime

from shortbreaks.dates import KENT


def now() -> datetime:
    """The moment now, on the clock in Kent."""
    return datetime.now(KENT)


def today() -> date:
    """The day it is in Kent."""
    return now().date()
