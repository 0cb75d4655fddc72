"""What somebody typed for a setting, read by its kind: each refusal says what the setting can be."""

import json
from collections.abc import Callable
from typing import Any

from shortbreaks.council.settings import BY_KEY, Setting
from shortbreaks.errors import Refused
from shortbreaks.reaching import read_email, read_phone

MOST_NOTICE = 365  # days of a ladder's rung
MOST_REMINDED = 365  # days after a return was due


def read_setting(key: str, text: str) -> str:
    """The JSON kept for what was typed. Raises Refused with what the setting can be."""
    setting = BY_KEY.get(key)
    if setting is None:
        raise Refused(f"There is no setting called {key}.", "Choose one from the list.")
    return json.dumps(_read(setting, text.strip()), ensure_ascii=False)


def _read(setting: Setting, value: str) -> Any:
    """What was typed for a setting, by its kind."""
    if setting.kind in {"text", "phone", "email"} and not value:
        raise Refused(f"{setting.title} is empty.", "Write what letters should say.", "value")
    reads: dict[str, Callable[[], Any]] = {
        "text": lambda: value, "phone": lambda: read_phone(value, "value"), "email": lambda: read_email(value, "value"),
        "ladder": lambda: _ladder(value), "ages": lambda: ", ".join(say_age_of(months) for months in read_ages(value)),
        "days": lambda: ", ".join(str(days) for days in _days(value)), "choice": lambda: _choice(setting, value),
        "order": lambda: _order(value, setting.choices), "whole": lambda: _whole(setting, value),
    }  # fmt: skip
    return reads[setting.kind]()


def _whole(setting: Setting, value: str) -> int:
    """Read a whole number within a setting's range."""
    if not value.isascii() or not value.isdigit() or len(value) > 6:
        raise Refused(f"{setting.title} is a whole number.", f"Write it like {setting.default}.", "value")
    number = int(value)
    if (setting.lowest is not None and number < setting.lowest) or (
        setting.highest is not None and number > setting.highest
    ):
        raise Refused(
            f"{setting.title} is from {setting.lowest} to {setting.highest} {setting.unit}".strip() + ".",
            "Choose a number between them.", "value",
        )  # fmt: skip
    return number


def _choice(setting: Setting, value: str) -> str:
    """Read one of a setting's choices."""
    chosen = next((one for one in setting.choices if one.casefold() == value.casefold()), None)
    if chosen is None:
        raise Refused(f"“{value[:20]}” is none of the choices.", f"Choose {' or '.join(setting.choices)}.", "value")
    return chosen


def _ladder(text: str) -> list[list[int]]:
    """Read "7: 0, 2: 50, 0: 100" as rungs; the notices go down and the shares go up."""
    example = "Write it like 7: 0, 2: 50, 0: 100."
    rungs: list[list[int]] = []
    for part in text.replace("%", "").split(","):
        days, _, percent = (piece.strip() for piece in part.partition(":"))
        if not (days.isascii() and days.isdigit() and percent.isascii() and percent.isdigit()):
            raise Refused("The ladder has rungs of days and per cent.", example, "value")
        if len(days) > 4 or len(percent) > 4 or int(days) > MOST_NOTICE:
            raise Refused(f"Nobody gives more than {MOST_NOTICE} days of notice.", example, "value")
        rungs.append([int(days), int(percent)])
    if len({days for days, _ in rungs}) < len(rungs):
        raise Refused("The ladder has two rungs of the same days.", "Give each notice one per cent.", "value")
    if rungs != sorted(rungs, key=lambda rung: (-rung[0], rung[1])) or rungs[-1][0] != 0:
        raise Refused("The ladder goes from most notice to none, and never gets cheaper on the way.", example, "value")
    if any(percent > 100 for _, percent in rungs) or [p for _, p in rungs] != sorted(p for _, p in rungs):
        raise Refused("A rung is from 0 to 100 per cent, and less notice never costs less.", example, "value")
    return rungs


def read_ages(text: str) -> tuple[int, ...]:
    """Read "16, 17, 17.5" as ages in months, upwards. Raises Refused for anything but whole and half years."""
    months = []
    for part in (piece.strip() for piece in text.split(",")):
        years, _, half = part.partition(".")
        if not (years.isascii() and years.isdigit() and len(years) <= 2 and half in {"", "0", "5"}):
            raise Refused(f"“{part[:20]}” is no age.", "Write it like 16, 17, 17.5, 18, 25.", "value")
        months.append(int(years) * 12 + (6 if half == "5" else 0))
    if months != sorted(set(months)):
        raise Refused("The ages go upwards, each once.", "Write it like 16, 17, 17.5, 18, 25.", "value")
    return tuple(months)


def _days(text: str) -> tuple[int, ...]:
    """Read "14, 28, 42" as the days of three reminders, each later than the one before."""
    parts = [piece.strip() for piece in text.split(",")]
    example = "Write three numbers of days that go up, like 14, 28, 42."
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise Refused("The reminders are three: a reminder, a warning, a manager’s decision.", example, "value")
    days = tuple(int(part) for part in parts)
    if list(days) != sorted(set(days)) or not days[0] >= 1 or days[-1] > MOST_REMINDED:
        raise Refused(f"Each reminder comes after the one before, from 1 to {MOST_REMINDED} days.", example, "value")
    return days


def say_age_of(months: int) -> str:
    """An age of the radar as it is typed: 210 months is 17.5."""
    return f"{months // 12}{'.5' if months % 12 else ''}"


def _order(text: str, choices: tuple[str, ...]) -> str:
    """Read "own worker, least used" as an order of some of the choices, each once."""
    words = [word.strip().casefold() for word in text.split(",") if word.strip()]
    if not words or len(set(words)) < len(words) or set(words) - set(choices):
        raise Refused("The order is made of words from its list, each once.", f"Write some of: {', '.join(choices)}.", "value")
    return ", ".join(words)
