"""One provider: its services with their sessions, venues, checks, and what can be changed."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.still_held import StillHeld, held_where_closed
from shortbreaks.exchange.foreign import ForeignFact, foreign_facts
from shortbreaks.providers.changes import changes_of_provider
from shortbreaks.providers.closing import ReopenProvider, reopen_provider
from shortbreaks.providers.detail import ServiceDetail, service_detail
from shortbreaks.providers.editing import ProviderToEdit, provider_to_edit
from shortbreaks.providers.seeing import SeenRow, seen_of_provider
from shortbreaks.words import whole
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, row, scroller
from ui.kit.notice import Notice
from ui.kit.table import Table
from ui.kit.text import label
from ui.providers.actions import ProviderActs
from ui.providers.changed_card import show_changed
from ui.providers.closing import ClosingActs, held_words
from ui.providers.columns import seen_columns
from ui.providers.detail_card import detail_part, not_begun
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

SEEN = 6  # lines of what was seen that stand without scrolling


class ProviderPage(Page):
    """Shown for a service (`id`) or for a provider without one (`provider`)."""

    title = "Providers"
    concerns = frozenset(
        {"provider", "venue", "service", "service_offer", "service_price", "provider_check", "provider_contact", "break_session", "pattern"}
    )

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.acts = ProviderActs(self, self.today)
        self.service_id: int | None = None
        self.provider_id: int | None = None
        self.provider: ProviderToEdit | None = None
        self.detail: ServiceDetail | None = None
        self.closing = ClosingActs(self, self.today)
        self._to_begin = False
        # What comes by a question of its own has a room of its own, so that an older answer never stands beside a newer one
        self._head, self._held = QVBoxLayout(), QVBoxLayout()
        self._left, self._foreign = QVBoxLayout(), QVBoxLayout()
        self._right, self._seen, self._changed = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        left = column(self._left, self._foreign, None)
        right = column(self._right, self._seen, self._changed, None)
        both = row(left, right, gap=16)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.setLayout(column(scroller(holder(column(self._head, self._held, both, None, gap=12, margin=(24, 16, 24, 16))))))

    def context(self) -> str:
        return self.provider.name if self.provider else ""

    def show_for(self, **target: Any) -> None:
        self.service_id, self.provider_id = target.get("id"), target.get("provider")
        self.provider = None
        self.stale = True

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Tab", "From act to act"), ("Up, Down", "From session to session"), ("F8", "Sessions, services, venues"))

    def focus_first(self) -> None:
        """On the first act, once it is there; it only opens a form."""
        first = self.findChild(Button, "change_provider")
        self._to_begin = first is None
        if first is not None:
            first.setFocus()

    def refresh(self) -> None:
        if self.service_id is not None:
            self.desk.ask(self, "detail", service_detail, self.service_id, then=self._detail_came)
        elif self.provider_id is not None:
            empty(self._foreign)
            self.desk.ask(self, "provider", provider_to_edit, self.provider_id, then=self._provider_came)

    def _detail_came(self, detail: ServiceDetail) -> None:
        self.provider_id, self.detail = detail.provider_id, detail
        empty(self._left)
        card = Card()
        card.body.addWidget(detail_part(detail, self.today, sessions=12))
        self._left.addWidget(card)
        self.desk.ask(self, "foreign", foreign_facts, detail.id, then=self._show_foreign)
        self.desk.ask(self, "provider", provider_to_edit, detail.provider_id, then=self._provider_came)

    def _provider_came(self, one: ProviderToEdit) -> None:
        self.provider = one
        self.headed.emit()
        self._show_head(one)
        if self.service_id is None:
            empty(self._left)
            self._left.addWidget(not_begun(one))
        empty(self._right)
        self._right.addWidget(self._services(one))
        self._right.addWidget(self._venues(one))
        self.desk.ask(self, "seen", seen_of_provider, one.id, then=self._show_seen)
        self.desk.ask(self, "changes", changes_of_provider, one.id, then=lambda rows: show_changed(self._changed, rows, self.today))
        empty(self._held)
        if one.state == "closed" or any(service.state == "closed" for service in one.services):
            self.desk.ask(self, "held", held_where_closed, one.id, then=self._show_held)
        if self._to_begin:
            self.focus_first()

    def _show_head(self, one: ProviderToEdit) -> None:
        empty(self._head)
        state = Chip("Open", "ok") if one.state == "open" else Chip("Closed", "bad")
        chips = [state] + ([Chip("Council's own", "info")] if one.in_house else [])
        main = self._add_sessions(one)
        self._head.addLayout(
            row(label(one.name, "page", name="provider_name"), label(one.ref, "second"), *chips, None, main)
        )
        if one.closed_reason:
            self._head.addWidget(label(f"Closed: {one.closed_reason}", "second", wrap=True))
        acts = [
            Button("Change", icon="change", name="change_provider", then=lambda: self.acts.change_provider(one)),
            Button("The entry is right", icon="tick", name="confirm_entry", then=lambda: self.acts.confirm(one.id)),
            Button("A check was seen", icon="ok", name="see_check", then=lambda: self.acts.check(one.id)),
        ]
        if one.state == "open":
            acts.append(Button("Close it", name="close_provider", then=lambda: self.closing.provider(one)))
        else:
            acts.append(Button("Open again", name="reopen_provider", then=lambda: self._reopen(one)))
        if self.service_id is not None:
            service_id = self.service_id
            acts += [
                Button("Close for some days", name="close_days", then=lambda: self.acts.closure(service_id)),
                Button("Open closed days", name="open_days", then=lambda: self.closing.days(service_id)),
                Button("Change places", name="change_places", then=self._change_places),
            ]
        self._off(acts)
        cancels = Button("Provider cancels", name="provider_cancels", then=partial(self._provider_cancels, one.id))
        if not self.desk.may(Permission.BOOK):
            cancels.off_because("Your role may see the directory, not cancel places.")
        self._head.addLayout(flow(*acts, cancels, gap=4))

    def _add_sessions(self, one: ProviderToEdit) -> Button | None:
        """The main act of a service, at the right of its name."""
        if self.service_id is None:
            return None
        service_id = self.service_id
        venues = tuple((venue.id, venue.name) for venue in one.venues if venue.state == "open")
        main = Button("Add sessions", "filled", icon="add", name="add_sessions", then=lambda: self.acts.sessions(service_id, venues))
        self._off([main])
        return main

    def _provider_cancels(self, provider_id: int) -> None:
        self.go.to("closing", provider=provider_id, **({} if self.service_id is None else {"service": self.service_id}))

    def _off(self, acts: list[Button]) -> None:
        if not self.desk.may(Permission.CHANGE_PROVIDERS):
            for button in acts:
                button.off_because("Your role may see the directory, not change it.")

    def _change_places(self) -> None:
        if self.detail is not None:
            self.closing.places(self.detail)

    def _show_foreign(self, found: tuple[ForeignFact, ...]) -> None:
        empty(self._foreign)
        if found:
            card = Card()
            card.heading("From the directory it came from")
            card.body.addWidget(facts([(one.words, one.text) for one in found], name_width=120))
            self._foreign.addWidget(card)

    def _show_seen(self, found: tuple[SeenRow, ...]) -> None:
        """Every check that was seen and every confirmation, the newest first."""
        empty(self._seen)
        card = Card()
        card.heading("Seen and confirmed")
        if found:
            table = Table(seen_columns(self.today), key=lambda r: r, height=44, name="provider_seen", lines=SEEN)
            table.set_rows(found)
            card.body.addWidget(table)
        else:
            card.body.addWidget(label("Nobody has seen a check or confirmed the entry yet.", "second", wrap=True))
        self._seen.addWidget(card)

    def _show_held(self, found: StillHeld) -> None:
        """What families still hold where nothing is run any more: a closing cancels nothing by itself."""
        empty(self._held)
        if found.children:
            words = "What has closed here is still booked."
            self._held.addWidget(Notice("warn", words, held_words(found), closable=False))

    def _reopen(self, one: ProviderToEdit) -> None:
        said = f"{one.name} is open again."
        self.desk.perform(
            self, reopen_provider, ReopenProvider(one.id, one.version), then=lambda _d: self.desk.notices.done(said)
        )

    def _services(self, one: ProviderToEdit) -> Card:
        card = Card()
        add = Button(
            "Add a service",
            icon="add",
            name="add_service",
            then=lambda: self.acts.service(one, None, self._open_service),
        )
        self._off([add])
        card.body.addLayout(row(label("Services", "title"), None, add))
        for service in one.services:
            show = Button("Show", "link", name=f"show_{service.id}", then=partial(self._open_service, service.id))
            then = partial(self.acts.service, one, service.id, self._open_service)
            change = Button("Change", "link", name=f"change_{service.id}", then=then)
            state = Chip("Closed", "neutral") if service.state != "open" else 0
            words = "Close" if service.state == "open" else "Open again"
            end = Button(words, "link", name=f"end_{service.id}", then=partial(self.closing.service, one.id, service))
            self._off([change, end])
            card.body.addLayout(row(label(service.name, "name"), state, None, show, change, end))
        if not one.services:
            card.body.addWidget(label("No service yet: add a club, a scheme or a unit.", "second"))
        return card

    def _venues(self, one: ProviderToEdit) -> Card:
        card = Card()
        add = Button("Add a venue", icon="add", name="add_venue", then=partial(self.acts.venue, one, None))
        self._off([add])
        card.body.addLayout(row(label("Venues", "title"), None, add))
        for venue in one.venues:
            words = ", ".join([*venue.address.splitlines(), whole(venue.postcode)])
            change = Button("Change", "link", name=f"venue_{venue.id}", then=partial(self.acts.venue, one, venue.id))
            end = Button("Close" if venue.state == "open" else "Open again", "link", name=f"end_venue_{venue.id}",
                         then=partial(self.closing.venue, venue))  # fmt: skip
            self._off([change, end])
            state = Chip("Closed", "neutral") if venue.state != "open" else 0
            words += f"\nClosed: {venue.closed_reason}" if venue.closed_reason else ""
            line = row(column(label(venue.name, "name"), label(words, "caption", wrap=True), gap=0), state, change, end)
            line.setStretch(0, 1)
            card.body.addLayout(line)
        if not one.venues:
            card.body.addWidget(label("No venue yet: sessions need one.", "second"))
        return card

    def _open_service(self, service_id: int) -> None:
        self.go.to("provider", id=service_id)
