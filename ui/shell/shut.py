"""An office whose key was put away while the window is locked: it answers nothing until it is opened again."""

from typing import Any, NoReturn

from shortbreaks.errors import Unavailable


class Shut:
    """Stands at the desk in the office's place. Only who was at it, and the clock, are still known."""

    def __init__(self, office: Any) -> None:
        self.person, self.now = office.person, office.now

    def _closed(self, *_: Any, **__: Any) -> NoReturn:
        raise Unavailable("The office is closed while the window is locked.", "Unlock it with your password.")

    ask = perform = changes_since = newest = _closed
