"""Eligibility and allocation: what the rules say today, what was asked, decided and told, and what was seen."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.later_tables import BENEFIT, PRICE
from shortbreaks.dates import say_day
from shortbreaks.eligibility.judging import RulesSaid, eligibility_today
from shortbreaks.eligibility.queries import (
    AllocationRow,
    DecisionRow,
    EvidenceRow,
    OfferRow,
    allocations_decided,
    decisions_of_child,
    evidence_of_child,
    offers_of_child,
)
from shortbreaks.eligibility.worklists import CaseRow, cases_open
from shortbreaks.findings import Outcome
from shortbreaks.words import counted
from ui.families.allocation_change import allocation_line
from ui.families.benefit_card import BenefitCard
from ui.families.decision_acts import DecisionActs
from ui.families.later_card import LaterCard
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, row, rule
from ui.kit.text import IconLabel, label
from ui.shell.page import Page

MEANING = {Outcome.MET: "ok", Outcome.TO_DECIDE: "warn", Outcome.NOT_MET: "bad"}
SAID = {
    "meets": ("Meets", "ok"),
    "does not meet": ("Does not meet", "bad"),
    "a person must decide": ("A person must decide", "warn"),
}
OFFERED = {"yes": ("Offered: yes", "ok"), "declined": ("Offered: declined", "neutral"), "not yet": ("Not offered yet", "warn")}


class EligibilityTab(QWidget):
    """Its cards, read again with the page."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.acts = page, DecisionActs(page)
        self.scheme = ""
        self._allocations: tuple[AllocationRow, ...] = ()
        self._decide: int | None = None
        self._see = self._ask = False
        self._rules, self._cases, self._decisions = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._offers, self._evidence = QVBoxLayout(), QVBoxLayout()
        self.benefits, self.later = BenefitCard(page), [LaterCard(page, kind) for kind in (PRICE, BENEFIT)]
        parts: list[QWidget | QVBoxLayout] = [*self.later]
        parts += (self._rules, self._cases, self._decisions, self._offers, self.benefits, self._evidence)
        self.setLayout(column(*parts, None, gap=16, margin=(24, 16, 24, 16)))
        self.setProperty("ground", "clear")

    def ask(self, child_id: int) -> None:
        """Read everything again."""
        desk, self.acts.child_id = self.page.desk, child_id
        desk.ask(self, "rules", eligibility_today, child_id, self.scheme, then=self._show_rules)
        desk.ask(self, "cases", cases_open, child_id, then=self._show_cases)
        desk.ask(self, "evidence", evidence_of_child, child_id, then=self._show_evidence)
        desk.ask(self, "allocations", allocations_decided, child_id, then=partial(self._allocations_came, child_id))
        desk.ask(self, "offers", offers_of_child, child_id, then=self._show_offers)
        self.benefits.ask(child_id)
        for card in self.later:
            card.ask(child_id)

    def forget(self) -> None:
        """Another child is shown."""
        self.scheme, self.acts.card, self.acts.allowances = "", None, ()

    def sent_for(self, target: Mapping[str, Any]) -> bool:
        """Open the form that a worklist sent somebody here for as soon as what it needs is read; whether there is one."""
        self._decide, self._see, self._ask = target.get("decide"), bool(target.get("evidence")), bool(target.get("ask"))
        return self._decide is not None or self._see or self._ask

    def _button(self, words: str, name: str, then: object, needs: Permission, look: str = "outlined") -> Button:
        made = Button(words, look, name=name, then=then)  # type: ignore[arg-type]
        if not self.page.desk.may(needs):
            made.off_because("Your role may not do this.")
        return made

    def _show_rules(self, said: RulesSaid) -> None:
        empty(self._rules)
        words, meaning = SAID[said.said]
        card = Card(meaning)
        head = row(label("What the rules say today", "title"), Chip(words, meaning, name="rules_said"), None)
        if len(said.schemes) > 1:
            head.addWidget(self._scheme_choice(said))
        card.body.addLayout(head)
        for finding in said.findings:
            text = f"{finding.reason} {finding.remedy}".strip() or finding.chip
            icon = IconLabel(f"{MEANING[finding.outcome]}-filled", MEANING[finding.outcome])
            icon.setAlignment(Qt.AlignmentFlag.AlignCenter)  # a line with a button is higher than its words
            line = row(icon, label(text, wrap=True), gap=10)
            line.setStretch(1, 1)
            if finding.rule == "R-E12" and finding.outcome is not Outcome.MET and self.page.desk.may(Permission.DECIDE):
                line.addWidget(Button("Note what was seen", "link", name="note_evidence", then=self.acts.see_evidence))
            if finding.outcome is not Outcome.MET and self.page.desk.may(Permission.OVERRIDE):
                aside = partial(self.acts.set_aside, self.scheme, finding)
                line.addWidget(Button("Set aside", "link", name=f"aside_{finding.rule}", then=aside))
            card.body.addLayout(line)
        by = f"By the scheme “{said.scheme}”: {'; '.join(said.criteria)}."
        card.body.addWidget(label(by, "second", wrap=True, name="scheme_said"))
        card.body.addWidget(label("The rules never refuse by themselves: a person decides, with a reason.", "caption"))
        self._rules.addWidget(card)

    def _scheme_choice(self, said: RulesSaid) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("scheme_choice")
        combo.setAccessibleName("By the scheme")
        for name in said.schemes:
            combo.addItem(name, name)
        combo.setCurrentIndex(said.schemes.index(said.scheme))
        combo.currentIndexChanged.connect(lambda _n: self._by_scheme(combo.currentData()))
        return combo

    def _by_scheme(self, name: str) -> None:
        self.scheme = name
        self.page.desk.ask(self, "rules", eligibility_today, self.acts.child_id, name, then=self._show_rules)

    def _show_cases(self, rows: tuple[CaseRow, ...]) -> None:
        empty(self._cases)
        card = Card("warn" if any(one.late for one in rows) else "")
        ask = self._button("Ask for a decision", "ask_decision", self.acts.ask_decision, Permission.DECIDE)
        card.body.addLayout(row(label("Waiting to be decided", "title"), None, ask))
        for one in rows:
            chip = Chip(counted(one.days, "day"), "bad" if one.late else "neutral", "clock-filled")
            panel = f"panel {say_day(one.panel_on)}" if one.panel_on else "no panel day"
            words = f"{one.asked_by} asked on {say_day(one.asked_on)}; {panel}; {one.officer}"
            decide = self._button("Record the decision", f"decide_{one.id}", partial(self.acts.record_decision, one), Permission.DECIDE)
            said = column(label(one.asked, "name", wrap=True), label(words, "second", wrap=True), gap=0)
            line = row(chip, said, decide, gap=10)
            line.setStretch(1, 1)
            card.body.addLayout(line)
        if not rows:
            card.body.addWidget(label("Nothing waits.", "second"))
        self._cases.addWidget(card)
        wanted = next((one for one in rows if one.id == self._decide), None)
        self._decide = None
        asked, self._ask = self._ask, False
        if wanted is not None:
            self.acts.record_decision(wanted)
        elif asked:
            self.acts.ask_decision()

    def _allocations_came(self, child_id: int, rows: tuple[AllocationRow, ...]) -> None:
        self._allocations = rows
        self.page.desk.ask(self, "decisions", decisions_of_child, child_id, then=self._show_decisions)

    def _show_decisions(self, rows: tuple[DecisionRow, ...]) -> None:
        empty(self._decisions)
        card = Card()
        add = self._button("Record a decision", "record_decision", partial(self.acts.record_decision, None), Permission.DECIDE, "filled")
        card.body.addLayout(row(label("Decisions", "title"), None, add))
        for place, one in enumerate(rows):
            if place:
                card.body.addWidget(rule())
            self._decision(card, one)
        if not rows:
            card.body.addWidget(label("Nothing has been decided yet.", "second"))
        self._decisions.addWidget(card)

    def _decision(self, card: Card, one: DecisionRow) -> None:
        chip = Chip("Agreed", "ok") if one.outcome == "agreed" else Chip("Declined", "bad")
        told_words = f"Told {say_day(one.told_on)}" if one.told_on else "Not told yet"
        told = Chip(told_words, "neutral" if one.told_on else "warn", "mail-filled")
        letter = self._button("Write the letter", f"letter_{one.id}", partial(self.acts.write_letter, one.id), Permission.ISSUE_PAPERS)
        line = [chip, told, label(f"{say_day(one.decided_on)}, {one.decided_by}", "name")]
        buttons = [letter]
        if one.told_on is None:
            note = partial(self.acts.note_told, one.id)
            buttons.append(self._button("Told in another way", f"told_{one.id}", note, Permission.DECIDE, "link"))
        card.body.addLayout(row(flow(*line, gap=8), *buttons))
        until = say_day(one.until_day) if one.until_day else "further decision"
        by = f"{one.scheme}. {one.answer}{' gives ' + one.gives if one.answer and one.gives else ''}".strip(" .")
        pairs = [
            ("Asked for", f"{one.asked}, on {say_day(one.asked_on)}" if one.asked_on else one.asked),
            ("Awarded", ", ".join(one.awarded)), ("Reason", one.reason), ("Depends on", one.conditions),
            ("Holds", f"{say_day(one.from_day)} to {until}"),
            ("By the scheme", by), ("Rules said", one.rules_said), ("Review", say_day(one.review_on) if one.review_on else ""),
            ("Entered by", one.person),
        ]  # fmt: skip
        card.body.addWidget(facts([(name, said) for name, said in pairs if said]))
        for given in self._allocations:
            if given.decision_id == one.id:
                change = self._button("Change it", f"change_{given.id}", partial(self.acts.change_allocation, given), Permission.DECIDE)
                card.body.addLayout(allocation_line(given, change))

    def _show_offers(self, rows: tuple[OfferRow, ...]) -> None:
        empty(self._offers)
        words, meaning = OFFERED[rows[0].answer if rows else "not yet"]
        card = Card()
        note = self._button("Note what was said", "note_offer", self.acts.note_offer, Permission.DECIDE)
        card.body.addLayout(row(label("A direct payment", "title"), Chip(words, meaning, name="payment_offered"), None, note))
        for one in rows:
            other = " There was no other choice." if one.no_other_choice else ""
            said = f"{say_day(one.on)}, {one.person}: {one.answer}.{other} {one.words}".strip()
            card.body.addWidget(label(said, wrap=True))
        if not rows:
            card.body.addWidget(label("Each family is offered the choice; nobody has noted it yet.", "second", wrap=True))
        self._offers.addWidget(card)

    def _show_evidence(self, rows: tuple[EvidenceRow, ...]) -> None:
        empty(self._evidence)
        card = Card()
        add = self._button("Evidence seen", "see_evidence", self.acts.see_evidence, Permission.DECIDE)
        card.body.addLayout(row(label("Evidence", "title"), None, add))
        for one in rows:
            until = f", {'ran out' if one.out else 'runs out'} {say_day(one.expires_on)}" if one.expires_on else ""
            words = f"{one.words}, seen {say_day(one.seen_on)}{until}"
            said = label(f"{words}. {one.note}".strip(), wrap=True)
            line = row(said, Chip("Ran out", "bad", "clock-filled") if one.out else 0)
            line.setStretch(0, 1)
            card.body.addLayout(line)
        if not rows:
            card.body.addWidget(label("No evidence has been seen.", "second"))
        self._evidence.addWidget(card)
        if self._see:
            self._see = False
            self.acts.see_evidence()
