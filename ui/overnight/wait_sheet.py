"""Putting a child on the list for nights from the bed board, when the stay cannot be placed (R-B1)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from shortbreaks.bookings.unmet.commands import reason_of
from shortbreaks.families.rules import ended
from shortbreaks.overnight.asking import StayAsked
from shortbreaks.overnight.nights_queries import WaitChoices, wait_choices
from shortbreaks.overnight.waiting_nights import JoinNights, LeaveNights, join_nights, leave_nights
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

WEEKS_TO_WAIT = 12  # what a wait begins with
ANY = "any"
WHICH = ((ANY, "Any night"), ("4,5,6", "Friday to Sunday nights"), ("0,1,2,3", "Monday to Thursday nights"))


class WaitSheet:
    """Asks for house, nights and days of the stay that is being placed, and puts the child on the list; `leave` gives the placing up."""

    def __init__(self, page: Page, asked: StayAsked, leave: Callable[[], object]) -> None:
        self.page, self.asked, self._leave = page, asked, leave
        self.sheet: FormSheet | None = None
        self.brood: tuple[tuple[int, str, int], ...] = ()
        page.desk.ask(page, "wait_choices", wait_choices, asked.wanted.child_id, then=self._open)

    def _names(self, siblings: tuple[int, ...]) -> str:
        return " and ".join((self.asked.name, *(name.rpartition(" ")[0] for child, name, _ in self.brood if child in siblings)))

    def _open(self, to_choose: WaitChoices) -> None:
        self.brood = to_choose.siblings
        asked, houses = self.asked, to_choose.houses
        own = next((str(service) for service, name in houses if name == asked.unit), ANY)
        brood = tuple((str(child), f"{name}, {age}") for child, name, age in to_choose.siblings)
        together = (Field("together", "Together, all or none", "many", optional=True, choices=brood),) if brood else ()
        fields = (
            *together,
            Field("house", "House", "choice", choices=((ANY, "Any house"), *((str(service), name) for service, name in houses))),
            Field("nights", "Nights in a row", "whole"),
            Field("which", "Which nights", "choice", choices=WHICH, beside=True),
            Field("from_day", "In from", "date"), Field("until_day", "Out by", "date", beside=True),
            Field("asked_by", "Asked by", "choice", optional=True, choices=tuple((str(adult), name) for adult, name in to_choose.adults)),
            Field("words", "In a few words", optional=True, longest=400),
        )  # fmt: skip
        first = max(asked.wanted.starts_at.date(), self.page.today)
        values = {
            "house": own, "nights": asked.counts.placed, "which": ANY, "from_day": first,
            "until_day": first + timedelta(weeks=WEEKS_TO_WAIT),
        }  # fmt: skip
        self.sheet = FormSheet(self.page, f"{asked.name}: waiting for nights", fields, values, "Put on the list", self._send, width=520)

    def _send(self, sheet: FormSheet, found: dict[str, Any]) -> None:
        reason = reason_of(self.asked.findings)
        nights = frozenset(int(day) for day in found["which"].split(",")) if found["which"] != ANY else frozenset()
        request = JoinNights(
            self.asked.wanted.child_id, None if found["house"] == ANY else int(found["house"]), found["nights"], found["from_day"],
            found["until_day"], nights, int(found["asked_by"]) if found["asked_by"] else None,
            reason="no_place" if reason == "other" else reason, words=found["words"] or "",
            siblings=tuple(int(child) for child in found.get("together") or ()),
        )  # fmt: skip
        sheet.perform(join_nights, request, "", then=lambda done: self._waits(done.answer, request.siblings))

    def _waits(self, request_id: int, siblings: tuple[int, ...]) -> None:
        desk = self.page.desk
        self._leave()
        back = LeaveNights(request_id, "Put on the list by mistake.")

        def taken_back() -> None:
            desk.perform(self.page, leave_nights, back, then=lambda _done: desk.notices.done("Off the list again."))

        rest = "Bookings, Waiting shows the list under Nights, and who is next for a free bed under Nights to offer."
        desk.notices.done(ended(f"Waiting for nights: {self._names(siblings)}"), rest, ("Take it back", taken_back))
