"""Every amount on every paper about money is the record's, asked here past every reader the papers use, in both prints."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.example.build import fill
from shortbreaks.families.papers import paper_again
from shortbreaks.payments.ending import end_agreement, suspend_agreement
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters import issue_letter, letters_ready
from shortbreaks.payments.letters_due import letters_due
from shortbreaks.payments.papers import IssueStatement, IssueSummary, issue_statement, issue_summary
from shortbreaks.payments.recovery import MoveDebt, ReviewSurplus, SetAside, move_debt, review_surplus, set_aside
from shortbreaks.payments.returns import AskReturns, ask_returns
from shortbreaks.payments.uplift import ApplyUplift, DraftUplift, apply_uplift, draft_uplift
from tests.conftest import TODAY
from tests.payments.letter_builders import IssueLetter, amounts_in, changed, text_of

DAY = date(2026, 7, 22)
YEAR = date(2026, 4, 1)
STYLES = ("standard", "large")
SAMPLE = 9


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
        """Every transfer of the agreement's account: day, pence."""
        sql = """select t.on_date, case when t.to_account = a.id then t.pence else -t.pence end, t.id, e.about from transfer t
        join account a on a.id in (t.to_account, t.from_account) join entry e on e.id = t.entry_id
        where a.kind = 'direct payment' and a.holder = :holder order by t.on_date, t.id"""
        return [(day(row[0]), row[1], row[3]) for row in self.rows(sql, holder=f"agreement:{agreement}")]

    def held(self, agreement, on):
        return sum(pence for at, pence, _ in self.moved(agreement) if at <= on)

    def parts(self, agreement):
        sql = "select part, per, minutes, pence, from_day from award_line where agreement_id = :one order by from_day, id"
        latest = {row[0]: row for row in self.rows(sql, one=agreement) if day(row[4]) <= DAY}
        return list(latest.values())

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
        """Where a plan lessens the next payment: what comes out, and what arrives."""
        out = self.by_plan(agreement)
        return {out, sum(self.cycles(agreement)) - out} if out else set()

    def years(self, agreement):
        """What a sum of a month comes to in a year, which is said beside it (R-D5)."""
        return {12 * part[3] for part in self.parts(agreement) if part[1] == "month"}

    def aside(self, agreement, on):
        sql = "select pence from liability where agreement_id = :one and from_day <= :day and (settled_on is null or settled_on > :day)"
        return [row[0] for row in self.rows(sql, one=agreement, day=on)]


def day(value):
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


@pytest.fixture(params=["file", "server"])
def example(request):
    county = request.getfixturevalue(f"{request.param}_county")
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


def check_statements(county, books):
    for agreement in [*active(books)[:SAMPLE], *active(books, "and id % 11 = 3")[:3]]:
        moved = [(on, pence) for on, pence, _ in books.moved(agreement) if YEAR <= on <= DAY]
        opening = books.held(agreement, YEAR - timedelta(days=1))
        balances = [opening + sum(p for _, p in moved[: n + 1]) for n in range(len(moved))]
        held, aside = books.held(agreement, DAY), sum(books.aside(agreement, DAY))
        weeks = books.weeks(agreement)
        may_hold, over = 8 * sum(weeks), held - aside - 8 * sum(weeks)
        into, out = sum(p for _, p in moved if p > 0), -sum(p for _, p in moved if p < 0)
        rates = [row[3] for row in books.parts(agreement)]
        wanted = {opening, into, out, held, may_hold, *(abs(p) for _, p in moved), *balances, *rates, *books.cycles(agreement),
                  sum(books.cycles(agreement))}  # fmt: skip
        wanted |= {week for week, part in zip(weeks, books.parts(agreement), strict=True) if part[1] == "hour"}
        wanted |= books.years(agreement)
        wanted |= ({aside, held - aside} if aside else set()) | ({over} if over > 0 else set())
        wanted |= books.coming(agreement)
        for style in STYLES:
            found = amounts_in(read(county, issue_statement, IssueStatement(agreement, DAY, style)))
            assert found == {said(pence) for pence in wanted}, (agreement, style)


def check_summaries(county, books):
    for agreement in active(books)[:SAMPLE]:
        weeks, parts = books.weeks(agreement), books.parts(agreement)
        wanted = {8 * sum(weeks), *(row[3] for row in parts), *books.cycles(agreement), *books.years(agreement)}
        wanted |= {week for week, part in zip(weeks, parts, strict=True) if part[1] == "hour"}
        for style in STYLES:
            assert amounts_in(read(county, issue_summary, IssueSummary(agreement, style))) == {said(one) for one in wanted}


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
            paid = sum(p for on, p, about in books.moved(key.agreement_id) if first <= on <= last and about.startswith("run_line"))
            held = books.held(key.agreement_id, first - timedelta(days=1))
            assert amounts_in(words) == {said(held), said(paid)}, key


def check_money_over(county, books):
    rich = [one for one in active(books) if books.held(one, DAY) - sum(books.aside(one, DAY)) > 8 * sum(books.weeks(one)) + 5000]
    assert len(rich) >= 2
    for agreement, outcome in zip(rich, ("pay back", "more time", "plan review", "nothing"), strict=False):
        county.at(Role.FINANCE).perform(set_aside, SetAside(agreement, "tax", 1234, DAY, ""))
        review = ReviewSurplus(agreement, DAY, "no provider", "", outcome, "")
        county.at(Role.MANAGER).perform(review_surplus, review)
    for debt, seen in books.rows("select id, version from debt where state = 'proposed' and review_id is not null"):
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, seen, "approved"))
    for key, words in each(county, "surplus letter"):
        one = key.agreement_id
        held, aside, week = books.held(one, DAY), books.aside(one, DAY), sum(books.weeks(one))
        wanted = {held, sum(aside), 8 * week, held - sum(aside) - 8 * week, week, *aside}
        assert amounts_in(words) == {said(pence) for pence in wanted}, key
    ((debt, version, pence),) = books.rows("select id, version, pence from debt where state = 'letter sent' and review_id is not null")
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, version, "plan agreed", 700, reason="They agreed"))
    (words,) = [words for key, words in each(county, "plan letter", 99) if key.of == debt]
    last = pence - 700 * ((pence - 1) // 700)
    assert amounts_in(words) >= {said(pence), said(0), said(700)}
    assert amounts_in(words) <= {said(pence), said(0), said(700), said(last)}


def check_misspent(county, books):
    line, version, pence = books.rows("select id, version, pence from spend_line where match = 'odd' and pence > 100 order by id")[0]
    county.at(Role.FINANCE).perform(judge_line, JudgeLine(line, version, "other", None, pence, "Cash for the bus"))
    before = {key.of for key in due_of(county, "pay-back letter")}
    debt, seen = books.rows("select id, version from debt where state = 'proposed' order by id desc")[0]
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, seen, "approved"))
    assert {key.of for key in due_of(county, "pay-back letter")} == before | {debt}
    (words,) = [words for key, words in each(county, "pay-back letter", 99) if key.of == debt]
    assert amounts_in(words) == {said(pence)}


def check_ends_and_pauses(county, books):
    one, two = active(books)[-2:]
    county.at(Role.MANAGER).perform(suspend_agreement, changed(county, one, date(2026, 7, 15), "hospital"))
    county.at(Role.MANAGER).perform(end_agreement, changed(county, two, date(2026, 7, 12), "moved away"))
    owed = {row[0]: row[1] for row in books.rows("select agreement_id, sum(pence) from owed where run_line_id is null and pence < 0 group by agreement_id")}
    words = {key.agreement_id: w for key, w in each(county, "suspension notice")}
    assert amounts_in(words[one]) == {said(books.held(one, DAY)), said(-owed[one])}
    words = {key.agreement_id: w for key, w in each(county, "end letter")}
    moved = [p for on, p, _ in books.moved(two) if YEAR <= on <= DAY]
    held, aside = books.held(two, DAY), books.aside(two, DAY)
    wanted = {books.held(two, YEAR - timedelta(days=1)), sum(p for p in moved if p > 0), -sum(p for p in moved if p < 0), held,
              -owed[two]}  # fmt: skip
    back = max(0, max(held, -owed[two]) - sum(aside))  # what was paid for days after the end comes back though it was spent
    wanted |= ({back} if back else set()) | ({sum(aside), *aside} if aside else set())
    arrears = books.one("select coalesce(sum(pence), 0) from owed where run_line_id is null and pence > 0 and agreement_id = :two", two=two)
    wanted |= {arrears} if arrears else set()
    assert amounts_in(words[two]) == {said(pence) for pence in wanted}


def check_uplift(county, books):
    before = {one: sum(books.weeks(one)) for one in active(books)}
    uplift = county.at(Role.MANAGER).perform(draft_uplift, DraftUplift("assistant", date(2026, 7, 6), 1800, "Cabinet")).answer
    county.at(Role.APPROVER).perform(apply_uplift, ApplyUplift(uplift, 1, 1800))
    carried = "select distinct agreement_id from award_line where pence = 1800 and agreement_id in (select id from agreement where {})"
    assert books.rows(carried.format("state = 'draft'"))  # those not started go up with the others, and are told once they start
    changed_ones = {row[0] for row in books.rows(carried.format("state <> 'draft'"))}
    assert {key.agreement_id for key in due_of(county, "uplift letter")} == changed_ones  # none is missed
    for key, words in each(county, "uplift letter"):
        one = key.agreement_id
        arrears = books.one("select coalesce(sum(pence), 0) from owed where agreement_id = :one and uplift_id = :u", one=one, u=uplift)
        wanted = {1745, 1800, before[one], sum(books.weeks(one)), *([arrears] if arrears else []), sum(books.cycles(one))}
        wanted |= books.coming(one)
        assert amounts_in(words) == {said(pence) for pence in wanted}, key


def test_every_amount_on_every_money_paper_is_the_records(example):
    county, books = example
    check_statements(county, books)
    check_summaries(county, books)
    check_returns(county, books)
    check_money_over(county, books)
    check_misspent(county, books)
    check_uplift(county, books)
    check_ends_and_pauses(county, books)
    left = county.at(Role.MANAGER).ask(letters_ready, tuple(row.key for row in county.at(Role.MANAGER).ask(letters_due)))
    assert all(ready.facts is not None or ready.why for ready in left)
