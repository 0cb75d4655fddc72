"""Putting a verified backup in the place of an office: which backup, whose key, and what is lost by it."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from shortbreaks.errors import Refused, Spoken
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import row
from ui.kit.text import label
from ui.shell.clock import today
from ui.shell.doors import ways as doors
from ui.shell.doors.password_ask import PasswordAsk
from ui.shell.doors.start_page import StartPage
from ui.shell.patience import Patience
from ui.shell.preferences import LastOffice
from ui.shell.runner import Runner

if TYPE_CHECKING:
    from shortbreaks.database.restore import Restored


class RestorePage(StartPage):
    """Asks for a backup of the last office on this computer, then says what came back and what did not."""

    def __init__(self, office: LastOffice, backups: list[tuple[str, str]], runner: Runner, patience: Patience) -> None:
        super().__init__(
            "Restore a backup",
            f"The backup is proved first. Only then are the present files of {office.name} kept aside, never removed, "
            "and the backup put in their place.",
            runner,
        )
        self._office = office
        fields = (
            Field("backup", "Which backup", "choice", choices=backups),
            Field("sign_in", "Your name, as somebody who may keep the office", optional=True, hint="priya.nair"),
            Field("password", "Your password on that day, or the recovery key", "password", longest=200),
        )
        self.form = Form(fields, {"sign_in": office.sign_in}, today=today)
        self.act = Button("Prove and restore", "filled", key="Ctrl+Enter", name="button_restore", then=self.form.send)
        other = Button("A backup from somewhere else", "link", name="button_other_backup", then=self._find)
        self.form.layout().addLayout(row(other, None))  # type: ignore[union-attr]
        self._ask = PasswordAsk(self.form, self.act, patience)
        self.form.sent.connect(self._try)
        self.put(self.form, self.act)

    def focus_first(self) -> None:
        """Which backup."""
        self.form.focus_first()

    def _find(self) -> None:
        dialog = QFileDialog(self, "The folder of one backup", str(Path(self._office.place).parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.add_backup)
        dialog.open()

    def add_backup(self, folder: str) -> None:
        """Offer a backup that lies elsewhere, and choose it."""
        editor: Any = self.form.editors["backup"]
        editor.addItem(Path(folder).name, folder)
        editor.setCurrentIndex(editor.count() - 1)

    def _try(self, values: dict[str, Any]) -> None:
        if not self._ask.may_try():
            return
        self._ask.busy()
        self.working = True
        name = (values["sign_in"] or "").lower()
        work = partial(doors.restore, self._office, Path(values["backup"]), name, values["password"])
        self.runner.errand(self, work, self._restored, self._refused)

    def _refused(self, spoken: Spoken) -> None:
        self.working = False
        if isinstance(spoken, Refused) and spoken.field in {"password", "key"}:
            spoken = Refused(spoken.sentence, spoken.remedy, "password")
        self._ask.refused(spoken)

    def _restored(self, answer: "tuple[doors.Entered, Restored]") -> None:
        """Say what came back and what is lost before anybody goes on; the office stands open, so the way on is the only one."""
        entered, restored = answer
        self._ask.right()
        self.form_part.hide()
        body = self.card.body
        first, *rest = restored.sentences()
        body.addWidget(label(first, "strong", wrap=True))
        for sentence in rest:
            body.addWidget(label(sentence, "second", wrap=True))
        on = Button("Open the office", "filled", name="button_open_restored", then=lambda: self.entered.emit(entered))
        body.addLayout(row(on, None))
        on.setFocus()
