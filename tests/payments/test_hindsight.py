"""An account of a past day is that of its evening: state, award, pay-back test; what was entered since is said beside it (R-D12, R-D24)."""

from datetime import UTC, date, datetime, timedelta

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.families.tables import Child
from shortbreaks.ledger.commands import CloseMonth, close_month
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.debts.money_back import TakeBack, TakeUnspent, take_back, take_unspent
from shortbreaks.payments.debts.recovery import (
    ReviewSurplus,
    SetAside,
    SettleLiability,
    review_surplus,
    set_aside,
    settle_liability,
)
from shortbreaks.payments.ending import ChangeState, end_agreement, suspend_agreement
from shortbreaks.payments.hindsight import LaterAward, LaterLines
from shortbreaks.payments.payees import TakeOver, take_over
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending.putting_back import PutBackLine, put_back_line
from shortbreaks.payments.spending.tables import Debt, SpendLine
from shortbreaks.payments.tables import Agreement
from tests.builders import a_child
from tests.counting import statements
from tests.finance.test_recoveries import a_debt
from tests.payments.builders import FIRST, SECOND, a_file, an_agreement, an_award, paid, spent, take, version_of
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
    assert (then.closing, then.surplus.week, then.surplus.balance) == (39096 + 4000 - 2000, 10774, 39096 + 4000)  # the books', and the test of then
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
    assert [shown(county, one, APRIL).state for one in (early, late)] == ["suspended", "active"]


def stood(card):
    """What an account says of its state and of what is to pay back."""
    return card.state, card.decided, card.coming, card.ended_on, card.surplus, card.aside, card.too_much, card.payee, card.taken_over_on


def test_every_evening_shows_the_state_and_the_test_that_were_shown_on_it(county):
    """Bills, an end that is brought forward, a death, money back and a young person who takes over: each entered late."""
    office, finance = county.at(Role.MANAGER), county.at(Role.FINANCE)
    child = a_child(county, born=date(2009, 1, 1))
    on(county, 3, 31)
    agreement = an_agreement(county, child=child)
    paid(county)
    seen = {}

    def version():
        return version_of(county, Agreement, agreement)

    acts = (
        lambda: finance.perform(set_aside, SetAside(agreement, "tax", 3000, date(2026, 4, 8), "")),
        lambda: finance.perform(settle_liability, SettleLiability(1, 1, date(2026, 4, 9))),
        lambda: office.perform(take_over, TakeOver(agreement, version(), date(2026, 5, 20), "V2", "She asked to", last4="7711")),
        lambda: office.perform(end_agreement, ChangeState(agreement, version(), date(2026, 8, 31), "asked to end", "")),
        lambda: finance.perform(take_unspent, TakeUnspent(agreement, 5000, date(2026, 4, 20), "FT 118")),
        lambda: office.perform(note_ending, NoteEnding(child, version_of(county, Child, child), "died", date(2026, 4, 25), "Her father rang")),
        lambda: office.perform(end_agreement, ChangeState(agreement, version(), date(2026, 4, 25), "died", "")),
        lambda: office.perform(review_surplus, ReviewSurplus(agreement, date(2026, 5, 21), "", "", "pay back", "No return comes")),
    )  # fmt: skip
    for day, act in zip(range(3, 27, 3), acts, strict=True):
        on(county, 5, day)
        seen[date(2026, 5, day)] = stood(shown(county, agreement))
        on(county, 5, day + 1)
        act()
    on(county, 5, 27)
    assert {day: stood(shown(county, agreement, day)) for day in seen} == seen
    assert len(set(seen.values())) == len(seen) - 1  # once the tax was paid all was as before
    later = shown(county, agreement, date(2026, 5, 3)).hindsight.aside
    assert later == (
        LaterAward("£30.00 set aside for tax", date(2026, 5, 4), date(2026, 4, 8)),
        LaterAward("£30.00 for tax not set aside any more", date(2026, 5, 7), date(2026, 4, 9)),
    )


def test_money_that_came_back_and_a_run_that_was_posted_late_count_from_the_evening_they_were_entered(file_county):
    """A sum paid too much that a late run takes, and a part of a debt that is entered a fortnight after its day."""
    county, finance = file_county, file_county.at(Role.FINANCE)
    on(county, 3, 31)
    agreement = an_agreement(county)
    paid(county)
    on(county, 4, 20)
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, minutes=300, since=FIRST, part=1))
    on(county, 5, 5)
    seen = {date(2026, 5, 5): stood(shown(county, agreement))}
    on(county, 5, 6)
    paid(county, SECOND)  # for 1 May
    on(county, 6, 2)
    debt = a_debt(county, pence=10000, agreement=agreement)
    on(county, 6, 10)
    seen[date(2026, 6, 10)] = stood(shown(county, agreement))
    on(county, 6, 20)
    finance.perform(take_back, TakeBack(debt, version_of(county, Debt, debt), 4000, date(2026, 6, 5), True, "BGC 1"))
    on(county, 6, 21)
    assert {day: stood(shown(county, agreement, day)) for day in seen} == seen
    assert shown(county, agreement, date(2026, 6, 20)).surplus.counted.asked == 6000
