"""What can be done in the directory: each act a sheet, a request, and what is said afterwards."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shortbreaks.database.office import Done
from shortbreaks.dates import say_short
from shortbreaks.errors import Refused
from shortbreaks.providers.commands import (
    SaveProvider,
    SaveService,
    SaveVenue,
    save_provider,
    save_service,
    save_venue,
)
from shortbreaks.providers.editing import ProviderToEdit
from shortbreaks.providers.opening import (
    AddSessions,
    CloseSessions,
    SessionPlanned,
    add_sessions,
    close_sessions,
    closing_affects,
    sessions_planned,
)
from shortbreaks.providers.seeing import ConfirmEntry, SeeCheck, confirm_entry, see_check
from shortbreaks.providers.sessions import Recurrence
from shortbreaks.words import counted
from ui.kit.fields import Field
from ui.kit.notice import Notice
from ui.providers import forms
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

SHOWN = 8


class ProviderActs:
    """The acts of the directory's pages; `today` is the office's day."""

    def __init__(self, page: Page, today: date) -> None:
        self.page, self.today = page, today

    def add_provider(self, then: Callable[[int], object]) -> None:
        """A new provider."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SaveProvider(None, None, **values)
            sheet.perform(save_provider, request, "Provider added.", values["name"], lambda d: then(d.answer))

        self.sheet = FormSheet(self.page, "Add a provider", forms.PROVIDER, None, "Add the provider", send)

    def change_provider(self, one: ProviderToEdit) -> None:
        """A provider's own entry."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(save_provider, SaveProvider(one.id, one.version, **values), "Saved.", values["name"])

        self.sheet = FormSheet(self.page, one.name, (*forms.PROVIDER, forms.WHY), one.own_values(), "Save", send)

    def venue(self, one: ProviderToEdit, venue_id: int | None) -> None:
        """A venue, new or changed."""
        found = next((venue for venue in one.venues if venue.id == venue_id), None)

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SaveVenue(one.id, venue_id, found.version if found else None, **values)
            sheet.perform(save_venue, request, "Saved.", values["name"])

        fields = forms.venue_fields(self.page.desk.lists, found.district if found else "")
        begin = {f.name: getattr(found, f.name) for f in fields} if found else None
        fields = (*fields, forms.WHY) if found else fields
        self.sheet = FormSheet(self.page, found.name if found else "Add a venue", fields, begin, "Save", send)

    def service(self, one: ProviderToEdit, service_id: int | None, then: Callable[[int], object]) -> None:
        """A service, new or changed."""
        found = next((service for service in one.services if service.id == service_id), None)

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SaveService(one.id, service_id, found.version if found else None, **values)
            sheet.perform(save_service, request, "Saved.", values["name"], lambda d: then(d.answer))

        fields = forms.service_fields(self.page.desk.lists, found)
        begin: dict[str, Any] = {"kind": "weekend", "unit": "hours", "charged_by": "council", "children_per_worker": 3}
        if found:
            begin = {f.name: getattr(found, f.name) for f in fields if hasattr(found, f.name)}
            fields = (*fields, forms.WHY)
        title = found.name if found else "Add a service"
        self.sheet = FormSheet(self.page, title, fields, begin, "Save", send, width=760)

    def sessions(self, service_id: int, venues: tuple[tuple[int, str], ...]) -> None:
        """Sessions by a recurrence: every date is shown before anything is saved."""
        if not venues:
            self.page.desk.notices.refused("The provider has no venue yet.", "Add a venue first.")
            return
        self._planned: AddSessions | None = None

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            venue_id = int(values.get("venue_id", venues[0][0]))
            try:
                request = _sessions_of(service_id, venue_id, values)
            except Refused as refusal:
                sheet.form.refuse(refusal)
                return
            if self._planned == request:
                sheet.perform(add_sessions, request, "Sessions added.", "", self._say_added)
                return
            self._planned = request
            self.page.desk.ask(
                sheet.sheet, "plan", sessions_planned, request, then=lambda found: self._show_plan(sheet, found),
                refused=sheet.form.refuse,
            )  # fmt: skip

        begin = {"kind": "weekly_term", "first_day": self.today, "last_day": self.today + timedelta(weeks=13), "nights": 0, "places": 12,
                 "workers": 0, "venue_id": str(venues[0][0])}  # fmt: skip
        where = Field("venue_id", "Where", "choice", choices=tuple((str(venue_id), name) for venue_id, name in venues))
        fields = forms.SESSIONS if len(venues) == 1 else (where, *forms.SESSIONS)
        self.sheet = FormSheet(self.page, "Add sessions", fields, begin, "Show the dates, then add", send)

    def _say_added(self, done: Done) -> None:
        self.page.desk.notices.done(f"{counted(len(done.answer), 'session')} added.")

    def _show_plan(self, sheet: FormSheet, found: tuple[SessionPlanned, ...]) -> None:
        new = [one for one in found if not one.there]
        dates = ", ".join(say_short(one.start.date(), self.today) for one in new[:SHOWN])
        more = (
            f" and {len(new) - SHOWN} more, the last on {say_short(new[-1].start.date(), self.today)}"
            if len(new) > SHOWN
            else ""
        )
        there = f" {counted(len(found) - len(new), 'is', 'are')} there already." if len(new) < len(found) else ""
        sheet.say_above(
            Notice(
                "info",
                f"{counted(len(new), 'new session')}: {dates}{more}.",
                f"{there} Press the button again to add them.".strip(),
                closable=False,
            )
        )

    def closure(self, service_id: int) -> None:
        """Close a service for some days; how many families are affected is said before."""
        self._closing: tuple[object, ...] | None = None

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            key = (values["first_day"], values["last_day"])
            if self._closing == key:
                sheet.perform(
                    close_sessions, CloseSessions(service_id, **values), "Closed.", "No booking was cancelled by it."
                )
                return
            self._closing = key
            self.page.desk.ask(
                sheet.sheet,
                "affects",
                closing_affects,
                service_id,
                *key,
                then=lambda found: self._show_closing(sheet, found),
            )

        self.sheet = FormSheet(
            self.page, "Close for some days", forms.CLOSURE, {"first_day": self.today}, "Close", send
        )

    def _show_closing(self, sheet: FormSheet, found: tuple[int, int]) -> None:
        sessions, places = found
        words = f"{counted(sessions, 'open session')} with {counted(places, 'place')} taken."
        rest = "“Provider cancels” cancels them in one act and tells each family. Press the button again to close only."
        sheet.say_above(Notice("warn", words, rest, closable=False))

    def check(self, provider_id: int) -> None:
        """A check that was seen."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(see_check, SeeCheck(provider_id, **values), "Check recorded.")

        self.sheet = FormSheet(self.page, "A check was seen", forms.check_fields(self.page.desk.lists), None, "Keep it", send)

    def confirm(self, provider_id: int) -> None:
        """The provider says that its entry is right."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(confirm_entry, ConfirmEntry(provider_id, values["note"]), "Entry confirmed today.")

        self.sheet = FormSheet(self.page, "The entry is right", forms.CONFIRM, None, "Confirm it", send)


def _sessions_of(service_id: int, venue_id: int, values: dict[str, Any]) -> AddSessions:
    when = Recurrence(
        values["kind"], tuple(int(day) for day in values["weekdays"]), values["first_day"], values["last_day"],
        values["starts"], values["ends"], values["nights"],
    )  # fmt: skip
    return AddSessions(service_id, venue_id, "", when, values["places"], values["workers"], values["on_bank_holidays"])
