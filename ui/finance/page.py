"""Finance: its files, providers' invoices, money to get back, its questions, layouts, and the months of the books."""

from typing import Any

from shortbreaks.words import counted
from ui.finance.checks import Checks
from ui.finance.files_view import FilesView
from ui.finance.invoices import Invoices
from ui.finance.layouts import Layouts
from ui.finance.months import Months
from ui.finance.recoveries import Recoveries
from ui.finance.view import View
from ui.kit.buttons import Button
from ui.kit.layouts import column
from ui.kit.tabs import Tabs
from ui.shell.desk import Desk
from ui.shell.page import Go, Page


class FinancePage(Page):
    """One tab for each kind of thing that finance looks at."""

    title = "Finance"
    concerns = frozenset({
        "export_batch", "export_copy", "file_layout", "period", "entry", "provider_invoice", "invoice_answer", "recovery", "debt",
    })  # fmt: skip

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.files = FilesView(self)
        self.invoices, self.recoveries, self.checks = Invoices(self), Recoveries(self), Checks(self)
        self.layouts, self.months = Layouts(self), Months(self)
        self.views: tuple[View, ...] = (
            self.files, self.invoices, self.recoveries, self.checks, self.layouts, self.months,
        )  # fmt: skip
        accruals = Button("Accruals at 31 March", "link", name="accruals", then=self.files.files.accruals)
        self.tabs = Tabs("finance_tab", [(view.title, view) for view in self.views], (accruals,))
        self.tabs.turned.connect(self.focus_first)
        self.fresh: set[View] = set()
        self.tabs.stack.currentChanged.connect(self._turned)
        self.setLayout(column(self.tabs, margin=(24, 12, 24, 16)))

    @property
    def view(self) -> View:
        """The tab that is shown."""
        return self.views[self.tabs.shown]

    def context(self) -> str:
        batches = self.files.batches
        waiting = sum(1 for one in batches if one.state == "prepared")
        return f"{counted(len(batches), 'file')}, {waiting} to write" if batches else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", "Write the file, or a copy of it; accept a difference; change a layout"),
            ("N", "Prepare the charges file; enter an invoice; prepare the recovery file; another month"),
            ("Ctrl+PageUp, PageDown", "Next tab"),
        )

    def focus_first(self) -> None:
        self.view.focus_first()

    def show_for(self, **target: Any) -> None:
        if "tab" in target:
            self.tabs.show_named(target["tab"])
        if "about" in target:
            self.tabs.show_view(0)
            self.files.show_about(target["about"])

    def refresh(self) -> None:
        self.fresh = {self.files, self.view}  # the line of context counts the files
        for view in self.fresh:
            view.refresh()

    def _turned(self, _place: int) -> None:
        """A tab is asked for when it is first looked at, and again when something changed."""
        if self.view not in self.fresh and not self.stale:
            self.view.refresh()
            self.fresh.add(self.view)

    def new(self) -> None:
        self.view.new()
