"""The one window of the application: signing in, the office, and the lock, one in front of the others."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from weakref import ref

from PySide6.QtCore import QKeyCombination, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget
from shiboken6 import isValid

from ui.shell.beside import beside, focus_again, focused
from ui.shell.doors import ways as doors
from ui.shell.doors.pages import Starts
from ui.shell.doors.sign_in import SignInPage
from ui.shell.idle import IdleWatch
from ui.shell.look import Look
from ui.shell.patience import Patience
from ui.shell.preferences import save_preferences
from ui.shell.runner import Runner
from ui.shell.shut import Shut
from ui.shell.waiting import WaitingPage

if TYPE_CHECKING:
    from ui.shell.backups import Backups, BackupState
    from ui.shell.crash import CrashReports, Report
    from ui.shell.doors.lock_page import LockPage
    from ui.shell.doors.start_page import StartPage
    from ui.shell.shut_work import ShutWork
    from ui.shell.window import OfficeWindow

SMALLEST = (1000, 640)
RIGHTS = "Your sign-in was closed or given another role. Your password shows what you may see now. What was typed is kept."
KEY_MINUTES = 30  # locked, after which the office's key is forgotten (safety.md F6)


class Front(QWidget):
    """Holds one thing at a time: the sign-in page, a way to start, the office, or the lock over it."""

    painted = Signal()  # the first paint is over: what is read now keeps nobody from seeing the window

    def __init__(self, look: Look, runner: Runner, reports: "CrashReports") -> None:
        super().__init__()
        self.setObjectName("front")
        self.setWindowTitle("Short Breaks")
        self.setProperty("ground", "page")
        self.look, self.runner, self.reports = look, runner, reports
        self.patience = Patience()
        self.idle, self.long_away = IdleWatch(), IdleWatch(KEY_MINUTES)
        self.starts = Starts(look, runner, self.patience)
        self.starts.shown.connect(self._show_start)
        self.starts.entered.connect(self.enter)
        self.office: OfficeWindow | None = None
        self._entered: doors.Entered | None = None
        self._backups: Backups | None = None
        self._lock: LockPage | None = None
        self._leaving = self._painted = False
        self._hidden: list[QWidget] = []
        self._had = focused()  # when the window was locked
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self.idle.away.connect(self.lock)
        self.long_away.away.connect(self.forget_key)
        reports.crashed.connect(self._crashed)
        self._keys()
        self.setMinimumSize(*SMALLEST)
        self.resize(1440, 900)
        self.starts.sign_in()

    def _keys(self) -> None:
        keypad = QKeyCombination(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.KeypadModifier, Qt.Key.Key_0)
        for keys, then in (
            (QKeySequence("Ctrl+L"), self.lock), (QKeySequence("Ctrl+Shift+D"), self.look.next_mode),
            (QKeySequence("Ctrl++"), self.look.larger), (QKeySequence("Ctrl+="), self.look.larger),
            (QKeySequence("Ctrl+-"), self.look.smaller), (QKeySequence(keypad), partial(self.look.set_size, 100)),
        ):  # fmt: skip
            QShortcut(keys, self).activated.connect(then)

    def _place(self, shown: QWidget) -> None:
        """Show one thing; what was shown and is not kept goes away."""
        before = self._stack.currentWidget()
        if self._stack.indexOf(shown) < 0:
            self._stack.addWidget(shown)
        self._stack.setCurrentWidget(shown)
        if before is not None and before is not shown and before is not self.office:
            self._stack.removeWidget(before)
            before.deleteLater()

    def _show_start(self, page: "SignInPage | StartPage") -> None:
        self._place(page)
        page.focus_first()

    def open_example(self, scale: float) -> None:
        """Open the example county from the sign-in page, as its card does."""
        page = self._stack.currentWidget()
        if isinstance(page, SignInPage):
            page.open_example(scale)

    def enter(self, entered: doors.Entered) -> None:
        """Show an office to the person who signed in; what only an office needs is read now (speed.md, start)."""
        from ui.shell.arrival import arrive, window_of
        from ui.shell.pages import pages_for
        from ui.shell.start_checks import begin_backups

        self._entered = entered
        if entered.last.kind != "example":
            self.look.preferences.remember(entered.last)
            save_preferences(self.look.preferences)
        self.office = window = window_of(entered, self.runner, self.look.preferences)
        desk = window.desk
        desk.crashed.connect(self.reports.note)
        desk.shut_wanted.connect(self.shut_for)
        window.person_menu_wanted.connect(self._person_menu)
        here = ref(window)  # once, however many pages of it ask, and not when it was left meanwhile
        desk.rights_changed.connect(lambda: self.lock(RIGHTS) if here() is self.office else None, Qt.ConnectionType.QueuedConnection)
        desk.backed_up.connect(self._say_backup)
        self._place(window)
        self.setWindowTitle(f"{entered.signed.opened.identity.name} – Short Breaks")
        window.go.to(pages_for(desk.office.person.permissions, "top")[0].key)
        self._watch()
        desk.when_quiet(partial(arrive, window, self.idle))
        self._backups = begin_backups(desk, entered.signed)

    def _watch(self) -> None:
        native = self.windowHandle()
        if native is not None:
            native.removeEventFilter(self.idle)
            native.installEventFilter(self.idle)
        self.idle.start()

    def _say_backup(self, state: "BackupState") -> None:
        if self.office is not None:
            moment = self.office.desk.office.now()
            self.office.status.show_backup(state.words(moment), state.meaning(moment))

    def lock(self, why: str = "") -> None:
        """Hide everything until the same person's password is typed, and say why; what was typed is kept."""
        if self.office is None or self._entered is None or self._lock is not None:
            return
        from ui.shell.doors.lock_page import LockPage

        self.office.desk.keep_wanted.emit()
        if (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._hidden = beside(self)
        self._had = focused()
        for one in self._hidden:
            one.hide()
        self.idle.stop()
        name = self._entered.signed.office.person.name
        prove, hint = partial(doors.prove_again, self._entered), doors.password_hint(self._entered)
        self._lock = LockPage(name, prove, self.runner, self.patience, hint)
        self._lock.opened.connect(self._unlocked)
        self._lock.sign_out_wanted.connect(self.sign_out)
        self.setWindowTitle("Short Breaks, locked")
        if why:
            self._lock.said.setText(why)
        self._place(self._lock)
        self._lock.focus_first()
        self.long_away.start()
        if self._backups is not None:
            self._backups.whole.begin()

    def forget_key(self) -> None:
        """Half an hour after the lock the office is closed and its key forgotten; what was typed stays on its pages.

        The example county's key is behind a password that everybody knows, so it stays.
        """
        if self._lock is None or self._entered is None or self._backups is None or self._entered.last.kind == "example":
            return
        self.long_away.stop()
        self._backups.before_closing(self._forget)

    def _forget(self) -> None:
        if self._lock is None or self._entered is None or self.office is None or self._backups is None:
            if self._backups is not None:
                self._backups.start()  # unlocked while the backup was made: nothing is put away
            return
        desk, signed, last = self.office.desk, self._entered.signed, self._entered.last
        desk.office = Shut(signed.office)
        signed.opened.close()
        self._backups.deleteLater()
        self._entered = self._backups = None
        self._lock.prove = partial(doors.enter, last)
        self._lock.said.setText(f"{desk.office.person.name}’s office is closed, and its key put away. What was typed is kept.")

    def _unlocked(self, answer: "doors.Entered | None") -> None:
        """Give the office back; after the key was forgotten, or with another role, `answer` is the office entered anew."""
        if answer is not None and self.office is not None:
            if answer.signed.office.person.role != self.office.desk.office.person.role:
                self._enter_anew(answer)
                return
            self._entered, self.office.desk.office = answer, answer.signed.office
            from ui.shell.start_checks import begin_backups

            self._backups = begin_backups(self.office.desk, answer.signed)
        if self.office is None or self._entered is None:
            return
        self.long_away.stop()
        if self._backups is not None:
            self._backups.whole.stop()
        self._lock = None
        self._place(self.office)
        for one in filter(isValid, self._hidden):
            one.show()
        self._hidden = []
        self.setWindowTitle(f"{self._entered.signed.opened.identity.name} – Short Breaks")
        self._watch()
        if not focus_again(self._had()) and (page := self.office.page_now()) is not None:
            page.focus_first()

    def sign_out(self) -> None:
        """Back up if anything changed, close the office, and show the way in."""
        self._leave(partial(self.starts.sign_in, doors.example_left(self._entered)))

    def _leave(self, then: Callable[[], object]) -> None:
        if self._leaving:
            return
        self.idle.stop()
        self._take_away()
        if self._backups is None or self._entered is None:
            self._left(then)
            return
        self._leaving = True
        self._place(WaitingPage("Closing the office and making its backup…"))
        self._backups.before_closing(partial(self._left, then))

    def _take_away(self) -> None:
        """Close what stands beside the window, and keep what was typed."""
        self.long_away.stop()
        for one in (*filter(isValid, self._hidden), *beside(self)):
            one.close()
            one.deleteLater()
        self._hidden = []
        if self.office is not None:
            self.office.desk.keep_wanted.emit()

    def _enter_anew(self, answer: doors.Entered) -> None:
        """Show the office to somebody who was given another role: pages that they may see no longer go, with all on them."""
        if self.office is not None:
            self.office.desk.office = answer.signed.office  # by which what was typed is kept
        self._take_away()
        if self._backups is not None:
            self._backups.whole.stop()
        self._entered = None  # it stays open
        self._left(partial(self.enter, answer))

    def _left(self, then: Callable[[], object]) -> None:
        if self._entered is not None:
            self._entered.signed.opened.close()
        if self.office is not None:
            self._stack.removeWidget(self.office)
            self.office.deleteLater()
        self.office = self._entered = self._backups = self._lock = None
        self._leaving = False
        self.setWindowTitle("Short Breaks")
        then()

    def _person_menu(self) -> None:
        from ui.shell.person_menu import person_menu

        if self.office is not None and self._entered is not None:
            person_menu(self.office, self.look, self.lock, self.sign_out, own_password=self._entered.last.kind != "example")

    def shut_for(self, wanted: "ShutWork") -> None:
        """Close the office for work that needs it closed, and show it again."""
        if self._entered is not None:
            self._leave(partial(wanted.begin, self._entered, self, self.runner, self.enter, self.starts.sign_in))

    def _crashed(self, report: "Report") -> None:
        from ui.shell.crash import show_crash

        if self.office is not None:
            self.office.desk.keep_wanted.emit()
        shown = self._stack.currentWidget()
        show_crash(shown if shown is not None else self, report)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        page = self._stack.currentWidget()
        if isinstance(page, SignInPage):
            page.focus_first()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing makes the backup first; a backup that cannot be made never keeps anybody from leaving."""
        if self._entered is None:
            save_preferences(self.look.preferences)
            super().closeEvent(event)
            return
        event.ignore()
        self._leave(partial(QTimer.singleShot, 0, self, self.close))
