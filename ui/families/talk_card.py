"""Conversations after no-shows on a child's card: what was said, who looks after it, and how it ended (R-C6)."""

from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.registers.talks import (
    CloseTalk,
    NoteTalk,
    TalkRow,
    close_talk,
    note_talk,
    owners,
    talks_of_child,
)
from shortbreaks.dates import say_day, say_short
from shortbreaks.words import counted
from ui.families.read_card import FoundCards
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.fields import Field
from ui.kit.layouts import row
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet

NOTHING_STOPS = "Nothing is stopped by it: bookings go on as ever."


class TalkCard(FoundCards):
    """Nothing to see for a child with no conversations."""

    def ask(self, child_id: int) -> None:
        """Read a child's conversations."""
        self.page.desk.ask(self, "talks", talks_of_child, child_id, then=self._show)

    def _show(self, talks: tuple[TalkRow, ...]) -> None:
        self.show_cards([self._card(talk) for talk in talks[:3]])

    def _card(self, talk: TalkRow) -> Card:
        today = self.page.today
        card = Card("warn" if talk.state == "open" else "")
        card.body.addWidget(label("A conversation to have" if talk.state == "open" else "A conversation, closed", "title"))
        since = f"{counted(talk.no_shows, 'no-show')} nobody explained, since {say_short(talk.opened_on, today)}."
        end = f"With {talk.owner}. {NOTHING_STOPS}"
        if talk.closed_on is not None:
            end = f"{talk.outcome}, {say_day(talk.closed_on)}."
        card.body.addWidget(label(f"{since} {end}", wrap=True, name="talk_said"))
        for at, person, words in talk.notes[:4]:
            card.body.addWidget(label(words, wrap=True))
            card.body.addWidget(label(f"{say_day(at.date())}, {at:%H:%M} · {person}", "caption"))
        if talk.state == "open":
            note = Button("Add a note", name="note_talk", then=partial(self._ask_owners, talk))
            close = Button("Close it", name="close_talk", then=partial(self._close, talk))
            if not self.page.desk.may(Permission.BOOK):
                for button in (note, close):
                    button.off_because("Your role may look, not note.")
            card.body.addLayout(row(note, close, None))
        return card

    def _ask_owners(self, talk: TalkRow) -> None:
        self.page.desk.ask(self, "owners", owners, then=lambda people: self._note(talk, people))

    def _note(self, talk: TalkRow, people: tuple[tuple[int, str], ...]) -> None:
        fields = (
            Field("words", "What was said or tried", "long", optional=True),
            Field("owner_id", "Who looks after it", "choice", choices=tuple((str(one), name) for one, name in people)),
        )

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = NoteTalk(talk.id, talk.version, values["words"] or "", int(values["owner_id"]))
            sheet.perform(note_talk, request, "Noted.", f"For {talk.child}")

        self.sheet = FormSheet(self.page, "Add a note", fields, {"owner_id": str(talk.owner_id)}, "Keep it", send)

    def _close(self, talk: TalkRow) -> None:
        outcomes = self.page.desk.lists.choices("talk_outcome")
        fields = (
            Field("outcome", "What came of it", "choice", choices=outcomes),
            Field("words", "In your words", "long", optional=True),
        )

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = CloseTalk(talk.id, talk.version, values["outcome"], values["words"] or "")
            sheet.perform(close_talk, request, "Conversation closed.", f"With the family of {talk.child}")

        self.sheet = FormSheet(self.page, "Close the conversation", fields, None, "Close it", send)
