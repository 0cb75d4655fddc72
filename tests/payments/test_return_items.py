"""The single items of a return: asked for, received, excused, named while missing; whole before it counts (R-D19)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.due import letters_due
from shortbreaks.payments.letters.keys import return_key
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.returns.commands import AskReturns, ReceiveReturn, ask_returns, receive_return
from shortbreaks.payments.returns.items import employs, items_asked
from shortbreaks.payments.rules import Part
from shortbreaks.payments.spending.tables import Return
from tests.counting import statements
from tests.nasty import MARKUP
from tests.payments.builders import FIRST, an_agreement, an_award, paid
from tests.payments.letter_builders import words_of

TODAY, DUE = date(2026, 7, 22), date(2026, 7, 26)
ALL = ("statements", "receipts", "invoices", "payslips", "timesheets", "balances", "signature")


@pytest.mark.parametrize(
    ("held", "employs", "asked"),
    [
        ("account", True, ALL), ("managed", True, ALL), ("card", True, ALL[1:]),
        ("account", False, ("statements", "receipts", "invoices", "balances", "signature")),
        ("card", False, ("receipts", "invoices", "balances", "signature")),
    ],
)  # fmt: skip
def test_what_is_asked_for_follows_how_the_money_is_held_and_whom_it_pays(held, employs, asked):
    assert items_asked(held, employs=employs) == asked


def a_part(kind, since, until=None, pence=1629, part=1, line=1):
    return Part(part, kind, "", "hour", 360, pence, since, until, line)


def test_an_assistant_counts_on_any_day_of_the_period_and_no_longer():
    first, last = date(2026, 4, 1), date(2026, 6, 30)
    assistant = a_part("assistant", date(2025, 1, 1))
    assert employs([assistant], first, last) and not employs([], first, last)
    assert not employs([a_part("agency", date(2025, 1, 1))], first, last)
    assert employs([a_part("night", last)], first, last)
    assert not employs([a_part("assistant", date(2026, 7, 1))], first, last)
    for day, still in ((first, False), (date(2026, 4, 2), True)):
        assert employs([assistant, a_part("agency", day, line=2)], first, last) is still
        assert employs([assistant, a_part("assistant", day, pence=0, line=2)], first, last) is still
    assert not employs([a_part("assistant", date(2025, 1, 1), date(2026, 3, 31))], first, last)
    assert employs([a_part("assistant", date(2025, 1, 1), first)], first, last)


def asked(county, **other):
    agreement = an_agreement(county, **other)
    paid(county)
    county.at(Role.FINANCE).perform(ask_returns, AskReturns(TODAY))
    return agreement


def stood(county, agreement, day=None):
    return county.at(Role.FINANCE).ask(account_card, agreement, day).returns[0]


def came(county, seen, items=None, on=TODAY, **other):
    return county.at(Role.FINANCE).perform(receive_return, ReceiveReturn(1, seen, on, f"Post of {seen}", items, **other)).answer


def test_a_return_is_received_only_when_each_item_is_there_or_excused(county):
    agreement = asked(county)
    assert stood(county, agreement).missing == ALL[1:]  # a card: its statements are seen here
    assert came(county, 1, ("receipts", "payslips")) == ["invoices", "timesheets", "balances", "signature"]
    assert stood(county, agreement).state == "due"
    for wrong, said in (
        ({"excused": ("invoices",)}, "Why it is not needed"), ({"items": ("statements",)}, "was not asked for"),
        ({"items": ("invoices",), "excused": ("invoices",), "reason": "x"}, "said twice"), ({"back": ("receipts",)}, "Why it is"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            came(county, 2, **{"items": (), **wrong})
    with pytest.raises(ChangedByAnother):
        came(county, 1, ("balances",))
    assert came(county, 2, ("balances",), back=("receipts",), reason="Another family's") == ["receipts", "invoices", "timesheets", "signature"]
    county.clock.forward(days=3)
    said = MARKUP[0]
    assert came(county, 3, None, date(2026, 7, 25), excused=("invoices",), reason=said) == []
    row = stood(county, agreement)
    assert (row.state, row.received) == ("received", date(2026, 7, 25))
    assert {one.item: (one.state, one.on, one.reason) for one in row.items} == {
        "receipts": ("came", date(2026, 7, 25), ""), "invoices": ("excused", date(2026, 7, 25), said),
        "payslips": ("came", TODAY, ""), "timesheets": ("came", date(2026, 7, 25), ""), "balances": ("came", TODAY, ""),
        "signature": ("came", date(2026, 7, 25), ""),
    }  # fmt: skip
    before = stood(county, agreement, date(2026, 7, 24))
    assert (before.state, before.missing) == ("due", ("receipts", "invoices", "timesheets", "signature"))
    with pytest.raises(Refused, match="received before"):
        came(county, 4)
    assert [str(flaw) for flaw in check(county.database).flaws] == []


def test_the_database_lets_no_return_in_that_is_not_whole_and_nothing_go_missing_afterwards(county):
    asked(county)
    with county.database.writing.connect() as connection:
        with pytest.raises(Exception, match="missing still"), connection.begin():
            connection.execute(text("update payment_return set state = 'received', received_on = '2026-07-22'"))
        with pytest.raises(Exception, match=r"(?i)check|ck_return_item_why"), connection.begin():
            connection.execute(text("update return_item set state = 'excused', on_date = '2026-07-22'"))
    came(county, 1)
    with county.database.writing.connect() as connection:
        with pytest.raises(Exception, match="has come in"), connection.begin():
            connection.execute(text("update return_item set state = 'missing', on_date = null"))
        with pytest.raises(Exception, match="never removed"), connection.begin():
            connection.execute(text("delete from return_item"))


def test_letters_and_lists_name_what_is_missing_and_thank_for_what_came(county):
    agreement = asked(county)
    office = county.at(Role.COORDINATOR)
    first = words_of(county, office.perform(issue_letter, IssueLetter(return_key(agreement, 1, DUE, 0))).answer)
    assert "What to send 1. Receipts for what you bought. 2. Invoices of agencies and clubs. 3. Payslips" in first
    assert "bank statements of these days" not in first
    row = stood(county, agreement)
    came(county, row.version, ("receipts", "payslips", "timesheets", "balances"))
    county.clock.forward(days=28)
    (due,) = [one for one in office.ask(letters_due) if one.key.kind == "return reminder"]
    assert due.why.endswith("due 5 August 2026, missing invoices, signature")
    for style in ("standard", "large"):
        paper = office.perform(issue_letter, IssueLetter(return_key(agreement, 1, row.due, 1 + (style == "large")), style)).answer
        said = words_of(county, paper)
        assert "some of it is missing still." in said
        assert "What is still missing 1. Invoices of agencies and clubs. 2. Your signature on the form." in said
        assert "Thank you for the receipts on 22 July 2026, the payslips on 22 July 2026" in said
        county.clock.forward(days=14)


def test_returns_and_their_items_are_read_in_as_many_questions_for_three_as_for_one(county):
    agreement = asked(county)
    office, sent = county.at(Role.FINANCE), {}
    for _ in range(3):
        with statements(county) as seen:
            returns = office.ask(account_card, agreement).returns
            due = [one for one in office.ask(letters_due) if one.key.kind.startswith("return")]
        sent[len(returns), len(due)] = len(seen)
        assert all(one.missing == ALL[1:] for one in returns)
        county.clock.forward(days=100)
        office.perform(ask_returns, AskReturns(county.clock().date()))
    assert len(sent) == 3 and len(set(sent.values())) == 1, sent


def test_who_has_an_own_account_and_an_agency_is_asked_for_other_papers(county):
    agreement = asked(county, minutes=300)
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, part=1, kind="agency", since=date(2026, 7, 23), minutes=300))
    county.clock.forward(days=120)
    county.at(Role.FINANCE).perform(ask_returns, AskReturns(date(2026, 11, 19)))
    with Session(county.database.reading) as db:
        periods = db.query(Return.first_day, Return.last_day).order_by(Return.id).all()
    assert periods[1].first_day < date(2026, 7, 23) < periods[1].last_day
    assert "payslips" in stood(county, agreement).missing  # until the 22nd there was an assistant
    assert periods[1].first_day > FIRST
