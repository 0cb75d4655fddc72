"""What follows on an account: returns that come or are chased, debts through their states, money no longer set aside."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.money import pounds
from shortbreaks.payments.debts.commands import DebtRow
from shortbreaks.payments.debts.money_back import TakeBack, TakeUnspent, take_back, take_unspent
from shortbreaks.payments.debts.recovery import (
    ONWARDS,
    OPEN_DEBT,
    MoveDebt,
    SettleLiability,
    move_debt,
    settle_liability,
)
from shortbreaks.payments.final_accounts import KIND as FINAL
from shortbreaks.payments.letters.keys import return_key
from shortbreaks.payments.queries import AccountCard, LiabilityRow
from shortbreaks.payments.returns.commands import (
    DECISIONS,
    AskReturns,
    ChaseReturn,
    DecideReturn,
    ReceiveReturn,
    ask_returns,
    chase_return,
    decide_return,
    receive_return,
)
from shortbreaks.payments.returns.items import WORDS
from shortbreaks.payments.returns.rows import ReturnRow
from shortbreaks.payments.spending.same_money import SameLine, lines_like_back
from shortbreaks.words import counted, inside
from ui.kit.fields import Field
from ui.kit.notice import Notice
from ui.payments.papers import AccountPapers
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

Acts = list[tuple[str, Callable[[], object]]]
DECIDE = (
    Field("decision", "What is to happen", "choice", choices=tuple((one, one.capitalize()) for one in DECISIONS)),
    Field("new_due", "New day, when more time is given", "date", optional=True, beside=True),
    Field("note", "The child’s care", "long"),
)
CAME_BACK = (
    Field("pence", "Amount", "money"), Field("on", "Arrived on", "date", beside=True),
    Field("reference", "Reference on our bank statement", longest=60),
)  # fmt: skip
BACK = (*CAME_BACK, Field("from_pot", "Out of what the family holds for it", "yes"))
APART = "apart"
EARLY = Field("reason", "What the family said, if it is before its day to reply", optional=True)
GIVE_UP = (Field("reason", "Why, and who decided it", longest=200),)
MOVE = {
    "plan agreed": (Field("a_cycle_pence", "From each payment", "money"), EARLY),
    "written off": (Field("finance_ref", "Finance’s reference"), *GIVE_UP), "withdrawn": GIVE_UP, "invoiced": (EARLY,),
}
BY_MONTH = (Field("a_cycle_pence", "Each month", "money"), EARLY)  # after the end there are no payments
VERBS = {"approved": "Approve", "plan agreed": "Agree a plan", "invoiced": "Invoice it", "written off": "Write it off",
         "withdrawn": "Withdraw it"}  # fmt: skip


def came_fields(one: ReturnRow) -> tuple[Field, ...]:
    """What came of a return, what of it is not needed, and what was ticked by mistake."""
    missing = tuple((item, WORDS[item]) for item in one.missing)
    there = tuple((item.item, WORDS[item.item]) for item in one.items if item.state != "missing")
    back = (Field("back", "Ticked before and not there after all", "many", choices=there),) if there else ()
    return (
        Field("on", "Came on", "date"),
        Field("items", "What came: take the tick from what is not there", "many", choices=missing),
        Field("excused", "Not needed this time", "many", choices=missing), *back,
        Field("reason", "Why it is not needed, or not there", optional=True), Field("note", "Note", optional=True),
    )  # fmt: skip


class FollowUp:
    """The acts that follow on an account's page."""

    def __init__(self, page: Page, papers: AccountPapers) -> None:
        self.page = page
        self.papers = papers

    def return_acts(self, card: AccountCard) -> Acts:
        """What can be done with the oldest return still missing."""
        missing = [one for one in card.returns if one.state == "due"]
        if not missing:
            return []
        found: Acts = []
        if self.page.desk.may(Permission.POST_MONEY):
            found.append(("It came", partial(self.came, missing[-1])))
            found.append(("Reminded by telephone", partial(self.rang, missing[-1])))
        if self.page.desk.may(Permission.ISSUE_PAPERS):
            found.append(("Remind", partial(self.remind, card, missing[-1])))
        if self.page.desk.may(Permission.APPROVE):
            found.append(("Decide", partial(self.decide, missing[-1])))
        return found

    def came(self, one: ReturnRow) -> None:
        """A return came in, or some of what it asks for; whole is only what is all there or excused (R-D19)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ReceiveReturn(one.id, one.version, **values)
            sheet.perform(receive_return, request, "Noted.", "", lambda done: self._say_items(done.answer))

        begin = {"items": one.missing}
        self.sheet = FormSheet(self.page, "A return came", came_fields(one), begin, "Keep it", send)

    def _say_items(self, missing: Sequence[str]) -> None:
        said = ", ".join(inside(WORDS[item]) for item in missing)
        notices = self.page.desk.notices
        if missing:
            notices.done("Noted.", f"Missing still: {said}.")
        else:
            notices.done("Received.", "The return is whole.")

    def remind(self, card: AccountCard, one: ReturnRow) -> None:
        """The next reminder, as a letter; the third is for a manager's decision."""
        self.papers.letter(return_key(card.id, one.id, one.due, min(one.chased + 1, 3)), card.ref)

    def rang(self, one: ReturnRow) -> None:
        """The next reminder was given by telephone."""
        self._do(chase_return, ChaseReturn(one.id, one.version), "Noted; nothing stops by itself.")

    def decide(self, one: ReturnRow) -> None:
        """A person decides on a return that stays away (R-D20)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(decide_return, DecideReturn(one.id, one.version, **values), "Kept.")

        self.sheet = FormSheet(self.page, "The return stays away", DECIDE, None, "Keep it", send)

    def debt_acts(self, card: AccountCard, debt: DebtRow) -> Acts:
        """The steps that can follow a debt's state."""
        found: Acts = []
        if self.page.desk.may(Permission.APPROVE):
            found += [(VERBS[state], partial(self.move, debt, state)) for state in ONWARDS.get(debt.state, ())]
        if debt.state in OPEN_DEBT and self.page.desk.may(Permission.POST_MONEY):
            found.append(("It came back", partial(self.back, card, debt)))
        return found

    def move(self, debt: DebtRow, state: str) -> None:
        """The next state of a debt."""
        if state == "approved":
            self._do(move_debt, MoveDebt(debt.id, debt.version, state), f"The debt is {state}.")
            return

        fields = BY_MONTH if state == "plan agreed" and debt.kind == FINAL else MOVE[state]

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            values["a_cycle_pence"] = values.get("a_cycle_pence") or 0
            sheet.perform(move_debt, MoveDebt(debt.id, debt.version, state, **values), f"The debt is {state}.")

        self.sheet = FormSheet(self.page, f"{pounds(debt.pence)} to pay back", fields, None, VERBS[state], send)
        if state == "withdrawn":
            words = "If finance has taken it, the next recovery file takes it back."
            self.sheet.say_above(Notice("info", words, closable=False))

    def back(self, card: AccountCard, debt: DebtRow) -> None:
        """Money came back."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            self._ask_same(sheet, card, take_back, TakeBack(debt.id, debt.version, **values), "")

        begin = {"pence": debt.pence - debt.recovered, "from_pot": debt.kind == FINAL}
        self.sheet = FormSheet(self.page, "Money came back", BACK, begin, "Post it", send)

    def unspent(self, card: AccountCard) -> None:
        """Unspent money came back that nobody had asked for."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            said = f"{pounds(values['pence'])} less is held by the family."
            self._ask_same(sheet, card, take_unspent, TakeUnspent(card.id, **values), said)

        self.sheet = FormSheet(self.page, "Unspent money came back", CAME_BACK, None, "Post it", send)

    def _ask_same(self, sheet: FormSheet, card: AccountCard, command: Any, request: Any, said: str) -> None:
        """Post money that came back; while a line of the family's file may be the same money, a person says first."""

        def found(lines: tuple[SameLine, ...]) -> None:
            if not lines:
                sheet.perform(command, request, "Posted.", said)
                return
            sheet.sheet.close_sheet()
            self._same_or_apart(lines, command, request, said)

        asked = (card.id, request.pence, request.on)
        self.page.desk.ask(self.page, "same_money", lines_like_back, *asked, then=found, refused=sheet.form.refuse)

    def _same_or_apart(self, lines: tuple[SameLine, ...], command: Any, request: Any, said: str) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            which = values["same"]
            if not which:
                sheet.form.refuse(Refused("Nobody has said which it is.", "Choose from the list.", "same"))
                return
            meant = replace(request, apart=True) if which == APART else replace(request, line_id=int(which))
            rest = said if which == APART else "It counts once; the line of the bank file is tied to it."
            sheet.perform(command, meant, "Posted.", rest)

        choices = [(f"{one.id}", f"{pounds(one.pence)} to {one.payee}, {say_day(one.on)}") for one in lines]
        choices = [("", "–"), *choices, (APART, "None of these: it counts by itself")]  # nothing is chosen for anybody
        which = Field("same", "It is the same money as", "choice", choices=tuple(choices))
        self.sheet = FormSheet(self.page, f"{pounds(request.pence)}: the same money?", (which,), None, "Post it", send)
        words = "The family’s bank file has such a sum, counted as spent."
        self.sheet.say_above(Notice("warn", words, "Say which, so that nothing counts twice.", closable=False))

    def last_return(self, card: AccountCard) -> None:
        """Ask for the returns of this account up to its last day; the last is due after its end as the others are (R-D22)."""
        said = self.page.desk.notices
        self.page.desk.perform(
            self.page, ask_returns, AskReturns(card.last, card.id), refused=said.say,
            then=lambda done: said.done(f"{counted(done.answer, 'return')} asked for.", "Each has its day; none is made twice."),
        )  # fmt: skip

    def settle(self, card: AccountCard, one: LiabilityRow) -> None:
        """What was set aside is paid or not needed any more."""
        request = SettleLiability(one.id, one.version, card.last)
        self._do(settle_liability, request, f"{pounds(one.pence)} is no longer set aside.")

    def _do(self, command: Any, request: Any, said: str) -> None:
        notices = self.page.desk.notices
        self.page.desk.perform(self.page, command, request, then=lambda _d: notices.done(said), refused=notices.say)
