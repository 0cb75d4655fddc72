"""The example county's direct payments: agreements, three years of runs and spending, returns, and the awkward cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shortbreaks.council.queries import bank_holidays
from shortbreaks.council.tables import Rate
from shortbreaks.dates import age_on
from shortbreaks.example.bookings import Books
from shortbreaks.example.families import MadeChild
from shortbreaks.example.names import FIRST, LAST
from shortbreaks.example.payment_lines import EVERY, PENCE, STRANGE, make_items, make_money_back
from shortbreaks.example.payment_steps import make_steps
from shortbreaks.example.payment_uses import make_uses
from shortbreaks.example.rows import Rows
from shortbreaks.families.tables import Adult
from shortbreaks.payments.commands import BUDGET
from shortbreaks.payments.cycles import Cycle, Rhythm, file_day, working_day_on_or_before
from shortbreaks.payments.drafting import to_kept
from shortbreaks.payments.facts import HOLDS
from shortbreaks.payments.posting_runs import GIVEN_BACK
from shortbreaks.payments.return_tables import ReturnStep
from shortbreaks.payments.returns import DAYS_TO_REPLY, next_period
from shortbreaks.payments.rules import Part, Step, Working, gross_pence, workings
from shortbreaks.payments.spending import SPENT
from shortbreaks.payments.spending_tables import Liability, Return, SpendLine, about_line, said_of
from shortbreaks.payments.tables import Agreement, AgreementStep, AwardLine, PaymentRun, RunLine

SHARE = 7 / 9  # 700 agreements of 900 children
YEARS = 3
RHYTHM = Rhythm()
RATES = {2022: 1498, 2023: 1556, 2024: 1629, 2025: 1685, 2026: 1745, 2027: 1790}
AGENCY = 580  # pence an hour above an assistant's rate
HOURS = (120, 180, 240, 300, 360, 360, 360, 420, 480, 540, 600, 720)
SPARE = {"normal": (88, 104), "saver": (45, 62), "full": (99, 101)}


@dataclass(slots=True)
class Made:
    """One agreement on its way into the county."""

    id: int
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
    nth: dict[tuple[date, str, int], int] = field(default_factory=dict)


@dataclass(slots=True)
class Purse:
    """The accounts that money for direct payments comes from and goes to."""

    budget: int
    spent: int
    back: int


def make_payments(rows: Rows, random: Random, today: date, children: Sequence[MadeChild], books: Books) -> int:
    """About 700 agreements at scale 1 with three years of four-weekly cycles, every one posted; gives how many."""
    adults = select(Adult.id, Adult.first_name, Adult.last_name).where(Adult.id >= children[0].adult)
    names = {row.id: f"{row.first_name} {row.last_name}".strip() for row in rows.db.execute(adults)}
    current = RHYTHM.holding(today)
    first = RHYTHM.holding(today - timedelta(days=365 * YEARS))
    purse = Purse(books.council(BUDGET, "Direct payments of the council"), books.council(SPENT, "Spent by families"),
                  books.council(GIVEN_BACK, "Given back out of payments"))  # fmt: skip
    before = rows.last(Agreement)
    made = [
        _agreement(rows, random, today, child, names[child.adult], number, (first, current), books)
        for number, child in enumerate(children[: round(len(children) * SHARE)], before + 1)
    ]
    paid = [one for one in made if one is not None]
    runs = {row.number: row.id for row in rows.db.execute(select(PaymentRun.number, PaymentRun.id))}
    for number, cycle in enumerate(RHYTHM.between(first.first, current.last), 1):
        _run(rows, random, books, purse, (number, runs.get(number)), cycle, paid, today)
    for number, one in enumerate(paid):
        if number % EVERY == EVERY // 2 and one.held > 2 * PENCE:
            one.held -= make_money_back(rows, books, one.id, (one.account, purse.back), today)
        _returns(rows, random, one, today)
    rows.write()
    _settle_days(rows.db, today, before)
    make_steps(rows, today, [one.id for one in paid])
    return len(made)


def make_rates(rows: Rows) -> None:
    """What an hour of an assistant was and is worth."""
    for year, pence in RATES.items():
        rows.add(Rate, kind="Personal assistant", unit="hour", from_day=date(year, 4, 1), pence=pence, reason="Cabinet")


def _settle_days(db: Session, today: date, before: int) -> None:
    """Every agreement that is paid is paid up to the end of today's cycle, once its award and steps are written."""
    next_day = RHYTHM.after(RHYTHM.holding(today)).first
    paid = (Agreement.id > before, Agreement.state != "draft", Agreement.vendor_number != "", Agreement.starts_on < next_day)
    db.execute(update(Agreement).where(*paid).values(unpaid_from=next_day))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), UTC)


def _agreement(
    rows: Rows, random: Random, today: date, child: MadeChild, payee: str, number: int, span: tuple[Cycle, Cycle], books: Books
) -> Made | None:  # fmt: skip
    """One agreement with its award by the year; every ninetieth is a draft, some are suspended, ended or awkward."""
    first, current = span
    draft, new = number % 90 == 89, number % 35 == 17
    starts = RHYTHM.after(current).first if new else first.first + timedelta(days=28 * random.randint(0, 10))
    if number % 5 == 0 and not new:
        starts += timedelta(days=random.randint(1, 27))
    settled = not draft and not new
    ended = today - timedelta(days=random.randint(5, 400)) if number % 40 == 39 and settled else None
    suspended = today - timedelta(days=random.randint(3, 50)) if number % 110 == 60 and settled else None
    state = "draft" if draft else "ended" if ended else "suspended" if suspended else "active"
    vendor = "" if new and number % 3 == 2 else f"V{200000 + number}"
    young = age_on(child.born, starts) >= 16 and number % 4 == 0
    ready, held_as = None if draft else starts - timedelta(days=10), "card" if number % 3 else "account"
    agreement = rows.add(
        Agreement, ref=f"DP-{10000 + number}", child_id=child.id, pot="direct payment",
        payee_id=None if young else child.adult, purpose="Time out and new skills with a personal assistant",
        may_buy="Support by an assistant or agency, clubs, and what they need on the day",
        held=held_as, last4=f"{1000 + number * 7 % 9000}", vendor_number=vendor,
        cycle_days=None, surplus_weeks=None, state=state, starts_on=starts, unpaid_from=starts,
        review_on=starts + timedelta(days=365 * (1 + (today - starts).days // 365) - (60 if number % 12 == 5 else 0)),
        ended_on=ended, signed_on=ready, plan_on=ready, approval_ref="" if draft else f"RP-{300 + number}",
        account_ready_on=ready, checks_noted_on=ready, letters_stopped=number % 300 == 44,
        named_person="Helen Marsh" if number % 300 == 44 else "",
        made_at=_at(starts - timedelta(days=20)),
    )  # fmt: skip
    make_uses(rows, agreement, number, max(starts, today - timedelta(days=200)))
    parts = _award(rows, random, agreement, number, starts, today)
    if draft:
        return None
    steps = _steps(rows, agreement, starts, suspended, ended)
    account = books.open(HOLDS, f"agreement:{agreement}", f"DP-{10000 + number}")
    spends = "saver" if number % 11 == 3 else random.choice(("normal", "normal", "full"))
    carer = f"{random.choice(FIRST)} {random.choice(LAST)}"
    name = payee if not young else payee.rsplit(" ", maxsplit=1)[-1]
    return Made(agreement, f"DP-{10000 + number}", name, vendor, account, parts, steps, spends, starts, carer, held_as)


def _award(rows: Rows, random: Random, agreement: int, number: int, starts: date, today: date) -> list[Part]:
    """Hours at the rate of each year; some have payroll by the month, an agency, or a sum nobody said was hours."""
    minutes, parts = random.choice(HOURS), []

    def keep(part: int, kind: str, words: str, per: str, mins: int, pence: int, since: date, reason: str) -> None:
        line = rows.add(
            AwardLine, agreement_id=agreement, part=part, kind=kind, words=words, per=per, minutes=mins, pence=pence,
            from_day=since, until_day=None, reason=reason, at=_at(since), person_id=1,
        )  # fmt: skip
        parts.append(Part(part, kind, words, per, mins, pence, since, None, line))

    if number % 60 == 7:
        keep(1, "other", "Weekly sum", "week", 0, 15000, starts, "Panel")
        return parts
    kind, more = ("agency", AGENCY) if number % 9 == 4 else ("assistant", 0)
    year = starts.year if starts >= date(starts.year, 4, 1) else starts.year - 1
    keep(1, kind, "", "hour", minutes, RATES[year] + more, starts, "Panel")
    for later in range(year + 1, today.year + 1):
        if (since := date(later, 4, 1)) <= today and later in RATES:
            keep(1, kind, "", "hour", minutes, RATES[later] + more, since, "Uplift decided by Cabinet")
    if number % 3 == 0:
        keep(2, "extra", "Payroll and insurance", "month", 0, 2625, starts, "Panel")
    return parts


def _steps(rows: Rows, agreement: int, starts: date, suspended: date | None, ended: date | None) -> list[Step]:
    steps = []
    wanted = [("active", starts, "Panel agreed", "")]
    if suspended:
        wanted.append(
            ("suspended", suspended, "hospital", "The ward looks after her; the assistant is kept for 4 weeks")
        )
    if ended:
        wanted.append(("ended", ended + timedelta(days=1), "moved away", "Moved out of the county"))
    for state, since, reason, words in wanted:
        step = rows.add(
            AgreementStep, agreement_id=agreement, state=state, from_day=since, reason=reason, words=words,
            at=_at(since), person_id=1,
        )  # fmt: skip
        steps.append(Step(state, since, step))
    return steps


def _run(
    rows: Rows, random: Random, books: Books, purse: Purse, known: tuple[int, int | None], cycle: Cycle, paid: Sequence[Made],
    today: date,
) -> None:  # fmt: skip
    """The lines of a cycle's one run, which the county's first slice begins and each later one adds to."""
    number, run = known
    holidays = bank_holidays(cycle.first - timedelta(days=21), cycle.first)
    pay_on = working_day_on_or_before(cycle.first, holidays)
    found: list[tuple[Made, tuple[Working, ...], int]] = []
    for one in paid:
        if one.starts <= cycle.last and one.vendor:
            lines = workings(one.parts, one.steps, cycle)
            if gross := gross_pence(lines):
                found.append((one, lines, gross))
    total = sum(gross for _, _, gross in found)
    if run is not None:
        more = update(PaymentRun).where(PaymentRun.id == run).values(total_pence=PaymentRun.total_pence + total)
        rows.db.execute(more, execution_options={"synchronize_session": False})
    else:
        run = rows.add(
            PaymentRun, number=number, cycle_days=28, first_day=cycle.first, last_day=cycle.last, pay_on=pay_on,
            file_by=file_day(pay_on, holidays), state="acknowledged", drafted_by=4, drafted_at=_at(pay_on - timedelta(days=6)),
            approved_by=2, approved_at=_at(pay_on - timedelta(days=5)), second_by=None,
            posted_at=_at(pay_on - timedelta(days=4)), total_pence=total,
        )  # fmt: skip
    for one, lines, gross in found:
        line = rows.add(
            RunLine, run_id=run, agreement_id=one.id, kind="cycle", first_day=cycle.first, last_day=cycle.last,
            cycle_days=28, gross_pence=gross, deducted_pence=0, net_pence=gross, payee_name=one.payee, vendor_number=one.vendor,
            workings=to_kept(lines), flags="", state="acknowledged", reason="", supplement_by=None,
            entry_id=books.next_entry,
        )  # fmt: skip
        books.post(f"Direct payment, run {number}", f"run_line:{line}", pay_on, purse.budget, one.account, gross)
        one.held += gross
        _spend(rows, random, books, purse, one, cycle, gross, today)


def _spend(
    rows: Rows, random: Random, books: Books, purse: Purse, one: Made, cycle: Cycle, gross: int, today: date
) -> None:  # fmt: skip
    """Two wages and one other line a cycle; savers put money by, one line in eighty is odd."""
    low, high = SPARE[one.spends]
    budget = min(one.held, gross * random.randint(low, high) // 100)
    wage = budget * 45 // 100
    bought = [
        (cycle.first + timedelta(days=11), one.carer, wage, "assistant"),
        (cycle.first + timedelta(days=25), one.carer, wage, "assistant"),
    ]
    odd = random.random() < 1 / 80
    strange, why = STRANGE[cycle.first.month % len(STRANGE)]
    other = strange if odd else random.choice(("PayRight Payroll", "Kingfisher Swim Club", "Hop on Bus"))
    bought.append(
        (cycle.first + timedelta(days=18), other, budget - 2 * wage, "payroll" if "Pay" in other else "activity")
    )
    for on, payee, pence, category in bought:
        if on >= today or pence <= 0:
            continue
        recent = on > today - timedelta(days=21)
        match = "odd" if odd and payee == strange else "matched" if recent else "accepted"
        spend = rows.add(
            SpendLine, agreement_id=one.id, file_id=None, on_date=on, payee=payee, pence=pence, nth=1, bank_ref="",
            category="" if match == "odd" else category, match=match,
            why=why if match == "odd" else "Accepted before.",
            evidence_on=None if recent or match == "odd" else on + timedelta(days=30), misspent_pence=0, explanation="",
            entry_id=books.next_entry,
        )  # fmt: skip
        books.post(said_of(pence), about_line(spend), on, one.account, purse.spent, pence)
        one.held -= pence


def _returns(rows: Rows, random: Random, one: Made, today: date) -> None:
    if one.spends == "saver" and one.held > 20000 and random.random() < 0.4:
        rows.add(
            Liability, agreement_id=one.id, kind="holiday pay", pence=min(one.held, random.randint(80, 420) * 100),
            from_day=today - timedelta(days=60), settled_on=None, note=f"Due to {one.carer}",
        )  # fmt: skip
    first, last = next_period(one.starts, None, 12, 3)
    while last < today and _is_paid(one, last):
        due = last + timedelta(days=DAYS_TO_REPLY)
        late = (today - due).days
        missing = late < 0 or (late < 70 and random.random() < 0.12)
        reminders = [due + timedelta(days=days) for days in (14, 28, 42) if missing and late >= days]
        asked = rows.add(
            Return, agreement_id=one.id, first_day=first, last_day=last, due_on=due,
            state="due" if missing else "received",
            received_on=None if missing else min(due - timedelta(days=random.randint(0, 20)), today),
            chased=len(reminders), decision="", note="",
        )  # fmt: skip
        if missing:
            make_items(rows, asked, (one.held_as, one.parts), (first, last))
        for chased, day in enumerate([last + timedelta(days=1), *reminders]):
            rows.add(
                ReturnStep, return_id=asked, entered_on=day, due_on=due, chased=chased,
                words="Reminded by telephone" if chased else "Asked for", at=_at(day), person_id=4,
            )  # fmt: skip
        first, last = next_period(one.starts, last, 12, 3)


def _is_paid(one: Made, day: date) -> bool:
    """Whether an agreement had not ended by a day."""
    return all(step.state != "ended" or step.from_day > day for step in one.steps)
