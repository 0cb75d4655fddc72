"""Direct payments: every account by what needs doing, and every run."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QWidget

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.database.search import fold
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import Spoken
from shortbreaks.payments.account_list import NEEDS, AccountRow, accounts_listed
from shortbreaks.payments.child_payments import ChildsPayments, payments_of_child
from shortbreaks.payments.commands import MakeAgreement, make_agreement
from shortbreaks.payments.returns.commands import AskReturns, ask_returns
from shortbreaks.payments.runs.commands import DraftRun, NothingDue, draft_run
from shortbreaks.payments.runs.queries import NextRun, RunRow, next_runs, runs_listed
from shortbreaks.words import counted
from ui.kit.buttons import Button
from ui.kit.layouts import column, holder, row
from ui.kit.lines import search_line
from ui.kit.listing import Listing
from ui.kit.table import Table
from ui.kit.tabs import Tabs
from ui.kit.theme import px
from ui.payments.columns import account_columns, run_columns
from ui.payments.files import TakeFile
from ui.payments.files_tab import FilesTab
from ui.payments.forms import YOUNG, agreement_fields
from ui.payments.letters_tab import LettersTab
from ui.shell.desk import Desk
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Go, Page

WAIT_MS = 60


class PaymentsPage(Page):
    """The list of accounts and the list of runs."""

    title = "Payments"
    concerns = frozenset(
        {"agreement", "award_line", "agreement_step", "payment_run", "run_line", "spend_line", "spend_file", "payment_return",
         "liability", "entry", "paper", "debt", "surplus_review", "uplift", "payee_step", "away_step", "cycle_step",
         "agreement_review"}
    )  # fmt: skip
    stands_on = ("payments_search", "filter_need", "filter_letter", "files_search")

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.stands_about = dict  # nothing: its tab and filters say it all
        self.rows: tuple[AccountRow, ...] = ()
        self.runs: tuple[RunRow, ...] = ()
        self.take_file = TakeFile(self)
        rates = Button("Uplift desk", "link", name="uplift_desk", then=partial(self.go.to, "uplift"))
        returns = Button("Ask for returns", "link", name="ask_returns", then=self.ask_for_returns)
        if not desk.may(Permission.POST_MONEY):
            returns.off_because("Your role may look, not ask.")
        self.letters, self.files = LettersTab(self, self.today), FilesTab(self, self.today)
        views = [("Accounts", self._accounts()), ("Runs", self._runs()), ("Letters due", self.letters), ("Files", self.files)]
        self.tabs = Tabs("payments_tab", views, (returns, rates))
        self.tabs.turned.connect(self.focus_first)
        self.setLayout(column(self.tabs, margin=(24, 12, 24, 16)))

    def _accounts(self) -> QWidget:
        self.table = Table(account_columns(self.today), key=lambda r: r.id, height=44, name="accounts_table")
        self.listing = Listing(self.table, icon="payment")
        self.table.opened.connect(lambda r: self.go.to("account", id=r.id))
        self.search = search_line("Search direct payments", "Family, child or DP number", "payments_search")
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _t: self._timer.start())
        self.need = QComboBox()
        self.need.setObjectName("filter_need")
        self.need.setAccessibleName("What needs doing")
        self.need.addItem("Everything", "")
        for name, words in NEEDS.items():
            self.need.addItem(words, name)
        self.need.setMinimumWidth(px(180))
        self.need.currentIndexChanged.connect(lambda _n: self._filter())
        self.bring = Button("Bring spending in", "filled", icon="import", key="N", name="bring_spending", then=self.new)
        if not self.desk.may(Permission.POST_MONEY):
            self.bring.off_because("Your role may look, not post.")
        bar = row(self.search, self.need, self.bring, gap=8)
        bar.setStretch(0, 1)
        both = column(bar, self.listing, gap=12)
        both.setStretch(1, 1)
        return holder(both)

    def _runs(self) -> QWidget:
        self.run_table = Table(run_columns(self.today), key=lambda r: r.id, name="runs_table")
        self.run_listing = Listing(self.run_table, icon="payment")
        self.run_table.opened.connect(lambda r: self.go.to("run", id=r.id))
        self.draft = Button(
            "Prepare the next run", "filled", icon="add", key="N", name="draft_run", then=self.draft_next
        )
        if not self.desk.may(Permission.POST_MONEY):
            self.draft.off_because("Your role may look, not prepare a run.")
        both = column(row(None, self.draft), self.run_listing, gap=12)
        both.setStretch(1, 1)
        return holder(both)

    def context(self) -> str:
        waiting = sum(1 for one in self.rows if one.needs)
        return f"{counted(len(self.rows), 'direct payment')}, {waiting} with something to do" if self.rows else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", "Open the account or the run"), ("N", "Bring spending in, prepare the next run, or draw the letters"),
            ("Ctrl+PageUp, PageDown", "Runs, letters due, files"), ("B", "Put the chosen file back"),
            ("Ctrl+Enter", "Draw the letters that are due"),
        )  # fmt: skip

    def focus_first(self) -> None:
        (self.search, self.run_table, self.letters.table, self.files.table)[self.tabs.shown].setFocus()

    def escape(self) -> bool:
        if not self.search.text() and not self.need.currentIndex():
            return False
        self.search.clear()
        self.need.setCurrentIndex(0)
        return True

    def show_for(self, **target: Any) -> None:
        if "tab" in target:
            self.tabs.show_named(target["tab"])
        self.search.setText(str(target.get("text", "")))
        if "child" in target:
            self.desk.ask(self, "child", payments_of_child, target["child"], then=self._of_child)

    def _of_child(self, found: ChildsPayments) -> None:
        """The child's account, or a first one where there is none."""
        if found.agreements:
            self.go.to("account", id=found.agreements[0])
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            payee, cycle = values.pop("payee"), values.pop("cycle")
            own = int(cycle) if cycle else None
            request = MakeAgreement(found.child_id, None if payee == YOUNG else int(payee), cycle_days=own, **values)
            sheet.perform(
                make_agreement, request, "The direct payment is a draft.", "Give it its award, then what must be there.",
                lambda done: self.go.to("account", id=done.answer),
            )  # fmt: skip

        fields, begin = agreement_fields(found.payees), {"starts_on": self.today}
        self.sheet = FormSheet(self, f"A direct payment for {found.name}", fields, begin, "Make it", send)

    def refresh(self) -> None:
        self.desk.ask(self, "rows", accounts_listed, then=self._rows_came)
        self.desk.ask(self, "runs", runs_listed, then=self._runs_came)
        self.letters.refresh()
        self.files.refresh()

    def _rows_came(self, rows: tuple[AccountRow, ...]) -> None:
        self.rows = rows
        self.headed.emit()
        self._filter()

    def _filter(self) -> None:
        words, need = fold(self.search.text()).split(), self.need.currentData()
        shown = [
            one for one in self.rows
            if (not need or need in one.needs) and all(word in fold(f"{one.name} {one.ref}") for word in words)
        ]  # fmt: skip
        if not self.rows:
            self.listing.say(
                "No direct payments yet.", "The button Direct payment on a child's card makes the first one.", "Find the child",
                partial(self.go.to, "families"),
            )  # fmt: skip
        elif not shown:
            self.listing.say(
                "Nothing fits.",
                f"{counted(len(self.rows), 'direct payment')} without a filter.",
                "Clear the filters",
                self.escape,
            )
        else:
            self.listing.show_rows(shown, f"{len(shown)} of {counted(len(self.rows), 'direct payment')}")
            if self.table.chosen_row() is None:
                self.table.choose(0)

    def _runs_came(self, runs: tuple[RunRow, ...]) -> None:
        self.runs = runs
        if not runs:
            self.run_listing.say(
                "No run yet.", "The first run pays the cycle that begins next.", "Prepare it", self.draft_next
            )
            return
        self.run_listing.show_rows(runs, counted(len(runs), "run"))
        if self.run_table.chosen_row() is None:
            self.run_table.choose(0)

    def new(self) -> None:
        """Bring spending in, prepare the next run, or draw the letters that are due."""
        if self.tabs.shown == 1:
            self.draft_next()
        elif self.tabs.shown == 2:
            self.letters.draw_all()
        elif self.bring.isEnabled():
            self.take_file.choose(None)

    def ask_for_returns(self) -> None:
        """Ask for every return whose time has passed (R-D18)."""
        said = self.desk.notices.done

        def asked(done: Any) -> None:
            if done.answer:
                said(f"{counted(done.answer, 'return')} asked for.", "Each has its day; none is made twice.")
            else:
                said("No return is to be asked for.", "Each whose time has passed was asked for before.")

        request = AskReturns(to_local(self.desk.office.now()).date())
        self.desk.perform(self, ask_returns, request, then=asked, refused=self.desk.notices.say)

    def draft_next(self) -> None:
        """Prepare the run that follows; the first one pays the cycle that begins next, and what is due before."""
        if self.draft.isEnabled():
            self.desk.ask(self, "next", next_runs, then=self._draft_soonest)

    def _draft_soonest(self, found: tuple[NextRun, ...]) -> None:
        """Of several rhythms the soonest in which something is due; one that is prepared already is opened."""
        one, *others = found

        def refused(spoken: Spoken) -> None:
            if others and isinstance(spoken, NothingDue):
                self._draft_soonest(tuple(others))
            else:
                self.desk.notices.say(spoken)

        if one.open_id is not None:
            self.go.to("run", id=one.open_id)
            return
        self.desk.perform(
            self, draft_run, DraftRun(one.cycle_days, one.first), then=partial(self._drafted, one.first), refused=refused,
        )  # fmt: skip

    def _drafted(self, first: date, done: Done) -> None:
        self.desk.notices.done(f"The run of {say_day(first)} is prepared.", "Look at its exceptions first.")
        self.go.to("run", id=done.answer)
