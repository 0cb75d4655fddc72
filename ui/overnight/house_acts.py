"""What is kept of a house itself: its beds, the nights it is closed, and the staff of a night."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMenu

from shortbreaks.access.permissions import Permission
from shortbreaks.database.files import write_whole
from shortbreaks.dates import say_short, year_of_allocation
from shortbreaks.exchange.stays_out import stays_in_law_file
from shortbreaks.money import pounds
from shortbreaks.overnight.costs import PriceNights, price_nights
from shortbreaks.providers.bed_queries import BedRow, ClosureRow, beds_of, closures_to_come, services_without_beds
from shortbreaks.providers.bed_tables import HOMES
from shortbreaks.providers.beds import (
    AddBed,
    ChangeBed,
    CloseBeds,
    MakeUnit,
    OpenBeds,
    RosterNight,
    add_bed,
    change_bed,
    close_beds,
    make_unit,
    open_beds,
    roster_night,
)
from ui.kit.fields import Field
from ui.overnight.board_view import BoardView
from ui.overnight.past_file import PAST_NIGHTS
from ui.shell.files import choose_folder
from ui.shell.form_sheet import FormSheet
from ui.shell.incoming_file import IncomingFile
from ui.shell.lists import Lists
from ui.shell.page import Page


def bed_fields(lists: Lists, bed: BedRow | None = None) -> tuple[Field, ...]:
    """What is asked of a bed, new or as it stands: what it can have is the council's own list."""
    return (
        Field("name", "Name", hint="Bed 6", longest=40),
        Field("features", "In the house’s words", hint="Twin with 4", optional=True, beside=True),
        Field("has", "It has", "many", choices=lists.choices("bed_feature", bed.has if bed else ()), optional=True),
        Field("min_age", "For children from", "whole", optional=True, unit="years"),
        Field("max_age", "up to", "whole", optional=True, unit="years", beside=True),
    )


OF_A_HOUSE = 6  # of the menu's acts, the first ones


class HouseActs:
    """The menu beside the board."""

    def __init__(self, page: Page, view: BoardView) -> None:
        self.page, self.view = page, view
        self.sheet: FormSheet | None = None
        self.menu = QMenu(page)
        self.menu.setObjectName("house_menu")
        for words, then in (
            ("Close nights", self.close), ("Open closed nights", self.reopen), ("Staff on a night", self.roster),
            ("Add a bed", self.bed), ("Change a bed", self.change), ("Price of a night", self.price),
            ("Keep beds of another service", self.house), ("Past nights from a file", self.past),
            ("Stays in law as a file", self.law),
        ):  # fmt: skip
            self.menu.addAction(words, then)
        self.menu.aboutToShow.connect(self._fit)
        self.menu.setEnabled(page.desk.may(Permission.CHANGE_PROVIDERS))

    def _fit(self) -> None:
        """What is done to a house is off until there is one."""
        for place, act in enumerate(self.menu.actions()):
            act.setEnabled(place >= OF_A_HOUSE or bool(self.view.unit_id))

    def _beds(self) -> tuple[tuple[str, str], ...]:
        board = self.view.board
        return tuple((str(bed.id), bed.name) for bed in board.beds) if board else ()

    def _cell(self) -> Any:
        cell = self.view.cell_under()
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
                self.view.unit_id, int(found["bed_id"]) or None, found["first_night"], found["last_night"], found["reason"]
            )
            sheet.perform(close_beds, request, "Closed.", "Stays already there stay until somebody moves them.")

        values = {"bed_id": "0", "first_night": self._cell(), "last_night": self._cell()}
        self.sheet = FormSheet(self.page, "Close nights", fields, values, "Close them", send)

    def reopen(self) -> None:
        """Choose closed nights to open again."""
        self.page.desk.ask(self.page, "closures", closures_to_come, self.view.unit_id, then=self._reopen_form)

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
            request = RosterNight(self.view.unit_id, found["night"], found["workers"])
            sheet.perform(roster_night, request, "Rostered.", say_short(found["night"], self.page.today))

        self.sheet = FormSheet(self.page, "Staff on a night", fields, {"night": self._cell()}, "Keep it", send, width=480)

    def bed(self) -> None:
        """Register one more bed."""
        self._bed_form()

    def change(self) -> None:
        """Change the bed under the cursor."""
        self.page.desk.ask(self.page, "beds", beds_of, self.view.unit_id, then=self._change_form)

    def _bed_form(self) -> None:
        kept_free = Field("emergency", "Kept free for emergencies", "yes")
        fields = (*bed_fields(self.page.desk.lists), Field("from_day", "From", "date"), kept_free)

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(add_bed, AddBed(self.view.unit_id, **values), "Bed added.", values["name"])

        self.sheet = FormSheet(self.page, "Add a bed", fields, {"from_day": self.page.today}, "Add it", send)

    def _change_form(self, found: tuple[tuple[BedRow, ...], dict[str, str]]) -> None:
        cell = self.view.cell_under()
        bed = next((one for one in found[0] if cell is not None and one.id == cell[0]), None)
        if bed is None:
            return
        fields = (*bed_fields(self.page.desk.lists, bed), Field("until_day", "Last night it can be slept in", "date", optional=True))

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ChangeBed(bed.id, bed.version, **values)
            sheet.perform(change_bed, request, f"{values['name']} is changed.", "Stays are held against it when they change.")

        values = {name: getattr(bed, name) for name in ("name", "features", "has", "min_age", "max_age", "until_day")}
        self.sheet = FormSheet(self.page, f"Change {bed.name}", fields, values, "Keep it", send)

    def price(self) -> None:
        """What a night in this house costs the council from a day."""
        fields = (
            Field("pence", "A night costs the council", "money"), Field("from_day", "From", "date", beside=True),
            Field("reason", "Contract, or who agreed it"),
        )  # fmt: skip

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = PriceNights(self.view.unit_id, **values)
            lead = f"A night costs {pounds(values['pence'])} from {say_short(values['from_day'], self.page.today)}."
            sheet.perform(price_nights, request, lead, "Nights from that day on cost it, booked ones too.")

        self.sheet = FormSheet(self.page, "Price of a night", fields, {"from_day": self.page.today}, "Keep it", send, width=520)

    def past(self) -> None:
        """Bring in the nights of past years."""
        if self.page.desk.may(Permission.IMPORT):
            self.incoming = IncomingFile(self.page, PAST_NIGHTS)
            self.incoming.choose()
        else:
            self.page.desk.notices.refused("Your role may not bring files in.", "Ask a coordinator.")

    def law(self) -> None:
        """Write the stays of the year shown, by what they are in law, into a folder."""
        choose_folder(self.page, "Folder for the list", self.law_into)

    def law_into(self, folder: str) -> None:
        """The list as one whole file, named for the year's first day."""
        desk, day = self.page.desk, self.view.first
        name = f"stays-in-law-{year_of_allocation(day)[0]}.csv"
        warning = "It names children: keep it where only those see it who make the return."

        def made(content: bytes) -> None:
            done = partial(desk.notices.done, f"{name} is written.", warning)
            desk.work(self.page, lambda: write_whole(Path(folder) / name, content), lambda _none: done(), desk.notices.say)

        desk.ask(self.page, "law_file", stays_in_law_file, day, then=made)

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
            Field("leaves", "and leave at", "time", beside=True),
            Field("first_visits", "Visits before a first night, if not the council’s number", "whole", optional=True),
        )  # fmt: skip

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = MakeUnit(**{**found, "service_id": int(found["service_id"])})
            sheet.perform(make_unit, request, "Its beds are kept now.", "Add each bed.", then=self._show_house)

        values = {"home": HOMES[0], "workers": 2, "arrives": "16:00", "leaves": "10:00"}
        self.sheet = FormSheet(self.page, "Keep beds of a service", fields, values, "Keep its beds", send)

    def _show_house(self, done: Any) -> None:
        self.view.unit_id = done.answer
        self.page.refresh()
