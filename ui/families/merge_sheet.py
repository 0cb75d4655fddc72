"""Merging a family that was entered twice: its reference, both families side by side, and only then the act."""

from functools import partial
from typing import Any

from shortbreaks.bookings.merge_clashes import BOTH, ONCE
from shortbreaks.bookings.merge_preview import FamilySide, SideBySide, side_by_side
from shortbreaks.bookings.merging import MergeFamilies, merge_families
from shortbreaks.database.office import Done
from shortbreaks.errors import Spoken
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, empty, holder, row
from ui.kit.notice import Notice
from ui.kit.sheet import Sheet
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

FIELDS = (Field("ref", "Reference of the family that was entered twice", hint="F-20418"),)


class MergeSheet:
    """Asks for the other family's reference, shows both side by side, and merges when that is pressed."""

    def __init__(self, page: Page, household_id: int, ref: str) -> None:
        self.page = page
        self.household_id = household_id
        self.compared: CompareSheet | None = None
        self.form = FormSheet(page, f"Merge another family into {ref}", FIELDS, None, "Compare them", self._send)

    def _send(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        self.page.desk.ask(
            sheet.sheet, "sides", side_by_side, self.household_id, values["ref"],
            then=partial(self._compare, sheet), refused=sheet.form.refuse,
        )  # fmt: skip

    def _compare(self, sheet: FormSheet, found: SideBySide) -> None:
        sheet.sheet.close_sheet()
        self.compared = CompareSheet(self.page, found)


class CompareSheet:
    """The family that is kept and the one that goes, each with what it owns; the safe answer has the focus.

    What both have of one child is asked about first: a person says whether an award or a payment is one or two.
    """

    def __init__(self, page: Page, found: SideBySide) -> None:
        self.page, self.found = page, found
        self.above = column(gap=8)
        names = dict(found.kept.children)
        same = "; ".join(names[one] for one, _ in found.pairs)
        words = f"The same child in both: {same}." if same else "No child is in both; all of them stay, in one family."
        sides = row(_card("Kept", found.kept), _card("Merged into it", found.other), gap=12)
        last = f"Everything of {found.other.ref} goes to {found.kept.ref}. This cannot be put back."
        self.form = Form(_asked(found), today=lambda: page.today)
        stops = [Notice("bad", sentence, remedy, closable=False) for sentence, remedy in found.stopped]
        # what is asked stands above what is compared, so that it is seen in a low window and in large text
        inner = holder(
            column(self.above, *stops, label(last, "strong", wrap=True), label(words, wrap=True), self.form, sides, gap=12)
        )
        leave = Button("Leave them as they are", name="leave_families")
        self.act = Button("Merge them", "danger", name="merge_them", then=self.form.send)
        self.form.sent.connect(self._merge)
        self.act.off_because("Settle what stands against it first." if stops else "")
        self.sheet = Sheet(page, "Two families, side by side", inner, (leave, self.act), width=820)
        leave.clicked.connect(self.sheet.close_sheet)
        leave.setFocus()

    def _merge(self, answers: dict[str, Any]) -> None:
        kept, other = self.found.kept, self.found.other
        request = MergeFamilies(
            kept.household_id, other.household_id, kept.version, other.version, self.found.pairs,
            each_award=tuple((one.other_id, answers[f"award_{one.other_id}"]) for one in self.found.awards),
            each_payment=tuple(words for n, words in enumerate(self.found.payments) if answers[f"payment_{n}"] == "yes"),
        )  # fmt: skip
        self.page.desk.perform(self.sheet, merge_families, request, then=self._done, refused=self._refused)

    def _done(self, _answer: Done) -> None:
        self.sheet.close_sheet()
        words = f"{self.found.other.ref} now leads to {self.found.kept.ref}."
        self.page.desk.notices.done("Families merged.", words)

    def _refused(self, fault: Spoken) -> None:
        empty(self.above)
        notice = Notice("bad", fault.sentence, fault.remedy, closable=False)
        self.above.addWidget(notice)
        notice.announce()


def _asked(found: SideBySide) -> list[Field]:
    """What a person says of each award and payment that both records of a child have; nothing is chosen beforehand."""
    kept = f"One award, entered twice: it counts once, as {found.kept.ref} has it"
    awards = [
        Field(
            f"award_{one.other_id}", "Award in both records", "choice", about=f"{one.words}.",
            choices=(("", "Choose"), (ONCE, kept), (BOTH, "Two awards: both count")),
        )
        for one in found.awards
    ]  # fmt: skip
    payments = [
        Field(
            f"payment_{n}", "Direct payment in both records", "choice", about=f"{words}. Both would be paid.",
            choices=(("", "Choose"), ("no", "One payment, entered twice: end one first"), ("yes", "Two payments: both go on")),
        )
        for n, words in enumerate(found.payments)
    ]  # fmt: skip
    return [*awards, *payments]


def _card(title: str, side: FamilySide) -> Card:
    card = Card()
    card.heading(f"{title}: {side.ref}")
    card.body.addWidget(
        facts(
            (
                ("Children", "\n".join(words for _, words in side.children) or "None"),
                ("Adults", "\n".join(side.adults) or "None"),
                ("Awards", "\n".join(side.awards) or "None"),
                ("Payments", "\n".join(side.payments) or "None"),
                ("Bookings", f"{counted(side.bookings, 'place')}, {counted(side.stays, 'stay')}"),
                ("Waits for", counted(side.waits, "request")),
                ("Notes", str(side.notes)),
                ("Owes", pounds(side.owes_pence)),
            ),
            name_width=88,
        )
    )
    card.body.addStretch(1)
    return card
