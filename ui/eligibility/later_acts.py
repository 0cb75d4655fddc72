"""What can be done about ages that children reach, and about reviews and visits of children with stays."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.eligibility.transition import (
    LETTERS,
    IssueTransition,
    Milestone,
    TakeStep,
    issue_transition,
    take_step,
)
from shortbreaks.families.rules import ended
from shortbreaks.overnight.reviews import AgreeVisits, KeepReview, ReviewDue, agree_visits, keep_review
from shortbreaks.words import counted
from ui.eligibility.acting import Act, Pairs, opening, why_off
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet

MAY_NOT = "Your role may look, not decide."
NOTE = (Field("words", "What was said or done", "long", longest=1000),)
CLOSE = (Field("words", "What was decided, and by whom", "long", longest=1000),)
HELD = (
    Field("on", "Held on", "date"), Field("by", "By", beside=True, hint="The reviewing officer"),
    Field("words", "What was agreed", "long", optional=True, longest=1000),
)  # fmt: skip
VISITS = (
    Field("every_days", "A visit every", "whole", unit="days"), Field("from_day", "From", "date", beside=True),
    Field("agreed_by", "Agreed by, as the care plan says"),
)  # fmt: skip


class LaterActs:
    """The acts of growing up, and of reviews."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheet: FormSheet | None = None
        self.paper: PaperSheet | None = None

    def about_milestone(self, row: Milestone) -> Pairs:
        """An age and what was done about it."""
        state = "A transition decision is needed; nothing stops until then" if row.needed else ""
        pairs = [
            ("Age", f"{row.words} on {say_day(row.due)}"), ("State", state), ("Taken by", row.taken_by),
            ("Letter", say_day(row.letter_on) if row.letter_on else ""), ("Last note", row.last_note),
        ]  # fmt: skip
        return [(name, said) for name, said in pairs if said]

    def of_milestone(self, row: Milestone) -> Sequence[Act]:
        """The letter at 17 and 17½ first, then take it, note something, close it."""
        off = why_off(self.page, Permission.DECIDE, MAY_NOT)
        letter = Act("Write the letter", "write_transition", partial(self.write, row),
                     why_off(self.page, Permission.ISSUE_PAPERS, "Your role may not issue papers."))  # fmt: skip
        take = Act("Take it", "take_milestone", partial(self._step, row, "taken", "It is yours."), off)
        note = Act("Note something", "note_milestone", partial(self._form, row, "note", NOTE, "Note it"), off)
        close = Act("Close with the outcome", "close_milestone", partial(self._form, row, "closed", CLOSE, "Close it"), off)
        acts = [letter] if row.months in LETTERS and row.letter_on is None else []
        acts += [] if row.taken_by else [take]
        acts += [close, note] if row.needed else [note, close]
        return (*acts, opening(self.page, row.child_id))

    def write(self, row: Milestone) -> None:
        """Issue the transition letter and show it."""
        page = self.page

        def issued(done: Done) -> None:
            page.desk.notices.done("The letter is written.", ended(f"For {row.child}"))
            self.paper = PaperSheet(page, page.desk, done.answer, "The transition letter")

        request = IssueTransition(row.child_id, row.months)
        page.desk.perform(page, issue_transition, request, then=issued, refused=page.desk.notices.say)

    def _step(self, row: Milestone, kind: str, said: str) -> None:
        page = self.page
        page.desk.perform(
            page, take_step, TakeStep(row.child_id, row.months, kind), refused=page.desk.notices.say,
            then=lambda _done: page.desk.notices.done(said, ended(f"{row.words} of {row.child}")),
        )  # fmt: skip

    def _form(self, row: Milestone, kind: str, fields: Sequence[Field], act: str) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            rest = ended(f"{row.words} of {row.child}")
            sheet.perform(take_step, TakeStep(row.child_id, row.months, kind, **values), "Kept.", rest)

        self.sheet = FormSheet(self.page, f"{row.child} at {row.words}", fields, None, act, send)

    def about_review(self, row: ReviewDue) -> Pairs:
        """A review or a visit: until when it is in time."""
        wait = f"{counted(row.late_days, 'day')} late" if row.late_days > 0 else "In time"
        last = say_day(row.last) if row.last else "None yet"
        said = [("What", row.kind), ("In time until", say_day(row.due)), ("State", wait), ("Last", last), ("Officer", row.officer)]
        if row.is_visit:
            said.append(("By", "the care plan or the council’s limit, whichever is sooner: check the limit against your guidance"))
        return tuple(said)

    def of_review(self, row: ReviewDue) -> Sequence[Act]:
        """Keep that it was held, or agree how often the child is visited."""
        off = why_off(self.page, Permission.DECIDE, MAY_NOT)
        visits = Act("Agree the visits", "agree_visits", partial(self.agree, row), off)
        if row.kind == "Visits to agree":
            return (visits, opening(self.page, row.child_id))
        held = Act("The visit was made" if row.is_visit else "The review was held", "keep_review", partial(self.held, row), off)
        return (held, *((visits,) if row.is_visit else ()), opening(self.page, row.child_id))

    def held(self, row: ReviewDue) -> None:
        """A review or a visit as it was held."""
        kind = "visit" if row.is_visit else "review"

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(keep_review, KeepReview(row.child_id, kind, **values), "Kept.", "The next is due from that day.")

        begin = {"on": self.page.today, "by": row.officer}
        self.sheet = FormSheet(self.page, f"{row.kind} of {row.child}", HELD, begin, "Keep it", send)

    def agree(self, row: ReviewDue) -> None:
        """How often the child is visited."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(agree_visits, AgreeVisits(row.child_id, **values), "Agreed.", "Visits are due from the last one.")

        begin = {"from_day": self.page.today, "every_days": 42}
        self.sheet = FormSheet(self.page, f"Visits to {row.child}", VISITS, begin, "Keep it", send)
