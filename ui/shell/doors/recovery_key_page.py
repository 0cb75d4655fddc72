"""The recovery key: shown once, printed for a sealed envelope, and typed back before anybody goes on."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.errors import Refused, Spoken
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import row
from ui.kit.text import label
from ui.kit.where import choose_where
from ui.shell.clock import today
from ui.shell.runner import Runner


class RecoveryKeyPart(QWidget):
    """`typed_back` carries the key once it was copied without a slip."""

    typed_back = Signal(str)
    back_wanted = Signal()

    def __init__(self, office: str, key: str, runner: Runner) -> None:
        super().__init__()
        self._office, self._key, self._runner = office, key, runner
        shown = label(key, "title", wrap=True, tabular=True, name="recovery_key")
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form = Form([Field("key", "Type the key back from the paper", longest=80)], today=today)
        self.form.sent.connect(self._compare)
        self.act = Button(
            "Start the office", "filled", key="Ctrl+Enter", name="button_start_office", then=self.form.send
        )
        printed = Button("Save the sheet to print", icon="print", name="button_save_key", then=self._save)
        back = Button("Go back", "quiet", name="button_key_back", then=self.back_wanted.emit)
        self._said = label("", "caption", wrap=True)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        lines.addWidget(label("The recovery key", "title"))
        lines.addWidget(
            label("If every password is forgotten, only this key opens the office. It is shown once. Print it or write "
                  "it down, and keep it in a sealed envelope away from this computer.", wrap=True)
        )  # fmt: skip
        lines.addWidget(shown)
        lines.addLayout(row(printed, None))
        lines.addWidget(self._said)
        lines.addWidget(self.form)
        lines.addLayout(row(self.act, back, None))

    def focus_first(self) -> None:
        """The line in which the key is typed back."""
        self.form.focus_first()

    def busy(self) -> None:
        """While the office is made."""
        self.act.off_because("The office is being made.")

    def _compare(self, values: dict[str, str]) -> None:
        from shortbreaks.database.keys import read_recovery_key

        try:
            if read_recovery_key(values["key"]) != self._key:
                raise Refused("That is another key.", "Copy the one shown above.", "key")
        except Refused as refusal:
            self.form.refuse(Refused(refusal.sentence, refusal.remedy, "key"))
            return
        self.typed_back.emit(self._key)

    def _save(self) -> None:
        choose_where(self, "Save the sheet", str(Path.home() / "recovery-key.pdf"), ("Papers (*.pdf)",), self.save_to)

    def save_to(self, path: str) -> None:
        """Draw the sheet and put it where it was wanted, then show it so that it can be printed."""
        office, key = self._office, self._key

        def work() -> Path:
            from shortbreaks.database.files import write_whole
            from shortbreaks.documents.recovery_sheet import RecoveryFacts, recovery_sheet

            write_whole(Path(path), recovery_sheet(RecoveryFacts(office, key, today())).pdf)
            return Path(path)

        self._runner.errand(self, work, self._saved, self._not_saved)

    def _saved(self, path: Path) -> None:
        self._said.setText(f"Saved as {path.name}. Print it, then remove the file: whoever has it can open the office.")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _not_saved(self, spoken: Spoken) -> None:
        self._said.setText(str(spoken))
