"""What can be done from a child's card: each act a sheet, a request, and what is said afterwards."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QSizePolicy

from shortbreaks.access.permissions import Permission
from shortbreaks.families.adding import AddChild, add_child
from shortbreaks.families.commands import (
    ChangeChild,
    MoveHome,
    change_child,
    move_home,
)
from shortbreaks.families.contacts import SaveContact, WriteNote, save_contact, write_note
from shortbreaks.families.papers import PaperRow
from shortbreaks.families.queries import AdultRow, ChildCard, ContactRow
from shortbreaks.families.rules import ended
from ui.families import forms
from ui.families.adult_acts import AdultActs
from ui.families.look_first import LookFirst
from ui.families.merge_sheet import MergeSheet
from ui.families.withheld import WithheldAddress
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder
from ui.kit.sheet import Sheet
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet


class ChildActs:
    """The acts of one child's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.card: ChildCard | None = None  # what is shown, once it was read
        self.withheld, self.adults = WithheldAddress(page), AdultActs(page)

    def begin(self, act: str) -> None:
        """Open the form that another page sent somebody here for."""
        acts: dict[str, Callable[[], object]] = {
            "call": self.record_call, "record": self._child_form, "contact": partial(self._contact_form, None),
        }  # fmt: skip
        acts[act]()

    def record_call(self) -> None:
        """Keep a call or a note (F6)."""
        card = self.card
        if card is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(
                write_note, WriteNote(card.household_id, card.id, **values), "Recorded.", ended(f"For {card.short}")
            )

        self.sheet = FormSheet(
            self.page, f"Record a call for {card.short}", forms.NOTE, {"kind": "call"}, "Keep it", send
        )

    def change_child(self) -> None:
        """What can be changed: the child's record, a parent, the home, an emergency contact."""
        card = self.card
        if card is None:
            return
        own = Button(f"{card.short}'s own record", name="change_record", then=partial(self._then, self._child_form))
        acts = [own]
        for adult in card.adults:
            words, then = f"{adult.relation}: {adult.short}", partial(self._then, partial(self._adult_form, adult))
            acts.append(Button(words, name=f"change_adult_{adult.id}", then=then))
            may = partial(self._then, partial(self._rights_form, adult))
            acts.append(Button(f"What {adult.short} may do and be told", name=f"rights_{adult.id}", then=may))
            held = partial(self._then, partial(self._responsibility_form, adult))
            acts.append(Button(f"Parental responsibility of {adult.short}", name=f"responsibility_{adult.id}", then=held))
        another = partial(self._then, partial(self._adult_form, None))
        acts.append(Button("Another parent or carer", icon="add", name="add_adult", then=another))
        if card.adults:
            acts.append(Button("A parent or carer who is gone", name="end_adult", then=partial(self._then, self._gone_form)))
        acts += self._lives_buttons(card)
        child = partial(self._then, self._another_child)
        acts.append(Button("Another child of this family", icon="add", name="add_child", then=child))
        acts.append(Button("The home", name="change_home", then=partial(self._then, self._home_form)))
        if card.restricted:
            see = partial(self.withheld.open, card.household_id, card.ref)
            acts.append(Button("The withheld address", name="withheld", then=partial(self._then, see)))
        for contact in card.contacts:
            then = partial(self._then, partial(self._contact_form, contact))
            acts.append(Button(f"Emergency: {contact.name}", name=f"change_contact_{contact.id}", then=then))
        one_more = partial(self._then, partial(self._contact_form, None))
        acts.append(Button("Another emergency contact", icon="add", name="add_contact", then=one_more))
        merge = partial(self._then, self._merge)
        acts.append(Button("Merge a family that was entered twice", name="merge_family", then=merge))
        for one in acts:  # all as wide, one below the other: ragged ones are read slowly
            one.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.menu = Sheet(self.page, f"Change {card.short}", holder(column(*acts, gap=4)), width=460)
        acts[0].setFocus()

    def _then(self, act: Any) -> None:
        self.menu.close_sheet()
        act()

    def _merge(self) -> None:
        card = self.card
        assert card is not None
        self.merging = MergeSheet(self.page, card.household_id, card.ref)

    def _child_form(self) -> None:
        card = self.card
        assert card is not None

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ChangeChild(card.id, card.version, **forms.take_child(values))
            sheet.perform(change_child, request, "Saved.", f"{card.short}'s record.")

        fields = forms.child_fields(self.page.desk.lists, card, sibling=card.sibling_only)
        values = forms.child_values(card) | forms.level_values(card)
        self.sheet = FormSheet(self.page, f"{card.short}'s record", fields, values, "Save", send, width=720)
        forms.levels_follow(self.sheet.form)

    def _another_child(self) -> None:
        card = self.card
        assert card is not None

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(add_child, AddChild(card.household_id, **forms.take_child(values)), "Child added.",
                          f"To the family {card.ref}.", lambda done: self.page.go.to("child", id=done.answer))  # fmt: skip

        self.sheet = FormSheet(
            self.page, f"Another child of {card.ref}", forms.child_fields(self.page.desk.lists, sibling=True),
            {"last_name": card.last_name}, "Add the child", LookFirst(self.page, send).look, width=720,
        )  # fmt: skip
        forms.levels_follow(self.sheet.form)

    def _adult_form(self, adult: AdultRow | None) -> None:
        assert self.card is not None
        self.sheet = self.adults.record(self.card, adult)

    def _rights_form(self, adult: AdultRow) -> None:
        self.sheet = self.adults.rights(adult, self.page.today)

    def _lives_buttons(self, card: ChildCard) -> list[Button]:
        """That a death was entered by mistake, for each adult who is said to have died."""
        found = []
        for gone in (one for one in card.gone if one.state == "died"):
            then = partial(self._then, partial(self.adults.mistaken, gone))
            lives = Button(f"The death of {gone.short} was entered by mistake", name=f"lives_{gone.id}", then=then)
            if not self.page.desk.may(Permission.APPROVE):
                lives.off_because("Approvers and managers say so, never who entered it.")
            found.append(lives)
        return found

    def _responsibility_form(self, adult: AdultRow) -> None:
        self.sheet = self.adults.responsibility(adult)

    def _gone_form(self) -> None:
        assert self.card is not None
        self.sheet = self.adults.gone(self.card)

    def _home_form(self) -> None:
        card = self.card
        assert card is not None

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = MoveHome(card.household_id, home_seen=card.home_id, **values)
            sheet.perform(move_home, request, "Home changed.", "The old one is kept with its dates.")

        fields = forms.home_fields(self.page.desk.lists, card)
        self.sheet = FormSheet(self.page, "A new home", fields, forms.home_values(card), "Save", send)

    def _contact_form(self, contact: ContactRow | None) -> None:
        card = self.card
        assert card is not None

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SaveContact(
                card.id, contact.id if contact else None, contact.version if contact else None, **values
            )
            sheet.perform(save_contact, request, "Saved.", values["name"])

        begin = {f.name: getattr(contact, f.name) for f in forms.CONTACT} if contact else {}
        self.sheet = FormSheet(self.page, "Emergency contact", forms.CONTACT, begin, "Save", send)

    def show_paper(self, paper: PaperRow) -> None:
        """Draw an issued paper again and show it."""
        self.paper = PaperSheet(self.page, self.page.desk, paper.id, paper.kind[:1].upper() + paper.kind[1:])
