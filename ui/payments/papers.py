"""Papers of an account, issued and shown over the page: to look at, to save and to print."""

from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.database.office import Done
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import LetterKey
from shortbreaks.payments.papers import IssueStatement, IssueSummary, issue_statement, issue_summary
from shortbreaks.payments.queries import AccountCard
from ui.shell.page import Page
from ui.shell.paper_sheet import PaperSheet


class AccountPapers:
    """Issues papers of one agreement and shows each over the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheet: PaperSheet | None = None

    def statement(self, card: AccountCard, style: str = "") -> None:
        """The statement up to the day shown."""
        self._issue(issue_statement, IssueStatement(card.id, card.last, style), f"Statement of {card.ref}")

    def summary(self, card: AccountCard, style: str = "") -> None:
        """The agreement on one page, for both signatures."""
        self._issue(issue_summary, IssueSummary(card.id, style), f"Agreement {card.ref} in short")

    def letter(self, key: LetterKey, ref: str, style: str = "") -> None:
        """A letter that is due."""
        self._issue(issue_letter, IssueLetter(key, style), f"{key.kind.capitalize()}, {ref}")

    def again(self, paper_id: int, words: str) -> None:
        """A paper that was issued, as the register keeps it."""
        self.sheet = PaperSheet(self.page, self.page.desk, paper_id, words)

    def _issue(self, command: Any, request: Any, words: str) -> None:
        desk = self.page.desk
        if not desk.may(Permission.ISSUE_PAPERS):
            desk.notices.refused("Your role may not issue papers.", "Ask a coordinator.")
            return
        desk.perform(self.page, command, request, then=partial(self._issued, words), refused=desk.notices.say)

    def _issued(self, words: str, done: Done) -> None:
        self.again(done.answer, words)
