"""Every amount on every paper about money is the record's and in its place, asked here past every reader papers use, in both prints."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.dates import say_day
from shortbreaks.example.build import fill
from shortbreaks.families.papers import paper_again
from shortbreaks.payments.debts.recovery import MoveDebt, ReviewSurplus, SetAside, move_debt, review_surplus, set_aside
from shortbreaks.payments.ending import end_agreement, suspend_agreement
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.commands import issue_letter, letters_ready
from shortbreaks.payments.letters.due import letters_due, statements_wanted
from shortbreaks.payments.papers import IssueStatement, IssueSummary, issue_statement, issue_summary
from shortbreaks.payments.returns.commands import AskReturns, ask_returns
from shortbreaks.payments.uplift.commands import ApplyUplift, DraftUplift, apply_uplift, draft_uplift
from tests.conftest import TODAY
from tests.counting import statements as counted_statements
from tests.payments.letter_builders import IssueLetter, changed, says_in_order, text_of

DAY = date(2026, 7, 22)
YEAR = date(2026, 4, 1)
STYLES = ("standard", "large")
SAMPLE = 9
SUMS = {"hour": "= {week} a week", "week": "a week", "month": "a month, {year} a year"}


def said(pence):
    return f"{'−' if pence < 0 else ''}£{abs(pence) / 100:,.2f}"


@dataclass
class Books:
    """The tables themselves, read with SQL of this test's own."""

    county: object

    def rows(self, sql, **values):
        with self.county.database.reading.connect() as connection:
            return connection.execute(text(sql), values).all()

    def one(self, sql, **values):
        return self.rows(sql, **values)[0][0]

    def moved(self, agreement):
        """Every transfer of the agreement's account: day, pence, and what it was: its payee, or what the books say of it."""
        sql = """select t.on_date, case when t.to_account = a.id then t.pence else -t.pence end, t.id,
        coalesce(s.payee, replace(e.what, 'Direct payment, run', 'run')) from transfer t
        join account a on a.id in (t.to_account, t.from_account) join entry e on e.id = t.entry_id
        left join spend_line s on s.id = case when e.about like 'spend_line:%' then cast(substr(e.about, 12) as bigint) end
        where a.kind = 'direct payment' and a.holder = :holder order by t.on_date, t.id"""
        return [(day(row[0]), row[1], row[3]) for row in self.rows(sql, holder=f"agreement:{agreement}")]

    def by_us(self, agreement, first, last):
        """What we paid in some days, less what was taken back out of it."""
        sql = """select coalesce(sum(case when t.to_account = a.id then t.pence else -t.pence end), 0) from transfer t
        join account a on a.id in (t.to_account, t.from_account) join entry e on e.id = t.entry_id
        where a.kind = 'direct payment' and a.holder = :holder and e.about like 'run_line:%' and t.on_date between :first and :last"""
        return int(self.one(sql, holder=f"agreement:{agreement}", first=first, last=last))

    def held(self, agreement, on):
        return sum(pence for at, pence, _ in self.moved(agreement) if at <= on)

    def parts(self, agreement):
        sql = "select part, per, minutes, pence, from_day from award_line where agreement_id = :one order by from_day, id"
        latest = {row[0]: row for row in self.rows(sql, one=agreement) if day(row[4]) <= DAY}
        return [latest[part] for part in sorted(latest)]

    def weeks(self, agreement):
        """Each part's week: hours times rate, or the sum of the week, or twelve months over fifty-two weeks."""
        return [half_up(p[3] * p[2], 60) if p[1] == "hour" else p[3] if p[1] == "week" else half_up(p[3] * 12, 52)
                for p in self.parts(agreement)]  # fmt: skip

    def cycles(self, agreement):
        return [half_up(p[3] * 12 * 28, 364) if p[1] == "month" else 4 * week
                for p, week in zip(self.parts(agreement), self.weeks(agreement), strict=True)]  # fmt: skip

    def by_plan(self, agreement):
        """What plans take out of the next payment: as agreed, what is left, together at most half of it."""
        sql = "select a_cycle_pence, pence - recovered_pence from debt where agreement_id = :one and state = 'plan agreed' order by id"
        return min(sum(min(row) for row in self.rows(sql, one=agreement)), sum(self.cycles(agreement)) // 2)

    def coming(self, agreement):
        """The next payment: what arrives, and where a plan lessens it what comes out."""
        whole, out = sum(self.cycles(agreement)), self.by_plan(agreement)
        return [said(whole - out), *([f"That is {said(whole)} less {said(out)}"] if out else [])]

    def worked_out(self, agreement):
        """Each part of the award as a sum: rate, a week, a cycle."""
        return [
            f"{said(p[3])} {SUMS[p[1]].format(week=said(week), year=said(12 * p[3]))}, {said(cycle)}"
            for p, week, cycle in zip(self.parts(agreement), self.weeks(agreement), self.cycles(agreement), strict=True)
        ]

    def too_much(self, agreement):
        """What was paid too much and is not taken back yet."""
        taken = "(select coalesce(sum(p.pence), 0) from owed_part p where p.owed_id = o.id)"
        return self.one(f"select coalesce(sum(-pence - {taken}), 0) from owed o where agreement_id = :one and pence < 0", one=agreement)

    def asked(self, agreement):
        """What was asked back of what is held and has not come (none of it out of other money)."""
        sql = "select coalesce(sum(pence - recovered_pence), 0) from debt where agreement_id = :one and kind = 'surplus' and state <> 'withdrawn'"
        return self.one(sql, one=agreement)

    def aside(self, agreement, on):
        return [pence for _, pence in self.bills(agreement, on)]

    def bills(self, agreement, on):
        """What is set aside on a day, and for what."""
        sql = """select kind, pence from liability where agreement_id = :one and from_day <= :day
        and (settled_on is null or settled_on > :day) order by id"""
        return [tuple(row) for row in self.rows(sql, one=agreement, day=on)]


def day(value):
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


@pytest.fixture(params=["file", "server"])
def example(request):
    if request.param == "file":
        county = request.getfixturevalue("example_county")(0.1)
    else:
        county = request.getfixturevalue("server_county")
        fill(county.database, 0.1, DAY, now=lambda: TODAY)
    return county, Books(county)


def read(county, command, request, role=Role.MANAGER):
    paper = county.at(role).perform(command, request).answer
    return text_of(county.at(role).ask(paper_again, paper).pdf)


def active(books, extra=""):
    """Agreements paid to one person all along: a statement after a change of payee says that payee's days alone."""
    one = "id not in (select agreement_id from payee_step)"
    sql = f"select id from agreement where state = 'active' and starts_on < '2026-07-01' and {one} {extra} order by id"
    return [row[0] for row in books.rows(sql)]


def pay_back_test(held, aside, may_hold, too_much=0, asked=0):
    """The pay-back test in its sentence: bills are set aside, and what comes back anyway is not asked for again."""
    left = held - aside - too_much - asked
    over = max(0, left - may_hold)
    off = ([f"{said(aside)} of it set aside for bills"] if aside else []) + (
        [f"{said(too_much + asked)} of it comes back to us anyway"] if too_much + asked else [])
    leaves = [f"{' and '.join(off)}, which leaves {said(left)}"] if off else []
    end = f"{said(over)} over" if over else "nothing more to pay back" if asked else "nothing to pay back"
    return [f"8 weeks = {said(may_hold)}", f"you hold {said(held)}", *leaves, end]


def check_statements(county, books):
    for agreement in [*active(books)[:SAMPLE], *active(books, "and id % 11 = 3")[:3]]:
        moved = [one for one in books.moved(agreement) if YEAR <= one[0] <= DAY]
        opening = books.held(agreement, YEAR - timedelta(days=1))
        too_much, asked = books.too_much(agreement), books.asked(agreement)
        held, aside, may_hold = books.held(agreement, DAY), sum(books.aside(agreement, DAY)), 8 * sum(books.weeks(agreement))
        into, out = sum(p for _, p, _ in moved if p > 0), -sum(p for _, p, _ in moved if p < 0)
        for style in STYLES:
            pieces = [f"{said(opening)} At the start", f"{said(into)} Paid in", f"{said(out)} Paid out", f"{said(held)} At the end"]
            pieces += books.worked_out(agreement)
            balance = opening
            pieces += [f"Brought forward {said(opening)}"] if style == "standard" else []
            for on, pence, what in moved:
                balance += pence
                pieces += [f"{on.day} {on:%B}", what]
                pieces.append(
                    f"{said(abs(pence))} {said(balance)}" if style == "standard"
                    else f"{'In' if pence > 0 else 'Out'} {said(abs(pence))}. Balance {said(balance)}."
                )  # fmt: skip
            pieces += [f"At the end {said(into)} {said(out)} {said(held)}"] if style == "standard" else []
            pieces += [*pay_back_test(held, aside, may_hold, too_much, asked), f"You hold {said(held)}. The mark is 8 weeks, {said(may_hold)}."]
            pieces += [f"Striped: {said(aside)} is set aside"] if aside else []
            coming = books.coming(agreement)
            pieces += [f"Your next payment is {coming[0]}", *coming[1:]]
            says_in_order(read(county, issue_statement, IssueStatement(agreement, DAY, style)), pieces)


def check_summaries(county, books):
    for agreement in active(books)[:SAMPLE]:
        pieces = [*books.worked_out(agreement), f"You may hold 8 weeks, {said(8 * sum(books.weeks(agreement)))}"]
        for style in STYLES:
            says_in_order(read(county, issue_summary, IssueSummary(agreement, style)), pieces)


def due_of(county, kind):
    return [row.key for row in county.at(Role.MANAGER).ask(letters_due) if row.key.kind == kind and ":" in row.key.subject]


def each(county, kind, most=SAMPLE):
    """The letters of a kind that are due, the prints in turn."""
    keys = due_of(county, kind)[:most]
    assert keys, kind
    for number, key in enumerate(keys):
        yield key, read(county, issue_letter, IssueLetter(key, STYLES[number % 2]))


def check_returns(county, books):
    county.at(Role.FINANCE).perform(ask_returns, AskReturns(DAY))
    late = books.rows("select id from payment_return where state = 'due' order by id")[0][0]
    with county.database.writing.begin() as connection:  # one of them was due three weeks ago
        connection.execute(text("update payment_return set due_on = '2026-07-01', chased = 0 where id = :one"), {"one": late})
    for kind in ("return request", "return reminder"):
        for key, words in each(county, kind):
            first, last = map(day, books.rows("select first_day, last_day from payment_return where id = :one", one=key.of)[0])
            paid = books.by_us(key.agreement_id, first, last)
            held = books.held(key.agreement_id, first - timedelta(days=1))
            says_in_order(words, [f"In the account before {say_day(first)} {said(held)}", f"Paid in by us in these days {said(paid)}"])


def check_money_over(county, books):
    free = [one for one in active(books) if not books.too_much(one) + books.asked(one)]
    rich = [one for one in free if books.held(one, DAY) - sum(books.aside(one, DAY)) > 8 * sum(books.weeks(one)) + 5000]
    assert len(rich) >= 2
    for agreement, outcome in zip(rich, ("pay back", "more time", "plan review", "nothing"), strict=False):
        county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, "tax", 1234, DAY, ""))
        review = ReviewSurplus(agreement, DAY, "no provider", "", outcome, "")
        county.at(Role.MANAGER).perform(review_surplus, review)
    for debt, seen in books.rows("select id, version from debt where state = 'proposed' and review_id is not null"):
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, seen, "approved"))
    for key, words in each(county, "surplus letter"):
        one = key.agreement_id
        held, aside, week = books.held(one, DAY), sum(books.aside(one, DAY)), sum(books.weeks(one))
        over = said(held - aside - 8 * week)
        pieces = [f"{said(held)} You hold", f"{said(aside)} Set aside", f"{said(8 * week)} You may hold", f"{over} Over",
                  f"8 × {said(week)} = {said(8 * week)}", f"{said(aside)} is set aside for bills",
                  *(f"{kind} {said(pence)}" for kind, pence in books.bills(one, DAY))]  # fmt: skip
        outcome = books.one("select outcome from surplus_review where id = :one", one=key.of)
        says_in_order(words, pieces + ([f"Pay {over} back by"] if outcome == "pay back" else []))
    ((debt, version, pence),) = books.rows("select id, version, pence from debt where state = 'letter sent' and kind = 'surplus' and review_id is not null")
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, version, "plan agreed", 700, reason="They agreed"))
    (words,) = [words for key, words in each(county, "plan letter", 99) if key.of == debt]
    last = pence - 700 * ((pence - 1) // 700)
    pieces = [f"{said(pence)} To pay back", f"{said(0)} Came back", f"{said(pence)} Still to come", f"{said(700)} comes out of each payment"]
    says_in_order(words, pieces + ([f"the last of them {said(last)}"] if last != 700 else []))


def check_misspent(county, books):
    line, version, pence = books.rows("select id, version, pence from spend_line where match = 'odd' and pence > 100 order by id")[0]
    county.at(Role.FINANCE).perform(judge_line, JudgeLine(line, version, "other", None, pence, "Cash for the bus"))
    before = {key.of for key in due_of(county, "pay-back letter")}
    debt, seen = books.rows("select id, version from debt where state = 'proposed' order by id desc")[0]
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, seen, "approved"))
    assert {key.of for key in due_of(county, "pay-back letter")} == before | {debt}
    (words,) = [words for key, words in each(county, "pay-back letter", 99) if key.of == debt]
    says_in_order(words, [f"Pay {said(pence)} back by"])


def check_ends_and_pauses(county, books):
    one, two = active(books)[-2:]
    county.at(Role.MANAGER).perform(suspend_agreement, changed(county, one, date(2026, 7, 15), "hospital"))
    county.at(Role.MANAGER).perform(end_agreement, changed(county, two, date(2026, 7, 12), "moved away"))
    owed = {row[0]: row[1] for row in books.rows("select agreement_id, sum(pence) from owed where run_line_id is null and pence < 0 group by agreement_id")}
    words = {key.agreement_id: w for key, w in each(county, "suspension notice")}
    says_in_order(words[one], [f"you hold {said(books.held(one, DAY))}", f"{said(-owed[one])} was already paid for days after that"])
    words = {key.agreement_id: w for key, w in each(county, "end letter")}
    moved = [p for on, p, _ in books.moved(two) if YEAR <= on <= DAY]
    held, bills, late = books.held(two, DAY), books.bills(two, DAY), -owed[two]
    opening, aside = books.held(two, YEAR - timedelta(days=1)), sum(pence for _, pence in bills)
    back = max(0, max(held, late) - aside)  # what was paid for days after the end comes back though it was spent
    arrears = books.one("select coalesce(sum(pence), 0) from owed where run_line_id is null and pence > 0 and agreement_id = :two", two=two)
    into, out = sum(p for p in moved if p > 0), -sum(p for p in moved if p < 0)
    pieces = [f"{said(opening)} At the start", f"{said(into)} Paid in", f"{said(out)} Paid out", f"{said(held)} Held", f"You hold {said(held)}"]
    pieces += [f"{said(late)} was paid for days after the last one"] if late > held else []
    pieces += [f"{said(aside)} set aside for"] if aside else []
    pieces += [f"{said(back)} to pay back" if back else "nothing to pay back", *(f"{kind} {said(pence)}" for kind, pence in bills)]
    pieces += [f"{said(late)} of what you were paid was for days after the last day"]
    says_in_order(words[two], pieces + ([f"We still owe you {said(arrears)}"] if arrears else []))


def check_uplift(county, books):
    before = {one: sum(books.weeks(one)) for one in active(books)}
    uplift = county.at(Role.MANAGER).perform(draft_uplift, DraftUplift("assistant", date(2026, 7, 6), 1800, "Cabinet")).answer
    county.at(Role.APPROVER).perform(apply_uplift, ApplyUplift(uplift, 1, 1800))
    carried = "select distinct agreement_id from award_line where pence = 1800 and agreement_id in (select id from agreement where {})"
    assert books.rows(carried.format("state = 'draft'"))  # those not started go up with the others, and are told once they start
    changed_ones = {row[0] for row in books.rows(carried.format("state <> 'draft'"))}
    assert {key.agreement_id for key in due_of(county, "uplift letter")} == changed_ones  # none is missed
    for number, (key, words) in enumerate(each(county, "uplift letter")):
        one = key.agreement_id
        arrears = books.one("select coalesce(sum(pence), 0) from owed where agreement_id = :one and uplift_id = :u", one=one, u=uplift)
        now = sum(books.weeks(one))
        pieces = []
        for lead, old, new in (("an hour", 1745, 1800), ("Your payment, a week", before[one], now)):
            pieces += [lead, f"Before: {said(old)}. Now: {said(new)}." if number % 2 else f"{said(old)} {said(new)}"]
        pieces += [f"We owe you {said(arrears)} for them"] if arrears else ["Nothing: no day from then on"]
        says_in_order(words, pieces + books.coming(one))


def test_every_amount_on_every_money_paper_is_the_records(example):
    county, books = example
    check_statements(county, books)
    check_summaries(county, books)
    check_returns(county, books)
    check_money_over(county, books)
    check_misspent(county, books)
    check_uplift(county, books)
    check_ends_and_pauses(county, books)
    due = tuple(row.key for row in county.at(Role.MANAGER).ask(letters_due))
    with counted_statements(county) as sent:
        left = county.at(Role.MANAGER).ask(letters_ready, due + county.at(Role.MANAGER).ask(statements_wanted, DAY)[:3])
    assert all(ready.facts is not None or ready.why for ready in left)
    # What lets a batch trust what it read while only letters went out: none says anything of the letters that went out,
    # but for the one question which of them did
    assert {ready.key.kind for ready in left if ready.facts is not None} >= {"statement", "award letter", "uplift letter"}
    assert [one.split("FROM")[1].split()[0] for one in sent if re.search(r"\b(paper|payment_letter)\b", one)] == ["payment_letter"]
