"""What is done about a child's entitlement: asked, seen, decided, told, offered and set aside, each in a sheet."""

from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.queries import AllowanceRow
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.eligibility.cases import AskDecision, ask_decision
from shortbreaks.eligibility.commands import (
    Award,
    OverrideRule,
    RecordDecision,
    SeeEvidence,
    override_rule,
    record_decision,
    see_evidence,
)
from shortbreaks.eligibility.judging import RulesSaid, eligibility_today
from shortbreaks.eligibility.queries import AllocationRow
from shortbreaks.eligibility.telling import (
    IssueDecision,
    NoteOffer,
    NoteTold,
    issue_decision,
    note_offer,
    note_told,
)
from shortbreaks.eligibility.worklists import CaseRow
from shortbreaks.families.queries import ChildCard
from shortbreaks.findings import Finding
from shortbreaks.words import counted
from ui.families import forms
from ui.families.allocation_change import change_allocation_sheet
from ui.kit.fields import Field
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet

UNITS = ("hours", "sessions", "nights", "pounds")


class DecisionActs:
    """The acts of the tab of eligibility and allocation."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.child_id = 0
        self.card: ChildCard | None = None  # as the page shows it, once it was read, with what is left of each award
        self.allowances: tuple[AllowanceRow, ...] = ()
        self.sheet: FormSheet | None = None
        self.paper: PaperSheet | None = None

    def change_allocation(self, given: AllocationRow) -> None:
        """Another amount or another last day of an allocation, from when and why."""
        change_allocation_sheet(self.page, given, self.allowances)

    def see_evidence(self) -> None:
        """Keep that a letter or plan was seen."""
        card = self.card
        if card is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(see_evidence, SeeEvidence(card.id, **values), "Evidence recorded.", "No copy is kept.")

        fields, begin = forms.evidence_fields(self.page.desk.lists), {"seen_on": self.page.today}
        self.sheet = FormSheet(self.page, "Evidence seen", fields, begin, "Keep it", send)

    def ask_decision(self) -> None:
        """Keep a request for a decision; its clock begins."""
        card = self.card
        if card is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            values |= {unit: _kept(unit, values[unit] or 0) for unit in UNITS}
            sheet.perform(ask_decision, AskDecision(card.id, **values), "The request is kept.", "Its clock runs from the day it was asked.")

        begin = {"asked_on": self.page.today, "asked_by": card.adults[0].relation if card.adults else ""}
        self.sheet = FormSheet(
            self.page, f"A request for {card.short}", forms.REQUEST_FIELDS, begin, "Keep the request", send, width=720
        )

    def record_decision(self, case: CaseRow | None = None) -> None:
        """Keep a decision with what it awards; `case` is the request it answers."""
        then = partial(self._decision_form, case)
        self.page.desk.ask(self.page, "by_rules", eligibility_today, self.child_id, then=then)

    def _decision_form(self, case: CaseRow | None, said: RulesSaid) -> None:
        card = self.card
        if card is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            amounts = {unit: values.pop(unit) for unit in UNITS}
            awards = tuple(Award(unit, _kept(unit, amount)) for unit, amount in amounts.items() if amount)
            request = RecordDecision(card.id, **values, awards=awards, case_id=case.id if case else None)
            sheet.perform(record_decision, request, "Decision recorded.", "The family has not been told yet.", self._then_tell)

        fields, values = forms.decision_fields(said.schemes), forms.decision_values(self.page.today)
        values |= {"scheme": said.scheme}
        title = f"A decision for {card.short}"
        self.sheet = FormSheet(self.page, title, fields, values, "Record the decision", send, width=720)
        if case is not None:
            asked = f"{case.asked_by} asked on {say_day(case.asked_on)}, {counted(case.days, 'day')} ago: {case.asked}."
            self.sheet.above.addWidget(label(asked, "second", wrap=True, name="asked_for"))
        self._say_question(said)

    def _say_question(self, said: RulesSaid) -> None:
        assert self.sheet is not None
        if said.question:
            self.sheet.above.addWidget(label(f"The scheme asks: {said.question}.", "second", wrap=True))

    def _then_tell(self, done: Done) -> None:
        self.page.desk.notices.news(
            "The family has not been told yet.", "The letter says what was decided.",
            ("Write the letter", partial(self.write_letter, done.answer)),
        )  # fmt: skip

    def write_letter(self, decision_id: int) -> None:
        """Issue the decision letter from the stored decision, and show it."""
        desk = self.page.desk
        if not desk.may(Permission.ISSUE_PAPERS):
            desk.notices.refused("Your role may not issue papers.", "Ask a coordinator.")
            return

        def issued(done: Done) -> None:
            desk.notices.done("The letter is written.", "It stands in the register, and the family counts as told.")
            self.paper = PaperSheet(self.page, desk, done.answer, "The decision letter")

        desk.perform(self.page, issue_decision, IssueDecision(decision_id), then=issued, refused=desk.notices.say)

    def note_told(self, decision_id: int) -> None:
        """The family was told in another way."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(note_told, NoteTold(decision_id, **values), "Noted.", "The family was told.")

        begin = {"told_on": self.page.today}
        self.sheet = FormSheet(self.page, "The family was told", forms.TOLD_FIELDS, begin, "Note it", send)

    def note_offer(self) -> None:
        """Whether a direct payment was offered, and what was said (R-X3)."""
        card = self.card
        if card is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(note_offer, NoteOffer(card.id, **values), "Noted.", "It stands in the next decision letter.")

        begin = {"on": self.page.today, "answer": "declined"}
        self.sheet = FormSheet(self.page, "A direct payment was spoken of", forms.OFFER_FIELDS, begin, "Note it", send)

    def set_aside(self, scheme: str, finding: Finding) -> None:
        """Go on although a rule says otherwise, with a reason (R-E6)."""
        card = self.card
        if card is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(
                override_rule, OverrideRule(card.id, finding.rule, values["reason"], finding.reason, scheme),
                "Reason kept.", finding.reason,
            )  # fmt: skip

        fields = (Field("reason", "Your reason for this family", "long", longest=2000),)
        self.sheet = FormSheet(self.page, finding.reason, fields, None, "Keep the reason", send)


def _kept(unit: str, amount: int) -> int:
    """What is typed as hours is kept in minutes."""
    return amount * 60 if unit == "hours" else amount
