"""The example county's direct payments: agreements, three years of runs and spending, returns, and the awkward cases."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import takewhile
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shortbreaks.council.settings import BY_KEY
from shortbreaks.council.tables import Rate
from shortbreaks.dates import age_on
from shortbreaks.example.bookings import Books
from shortbreaks.example.families import MadeChild
from shortbreaks.example.names import FIRST, LAST
from shortbreaks.example.payment_files import make_files, pause_late
from shortbreaks.example.payment_lines import EVERY, PENCE, SLIP, SLIPS, make_items, make_money_back, make_slip
from shortbreaks.example.payment_plans import AGAIN, REVIEWED, make_away, review_savers, settle_ended, settle_plans
from shortbreaks.example.payment_rise import LATE_KIND, decided_on, drafted_after, leave_open, rise
from shortbreaks.example.payment_runs import Made, Purse, make_run, turn_of
from shortbreaks.example.payment_steps import make_steps
from shortbreaks.example.payment_uses import make_uses
from shortbreaks.example.rows import Rows, morning
from shortbreaks.families.tables import Adult
from shortbreaks.payments.commands import BUDGET
from shortbreaks.payments.cycles import Cycle, Rhythm
from shortbreaks.payments.facts import HOLDS
from shortbreaks.payments.returns.commands import periods
from shortbreaks.payments.returns.plans import Often
from shortbreaks.payments.returns.tables import ReturnStep
from shortbreaks.payments.rules import WORDS, Part, Step
from shortbreaks.payments.runs.posting import GIVEN_BACK
from shortbreaks.payments.spending.commands import SPENT
from shortbreaks.payments.spending.tables import Liability, Return, SpendFile
from shortbreaks.payments.tables import Agreement, AgreementStep, AwardLine, PaymentRun

SHARE = 7 / 9  # 700 agreements of 900 children
YEARS = 3
RHYTHM = Rhythm()
RATES = {2022: 1498, 2023: 1556, 2024: 1629, 2025: 1685, 2026: 1745, 2027: 1790}
OFTEN = Often(12, 3)  # weeks to the first return, months between those after it
AGENCY = 580  # pence an hour above an assistant's rate
HOURS = (120, 180, 240, 300, 360, 360, 360, 420, 480, 540, 600, 720)
TRAVEL = {(50, 23): "transport budget", (175, 90): "personal budget"}  # other pots of the same shape


def make_payments(rows: Rows, random: Random, today: date, children: Sequence[MadeChild], books: Books) -> int:
    """About 700 agreements at scale 1 with three years of four-weekly cycles, every one posted; gives how many."""
    adults = select(Adult.id, Adult.first_name, Adult.last_name).where(Adult.id >= children[0].adult)
    names = {row.id: f"{row.first_name} {row.last_name}".strip() for row in rows.db.execute(adults)}
    current = RHYTHM.holding(today)
    first = RHYTHM.holding(today - timedelta(days=365 * YEARS))
    purse = Purse(books.council(BUDGET, "Direct payments of the council"), books.council(SPENT, "Spent by families"),
                  books.council(GIVEN_BACK, "Given back out of payments"))  # fmt: skip
    before = rows.last(Agreement)
    rows.last(SpendFile)  # begun before its lines are, a file is written before them
    made = [
        _agreement(rows, random, today, child, names[child.adult], number, (first, current), books)
        for number, child in enumerate(children[: round(len(children) * SHARE)], before + 1)
    ]
    paid = [one for one in made if one is not None]
    _runs(rows, random, books, purse, paid, list(RHYTHM.between(first.first, current.last)), today)
    for number, one in enumerate(paid):
        if number % EVERY == EVERY // 2 and one.held > 2 * PENCE:
            one.held -= make_money_back(rows, books, one.id, (one.account, purse.back), today)
        if one.number % SLIPS == 1 and one.held > 2 * SLIP:
            one.held -= make_slip(rows, books, one.id, (one.account, purse.spent), today)
        make_files(rows, books, purse, one, today)
        pause_late(rows, one, RHYTHM.holding(current.first - timedelta(days=1)), today)
        _returns(rows, random, one, today)
        make_away(rows, one.id, one.number, today)
    rows.write()
    settle_ended(rows, [one.id for one in paid if not _is_paid(one, today)], today)
    settle_plans(rows, [one.plan for one in paid if one.plan is not None])
    _settle_days(rows.db, today, before)
    make_steps(rows, today, [one.id for one in paid])
    return len(made)


def _runs(
    rows: Rows, random: Random, books: Books, purse: Purse, paid: Sequence[Made], cycles: Sequence[Cycle], today: date
) -> None:  # fmt: skip
    """Every cycle in its turn: the agencies' newest rate rises when it was decided, and savers are reviewed on the way."""
    known = {row.number: row.id for row in rows.db.execute(select(PaymentRun.number, PaymentRun.id))}
    since = _newest_rates(today)
    rate = RATES[since.year] + AGENCY
    risen = decided_on(since) > today
    for number, cycle in enumerate(cycles, 1):
        turn = turn_of(number, known.get(number), cycle, len(cycles) - number, today)
        if not risen and drafted_after(since, turn.pay_on):
            rise(rows, paid, since, rate)
            risen = True
        if turn.after in {REVIEWED, AGAIN}:
            rows.write()
            savers = [one.id for one in paid if one.spends == "saver"]
            plans = review_savers(rows, savers, cycle.first - timedelta(days=1), again=turn.after == AGAIN)
            for one in paid:
                one.plan = plans.get(one.id, one.plan)
        make_run(rows, random, books, purse, turn, paid)
    if not risen:
        rise(rows, paid, since, rate)
    leave_open(rows, paid)


def _newest_rates(today: date) -> date:
    """The first day of the newest rates that hold."""
    return max(since for year in RATES if (since := date(year, 4, 1)) <= today)


def make_rates(rows: Rows) -> None:
    """What an hour of an assistant and of an agency was and is worth."""
    for kind, more in (("assistant", 0), ("agency", AGENCY)):
        for year, pence in RATES.items():
            rows.add(Rate, kind=WORDS[kind], unit="hour", from_day=date(year, 4, 1), pence=pence + more, reason="Cabinet")


def _settle_days(db: Session, today: date, before: int) -> None:
    """Every agreement that is paid is paid up to the end of today's cycle, once its award and steps are written."""
    next_day = RHYTHM.after(RHYTHM.holding(today)).first
    paid = (Agreement.id > before, Agreement.state != "draft", Agreement.vendor_number != "", Agreement.starts_on < next_day)
    db.execute(update(Agreement).where(*paid).values(unpaid_from=next_day))


def _agreement(
    rows: Rows, random: Random, today: date, child: MadeChild, payee: str, number: int, span: tuple[Cycle, Cycle], books: Books
) -> Made | None:  # fmt: skip
    """One agreement with its award by the year; every seventieth is a draft, some are suspended, ended or awkward."""
    first, current = span
    draft, new = number % 70 == 59, number % 35 == 17
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
    pot = next((pot for (every, place), pot in TRAVEL.items() if number % every == place), "direct payment")
    travels = pot == "transport budget"
    agreement = rows.add(
        Agreement, ref=f"DP-{10000 + number}", child_id=child.id, pot=pot, payee_id=None if young else child.adult,
        purpose="Getting to the club and home again" if travels else "Time out and new skills with a personal assistant",
        may_buy="Fares, mileage and a taxi" if travels else "Support by an assistant or agency, clubs, and what they need on the day",
        held=held_as, last4=f"{1000 + number * 7 % 9000}", vendor_number=vendor,
        cycle_days=None, surplus_weeks=None, state=state, starts_on=starts, unpaid_from=starts,
        review_on=starts + timedelta(days=365 * (1 + (today - starts).days // 365) - (60 if number % 12 == 5 else 0)),
        ended_on=ended, consent_on=ready, signed_on=ready, plan_on=ready, approval_ref="" if draft else f"RP-{300 + number}",
        account_ready_on=ready, checks_noted_on=ready, letters_stopped=number % 300 == 44,
        named_person="Helen Marsh" if number % 300 == 44 else "",
        made_at=morning(starts - timedelta(days=20)),
    )  # fmt: skip
    make_uses(rows, agreement, number, starts, today)
    parts = _award(rows, random, agreement, number, starts, today, travels=travels)
    if draft:
        return None
    steps = _steps(rows, agreement, starts, suspended, ended)
    account = books.open(HOLDS, f"agreement:{agreement}", f"DP-{10000 + number}")
    spends = "saver" if number % 11 == 3 else random.choice(("normal", "normal", "full"))
    carer = f"{random.choice(FIRST)} {random.choice(LAST)}"
    name = payee if not young else payee.rsplit(" ", maxsplit=1)[-1]
    return Made(agreement, number, f"DP-{10000 + number}", name, vendor, account, parts, steps, spends, starts, carer, held_as)


def _award(
    rows: Rows, random: Random, agreement: int, number: int, starts: date, today: date, *, travels: bool
) -> list[Part]:  # fmt: skip
    """Hours at the rate of each year; some have payroll by the month, an agency (whose newest rate comes late), or a sum."""
    minutes, parts = random.choice(HOURS), []

    def keep(part: int, kind: str, words: str, per: str, mins: int, pence: int, since: date, reason: str) -> None:
        line = rows.add(
            AwardLine, agreement_id=agreement, part=part, kind=kind, words=words, per=per, minutes=mins, pence=pence,
            from_day=since, until_day=None, reason=reason, at=morning(since), person_id=1,
        )  # fmt: skip
        parts.append(Part(part, kind, words, per, mins, pence, since, None, line))

    if number % 60 == 7 or travels:
        keep(1, "other", "Mileage" if travels else "Weekly sum", "week", 0, 3240 if travels else 15000, starts, "Panel")
        return parts
    kind, more = ("agency", AGENCY) if number % 9 == 4 else ("assistant", 0)
    year = starts.year if starts >= date(starts.year, 4, 1) else starts.year - 1
    keep(1, kind, "", "hour", minutes, RATES[year] + more, starts, "Panel")
    for later in range(year + 1, _newest_rates(today).year + (kind != LATE_KIND)):
        if later in RATES:
            since = date(later, 4, 1)
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
            at=morning(since), person_id=1,
        )  # fmt: skip
        steps.append(Step(state, since, step))
    return steps


def _returns(rows: Rows, random: Random, one: Made, today: date) -> None:
    if one.spends == "saver" and one.held > 20000 and random.random() < 0.4:
        rows.add(
            Liability, agreement_id=one.id, kind="holiday pay", pence=min(one.held, random.randint(80, 420) * 100),
            from_day=today - timedelta(days=60), settled_on=None, note=f"Due to {one.carer}",
            entered_on=today - timedelta(days=60),
        )  # fmt: skip
    ended = next((step.from_day - timedelta(days=1) for step in one.steps if step.state == "ended"), None)
    for first, last in takewhile(lambda period: period[1] < today, periods(one.starts, None, OFTEN, ended)):
        due = last + timedelta(days=int(BY_KEY["return_days"].default))
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
                words="Reminded by telephone" if chased else "Asked for", at=morning(day), person_id=4,
            )  # fmt: skip


def _is_paid(one: Made, day: date) -> bool:
    """Whether an agreement had not ended by a day."""
    return all(step.state != "ended" or step.from_day > day for step in one.steps)
