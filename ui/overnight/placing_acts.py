"""A stay on its way onto the board: begun, moved, stretched, judged afresh each time, saved or left."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QObject, Signal

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import on_clock, say_short
from shortbreaks.errors import Refused
from shortbreaks.families.rules import ended
from shortbreaks.overnight.asking import StayAsked, stay_asked
from shortbreaks.overnight.board import unit_of_bed
from shortbreaks.overnight.commands import ChangeStay, PlaceStay, change_stay, place_stay
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.rules import SINGLE
from shortbreaks.overnight.ways import WayOut
from shortbreaks.words import counted
from ui.kit.fields import Field
from ui.overnight.board_view import BoardView
from ui.overnight.grid import PLACING
from ui.overnight.keep_unmet import keep_as_unmet
from ui.overnight.placing import PlacingPanel, verdict_on
from ui.overnight.wait_sheet import WaitSheet
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

NIGHTS = 2
TOLD = (
    Field("collected_by", "Who collects", optional=True), Field("note", "Note for the house", "long", optional=True, longest=800),
)  # fmt: skip
DAY = timedelta(days=1)


class PlacingActs(QObject):
    """`wanted` is the stay being placed, None when there is none."""

    judged = Signal()  # the panel shows what was found
    left = Signal()
    saved = Signal(int)  # the id of the stay that is kept now

    def __init__(self, page: Page, view: BoardView) -> None:
        super().__init__(page)
        self.page, self.view = page, view
        self.wanted: StayWanted | None = None
        self.name = ""
        self.seen = 0  # the version of the kept stay that is being moved
        self.told = {"collected_by": "", "note": ""}  # what else is written of a new stay
        self.sheet: FormSheet | None = None
        self.waiting: WaitSheet | None = None
        panel = self.panel = PlacingPanel()
        panel.way_wanted.connect(self._take_way)
        for wanted, then in (
            (panel.save_wanted, self.save), (panel.leave_wanted, self.leave), (panel.details_wanted, self.times),
            (panel.wait_wanted, self.wait), (panel.keep_wanted, self.keep_unmet),
        ):  # fmt: skip
            wanted.connect(then)

    def begin(self, child_id: int, until: date | None = None) -> None:
        """Place a child from the night under the cursor, at the house's usual times: to a day wished for, else two nights."""
        view = self.view
        cell = view.cell_under()
        if cell is None or view.board is None:
            return
        bed, night = cell
        nights = (until - night).days if until is not None else NIGHTS
        nights = nights if 1 <= nights <= SINGLE else NIGHTS  # a wish for some weeks looks for a stay within them
        start, end = on_clock(night, view.board.unit.arrives), on_clock(night + DAY * nights, view.board.unit.leaves)
        self.take(StayWanted(child_id, bed, start, end), "…", 0)
        view.grid.setFocus()

    def take(self, wanted: StayWanted, name: str, seen: int) -> None:
        """Take a stay up: it follows the arrows and the mouse; nothing typed for another child stays."""
        self.panel.forget()
        self.told = dict.fromkeys(self.told, "")
        self.wanted, self.name, self.seen = wanted, name, seen
        self._show()

    def _take(self, wanted: StayWanted) -> None:
        """Take a way out: the house and the nights shown follow it."""
        self.wanted = wanted
        view = self.view
        first = wanted.starts_at.date()
        if not view.first <= first < view.first + DAY * view.nights:
            view.show_from(first - DAY * 2)
        if view.board is not None and wanted.bed_id not in {bed.id for bed in view.board.beds}:
            self.page.desk.ask(self.page, "house", unit_of_bed, wanted.bed_id, then=view.show_unit)
        self._show()

    def take_way(self, number: int) -> None:
        """Take the way out of this number."""
        asked = self.panel.asked
        if self.wanted is not None and asked is not None and number <= len(asked.ways):
            self._take_way(asked.ways[number - 1])

    def _take_way(self, way: WayOut) -> None:
        if way.other is None:
            self._take(way.wanted)
            return
        other, desk = way.other, self.page.desk
        to = other.wanted
        change = ChangeStay(other.stay_id, other.seen, to.bed_id, to.starts_at, to.ends_at, f"To make room for {self.name}")
        when = f"{say_short(to.starts_at.date(), self.page.today)} to {say_short(to.ends_at.date(), self.page.today)}"

        def moved(_done: Any) -> None:
            desk.notices.done(f"{other.name} is offered {when} instead.", "Tell that family, then save this stay.")
            self._take(way.wanted)

        desk.perform(self.page, change_stay, change, then=moved, refused=desk.notices.say)

    def draw(self) -> None:
        """Draw the board, with the stay being placed on it."""
        self.view.draw(self.wanted, self.name, verdict_on(self.panel.asked, self.wanted))

    def _show(self) -> None:
        self.draw()
        self.view.grid.choose(PLACING)
        self.judge()

    def judge(self) -> None:
        """Judge the stay as it now lies."""
        if self.wanted is not None:
            desk = self.page.desk
            desk.ask(self.page, "asked", stay_asked, self.wanted, then=self._asked, refused=desk.notices.say)

    def _asked(self, asked: StayAsked) -> None:
        if self.wanted != asked.wanted:
            return
        self.name = f"{asked.name}, {asked.age}"
        self.panel.show_asked(asked)
        self.judged.emit()
        self.draw()

    def stretched(self, key: int, nights: int) -> None:
        """A block was made so many nights longer, or shorter below nought."""
        self.moved(key, 0, 0, nights)

    def pressed(self, bed_id: int, column: int) -> None:
        """A free cell was pressed: the stay being placed goes there."""
        if self.wanted is not None and self.view.board is not None:
            night = self.view.board.first + DAY * column
            self.moved(PLACING, bed_id, (night - self.wanted.starts_at.date()).days)

    def moved(self, key: int, bed_id: int, by: int, longer: int = 0) -> None:
        """A block was moved to a bed (0: its own) and by so many nights; one that is kept is taken up first."""
        board = self.view.board
        if not self.page.desk.may(Permission.BOOK):
            self.draw()
            return
        if key != PLACING:
            block = next((one for one in board.blocks if one.stay_id == key), None) if board else None
            if block is None or block.state not in {"offered", "booked", "in_house"}:
                self.draw()
                return
            wanted = StayWanted(block.child_id, block.bed_id, block.starts_at, block.ends_at, but=(key,))
            self.panel.forget()
            self.wanted, self.name, self.seen = wanted, block.name, block.version
        if self.wanted is None:
            return
        wanted = self.wanted
        end = wanted.ends_at + DAY * (by + longer)
        start = wanted.starts_at + DAY * by
        if end.date() > start.date():
            self.wanted = replace(wanted, bed_id=bed_id or wanted.bed_id, starts_at=start, ends_at=end)
        self._show()

    def wait(self) -> None:
        """Put the child on the list for nights instead (L)."""
        if self.wanted is not None and not self.wanted.but and self.panel.asked is not None:
            self.waiting = WaitSheet(self.page, self.panel.asked, self.leave)

    def keep_unmet(self) -> None:
        """Keep the nights as unmet need instead, when something stands against them (K)."""
        asked = self.panel.asked
        if self.wanted is not None and not self.wanted.but and asked is not None and asked.troubles:
            keep_as_unmet(self.page, self.wanted, asked.name, self.leave, self.panel.refuse)

    def times(self) -> None:
        """Write the days and times of the stay."""
        if self.wanted is None:
            return
        start, end = self.wanted.starts_at, self.wanted.ends_at
        fields = (
            Field("first", "In on", "date"), Field("arrives", "At", "time", beside=True),
            Field("out", "Out on", "date"), Field("leaves", "At", "time", beside=True), *(() if self.wanted.but else TOLD),
        )  # fmt: skip
        values = {"first": start.date(), "arrives": f"{start:%H:%M}", "out": end.date(), "leaves": f"{end:%H:%M}", **self.told}
        self.sheet = FormSheet(self.page, "Details of the stay", fields, values, "Use them", self._timed)

    def _timed(self, sheet: FormSheet, found: dict[str, Any]) -> None:
        assert self.wanted is not None
        start, end = on_clock(found["first"], found["arrives"]), on_clock(found["out"], found["leaves"])
        if end.date() <= start.date():
            sheet.form.refuse(Refused("A stay has at least one night.", "Choose a later day to leave.", "out"))
            return
        sheet.sheet.close_sheet()
        self.told = {name: found.get(name, "") for name in self.told}
        self._take(replace(self.wanted, starts_at=start, ends_at=end))

    def save(self) -> None:
        """Keep the stay with the reasons and names typed."""
        if self.wanted is None or not self.panel.save.isEnabled() or self.panel.asked is None:
            return
        given = self.panel.given()
        if given is None:
            return
        reasons, manager, officer = given
        wanted, desk = self.wanted, self.page.desk
        if wanted.but:
            change = ChangeStay(
                wanted.but[0], self.seen, wanted.bed_id, wanted.starts_at, wanted.ends_at, "", reasons, manager, officer
            )
            desk.perform(self.page, change_stay, change, then=self._saved, refused=self.panel.refuse)
            return
        named = replace(wanted, manager=manager, reviewing_officer=officer)
        place = PlaceStay(named, self.panel.offer.isChecked(), reasons, **self.told)
        desk.perform(self.page, place_stay, place, then=self._saved, refused=self.panel.refuse)

    def _saved(self, done: Any) -> None:
        asked = self.panel.asked
        moved = self.wanted is not None and bool(self.wanted.but)
        lead = "Moved:" if moved else "Offered to" if self.panel.offer.isChecked() else "Booked for"
        self.leave()
        if asked is not None:
            words = f"{asked.unit}, {asked.bed}, {counted(asked.counts.placed, 'night')}."
            self.page.desk.notices.done(ended(f"{lead} {asked.name}"), words)
        self.saved.emit(done.answer)

    def leave(self) -> None:
        """Give up the stay being placed; what is kept stays as it was."""
        self.wanted, self.name, self.seen = None, "", 0
        self.panel.forget()
        self.left.emit()
        self.draw()
        self.view.grid.setFocus()
