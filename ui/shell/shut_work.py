"""Work for which the office must be closed a moment: it is put away with its backup, and shown again when it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedLayout, QWidget

from shortbreaks.errors import Spoken
from ui.shell.doors.sign_in import SignInPage
from ui.shell.doors.ways import Entered
from ui.shell.runner import Runner
from ui.shell.waiting import WaitingPage

if TYPE_CHECKING:
    from ui.shell.window import OfficeWindow

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """The office opened anew, the page to go to with its target, and what is said there; `meaning` is "ok" or "warn"."""

    entered: Entered
    page: str
    target: tuple[tuple[str, object], ...]
    lead: str
    rest: str
    meaning: str = "ok"


@dataclass(frozen=True, slots=True)
class ShutWork:
    """`work` is called off the GUI thread with the office that was closed and a way to say how far it is."""

    work: Callable[[Entered, Say], Shown]

    def begin(
        self, entered: Entered, front: QWidget, runner: Runner, enter: Callable[[Entered], object], sign_in: Callable[[], object]
    ) -> None:
        """Do it in front of everything else. When it is refused the office is as it was, and the way in says why."""
        waiting = _shown(front)
        say: Say = waiting.heard.emit if isinstance(waiting, WaitingPage) else str

        def done(shown: Shown) -> None:
            from ui.shell.window import OfficeWindow

            enter(shown.entered)
            window = _shown(front)
            if isinstance(window, OfficeWindow):
                _show(window, shown)

        def refused(spoken: Spoken) -> None:
            sign_in()
            page = _shown(front)
            if isinstance(page, SignInPage):
                page.say(spoken)

        runner.errand(front, lambda: self.work(entered, say), done, refused)


def _shown(front: QWidget) -> QWidget | None:
    stack = front.layout()
    return stack.currentWidget() if isinstance(stack, QStackedLayout) else None


def _show(window: "OfficeWindow", shown: Shown) -> None:
    window.go.to(shown.page, **dict(shown.target))
    tell = window.desk.notices.done if shown.meaning == "ok" else window.desk.notices.unavailable
    tell(shown.lead, shown.rest)
