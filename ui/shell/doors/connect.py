"""Connecting to a council's shared office: the address in its parts, then the person's own name and password."""

from functools import partial
from typing import Any

from shortbreaks.errors import Refused
from ui.kit.buttons import Button
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.shell.clock import today
from ui.shell.doors import ways as doors
from ui.shell.doors.password_ask import PasswordAsk
from ui.shell.doors.start_page import StartPage
from ui.shell.patience import Patience
from ui.shell.runner import Runner

FIELDS = (
    Field("host", "Server", hint="db.office.example"),
    Field("port", "Port", "whole", beside=True),
    Field("database", "Database", hint="short_breaks"),
    Field("user", "Database name of the people’s role", hint="sb_people", beside=True),
    Field("secret", "Password of that role", "password", optional=True, longest=200),
    Field("sign_in", "Your name", hint="priya.nair"),
    Field("password", "Your password", "password", beside=True, longest=200),
)


class ConnectPage(StartPage):
    """The first four lines come from the ICT team; the last two are the person's own."""

    def __init__(self, runner: Runner, patience: Patience) -> None:
        super().__init__(
            "Connect to your council’s office",
            "Several coordinators at once. The first lines come from your ICT team; their password is kept by this "
            "computer’s own keyring, never in a file. They make a new office once, with “main.py found”.",
            runner,
        )
        self.form = Form(FIELDS, {"port": 5432}, today=today)
        self.act = Button("Connect and sign in", "filled", key="Ctrl+Enter", name="button_connect", then=self.form.send)
        self._ask = PasswordAsk(self.form, self.act, patience)
        self.form.sent.connect(self._try)
        self.put(self.form, self.act)

    def focus_first(self) -> None:
        """The server's name."""
        self.form.focus_first()

    def _try(self, values: dict[str, Any]) -> None:
        if not self._ask.may_try():
            return
        if not 0 < values["port"] < 65536:
            self.form.refuse(Refused("A port is a number from 1 to 65535.", "PostgreSQL’s own is 5432.", "port"))
            return
        if set(values["host"]) & set("/@ "):
            self.form.refuse(Refused("That is more than a server’s name.", "Write the name alone, such as db.office.example.", "host"))
            return
        self._ask.busy()
        address = doors.Address(values["host"], values["port"], values["database"], values["user"], values["secret"])
        work = partial(doors.connect, address, values["sign_in"].lower(), values["password"])
        self.runner.errand(self, work, self._in, self._ask.refused)

    def _in(self, entered: doors.Entered) -> None:
        self._ask.right()
        self.entered.emit(entered)
