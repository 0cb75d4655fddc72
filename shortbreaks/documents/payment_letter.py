"""What every letter about a direct payment has in common: who writes to whom about what, and how to question it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day, say_full
from shortbreaks.documents.ledger_parts import section
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, body, mixed, opening, title
from shortbreaks.documents.said import closing
from shortbreaks.documents.style import Style
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.money import pounds


@dataclass(frozen=True, slots=True)
class ToFamily:
    """Who writes, to whom, for which child and agreement; `child` is first name and initial."""

    head: Letterhead
    ref: str
    child: str
    family: str
    dear: str
    dated: date
    foot: str
    relay: str

    @property
    def first_name(self) -> str:
        """The child's first name, as a sentence says it."""
        return self.child.rsplit(" ", maxsplit=1)[0]

    @property
    def number(self) -> str:
        """What the letter is known by: the direct payment's own number."""
        return self.ref

    @property
    def officer(self) -> str:
        """The name of who writes, without the role."""
        return self.head.officer.split(",", maxsplit=1)[0]


def letter(to: ToFamily, words: str, style: Style, story: Sequence[Block], form: Sequence[Block] = ()) -> Drawn:
    """Draw a letter: its outcome as the title, what it is about, its story, and other formats at the end.

    `form` is what is filled in and sent back, after all that the family keeps. In large print, where other formats would stand
    alone on a page, they stand below it.
    """
    end = [closing(to, style)]
    lines = [
        title(words, style),
        *opening(("Direct payment", to.ref), to, style),
        *story,
        *([*form, *end] if style.blocks else [*end, *form]),
    ]
    return draw(words, f"Direct payment {to.ref}", to.head, style, lines)


def part(words: str, paragraphs: Sequence[str | Sequence[Run]], style: Style) -> list[Block]:
    """A part of a letter: its teal words with the first paragraph, which they never leave, then the others."""
    made = [
        body(one, style, 0.35) if isinstance(one, str) else mixed(one, style, 0.35) for one in paragraphs if one
    ]  # fmt: skip
    if not made:
        return []
    head = section(words, style)
    return [Block((*head.rows, *made[0].rows), made[0].after), *made[1:]]


def next_payment(pence: int, taken: int, on: date | None, rest: str = ".") -> list[Run]:
    """What arrives next and when: less what comes out of it, as the family will see it on its account (R-D16)."""
    if not pence:
        return [("No payment is due at present.", False)]
    when = "with our next run" if on is None else f"on {unbroken(say_full(on))}"
    if taken:
        rest = f". That is {pounds(pence)} less {pounds(taken)}, which comes back to us."
    return [(f"{pounds(pence - taken)} {when}", True), (rest, False)]


def disagree(to: ToFamily, by: date | None, style: Style, meanwhile: str = "") -> list[Block]:
    """How to question a letter, until when, and what holds meanwhile."""
    until = f" by {unbroken(say_day(by))}" if by is not None else ""
    words = f"Ring {to.officer} on {unbroken(to.head.phone)} or write to us{until}. {meanwhile}".strip()
    return part("If you do not agree", [f"{words} If you still disagree, ask for our complaints leaflet."], style)
