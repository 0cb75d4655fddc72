"""What is kept of a house itself: its beds, the nights it is closed, and the staff of a night."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_short
from shortbreaks.providers.bed_queries import ClosureRow, closures_to_come, services_without_beds
from shortbreaks.providers.bed_tables import HOMES
from shortbreaks.providers.beds import (
    AddBed,
    CloseBeds,
    MakeUnit,
    OpenBeds,
    RosterNight,
    add_bed,
    close_beds,
    make_unit,
    open_beds,
    roster_night,
)
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet

if TYPE_CHECKING:
    from ui.overnight.page import BedBoardPage


class HouseActs:
    """The menu beside the board."""

    def __init__(self, page: "BedBoardPage") -> None:
        self.page = page
        self.sheet: FormSheet | None = None
        self.menu = QMenu(page)
        self.menu.setObjectName("house_menu")
        for words, then in (
            ("Close nights", self.close), ("Open closed nights", self.reopen), ("Staff on a night", self.roster),
            ("Add a bed", self.bed), ("Keep beds of another service", self.house),
        ):  # fmt: skip
            self.menu.addAction(words, then)
        self.menu.setEnabled(page.desk.may(Permission.CHANGE_PROVIDERS))

    def _beds(self) -> tuple[tuple[str, str], ...]:
        board = self.page.view.board
        return tuple((str(bed.id), bed.name) for bed in board.beds) if board else ()

    def _cell(self) -> Any:
        cell = self.page.view.cell_under()
        return cell[1] if cell else self.page.today

    def close(self) -> None:
        """Close a bed or the whole house for some nights."""
        fields = (
            Field("bed_id", "What", "choice", choices=(("0", "The whole house"), *self._beds())),
            Field("first_night", "First night", "date"), Field("last_night", "Last night", "date", beside=True),
            Field("reason", "Why", hint="Boiler service", longest=60),
        )  # fmt: skip

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = CloseBeds(
                self.page.view.unit_id, int(found["bed_id"]) or None, found["first_night"], found["last_night"], found["reason"]
            )
            sheet.perform(close_beds, request, "Closed.", "Stays already there stay until somebody moves them.")

        values = {"bed_id": "0", "first_night": self._cell(), "last_night": self._cell()}
        self.sheet = FormSheet(self.page, "Close nights", fields, values, "Close them", send)

    def reopen(self) -> None:
        """Choose closed nights to open again."""
        self.page.desk.ask(self.page, "closures", closures_to_come, self.page.view.unit_id, then=self._reopen_form)

    def _reopen_form(self, rows: tuple[ClosureRow, ...]) -> None:
        if not rows:
            self.page.desk.notices.news("No night is closed.", "Nothing is to be opened.")
            return
        words = tuple((str(one.id), f"{one.bed or 'The whole house'}, {self._span(one)}: {one.reason}") for one in rows)
        seen = {one.id: one.version for one in rows}

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            closure = int(found["closure"])
            sheet.perform(open_beds, OpenBeds(closure, seen[closure]), "Open again.")

        fields = (Field("closure", "Closed nights", "choice", choices=words),)
        self.sheet = FormSheet(self.page, "Open closed nights", fields, {"closure": words[0][0]}, "Open them", send)

    def _span(self, one: ClosureRow) -> str:
        first = say_short(one.first, self.page.today)
        return first if one.first == one.last else f"{first} to {say_short(one.last, self.page.today)}"

    def roster(self) -> None:
        """Say how many workers are there on a night."""
        fields = (Field("night", "Night", "date"), Field("workers", "Workers", "whole", beside=True))

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = RosterNight(self.page.view.unit_id, found["night"], found["workers"])
            sheet.perform(roster_night, request, "Rostered.", say_short(found["night"], self.page.today))

        self.sheet = FormSheet(self.page, "Staff on a night", fields, {"night": self._cell()}, "Keep it", send, width=480)

    def bed(self) -> None:
        """Register one more bed."""
        fields = (
            Field("name", "Name", hint="Bed 6", longest=40), Field("features", "What it has", hint="Hoist, wet room", optional=True),
            Field("from_day", "From", "date"), Field("emergency", "Kept free for emergencies", "yes"),
        )  # fmt: skip

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            sheet.perform(add_bed, AddBed(self.page.view.unit_id, **found), "Bed added.", found["name"])

        self.sheet = FormSheet(self.page, "Add a bed", fields, {"from_day": self.page.today}, "Add it", send)

    def house(self) -> None:
        """Keep the beds of a service of nights that has none yet."""
        self.page.desk.ask(self.page, "services", services_without_beds, then=self._house_form)

    def _house_form(self, services: tuple[tuple[int, str], ...]) -> None:
        if not services:
            self.page.desk.notices.news("Every service of nights has its beds.", "Add a service of nights under Providers.")
            return
        fields = (
            Field("service_id", "Service", "choice", choices=tuple((str(one), name) for one, name in services)),
            Field("home", "Registered as", "choice", choices=tuple((one, one.capitalize()) for one in HOMES)),
            Field("workers", "Workers a night", "whole", beside=True), Field("arrives", "Children come at", "time"),
            Field("leaves", "and leave at", "time", beside=True), Field("first_visits", "Visits before a first night", "whole"),
        )  # fmt: skip

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = MakeUnit(**{**found, "service_id": int(found["service_id"])})
            sheet.perform(make_unit, request, "Its beds are kept now.", "Add each bed.", then=self._show_house)

        values = {"home": HOMES[0], "workers": 2, "arrives": "16:00", "leaves": "10:00", "first_visits": 2}
        self.sheet = FormSheet(self.page, "Keep beds of a service", fields, values, "Keep its beds", send)

    def _show_house(self, done: Any) -> None:
        self.page.view.unit_id = done.answer
        self.page.refresh()
