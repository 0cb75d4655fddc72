"""The terms of an agreement: what the money may be used for, who is paid from when, and whether letters go."""

from typing import Any

from shortbreaks.dates import anniversary, say_day
from shortbreaks.money import pounds
from shortbreaks.payments.agreement_tables import CONCERNS
from shortbreaks.payments.away import WORDS, NoteAway, note_away
from shortbreaks.payments.concerns import ConcernRow, NoteConcern, concerns_of, note_concern
from shortbreaks.payments.ending import LetLettersGo, StopLetters, let_letters_go, stop_letters
from shortbreaks.payments.own_cycles import ChangeCycle, change_cycle
from shortbreaks.payments.payees import TakeOver, take_over
from shortbreaks.payments.queries import AccountCard
from shortbreaks.payments.returns.plans import PlanReturns, plan_returns
from shortbreaks.payments.reviewing import ReviewAgreement, review_agreement
from shortbreaks.payments.rules import HELD_WORDS, say_cycle
from shortbreaks.payments.spending.use_rules import KINDS
from shortbreaks.payments.spending.uses import WriteUse, write_use
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.fields import Field
from ui.kit.layouts import row
from ui.kit.notice import Notice
from ui.kit.text import label
from ui.payments.forms import CYCLES
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

USE = (
    Field("kind", "What kind of use", "choice", choices=tuple(KINDS.items())),
    Field("from_day", "From", "date", beside=True),
    Field("words", "What it may pay for", hint="Aunt Rose on Saturdays"),
    Field("payees", "Names on the bank’s lines", optional=True, hint="Tides Leisure, Rose Baker", beside=True),
    Field("relation", "How they are related", optional=True, hint="Aunt"),
    Field("same_household", "Lives in the same household", "yes", optional=True),
    Field("nights_single", "Nights of one stay", "whole", optional=True, unit="nights"),
    Field("nights_year", "In twelve months", "whole", optional=True, beside=True, unit="nights"),
    Field("reason", "Why the exception is right, or necessary", "long", optional=True),
    Field("approver", "Who agreed it", optional=True),
    Field("review_on", "Looked at again on", "date", optional=True, beside=True),
    Field("times", "Paid regularly", "whole", optional=True, unit="times"),
    Field("times_per", "In each", "choice", choices=(("month", "Month"), ("week", "Week")), beside=True),
    Field("each_pence", "About, each time", "money", optional=True, beside=True),
    Field("cost_pence", "Expected to cost in all: it is kept free for that", "money", optional=True),
)
# What is asked only of these kinds of use, and what it is sent as where it is not asked
ONLY_OF = {
    "relation": ({"relative"}, ""), "same_household": ({"relative"}, False), "nights_single": ({"residential"}, 0),
    "nights_year": ({"residential"}, 0), "reason": (set(KINDS) - {"support"}, ""), "approver": (set(KINDS) - {"support"}, ""),
    "review_on": (set(KINDS) - {"support"}, None),
}  # fmt: skip
OVER = (
    Field("from_day", "From", "date"),
    Field("vendor_number", "Their vendor number", optional=True, beside=True),
    Field("held", "How it is held", "choice", choices=tuple(HELD_WORDS.items())),
    Field("last4", "Its last four figures", optional=True, beside=True, longest=4),
    Field("reason", "Who agreed it, and when", "long"),
)
AWAY = (
    Field("kind", "Where", "choice", choices=tuple(WORDS.items())),
    Field("from_day", "First day away", "date", beside=True),
    Field("until_day", "Last day away, once known", "date", optional=True),
)
CYCLE = (
    Field("from_day", "From", "date"),
    Field("cycle_days", "Paid", "choice", choices=(("", "As the council pays"), *CYCLES), beside=True),
    Field("reason", "Who agreed it, and why", "long"),
)
CONCERN = (
    Field("state", "How far it has come", "choice", choices=tuple((one, one.capitalize()) for one in CONCERNS)),
    Field("words", "What was seen, by whom and when", "long"),
)
OFTEN = (
    Field("first_weeks", "First return after", "whole", unit="weeks"),
    Field("months", "Then every", "whole", beside=True, unit="months"),
    Field("reason", "Why", "long", hint="An EHC plan: within three months, then yearly"),
)
LOOKED_AT = (
    Field("on", "Looked at on", "date"),
    Field("next_on", "Looked at again on", "date", beside=True),
    Field("words", "What was found and agreed", "long"),
)
STOP = (
    Field("named_person", "Who deals with the account meanwhile"),
    Field("reason", "Why", hint="Bereavement"),
)
GO = (Field("reason", "Who agreed it"),)


class TermsActs:
    """The acts about an agreement's terms."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use(self, card: AccountCard) -> None:
        """Write down what the money may be used for; what is unusual wants its reason (R-D6 to R-D11)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            for name, (kinds, nothing) in ONLY_OF.items():
                if values["kind"] not in kinds or values[name] is None:
                    values[name] = nothing
            sheet.perform(write_use, WriteUse(card.id, **values), "Written down.", "It stands in the agreement on one page.")

        begin = {"kind": "support", "from_day": card.last}
        self.sheet = FormSheet(self.page, "A use of the money", USE, begin, "Write it down", send, width=720)
        words = "Nothing is refused by a rule alone: what is unusual wants its reason, and who agreed it."
        self.sheet.say_above(Notice("info", words, closable=False))
        form = self.sheet.form

        def asked() -> None:
            for name, (kinds, _nothing) in ONLY_OF.items():
                form.show_field(name, there=form.value("kind") in kinds)

        form.when_typed("kind", asked)
        asked()

    def take_over(self, card: AccountCard) -> None:
        """From 16 the young person may be paid (R-D25)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            said = "Payments of runs from that day on go to the young person, and so do the letters."
            rest = "" if values["vendor_number"] else "Nothing is paid before the vendor number is there."
            sheet.perform(take_over, TakeOver(card.id, card.version, **values), said, rest)

        begin = {"from_day": max(card.last, card.may_take_over or card.last), "held": card.held}
        self.sheet = FormSheet(self.page, "The young person takes over", OVER, begin, "Keep it", send)
        if card.may_take_over is not None:
            words = f"16 on {say_day(card.may_take_over)}. {card.payee} is paid until then; both histories are kept."
            self.sheet.say_above(Notice("info", words, closable=False))

    def away(self, card: AccountCard) -> None:
        """In hospital or abroad, and until when once that is known (R-D21)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(note_away, NoteAway(card.id, **values), "Noted.", "Nothing stops by itself.")

        begin = {"kind": card.away.kind if card.away else "hospital", "from_day": card.away.since if card.away else card.last}
        self.sheet = FormSheet(self.page, "In hospital or abroad", AWAY, begin, "Note it", send)
        words = "Longer than the council’s days, the account asks for somebody: pause it, or keep paying the assistant?"
        self.sheet.say_above(Notice("info", words, closable=False))

    def cycle(self, card: AccountCard) -> None:
        """Paid every so many days from a day on; the running cycle is paid by its days (R-D12)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            values["cycle_days"] = int(values["cycle_days"]) if values["cycle_days"] else None
            request = ChangeCycle(card.id, card.version, **values)
            sheet.perform(change_cycle, request, f"Paid otherwise from {say_day(values['from_day'])}.")

        self.sheet = FormSheet(self.page, "How often it is paid", CYCLE, {"from_day": card.last}, "Change it", send)
        words = f"Paid {say_cycle(card.cycle_days)} now. Days that are paid stay paid; a cycle that is cut is paid by its days."
        self.sheet.say_above(Notice("info", words, closable=False))

    def often(self, card: AccountCard) -> None:
        """How often this family returns, where it is otherwise than the council's (R-D18)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(plan_returns, PlanReturns(card.id, **values), "Returns are asked for so from now on.")

        begin = {"first_weeks": card.often.first_weeks, "months": card.often.months}
        self.sheet = FormSheet(self.page, "How often the family returns", OFTEN, begin, "Keep it", send)

    def concern(self, card: AccountCard) -> None:
        """A concern of fraud, with what was noted before; nobody else sees it (R-D23)."""

        def seen(found: tuple[ConcernRow, ...]) -> None:
            self.sheet = FormSheet(self.page, "A concern of fraud", CONCERN, None, "Note it", send)
            last = f"{found[0].state.capitalize()}, {found[0].person}: {found[0].words}" if found else "Nothing is noted yet."
            words = "Only those who approve see this. It is apart from asking money back, and nothing stops by itself."
            self.sheet.say_above(Notice("info", words, last, closable=False))

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(note_concern, NoteConcern(card.id, **values), "Noted, for those who approve.")

        desk = self.page.desk
        desk.ask(self.page, "concerns", concerns_of, card.id, then=seen, refused=desk.notices.say)

    def looked_at(self, card: AccountCard) -> None:
        """The plan was looked at with the family, and when it is looked at next (R-D17, R-D18)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ReviewAgreement(card.id, card.version, **values)
            sheet.perform(review_agreement, request, "Kept.", f"It is looked at again on {say_day(values['next_on'])}.")

        begin = {"on": card.last, "next_on": anniversary(card.last, 1)}
        self.sheet = FormSheet(self.page, "The plan was looked at", LOOKED_AT, begin, "Keep it", send)
        if card.over_twice:
            words = "Two reviews running found money over: does the support still fit?"
            self.sheet.say_above(Notice("warn", words, closable=False))

    def stop(self, card: AccountCard) -> None:
        """No letter goes any more, at once (R-D26)."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(stop_letters, StopLetters(card.id, card.version, **values), "Letters are stopped.")

        begin = {"named_person": self.page.desk.office.person.name}
        self.sheet = FormSheet(self.page, "Stop every letter", STOP, begin, "Stop them", send)

    def let_go(self, card: AccountCard) -> None:
        """Letters go again."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(let_letters_go, LetLettersGo(card.id, card.version, **values), "Letters go again.")

        self.sheet = FormSheet(self.page, "Let letters go again", GO, None, "Let them go", send)

    def card_of(self, card: AccountCard, *, may: bool) -> Card:
        """Who is paid, and what the money may be used for, with what somebody should think about."""
        made = Card()
        warned = any(one.warning for one in card.uses)
        made.body.addLayout(row(label("Terms", "title"), None, Chip("With a reason", "warn") if warned else None))
        since = f" since {say_day(card.taken_over_on)}" if card.taken_over_on is not None else ""
        made.body.addWidget(label(f"Paid to {card.payee}{since}", "name", wrap=True))
        for day, days in card.cycle_changes:
            how = "as the council pays" if days is None else say_cycle(days)
            made.body.addWidget(label(f"From {say_day(day)} paid {how}", "caption", wrap=True))
        if not card.vendor_number.strip() and card.decided != "draft":
            made.body.addWidget(Chip("Vendor number asked for", "bad"))
        made.body.addWidget(label(f"May buy: {card.may_buy or card.purpose}", wrap=True))
        for one in card.uses:
            again = f", looked at again on {say_day(one.review_on)}" if one.review_on is not None else ""
            again += f", {one.often}" if one.often else ""
            again += f", expected to cost {pounds(one.cost)}" if one.cost is not None else ""
            made.body.addWidget(label(f"{one.kind}: {one.words}{again}", "name", wrap=True))
            if one.payees:
                made.body.addWidget(label(f"On the bank’s lines: {one.payees}", "caption", wrap=True))
            if one.warning:
                agreed = f" {one.approver} agreed." if one.approver else ""
                made.body.addWidget(label(f"{one.warning} {one.reason}{agreed}", "caption", wrap=True))
        button = Button("Write a use of the money", "link", name="write_use", then=lambda: self.use(card))
        if not may:
            button.off_because("Your role may look, not decide.")
        made.body.addWidget(button)
        return made
