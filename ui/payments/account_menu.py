"""Everything else that can be done with one direct payment, behind the button "more"."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from shortbreaks.access.permissions import Permission
from shortbreaks.money import pounds
from shortbreaks.payments.queries import AccountCard

if TYPE_CHECKING:
    from ui.payments.account_page import AccountPage

Act = tuple[str, Callable[[AccountCard], object], bool]


def account_menu(page: "AccountPage", card: AccountCard) -> QMenu:
    """The menu of an account; what a role may not do, or the day shown does not allow, is off."""
    menu = QMenu(page)
    menu.setObjectName("account_menu")
    for words, act, may in _acts(page, card):
        menu.addAction(words, partial(act, card)).setEnabled(may)
    post = page.desk.may(Permission.POST_MONEY) and not page.is_past
    for one in card.liabilities:
        words = f"{one.kind.capitalize()} {pounds(one.pence)} is paid"
        menu.addAction(words, partial(page.follow.settle, card, one)).setEnabled(post)
    menu.addAction("The child’s card", lambda: page.go.to("child", id=card.child_id))
    return menu


def _acts(page: "AccountPage", card: AccountCard) -> tuple[Act, ...]:
    now = not page.is_past
    decide, post = page.desk.may(Permission.DECIDE) and now, page.desk.may(Permission.POST_MONEY) and now
    papers, running = page.desk.may(Permission.ISSUE_PAPERS) and now, card.decided in {"active", "suspended"}
    letters: Act = (
        ("Let letters go again", page.terms.let_go, decide) if card.letters_stopped
        else ("Stop letters", page.terms.stop, decide)
    )  # fmt: skip
    return (
        ("Before anything is paid", page.acts.ready, decide and card.decided != "ended"),
        ("Start paying", page.acts.start, decide and card.decided == "draft"),
        ("Suspend", page.acts.suspend, decide and card.decided == "active"),
        ("Pay it again", page.acts.resume, decide and card.decided == "suspended"),
        ("End", page.acts.end, decide and running),
        ("The young person takes over", page.terms.take_over, decide and running and card.may_take_over is not None),
        ("Change how often it is paid", page.terms.cycle, decide and card.decided != "ended"),
        ("Change how often it returns", page.terms.often, decide and card.decided != "ended"),
        ("The plan was looked at", page.terms.looked_at, decide and running),
        ("In hospital or abroad", page.terms.away, post and running),
        ("A concern of fraud", page.terms.concern, page.desk.may(Permission.APPROVE) and now),
        ("Write a use of the money", page.terms.use, decide and card.decided != "ended"),
        ("Agreement on one page", page.paper.summary, papers),
        ("Statement in large print", partial(_large, page), page.desk.may(Permission.ISSUE_PAPERS)),
        letters,
        ("Accept the matched lines", page.acts.accept, post),
        ("What the bank says", page.acts.bank, post),
        ("Ask for its last return", page.follow.last_return, post and card.surplus.ended),
        ("Part the chosen line from the bank’s", page.part_chosen, post),
        ("Put the chosen line back", page.put_back, post),
        ("Unspent money came back", page.follow.unspent, post and card.decided != "draft"),
    )


def _large(page: "AccountPage", card: AccountCard) -> None:
    page.paper.statement(card, "large")
