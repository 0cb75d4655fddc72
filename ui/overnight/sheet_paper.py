"""The sheet of the house shown, for a day or a week, issued and shown over the board."""

from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.overnight.papers import IssueHouseSheet, issue_house_sheet
from ui.kit.fields import Field
from ui.overnight.board_view import BoardView
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet

LENGTHS = (("1", "One night"), ("7", "A week"), ("14", "Two weeks"))
STYLES = (("standard", "Standard"), ("large", "Large print"))
FIELDS = (
    Field("first", "From the night of", "date"), Field("nights", "For", "choice", choices=LENGTHS, beside=True),
    Field("style", "Print", "choice", choices=STYLES),
)  # fmt: skip


class SheetPaper:
    """Asks which nights, issues the sheet and shows it."""

    def __init__(self, page: Page, view: BoardView) -> None:
        self.page, self.view = page, view
        self.sheet: FormSheet | None = None
        self.shown: PaperSheet | None = None

    def ask(self) -> None:
        """Ask from which night, for how long and in which print."""
        page, desk, view = self.page, self.page.desk, self.view
        if view.board is None:
            return
        if not desk.may(Permission.ISSUE_PAPERS):
            desk.notices.refused("Your role may not issue papers.", "Ask a coordinator.")
            return
        first = max(page.today, view.first)
        values = {"first": first, "nights": "7", "style": "standard"}
        house = view.board.unit.name
        self.sheet = FormSheet(page, f"The sheet of {house}", FIELDS, values, "Make the sheet", self._send, width=480)

    def _send(self, sheet: FormSheet, found: dict[str, Any]) -> None:
        request = IssueHouseSheet(self.view.unit_id, found["first"], int(found["nights"]), found["style"])

        def issued(done: Done) -> None:
            sheet.sheet.close_sheet()
            self.shown = PaperSheet(self.page, self.page.desk, done.answer, "The sheet of the house")

        self.page.desk.perform(sheet.sheet, issue_house_sheet, request, then=issued, refused=sheet.form.refuse)
