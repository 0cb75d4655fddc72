"""What is filled in when the council decides something."""

from shortbreaks.council.schemes import PUBLISHED
from shortbreaks.council.settings import BY_KEY, LADDERS
from ui.kit.fields import Field

REASON = Field("reason", "Who decided it, and why", "long", longest=1000)
RATE = (
    Field("kind", "Pays for", hint="Personal assistant, weekday"),
    Field("pence", "Rate", "money"),
    Field("unit", "For one", beside=True, hint="hour"),
    Field("from_day", "From", "date"),
    REASON,
)
TERM = (
    Field("school_year", "School year", hint="2026-27"),
    Field("number", "Term", "whole", beside=True),
    Field("first_day", "First day", "date"),
    Field("last_day", "Last day", "date", beside=True),
    REASON,
)
HOLIDAY = (
    Field("day", "Day", "date"),
    Field("name", "What it is called", hint="Coronation of the King", longest=80),
    REASON,
)
WHY = (REASON,)
SCHEME = (
    Field("name", "What the scheme is called", longest=80),
    Field("tests", "Its tests, one a line", "long", optional=True, longest=4000),
    Field("awards", "What it awards: an amount, or a question with its answers below", "long", optional=True, longest=4000),
    Field("from_day", "From", "date"),
    Field("retired", "It ends on that day, and holds no more", "yes", beside=True),
    REASON,
)
BEGIN = Field("begin", "Begin from a published one", "choice", optional=True, choices=tuple((name, name) for name, _, _ in PUBLISHED))
CODE = (
    Field("code", "Code", longest=40),
    Field("words", "Words, as staff and families read them"),
    Field("old_names", "Other names, parted by commas", optional=True, longest=1000),
    Field("from_day", "In use from", "date", optional=True),
    Field("retired", "Out of use: kept on old records, not offered any more", "yes"),
    Field("retired_from", "Out of use from", "date", optional=True),
    REASON,
)
DISTRICT = (*CODE[:-1], Field("elsewhere", "Another council’s: a venue may lie there, a home there is out of area", "yes"), REASON)


def setting_fields(key: str) -> tuple[Field, ...]:
    """The form of one setting: its value as it is typed, from when, why."""
    setting = BY_KEY[key]
    label = f"{setting.title} ({setting.unit})" if setting.unit else setting.title
    since = Field("from_day", "From", "date")
    if setting.kind == "choice" or setting.switch:
        said = (("1", "Yes"), ("0", "No"))
        choices = said if setting.switch else tuple((one, one[:1].upper() + one[1:]) for one in setting.choices)
        return (Field("value", label, "choice", choices=choices), since, REASON)
    if setting.kind == "ladder":
        ladders = tuple((ladder, name) for name, ladder in LADDERS)
        begin = Field("begin", "Begin from a published one", "choice", optional=True, choices=ladders)
        return (begin, Field("value", label, hint=LADDERS[0][1], longest=1000), since, REASON)
    return (Field("value", label, longest=1000), since, REASON)
