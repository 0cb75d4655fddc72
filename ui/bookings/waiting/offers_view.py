"""What is free and somebody waits for: each with who is next, and beside it the whole line of the one chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.findings import Outcome
from ui.bookings.waiting.columns import FITS
from ui.kit.beside import Beside
from ui.kit.buttons import Button
from ui.kit.chips import Chip
from ui.kit.detail import Detail
from ui.kit.flow import flow
from ui.kit.layouts import column, holder, row, rule
from ui.kit.listing import Listing
from ui.kit.rows import Column
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.page import Page

SIDE, LEAST = 372, 560


class Family(Protocol):
    """A family in a line, as far as a line for a place and one for nights show it alike."""

    @property
    def request_id(self) -> int: ...
    @property
    def children(self) -> tuple[str, ...]: ...
    @property
    def ages(self) -> tuple[int, ...]: ...
    @property
    def place_words(self) -> str: ...
    @property
    def outcome(self) -> Outcome: ...
    @property
    def trouble(self) -> str: ...
    @property
    def remedy(self) -> str: ...
    @property
    def reasons(self) -> Sequence[str]: ...
    @property
    def possible(self) -> bool: ...


class Free(Protocol):
    """Something free, as far as a place and a run of nights are shown alike; `next` None when it fits nobody."""

    @property
    def service(self) -> str: ...
    @property
    def next(self) -> Any: ...


R = TypeVar("R", bound=Free)
F = TypeVar("F", bound=Family)


@dataclass(frozen=True)
class Offers(Generic[R, F]):
    """What is free: how it is asked for, what it is called, what is said of it and of a family in its line."""

    name: str  # in the names of its parts
    columns: Sequence[Column[R]]
    key: Callable[[R], Any]  # also what its line is asked by
    free: Callable[..., tuple[R, ...]]
    line: Callable[..., tuple[F, ...]]
    first: Callable[[R], bool]  # whether it is shown without the tick
    also: str  # what the tick shows besides
    counted: Callable[[int, int], str]  # how many are shown, and how many are left out
    nothing: tuple[str, str]
    one: str  # "a place"
    them: str  # "it", as a sentence about it goes on
    fits_nobody: str
    heading: Callable[[R], Sequence[str]]  # below its service
    told: Callable[[F], Sequence[str]]
    offer: Callable[[R, F], object]


class OffersView(QWidget, Generic[R, F]):
    """Each free one with its next family; O or Enter offers it to that family."""

    def __init__(self, page: Page, offers: Offers[R, F]) -> None:
        super().__init__()
        self.page, self.desk, self.of = page, page.desk, offers
        self.rows: tuple[R, ...] = ()
        self.wanted: Any = None  # the key of the one to choose once it is there
        self.table = Table(offers.columns, key=offers.key, height=44, name=f"{offers.name}_table")
        self.listing = Listing(self.table, "O or Enter offers to the next family · Ctrl+C copies rows", icon="offer")
        self.table.chosen.connect(lambda _row: self._detail())
        self.table.opened.connect(lambda _row: self.offer_next())
        self.offer = Button(
            "Offer to the next", "filled", icon="offer", key="O", name=f"{offers.name}_next", then=self.offer_next
        )  # fmt: skip
        self.every = QCheckBox(offers.also)
        self.every.setObjectName(f"{offers.name}_every")
        self.every.toggled.connect(lambda _on: self._show(self.rows))
        left = column(row(self.every, None, self.offer), self.listing, gap=12)
        left.setStretch(1, 1)
        self.detail = Detail()
        self.setLayout(column(Beside(holder(left), self.detail, SIDE, LEAST, inside=True)))
        self._detail()

    @property
    def may_not(self) -> str:
        """Why this role may not offer; "" when it may."""
        return "" if self.desk.may(Permission.BOOK) else f"Your role may see what is free, not offer {self.of.them}."

    def refresh(self) -> None:
        """Ask what is free again."""
        self.desk.ask(self, self.of.name, self.of.free, then=self._show)

    def _show(self, rows: tuple[R, ...]) -> None:
        self.rows = rows
        self.page.headed.emit()
        shown = [one for one in rows if self.every.isChecked() or self.of.first(one) or self.of.key(one) == self.wanted]
        left_out = len(rows) - len(shown)
        self.every.setVisible(bool(left_out) or self.every.isChecked())
        if shown:
            self.listing.show_rows(shown, self.of.counted(len(shown), left_out))
            if self.wanted is not None and self.table.choose_key(self.wanted):
                self.wanted = None
            elif self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.table.set_rows(())
            self.listing.say(*self.of.nothing)
        self._detail()

    def _chosen(self) -> R | None:
        chosen: R | None = self.table.chosen_row()
        return chosen

    def _detail(self) -> None:
        one = self._chosen()
        if one is None:
            self.offer.off_because(f"Choose {self.of.one} first.")
            self.detail.say(f"Choose {self.of.one} to see everybody who waits for {self.of.them}.")
            return
        self.offer.off_because(self.may_not or ("" if one.next is not None else self.of.fits_nobody))
        self.desk.ask(self, f"{self.of.name}_line", self.of.line, self.of.key(one), then=self._show_line)

    def _show_line(self, line: tuple[F, ...]) -> None:
        one = self._chosen()
        if one is None:
            return
        self.detail.begin(label(one.service, "title", wrap=True, name=f"{self.of.name}_title"))
        self.detail.add(*[label(words, "second", wrap=True) for words in self.of.heading(one)])
        for family in line:
            self.detail.add(rule())
            self._family(one, family)

    def _family(self, one: R, family: F) -> None:
        mark = FITS[family.outcome]
        name = f"{self.of.name}_offer_{family.request_id}"
        button = Button("Offer", name=name, then=partial(self.of.offer, one, family))
        button.off_because(self.may_not or ("" if family.possible else family.trouble))
        called = " and ".join(f"{child}, {age}" for child, age in zip(family.children, family.ages, strict=True))
        line = row(label(called, "strong", wrap=True), button, gap=8)
        line.setStretch(0, 1)
        self.detail.add(line, flow(Chip(family.place_words, "neutral"), Chip(mark.text, mark.meaning)))
        self.detail.add(*[label(words, wrap=True) for words in self.of.told(family)])
        if family.outcome is not Outcome.MET:
            self.detail.add(label(f"{family.trouble} {family.remedy}".strip(), wrap=True))
        self.detail.add(label(" · ".join(family.reasons), "caption", wrap=True))

    def offer_next(self) -> None:
        """Offer the one chosen to the family that is next (O)."""
        one = self._chosen()
        if one is not None and one.next is not None and self.offer.isEnabled():
            self.of.offer(one, one.next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_O and not event.modifiers():
            self.offer_next()
            return
        super().keyPressEvent(event)
