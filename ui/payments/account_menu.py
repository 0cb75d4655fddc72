"""Everything else that can be done with one direct payment, behind the button "more"."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from shortbreaks.access.permissions import Permission
from shortbreaks.money import pounds
from shortbreaks.payments.queries import AccountCard
from ui.payments.actions import AccountActs
from ui.payments.follow_up import FollowUp
from ui.payments.papers import AccountPapers
from ui.payments.terms import TermsActs
from ui.shell.page import Page

Act = tuple[str, Callable[[AccountCard], object], bool]


class AccountMenu:
    """What a role may not do, or the day shown does not allow, is off in it."""

    def __init__(self, page: Page, acts: AccountActs, terms: TermsActs, follow: FollowUp, paper: AccountPapers) -> None:
        self.page, self.acts, self.terms, self.follow, self.paper = page, acts, terms, follow, paper

    def of(self, card: AccountCard, part: Callable[[], object], put_back: Callable[[], object], *, past: bool) -> QMenu:
        """The menu of an account; `part` and `put_back` are about the line that is chosen."""
        menu = QMenu(self.page)
        menu.setObjectName("account_menu")
        for words, act, may in self._acts(card, part, put_back, now=not past):
            menu.addAction(words, partial(act, card)).setEnabled(may)
        post = self.page.desk.may(Permission.POST_MONEY) and not past
        for one in card.liabilities:
            words = f"{one.kind.capitalize()} {pounds(one.pence)} is paid"
            menu.addAction(words, partial(self.follow.settle, card, one)).setEnabled(post)
        menu.addAction("The child’s card", lambda: self.page.go.to("child", id=card.child_id))
        return menu

    def _acts(
        self, card: AccountCard, part: Callable[[], object], put_back: Callable[[], object], *, now: bool
    ) -> tuple[Act, ...]:
        desk = self.page.desk
        decide, post = desk.may(Permission.DECIDE) and now, desk.may(Permission.POST_MONEY) and now
        papers, running = desk.may(Permission.ISSUE_PAPERS) and now, card.decided in {"active", "suspended"}
        letters: Act = (
            ("Let letters go again", self.terms.let_go, decide) if card.letters_stopped
            else ("Stop letters", self.terms.stop, decide)
        )  # fmt: skip
        return (
            ("Before anything is paid", self.acts.ready, decide and card.decided != "ended"),
            ("Start paying", self.acts.start, decide and card.decided == "draft"),
            ("Suspend", self.acts.suspend, decide and card.decided == "active"),
            ("Pay it again", self.acts.resume, decide and "suspended" in {card.decided, card.state}),
            ("End", self.acts.end, decide and card.decided != "draft"),
            ("The young person takes over", self.terms.take_over, decide and running and card.may_take_over is not None),
            ("Change how often it is paid", self.terms.cycle, decide and card.decided != "ended"),
            ("Change how often it returns", self.terms.often, decide and card.decided != "ended"),
            ("The plan was looked at", self.terms.looked_at, decide and running),
            ("In hospital or abroad", self.terms.away, post and running),
            ("A concern of fraud", self.terms.concern, desk.may(Permission.APPROVE) and now),
            ("Write a use of the money", self.terms.use, decide and card.decided != "ended"),
            ("Agreement on one page", self.paper.summary, papers),
            ("Statement in large print", partial(self.paper.statement, style="large"), desk.may(Permission.ISSUE_PAPERS)),
            letters,
            ("Accept the matched lines", self.acts.accept, post),
            ("What the bank says", self.acts.bank, post),
            ("Ask for its last return", self.follow.last_return, post and card.surplus.ended),
            ("Part the chosen line from the bank’s", lambda _card: part(), post),
            ("Put the chosen line back", lambda _card: put_back(), post),
            ("Unspent money came back", self.follow.unspent, post and card.decided != "draft"),
        )
