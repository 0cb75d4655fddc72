"""What can be done about single payments of a run: a supplement before it is approved, finance's answer after it."""

from typing import TYPE_CHECKING, Any

from shortbreaks.access.permissions import Permission
from shortbreaks.payments.posting_runs import Answer, AnswerRun, answer_run
from shortbreaks.payments.run_queries import RunLineRow, RunShown
from shortbreaks.payments.runs import Supplement, add_supplement
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.fields import Field
from ui.shell.form_sheet import FormSheet

if TYPE_CHECKING:
    from ui.payments.run_page import RunPage

SUPPLEMENT = (Field("pence", "Amount", "money"), Field("reason", "Why", hint="Broken hoist"))
REJECTED = (Field("reason", "Finance’s reason", hint="Vendor closed"),)


class RunActs:
    """The acts of a run's page on the payment that is chosen."""

    def __init__(self, page: "RunPage") -> None:
        self.page = page

    def put_on(self, card: Card, run: RunShown) -> None:
        """The buttons that the run's state allows."""
        may = self.page.desk.may
        if run.state == "drafted" and may(Permission.APPROVE):
            card.body.addWidget(
                Button("Supplement for the one chosen", "link", name="add_supplement", then=self.supplement)
            )
        if run.state == "exported" and may(Permission.POST_MONEY):
            card.body.addWidget(Button("Finance rejected the one chosen", "link", name="rejected", then=self.rejected))
            card.body.addWidget(Button("Finance took all the others", "link", name="all_taken", then=self.all_taken))

    def supplement(self) -> None:
        """Pay more than the award for once (R-F3)."""
        line: RunLineRow | None = self.page.table.chosen_row()
        if line is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = Supplement(self.page.run_id, line.agreement_id, **values)
            sheet.perform(add_supplement, request, "Added and approved.", line.payee)

        self.sheet = FormSheet(self.page, f"A supplement for {line.payee}", SUPPLEMENT, None, "Add it", send)

    def rejected(self) -> None:
        """Finance did not pay one line: it is reversed and comes again in the next run."""
        line: RunLineRow | None = self.page.table.chosen_row()
        if line is None:
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            answers = (Answer(line.id, taken=False, reason=values["reason"]),)
            request = AnswerRun(self.page.run_id, answers)
            sheet.perform(answer_run, request, "Reversed.", "The next run shows it again.")

        self.sheet = FormSheet(self.page, f"{line.payee} was not paid", REJECTED, None, "Keep it", send)

    def all_taken(self) -> None:
        """Finance paid every line that it did not reject."""
        run = self.page.run
        assert run is not None
        answers = tuple(Answer(line.id, taken=True) for line in run.lines if line.state == "posted")
        self.page.do(answer_run, AnswerRun(run.id, answers), f"{len(answers)} payments are with the families.")
