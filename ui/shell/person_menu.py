"""What the person at the foot of the rail can do: lock, hide, sign out, their password, the keys."""

from functools import partial
from typing import TYPE_CHECKING

from ui.shell.menus import Act, open_person_menu
from ui.shell.own_password import change_own_password_sheet

if TYPE_CHECKING:
    from ui.shell.doors import Entered
    from ui.shell.front import Front
    from ui.shell.window import OfficeWindow


def person_menu(front: "Front", window: "OfficeWindow", entered: "Entered") -> None:
    """Open the menu at the person's button; in the example county nobody changes their password."""
    hide: Act = ("Hide what is shown", window.turn_cover, "Ctrl+Shift+H")
    acts: list[Act] = [("Lock", front.lock, "Ctrl+L"), hide, ("Sign out", front.sign_out, "")]
    if entered.last.kind != "example":
        acts.append(("Change my password", partial(change_own_password_sheet, window, window.desk), ""))
    acts.append(("Keys", window.show_keys, "F1"))
    open_person_menu(window.rail.buttons["me"], front.look, acts)
