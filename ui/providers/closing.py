"""Closing and opening again of services and venues, and the places of one session: what is met is said before."""

from datetime import date
from typing import Any

from shortbreaks.bookings.opening_again import OpenDays, open_days
from shortbreaks.dates import say_short, say_span
from shortbreaks.providers.closing import (
    Affected,
    CloseService,
    ReopenService,
    SetVenueState,
    close_service,
    reopen_service,
    set_venue_state,
    to_come_in_service,
)
from shortbreaks.providers.detail import ServiceDetail
from shortbreaks.providers.editing import ServiceToEdit, VenueToEdit
from shortbreaks.providers.opening import ChangePlaces, change_places
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.text import label
from ui.providers import forms
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page


class ClosingActs:
    """The acts of a provider's page that end something, or begin it again."""

    def __init__(self, page: Page, today: date) -> None:
        self.page, self.desk, self.today = page, page.desk, today

    def service(self, one: ServiceToEdit) -> None:
        """Close a service, after saying what it still has before it; open it when it is closed."""
        if one.state == "closed":
            request = ReopenService(one.id, one.version)
            self.desk.perform(
                self.page, reopen_service, request, then=lambda _d: self.desk.notices.done(f"{one.name} is open again.")
            )
            return
        self.desk.ask(self.page, "to come", to_come_in_service, one.id, then=lambda found: self._close(one, found))

    def _close(self, one: ServiceToEdit, found: Affected) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = CloseService(one.id, one.version, values["reason"])
            sheet.perform(close_service, request, f"{one.name} is closed.", "No booking was cancelled by it.")

        self.sheet = FormSheet(self.page, f"Close {one.name}", forms.CLOSE, None, "Close it", send)
        words = f"{found.sessions} sessions are still to come, with {found.places} places taken."
        rest = (
            " Each of those families must be rung, and each booking cancelled as the provider's."
            if found.places
            else ""
        )
        self.sheet.above.addWidget(label(words + rest, wrap=True, name="closing_words"))

    def venue(self, one: VenueToEdit) -> None:
        """Close a venue, or open it again."""
        opening = one.state == "closed"
        said = f"{one.name} is {'open again' if opening else 'closed'}."
        self.desk.perform(
            self.page,
            set_venue_state,
            SetVenueState(one.id, one.version, opening),
            then=lambda _d: self.desk.notices.done(said),
        )

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
            request = ChangePlaces(int(values["session_id"]), values["places"], values["workers"])
            sheet.perform(change_places, request, "Places changed.", f"{values['places']} children can come.")

        begin = {"session_id": str(coming[0].id), "places": coming[0].places, "workers": coming[0].workers}
        self.sheet = FormSheet(self.page, "Change places", fields, begin, "Save", send)
        standing = {str(one.id): (one.places, one.workers) for one in coming}

        def show(form: Form = self.sheet.form) -> None:
            """Another session has its own places and workers."""
            places, workers = standing[form.value("session_id")]
            form.set_value("places", places)
            form.set_value("workers", workers)

        self.sheet.form.when_typed("session_id", show)
