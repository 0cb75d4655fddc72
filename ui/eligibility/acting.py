"""One thing that can be done with a line of a list, what is said beside it, and the way to the child that every line has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from shortbreaks.access.permissions import Permission
from ui.shell.page import Page

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do: its words, its object name, and why it is off, where it is."""

    words: str
    name: str
    then: Callable[[], object]
    off: str = ""


def why_off(page: Page, needs: Permission, why: str) -> str:
    """Why an act is off for this person, or ""."""
    return "" if page.desk.may(needs) else why


def open_child(page: Page, child_id: int) -> None:
    """Show the child's eligibility and allocation."""
    page.go.to("child", id=child_id, tab="eligibility")


def opening(page: Page, child_id: int) -> Act:
    """The way to the child's card."""
    return Act("Open the child", "open_child", partial(open_child, page, child_id))
