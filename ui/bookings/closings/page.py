"""A provider cancels: what closes, who is affected, what there is instead for each child, and one act for all of it."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout

from shortbreaks.bookings.alternatives import Alternative
from shortbreaks.bookings.provider_cancel import Scope
from shortbreaks.database.office import Done
from shortbreaks.dates import say_short, say_span
from shortbreaks.errors import Spoken
from shortbreaks.findings import Outcome
from shortbreaks.overnight.closing_queries import ClosingAffects, Fallen, closing_would, other_breaks
from shortbreaks.overnight.provider_closing import CancelAsProvider, Instead, cancel_as_provider
from shortbreaks.overnight.returning import ClosingRow, closings_of
from shortbreaks.providers.editing import ProviderToEdit, provider_to_edit
from shortbreaks.words import counted
from ui.bookings.closings.columns import ALL, consequences, fallen_columns, form_fields, place_of, summary
from ui.kit.buttons import Button, on_main_key
from ui.kit.cards import Card
from ui.kit.form import Form
from ui.kit.layouts import column, empty, holder, keep_width, row, scroller
from ui.kit.listing import Listing
from ui.kit.sheet import confirm
from ui.kit.table import Table
from ui.kit.text import IconLabel, label
from ui.kit.theme import px
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

Found = dict[tuple[str, int], tuple[Alternative, ...]]


class ClosingPage(Page):
    """From left to right: what closes, whose places fall away, and what there is instead."""

    title = "Provider cancels"
    concerns = frozenset({"booking", "booking_place", "stay", "closing_undone"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.provider: ProviderToEdit | None = None
        self.provider_id = 0
        self.service_id: int | None = None
        self._begin: dict[str, Any] = {}
        self.affects: ClosingAffects | None = None
        self.others: Found = {}
        self.form: Form | None = None
        self._form_place = QVBoxLayout()
        self._before = QVBoxLayout()
        left = Card()
        left.heading("What closes")
        left.body.addWidget(scroller(holder(column(self._form_place, self._before, None, gap=16))), 1)
        keep_width(left, 316)
        self.table = Table(fallen_columns(self.today, self.others), key=lambda r: (r.about, r.id), height=44, name="fallen_table")
        self.table.chosen.connect(lambda _row: self._show_chosen())
        self.listing = Listing(self.table, "Up, Down: what there is instead · Ctrl+Enter cancels them", icon="booking")
        self.instead = QVBoxLayout()
        detail = Card()
        detail.body.addWidget(scroller(holder(column(self.instead, None))), 1)
        detail.setFixedHeight(px(176))
        self.said = label("", "strong", wrap=True, name="closing_said")
        self.act = Button("Cancel them", "filled", key="Ctrl+Enter", name="cancel_as_provider", then=self.ask_first)
        lines = column(self.said, self.listing, detail, row(None, self.act), gap=12)
        lines.setStretch(1, 1)
        right = holder(lines)
        both = row(left, right, gap=16, margin=(24, 12, 24, 12))
        both.setStretch(1, 1)
        self.setLayout(column(scroller(holder(both))))
        on_main_key(right, self.ask_first)  # the form answers the key itself
        self._dress()

    def context(self) -> str:
        return self.provider.name if self.provider is not None else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl+Enter", "Cancel every place shown, after a last look"), ("Up, Down", "What there is instead for each child"))

    def focus_first(self) -> None:
        if self.form is not None:
            self.form.focus_first()

    def show_for(self, **target: Any) -> None:
        self.provider_id, self.service_id = target["provider"], target.get("service")
        self._begin = {name: target[name] for name in ("first_day", "last_day", "reason") if name in target}
        self.provider, self.form = None, None
        self.desk.ask(self, "provider", provider_to_edit, self.provider_id, then=self._provider_came)

    def _provider_came(self, one: ProviderToEdit) -> None:
        self.provider = one
        self.headed.emit()
        empty(self._form_place)
        begin: dict[str, Any] = {"first_day": self.today, "last_day": self.today, "reason": "provider", **self._begin}
        if self.service_id is not None:
            begin["service_id"] = str(self.service_id)
        self.form = Form(form_fields(one), begin, today=lambda: self.today)
        self._form_place.addWidget(self.form)
        for name in ("service_id", "venue_id", "first_day", "last_day"):
            self.form.when_typed(name, self.refresh)
        self.form.when_typed("words", self._dress)
        self.form.sent.connect(lambda _values: self.ask_first())
        self.form.focus_first()
        self.refresh()

    def scope(self) -> Scope | None:
        """What closes as it is typed, or None while a day cannot be read."""
        form = self.form
        if form is None or (first := form.value("first_day")) is None:
            return None
        last = form.value("last_day") if form.typed("last_day").strip() else None
        if last is None and form.typed("last_day").strip():
            return None
        service, venue = (int(form.value(name) or ALL) or None for name in ("service_id", "venue_id"))
        return Scope(self.provider_id, first, last, service, venue)

    def refresh(self) -> None:
        if self.provider_id:
            self.desk.ask(self, "closings", closings_of, self.provider_id, then=self._show_closings)
        scope = self.scope()
        if scope is not None:
            self.desk.ask(self, "affects", closing_would, scope, then=self._affects_came, refused=self._refuse)

    def _show_closings(self, rows: tuple[ClosingRow, ...]) -> None:
        """What this provider closed already, each of which can be put back in one act."""
        empty(self._before)
        if rows:
            self._before.addWidget(label("Closed already", "title"))
        for one in rows:
            until = say_short(one.last_day, self.today) if one.last_day else "for good"
            days = f"{say_short(one.first_day, self.today)} to {until}" if one.last_day != one.first_day else until
            back = partial(self.go.to, "reopening", closing=one.id)
            what = "Look at it" if one.undone_on else "Put it back"
            state = f"Put back on {say_short(one.undone_on, self.today)}." if one.undone_on else f"{counted(one.places, 'place')}."
            self._before.addLayout(
                column(
                    label(days, "name", wrap=True), label(f"{state} {one.words}", "second", wrap=True),
                    row(Button(what, "link", name=f"reopen_{one.id}", then=back), None), gap=2,
                )
            )  # fmt: skip

    def _refuse(self, spoken: Spoken) -> None:
        self.affects = None
        self.said.setText(str(spoken))
        self._dress()

    def _affects_came(self, affects: ClosingAffects) -> None:
        self.affects = affects
        if self.form is not None:
            self.form.clear_refusal()
        known = {(one.about, one.id) for one in affects.fallen}
        for gone in set(self.others) - known:
            del self.others[gone]
        self._show_rows()
        self._look_further()

    def _show_rows(self) -> None:
        affects = self.affects
        if affects is None or not affects.fallen:
            closes = counted(affects.sessions, "session") if affects is not None else "Nothing"
            self.listing.say("No family is affected.", f"{closes} would close in these days.")
        else:
            self.listing.show_rows(affects.fallen, counted(len(affects.fallen), "place"))
            if self.table.chosen_row() is None:
                self.table.choose(0)
        self._dress()
        self._show_chosen()

    def _look_further(self) -> None:
        """Look for other breaks, one place after another, so that the page never waits for all of them."""
        affects = self.affects
        if affects is None:
            return
        one = next((each for each in affects.fallen if (each.about, each.id) not in self.others), None)
        if one is not None:
            self.desk.ask(
                self, "other", other_breaks, one, affects.session_ids, affects.units,
                then=lambda found: self._other_came(one, found),
            )  # fmt: skip

    def _other_came(self, one: Fallen, found: tuple[Alternative, ...]) -> None:
        self.others[one.about, one.id] = found
        self._show_rows()
        QTimer.singleShot(0, self, self._look_further)

    def _dress(self) -> None:
        affects = self.affects
        reason = ""
        if affects is None or not (affects.sessions or affects.fallen or affects.units):
            reason = "Nothing is open in those days."
        elif len(self.others) < len(affects.fallen):
            reason = f"Other breaks are looked for: {len(self.others)} of {len(affects.fallen)}."
        elif any(one.in_house for one in affects.fallen):
            reason = "A child is in the house on these days. Say first when the child was collected."
        elif self.form is None or not (self.form.value("words") or "").strip():
            reason = "Write what families are told."
        self.act.off_because(reason)
        if affects is not None:
            self.said.setText(summary(affects, self.others))

    def _show_chosen(self) -> None:
        empty(self.instead)
        chosen = self.table.chosen_row() if self.affects is not None and self.affects.fallen else None
        if chosen is None:
            words = "For each child who loses a place, what there is instead stands here."
            self.instead.addWidget(label(words, "second", wrap=True))
            return
        title = f"Instead for {chosen.child}, {place_of(chosen, self.today)}"
        self.instead.addWidget(label(title, "title", wrap=True))
        found = self.others.get((chosen.about, chosen.id))
        if found is None:
            self.instead.addWidget(label("Looking for other breaks.", "second"))
        elif not found:
            self.instead.addWidget(label("Nothing fits. It is kept as an unmet request until somebody says what became of it.", wrap=True))
        for one in found or ():
            fits = one.outcome is Outcome.MET
            when = f"{say_short(one.start.date(), self.today)}, {say_span(one.start, one.end)}"
            words = f"{one.service}, {one.place}: {when}. {one.why}".strip()
            line = row(IconLabel("ok-filled" if fits else "warn-filled", "ok" if fits else "warn", 18), label(words, wrap=True), gap=8)
            line.setStretch(1, 1)
            self.instead.addLayout(line)

    def ask_first(self) -> None:
        """The consequences in figures, before it is done."""
        if self.act.isEnabled() and self.affects is not None:
            said = consequences(self.affects, self.others)
            self.sheet = confirm(self, f"Cancel {counted(len(self.affects.fallen), 'place')}?", said, "Cancel them", self.send)

    def send(self) -> None:
        """Close and cancel all of it in one act."""
        scope, affects, form = self.scope(), self.affects, self.form
        if scope is None or affects is None or form is None:
            return
        seen = {kind: tuple((one.id, one.version) for one in affects.fallen if one.about == kind) for kind in ("booking", "stay")}
        request = CancelAsProvider(
            scope, form.value("words") or "", form.value("reason") or "provider", seen["booking"], seen["stay"],
            tuple(_instead(about, row_id, found) for (about, row_id), found in sorted(self.others.items())),
        )  # fmt: skip
        self.desk.perform(self, cancel_as_provider, request, then=self._done, refused=form.refuse)

    def _done(self, done: Done) -> None:
        name = self.provider.name if self.provider is not None else ""
        back = ("Put it back", partial(self.go.to, "reopening", closing=done.answer))
        self.desk.notices.done("Cancelled.", f"{name}: charges and allowances went back. Each family is owed its notice.", back)
        self.go.to("notices", closing=done.answer, start=True)


def _instead(about: str, row_id: int, found: tuple[Alternative, ...]) -> Instead:
    to_ask = frozenset((one.session_id or one.bed_id or 0) for one in found if one.outcome is not Outcome.MET)
    sessions = tuple(one.session_id for one in found if one.session_id is not None)
    beds = tuple((one.bed_id, one.start, one.end) for one in found if one.bed_id is not None)
    return Instead(about, row_id, sessions, beds, to_ask)
