"""What can be done with one direct payment: each act a sheet, a request, and what is said afterwards."""

from functools import partial
from typing import Any

from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused
from shortbreaks.money import pounds
from shortbreaks.payments.commands import (
    DecideAwardPart,
    NoteReadiness,
    StartAgreement,
    decide_award_part,
    note_readiness,
    start_agreement,
)
from shortbreaks.payments.debts.recovery import ReviewSurplus, SetAside, review_surplus, set_aside
from shortbreaks.payments.ending import ChangeState, end_agreement, resume_agreement, suspend_agreement, suspended_since
from shortbreaks.payments.judging import AcceptRest, JudgeLine, SayBalance, accept_rest, judge_line, say_balance
from shortbreaks.payments.queries import AccountCard, MoneyLine
from shortbreaks.payments.rules import Part, say_part
from shortbreaks.payments.spending.by_hand import RecordSpending, record_spending
from shortbreaks.payments.spending.matching import Paid
from shortbreaks.payments.spending.parting import BankSide, PartLine, part_line
from shortbreaks.payments.spending.same_money import (
    IsOurPayment,
    SameSum,
    TieMoney,
    is_our_payment,
    payment_like_line,
    sums_like_line,
    tie_money,
)
from shortbreaks.words import counted
from ui.kit.notice import Notice
from ui.payments import forms
from ui.payments.parts import pay_back_line
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page


class AccountActs:
    """The acts of an account's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def award(self, card: AccountCard, part: Part | None) -> None:
        """A part of the award from a day: a new one, or another rate or hours of one that is there."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            try:
                minutes = forms.read_minutes(values.pop("hours")) if values["hours"].strip() else 0
            except Refused as refusal:
                sheet.form.refuse(refusal)
                return
            request = DecideAwardPart(
                card.id, part.part if part else None, minutes=minutes, **_without(values, "hours")
            )
            sheet.perform(
                decide_award_part,
                request,
                "The award holds from that day.",
                "Days already paid are owed or given back.",
                lambda _: self.page.desk.ask(
                    self.page, "suspended_since", suspended_since, card.id, values["from_day"], then=partial(_say_suspended, self.page)
                ),
            )

        begin: dict[str, Any] = {"kind": "assistant", "per": "hour", "from_day": card.last}
        if part is not None:
            begin |= {
                "kind": part.kind, "per": part.per, "hours": f"{part.minutes / 60:g}" if part.minutes else "",
                "pence": part.pence, "words": part.words,
            }  # fmt: skip
        title = "Change the award from a day" if part else "Add to the award"
        self.sheet = FormSheet(self.page, title, forms.AWARD, begin, "Keep it", send)
        self.sheet.form.show_field("short_reason", there=False)  # asked for once a notice is cut short
        if part is not None:
            held = "A plan is held: less is given notice, or a reason why it cannot wait." if card.plan else ""
            self.sheet.say_above(Notice("info", f"Now: {say_part(part)}.", held, closable=False))

    def ready(self, card: AccountCard) -> None:
        """What has come in of the list that must be complete before anything is paid (R-D3)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(note_readiness, NoteReadiness(card.id, card.version, **values), "Noted.")

        self.sheet = FormSheet(self.page, "Before anything is paid", forms.READY, dict(card.readiness), "Keep it", send)

    def start(self, card: AccountCard) -> None:
        """Start paying; with the reason where no assessment is on the child's record (R-D2), or a rate was raised since (R-D5)."""
        if not card.assessed or card.old_rates:
            self._start_with_reasons(card)
            return
        request = StartAgreement(card.id, card.version, "The list is complete")
        self.page.desk.perform(
            self.page, start_agreement, request,
            then=lambda _d: self.page.desk.notices.done(f"{card.ref} is paid with the next run."),
            refused=self.page.desk.notices.say,
        )  # fmt: skip

    def _start_with_reasons(self, card: AccountCard) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = StartAgreement(card.id, card.version, "The list is complete", **values)
            sheet.perform(start_agreement, request, f"{card.ref} is paid with the next run.")

        why = [
            ("No assessment is on the child’s record.", "Note the one that was seen on the child’s card, or write why it is paid without.")
        ] if not card.assessed else []  # fmt: skip
        why += [(f"{old}.", "Change the award to it, or write why it starts at the old rate.") for old in card.old_rates[:1]]
        fields = (*([] if card.assessed else [forms.UNASSESSED]), *([forms.OLD_RATE] if card.old_rates else []))
        self.sheet = FormSheet(self.page, "Start paying", fields, None, "Start paying", send)
        self.sheet.say_above(*[Notice("warn", lead, rest, closable=False) for lead, rest in why])

    def record(self, card: AccountCard) -> None:
        """Spending of which no bank line will tell: a receipt paid in cash, or from the family's own account."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            said = f"{values['payee'].strip()}, {pounds(values['pence'])}, is in the account."
            sheet.perform(record_spending, RecordSpending(card.id, **values), "Recorded.", said)

        begin = {"on": card.last, "apart": False}
        self.sheet = FormSheet(self.page, "Record spending", forms.RECORD, begin, "Record it", send)
        words = "Where a bank or card file will bring it, leave it to the file: it asks when it meets what was recorded."
        self.sheet.say_above(Notice("info", "For a receipt without a bank line: cash, or the family’s own account.", words, closable=False))

    def judge(self, line: MoneyLine) -> None:
        """What became of one line of spending, or whether it is the money it is taken for."""
        if line.bank is not None:
            self.part(line.bank, came_back=line.undone)
            return
        if line.corrects is not None or line.undone:
            said = f"Why: {line.back_why.rstrip('.')}." if line.back_why else "It and the line it belongs to count nothing together."
            self.page.desk.notices.refused("That line was put back." if line.undone else "That line puts another back.", said)
            return
        if line.spend_id is None or line.kind == "our payment":
            self.page.desk.notices.refused("That line is a payment of ours.", "Only spending is looked at.")
            return
        self.page.desk.ask(
            self.page, "our_payment", payment_like_line, line.spend_id, then=partial(self._ask_sums, line, line.spend_id),
            refused=self.page.desk.notices.say,
        )  # fmt: skip

    def _ask_sums(self, line: MoneyLine, spend_id: int, ours: Paid | None) -> None:
        if line.kind == "own money":
            self._judge(line, spend_id, ours, ())
            return
        self.page.desk.ask(
            self.page, "same_money", sums_like_line, spend_id, then=partial(self._judge, line, spend_id, ours),
            refused=self.page.desk.notices.say,
        )  # fmt: skip

    def _judge(self, line: MoneyLine, spend_id: int, ours: Paid | None, sums: tuple[SameSum, ...]) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            values["misspent_pence"] = values["misspent_pence"] or 0
            if same := values.pop("same", None):
                words = "It counts once now; what the line had taken out is back."
                sheet.perform(tie_money, TieMoney(spend_id, line.spend_version, int(same)), "Tied.", words)
            elif values.pop("ours", False):
                words = "It counts once, with the run that paid it."
                sheet.perform(is_our_payment, IsOurPayment(spend_id, line.spend_version), "Tied.", words)
            else:
                sheet.perform(judge_line, JudgeLine(spend_id, line.spend_version, **values), "Kept.", line.what)

        begin = {"category": line.kind if line.kind != "other" else "other", "evidence_on": line.evidence}
        fields = (forms.same_sum(sums), *forms.JUDGE) if sums else forms.JUDGE
        fields = (forms.our_payment(ours, going=line.pence < 0), *fields) if ours else fields
        self.sheet = FormSheet(self.page, f"{line.what}, {pounds(abs(line.pence))}", fields, begin, "Keep it", send)
        if line.why:
            self.sheet.say_above(Notice("warn" if line.match == "odd" else "info", line.why, closable=False))

    def part(self, bank: BankSide | None, *, came_back: bool = False) -> None:
        """A line of the family's bank file is not the money it is taken for: both count from now on.

        `came_back`: the bank sent the payment back; where it stayed with the family after all its line counts again.
        """
        if bank is None:
            self.page.desk.notices.refused(
                "No line of a bank file is taken for that line.", "Choose one marked “Same money” or “Arrived”."
            )
            return

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            words = "Each counts by itself; the bank’s line is one to look at."
            sheet.perform(part_line, PartLine(bank.line_id, bank.version, **values), "Parted.", words)

        fields = (*forms.PART, forms.PART_FROM) if bank.counts and bank.reference else forms.PART
        self.sheet = FormSheet(self.page, "Is it the same money?", fields, {"from_pot": True}, "Part them", send)
        if bank.back_on is not None:
            what = f"{pounds(bank.pence)} that came back on {say_day(bank.back_on)}, {bank.reference}"
        else:
            what = "our own payment"
        said = f"The family’s bank has {pounds(abs(bank.pence))}, {bank.payee}, on {say_day(bank.on)}."
        rest = " The bank sent that back: if it stayed with the family, leave its days out of the next run." if came_back else ""
        self.sheet.say_above(Notice("info", said, f"It is taken for {what}.{rest}", closable=False))

    def accept(self, card: AccountCard) -> None:
        """Accept every matched line in one go; the odd ones stay."""
        self.page.desk.perform(
            self.page, accept_rest, AcceptRest(card.id, card.last),
            then=lambda done: self.page.desk.notices.done(f"{counted(done.answer, 'line')} accepted.", "The odd ones stay."),
            refused=self.page.desk.notices.say,
        )  # fmt: skip

    def suspend(self, card: AccountCard) -> None:
        """Suspend from a day."""
        self._change(card, "Suspend the payment", forms.SUSPEND, "Suspend it", suspend_agreement, "Suspended.",
                     partial(_say_missed, self.page))

    def resume(self, card: AccountCard) -> None:
        """Pay again from a day."""
        self._change(card, "Pay it again", forms.RESUME, "Pay it again", resume_agreement, "Paid again from that day.")

    def end(self, card: AccountCard) -> None:
        """End after a last day."""
        self._change(card, "End the direct payment", forms.END, "End it", end_agreement, "It ends on that day.")

    def _change(self, card: AccountCard, title: str, fields: Any, act: str, command: Any, said: str, then: Any = None) -> None:
        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            values.setdefault("words", "")
            sheet.perform(command, ChangeState(card.id, card.version, **values), said, card.ref, then)

        self.sheet = FormSheet(self.page, title, fields, {"from_day": card.last}, act, send)

    def aside(self, card: AccountCard) -> None:
        """Set money aside for what will have to be paid (R-D14)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(
                set_aside, SetAside(card.id, **values), "Set aside.", "It comes off before the pay-back test."
            )

        self.sheet = FormSheet(self.page, "Set money aside", forms.ASIDE, {"from_day": card.last}, "Set it aside", send)

    def review(self, card: AccountCard) -> None:
        """What is to happen with money over, and why it was there (R-D13 to R-D17)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ReviewSurplus(
                card.id, card.last, values.get("reason") or "", values["evidence"], values["outcome"], values["words"]
            )
            sheet.perform(review_surplus, request, "Kept.", pay_back_line(card))

        ended = card.surplus.ended
        title, fields = ("Final account", forms.FINAL) if ended else ("Is anything to pay back?", forms.REVIEW)
        self.sheet = FormSheet(self.page, title, fields, None, "Keep it", send)
        self.sheet.say_above(Notice("info", pay_back_line(card), closable=False))

    def bank(self, card: AccountCard) -> None:
        """What the bank's statement says was held at the end of a day."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SayBalance(card.id, **values)
            sheet.perform(say_balance, request, "Kept.", "", lambda done: self._say_difference(done.answer))

        self.sheet = FormSheet(self.page, "What the bank says", forms.BANK, {"on": card.last}, "Compare", send)

    def _say_difference(self, pence: int) -> None:
        if pence:
            words = f"The bank has {pounds(abs(pence))} {'more' if pence > 0 else 'less'} than the books."
            self.page.desk.notices.refused(words, "A line is missing, or was taken in for another day.")
        else:
            self.page.desk.notices.done("The bank and the books agree.")


def _without(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}


def _say_missed(page: Page, done: Done) -> None:
    """Sums that are paid once on a day which is suspended now."""
    if done.answer:
        page.desk.notices.news("A sum is not paid.", f"{'. '.join(done.answer)}. Move it to a day that is paid.")


def _say_suspended(page: Page, days: str) -> None:
    """What an award gives for days on which nothing was paid is told to whoever entered it."""
    if days:
        page.desk.notices.news("Some of these days are not paid.", f"It was suspended on {days}: nothing of it is paid for them.")
