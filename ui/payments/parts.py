"""The cards of one account: the award as a sum, the next payment, the pay-back test, the balance, the returns."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from shortbreaks.dates import say_day, say_full, say_hours
from shortbreaks.money import pounds
from shortbreaks.payments.debts.commands import DebtRow
from shortbreaks.payments.debts.too_much import TooMuchRow
from shortbreaks.payments.queries import AccountCard
from shortbreaks.payments.returns.items import WORDS as ITEM_WORDS
from shortbreaks.payments.returns.rows import ReturnRow
from shortbreaks.payments.rules import WORDS, Part, full_pence, say_working, week_pence
from shortbreaks.payments.surplus import as_sentence, say_surplus
from shortbreaks.words import counted, inside
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.chips import Chip
from ui.kit.flow import flow
from ui.kit.layouts import column, row
from ui.kit.money_chart import BalanceSteps
from ui.kit.text import label

PERS = {"week": "a week", "month": "a month", "once": "once"}
LADDER = ("not chased", "reminded once", "warned and called", "a manager decides")


def box(figure: str, words: str, *, strong: bool = False) -> QWidget:
    """One figure of the sum with what it is below it."""
    frame = QFrame()
    frame.setProperty("look", "figure_strong" if strong else "figure")
    frame.setLayout(column(label(figure, "title"), label(words, "caption"), gap=0, margin=(12, 6, 12, 6)))
    return frame


def sign(words: str) -> QWidget:
    """× or =, on the line of the figures beside it."""
    frame = QFrame()
    frame.setLayout(column(label(words, "title"), label(" ", "caption"), gap=0, margin=(0, 6, 0, 6)))
    return frame


def award_card(card: AccountCard, change: Callable[[Part | None], object], *, may: bool) -> Card:
    """How the award is worked out, part by part, as a sum that can be read aloud."""
    made = Card()
    made.heading("How the award is worked out")
    for part in card.parts:
        made.body.addLayout(flow(*_sum(part, card.cycle_days), gap=8))
    if not card.parts:
        made.body.addWidget(label("Nothing is awarded yet." if card.hindsight is None else "Nothing had been entered.", "second"))
    if card.employer_ni:
        words = f"If one assistant is paid all of it: employer’s National Insurance of {pounds(card.employer_ni)} a year"
        made.body.addWidget(label(f"{words}, before any Employment Allowance.", "caption", wrap=True, name="employer_ni"))
    for old in () if card.ended_on is not None else card.old_rates:
        made.body.addWidget(label(f"{old}.", "name", wrap=True, name=f"old_rate_{old.part}"))
    links = [
        Button(f"Change {_lead(part)} from a day", "link", name=f"change_part_{part.part}", then=partial(change, part))
        for part in card.parts
    ]
    links.append(Button("Add to the award", "link", name="add_part", then=partial(change, None)))
    for one in links:
        if not may:
            one.off_because("Your role may look, not decide.")
    made.body.addLayout(flow(*links, gap=12))
    return made


def _lead(part: Part) -> str:
    return inside(part.words or WORDS[part.kind])


def _sum(part: Part, days: int) -> list[QWidget]:
    """6 hours × £16.29 = £97.74 × 4 weeks = £390.96, each with what it is; a sum that is not by the hour is shorter."""
    words = part.words or WORDS[part.kind]
    how = "taken off" if part.kind == "contribution" else "a month" if days == 0 else "a cycle, paid ahead"
    total = box(pounds(full_pence(part, days)), how, strong=True)
    since = f"from {say_day(part.from_day)}" + (f" until {say_day(part.until_day)}" if part.until_day is not None else "")
    if part.per == "hour":
        weeks = [sign("×"), box(counted(days // 7, "week"), "a cycle")] if days else []
        return [
            box(say_hours(part.minutes), f"a week, {since}"), sign("×"),
            box(pounds(part.pence), f"{inside(words)} rate"), sign("="),
            box(pounds(week_pence(part)), "a week"), *weeks, sign("="), total,
        ]  # fmt: skip
    if part.per == "month" and days and part.kind != "contribution":  # R-D5: the payments of a year make the twelve months to the penny
        total = box(pounds(full_pence(part, days)), f"a cycle; {364 // days} make {pounds(part.pence * 12)}", strong=True)
    said = box(pounds(part.pence), f"{words}, {PERS[part.per]}, {since}")
    return [said] if part.per == "once" else [said, sign("="), total]


def next_card(card: AccountCard, *, past: bool) -> Card:
    """The next payment: when, how much, for which days; of a past day by what had been entered then."""
    made = Card()
    made.heading("Next payment")
    if card.decided == "draft" and not past:
        wanted = ", ".join(card.missing) or "nothing: it can be started"
        made.body.addWidget(label("Not started", "figure"))
        made.body.addWidget(label(f"Still wanted: {wanted}.", wrap=True))
        if not card.assessed:
            made.body.addWidget(Chip("No assessment seen", "warn"))
        return made
    if past and not _past_known(made, card):
        return made
    if not card.next_pence:
        made.body.addWidget(label("None", "figure"))
        made.body.addWidget(label("Nothing is payable in the next cycle.", "second", wrap=True))
        if card.retainer:
            made.body.addWidget(label(f"Keeping the assistant meanwhile: {card.retainer}", wrap=True, name="retainer"))
        return made
    made.body.addLayout(
        row(
            label(pounds(card.next_pence - card.next_taken), "figure", tabular=True, name="next_arrives"),
            column(
                label(say_full(card.next_pay_on), "name", wrap=True),
                label(f"for {say_day(card.cycle.first)} to {say_day(card.cycle.last)}", "caption", wrap=True), gap=0,
            ),
            gap=16,
        )
    )  # fmt: skip
    for line in card.next_workings:
        made.body.addWidget(label(say_working(line), "caption", wrap=True))
    if card.next_taken:
        words = f"{pounds(card.next_pence)}, less {pounds(card.next_taken)} that comes back out of it"
        made.body.addWidget(label(words, "caption", wrap=True, name="next_taken"))
    return made


def _past_known(made: Card, card: AccountCard) -> bool:
    """Say by what the next payment of a past day is worked out, and whether it can be."""
    said = "As far as it had been entered by" if card.next_known else "Its award was entered after"
    if not card.next_known:
        made.body.addWidget(label("Not known", "figure"))
    made.body.addWidget(label(f"{said} {say_day(card.last)}.", "caption", wrap=True, name="next_as_at"))
    return card.next_known


def pay_back_card(card: AccountCard, review: Callable[[], object], aside: Callable[[], object], *, may: bool) -> Card:
    """Is anything to pay back: the test in one line, and what is set aside; once it has ended, the final account."""
    made = Card("warn" if card.surplus.over else "")
    ended = card.surplus.ended
    chip = Chip("A person decides", "warn") if card.surplus.over else Chip("Nothing left" if ended else "No", "ok")
    made.body.addLayout(row(label("Final account" if ended else "Is anything to pay back?", "title"), None, chip))
    made.body.addWidget(label(pay_back_line(card), wrap=True, name="pay_back_line"))
    if card.over_twice and not ended:
        made.body.addWidget(label("Over at two reviews running: look at the plan too.", "name", wrap=True))
    for owed in card.too_much:
        made.body.addWidget(label(_say_too_much(owed, ended=ended), wrap=True, name=f"too_much_{owed.id}"))
    set_aside = ", ".join(f"{kind} {pounds(pence)}" for kind, pence in card.aside)
    made.body.addWidget(label(f"Set aside: {set_aside or 'nothing'}", "caption", wrap=True))
    buttons = [
        Button("Set money aside", "link", name="set_aside", then=aside),
        Button("Decide", "link", name="review_surplus", then=review),
    ]
    if not may:
        for one in buttons:
            one.off_because("Your role may look, not decide.")
    made.body.addLayout(row(*buttons, None))
    return made


def _say_too_much(one: TooMuchRow, *, ended: bool) -> str:
    """How far a sum that was paid too much has come back, and how the rest comes."""
    rest = "is part of the final account" if ended else "comes out of later payments"
    back = f": {pounds(one.pence - one.left)} came back, {pounds(one.left)}" if one.left < one.pence else ""
    return f"{pounds(one.pence)} paid too much ({inside(one.words)}){back} {rest}."


def pay_back_line(card: AccountCard) -> str:
    """The test, or the final account, as the family's papers say it."""
    return as_sentence(say_surplus(card.surplus, [kind for kind, _ in card.aside]))


def balance_card(card: AccountCard) -> Card:
    """The balance over the span as steps, with the weeks a family may hold."""
    made = Card()
    made.heading(f"Balance since {say_day(card.first)}")
    points = [(card.first, card.opening), *((line.on, line.balance) for line in card.lines), (card.last, card.closing)]
    spoken = f"Balance from {pounds(card.opening)} to {pounds(card.closing)}"
    words = "" if card.surplus.ended else f"{counted(card.surplus.weeks, 'week')}, {pounds(card.surplus.may_hold)}"
    spoken += f"; {words} may be held" if words else ""
    made.body.addWidget(BalanceSteps(points, card.surplus.may_hold, words, spoken))
    if card.bank is not None:
        apart = card.bank.said - card.bank.held
        said = f"{pounds(abs(apart))} {'more' if apart > 0 else 'less'} than the books" if apart else "as the books hold"
        words = f"The bank said {pounds(card.bank.said)} on {say_day(card.bank.on)}, {said}."
        made.body.addWidget(label(words, "name" if apart else "caption", wrap=True, name="bank_said"))
    return made


def committed_card(card: AccountCard) -> Card:
    """What will still be paid for out of what is held, and what is free then."""
    made, free = Card(), card.closing - card.committed_pence
    made.heading("Committed")
    for one in card.committed:
        words = label(f"{one.words}, {say_day(one.on)}", wrap=True)
        line = row(words, label(pounds(one.pence), "name", tabular=True), gap=12)
        line.setStretch(0, 1)
        made.body.addLayout(line)
    made.body.addWidget(label(say_free(card), "name", wrap=True, name="free_line"))
    if free < 0:
        made.body.addWidget(label("More is committed than is held: the next payment comes first.", "caption", wrap=True))
    return made


def say_committed(card: AccountCard) -> str:
    """The same below a sum that ends with what is held: £158.25 of it committed, £100.46 free."""
    return f"{pounds(card.committed_pence)} of it committed, {pounds(card.closing - card.committed_pence)} free"


def say_free(card: AccountCard) -> str:
    """What is held, what of it is committed, and what is free: £258.71 − £158.25 = £100.46 free."""
    held, taken = card.closing, card.committed_pence
    return f"{pounds(held)} − {pounds(taken)} committed = {pounds(held - taken)} free"


def returns_card(card: AccountCard, acts: Sequence[tuple[str, Callable[[], object]]]) -> Card:
    """The last returns: period, due, received or how far chased; `acts` are for the oldest still missing."""
    made = Card()
    late = [one for one in card.returns if one.state == "due" and one.due < card.last]
    chip = Chip("Late", "bad") if late else Chip("On time", "ok") if card.returns else Chip("None yet", "neutral")
    made.body.addLayout(row(label("Returns", "title"), None, chip))
    for one in card.returns[:3]:
        said = (
            f"came {say_day(one.received)}" if one.received is not None
            else f"due {say_day(one.due)}, {LADDER[one.chased]}" if one.state == "due" else one.state
        )  # fmt: skip
        made.body.addWidget(label(f"{say_day(one.first)} to {say_day(one.last)}: {said}.", wrap=True))
        if items := _items(one):
            made.body.addWidget(label(items, "caption", wrap=True, name=f"return_items_{one.id}"))
    made.body.addLayout(flow(*[Button(words, "link", then=then) for words, then in acts], gap=8))
    return made


def _items(one: ReturnRow) -> str:
    """What of a return came, is excused and is missing; all of it missing goes without saying one by one."""
    came = [inside(ITEM_WORDS[item.item]) for item in one.items if item.state == "came"]
    excused = [f"{inside(ITEM_WORDS[item.item])} ({item.reason})" for item in one.items if item.state == "excused"]
    why = {item.item: f" ({item.reason})" for item in one.items if item.state == "missing" and item.reason}
    missing = [f"{inside(ITEM_WORDS[item])}{why.get(item, '')}" for item in one.missing]
    said = (("Missing", missing), ("There", came), ("Excused", excused))
    return " ".join(f"{lead}: {', '.join(names)}." for lead, names in said if names)


def debts_card(card: AccountCard, acts: Callable[[DebtRow], Sequence[tuple[str, Callable[[], object]]]]) -> Card:
    """What is asked back: how much, how far it has come, and its next step."""
    made = Card()
    made.heading("Asked back")
    for debt in card.debts:
        words = f"{pounds(debt.pence)}, {debt.kind}: {debt.state}"
        if debt.recovered:
            words += f", {pounds(debt.recovered)} came back"
        made.body.addWidget(label(words, "name", wrap=True))
        made.body.addWidget(label(debt.reason, "caption", wrap=True))
        made.body.addLayout(flow(*[Button(said, "link", then=then) for said, then in acts(debt)], gap=8))
    return made
