"""What is done about duties that the office evidences: a choice beside a direct payment, and who brings a child (R-X3, R-C7)."""

from collections.abc import Sequence
from functools import partial

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.transport import ToArrange
from shortbreaks.dates import say_day
from shortbreaks.eligibility.worklists import NoChoice
from shortbreaks.words import counted
from ui.eligibility.acting import Act, Pairs, opening, why_off
from ui.shell.page import Page
from ui.shell.transport_sheet import TransportSheet

MAY_NOT_BOOK = "Your role may look, not book."


class DutyActs:
    """Its lists stand beside the others of the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.transport: TransportSheet | None = None

    def about_no_choice(self, row: NoChoice) -> Pairs:
        """What was not to be had, and for how long it has stood."""
        return (("Spoken of", say_day(row.on)), ("Waits", counted(row.days, "day")), ("Not to be had", row.words))

    def of_no_choice(self, row: NoChoice) -> Sequence[Act]:
        """Find a break that gives the choice, or note what was said since."""
        look = partial(self.page.go.to, "find", child=row.child_id)
        find = Act("Find a break", "find_choice", look, why_off(self.page, Permission.BOOK, MAY_NOT_BOOK))
        return (find, opening(self.page, row.child_id))

    def about_transport(self, row: ToArrange) -> Pairs:
        """Which break, and when the child must be there."""
        return (("Break", row.service), ("Begins", f"{say_day(row.start.date())} at {row.start:%H:%M}"))

    def of_transport(self, row: ToArrange) -> Sequence[Act]:
        """Say who brings the child."""
        off = why_off(self.page, Permission.BOOK, MAY_NOT_BOOK)
        drive = Act("Say who brings the child", "arrange_transport", partial(self._transport, row), off)
        return (drive, opening(self.page, row.child_id))

    def _transport(self, row: ToArrange) -> None:
        self.transport = TransportSheet(self.page, row.about, row, row.child)
