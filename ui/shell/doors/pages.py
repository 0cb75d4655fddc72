"""The pages before an office is open: signing in, founding, connecting, the recovery key, restoring."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.shell.doors import ways as doors
from ui.shell.doors.sign_in import SignInPage
from ui.shell.look import Look
from ui.shell.patience import Patience
from ui.shell.preferences import LastOffice
from ui.shell.runner import Runner

if TYPE_CHECKING:
    from ui.shell.doors.start_page import StartPage


class Starts(QObject):
    """Makes each page when it is wanted. `shown` carries a page to show, `entered` an office with somebody at it."""

    shown = Signal(object)  # SignInPage or StartPage
    entered = Signal(object)  # doors.Entered

    def __init__(self, look: Look, runner: Runner, patience: Patience) -> None:
        super().__init__()
        self._look, self._runner, self._patience = look, runner, patience

    def sign_in(self, left: LastOffice | None = None) -> None:
        """The way in; `left` is an office that is not among those remembered and was just signed out of."""
        page = SignInPage(self._look, self._runner, self._patience, left)
        page.entered.connect(self.entered)
        page.found_wanted.connect(self.found)
        page.connect_wanted.connect(self.connect_to)
        page.recovery_wanted.connect(self.recover)
        page.restore_wanted.connect(lambda office: self.restore(office, page))
        self.shown.emit(page)

    def found(self) -> None:
        """Start an office on this computer."""
        from ui.shell.doors.create_office import CreateOffice

        self._show(CreateOffice(self._runner))

    def connect_to(self) -> None:
        """Connect to a shared office."""
        from ui.shell.doors.connect import ConnectPage

        self._show(ConnectPage(self._runner, self._patience))

    def recover(self, office: LastOffice) -> None:
        """Come back in with the recovery key."""
        from ui.shell.doors.recovery import RecoveryPage

        self._show(RecoveryPage(office, self._runner, self._patience))

    def restore(self, office: LastOffice, page: SignInPage) -> None:
        """Put a backup in an office's place."""
        from ui.shell.doors.restore_page import RestorePage

        def show(backups: list[tuple[str, str]]) -> None:
            self._show(RestorePage(office, backups, self._runner, self._patience))

        self._runner.errand(page, lambda: doors.backups_of(office), show, page.say)

    def _show(self, page: "StartPage") -> None:
        page.entered.connect(self.entered)
        page.given_up.connect(self.sign_in)
        self.shown.emit(page)
