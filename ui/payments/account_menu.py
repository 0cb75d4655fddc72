"""Everything else that can be done with one direct payment, behind the button "more"."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from shortbreaks.access.permissions import Permission
from shortbreaks.money import pounds
from shortbreaks.payments.queries import AccountCard, LiabilityRow
from ui.kit.menu_heading import add_heading
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
        self._shown: QMenu | None = None

    def of(self, card: AccountCard, part: Callable[[], object], put_back: Callable[[], object], *, past: bool) -> QMenu:
        """The menu of an account; `part` and `put_back` are about the line that is chosen."""
        if self._shown is not None and self._shown.isVisible():
            self._shown.aboutToHide.connect(self._shown.deleteLater)  # one that is open stays until it is closed
        elif self._shown is not None:
            self._shown.deleteLater()
        menu = self._shown = QMenu(self.page)
        menu.setObjectName("account_menu")
        now = not past
        groups = (
            ("Paying", self._paying(card, now=now)), ("What was agreed", self._terms(card, now=now)),
            ("Lines and the bank", self._lines(card, part, put_back, now=now)), ("Letters and papers", self._letters(card, now=now)),
        )  # fmt: skip
        for title, acts in groups:
            add_heading(menu, title)
            for words, act, may in acts:
                menu.addAction(words, partial(act, card)).setEnabled(may)
        menu.addSeparator()
        menu.addAction("The child’s card", lambda: self.page.go.to("child", id=card.child_id))
        return menu

    def _paying(self, card: AccountCard, *, now: bool) -> tuple[Act, ...]:
        decide = self.page.desk.may(Permission.DECIDE) and now
        return (
            ("Before anything is paid", self.acts.ready, decide and card.decided != "ended"),
            ("Start paying", self.acts.start, decide and card.decided == "draft"),
            ("Suspend", self.acts.suspend, decide and card.decided == "active"),
            ("Pay it again", self.acts.resume, decide and "suspended" in {card.decided, card.state}),
            ("End", self.acts.end, decide and card.decided != "draft"),
        )

    def _terms(self, card: AccountCard, *, now: bool) -> tuple[Act, ...]:
        desk, running = self.page.desk, card.decided in {"active", "suspended"}
        decide = desk.may(Permission.DECIDE) and now
        return (
            ("The young person takes over", self.terms.take_over, decide and running and card.may_take_over is not None),
            ("Change how often it is paid", self.terms.cycle, decide and card.decided != "ended"),
            ("Change how often it returns", self.terms.often, decide and card.decided != "ended"),
            ("The plan was looked at", self.terms.looked_at, decide and running),
            ("Write a use of the money", self.terms.use, decide and card.decided != "ended"),
            ("In hospital or abroad", self.terms.away, desk.may(Permission.POST_MONEY) and now and running),
            ("A concern of fraud", self.terms.concern, desk.may(Permission.APPROVE) and now),
        )

    def _lines(
        self, card: AccountCard, part: Callable[[], object], put_back: Callable[[], object], *, now: bool
    ) -> tuple[Act, ...]:
        post = self.page.desk.may(Permission.POST_MONEY) and now
        bills: list[Act] = [
            (f"{one.kind.capitalize()} {pounds(one.pence)} is paid", partial(_about, self.follow.settle, one), post)
            for one in card.liabilities
        ]
        return (
            ("Accept the matched lines", self.acts.accept, post),
            ("What the bank says", self.acts.bank, post),
            ("Part the chosen line from the bank’s", lambda _card: part(), post),
            ("Put the chosen line back", lambda _card: put_back(), post),
            ("Unspent money came back", self.follow.unspent, post and card.decided != "draft"),
            *bills,
        )

    def _letters(self, card: AccountCard, *, now: bool) -> tuple[Act, ...]:
        desk = self.page.desk
        decide, papers = desk.may(Permission.DECIDE) and now, desk.may(Permission.ISSUE_PAPERS)
        letters: Act = (
            ("Let letters go again", self.terms.let_go, decide) if card.letters_stopped
            else ("Stop letters", self.terms.stop, decide)
        )  # fmt: skip
        return (
            ("Agreement on one page", self.paper.summary, papers and now),
            ("Statement in large print", partial(self.paper.statement, style="large"), papers),
            ("Ask for its last return", self.follow.last_return, desk.may(Permission.POST_MONEY) and now and card.surplus.ended),
            letters,
        )


def _about(settle: Callable[[AccountCard, LiabilityRow], object], one: LiabilityRow, card: AccountCard) -> object:
    return settle(card, one)
