"""What somebody who has just signed in is told, once the first page stands: what was not saved, that the clock is wrong."""

from datetime import datetime
from typing import TYPE_CHECKING

from shortbreaks.dates import say_day
from ui.shell.drafts import offer_drafts

if TYPE_CHECKING:
    from ui.shell.idle import IdleWatch
    from ui.shell.window import OfficeWindow


def arrive(window: "OfficeWindow", idle: "IdleWatch") -> None:
    """Ask what is to be said, and say it; and after how many minutes of nobody there the window locks."""
    from shortbreaks.access.presence import entered_later
    from shortbreaks.council.queries import setting_now

    def say(later: datetime | None) -> None:
        if later is not None:
            window.desk.notices.unavailable(
                "This computer’s clock is behind the office’s own entries.",
                f"Something was entered at {later:%H:%M} on {say_day(later.date())}. Put the clock right before you go on: "
                "days and deadlines are counted from it.",
            )

    window.desk.ask(window, "lock minutes", setting_now, "lock_minutes", then=idle.set_minutes)
    window.desk.ask(window, "clock", entered_later, then=say)
    offer_drafts(window)
