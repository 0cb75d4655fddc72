"""The button beside an answer's trouble: it does what would change it, where that can be done from here (look.md 1.2)."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.alternatives import other_days
from shortbreaks.bookings.find import Answer, BreakRow, Tile, Wish
from shortbreaks.dates import say_short
from shortbreaks.findings import Finding, Outcome
from shortbreaks.providers.detail import ServiceDetail, service_detail
from ui.bookings.find.booking_panel import BookingPanel
from ui.bookings.find.wish_panel import WishPanel
from ui.kit.fields import Field
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

Remedy = tuple[str, Callable[[], object]]
OF_THE_DAY = {"R-B3", "R-B4", "R-B9", "R-B11", "R-X2", "R-E8", "R-B8"}  # another day may be without it
WHO_SAID_YES = (Field("said", "Who said yes, and when", hint="Jo of Sunbeams, 22 July", longest=400),)


class Remedies(QObject):
    """For the answers of one page. `days` are the first fitting days of services on weekdays that were not wished for."""

    found = Signal()  # another day may be without a trouble that is shown

    def __init__(
        self, page: Page, wishes: WishPanel, panel: BookingPanel, choose_days: Callable[[tuple[int, ...]], object]
    ) -> None:
        super().__init__(page)
        self.page, self.desk, self.wishes, self.panel, self._choose_days = page, page.desk, wishes, panel, choose_days
        self._answer: Answer | None = None
        self.days: dict[int, Tile] = {}
        self.sheet: FormSheet | None = None

    def look_for_days(self, wish: Wish | None, answer: Answer) -> None:
        """For a new answer: where another weekday may be without a trouble, look at those that were not wished for."""
        if answer is self._answer:
            return
        self._answer, self.days = answer, {}
        may_help = any(one.outcome is not Outcome.MET and one.findings[0].rule in OF_THE_DAY for one in answer.rows)
        if wish is not None and len(wish.weekdays) < 7 and may_help:
            self.desk.ask(self.page, "other days", other_days, wish, then=self._days_came)

    def _days_came(self, found: tuple[tuple[int, Tile], ...]) -> None:
        self.days = dict(found)
        self.found.emit()

    def of(self, answer: BreakRow, finding: Finding) -> Remedy | None:
        """What can be done about an answer's first trouble; None where only time or another service would change it."""
        day = self.days.get(answer.service_id)
        if day is not None and finding.rule in OF_THE_DAY:
            words = f"Move to {say_short(day.start.date(), day.start.date())}"
            return words, partial(self._choose_days, (day.session_id,))
        known = self._of_place(answer, finding) or self._of_child(finding)
        if known is not None and known[0] and self.desk.may(known[0]):
            return known[1]
        return None

    def _of_place(self, answer: BreakRow, finding: Finding) -> tuple[Permission, Remedy] | None:
        if finding.rule == "R-B3" and finding.chip == "Full":
            return Permission.BOOK, ("Put on the waiting list", partial(self._wait, answer))
        if finding.rule in {"R-B4", "R-B10"} or (finding.rule == "R-E8" and "provider" in finding.remedy):
            return Permission.BOOK, ("Ask for it", partial(self._ask, answer, finding))
        if finding.rule == "R-X2":
            return Permission.CHANGE_PROVIDERS, ("Record the new one", partial(self.page.go.to, "provider", id=answer.service_id))
        if finding.rule == "R-C2":
            return Permission.CHANGE_PROVIDERS, ("Enter the price", partial(self.page.go.to, "provider", id=answer.service_id))
        if finding.rule == "distance" and answer.miles is not None:
            most = math.ceil(answer.miles)
            return Permission.BOOK, (f"Look within {most} miles", partial(self.wishes.look_further, most))
        return None

    def _of_child(self, finding: Finding) -> tuple[Permission, Remedy] | None:
        child, to = self.wishes.child_id, self.page.go.to
        return {
            "R-B8": (Permission.DECIDE, ("Ask for a decision", partial(to, "child", id=child, tab="eligibility", ask=True))),
            "R-B11": (Permission.CHANGE_FAMILIES, ("Note a newer plan", partial(to, "child", id=child, record=True))),
            "R-B12": (Permission.CHANGE_FAMILIES, ("Add a contact", partial(to, "child", id=child, contact=True))),
            "R-B9": (Permission.BOOK, ("See the bookings", partial(to, "bookings", child=child))),
        }.get(finding.rule)

    def _wait(self, answer: BreakRow) -> None:
        self.panel.once_read = self.panel.wait_wanted.emit
        self._choose_days((answer.best,))

    def _ask(self, answer: BreakRow, finding: Finding) -> None:
        self.desk.ask(self.page, "whom to ask", service_detail, answer.service_id, then=partial(self._ask_form, answer, finding))

    def _ask_form(self, answer: BreakRow, finding: Finding, detail: ServiceDetail) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.watch.saved()
            sheet.sheet.close_sheet()
            self.panel.given[finding.rule] = values["said"]
            self._choose_days((answer.best,))

        self.sheet = FormSheet(self.page, f"Ask {answer.name}", WHO_SAID_YES, None, "They said yes", send, width=520)
        whom = " · ".join(filter(None, (detail.contact_name, detail.contact_phone, detail.best_time)))
        for words in (finding.reason, finding.remedy, f"Ring {whom}." if whom else "No telephone is kept for it."):
            self.sheet.above.addWidget(label(words, "second", wrap=True))
