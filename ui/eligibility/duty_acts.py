"""What is done about duties that the office evidences: a choice beside a direct payment, and who brings a child (R-X3, R-C7)."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.transport import ToArrange
from shortbreaks.dates import say_day
from shortbreaks.eligibility.worklists import NoChoice
from shortbreaks.words import counted
from ui.eligibility.acting import Act, Pairs
from ui.shell.transport_sheet import TransportSheet

if TYPE_CHECKING:
    from ui.eligibility.actions import DecisionActs

MAY_NOT_BOOK = "Your role may look, not book."


class DutyActs:
    """Its lists stand beside the others of the page."""

    def __init__(self, acts: "DecisionActs") -> None:
        self.acts = acts
        self.transport: TransportSheet | None = None

    def about_no_choice(self, row: NoChoice) -> Pairs:
        """What was not to be had, and for how long it has stood."""
        return (("Spoken of", say_day(row.on)), ("Waits", counted(row.days, "day")), ("Not to be had", row.words))

    def of_no_choice(self, row: NoChoice) -> Sequence[Act]:
        """Find a break that gives the choice, or note what was said since."""
        look = partial(self.acts.page.go.to, "find", child=row.child_id)
        find = Act("Find a break", "find_choice", look, self.acts.off(Permission.BOOK, MAY_NOT_BOOK))
        return (find, self.acts.opening(row.child_id))

    def about_transport(self, row: ToArrange) -> Pairs:
        """Which break, and when the child must be there."""
        return (("Break", row.service), ("Begins", f"{say_day(row.start.date())} at {row.start:%H:%M}"))

    def of_transport(self, row: ToArrange) -> Sequence[Act]:
        """Say who brings the child."""
        off = self.acts.off(Permission.BOOK, MAY_NOT_BOOK)
        drive = Act("Say who brings the child", "arrange_transport", partial(self._transport, row), off)
        return (drive, self.acts.opening(row.child_id))

    def _transport(self, row: ToArrange) -> None:
        self.transport = TransportSheet(self.acts.page, row.about, row, row.child)
