"""Runs, awards, refusals and card files in any order against a naive model of them, and twelve faults it must find.

The model knows days, rates and lists; it counts day by day and shares no arithmetic with the application.
"""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.ledger.posting import Line, Posting
from shortbreaks.payments import commands, drafting, facts, posting_runs, proof, rules, runs, spend_preview, spending
from shortbreaks.payments.card_files import ColumnMap
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.posting_runs import Answer, AnswerRun, answer_run
from shortbreaks.payments.runs import ApproveRun, ChooseLine, DropRun, approve_run, drop_run, leave_out
from shortbreaks.payments.tables import Owed
from tests.payments.builders import (
    FIRST,
    HEAD,
    an_agreement,
    an_award,
    approve,
    drafted,
    export,
    holds,
    lines_of,
    post,
    proved,
    run_of,
    take,
)  # fmt: skip

CYCLE = 28
LATEST = 5  # cycles a machine may live through
REASON = "Something is to be settled first"
COLUMNS = ColumnMap("Date", "Description", out="Money out", into="Money in")
# One family's statement: days of the first four weeks with purchases, two of them alike on one day
PURCHASES = tuple(
    (FIRST + timedelta(days=day), payee, pence)
    for day, payee, pence in (
        (1, "Ann Baker wages", 8400), (1, "Ann Baker wages", 8400), (3, "PayRight Payroll", 1608), (5, "Dover Trampolines", 950),
        (8, "Ann Baker wages", 8400), (9, "Refund Dover Trampolines", -950), (12, "Cash withdrawal", 2000), (12, "Bus fare", 2000),
    )
)  # fmt: skip


def half_up(pence):
    return floor(pence + Fraction(1, 2))


@dataclass
class Family:
    """What the model knows of one agreement: from when which rate (pence an hour) for how many minutes a week."""

    starts: date
    rates: list[tuple[date, int]]
    minutes: int
    paid: int = 0
    shown: Counter = field(default_factory=Counter)

    def rate_on(self, day: date) -> int:
        return [rate for since, rate in self.rates if since <= day][-1]

    def due(self, cycle: int) -> int:
        """What a cycle comes to, counted day by day: each span of one rate is rounded half up by itself (R-D12)."""
        first = FIRST + timedelta(days=CYCLE * cycle)
        days = Counter(
            self.rate_on(day) for day in (first + timedelta(days=n) for n in range(CYCLE)) if day >= self.starts
        )
        return sum(
            half_up(half_up(Fraction(rate * self.minutes, 60)) * Fraction(4 * n, CYCLE)) for rate, n in days.items()
        )


class Money(RuleBasedStateMachine):
    """Four weeks follow four weeks; families start, rates rise, finance refuses, cards are spent."""

    make_county = None  # a function that gives a fresh office

    @initialize(minutes=st.sampled_from((240, 360, 450)))
    def open_office(self, minutes):
        self.close = contextmanager(type(self).make_county)()
        self.county = self.close.__enter__()
        self.families: dict[int, Family] = {}
        self.cycle, self.run, self.stage, self.kept_out = 0, None, "", set()
        self.start_family(minutes=minutes, late=0)

    def teardown(self):
        if not hasattr(self, "close"):
            return
        try:
            self.prove_the_books()
        finally:
            self.close.__exit__(None, None, None)

    def prove_the_books(self):
        """At the end of each life: the ledger's own proofs, and that runs and payments stand in it."""
        assert proved(self.county)
        with self.county.database.reading.connect() as connection:
            for one in (proof.runs_are_their_lines, proof.payments_stand_in_the_books):
                assert list(one(connection)) == []

    @precondition(lambda self: len(self.families) < 4 and not self.stage and self.cycle < LATEST)
    @rule(minutes=st.sampled_from((120, 360, 615)), late=st.integers(0, CYCLE - 1))
    def start_family(self, minutes, late):
        starts = FIRST + timedelta(days=CYCLE * self.cycle + late)
        agreement = an_agreement(self.county, starts=starts, minutes=minutes, last=f"Family{len(self.families)}")
        self.families[agreement] = Family(starts, [(starts, 1629)], minutes)

    @precondition(lambda self: self.stage != "approved" and set(self.families) - self.kept_out)
    @rule(data=st.data(), more=st.integers(1, 200))
    def raise_a_rate(self, data, more):
        """From any day, paid already or not; a drafted run that says otherwise is not approved any more."""
        agreement = data.draw(st.sampled_from(sorted(set(self.families) - self.kept_out)))
        family = self.families[agreement]
        since = data.draw(st.dates(family.rates[-1][0], FIRST + timedelta(days=CYCLE * (self.cycle + 1))))
        rate, before = family.rates[-1][1] + more, self.still_due(family)
        award = an_award(agreement, rate=rate, minutes=family.minutes, part=1, since=since)
        self.county.at(Role.MANAGER).perform(decide_award_part, award)
        family.rates = [one for one in family.rates if one[0] < since] + [(since, rate)]
        if self.stage == "drafted" and self.still_due(family) != before:
            with pytest.raises(Refused, match="would come out otherwise now"):
                approve(self.county, self.run)
            self.give_up()

    @precondition(lambda self: not self.stage and self.cycle < LATEST)
    @rule()
    def draft(self):
        self.run, self.stage, self.kept_out = (
            drafted(self.county, FIRST + timedelta(days=CYCLE * self.cycle)),
            "drafted",
            set(),
        )

    @precondition(lambda self: self.stage == "drafted")
    @rule()
    def give_up(self):
        request = DropRun(self.run, run_of(self.county, self.run).version, REASON)
        self.county.at(Role.FINANCE).perform(drop_run, request)
        self.stage, self.kept_out = "", set()

    @precondition(lambda self: self.stage == "drafted" and len(self.families) > len(self.kept_out) + 1)
    @rule(data=st.data())
    def leave_one_out(self, data):
        agreement = data.draw(st.sampled_from(sorted(set(self.families) - self.kept_out)))
        lines = [
            line for line in lines_of(self.county, self.run) if line.agreement_id == agreement and line.state == "in"
        ]
        for line in lines:
            self.county.at(Role.FINANCE).perform(leave_out, ChooseLine(line.id, REASON))
        self.kept_out.add(agreement)

    @precondition(lambda self: self.stage == "drafted")
    @rule()
    def approve_it(self):
        with pytest.raises(Refused):
            approve(self.county, self.run, pence=run_of(self.county, self.run).total_pence + 1)
        with pytest.raises(Refused):
            approve_own(self.county, self.run)
        lines = [line for line in lines_of(self.county, self.run) if line.state == "in"]
        assert (
            run_of(self.county, self.run).total_pence == sum(line.net_pence for line in lines) == self.expected_total()
        )
        approve(self.county, self.run)
        self.stage = "approved"

    def expected_total(self):
        return sum(self.still_due(one) for key, one in self.families.items() if key not in self.kept_out)

    def still_due(self, family):
        return sum(family.due(n) for n in range(self.cycle + 1)) - family.paid

    @precondition(lambda self: self.stage == "approved")
    @rule()
    def post_it(self):
        post(self.county, self.run)
        for key, family in self.families.items():
            if key not in self.kept_out:
                family.paid += self.still_due(family)
        with pytest.raises(Refused):
            post(self.county, self.run)
        self.stage = "posted"

    @precondition(lambda self: self.stage == "posted")
    @rule(data=st.data())
    def finance_answers(self, data):
        """Written for finance with the true total; some payments come back, and come up in the next run."""
        export(self.county, self.run)
        lines = [line for line in lines_of(self.county, self.run) if line.state == "posted"]
        bad = data.draw(st.sets(st.sampled_from(sorted(line.id for line in lines)), max_size=1))
        answers = tuple(
            Answer(line.id, line.id not in bad, "" if line.id not in bad else "Account closed") for line in lines
        )
        assert self.county.at(Role.FINANCE).perform(answer_run, AnswerRun(self.run, answers)).answer == len(bad)
        for line in lines:
            if line.id in bad:
                self.families[line.agreement_id].paid -= line.net_pence
        self.cycle, self.stage, self.run, self.kept_out = self.cycle + 1, "", None, set()

    @precondition(lambda self: self.families)
    @rule(data=st.data(), first=st.integers(0, 7), size=st.integers(1, 8))
    def take_a_file(self, data, first, size):
        """Part of the statement of a family; parts overlap, and a purchase made twice that day counts twice."""
        agreement = data.draw(st.sampled_from(sorted(self.families)))
        family, days = self.families[agreement], sorted({day for day, _, _ in PURCHASES})
        chosen = days[first % len(days) :][:size]
        rows = [one for one in PURCHASES if one[0] in chosen]
        file = (HEAD + "\n".join(row_of(*one) for one in rows) + "\n").encode()
        new = Counter(rows) - family.shown
        assert take(self.county, agreement, file, f"{first}-{size}.csv", COLUMNS) == new.total()
        assert take(self.county, agreement, file, f"{first}-{size} again.csv", COLUMNS) == 0
        family.shown |= Counter(rows)

    @invariant()
    def every_balance_is_what_was_paid_less_what_was_spent(self):
        for agreement, family in getattr(self, "families", {}).items():
            spent = sum(pence * count for (_, _, pence), count in family.shown.items())
            kept = holds(self.county, agreement) if (family.paid or family.shown) else 0
            assert kept == family.paid - spent, agreement


def row_of(day, payee, pence):
    out, into = (f"{pence / 100:.2f}", "") if pence > 0 else ("", f"{-pence / 100:.2f}")
    return f"{day:%d/%m/%Y},{payee},{out},{into}"


def approve_own(county, run):
    """The drafter signs in as an approver and tries to approve what they prepared."""
    drafter = county.at(Role.FINANCE)
    office = replace(
        county.at(Role.APPROVER), person=replace(county.at(Role.APPROVER).person, id=drafter.person.id, role="finance")
    )
    kept = run_of(county, run)
    return office.perform(approve_run, ApproveRun(run, kept.version, kept.total_pence))


def lives(factory, examples, **more):
    machine = type("Machine", (Money,), {"make_county": staticmethod(factory)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=24, phases=(Phase.generate,), deadline=None, database=None, derandomize=True,
            suppress_health_check=list(HealthCheck), **more,
        ),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["file", "server"])
def test_any_order_of_runs_refusals_rises_and_files_keeps_every_penny(kind, new_county):
    lives(new_county(kind), 12 if kind == "file" else 6)


def first_kept(lines, day):
    """The award that was decided first, whatever followed it."""
    found = {}
    for line in lines:
        if line.from_day <= day:
            found.setdefault(line.part, line)
    return [found[key] for key in sorted(found)]


def backwards(run, line, pots, budget, back):
    posting = REAL_POSTING(run, line, pots, budget, back)
    return Posting(
        posting.what,
        posting.about,
        posting.on,
        tuple(Line(m.to_account, m.from_account, m.pence) for m in posting.lines),
    )


def always_out(spend_id, line, match, pot, spent, own):
    return Posting(line.payee, f"spend_line:{spend_id}", line.on, (Line(pot, spent, abs(line.pence)),))


def no_two_alike(table, columns):
    found = REAL_STATEMENT(table, columns)
    return replace(found, lines=tuple(line for line in found.lines if line.nth == 1))


def all_that_was_ever_owed(db, *, but_run=0):
    rows = db.execute(select(Owed.id, Owed.agreement_id, Owed.first_day, Owed.last_day, Owed.pence, Owed.words))
    found = {}
    for row in rows:
        found.setdefault(row.agreement_id, []).append(
            facts.SumOwed(row.id, row.first_day, row.last_day, row.pence, row.words)
        )
    return found


REAL_POSTING, REAL_STATEMENT, REAL_LATELY = posting_runs._posting, spend_preview.read_statement, drafting.paid_lately
FAULTS = {
    "half a penny is dropped": [(rules, "share_of", lambda pence, part, whole: pence * part // whole)],
    "an old award goes on": [(rules, "parts_on", first_kept)],
    "a draft is not looked at again": [
        (runs, "check_fresh", lambda *_: None),
        (posting_runs, "check_fresh", lambda *_: None),
    ],
    "paid days are not owed for": [(commands, "owe_for_paid_days", lambda *_args, **_more: 0)],
    "a dropped run keeps what it would have settled": [(runs, "free_owed", lambda *_: None)],
    "a refused payment keeps what it settled": [(posting_runs, "free_owed", lambda *_: None)],
    "a refused payment is not taken out of the books": [(posting_runs, "reverse", lambda *_: None)],
    "money goes the other way": [(posting_runs, "_posting", backwards)],
    "arrears are paid again and again": [(drafting, "owed_unsettled", all_that_was_ever_owed)],
    "a refused payment takes its arrears with it": [(drafting, "paid_lately", lambda db: (REAL_LATELY(db)[0], {}))],
    "a period is paid twice": [(drafting, "paid_lately", lambda db: ({}, REAL_LATELY(db)[1]))],
    "lines of an overlapping file are kept twice": [(spend_preview, "_kept", lambda *_: spend_preview.Kept())],
    "one of two alike purchases is lost": [(spend_preview, "read_statement", no_two_alike)],
    "a refund is spent": [(spending, "_posting", always_out)],
}


class Chosen:
    """What Hypothesis would draw, chosen: values in order, or functions that choose when it comes to it."""

    def __init__(self, *values) -> None:
        self.values = list(values)

    def draw(self, _strategy):
        value = self.values.pop(0)
        return value() if callable(value) else value


def a_life_that_meets_everything(factory):
    """One life through the machine's own rules and checks, in an order in which each fault must show."""
    life = type("Life", (Money,), {"make_county": staticmethod(factory)})()
    day = lambda cycle, n: FIRST + timedelta(days=CYCLE * cycle + n)  # noqa: E731 - one line, used here alone

    def line_of(agreement, kind):
        return {line.id for line in lines_of(life.county, life.run) if (line.agreement_id, line.kind) == (agreement, kind)}

    def whole_run(*bad):
        life.approve_it()
        life.post_it()
        life.every_balance_is_what_was_paid_less_what_was_spent()
        life.finance_answers(Chosen(lambda: set().union(*(line_of(*one) for one in bad))))
        life.every_balance_is_what_was_paid_less_what_was_spent()

    try:
        life.open_office(minutes=360)
        life.start_family(minutes=615, late=11)
        first, second = sorted(life.families)
        life.take_a_file(Chosen(first), first=0, size=3)
        life.take_a_file(Chosen(first), first=1, size=5)
        life.take_a_file(Chosen(second), first=0, size=3)  # the same to the byte as another family's
        life.every_balance_is_what_was_paid_less_what_was_spent()
        life.draft()
        whole_run()
        life.raise_a_rate(Chosen(first, day(0, 9)), more=37)  # days that are paid: arrears
        life.draft()
        life.give_up()  # a dropped run sets the arrears free
        life.draft()
        whole_run((first, "arrears"))  # refused by finance: owed again
        life.draft()
        life.raise_a_rate(Chosen(second, day(2, 5)), more=11)  # under a draft: it is not approved any more
        life.draft()
        life.leave_one_out(Chosen(second))
        life.approve_it()
        life.post_it()
        life.raise_a_rate(Chosen(first, day(2, 20)), more=53)  # arrears for a payment that finance then refuses
        life.finance_answers(Chosen(lambda: line_of(first, "cycle")))
        life.every_balance_is_what_was_paid_less_what_was_spent()
        life.draft()
        whole_run()
        life.draft()
        whole_run()
    finally:
        life.teardown()


@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_life_that_meets_everything_is_sound(kind, new_county):
    a_life_that_meets_everything(new_county(kind))


@pytest.mark.parametrize("fault", FAULTS)
def test_each_deliberate_fault_is_found(fault, new_county, monkeypatch):
    for room, name, wrong in FAULTS[fault]:
        assert hasattr(room, name), name
        monkeypatch.setattr(room, name, wrong)
    # pytest's own failures are no Exception; whatever the fault breaks first is a find, save a slip of the test's
    with pytest.raises((Exception, pytest.fail.Exception)) as found:
        a_life_that_meets_everything(new_county("file"))
    assert not isinstance(found.value, AttributeError | TypeError | NameError | IndexError | KeyError), found.value
