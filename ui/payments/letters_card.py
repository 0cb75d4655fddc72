"""The letters of one account: those that are due, each drawn with one press, and those that were issued."""

from collections.abc import Callable

from shortbreaks.dates import say_day
from shortbreaks.payments.letters.due import AccountLetters, DueRow, IssuedRow
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.layouts import column, row
from ui.kit.text import label

SHOWN = 5


def say_letter(due: DueRow) -> str:
    """A letter as lists say it: "Return reminder 2"."""
    return f"{due.key.kind.capitalize()}{f' {due.key.number}' if due.key.number else ''}"


def letters_card(
    found: AccountLetters, draw: Callable[[DueRow], object], again: Callable[[IssuedRow], object], *, may: bool
) -> Card:  # fmt: skip
    """Letters due with the button that draws each, then the last that were issued."""
    made = Card()
    chip = Chip(f"{len(found.due)} due", "warn") if found.due else Chip("None due", "ok")
    if found.day is not None:
        chip = Chip(f"Issued by {say_day(found.day)}", "neutral")
    made.body.addLayout(row(label("Letters", "title"), None, chip))
    for number, due in enumerate(found.due):
        words = column(label(say_letter(due), "name"), label(due.stopped or due.why, "caption", wrap=True), gap=0)
        button = Button("Draw it", "link", name=f"draw_{number}", then=lambda one=due: draw(one))  # type: ignore[misc]
        button.setAccessibleName(f"Draw it: {say_letter(due)}")
        if due.stopped:
            button.off_because(due.stopped)
        elif due.key.is_unasked:
            button.off_because("The return is not asked for yet: use Ask for returns on Payments.")
        elif not may:
            button.off_because("Your role may not issue papers.")
        line = row(words, button, gap=8)
        line.setStretch(0, 1)
        made.body.addLayout(line)
    for one in found.issued[:SHOWN]:
        words_of = f"{one.kind.capitalize()}, {say_day(one.at.date())}"
        made.body.addWidget(
            Button(words_of, "link", icon="mail", name=f"issued_{one.paper_id}", then=lambda this=one: again(this))  # type: ignore[misc]
        )
    if not found.due and not found.issued:
        none = "No letter was issued yet." if found.day is None else "No letter was issued by then."
        made.body.addWidget(label(none, "second"))
    return made
