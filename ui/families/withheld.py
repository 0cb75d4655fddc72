"""A withheld address: seen by an act that is kept, and the people who are named for it."""

from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.families.rules import Shown
from shortbreaks.families.withheld import (
    NameReaders,
    SeeAddress,
    Withholding,
    address_seen,
    name_readers,
    see_address,
    withholding_of,
)
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.layouts import column, holder
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

WHY = (Field("reason", "Why you must see it now", "long", hint="Kept with your name and the time."),)


class WithheldAddress:
    """What can be done with the withheld address of one family."""

    def __init__(self, page: Page) -> None:
        self.page, self.desk = page, page.desk
        self.sheet: Sheet | None = None
        self.household_id, self.ref = 0, ""

    def open(self, household_id: int, ref: str) -> None:
        """Who may see it and who has looked, with a button to look and one to name readers."""
        self.household_id, self.ref = household_id, ref
        self.desk.ask(self.page, "withholding", withholding_of, household_id, then=self._show)

    def _show(self, found: Withholding | None) -> None:
        if found is None:
            self.desk.notices.refused("This family's address is not withheld.", "It stands on the card.")
            return
        self.found = found
        named = ", ".join(one.name for one in found.readers if one.named) or "Nobody"
        lines = [label("May see it", "caption"), label(named, "name", wrap=True, name="address_readers")]
        lines.append(label("Looked at", "caption"))
        lines += [
            label(f"{say_day(one.at.date())}, {one.at:%H:%M} · {one.name}{f' · {one.reason}' if one.reason else ''}",
                  "second", wrap=True)
            for one in found.seen
        ] or [label("Nobody has looked yet.", "second")]  # fmt: skip
        look = Button("See the address", "filled", icon="withheld", name="see_address", then=self._look)
        if not self.desk.may(Permission.OVERRIDE):
            look.off_because("Your role may not see withheld addresses.")
        name = Button("Who may see it", name="name_readers", then=self._name)
        if not self.desk.may(Permission.CHANGE_FAMILIES):
            name.off_because("Your role may not name who sees it.")
        self.sheet = Sheet(
            self.page, f"Withheld address of {self.ref}", holder(column(*lines, gap=4)), (name, look), width=560
        )
        look.setFocus()

    def _look(self) -> None:
        assert self.sheet is not None
        household = self.household_id
        if self.found.mine:
            self.desk.perform(
                self.sheet, see_address, SeeAddress(household), then=self._read, refused=self.desk.notices.say
            )
            return
        self.sheet.close_sheet()

        def send(form: FormSheet, values: dict[str, Any]) -> None:
            form.perform(see_address, SeeAddress(household, **values), "Your look is kept.", "", self._read)

        self.form = FormSheet(self.page, "You are not named for this address", WHY, None, "See the address", send)

    def _read(self, done: Done) -> None:
        self.desk.ask(
            self.page, "address", address_seen, done.answer, then=self._read_out, refused=self.desk.notices.say
        )

    def _read_out(self, home: Shown) -> None:
        if self.sheet is not None:
            self.sheet.close_sheet()
        words = "\n".join((*home.lines, home.postcode))
        inner = holder(column(label(words, "strong", wrap=True, name="withheld_address"), gap=8))
        close = Button("Hide it", "filled", name="hide_address")
        self.sheet = Sheet(self.page, f"Address of {self.ref}", inner, (close,), width=460)
        close.clicked.connect(self.sheet.close_sheet)
        close.setFocus()

    def _name(self) -> None:
        assert self.sheet is not None
        self.sheet.close_sheet()
        household, found, readers = self.household_id, self.found, self.found.readers
        fields = [Field(f"person_{one.person_id}", f"{one.name}, {one.role}", "yes") for one in readers]
        begin = {f"person_{one.person_id}": one.named for one in readers}

        def send(form: FormSheet, values: dict[str, Any]) -> None:
            people = tuple(one.person_id for one in readers if values[f"person_{one.person_id}"])
            request = NameReaders(household, people, found.address_id, found.version)
            form.perform(name_readers, request, "Readers named.", f"{len(people)} may see it.")

        self.form = FormSheet(self.page, "Who may see the address", fields, begin, "Name them", send)
