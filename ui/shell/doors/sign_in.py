"""Signing in: the last office with the focus in the password, and three other ways to start."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from shortbreaks.dates import say_full
from shortbreaks.errors import Refused, Spoken
from ui.kit import theme
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.layouts import column, holder, row, rule, scroller
from ui.kit.notice import Notice, NoticeBar
from ui.kit.text import IconLabel, label
from ui.kit.theme import px
from ui.shell.clock import now, today
from ui.shell.doors import ways as doors
from ui.shell.doors.door_card import DoorCard
from ui.shell.doors.look_buttons import LookButtons
from ui.shell.doors.welcome import Welcome
from ui.shell.look import Look
from ui.shell.patience import Patience
from ui.shell.preferences import LastOffice
from ui.shell.runner import Runner

if TYPE_CHECKING:
    from shortbreaks.database.reading_through import Reading
    from ui.kit.form import Form
    from ui.shell.doors.password_ask import PasswordAsk

WIDE_ENOUGH = 1000
UNCLEAN = "This office was not closed properly last time."
DOORS = (
    ("example", "Open the example county", "84 providers and 900 made-up children. Safe to try anything.", "Alt+1"),
    ("add", "Start an office on this computer", "One encrypted file, for one person at a time.", "Alt+2"),
    ("server", "Connect to your council’s office", "Several coordinators at once. Ask your ICT team for the address.",
     "Alt+3"),
)  # fmt: skip


class SignInPage(QWidget):
    """The first thing anybody sees. `entered` carries an office with somebody at it."""

    entered = Signal(object)  # doors.Entered
    found_wanted = Signal()
    connect_wanted = Signal()
    recovery_wanted = Signal(object)  # LastOffice
    restore_wanted = Signal(object)  # LastOffice
    example_began = Signal(str)
    reads = Signal(object, int, int)  # what stops it, and which part of how many of a file's pages is read

    def __init__(self, look: Look, runner: Runner, patience: Patience, left: LastOffice | None = None) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self._look, self._runner, self._patience = look, runner, patience
        self._office: LastOffice | None = left or next(iter(look.preferences.offices), None)
        self.welcome = Welcome()
        self.notices = NoticeBar()
        self.form: Form | None = None
        self._ask: PasswordAsk | None = None
        self._stopped = False
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        inner = holder(self._lines)
        inner.setMaximumWidth(px(824))
        centred = QWidget()
        across = QHBoxLayout(centred)
        across.setContentsMargins(24, 16, 24, 16)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        self._inner = inner
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.welcome, 36)
        whole.addWidget(scroller(centred), 64)
        self.example_began.connect(self._example_says)
        self.reads.connect(self._reads)
        theme.changes().changed.connect(self._fit)
        self._build()
        self._fit()

    def _build(self) -> None:
        hour = now().hour
        greeting = "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
        lines = self._lines
        lines.addStretch(2)
        lines.addWidget(label(greeting, "hero"))
        lines.addSpacing(6)
        lines.addWidget(label(say_full(today()), "second"))
        lines.addWidget(self.notices)
        lines.addSpacing(16)
        if self._office is not None:
            lines.addWidget(self._card(self._office))
            lines.addSpacing(20)
        lines.addWidget(label("Or start somewhere else" if self._office else "How would you like to start?", "title"))
        lines.addSpacing(10)
        self.stop_button = Button("Stop making it", "quiet", icon="close", name="button_stop_example", then=self._stop_example)
        self.stop_button.hide()
        acts = (self.open_example, self.found_wanted.emit, self.connect_wanted.emit)
        self.doors = [DoorCard(*said, then) for said, then in zip(DOORS, acts, strict=True)]
        for door in self.doors:
            lines.addWidget(door)
            if door is self.doors[0]:
                lines.addLayout(row(self.stop_button, None))
            lines.addSpacing(8)
        lines.addStretch(3)
        buttons = LookButtons(self, self._look)
        restore: Button | int = 0
        if self._office is not None and self._office.kind == "file":
            asked = partial(self.restore_wanted.emit, self._office)
            restore = Button("Restore a backup", "link", icon="backup", name="button_restore_backup", then=asked)
        larger = label("Ctrl+plus for larger text", "caption")
        lines.addLayout(row(restore, buttons.size, buttons.mode, None, larger))

    def _card(self, office: LastOffice) -> Card:
        from ui.kit.fields import Field
        from ui.kit.form import Form
        from ui.shell.doors.password_ask import PasswordAsk

        card = Card(margin=(22, 16, 22, 16), gap=10)
        title = label(office.name, "title", wrap=True)
        where = "Shared" if office.kind == "server" else "On this computer"
        said = label(f"{where} · {_place(office)}", "caption", wrap=True)
        other = Button("Another office", "link", icon="down", name="button_another_office", then=self._other_offices)
        self._other = other
        head = row(IconLabel("office", "priink", 24), column(title, said, gap=2), other, gap=14)
        head.setStretch(1, 1)
        card.body.addLayout(head)
        card.body.addWidget(rule())
        fields = [Field("sign_in", "Your name"), Field("password", "Password", "password", beside=True)]
        self.form = Form(fields, {"sign_in": office.sign_in}, today=today)
        for editor in self.form.editors.values():
            assert isinstance(editor, QLineEdit)
            editor.returnPressed.connect(self.form.send)
        show = QCheckBox("Show what I type")
        show.toggled.connect(self._show_typed)
        button = Button("Sign in", "filled", key="Enter", name="button_sign_in", then=self.form.send)
        self._ask = PasswordAsk(self.form, button, self._patience)
        self.form.sent.connect(self._try)
        card.body.addWidget(self.form)
        card.body.addLayout(row(show, None, label("Locks after 10 minutes away.", "caption")))
        if office.kind == "example":
            card.body.addWidget(label(doors.example_people(), "caption", wrap=True, name="example_people"))
            card.body.addLayout(row(button, None))
        else:
            cannot = Button("I cannot sign in", "quiet", name="button_cannot_sign_in", then=self._cannot)
            card.body.addLayout(row(button, cannot, None))
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        return card

    def focus_first(self) -> None:
        """The password of the last office, or the example county when there is none."""
        if self.form is None:
            self.doors[0].setFocus()
        else:
            self.form.editors["password" if self._office and self._office.sign_in else "sign_in"].setFocus()

    def say(self, spoken: Spoken) -> None:
        """Show why a way in did not open."""
        self.notices.show_notice(Notice("warn", spoken.sentence, spoken.remedy))

    def _show_typed(self, shown: bool) -> None:  # noqa: FBT001 - a signal's own argument
        assert self.form is not None
        editor = self.form.editors["password"]
        assert isinstance(editor, QLineEdit)
        editor.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _try(self, values: dict[str, str]) -> None:
        ask = self._ask
        assert ask is not None
        assert self._office is not None
        if not ask.may_try():
            return

        def refused(spoken: Spoken) -> None:
            self.notices.clear()
            ask.refused(spoken)

        ask.busy()
        last = LastOffice(self._office.name, self._office.place, self._office.kind, values["sign_in"].strip().lower())
        self._runner.errand(self, partial(doors.enter, last, values["password"], self.reads.emit), self._in, refused)

    def _reads(self, reading: "Reading", part: int, of: int) -> None:
        """It was not closed properly, and is read before it opens; whoever cannot wait stops it, and it is read another time."""
        words = f"Every page is read before anybody relies on it: part {part} of {of}. On a large office it takes a while."
        self.notices.show_notice(Notice("info", UNCLEAN, words, (("Stop reading", reading.stop),), closable=False))

    def _in(self, entered: doors.Entered) -> None:
        if self._ask is not None:
            self._ask.right()
        self.entered.emit(entered)

    def _cannot(self) -> None:
        self.recovery_wanted.emit(self._office)

    def open_example(self, scale: float = 1) -> None:
        """Open the example county, made first when it is missing."""
        self._switch_doors(on=False)
        self._stopped = False
        takes = "takes some seconds" if scale <= 1 else f"takes some seconds for each of its {scale:g} parts"
        self.doors[0].say(f"Opening the example county. The first time it is made, which {takes}.")

        def say(words: str) -> None:  # on the thread that makes it: what it raises stops the making, and nothing is left
            if self._stopped or self._runner.closed:
                raise Refused("The example county was not finished, and nothing is left of it.", "Open it again when there is time.")
            self.example_began.emit(words)

        self._runner.errand(self, partial(doors.enter_example, scale, say), self._in, self._example_refused)

    def _example_says(self, words: str) -> None:
        self.doors[0].say(words)
        if self.stop_button.isHidden():
            self.stop_button.show()
            self.stop_button.setFocus()  # the doors are off; else the keys would go to the size of text

    def _stop_example(self) -> None:
        self._stopped = True
        self.stop_button.hide()
        self.doors[0].say("Stopping…")

    def _example_refused(self, spoken: Spoken) -> None:
        self._switch_doors(on=True)
        self.doors[0].say(DOORS[0][2])
        self.say(spoken)

    def _switch_doors(self, *, on: bool) -> None:
        self.stop_button.hide()
        for door in self.doors:
            door.setEnabled(on)

    def _other_offices(self) -> None:
        from PySide6.QtWidgets import QMenu

        from ui.shell.menus import add_act, open_menu

        menu = QMenu(self)
        for office in self._look.preferences.offices:
            if office is not self._office:
                add_act(menu, f"{office.name}, {_place(office)}", partial(self._choose, office))
        add_act(menu, "Find an office’s file…", self._find_file)
        open_menu(menu, self._other)

    def _find_file(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self, "Find an office’s file", str(Path.home()), "Offices of Short Breaks (*.sbo)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._choose(LastOffice(Path(path).stem, path, "file", "")))
        dialog.open()

    def _choose(self, office: LastOffice) -> None:
        self._look.preferences.remember(office)
        self.chosen(office)

    def chosen(self, office: LastOffice) -> None:
        """Show another office's card."""
        from ui.kit.layouts import empty

        self._office = office
        self.notices = NoticeBar()
        empty(self._lines)
        self._build()
        self.focus_first()

    def _fit(self) -> None:
        self._inner.setMaximumWidth(px(776))
        self.welcome.setVisible(self.width() >= WIDE_ENOUGH and theme.text_size() < 175)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()


def _place(office: LastOffice) -> str:
    return office.place.rpartition("@")[2] if office.kind == "server" else Path(office.place).name
