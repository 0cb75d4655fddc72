"""What a question costs does not grow with the years kept: every plan is looked at, on both engines, and every step counted."""

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from shortbreaks.access.permissions import Role
from shortbreaks.database.connections import note_sizes, open_file
from shortbreaks.errors import Spoken
from tests.conftest import TODAY, _copied
from tests.counting import APART
from tests.kept_years import add_years
from tests.questions import Asking

YEARS = 3
# Whose answer grows with the years, or which is meant to read them all; each with why
MEANT = {
    "finance.journal.write_journal": "every entry there ever was, written out",
    "ledger.queries.all_balances": "a balance of each account, also of families who left",
    "ledger.months.months_of_the_books": "every month of the books",
    "payments.account_list.accounts_listed": "every account, also those that ended",
    "payments.erasure.queries.families_due": "whose time is up, of all who left",
    "payments.letters.due.statements_wanted": "every account, also those that ended",
    "payments.uplift.queries.uplift_report": "every agreement of an uplift",
    "payments.runs.queries.runs_listed": "every run with its payments counted",
    "payments.runs.queries.run_shown": "every payment of a run",
    "finance.accruals.accruals_at": "a year's end", "finance.accruals.accruals_file": "a year's end",
    "finance.recoveries.recoveries_listed": "every recovery",
    "exchange.night_commands.past_nights_previewed": "every child by name, against a file",
    "families.looks.looks_at_records": "the newest five hundred looks; the example has fewer",
    "families.search.find_people": "more families are found by the same letters",
    "bookings.queries.find_by_letters": "more families are found by the same letters",
}  # fmt: skip
LEFT = {
    "finance.checks.check_rows", "finance.checks.check_file", "finance.checks.checks_answered",
    "overnight.reviews.reviews_due", "overnight.costs.costs_shown", "bookings.today.due_today",
    "overnight.costs.cost_of_council", "overnight.later_charges.due.later_due", "payments.letters.due.letters_due", "payments.letters.due.letters_not_drawn",
    "overnight.costs.cost_of_unit", "bookings.still_held.held_where_closed",
    "eligibility.worklists.evidence_running_out", "overnight.shares.fair_shares", "bookings.carrying.to_carry_over",
    "eligibility.worklists.decided_not_told", "eligibility.transition.growing_up",
    "eligibility.worklists.given_no_choice",
}  # fmt: skip


@contextmanager
def heard(county, note):
    """`note` hears of every statement that reads, with its values."""

    def hear(connection, _cursor, statement, values, *_rest):
        if not statement.lower().startswith(APART):
            note(connection, statement, values)

    engine = county.database.reading
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", hear)


class Asked:
    """Every question asked once: by its name the steps it took, and by statement who asked it with which values."""

    def __init__(self, county) -> None:
        self.steps, self.said, self.refused = {}, {}, {}
        asking, ticks, on = Asking(county.at(Role.MANAGER)), [0], set()

        def tick():
            ticks[0] += 1

        def note(connection, statement, values):
            raw = connection.connection.driver_connection
            if county.kind == "file" and id(raw) not in on:
                on.add(id(raw))
                raw.set_progress_handler(tick, 100)
            self.said.setdefault(statement, (set(), values))[0].add(name)

        name = ""
        with heard(county, note):
            for name, function, values in asking.calls():
                ticks[0] = 0
                try:
                    asking.office.ask(function, **values)
                except Spoken as fault:
                    self.refused[name] = str(fault)
                self.steps[name] = self.steps.get(name, 0) + 100 * ticks[0]


@pytest.fixture(scope="module")
def grown(_filled, tmp_path_factory):
    """An example office asked everything, then with more years kept and asked again: (county, before, after)."""
    county = _copied(_filled(0.1), tmp_path_factory.mktemp("years"))
    before = Asked(county)
    add_years(county.database, YEARS, TODAY.date())
    note_sizes(county.database)
    county.database.close()
    county = replace(county, database=open_file(Path(county.database.place), county.database.key))
    yield county, before, Asked(county)
    county.database.close()


def test_no_question_costs_more_with_the_years(grown):
    """Three times as much again of what is over, of families who left: steps of the engine, not time."""
    _, before, after = grown
    more = {
        name: (before.steps[name], steps)
        for name, steps in after.steps.items()
        if steps > 1.5 * before.steps[name] + 1500
    }
    assert {name: steps for name, steps in more.items() if name not in MEANT and name not in LEFT} == {}
    assert {*MEANT} <= {*more}, "these cost no more with the years, so they need no reason"
