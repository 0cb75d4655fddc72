"""When somebody cannot sign in: who can help, and the recovery key of an office on this computer."""

from functools import partial
from typing import Any

from shortbreaks.access.passwords import LONGEST
from shortbreaks.errors import Refused
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

FIELDS = (
    Field("key", "Recovery key, from the sealed envelope", longest=80),
    Field("sign_in", "Your name", hint="priya.nair"),
    Field("password", "Your new password, twelve letters or more", "password", longest=LONGEST),
    Field("again", "The same password again", "password", beside=True, longest=LONGEST),
)


class RecoveryPage(StartPage):
    """Says who can help; for an office on this computer, takes the recovery key and a new password."""

    def __init__(self, office: LastOffice, runner: Runner, patience: Patience) -> None:
        super().__init__(
            "I cannot sign in",
            f"Somebody who may change people at {office.name} can give you a new password. Capital letters count, and "
            "nobody is ever locked out for good.",
            runner,
        )
        self._office = office
        self.form: Form | None = None
        if office.kind == "file":
            self._with_key(patience)
        else:
            self._back = Button("Go back", "filled", key="Esc", name="button_go_back", then=self.given_up.emit)
            self.card.body.addWidget(
                label("A shared office has no recovery key of its own: ask a colleague.", wrap=True)
            )
            self.card.body.addLayout(row(self._back, None))

    def _with_key(self, patience: Patience) -> None:
        self.form = Form(FIELDS, {"sign_in": self._office.sign_in}, today=today)
        act = Button("Open with the key", "filled", key="Ctrl+Enter", name="button_open_with_key", then=self.form.send)
        self._ask = PasswordAsk(self.form, act, patience)
        self.form.sent.connect(self._try)
        self.put(self.form, act)

    def focus_first(self) -> None:
        """The key, or the way back."""
        if self.form is not None:
            self.form.focus_first()
        else:
            self._back.setFocus()

    def _try(self, values: dict[str, Any]) -> None:
        assert self.form is not None
        if not self._ask.may_try():
            return
        if values["password"] != values["again"]:
            self.form.refuse(Refused("The two passwords are not the same.", "Type the second one again.", "again"))
            return
        self._ask.busy()
        work = partial(
            doors.enter_with_recovery_key, self._office, values["key"], values["sign_in"].lower(), values["password"]
        )
        self.runner.errand(self, work, self._in, self._ask.refused)

    def _in(self, entered: doors.Entered) -> None:
        self._ask.right()
        self.entered.emit(entered)
