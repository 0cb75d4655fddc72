"""What can be done about single payments of a run: a supplement before it is approved, finance's answer after it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused, Spoken
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.money import pounds
from shortbreaks.payments.runs.commands import (
    ChooseLine,
    DropRun,
    Supplement,
    add_supplement,
    drop_run,
    leave_out,
    put_in,
)
from shortbreaks.payments.runs.holding_back import HoldBack, hold_back
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.runs.queries import RunLineRow, RunShown
from shortbreaks.payments.runs.sent_back import FamilySide, SentBack, family_side, payment_sent_back
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.fields import Field
from ui.kit.notice import Notice
from ui.kit.table import Table
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

SUPPLEMENT = (Field("pence", "Amount", "money"), Field("reason", "Why", hint="Broken hoist"))
REASON = (Field("reason", "Why", hint="To be settled with the family"),)
WHY_DROPPED = (Field("reason", "Why", hint="A rate was wrong; it is prepared anew"),)
SENT_BACK = (
    Field("on", "On our bank statement", "date"),
    Field("reason", "The bank’s reason", hint="Account closed", longest=200),
)
ACCEPTED = (Field("accepted", "Why it goes out as posted", hint="The old number is paid until Friday", longest=200),)
APART = "apart"
HELD = (Field("reason", "Why it must not go", hint="Wrong account", longest=200),)
REJECTED = (Field("reason", "Finance’s reason", hint="Vendor closed"),)


def say_side(side: FamilySide) -> str:
    """What follows once a payment is reversed; where the family's file has it arriving, what is still to come."""
    again = "The next run shows it again."
    if side.arrived_on is None:
        return again
    return f"{again} The family’s file has it arriving on {say_day(side.arrived_on)}; the line by which it went back is still to come."


class RunActs:
    """The acts on a run, and on the payment of it that is chosen in the table."""

    def __init__(self, page: Page, table: Table) -> None:
        self.page, self.table = page, table
        self.run: RunShown | None = None

    def show_run(self, run: RunShown) -> None:
        """The run that is acted on from now."""
        self.run = run

    def do(self, command: Any, request: Any, said: str, then: Callable[[Done], object] | None = None) -> None:
        """Perform a command and say what came of it."""

        def done(answer: Done) -> None:
            self.page.desk.notices.done(said)
            if then is not None:
                then(answer)

        self.page.desk.perform(self.page, command, request, then=done, refused=self.page.desk.notices.say)

    def _run(self) -> RunShown:
        assert self.run is not None  # no button is there before a run is shown
        return self.run

    def put_on(self, card: Card, run: RunShown) -> None:
        """The buttons that the run's state allows."""
        may = self.page.desk.may
        if run.state == "drafted" and may(Permission.APPROVE):
            card.body.addWidget(
                Button("Supplement for the one chosen", "link", name="add_supplement", then=self.supplement)
            )
        if run.state == "posted" and may(Permission.APPROVE):
            held = Button("Hold the chosen one back", "link", name="hold_back", then=self.hold_back)
            if self.page.desk.office.person.id == run.drafted_by_id:
                held.off_because("You prepared this run; somebody else holds its payments back.")
            card.body.addWidget(held)
        if run.state == "exported" and may(Permission.POST_MONEY):
            card.body.addWidget(Button("Finance rejected the one chosen", "link", name="rejected", then=self.rejected))
            card.body.addWidget(Button("Finance took all the others", "link", name="all_taken", then=self.all_taken))

        if run.state in {"exported", "acknowledged"} and may(Permission.POST_MONEY):
            card.body.addWidget(Button("The bank sent the chosen one back", "link", name="sent_back", then=self.sent_back))

    def _chosen(self) -> RunLineRow | None:
        line: RunLineRow | None = self.table.chosen_row()
        if line is None:
            self.page.desk.notices.refused("No payment is chosen.", "Choose its line in the list first.")
        return line

    def sent_back(self) -> None:
        """A payment that finance had taken came back from the bank: it comes again in the next run."""
        line = self._chosen()
        if line is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SentBack(line.id, **values)
            self.page.desk.ask(
                self.page, "family_side", family_side, line.id, request.on, then=partial(self._side_found, sheet, request),
                refused=sheet.form.refuse,
            )  # fmt: skip

        self.sheet = FormSheet(self.page, f"{line.payee}’s payment came back", SENT_BACK, None, "Keep it", send)
        words = f"{pounds(line.net)} is reversed on that day, and the next run pays it again."
        self.sheet.above.addWidget(label(words, "second", wrap=True))

    def _side_found(self, sheet: FormSheet, request: SentBack, side: FamilySide) -> None:
        """Keep it, or ask first which line of the family's file is the payment going back."""
        if not side.gone:
            sheet.perform(payment_sent_back, request, "Reversed.", say_side(side))
            return
        sheet.sheet.close_sheet()

        def send(which: FormSheet, values: dict[str, Any]) -> None:
            chosen = values["same"]
            if not chosen:
                which.form.refuse(Refused("Nobody has said which it is.", "Choose from the list.", "same"))
                return
            meant = replace(request, apart=True) if chosen == APART else replace(request, same=int(chosen))
            rest = say_side(side) if chosen == APART else "The family’s line stands for it, and counts nothing by itself."
            which.perform(payment_sent_back, meant, "Reversed.", rest)

        choices = [(f"{one.id}", f"{pounds(one.pence)} to {one.payee}, {say_day(one.on)}") for one in side.gone]
        choices = [("", "–"), *choices, (APART, "None of these: it counts by itself")]  # nothing is chosen for anybody
        field = Field("same", "It went back by", "choice", choices=tuple(choices))
        self.sheet = FormSheet(self.page, f"{pounds(side.gone[0].pence)}: the same money?", (field,), None, "Keep it", send)
        words = "The family’s file has such a sum, counted as spent."
        self.sheet.say_above(Notice("warn", words, "Say which, so that it does not leave twice.", closable=False))

    def supplement(self) -> None:
        """Pay more than the award for once (R-F3)."""
        line = self._chosen()
        if line is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = Supplement(self._run().id, line.agreement_id, **values)
            sheet.perform(add_supplement, request, "Added and approved.", line.payee)

        self.sheet = FormSheet(self.page, f"A supplement for {line.payee}", SUPPLEMENT, None, "Add it", send)

    def hold_back(self) -> None:
        """A posted payment must not go: it stays out of the file, and is reversed."""
        line = self._chosen()
        if line is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(hold_back, HoldBack(line.id, values["reason"]), "Held back and reversed.", "It is not in the file.")

        self.sheet = FormSheet(self.page, f"Hold {line.payee}’s payment back", HELD, None, "Hold it back", send)
        words = f"{pounds(line.net)} is reversed in the books. The next run shows its days again, unless the payment was ended."
        self.sheet.above.addWidget(label(words, "second", wrap=True))

    def rejected(self) -> None:
        """Finance did not pay one line: it is reversed and comes again in the next run."""
        line = self._chosen()
        if line is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            answers = (Answer(line.id, taken=False, reason=values["reason"]),)
            request = AnswerRun(self._run().id, answers)
            sheet.perform(answer_run, request, "Reversed.", "The next run shows it again.")

        self.sheet = FormSheet(self.page, f"{line.payee} was not paid", REJECTED, None, "Keep it", send)

    def all_taken(self) -> None:
        """Finance paid every line that it did not reject."""
        run = self._run()
        answers = tuple(Answer(line.id, taken=True) for line in run.lines if line.state == "posted")
        self.do(answer_run, AnswerRun(run.id, answers), f"{counted(len(answers), 'payment')} taken by finance.")

    def leave_out(self) -> None:
        """Leave the chosen payment out, with a reason; the next run shows it again."""
        line = self._chosen()
        if line is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(leave_out, ChooseLine(line.id, values["reason"]), "Left out.", "The next run shows it again.")

        self.sheet = FormSheet(self.page, f"Leave {line.payee} out", REASON, None, "Leave it out", send)

    def put_in(self) -> None:
        """Put the chosen payment in again."""
        line: RunLineRow | None = self.table.chosen_row()
        if line is not None:
            self.do(put_in, ChooseLine(line.id), f"{line.payee} is in again.")

    def prepare_file(self) -> None:
        """Reserve the run's file, and go where files are written."""
        run = self._run()

        def done(_answer: Done) -> None:
            self.page.desk.notices.done("The file is prepared. Write it.")
            self.see_file()

        def refused(why: Spoken) -> None:
            if not (isinstance(why, Refused) and why.field == "accepted"):
                self.page.desk.notices.say(why)
                return

            def send(sheet: FormSheet, values: dict[str, Any]) -> None:
                sheet.perform(prepare_payments, PreparePayments(run.id, values["accepted"]), "The file is prepared. Write it.", "",
                              then=done)

            self.sheet = FormSheet(self.page, "Something changed since it was posted", ACCEPTED, None, "Send it as posted", send)
            self.sheet.say_above(Notice("warn", why.sentence, why.remedy, closable=False))

        self.page.desk.perform(self.page, prepare_payments, PreparePayments(run.id), then=done, refused=refused)

    def see_file(self) -> None:
        """Go where files are written."""
        self.page.go.to("finance", about=f"payment_run:{self._run().id}")

    def drop(self) -> None:
        """Give the run up, so that it can be prepared again."""
        run = self._run()

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(
                drop_run, DropRun(run.id, run.version, values["reason"]), "Dropped.", "It can be prepared again."
            )

        self.sheet = FormSheet(self.page, f"Drop run {run.number}", WHY_DROPPED, None, "Drop it", send)
