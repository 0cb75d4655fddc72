"""The sheet for a sealed envelope: the recovery key of an office, and what it is for."""

from dataclasses import dataclass, field
from datetime import date

from shortbreaks.dates import say_day
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import body, box, facts, title
from shortbreaks.documents.style import style_named
from shortbreaks.documents.words import unbroken


@dataclass(frozen=True, slots=True)
class RecoveryFacts:
    """What the sheet says."""

    office: str
    key: str = field(repr=False)
    dated: date


def recovery_sheet(given: RecoveryFacts) -> Drawn:
    """Draw the sheet; the key is parted into two lines, so that nobody loses their place in copying it."""
    style = style_named("standard")
    groups = given.key.split("-")
    half = (len(groups) + 1) // 2
    lines = ["-".join(groups[:half]) + "-", "-".join(groups[half:])]
    story = [
        title("The recovery key", style),
        facts([("Office", [(given.office, True)]), ("Made on", [(unbroken(say_day(given.dated)), False)])], style),
        *[facts([("Key" if n == 0 else "and", [(unbroken(line), True)])], style) for n, line in enumerate(lines)],
        body("If every password is forgotten, only this key opens the office and its backups.", style),
        body("There is no letter O, I, L or U in it: a round sign is the figure nought, a straight one is one.", style),
        box("Put this sheet into an envelope, seal it, write the date on it, and keep it in a locked place away from "
            "the computer. Whoever has it can read everything in the office.", style),
    ]  # fmt: skip
    head = Letterhead("Short Breaks", given.office, "", "", "")
    return draw("The recovery key", "Recovery key", head, style, story)
