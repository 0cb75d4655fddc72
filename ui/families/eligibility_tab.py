"""Eligibility and allocation: what the rules say today, what was seen, and what was decided."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day
from shortbreaks.eligibility.queries import (
    DecisionRow,
    EvidenceRow,
    RulesSaid,
    decisions_of_child,
    eligibility_today,
    evidence_of_child,
)
from shortbreaks.findings import Outcome
from ui.families.acts import ChildActs
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.facts import facts
from ui.kit.layouts import column, empty, row
from ui.kit.text import IconLabel, label

if TYPE_CHECKING:
    from ui.families.child_page import ChildPage

MEANING = {Outcome.MET: "ok", Outcome.TO_DECIDE: "warn", Outcome.NOT_MET: "bad"}
SAID = {
    "meets": ("Meets", "ok"),
    "does not meet": ("Does not meet", "bad"),
    "a person must decide": ("A person must decide", "warn"),
}


class EligibilityTab(QWidget):
    """Three cards, read again with the page."""

    def __init__(self, page: "ChildPage", acts: ChildActs) -> None:
        super().__init__()
        self.page, self.acts = page, acts
        self._rules, self._evidence, self._decisions = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.setLayout(column(self._rules, self._decisions, self._evidence, None, gap=16, margin=(24, 16, 24, 16)))
        self.setProperty("ground", "clear")

    def ask(self, child_id: int) -> None:
        """Read everything again."""
        desk = self.page.desk
        desk.ask(self, "rules", eligibility_today, child_id, then=self._show_rules)
        desk.ask(self, "evidence", evidence_of_child, child_id, then=self._show_evidence)
        desk.ask(self, "decisions", decisions_of_child, child_id, then=self._show_decisions)

    def _show_rules(self, said: RulesSaid) -> None:
        empty(self._rules)
        words, meaning = SAID[said.said]
        card = Card(meaning)
        card.body.addLayout(
            row(label("What the rules say today", "title"), Chip(words, meaning, name="rules_said"), None)
        )
        for finding in said.findings:
            text = f"{finding.reason} {finding.remedy}".strip() or finding.chip
            line = row(
                IconLabel(f"{MEANING[finding.outcome]}-filled", MEANING[finding.outcome]),
                label(text, wrap=True),
                gap=10,
            )
            line.setStretch(1, 1)
            if finding.outcome is not Outcome.MET and self.page.desk.may(Permission.OVERRIDE):
                aside = partial(self.acts.set_aside, finding)
                line.addWidget(Button("Set aside", "link", name=f"aside_{finding.rule}", then=aside))
            card.body.addLayout(line)
        card.body.addWidget(label("The rules never refuse by themselves: a person decides, with a reason.", "caption"))
        self._rules.addWidget(card)

    def _show_decisions(self, rows: tuple[DecisionRow, ...]) -> None:
        empty(self._decisions)
        card = Card()
        add = Button("Record a decision", "filled", name="record_decision", then=self.acts.record_decision)
        if not self.page.desk.may(Permission.DECIDE):
            add.off_because("Your role may not record decisions.")
        card.body.addLayout(row(label("Decisions", "title"), None, add))
        for one in rows:
            chip = Chip("Agreed", "ok") if one.outcome == "agreed" else Chip("Declined", "bad")
            card.body.addLayout(row(chip, label(f"{say_day(one.decided_on)}, {one.decided_by}", "name"), None))
            until = say_day(one.until_day) if one.until_day else "further decision"
            pairs = [
                ("Reason", one.reason),
                ("Holds", f"{say_day(one.from_day)} to {until}"),
                ("Rules said", one.rules_said),
            ]
            pairs += [("Review", say_day(one.review_on))] if one.review_on else []
            card.body.addWidget(facts([*pairs, ("Entered by", one.person)]))
        if not rows:
            card.body.addWidget(label("Nothing has been decided yet.", "second"))
        self._decisions.addWidget(card)

    def _show_evidence(self, rows: tuple[EvidenceRow, ...]) -> None:
        empty(self._evidence)
        card = Card()
        add = Button("Evidence seen", name="see_evidence", then=self.acts.see_evidence)
        card.body.addLayout(row(label("Evidence", "title"), None, add))
        for one in rows:
            until = f", runs out {say_day(one.expires_on)}" if one.expires_on else ""
            words = f"{one.words}, seen {say_day(one.seen_on)}{until}"
            card.body.addWidget(label(f"{words}. {one.note}".strip(), wrap=True))
        if not rows:
            card.body.addWidget(label("No evidence has been seen.", "second"))
        self._evidence.addWidget(card)
