"""The example county's runs: what each cycle paid, what was rejected, left out or came late, and what families spent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sqlalchemy import update

from shortbreaks.council.queries import bank_holidays
from shortbreaks.example.bookings import Books
from shortbreaks.example.payment_lines import STRANGE
from shortbreaks.example.payment_plans import PlanMade, ask_misspent, misspent_of
from shortbreaks.example.rows import Rows, morning
from shortbreaks.payments.cycles import Cycle, file_day, working_day_on_or_before
from shortbreaks.payments.rules import Part, Step, Working, gross_pence, workings
from shortbreaks.payments.runs.drafting import to_kept
from shortbreaks.payments.spending.line_words import SAID, about_line, said_of
from shortbreaks.payments.spending.matching import Paid
from shortbreaks.payments.spending.tables import SpendLine
from shortbreaks.payments.tables import Owed, PaymentRun, RunLine

DRAFTED = timedelta(days=6)  # before the money arrives
SPARE = {"normal": (88, 104), "saver": (45, 62), "full": (99, 101)}
# Of each so many agreements one: which has this trouble in the run before the last, and the reason
TROUBLES = {
    (210, 50): ("rejected", "No account with these figures"),
    (210, 120): ("left out", "The vendor number is being changed"),
    (210, 190): ("returned", "Account closed"),
}
ANSWERED = timedelta(days=2)  # after the money should have arrived
UNDONE = {"rejected": "Rejected by finance, run {}", "returned": "Sent back by the bank, run {}"}
SUPPLEMENT = (240, 65, 12000, "The assistant's training, agreed by the panel")


@dataclass(slots=True)
class Made:
    """One agreement on its way into the county."""

    id: int
    number: int
    ref: str
    payee: str
    vendor: str
    account: int
    parts: list[Part]
    steps: list[Step]
    spends: str
    starts: date
    carer: str
    held_as: str
    held: int = 0
    late: list[Cycle] = field(default_factory=list)  # not paid when they were due: the next run pays them
    owed: list[tuple[int, date, date, date, int, str, date]] = field(default_factory=list)  # uplift, days, since, pence, words, entered
    plan: PlanMade | None = None
    sent_back: list[Paid] = field(default_factory=list)  # by the bank


@dataclass(slots=True)
class Purse:
    """The accounts that money for direct payments comes from and goes to."""

    budget: int
    spent: int
    back: int


@dataclass(frozen=True, slots=True)
class Due:
    """One payment of a run (pence), as it was worked out and what became of it."""

    kind: str
    cycle: Cycle
    gross: int
    deducted: int = 0
    found: Sequence[Working] = ()
    flags: str = ""
    state: str = "acknowledged"
    reason: str = ""

    @property
    def net(self) -> int:
        """What is paid out (pence)."""
        return self.gross - self.deducted


@dataclass(frozen=True, slots=True)
class Turn:
    """Which run of the county this is: its number, its id when an earlier slice began it, its cycle, how many come after."""

    number: int
    known: int | None
    cycle: Cycle
    after: int
    today: date
    pay_on: date
    file_by: date


def turn_of(number: int, known: int | None, cycle: Cycle, after: int, today: date) -> Turn:
    """A run with the days of its money and its file (R-F4)."""
    holidays = bank_holidays(cycle.first - timedelta(days=21), cycle.first)
    pay_on = working_day_on_or_before(cycle.first, holidays)
    return Turn(number, known, cycle, after, today, pay_on, file_day(pay_on, holidays))


def make_run(rows: Rows, random: Random, books: Books, purse: Purse, turn: Turn, paid: Sequence[Made]) -> None:
    """The lines of a cycle's one run, which the county's first slice begins and each later one adds to."""
    cycle, pay_on = turn.cycle, turn.pay_on
    found = [(one, due) for one in paid if one.starts <= cycle.last and one.vendor for due in _due(one, turn)]
    total = sum(due.net for _, due in found if due.state != "left out")
    run = turn.known
    if run is not None:
        more = update(PaymentRun).where(PaymentRun.id == run).values(total_pence=PaymentRun.total_pence + total)
        rows.db.execute(more, execution_options={"synchronize_session": False})
    else:
        run = rows.add(
            PaymentRun, number=turn.number, cycle_days=28, first_day=cycle.first, last_day=cycle.last, pay_on=pay_on,
            file_by=turn.file_by, state="acknowledged", drafted_by=4, drafted_at=morning(pay_on - DRAFTED),
            approved_by=2, approved_at=morning(pay_on - timedelta(days=5)), second_by=None,
            posted_at=morning(pay_on - timedelta(days=4)), total_pence=total,
        )  # fmt: skip
    for one, due in found:
        _pay(rows, books, purse, (run, turn.number), pay_on, one, due)
        if due.kind == "cycle" and due.cycle == cycle:
            _spend(rows, random, books, purse, one, turn, due.gross)


def _due(one: Made, turn: Turn) -> Iterator[Due]:
    """What a run pays one agreement: cycles it missed, its own, arrears of a late uplift, a supplement."""
    cycle = turn.cycle
    for missed in one.late:
        lines = workings(one.parts, one.steps, missed)
        yield Due("cycle", missed, gross_pence(lines), found=lines, flags="late")
    one.late.clear()
    lines = workings(one.parts, one.steps, cycle)
    if gross := gross_pence(lines):
        state, reason = _trouble(one, turn)
        if state != "acknowledged":
            one.late.append(cycle)
        part = one.plan.next_part(gross, turn.pay_on) if one.plan and state == "acknowledged" else 0
        yield Due("cycle", cycle, gross, part, lines, "plan" if part else "", state, reason)
    if one.owed:
        found = [Working(0, "extra", words, first, last, 1, 1, 0, pence) for _, first, last, _, pence, words, _ in one.owed]
        yield Due("arrears", cycle, sum(line.pence for line in found), found=found, flags="owed")
    every, place, pence, reason = SUPPLEMENT
    if gross and turn.after == 1 and one.number % every == place:
        yield Due("supplement", cycle, pence, flags="supplement", reason=reason)


def _trouble(one: Made, turn: Turn) -> tuple[str, str]:
    if turn.after == 1:
        for (every, place), trouble in TROUBLES.items():
            if one.number % every == place:
                return trouble
    return "acknowledged", ""


def _pay(
    rows: Rows, books: Books, purse: Purse, run: tuple[int, int], pay_on: date, one: Made, due: Due
) -> None:  # fmt: skip
    """One line of a run with its postings: what finance rejects or the bank sends back is reversed, what is left out not posted."""
    posted = due.state != "left out"
    entry = books.next_entry if posted else None
    line = rows.add(
        RunLine, run_id=run[0], agreement_id=one.id, kind=due.kind, first_day=due.cycle.first, last_day=due.cycle.last,
        cycle_days=28, gross_pence=due.gross, deducted_pence=due.deducted, net_pence=due.net, payee_name=one.payee,
        vendor_number=one.vendor, workings=to_kept(due.found), flags=due.flags, state=due.state, reason=due.reason,
        supplement_by=2 if due.kind == "supplement" else None, entry_id=entry,
        returned_on=pay_on + ANSWERED if due.state == "returned" else None,
    )  # fmt: skip
    if due.kind == "arrears":
        keep_owed(rows, one, line)
    if entry is None:
        return
    legs = [(purse.budget, one.account, due.gross)]
    if due.deducted:
        legs.append((one.account, purse.back, due.deducted))
    about = f"run_line:{line}"
    books.post_legs(f"{SAID[due.kind]}, run {run[1]}", about, pay_on, legs)
    if due.state in UNDONE:
        undone = [(taker, giver, pence) for giver, taker, pence in legs]
        books.post_legs(UNDONE[due.state].format(run[1]), about, pay_on + ANSWERED, undone, reverses=entry)
        one.sent_back += [Paid(pay_on, due.net, pay_on + ANSWERED)] if due.state == "returned" else []
        return
    one.held += due.net
    if due.deducted and one.plan:
        one.plan.give_back(rows, line, pay_on, due.deducted)


def keep_owed(rows: Rows, one: Made, line: int | None = None) -> None:
    """What was found owed to a family, with the payment that pays it; without one it waits for the next run."""
    for uplift, first, last, since, pence, words, entered in one.owed:
        rows.add(
            Owed, agreement_id=one.id, first_day=first, last_day=last, since=since, pence=pence, words=words, entered_on=entered,
            uplift_id=uplift, run_line_id=line,
        )  # fmt: skip
    one.owed.clear()


def _spend(
    rows: Rows, random: Random, books: Books, purse: Purse, one: Made, turn: Turn, gross: int
) -> None:  # fmt: skip
    """Two wages and one other line a cycle; savers put money by, one line in eighty is odd, a few were not for the plan."""
    low, high = SPARE[one.spends]
    budget = min(one.held, gross * random.randint(low, high) // 100)
    wage, first = budget * 45 // 100, turn.cycle.first
    bought = [
        (first + timedelta(days=11), one.carer, wage, "assistant"),
        (first + timedelta(days=25), one.carer, wage, "assistant"),
    ]
    odd = random.random() < 1 / 80
    strange, why = STRANGE[first.month % len(STRANGE)]
    other = strange if odd else random.choice(("PayRight Payroll", "Kingfisher Swim Club", "Hop on Bus"))
    bought.append((first + timedelta(days=18), other, budget - 2 * wage, "payroll" if "Pay" in other else "activity"))
    for on, payee, pence, category in bought:
        if on >= turn.today or pence <= 0:
            continue
        recent = on > turn.today - timedelta(days=21)
        wrong, words = misspent_of(one.number, turn.after, pence) if category == "activity" else (0, "")
        match = "misspent" if wrong else "odd" if odd and payee == strange else "matched" if recent else "accepted"
        spend = rows.add(
            SpendLine, agreement_id=one.id, file_id=None, on_date=on, payee=payee, pence=pence, nth=1, bank_ref="",
            category="" if match == "odd" else category, match=match,
            why=why if match == "odd" else "Accepted before.",
            evidence_on=None if recent or match == "odd" else on + timedelta(days=30), misspent_pence=wrong, explanation=words,
            entry_id=books.next_entry,
        )  # fmt: skip
        if wrong:
            ask_misspent(rows, spend, one.id, on, payee, (wrong, words))
        books.post(said_of(pence), about_line(spend), on, one.account, purse.spent, pence)
        one.held -= pence
