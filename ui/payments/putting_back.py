"""A wrong line of spending put back from its account, or the whole file that it came with."""

from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.payments.queries import MoneyLine
from shortbreaks.payments.spending.putting_back import (
    FileToPutBack,
    LineToPutBack,
    PutBackFile,
    PutBackLine,
    file_to_put_back,
    line_to_put_back,
    put_back_file,
    put_back_line,
)
from shortbreaks.words import counted
from ui.kit.fields import Field
from ui.kit.notice import Notice
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

REASON = Field("reason", "Why it is wrong", hint="It was another family’s card", longest=200)
LINE, FILE = "line", "file"


def say_file(one: FileToPutBack) -> str:
    """A file as it would be put back: april.csv, taken in on 21 July 2026: 5 lines, £204.08 out, £390.96 in."""
    whose = f" of {one.families} families" if one.families > 1 else ""
    sums = f"{pounds(one.out_pence)} out, {pounds(one.in_pence)} in"
    return f"{one.name}, taken in on {say_day(one.taken_on)}: {counted(one.lines, 'line')}{whose}, {sums}"


def say_again(pence: int) -> str:
    """What came back from the family for it, and how it gets that again; "" where nothing did."""
    return f"{pounds(pence)} came back from the family for it: the next run pays that again. " if pence else ""


class PutBackActs:
    """The acts by which what was recorded wrongly is put back."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def line(self, line: MoneyLine | None) -> None:
        """Ask what is to be put back, and why."""
        notices = self.page.desk.notices
        if not self.page.desk.may(Permission.POST_MONEY):
            notices.refused("Your role may look, not post.", "Ask a coordinator or finance.")
        elif line is None or line.spend_id is None:
            notices.refused("No line of spending is chosen.", "Choose the line that is wrong; a payment of ours is finance’s.")
        elif line.undone:
            notices.refused("That line was put back.", f"Why: {line.back_why.rstrip('.')}." if line.back_why else "")
        else:
            self.page.desk.ask(self.page, "put_back", line_to_put_back, line.spend_id, then=self._ask, refused=notices.say)

    def _ask(self, one: LineToPutBack) -> None:
        way = f"{pounds(abs(one.pence))} {'comes back to' if one.pence > 0 else 'leaves'} the account on {say_day(one.counts_on)}"
        choices = [(LINE, f"This line alone: {one.payee}, {pounds(abs(one.pence))}")]
        fields = [REASON]
        if one.file is not None and one.file.lines > 1:
            choices.append((FILE, f"The whole file {one.file.name}"))
            fields.insert(0, Field("what", "What is put back", "choice", choices=tuple(choices)))
        self.sheet = FormSheet(
            self.page, "Put this line back", tuple(fields), {"what": LINE}, "Put it back", partial(self._send, one)
        )
        said = f"{one.payee}, {say_day(one.on)}: {way}. Both lines stay to be seen."
        rest = f"The file: {say_file(one.file)}. Put back, it can be taken in again." if len(fields) > 1 and one.file else ""
        rest = f"{say_again(one.given_again)}{rest}"
        self.sheet.say_above(Notice("info", said, rest, closable=False))

    def _send(self, one: LineToPutBack, sheet: FormSheet, values: dict[str, Any]) -> None:
        if one.file is not None and values.get("what") == FILE:
            request = PutBackFile(one.file.id, one.file.lines, values["reason"])
            words = f"{counted(one.file.lines, 'line')} count no more; {one.file.name} can be taken in again."
            sheet.perform(put_back_file, request, "Put back.", words)
        else:
            words = f"{one.payee}, {pounds(abs(one.pence))}, counts no more. Both lines stay to be seen."
            sheet.perform(put_back_line, PutBackLine(one.id, one.version, values["reason"]), "Put back.", words)

    def file(self, file_id: int) -> None:
        """Ask why a whole file is put back, with what that does."""
        notices = self.page.desk.notices
        if not self.page.desk.may(Permission.POST_MONEY):
            notices.refused("Your role may look, not post.", "Ask a coordinator or finance.")
            return
        self.page.desk.ask(self.page, "put_back", file_to_put_back, file_id, then=self._ask_file, refused=notices.say)

    def _ask_file(self, one: FileToPutBack) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            words = f"{counted(one.lines, 'line')} count no more; {one.name} can be taken in again."
            sheet.perform(put_back_file, PutBackFile(one.id, one.lines, values["reason"]), "Put back.", words)

        self.sheet = FormSheet(self.page, "Put this file back", (REASON,), None, "Put it back", send)
        rest = f"{say_again(one.given_again)}Every line stays to be seen, with the one that puts it back."
        self.sheet.say_above(Notice("info", f"{say_file(one)}.", rest, closable=False))
