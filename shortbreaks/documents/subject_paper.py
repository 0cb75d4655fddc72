"""The file of everything held on somebody, on paper: each item as it is kept, and each that is kept back as such (R-P8)."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from shortbreaks.dates import say_day
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, body, mixed, questions, title
from shortbreaks.documents.style import Style, style_named
from shortbreaks.words import counted

WORDS = "Everything we hold about you"


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One thing that is held: its lines, or why it is kept back."""

    lines: tuple[tuple[str, str], ...]
    kept_back: str


@dataclass(frozen=True, slots=True)
class HeldKind:
    """The items of one kind."""

    title: str
    items: tuple[HeldItem, ...]


@dataclass(frozen=True, slots=True)
class SubjectFileFacts:
    """Everything the paper says."""

    head: Letterhead
    name: str
    family: str
    dated: date
    asked_by: str
    why_back: str
    kinds: tuple[HeldKind, ...]


def subject_paper(given: SubjectFileFacts, style_name: str) -> Drawn:
    """Draw the file in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    items = [item for kind in given.kinds for item in kind.items]
    back = sum(bool(item.kept_back) for item in items)
    about = [
        ("About", [(given.name, True)]),
        ("Family number", [(given.family, False)]),
        ("Date", [(say_day(given.dated), False)]),
        ("Asked for by", [(given.asked_by, False)]),
        ("What is here", [(f"{counted(len(items), 'item')}, of which {back} {'is' if back == 1 else 'are'} kept back.", False)]),
    ]
    if back:
        about.append(("Why kept back", [(given.why_back, False)]))
    wrong = "You may ask us to put right what is wrong, and you may complain to the Information Commissioner."
    story: list[Block] = [title(WORDS, style), *questions([*about, ("Your rights", [(wrong, False)])], style)]
    for kind in given.kinds:
        story += _kind(kind, style)
    return draw(WORDS, f"Family {given.family}", given.head, style, story)


def _kind(kind: HeldKind, style: Style) -> list[Block]:
    """A kind's title, never parted from its first item, and its items; those kept back for one reason are counted once."""
    back = Counter(item.kept_back for item in kind.items if item.kept_back)
    parts = [mixed(_runs(item.lines), style) for item in kind.items if not item.kept_back]
    for why, count in back.items():
        lead = "Kept back" if count == 1 else f"{count} are kept back"
        parts.append(body(f"{lead}: {why.rstrip('.')}.", style))
    head = mixed([(f"{kind.title} ({len(kind.items)})", True)], style)
    first, *others = parts
    return [replace(first, rows=(*head.rows, *first.rows)), *others]


def _runs(lines: tuple[tuple[str, str], ...]) -> list[tuple[str, bool]]:
    """The lines of an item one after the other: names as they are, values dark."""
    runs: list[tuple[str, bool]] = []
    for place, (name, value) in enumerate(lines):
        runs += [(f"{'; ' if place else ''}{name}: ", False), (value, True)]
    return runs or [("Nothing but that it is kept.", False)]
