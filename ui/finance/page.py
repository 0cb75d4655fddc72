"""Finance: the files written for it, how they are laid out, and the months of the books."""

from datetime import date
from typing import Any

from shortbreaks.dates import to_local
from shortbreaks.words import counted
from ui.finance.files_view import FilesView
from ui.finance.layouts import Layouts
from ui.finance.months import Months
from ui.finance.view import View
from ui.kit.buttons import Button
from ui.kit.layouts import column
from ui.kit.tabs import Tabs
from ui.shell.desk import Desk
from ui.shell.page import Go, Page


class FinancePage(Page):
    """One tab for each kind of thing that finance looks at."""

    title = "Finance"
    concerns = frozenset({"export_batch", "export_copy", "file_layout", "period", "entry"})

    def __init__(self, desk: Desk, go: Go) -> None:
        super().__init__(desk, go)
        self.today: date = to_local(desk.office.now()).date()
        self.files = FilesView(self)
        self.layouts, self.months = Layouts(self), Months(self)
        self.views: tuple[View, ...] = (self.files, self.layouts, self.months)
        accruals = Button("Accruals at 31 March", "link", name="accruals", then=self.files.files.accruals)
        self.tabs = Tabs("finance_tab", [(view.title, view) for view in self.views], (accruals,))
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
            ("Enter", "Write the file, or a copy of it; change a layout"),
            ("N", "Prepare the charges file"),
            ("Ctrl+PageDown", "Next tab"),
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
        for view in self.views:
            view.refresh()

    def new(self) -> None:
        self.view.new()
