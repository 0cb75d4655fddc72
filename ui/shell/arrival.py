"""What is said to somebody who has just signed in: what they had not saved, and that the computer's clock is wrong."""

from datetime import datetime
from typing import TYPE_CHECKING

from shortbreaks.dates import say_day
from ui.shell.drafts import offer_drafts

if TYPE_CHECKING:
    from ui.shell.window import OfficeWindow


def arrive(window: "OfficeWindow") -> None:
    """Ask what is to be said, and say it."""
    from shortbreaks.access.presence import entered_later

    def say(later: datetime | None) -> None:
        if later is not None:
            window.desk.notices.unavailable(
                "This computer’s clock is behind the office’s own entries.",
                f"Something was entered at {later:%H:%M} on {say_day(later.date())}. Put the clock right before you go on: "
                "days and deadlines are counted from it.",
            )

    window.desk.ask(window, "clock", entered_later, then=say)
    offer_drafts(window)
