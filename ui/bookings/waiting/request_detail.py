"""A request that waits, beside its list: where it stands and why, what can be done with it, and what happened to it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.waiting.queries import WaitingRow, WaitingStepRow
from shortbreaks.dates import say_day
from shortbreaks.overnight.nights_queries import NightRow
from ui.bookings.waiting.columns import state_marks
from ui.kit.buttons import Button
from ui.kit.chips import Chip
from ui.kit.detail import Detail
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import rule
from ui.kit.text import label
from ui.shell.page import Page

R = TypeVar("R", WaitingRow, NightRow)
R_contra = TypeVar("R_contra", WaitingRow, NightRow, contravariant=True)


class Acts(Protocol[R_contra]):
    """What can be done with a request of either kind."""

    def accept(self, row: R_contra) -> None: ...
    def decline(self, row: R_contra) -> None: ...
    def review(self, row: R_contra) -> None: ...
    def leave(self, row: R_contra) -> None: ...
    def flag(self, row: R_contra) -> None: ...
    def letter(self, row: R_contra) -> None: ...


class RequestDetail(Detail, Generic[R]):
    """Each act is a button and a letter. `called` and `pairs` say whom it is about and what is waited for."""

    def __init__(
        self, page: Page, name: str, acts: Acts[R], steps: Callable[..., tuple[WaitingStepRow, ...]],
        called: Callable[[R], str], pairs: Callable[[R], Sequence[tuple[str, str]]],
    ) -> None:  # fmt: skip
        super().__init__()
        self.page, self.desk, self._name = page, page.desk, name
        self._acts: Acts[R] = acts
        self._steps = steps
        self._called: Callable[[R], str] = called
        self._pairs: Callable[[R], Sequence[tuple[str, str]]] = pairs
        self._keys: dict[Qt.Key, tuple[bool, Callable[[R], object]]] = {  # whether it is for an offer, and what it does
            Qt.Key.Key_A: (True, acts.accept), Qt.Key.Key_D: (True, acts.decline),
            Qt.Key.Key_R: (False, acts.review), Qt.Key.Key_X: (False, acts.leave),
        }  # fmt: skip

    def show_request(self, one: R | None) -> None:
        """Ask what happened to a request, and show all of it."""
        if one is None:
            self.say("Choose a family to see why it stands where it does.")
        else:
            self.desk.ask(self, "steps", self._steps, one.request_id, then=partial(self._show, one))

    def _show(self, one: R, steps: tuple[WaitingStepRow, ...]) -> None:
        self.begin(label(self._called(one), "title", wrap=True, name=f"{self._name}_title"))
        self.add(flow(*[Chip(mark.text, mark.meaning) for mark in state_marks(one, self.page.today)]))
        self.add(facts(self._pairs(one), name_width=84), flow(*self._buttons(one)))
        self.add(rule(), label("Why here, first to last", "strong"))
        self.add(*[label(f"{number}. {reason}", wrap=True) for number, reason in enumerate(one.reasons, 1)])
        if one.before_next:
            self.add(label(f"Before the next family: {one.before_next}.", "second", wrap=True))
        self.add(rule(), label("What happened", "strong"))
        for step in steps:
            self.add(label(step.words, "name", wrap=True))
            if step.said:
                self.add(label(step.said, wrap=True))
            self.add(label(f"{say_day(step.at.date())}, {step.at:%H:%M} · {step.person}", "caption", wrap=True))

    def _buttons(self, one: R) -> list[Button]:
        acts, name = self._acts, self._name
        if one.offer is not None:
            found = [
                Button("They say yes", "filled", key="A", name=f"{name}_yes", then=partial(acts.accept, one)),
                Button("They say no", key="D", name=f"{name}_no", then=partial(acts.decline, one)),
            ]
        else:
            found = [
                Button("Still waits", key="R", name=f"{name}_still", then=partial(acts.review, one)),
                Button("Off the list", key="X", name=f"{name}_off", then=partial(acts.leave, one)),
            ]
        words = "No longer first" if one.priority == "safeguarding" else "Goes first"
        found.append(Button(words, name=f"{name}_first", then=partial(acts.flag, one)))
        if not self.desk.may(Permission.DECIDE):
            found[-1].off_because("Your role may not decide who goes first.")
        if not self.desk.may(Permission.BOOK):
            for button in found:
                button.off_because("Your role may see the waiting list, not change it.")
        letter = Button("Letter", icon="print", key="Ctrl+P", name=f"{name}_letter", then=partial(acts.letter, one))
        if not self.desk.may(Permission.ISSUE_PAPERS):
            letter.off_because("Your role may not issue letters.")
        found.insert(2 if one.offer is not None else 0, letter)
        return found

    def act(self, one: R | None, event: QKeyEvent) -> bool:
        """Do what a key stands for with the request chosen; False for a key that is nothing of ours."""
        if one is None:
            return False
        key, held = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_P and held == Qt.KeyboardModifier.ControlModifier and self.desk.may(Permission.ISSUE_PAPERS):
            self._acts.letter(one)
            return True
        found = None if held or not self.desk.may(Permission.BOOK) else self._keys.get(key)
        if found is None or found[0] != (one.offer is not None):
            return False
        found[1](one)
        return True
