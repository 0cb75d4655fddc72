"""One run on its way: exceptions first, the bridge from the run before, approval by another, posting, the file."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day, say_full
from shortbreaks.errors import Refused
from shortbreaks.money import pounds, read_money
from shortbreaks.payments.runs.commands import ApproveRun, approve_run
from shortbreaks.payments.runs.posting import PostRun, post_run
from shortbreaks.payments.runs.queries import RunLineRow, RunShown, run_shown
from shortbreaks.words import counted
from ui.kit.beside import Beside
from ui.kit.buttons import Button, on_main_key
from ui.kit.cards import Card
from ui.kit.flow import flow
from ui.kit.layouts import column, empty, holder, scroller
from ui.kit.lines import Line
from ui.kit.listing import Listing
from ui.kit.progress_steps import ProgressSteps
from ui.kit.table import Table
from ui.kit.text import label
from ui.payments.columns import payment_columns
from ui.payments.run_acts import RunActs
from ui.payments.run_parts import control_card, kinds, steps, total_card
from ui.shell.desk import Desk
from ui.shell.page import Go, Page

SIDE, LEAST = 364, 620
FILTERS = ("Exceptions", "All", "Not paid")


class RunPage(Page):
    """Exceptions, all and not paid, with what can be done next at the right."""

    title = "Payment run"
    concerns = frozenset({"payment_run", "run_line", "export_batch"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.run_id = 0
        self.run: RunShown | None = None
        self.shown = 0
        self.main: Button | None = None  # what Ctrl+Enter does next
        on_main_key(self, self.press_main)
        self.steps = ProgressSteps()
        top = Card()
        top.body.addWidget(self.steps)
        self.filter_buttons = [
            Button(words, "tab", name=f"run_filter_{n}", then=partial(self.show_filter, n))
            for n, words in enumerate(FILTERS)
        ]
        self.table = Table(payment_columns(), key=lambda r: r.id, height=44, name="payments_table")
        self.acts = RunActs(self, self.table)
        self.table.opened.connect(lambda r: self.go.to("account", id=r.agreement_id))
        self.listing = Listing(self.table, "Enter opens the account")
        self.out = Button("Leave it out", name="leave_out", then=self.acts.leave_out)
        self.back = Button("Put it in again", name="put_in", then=self.acts.put_in)
        self.table.chosen.connect(lambda _r: self._buttons())
        bar = flow(*self.filter_buttons, self.out, self.back, gap=8)
        left = column(bar, self.listing, gap=12)
        left.setStretch(1, 1)
        self._side = QVBoxLayout()
        side = scroller(holder(column(self._side, None, margin=(0, 0, 12, 0))))
        beside = Beside(holder(left), side, SIDE, LEAST)
        lines = column(holder(column(top, margin=(24, 12, 24, 0))), beside, gap=0)
        lines.setStretch(1, 1)
        self.setLayout(lines)

    def context(self) -> str:
        run = self.run
        return f"Run {run.number}, {say_day(run.first)} to {say_day(run.last)}" if run else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Open the account"), ("Ctrl+Enter", "The next step of the run"), ("Up, Down", "From payment to payment"))

    def focus_first(self) -> None:
        self.table.setFocus()

    def show_for(self, **target: Any) -> None:
        if target["id"] != self.run_id:
            self.run_id, self.run, self.stale = target["id"], None, True

    def refresh(self) -> None:
        if self.run_id:
            self.desk.ask(self, "run", run_shown, self.run_id, then=self._came)

    def _came(self, run: RunShown) -> None:
        self.run = run
        self.acts.show_run(run)
        self.headed.emit()
        self.steps.show_steps(steps(run))
        self.show_filter(self.shown)
        self._show_side(run)

    def show_filter(self, place: int) -> None:
        """Show exceptions, all payments, or those not paid."""
        self.shown = place
        if self.run is None:
            return
        found = kinds(self.run)
        for number, (button, rows) in enumerate(zip(self.filter_buttons, found, strict=True)):
            button.setText(f"{FILTERS[number]} {len(rows)}")
            button.set_look("current_tab" if number == place else "tab")
        rows = found[place]
        if rows:
            self.listing.show_rows(rows, f"{len(rows)} of {counted(len(self.run.lines), 'payment')}")
            if self.table.chosen_row() is None:
                self.table.choose(0)
        else:
            self.listing.say(
                "Nothing here.", "Every payment is as in the last run." if place == 0 else "Nobody was left out."
            )
        self._buttons()

    def _buttons(self) -> None:
        line: RunLineRow | None = self.table.chosen_row()
        drafted = self.run is not None and self.run.state == "drafted" and self.desk.may(Permission.POST_MONEY)
        self.out.setEnabled(bool(drafted and line is not None and line.state == "in"))
        self.back.setEnabled(bool(drafted and line is not None and line.state == "left out"))

    def _show_side(self, run: RunShown) -> None:
        empty(self._side)
        for part in (total_card(run), control_card(run), self._next_card(run)):
            self._side.addWidget(part)

    def _next_card(self, run: RunShown) -> QWidget:
        card = Card()
        self.main = None
        card.heading("Second person" if run.state == "drafted" else "What comes next")
        card.body.addWidget(label(f"{run.drafted_by} prepared it", "name"))
        card.body.addWidget(label(f"{say_full(run.drafted_at.date())}, {run.drafted_at:%H:%M}", "caption"))
        if run.approved_by:
            who = " and ".join(filter(None, (run.approved_by, run.second_by)))
            card.body.addWidget(label(f"{who} approved it", "name"))
        if run.dropped_why:
            card.body.addWidget(label(f"Dropped: {run.dropped_why}", wrap=True, name="run_dropped"))
        if run.state == "drafted":
            self._approval(card, run)
        elif run.state == "approved":
            self._offer(card, f"Post {pounds(run.total)}", "post_run", self._post)
        elif run.state == "posted":
            self._offer(card, "Prepare the file for finance", "prepare_file", self.acts.prepare_file)
        elif run.state in {"exported", "acknowledged"}:
            card.body.addWidget(Button("Its file for finance", name="see_file", then=self.acts.see_file))
        self.acts.put_on(card, run)
        if run.state in {"drafted", "approved"}:
            card.body.addWidget(Button("Drop this run", "link", name="drop_run", then=self.acts.drop))
        return card

    def _offer(self, card: Card, words: str, name: str, then: Callable[[], object]) -> None:
        """The main button of a state, with its key."""
        self.main = Button(words, "filled", key="Ctrl+Enter", name=name, then=then)
        if not self.desk.may(Permission.POST_MONEY):
            self.main.off_because("Your role may not post.")
        card.body.addWidget(self.main)

    def press_main(self) -> None:
        """Ctrl+Enter: the next step of the run, or why it may not be done yet."""
        if self.main is not None and self.main.isEnabled():
            self.main.click()
        elif self.main is not None:
            self.desk.notices.refused(self.main.statusTip())

    def _approval(self, card: Card, run: RunShown) -> None:
        own = self.desk.office.person.id in {run.drafted_by_id, run.approved_by_id, *run.added_by}
        self.typed = Line()
        self.typed.setObjectName("typed_total")
        self.typed.setAccessibleName("Type the total to approve")
        card.body.addWidget(label("Type the total to approve", "label"))
        card.body.addWidget(self.typed)
        words = f"Approve {pounds(run.total)}"
        self.main = approve = Button(words, "filled", key="Ctrl+Enter", name="approve_run", then=self._approve)
        self.typed.returnPressed.connect(self.press_main)
        if own:
            approve.off_because("You prepared it, approved it or added to it yourself; somebody else approves it.")
            self.typed.setEnabled(False)
            card.body.addWidget(label("You cannot approve what you prepared or added to.", "caption", wrap=True))
        elif not self.desk.may(Permission.APPROVE):
            self._not_yet(card, "Your role may not approve. An approver or a manager does.")
        elif run.to_settle:
            self._not_yet(card, f"{counted(run.to_settle, 'payment')} to settle or leave out first.")
        card.body.addWidget(approve)

    def _not_yet(self, card: Card, why: str) -> None:
        """Why the main button is off, also to read: its tip is only seen by who points at it."""
        assert self.main is not None
        self.main.off_because(why)
        card.body.addWidget(label(why, "caption", wrap=True))

    def _approve(self) -> None:
        assert self.run is not None
        try:
            pence = read_money(self.typed.text())
        except Refused as refusal:
            self.desk.notices.say(refusal)
            return
        self.acts.do(approve_run, ApproveRun(self.run.id, self.run.version, pence), f"Run {self.run.number} is approved.")

    def _post(self) -> None:
        assert self.run is not None
        said = f"Run {self.run.number} is posted: {pounds(self.run.total)}."
        self.acts.do(post_run, PostRun(self.run.id, self.run.version), said)
