"""What the person at the foot of the rail can do: lock, hide, sign out, their password, the keys."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ui.shell.look import Look
from ui.shell.menus import Act, open_person_menu
from ui.shell.own_password import change_own_password_sheet

if TYPE_CHECKING:
    from ui.shell.window import OfficeWindow


def person_menu(
    window: "OfficeWindow", look: Look, lock: Callable[[], object], sign_out: Callable[[], object], *, own_password: bool
) -> None:
    """Open the menu at the person's button; `own_password` not in the example county, where nobody changes theirs."""
    hide: Act = ("Hide what is shown", window.turn_cover, "Ctrl+Shift+H")
    acts: list[Act] = [("Lock", lock, "Ctrl+L"), hide, ("Sign out", sign_out, "")]
    if own_password:
        acts.append(("Change my password", partial(change_own_password_sheet, window, window.desk), ""))
    acts.append(("Keys", window.show_keys, "F1"))
    open_person_menu(window.rail.buttons["me"], look, acts)
