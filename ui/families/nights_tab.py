"""A child's nights away: what they are in law, the limit of twelve months, who must not share, visits, and every stay."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.dates import say_day, say_short, say_year
from shortbreaks.errors import Refused
from shortbreaks.families.search import FoundChild, find_people
from shortbreaks.money import pounds
from shortbreaks.overnight.board import UnitRow, units_listed
from shortbreaks.overnight.keeping import (
    DecideStatus,
    KeepPair,
    NoteVisit,
    decide_status,
    keep_pair,
    note_visit,
)
from shortbreaks.overnight.queries import ChildNights, StayRow, nights_of_child
from shortbreaks.overnight.tables import PAIR_KINDS
from shortbreaks.words import counted
from ui.kit.bars import AllocationBar
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.fields import Field
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, row
from ui.kit.rows import Column, Mark
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.stay_letter import StayLetter

SITUATIONS = {
    0: "Not decided", 1: "Section 17: in need, no reviewing officer",
    2: "Section 20, short breaks: looked after while away", 3: "Section 20 in full: looked after",
}  # fmt: skip
RECORDED = (("V3", "V3: each stay, begun with reason S"), ("V4", "V4: the agreement only"))
MEANINGS = {"offered": "warn", "booked": "info", "in_house": "ok", "ended": "neutral"}
PAIR_MEANINGS = {"must not share": "bad", "prefer not": "warn", "good match": "ok"}


def _stays_table(today: date) -> Table:
    columns: Sequence[Column[StayRow]] = [
        Column("In", lambda r: say_short(r.starts_at.date(), today), sort=lambda r: r.starts_at, width=150, tabular=True),
        Column("Out", lambda r: say_short(r.ends_at.date(), today), sort=lambda r: r.ends_at, width=150, tabular=True),
        Column("House", lambda r: r.unit, strong=True),
        Column("Allowance", lambda r: counted(r.uses, "night"), sort=lambda r: r.uses, right=True, width=120, tabular=True),
        Column("State", marks=lambda r: (Mark(STAY_WORDS[r.state], MEANINGS.get(r.state, "neutral")),), width=180),
    ]  # fmt: skip
    return Table(columns, key=lambda r: r.id, name="child_stays")


class NightsTab(QWidget):
    """Three cards, read again with the page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.child_id = 0
        self.nights: ChildNights | None = None
        self.sheet: FormSheet | None = None
        self._law, self._counts, self._together = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.stays = _stays_table(page.today)
        self.stays.opened.connect(self._open)
        self.stays.setMinimumHeight(220)
        card = Card()
        place = Button("Place a stay", "filled", icon="bed", name="place_stay", then=lambda: page.go.to("beds", child=self.child_id))
        if not page.desk.may(Permission.BOOK):
            place.off_because("Your role may look, not book.")
        self.letter = StayLetter(page)
        self.print_it = Button("Letter", icon="print", name="stay_letter", then=self._letter)
        self.stays.chosen.connect(self._chosen)
        card.body.addLayout(row(label("Stays", "title"), None, self.print_it, place))
        card.body.addWidget(self.stays)
        parts = (self._law, self._counts, self._together, card)
        self.setLayout(column(*parts, None, gap=16, margin=(24, 16, 24, 16)))
        self.setProperty("ground", "clear")

    def ask(self, child_id: int) -> None:
        """Read everything again."""
        self.child_id = child_id
        self.page.desk.ask(self, "nights", nights_of_child, child_id, then=self._show)

    def _open(self, stay: StayRow) -> None:
        self.page.go.to("beds", unit=stay.unit_id, stay=stay.id, first=stay.starts_at.date())

    def _chosen(self, stay: StayRow | None = None) -> None:
        """The letter is of the stay chosen, while it has one."""
        if not self.page.desk.may(Permission.ISSUE_PAPERS):
            self.print_it.off_because("Your role may not issue papers.")
            return
        may = stay is not None and self.letter.may(stay.state)
        self.print_it.off_because("" if may else "Choose a stay that is booked or offered.")

    def _letter(self) -> None:
        stay = self.stays.chosen_row()
        if stay is not None:
            self.letter.issue(stay.id, stay.state)

    def _show(self, nights: ChildNights) -> None:
        self.nights = nights
        self.stays.set_rows(nights.stays)
        self._chosen(self.stays.chosen_row())
        self._show_law(nights)
        self._show_counts(nights)
        self._show_together(nights)

    def _show_law(self, nights: ChildNights) -> None:
        empty(self._law)
        card = Card("" if nights.situation else "warn")
        decide = self._button("Decide", "decide_status", self.decide, Permission.DECIDE)
        chip = Chip("Decided", "ok") if nights.situation else Chip("A person must decide", "warn")
        card.body.addLayout(row(label("What nights are in law", "title"), chip, None, decide))
        card.body.addWidget(label(SITUATIONS[nights.situation], wrap=True))
        card.body.addWidget(label(nights.decided or "Only a social worker decides it.", "caption", wrap=True))
        self._law.addWidget(card)

    def _button(self, words: str, name: str, then: Any, needs: Permission) -> Button:
        made = Button(words, name=name, then=then)
        if not self.page.desk.may(needs):
            made.off_because("Your role may not do this.")
        return made

    def _show_counts(self, nights: ChildNights) -> None:
        empty(self._counts)
        card = Card()
        left = nights.limit - nights.most
        words = f"{counted(-left, 'night')} over" if left < 0 else f"{left} left"
        chip = Chip(words, "bad" if left < 0 else "warn" if left <= nights.amber else "ok")
        card.body.addLayout(row(label(f"{nights.limit} nights in any twelve months", "title"), None, chip))
        said = f"{nights.now} up to today, {nights.most} at most with what is booked"
        card.body.addWidget(AllocationBar(nights.now, max(0, nights.most - nights.now), max(nights.limit, nights.most), None, said))
        card.body.addWidget(label(said, "second", wrap=True))
        years = ", ".join(f"{say_year(first)}: {count}" for first, count in nights.years) or "none"
        pairs = [
            ("By years", f"{years}. The data check looks only at these, from 1 April, and is weaker than the law."),
            ("Benefit days", f"{nights.benefit_days} linked with what is booked. Check with a benefits adviser at 28."),
        ]
        if nights.costs:
            costs = "; ".join(f"{say_year(one.year)} {pounds(one.owed)} owed, {pounds(one.committed)} committed" for one in nights.costs)
            pairs.append(("Costs", f"{costs}."))
        card.body.addWidget(facts(pairs, name_width=100))
        self._counts.addWidget(card)

    def _show_together(self, nights: ChildNights) -> None:
        empty(self._together)
        card = Card()
        apart = self._button("Together or apart", "keep_pair", self.pair, Permission.DECIDE)
        visit = self._button("Note a visit", "note_visit", self.visit, Permission.BOOK)
        card.body.addLayout(row(label("With others, and first visits", "title"), None, apart, visit))
        for kind, name in nights.pairs:
            card.body.addLayout(flow(Chip(kind.capitalize(), PAIR_MEANINGS[kind]), label(name), gap=8))
        for day, kind, house in nights.visits:
            card.body.addWidget(label(f"{kind.capitalize()} visit to {house}, {say_day(day)}", wrap=True))
        if not nights.pairs and not nights.visits:
            card.body.addWidget(label("Nothing is noted.", "second"))
        self._together.addWidget(card)

    def decide(self) -> None:
        """A social worker decided what the nights are in law."""
        choices = tuple((str(number), words) for number, words in SITUATIONS.items() if number)
        fields = (
            Field("situation", "Situation", "choice", choices=choices), Field("from_day", "From", "date"),
            Field("decided_by", "Social worker"), Field("reviewing_officer", "Reviewing officer, section 20", optional=True, beside=True),
            Field("recorded", "Section 20 is recorded as", "choice", choices=RECORDED), Field("reason", "Why", "long", longest=800),
        )  # fmt: skip

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = DecideStatus(
                self.child_id, int(found["situation"]), found["from_day"], found["decided_by"], found["reason"],
                found["reviewing_officer"], found["recorded"],
            )  # fmt: skip
            sheet.perform(decide_status, request, "Decided.", "Later stays are judged by it.")

        values = {"situation": "2", "from_day": self.page.today, "recorded": "V3"}
        self.sheet = FormSheet(self.page, "What nights away are in law", fields, values, "Keep it", send)

    def pair(self) -> None:
        """What is known of this child together with another."""
        fields = (
            Field("other", "The other child", hint="Half a name or F-20418"),
            Field("kind", "Together", "choice", choices=tuple((one, one.capitalize()) for one in PAIR_KINDS)),
            Field("from_day", "From", "date"), Field("reason", "Why; it is shown nowhere and never printed", "long", longest=800),
        )  # fmt: skip

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            self.page.desk.ask(
                self, "other", find_people, found["other"], then=partial(self._pair_found, sheet, found), refused=sheet.form.refuse
            )

        self.sheet = FormSheet(
            self.page, "Together or apart", fields, {"kind": PAIR_KINDS[0], "from_day": self.page.today}, "Keep it", send
        )

    def _pair_found(self, sheet: FormSheet, found: dict[str, Any], rows: tuple[FoundChild, ...]) -> None:
        others = [one for one in rows if one.id != self.child_id]
        if len(others) != 1:
            names = ", ".join(f"{one.name} {one.ref}" for one in others[:4])
            said = f"{counted(len(others), 'child', 'children')} found: {names}." if others else "No other child is found by that."
            sheet.form.refuse(Refused(said, "Write more of the name, or the family's number.", "other"))
            return
        request = KeepPair(self.child_id, others[0].id, found["kind"], found["reason"], found["from_day"])
        sheet.perform(keep_pair, request, f"Noted with {others[0].name}.", "The board looks at it from that day.")

    def visit(self) -> None:
        """A tea or day visit before a first night."""
        self.page.desk.ask(self, "units", units_listed, then=self._visit_form)

    def _visit_form(self, units: tuple[UnitRow, ...]) -> None:
        fields = (
            Field("service_id", "House", "choice", choices=tuple((str(one.service_id), one.name) for one in units)),
            Field("on", "On", "date"), Field("kind", "Visit", "choice", choices=(("tea", "Tea"), ("day", "Day")), beside=True),
            Field("how", "How it went", optional=True),
        )  # fmt: skip

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            request = NoteVisit(self.child_id, int(found["service_id"]), found["on"], found["kind"], found["how"])
            sheet.perform(note_visit, request, "Visit noted.", "It counts as no night.")

        self.sheet = FormSheet(self.page, "A visit before a first night", fields, {"on": self.page.today}, "Keep it", send)
