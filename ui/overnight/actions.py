"""What is done with a stay that is kept: arrived, collected, moved, swapped, cancelled, put back, taken up, and its letter."""

from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.overrides import Reason
from shortbreaks.dates import to_local
from shortbreaks.errors import Spoken
from shortbreaks.overnight.commands import TakeUpStay, take_up_stay
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.on_the_night import (
    Arrive,
    NotCome,
    PutStayBack,
    arrive,
    not_come,
    put_stay_back,
)
from shortbreaks.overnight.queries import StayCard
from shortbreaks.overnight.swapping import SwapAsked, SwapStays, swap_asked, swap_stays
from ui.kit.fields import Field
from ui.kit.notice import Notice
from ui.overnight.board_view import BoardView
from ui.overnight.cancel_sheet import CancelStaySheet
from ui.overnight.comes_and_goes import ComesAndGoes
from ui.overnight.placing_acts import PlacingActs
from ui.overnight.stay_panel import Act
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.stay_letter import StayLetter
from ui.shell.transport_sheet import TransportSheet

WAITS = "reason:R-B6"
WHY_BEFORE = Field("words", "Why this child has the nights before them", longest=400)


class StayActs:
    """The acts of a stay that is kept, the one chosen on the board."""

    def __init__(self, page: Page, view: BoardView, placing: PlacingActs) -> None:
        self.page, self.view, self.placing = page, view, placing
        self.comes = ComesAndGoes(page)
        self.letter = StayLetter(page)
        self.swap_with: StayCard | None = None
        self._told: object = None  # what is said while a swap waits
        self.sheet: FormSheet | None = None

    def of(self, card: StayCard) -> list[Act]:
        """What can be done with a stay now, the main thing first; its letter is the second."""
        acts = self._changes(card)
        if self.letter.may(card.state):
            acts.insert(1, ("Letter", "stay_letter", "P", partial(self.letter.issue, card.id, card.state)))
        return acts

    def _changes(self, card: StayCard) -> list[Act]:
        if not self.page.desk.may(Permission.BOOK):
            return []
        today = to_local(self.page.desk.office.now()).date()
        move: Act = ("Move it", "move_stay", "M", partial(self.move, card))
        cancel: Act = ("Cancel the stay", "cancel_stay", "F3", partial(self.cancel, card))
        swap: Act = ("Swap beds with another", "swap_stay", "S", partial(self.begin_swap, card))
        late = card.state == "booked" and card.starts_at.date() <= today
        drive: Act = ("Transport", "transport", "", partial(self.transport, card))
        acts: dict[str, list[Act]] = {
            "offered": [("The family takes it", "take_up", "", partial(self.take_up, card)), move, drive, cancel],
            "booked": [move, swap, drive, cancel],
            "today": [
                ("The child is here", "arrive", "", partial(self.arrive, card)),
                ("Came at another time", "arrive_at", "", partial(self.comes.arrive_at, card)), move,
                ("The child did not come", "not_come", "", partial(self.not_come, card)), drive, cancel,
            ],
            "in_house": [("The child was collected", "collect", "", partial(self.comes.collect, card)), move],
            "cancelled": [("Put it back", "put_back", "", partial(self.put_back, card))],
        }  # fmt: skip
        return acts.get("today" if late else card.state.partition("_")[0] if card.state != "in_house" else "in_house", [])

    def move_chosen(self, card: StayCard | None) -> None:
        """M: take the stay chosen up, while it can be moved."""
        if card is not None and any(name == "move_stay" for _, name, _, _ in self.of(card)):
            self.move(card)

    def letter_chosen(self, card: StayCard | None) -> None:
        """P: the letter of the stay chosen, while it has one."""
        if card is not None and self.letter.may(card.state):
            self.letter.issue(card.id, card.state)

    def swap_chosen(self, card: StayCard | None) -> None:
        """S: swap the stay chosen, while it can be."""
        if card is not None and any(name == "swap_stay" for _, name, _, _ in self.of(card)):
            self.begin_swap(card)

    def move(self, card: StayCard) -> None:
        """Move a kept stay: it goes with the arrows until it is saved."""
        wanted = StayWanted(
            card.child_id, card.bed_id, card.starts_at, card.ends_at, card.manager, card.reviewing_officer, (card.id,)
        )
        self.placing.take(wanted, card.name, card.version)

    def _do(self, command: Any, request: Any, lead: str, rest: str = "") -> None:
        self.page.desk.perform(
            self.page, command, request, then=lambda _done: self.page.desk.notices.done(lead, rest),
            refused=self.page.desk.notices.say,
        )  # fmt: skip

    def arrive(self, card: StayCard) -> None:
        """The child came."""
        self._do(arrive, Arrive(card.id, card.version), f"{card.name} is in the house.")

    def transport(self, card: StayCard) -> None:
        """Who brings the child to the house and home again."""
        self.transport_sheet = TransportSheet(self.page, "stay", card, card.name)

    def take_up(self, card: StayCard) -> None:
        """The family said yes to an offer."""
        self._do(take_up_stay, TakeUpStay(card.id, card.version), f"Booked for {card.name}")

    def put_back(self, card: StayCard) -> None:
        """A cancelled stay stands after all."""
        self._put_back(card, card.version)

    def _put_back(self, card: StayCard, seen: int) -> None:
        """At once; where a family that waits for the nights comes first, a sheet asks why it is put back all the same."""
        lead, desk = f"{card.name}’s stay is booked again.", self.page.desk

        def refused(spoken: Spoken) -> None:
            if spoken.field != WAITS:
                desk.notices.say(spoken)
                return
            self.sheet = FormSheet(self.page, f"{card.name}: {card.unit}", [WHY_BEFORE], {}, "Put it back", send)
            self.sheet.say_above(Notice("warn", "A person decides.", spoken.sentence, closable=False))

        def send(sheet: FormSheet, found: dict[str, Any]) -> None:
            sheet.perform(put_stay_back, PutStayBack(card.id, seen, found["words"]), lead)

        request = PutStayBack(card.id, seen)
        desk.perform(self.page, put_stay_back, request, then=lambda _done: desk.notices.done(lead, ""), refused=refused)

    def not_come(self, card: StayCard) -> None:
        """The child did not come: asked once, since the nights stay used."""
        fields = (Field("words", "What is known", hint="Nobody answered the telephone"),)
        self.sheet = FormSheet(self.page, f"{card.name} did not come", fields, None, "Free the bed", partial(self._not_come, card))

    def _not_come(self, card: StayCard, sheet: FormSheet, found: dict[str, Any]) -> None:
        request = NotCome(card.id, card.version, found["words"])
        sheet.perform(not_come, request, f"{card.name}’s bed is free.", "The nights stay used. Talk with the family.")

    def begin_swap(self, card: StayCard) -> None:
        """Wait for the other stay: Enter on it swaps."""
        self.swap_with = card
        words = "Choose the other stay and press Enter, or Esc to leave it."
        notices = self.page.desk.notices
        notices.news(f"Swapping {card.name}’s bed.", words)
        self._told = notices.now
        self.view.grid.setFocus()

    def leave_swap(self) -> StayCard | None:
        """Wait for no other stay any more, and say so no more; answers the stay that was chosen first."""
        one, self.swap_with = self.swap_with, None
        notices = self.page.desk.notices
        if one is not None and notices.now is self._told:
            notices.clear()
        return one

    def end_swap(self, other: StayCard) -> None:
        """Swap the beds of the stay chosen first and this one; what is new is answered first."""
        one = self.leave_swap()
        if one is not None and one.id != other.id:
            desk = self.page.desk
            then = partial(self._ask_reasons, one, other)
            desk.ask(self.page, "swap", swap_asked, one.id, other.id, then=then, refused=desk.notices.say)

    def _ask_reasons(self, one: StayCard, other: StayCard, asked: SwapAsked) -> None:
        """A field for each thing found of either child in the other's bed; without any the beds are swapped at once."""
        done = f"{one.name} and {other.name} swapped beds."
        sides = ((one, asked.one), (other, asked.other))
        if not asked.one and not asked.other:
            self._do(swap_stays, SwapStays(one.id, one.version, other.id, other.version), done)
            return
        fields = tuple(
            Field(f"{card.id}:{rule}", " ".join(f.reason for f in found if f.rule == rule), hint="Your reason", longest=400)
            for card, found in sides for rule in dict.fromkeys(f.rule for f in found)
        )  # fmt: skip

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            reasons = [
                tuple(Reason(name.partition(":")[2], words) for name, words in values.items() if name.startswith(f"{card.id}:"))
                for card, _ in sides
            ]
            sheet.perform(swap_stays, SwapStays(one.id, one.version, other.id, other.version, *reasons), done)

        self.sheet = FormSheet(self.page, f"Swap the beds of {one.name} and {other.name}", fields, None, "Swap them", send)

    def cancel(self, card: StayCard) -> None:
        """Take a cancellation."""
        self.sheet = CancelStaySheet(self.page, card, partial(self._put_back, card)).form_sheet
