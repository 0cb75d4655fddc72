"""An agreement that has not started is missed by no uplift, and none starts below the council's rate without a word (R-D5)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideRate, decide_rate
from shortbreaks.errors import Refused
from shortbreaks.payments.commands import StartAgreement, decide_award_part, note_readiness, start_agreement
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.rules import Part
from shortbreaks.payments.tables import Agreement
from shortbreaks.payments.uplift.queries import uplift_report
from shortbreaks.payments.uplift.rates import Raised, old_rates
from tests.nasty import MARKUP
from tests.payments.builders import FIRST, a_draft, an_agreement, an_award, drafted, lines_of, ready, version_of
from tests.payments.letter_builders import kinds_due
from tests.payments.test_uplift import FROM, apply, worked_out


def awarded(county, starts=FIRST, **award):
    """A draft with six hours at £16.29 and everything that must be there."""
    draft = a_draft(county, starts=starts, last="Stone")
    county.at(Role.MANAGER).perform(decide_award_part, an_award(draft, since=starts, **award))
    county.at(Role.MANAGER).perform(note_readiness, ready(county, draft))
    return draft


def start(county, draft, why=""):
    request = StartAgreement(draft, version_of(county, Agreement, draft), "Panel agreed", "Assessed elsewhere", why)
    county.at(Role.MANAGER).perform(start_agreement, request)


def test_a_draft_goes_up_with_the_others_and_is_told_once_it_starts(county):
    an_agreement(county)
    draft = awarded(county)
    uplift = worked_out(county)
    rows = {row.agreement_id: row for row in county.at(Role.FINANCE).ask(uplift_report, uplift)}
    assert [(row.old, row.new, row.new_week, row.arrears, row.started) for row in rows.values()] == [
        (1629, 1685, 10110, 0, True), (1629, 1685, 10110, 0, False),
    ]  # fmt: skip
    assert apply(county, uplift) == 2
    assert kinds_due(county).count("uplift letter") == 1
    start(county, draft)  # no word is asked for: it is at the new rate
    assert kinds_due(county).count("uplift letter") == 2
    pays = {line.agreement_id: line.gross_pence for line in lines_of(county, drafted(county))}
    assert pays[draft] == 39768  # 14 days at £97.74 and 14 at £101.10 a week: 195.48 + 202.20


def test_a_draft_that_was_awarded_the_old_rate_after_an_uplift_does_not_start_without_a_word(file_county):
    an_agreement(file_county)
    apply(file_county, worked_out(file_county))
    draft = awarded(file_county)
    said = "Personal assistant is at £16.29 an hour, and £16.85 holds from 20 April 2026"
    assert [str(old) for old in file_county.at(Role.FINANCE).ask(account_card, draft).old_rates] == [said]
    for why in ("", "  "):
        with pytest.raises(Refused, match="holds from 20 April 2026") as refused:
            start(file_county, draft, why)
        assert refused.value.field == "old_rate"
    start(file_county, draft, MARKUP[0])
    assert file_county.at(Role.FINANCE).ask(account_card, draft).state == "active"


def test_a_draft_at_the_rate_of_its_days_starts_without_a_word(file_county):
    an_agreement(file_county)
    apply(file_county, worked_out(file_county))
    draft = awarded(file_county, starts=date(2026, 6, 1))
    file_county.at(Role.MANAGER).perform(decide_award_part, an_award(draft, rate=1685, part=1, since=date(2026, 6, 1)))
    start(file_county, draft)


def test_a_rate_decided_for_a_day_to_come_counts_once_it_holds_or_an_uplift_was_applied(file_county):
    draft = awarded(file_county)
    later = DecideRate("Personal assistant", "hour", date(2026, 9, 1), 1745, "Cabinet")
    file_county.at(Role.MANAGER).perform(decide_rate, later)
    assert file_county.at(Role.FINANCE).ask(account_card, draft).old_rates == ()
    file_county.clock.forward(days=41)  # to 1 September
    assert [old.now.pence for old in file_county.at(Role.FINANCE).ask(account_card, draft).old_rates] == [1745]


def test_which_part_is_below_the_rate_of_its_days():
    """£16.85 from 20 April, £17.45 from 1 September: each line is held against the rates of its own days."""
    rates = [Raised("assistant", FROM, 1685), Raised("assistant", date(2026, 9, 1), 1745)]

    def line(pence, first, last=None, number=1, **other):
        given = {"kind": "assistant", "per": "hour", "minutes": 360, "part": 1, **other}
        return Part(given["part"], given["kind"], "", given["per"], given["minutes"], pence, first, last, number)

    def found(*lines, since=FIRST):
        return [(old.part, old.pence, old.now.pence) for old in old_rates(lines, since, rates)]

    assert found(line(1629, FIRST, date(2026, 4, 19))) == []  # it ends the day before
    assert found(line(1629, FIRST, FROM)) == [(1, 1629, 1685)]
    assert found(line(1685, FROM, date(2026, 8, 31))) == []
    assert found(line(1685, FROM)) == [(1, 1685, 1745)]
    assert found(line(1629, FIRST), line(1685, FROM, number=2), line(1745, date(2026, 9, 1), number=3)) == []
    assert found(line(1629, FIRST), line(1800, date(2026, 5, 1), number=2)) == [(1, 1629, 1685)]  # eleven days of it
    assert found(line(1629, FIRST), line(1800, date(2026, 5, 1), number=2), since=date(2026, 5, 1)) == []
    assert found(line(100, FIRST, kind="agency"), line(2625, FIRST, part=2, kind="extra", per="month", minutes=0)) == []
    assert found(line(1629, FIRST, minutes=0)) == []  # a part that has stopped


def test_the_database_applies_no_uplift_that_misses_an_agreement(county):
    an_agreement(county)
    uplift = worked_out(county)
    awarded(county)  # made while the report was looked at
    with pytest.raises(Refused, match="1 agreement changed"):
        apply(county, uplift)
    with pytest.raises(DBAPIError, match="not in the report"), county.database.writing.begin() as connection:
        connection.execute(text(f"update uplift set state = 'applied', applied_by = 99 where id = {uplift}"))
