"""The statement of an account, issued and shown over the page."""

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.payments.papers import IssueStatement, issue_statement
from shortbreaks.payments.queries import AccountCard
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet


class StatementPaper:
    """Issues a statement and shows it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheet: PaperSheet | None = None

    def show(self, card: AccountCard) -> None:
        """Issue the statement up to the day shown."""
        desk = self.page.desk
        if not desk.may(Permission.ISSUE_PAPERS):
            desk.notices.refused("Your role may not issue papers.", "Ask a coordinator.")
            return

        def issued(done: Done) -> None:
            self.sheet = PaperSheet(self.page, desk, done.answer, f"Statement of {card.ref}")

        request = IssueStatement(card.id, card.last)
        desk.perform(self.page, issue_statement, request, then=issued, refused=desk.notices.say)
