"""What to do first in an office that has nothing in it yet, each with its button; gone once the first break is booked."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.beginning import FirstSteps
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import column, empty, row
from ui.kit.text import IconLabel, label
from ui.shell.desk import Desk
from ui.shell.page import Go


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: which of FirstSteps says that it is done, its words, and the page where it is done."""

    done: str
    title: str
    words: str
    act: str
    page: str
    needs: Permission


STEPS = (
    Step("terms", "Say who you are, and when school is", "The council’s name and telephone stand on every letter; weekly clubs "
         "run in term. Settings and School terms hold them.", "Council", "council", Permission.SEE_COUNCIL),
    Step("providers", "Add the providers", "By hand, or a directory as a file: the three dots beside “Add provider”.",
         "Providers", "providers", Permission.SEE_PROVIDERS),
    Step("sessions", "Give their services sessions", "On a provider’s card, “Add sessions”: its days, times and places.",
         "Providers", "providers", Permission.SEE_PROVIDERS),
    Step("families", "Add the families", "By hand, or many from a file: the three dots beside “Add a family”.",
         "Families", "families", Permission.SEE_CASES),
    Step("colleagues", "Let your colleagues in", "Each with a name, a role and a password of their own.",
         "People", "people", Permission.SEE_PEOPLE),
    Step("booked", "Book the first break", "A decision on the child’s card gives hours or nights; Find a break then says what fits.",
         "Find a break", "find", Permission.BOOK),
)  # fmt: skip


class FirstStepsCard(Card):
    """The steps in order, those that are done ticked; the first that is not has the filled button."""

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__("pri", gap=10)
        self._desk, self._go = desk, go
        self.setObjectName("first_steps")
        self.heading("Where to begin", icon="example")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(10)
        self.body.addLayout(self._lines)
        self.hide()

    def show_steps(self, found: FirstSteps) -> None:
        """Show how far the office has come; nothing once a break is booked."""
        empty(self._lines)
        waits = [one for one in STEPS if not getattr(found, one.done) and self._desk.may(one.needs)]
        for one in STEPS:
            done = bool(getattr(found, one.done))
            icon = IconLabel("ok-filled", "ok", 20) if done else IconLabel("right", "ink3", 20)
            icon.setAccessibleName("Done" if done else "To do")
            words = column(label(one.title, "name", wrap=True), label(one.words, "caption", wrap=True), gap=2)
            act: Button | None = None
            if not done and self._desk.may(one.needs):
                look = "filled" if one is waits[0] else "outlined"
                act = Button(one.act, look, name=f"first_{one.done}", then=partial(self._go.to, one.page))
            line = row(icon, words, act, gap=12)
            line.setStretch(1, 1)
            self._lines.addLayout(line)
        self.setVisible(not found.booked)
