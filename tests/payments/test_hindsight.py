"""An account of a past day shows the award and the balance of its evening, and what was entered since with its days (R-D12, R-D24)."""

from datetime import UTC, date, datetime, timedelta

from shortbreaks.access.permissions import Role
from shortbreaks.ledger.commands import CloseMonth, close_month
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.ending import ChangeState, suspend_agreement
from shortbreaks.payments.hindsight import LaterAward, LaterLines
from shortbreaks.payments.putting_back import PutBackLine, put_back_line
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending_tables import SpendLine
from shortbreaks.payments.tables import Agreement
from tests.counting import statements
from tests.payments.builders import FIRST, a_file, an_agreement, an_award, paid, spent, take, version_of
from tests.payments.test_owed_days import on

APRIL, PAYROLL = date(2026, 4, 30), 1608


def shown(county, agreement, day=None):
    return county.at(Role.FINANCE).ask(account_card, agreement, day)


def by_then(card):
    """The award and the balance as they were known on the evening of a card's day."""
    return card.parts, card.week, card.closing - (card.hindsight.pence if card.hindsight is not None else 0)


def test_what_was_entered_after_a_day_is_beside_it_and_not_in_what_was_known(file_county):
    county = file_county
    office, finance = county.at(Role.MANAGER), county.at(Role.FINANCE)
    on(county, 3, 31)
    agreement = an_agreement(county)
    office.perform(decide_award_part, an_award(agreement, rate=1000, kind="extra", per="week", since=FIRST))
    paid(county)
    on(county, 4, 30)
    evening = by_then(shown(county, agreement))
    assert evening[1:] == (10774, 39096 + 4000)
    on(county, 5, 10)
    take(county, agreement, a_file("13/04/2026,Ann,84.00,", "27/04/2026,Ann,20.00,", "04/05/2026,Ann,5.00,"))
    on(county, 5, 12)
    for line in (
        an_award(agreement, rate=1650, since=date(2026, 4, 20), part=1),
        an_award(agreement, rate=1685, since=date(2026, 4, 20), part=1),
        an_award(agreement, rate=0, kind="extra", per="week", since=APRIL, part=2),
        an_award(agreement, rate=1700, since=date(2026, 5, 1), part=1),
    ):
        office.perform(decide_award_part, line)
    on(county, 5, 15)
    wrong = spent(county)[0]
    finance.perform(put_back_line, PutBackLine(wrong.id, version_of(county, SpendLine, wrong.id), "Another family's"))
    then = shown(county, agreement, APRIL)
    assert by_then(then) == evening
    assert (then.closing, then.surplus.week) == (39096 + 4000 - 2000, 10110)  # the books', and the test by what counts
    assert then.hindsight.award == (
        LaterAward("Personal assistant: 6 hours × £16.85 = £101.10 a week", date(2026, 5, 12), date(2026, 4, 20)),
        LaterAward("Extra: nothing", date(2026, 5, 12), APRIL),
    )
    assert then.hindsight.lines == (
        LaterLines(date(2026, 5, 10), date(2026, 4, 13), date(2026, 4, 27), 2, -10400),
        LaterLines(date(2026, 5, 15), date(2026, 4, 13), date(2026, 4, 13), 1, 8400),
    )
    assert [line.entered for line in then.lines] == [None, date(2026, 5, 10), date(2026, 5, 15), date(2026, 5, 10)]
    tenth = shown(county, agreement, date(2026, 5, 10)).hindsight
    assert [(one.entered.day, one.count, one.pence) for one in tenth.lines] == [(15, 1, 8400)]
    last = shown(county, agreement, date(2026, 5, 14)).hindsight
    assert (last.award, shown(county, agreement).hindsight) == ((), None)
    _closed(county, agreement)
    _as_many_questions(county, agreement)


def _closed(county, agreement):
    """Once its month is closed a correction counts on its own day, and moves no past balance."""
    finance, later = county.at(Role.FINANCE), spent(county)[1]
    before = shown(county, agreement, APRIL)
    assert before.hindsight.lines
    finance.perform(close_month, CloseMonth("2026-04", "Reconciled", for_good=True))
    finance.perform(put_back_line, PutBackLine(later.id, version_of(county, SpendLine, later.id), "Another family's"))
    then = shown(county, agreement, APRIL)
    assert (then.closing, then.hindsight) == (before.closing, before.hindsight)


def _as_many_questions(county, agreement):
    """However many lines were entered later."""
    with statements(county) as few:
        shown(county, agreement, APRIL)
    take(county, agreement, a_file("05/05/2026,Bo,7.00,", "06/05/2026,Bo,9.00,", "07/05/2026,Cy,9.00,"), name="may.csv")
    with statements(county) as more:
        shown(county, agreement, date(2026, 5, 9))
    assert len(more) == len(few)


def test_a_state_entered_at_midnight_was_not_known_on_the_evening_before(file_county):
    """23:59:59 of 30 April in Kent is its evening, 00:00 of 1 May is not (in summer an hour before UTC)."""
    county, edge = file_county, datetime(2026, 4, 30, 23, tzinfo=UTC)
    on(county, 3, 31)
    early, late = an_agreement(county), an_agreement(county, last="Baker")
    for agreement, moment in ((early, edge - timedelta(seconds=1)), (late, edge)):
        county.clock.set(moment)
        seen = version_of(county, Agreement, agreement)
        pause = ChangeState(agreement, seen, date(2026, 4, 27), "hospital", "The ward looks after him", "Half pay")
        county.at(Role.MANAGER).perform(suspend_agreement, pause)
    on(county, 5, 2)
    assert shown(county, early, APRIL).hindsight.steps == ()
    assert shown(county, late, APRIL).hindsight.steps == (LaterAward("It is suspended", date(2026, 5, 1), date(2026, 4, 27)),)
