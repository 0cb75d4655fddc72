"""How long a child's record is kept and why; closing it, opening it again, a death, and a legal hold."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.families.subject_file import SubjectFileRow, files_handed_over
from shortbreaks.payments.kept import RecordKept, record_kept
from shortbreaks.payments.mistaken_death import DeathMistaken, death_mistaken, ended_since_death
from shortbreaks.words import counted, listed
from ui.families.read_card import ReadCard
from ui.families.subject_sheet import SubjectSheet
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.fields import Field
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

FIELDS = (Field("on", "From", "date"), Field("reason", "Who said so, and why", "long", longest=1000))
ACTS = {
    "closed": ("Close the record", "The record is closed.", "Its years are counted from that day."),
    "opened": ("Open it again", "The record is open again.", ""),
    "hold": ("Put a legal hold on it", "The record is held.", "Nothing is removed until the hold is lifted."),
    "lifted": ("Lift the hold", "The hold is lifted.", ""),
    "died": ("The child has died", "The record is closed.", "No letter goes to the family any more."),
}
LIVES = "The record is open again if it was before. What was cancelled, ended or stopped since stays so until somebody looks at it:"
NOTHING = "The record is open again if it was before. Nothing was cancelled, ended or stopped since."
SHOWN, SAID = 12, 4
VERBS = {"died": "Record it"}  # where the title is what happened, and not what is done


class KeptCard(ReadCard):
    """One card, read again with the page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.held: SubjectSheet | None = None

    def ask(self, child_id: int) -> None:
        """Read it again."""
        self.page.desk.ask(self, "kept", record_kept, child_id, then=self._show)

    def _show(self, kept: RecordKept) -> None:
        chip = Chip("Legal hold", "bad", "lock-filled") if kept.hold else None
        card = self.begin("How long this record is kept", chip)
        until = f"Until {say_day(kept.until)}" if kept.until else "No end is set"
        card.body.addWidget(label(until, "name", name="kept_until"))
        card.body.addWidget(label(f"{kept.reason} The longest of what applies counts.", "second", wrap=True, name="kept_why"))
        ends = [("Died", kept.died_on), ("Closed", kept.closed_on)]
        if said := " ".join(f"{words} on {say_day(day)}." for words, day in ends if day is not None):
            card.body.addWidget(label(said, "second", wrap=True))
        if kept.mistaken is not None and kept.died_on is None:
            day, why = kept.mistaken
            card.body.addWidget(label(f"A death was entered by mistake, as was said on {say_day(day)}: {why}", "caption", wrap=True))
        kinds = ["closed"] if kept.state == "open" else [] if kept.died_on else ["opened"]
        kinds.append("lifted" if kept.hold else "hold")
        kinds += [] if kept.died_on else ["died"]
        buttons = [Button(ACTS[kind][0], "link", name=f"ending_{kind}", then=partial(self._form, kept, kind)) for kind in kinds]
        held = Button("Everything held, for who asks", "link", name="everything_held", then=partial(self._held, kept.child_id))
        if not self.page.desk.may(Permission.ISSUE_PAPERS):
            held.off_because("Your role issues no papers.")
        more = [held]
        if kept.died_on is not None:
            more.append(self._mistake_button(kept))
        if kept.until is not None and kept.until < self.page.today and kept.state == "closed":
            more.append(Button("Its time is up: the list", "link", name="open_erasure", then=partial(self.page.go.to, "erasure")))
        if self.page.desk.may(Permission.SEE_AUDIT):
            looks = partial(self.page.go.to, "trail", child=kept.child_id)
            more.append(Button("Who looked at this record", "link", name="who_looked", then=looks))
        self.end(card, buttons, Permission.CHANGE_FAMILIES, "Your role may look, not change families.", more)
        self.page.desk.ask(card, "files", files_handed_over, kept.child_id, then=partial(self._say_files, card))

    def _mistake_button(self, kept: RecordKept) -> Button:
        then = partial(self.page.desk.ask, self.page, "ended", ended_since_death, kept.child_id, then=partial(self._mistaken, kept))
        button = Button("The death was entered by mistake", "link", name="death_mistaken", then=then)
        if not self.page.desk.may(Permission.APPROVE):
            button.off_because("Approvers and managers say so, never who entered it.")
        return button

    def _mistaken(self, kept: RecordKept, ended: tuple[str, ...]) -> None:
        """The child lives: what was ended meanwhile is said before, and once more after, since a person looks at each of it."""

        def done(answer: Done) -> None:
            left = answer.answer
            rest = f"Look at each of these yourself: {listed(left[:SAID])}{_more(left, SAID)}." if left else "Nothing had been ended."
            self.page.desk.notices.news("The record says that the child lives.", rest)

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(death_mistaken, DeathMistaken(kept.child_id, kept.version, values["reason"]), "It is put right.", "", done)

        self.sheet = FormSheet(self.page, "The death was entered by mistake", FIELDS[1:], {}, "The child lives", send)
        self.sheet.above.addWidget(label(LIVES if ended else NOTHING, "second", wrap=True))
        if ended:
            self.sheet.above.addWidget(label("\n".join(ended[:SHOWN]) + _more(ended, SHOWN) + ".", wrap=True))

    def _say_files(self, card: Card, files: tuple[SubjectFileRow, ...]) -> None:
        for one in files:
            back = f"{one.kept_back} of {counted(one.items, 'item')} kept back."
            said = f"Everything held was handed over on {say_day(one.at.date())} by {one.name}; {back}"
            card.body.addWidget(label(f"{said} {one.asked_by}", "caption", wrap=True))

    def _held(self, child_id: int) -> None:
        self.held = SubjectSheet(self.page, child_id, None, partial(self.ask, child_id))

    def _form(self, kept: RecordKept, kind: str) -> None:
        act, lead, rest = ACTS[kind]

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(note_ending, NoteEnding(kept.child_id, kept.version, kind, **values), lead, rest)

        self.sheet = FormSheet(self.page, act, FIELDS, {"on": self.page.today}, VERBS.get(kind, act), send)


def _more(ended: Sequence[str], shown: int) -> str:
    return f" and {counted(len(ended) - shown, 'other thing')}" if len(ended) > shown else ""
