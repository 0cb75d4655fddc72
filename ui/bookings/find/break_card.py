"""One answer of Find a break: the service, its tests as chips, why not and what would change it, and its days."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from shortbreaks.bookings.find import BreakRow, Tile
from shortbreaks.dates import WEEKDAYS, say_short
from shortbreaks.findings import Finding, Outcome
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.bookings.find.remedies import Remedy
from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import Flow, flow
from ui.kit.layouts import column, empty, row
from ui.kit.text import label

MEANING = {Outcome.MET: "ok", Outcome.TO_DECIDE: "warn", Outcome.NOT_MET: "bad"}
LEAD = {Outcome.TO_DECIDE: "Decide", Outcome.NOT_MET: "Why not"}
QUIET = {"R-E1", "R-E3", "R-B9", "R-B12", "R-C2", "distance"}  # met as a matter of course; said only when they are not
MOST_CHIPS = 6
SCHEME_DAYS = 4  # days of one week with a session; a club has one or two


def price_words(answer: BreakRow) -> str:
    """What the family would pay, as it is said at the right of a card."""
    if answer.exempt == "s29(3)":
        return "No charge"
    if answer.exempt == "provider":
        return f"{pounds(answer.list_pence)} to provider" if answer.list_pence else "Provider’s own fee"
    if any(one.rule == "R-C2" and one.outcome is not Outcome.MET for one in answer.findings):
        return "No price yet"
    return pounds(answer.charge_pence) if answer.charge_pence else "Free"


def chips_of(answer: BreakRow) -> list[Chip]:
    """The tests that matter for choosing, those not met first."""
    shown: list[Chip] = []
    said: set[str] = set()
    for finding in answer.findings:
        if (finding.outcome is Outcome.MET and finding.rule in QUIET) or finding.chip in said or finding.chip == "Open":
            continue
        said.add(finding.chip)
        shown.append(Chip(finding.chip, MEANING[finding.outcome]))
    return shown[:MOST_CHIPS]


def day_words(tile: Tile) -> str:
    """Sat 1, for a day's tile."""
    return f"{WEEKDAYS[tile.start.weekday()][:3]} {tile.start.day}"


def parts_of_scheme(tiles: Sequence[Tile]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """First half, second half and whole of the first week with a session on four days or more; nothing for a club.

    Of five days the first half is three. Days the child has already are left out.
    """
    weeks: dict[tuple[int, int], list[Tile]] = {}
    for tile in sorted(tiles, key=lambda one: one.start):
        weeks.setdefault(tile.start.isocalendar()[:2], []).append(tile)
    for week in weeks.values():
        days = sorted({tile.start.date() for tile in week})
        if len(days) >= SCHEME_DAYS:
            half = days[(len(days) + 1) // 2]
            free = [tile for tile in week if not tile.booked]
            first = tuple(tile.session_id for tile in free if tile.start.date() < half)
            second = tuple(tile.session_id for tile in free if tile.start.date() >= half)
            parts = (("First half", first), ("Second half", second), ("Whole scheme", first + second))
            return tuple(part for part in parts if part[1])
    return ()


class BreakCard(Card):
    """`choose` is given the session of the day that was clicked, or of the card's main button; `remedy` what would help.

    `choose_days` is given the sessions of a part of a scheme: either half, or all of it.
    """

    def __init__(
        self, number: int, answer: BreakRow, choose: Callable[[BreakRow, int], object],
        choose_days: Callable[[tuple[int, ...]], object], chosen: Collection[int] = (),
        remedy: Callable[[BreakRow, Finding], Remedy | None] = lambda _answer, _finding: None,
    ) -> None:  # fmt: skip
        super().__init__(MEANING[answer.outcome], margin=(16, 8, 16, 8), gap=4)
        self.answer = answer
        self._choose = choose
        self._chosen = chosen
        self.days: dict[int, Button] = {}
        self.setObjectName(f"break_{answer.service_id}")
        near = answer.place + (f" · {answer.miles:.1f} miles" if answer.miles is not None else "")
        large, where = theme.text_size() > 150, label(near, "second", wrap=True)
        name, price = label(answer.name, "title", wrap=large), label(price_words(answer), "title", tabular=True)
        (name if large else where).setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)  # the room there is
        head = row(label(str(number), "label"), name, *(() if large else (where,)), price, gap=12)
        self.body.addLayout(column(head, where) if large else head)
        self.body.addLayout(row(20, flow(*chips_of(answer))))
        troubles = [finding for finding in answer.findings if finding.outcome is not Outcome.MET]
        self._trouble = troubles[0] if troubles else None
        self._remedy, self._remedy_line = remedy, QHBoxLayout()
        if self._trouble is not None:
            why = self._why(self._trouble)
            line = row(20, column(why, row(self._remedy_line, None)) if large else why, *(() if large else (self._remedy_line,)), gap=8)
            line.setStretch(1, 1)
            self.body.addLayout(line)
            self.offer_remedy()
        self._days = Flow(2)
        self._show_days(answer.shown(chosen))
        line = row(20, self._days, gap=8)
        line.setStretch(1, 1)
        line.addWidget(self._main(number))
        self.body.addLayout(line)
        if parts := parts_of_scheme(answer.tiles):
            buttons = [
                Button(words, name=f"part_{n}_{answer.service_id}", then=partial(choose_days, ids))
                for n, (words, ids) in enumerate(parts)
            ]
            self.body.addLayout(row(20, flow(*buttons, gap=2)))

    def _why(self, finding: Finding) -> QWidget:
        pairs = [(LEAD[finding.outcome], finding.reason)]
        if finding.remedy:
            pairs.append(("Would change it", finding.remedy))
        return facts(pairs, name=f"why_{self.answer.service_id}", lead=MEANING[finding.outcome])

    def offer_remedy(self) -> None:
        """The button that does what would change it, where there is one; asked again when another day was found."""
        empty(self._remedy_line)
        found = self._remedy(self.answer, self._trouble) if self._trouble is not None else None
        if found is not None:
            words, act = found
            button = Button(words, name=f"remedy_{self.answer.service_id}", then=act)
            button.setAccessibleName(f"{words}: {self.answer.name}")
            self._remedy_line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _show_days(self, tiles: Sequence[Tile]) -> None:
        """Show these days, and how many more there are, which the last button shows."""
        empty(self._days)
        self.days = {}
        for tile in tiles:
            self._days.addWidget(self._tile(tile))
        if rest := len(self.answer.tiles) - len(tiles):
            more = Button(f"{rest} more", "quiet", name=f"more_days_{self.answer.service_id}", then=self.show_every_day)
            more.setAccessibleName(f"Show {counted(rest, 'more day')} of {self.answer.name}")
            self._days.addWidget(more)

    def show_every_day(self) -> None:
        """Show every day the answer has, and go to the first that was not shown."""
        before = set(self.days)
        self._show_days(self.answer.tiles)
        further = next((button for day, button in self.days.items() if day not in before and button.isEnabled()), None)
        if further is not None:
            further.setFocus()

    def _tile(self, tile: Tile) -> QWidget:
        free = "booked" if tile.booked else f"{tile.free} free" if tile.free > 0 else "full"
        look = "chosen" if tile.session_id in self._chosen else "outlined"
        button = Button(day_words(tile), look, second=free, name=f"day_{tile.session_id}",
                        then=lambda: self._choose(self.answer, tile.session_id))  # fmt: skip
        self.days[tile.session_id] = button
        if tile.booked:
            button.off_because("The child already has a place in this session.")
        return button

    def _main(self, number: int) -> Button:
        best = next(tile for tile in self.answer.tiles if tile.session_id == self.answer.best)
        words = say_short(best.start.date(), best.start.date())
        act = {Outcome.MET: f"Book {words}", Outcome.TO_DECIDE: f"Decide {words}", Outcome.NOT_MET: "See why"}
        look = "filled" if number == 1 and self.answer.outcome is Outcome.MET else "outlined"
        return Button(act[self.answer.outcome], look, key=str(number) if number <= 9 else "",
                      name=f"choose_{self.answer.service_id}", then=self.choose)  # fmt: skip

    def mark(self, chosen: Collection[int]) -> None:
        """Show which days stand in the booking panel, those too that were not shown."""
        self._chosen = chosen
        if any(tile.session_id in chosen and tile.session_id not in self.days for tile in self.answer.tiles):
            self._show_days(self.answer.tiles)
        for session_id, button in self.days.items():
            button.set_look("chosen" if session_id in chosen else "outlined")

    def choose(self) -> None:
        """Take the card's best session to the booking panel."""
        self._choose(self.answer, self.answer.best)
