"""The window of an office for whoever has just signed in, and what they are told once its first page stands."""

from datetime import datetime
from typing import TYPE_CHECKING

from shortbreaks.dates import say_day
from ui.shell.drafts import offer_drafts

if TYPE_CHECKING:
    from ui.shell.doors.ways import Entered
    from ui.shell.idle import IdleWatch
    from ui.shell.preferences import Preferences
    from ui.shell.runner import Runner
    from ui.shell.window import OfficeWindow


def window_of(entered: "Entered", runner: "Runner", preferences: "Preferences") -> "OfficeWindow":
    """The window of an office, with a desk of its own; of a shared one it hears what others change."""
    from ui.shell.desk import Desk
    from ui.shell.window import OfficeWindow

    signed = entered.signed
    shared = signed.office.database.kind == "server"
    desk = Desk(signed.office, runner)
    connection = f"Shared office · {entered.last.place.rpartition('@')[2]}" if shared else "On this computer"
    window = OfficeWindow(desk, preferences, signed.opened.identity.name, connection, shared=shared)
    desk.setParent(window)
    if shared:
        from ui.shell.bulletin import listen

        listen(window)
    return window


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
