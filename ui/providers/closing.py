"""Closing and opening again of services and venues, and the places of one session: what is met is said before."""

from datetime import date
from typing import Any

from shortbreaks.bookings.opening_again import OpenDays, open_days
from shortbreaks.bookings.still_held import StillHeld, still_held
from shortbreaks.dates import say_short, say_span
from shortbreaks.providers.closing import (
    CloseProvider,
    CloseService,
    ReopenService,
    SetVenueState,
    close_provider,
    close_service,
    reopen_service,
    set_venue_state,
)
from shortbreaks.providers.detail import ServiceDetail
from shortbreaks.providers.editing import ProviderToEdit, ServiceToEdit, VenueToEdit
from shortbreaks.providers.opening import ChangePlaces, change_places
from shortbreaks.words import counted
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.text import label
from ui.providers import forms
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page


def held_words(found: StillHeld) -> str:
    """What is still to come, and what must become of it."""
    come = f"{counted(found.sessions, 'session')} still to come" if found.sessions else "No session is to come"
    if not found.children:
        return f"{come}; nobody has a place."
    held = [counted(found.places, "place")] if found.places else []
    held += [counted(found.stays, "stay")] if found.stays else []
    whose = "one child’s" if found.children == 1 else f"{counted(found.children, 'child', 'children')}’s"
    return (
        f"{come}; {' and '.join(held)} booked or offered, {whose}. They stand until they are cancelled: “Provider cancels” does it "
        "in one act, and tells each family."
    )


class ClosingActs:
    """The acts of a provider's page that end something, or begin it again."""

    def __init__(self, page: Page, today: date) -> None:
        self.page, self.desk, self.today = page, page.desk, today

    def service(self, provider_id: int, one: ServiceToEdit) -> None:
        """Close a service, after saying what it still has before it; open it when it is closed."""
        if one.state == "closed":
            request = ReopenService(one.id, one.version)
            self.desk.perform(
                self.page, reopen_service, request, then=lambda _d: self.desk.notices.done(f"{one.name} is open again.")
            )
            return
        self.desk.ask(self.page, "to come", still_held, provider_id, one.id, then=lambda found: self._close(one, found))

    def _close(self, one: ServiceToEdit, found: StillHeld) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = CloseService(one.id, one.version, values["reason"])
            sheet.perform(close_service, request, f"{one.name} is closed.", "No booking was cancelled by it.")

        self.sheet = FormSheet(self.page, f"Close {one.name}", forms.CLOSE, None, "Close it", send)
        self.sheet.above.addWidget(label(held_words(found), wrap=True, name="closing_words"))

    def provider(self, one: ProviderToEdit) -> None:
        """Close a provider with its services, after saying what families still hold there."""
        self.desk.ask(self.page, "to come", still_held, one.id, then=lambda found: self._close_provider(one, found))

    def _close_provider(self, one: ProviderToEdit, found: StillHeld) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = CloseProvider(one.id, one.version, values["reason"])
            sheet.perform(close_provider, request, f"{one.name} is closed.", "Its record is kept. No booking was cancelled by it.")

        number = sum(1 for service in one.services if service.state == "open")
        close = "No service closes" if not number else f"{counted(number, 'service')} {'closes' if number == 1 else 'close'}"
        self.sheet = FormSheet(self.page, f"Close {one.name}", forms.CLOSE, None, "Close it", send)
        self.sheet.above.addWidget(label(f"{close} with it. {held_words(found)}", wrap=True, name="closing_words"))

    def venue(self, one: VenueToEdit) -> None:
        """Close a venue, or open it again."""
        if one.state == "closed":
            self.desk.perform(
                self.page, set_venue_state, SetVenueState(one.id, one.version, open=True),
                then=lambda _d: self.desk.notices.done(f"{one.name} is open again."),
            )  # fmt: skip
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SetVenueState(one.id, one.version, open=False, reason=values["reason"])
            sheet.perform(set_venue_state, request, f"{one.name} is closed.", "Its record is kept.")

        self.sheet = FormSheet(self.page, f"Close {one.name}", forms.CLOSE, None, "Close it", send)

    def days(self, service_id: int) -> None:
        """Open days again that were closed for a while."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = OpenDays(service_id, values["first_day"], values["last_day"])
            sheet.perform(open_days, request, "Open again.", "Families can be booked there.")

        self.sheet = FormSheet(self.page, "Open closed days", forms.OPENED, {"first_day": self.today}, "Open them", send)

    def places(self, detail: ServiceDetail) -> None:
        """How many children can come to one session, and how many workers are there."""
        coming = [one for one in detail.sessions if one.state == "open"]
        if not coming:
            self.desk.notices.refused("No open session is to come.", "Add sessions first.")
            return
        choices = tuple(
            (
                str(one.id),
                f"{say_short(one.start.date(), self.today)}, {say_span(one.start, one.end)}: {one.taken} of {one.places} taken",
            )
            for one in coming
        )
        fields = (
            Field("session_id", "Which session", "choice", choices=choices), Field("places", "Places", "whole"),
            Field("workers", "Workers rostered (0 when not known)", "whole", beside=True),
        )  # fmt: skip

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            session = values["session_id"]
            request = ChangePlaces(int(session), values["places"], values["workers"], standing[session])
            sheet.perform(change_places, request, "Places changed.", f"{counted(values['places'], 'child', 'children')} can come.")

        standing = {str(one.id): (one.places, one.workers) for one in coming}
        begin = {"session_id": str(coming[0].id), "places": coming[0].places, "workers": coming[0].workers}
        self.sheet = FormSheet(self.page, "Change places", fields, begin, "Save", send)

        def show(form: Form = self.sheet.form) -> None:
            """Another session has its own places and workers."""
            places, workers = standing[form.value("session_id")]
            form.set_value("places", places)
            form.set_value("workers", workers)

        self.sheet.form.when_typed("session_id", show)
