"""A return on a past day: when it was due then, how many reminders had gone, and each step proved (R-D20)."""

from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import return_key
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.returns.commands import (
    AskReturns,
    ChaseReturn,
    DecideReturn,
    ReceiveReturn,
    ask_returns,
    chase_return,
    decide_return,
    receive_return,
)
from shortbreaks.payments.returns.steps import returns_are_where_their_steps_left_them
from shortbreaks.payments.spending.tables import Return
from shortbreaks.payments.sums import returns_due
from tests.payments.builders import an_agreement, paid

TODAY = date(2026, 7, 22)
DUE = date(2026, 7, 26)


def day(number):
    return TODAY + timedelta(days=number)


def asked(county):
    agreement = an_agreement(county)
    paid(county)
    county.at(Role.FINANCE).perform(ask_returns, AskReturns(TODAY))
    return agreement


def stood(county, agreement, on):
    returns = county.at(Role.FINANCE).ask(account_card, agreement, on).returns
    return [(one.due, one.chased, one.state) for one in returns]


def test_a_return_is_shown_as_it_stood_on_each_day(county):
    agreement = asked(county)
    office = county.at(Role.FINANCE)
    county.clock.forward(days=18)
    office.perform(chase_return, ChaseReturn(1, 1))
    county.clock.forward(days=14)
    county.at(Role.COORDINATOR).perform(issue_letter, IssueLetter(return_key(agreement, 1, DUE, 2)))
    county.clock.forward(days=8)
    more = date(2026, 10, 1)
    county.at(Role.APPROVER).perform(decide_return, DecideReturn(1, 3, "extend", "The mother is ill", more))
    county.clock.forward(days=5)
    office.perform(receive_return, ReceiveReturn(1, 4, day(44), ""))
    days = [day(-1), day(0), day(17), day(18), day(31), day(32), day(39), day(40), day(43), day(44)]
    assert [stood(county, agreement, one) for one in days] == [
        [], [(DUE, 0, "due")], [(DUE, 0, "due")], [(DUE, 1, "due")], [(DUE, 1, "due")], [(DUE, 2, "due")],
        [(DUE, 2, "due")], [(more, 0, "due")], [(more, 0, "due")], [(more, 0, "received")],
    ]  # fmt: skip
    with Session(county.database.reading) as db:
        assert [returns_due(db, [agreement], one).get(agreement) for one in days[:2] + days[6:]] == [
            None, DUE, DUE, more, more, None,
        ]  # fmt: skip
    assert [str(flaw) for flaw in check(county.database).flaws] == []


def test_a_count_that_nobody_entered_and_a_return_without_steps_are_named(file_county):
    county = file_county
    asked(county)
    with county.database.writing.connect() as connection, connection.begin() as change:
        connection.execute(text("update payment_return set chased = 2"))
        assert list(returns_are_where_their_steps_left_them(connection)) == [
            ("return 1", "it is due 2026-07-26, reminded 2 times, and its last step says due 2026-07-26, reminded 0 times")
        ]
        change.rollback()
    later = "update payment_return set due_on = '2026-08-26'"
    gone = "drop trigger return_step_no_delete", "delete from return_step"
    for wrong, said in (
        ((later,), "it is due 2026-08-26, reminded 0 times, and its last step says due 2026-07-26, reminded 0 times"),
        (gone, "it is due 2026-07-26, reminded 0 times, and its last step says nothing"),
    ):
        with county.database.writing.connect() as connection, connection.begin() as change:
            for statement in wrong:
                connection.execute(text(statement))
            assert list(returns_are_where_their_steps_left_them(connection)) == [("return 1", said)]
            change.rollback()
    with Session(county.database.reading) as db:
        assert db.get(Return, 1).chased == 0
