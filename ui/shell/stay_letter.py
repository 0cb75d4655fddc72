"""The letter of a stay, issued and shown: one act for the bed board and for a child's nights."""

from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.overnight.letters import (
    IssueStayConfirmation,
    IssueStayOffer,
    issue_stay_confirmation,
    issue_stay_offer,
)
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet

LETTERS: dict[str, tuple[Any, Any, str]] = {
    "booked": (issue_stay_confirmation, IssueStayConfirmation, "Confirmation of the stay"),
    "offered": (issue_stay_offer, IssueStayOffer, "Offer of the stay"),
}


class StayLetter:
    """Prints as the family asked; `may` says whether a stay in a state has a letter that this person may issue."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.shown: PaperSheet | None = None

    def may(self, state: str) -> bool:
        """Whether there is a letter of a stay in this state, for somebody who may issue papers."""
        return state in LETTERS and self.page.desk.may(Permission.ISSUE_PAPERS)

    def issue(self, stay_id: int, state: str) -> None:
        """Draw the letter, enter it in the register and show it."""
        command, request, words = LETTERS[state]
        desk = self.page.desk

        def issued(done: Done) -> None:
            self.shown = PaperSheet(self.page, desk, done.answer, words)

        desk.perform(self.page, command, request(stay_id), then=issued, refused=desk.notices.say)
