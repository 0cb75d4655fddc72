"""Spending recorded from a receipt, which a later file meets again, and what is committed beside the balance."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.check import check
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.ledger.commands import CloseMonth, close_month
from shortbreaks.payments.debts.money_back import TakeBack, take_back
from shortbreaks.payments.debts.recovery import MoveDebt, ReviewSurplus, move_debt, review_surplus
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending.by_hand import RecordSpending, record_spending
from shortbreaks.payments.spending.lines_behind import lines_behind
from shortbreaks.payments.spending.putting_back import (
    PutBackFile,
    PutBackLine,
    line_to_put_back,
    put_back_file,
    put_back_line,
)
from shortbreaks.payments.spending.tables import Debt, SpendLine
from shortbreaks.payments.spending.uses import WriteUse, write_use
from shortbreaks.payments.sums import books_of
from tests.builders import a_child, a_service, a_session
from tests.payments.builders import FIRST, SECOND, a_draft, a_file, an_agreement, holds, paid, spent, take, version_of

ON, TODAY = date(2026, 4, 14), date(2026, 7, 22)


def record(county, agreement, pence=2450, on=ON, payee="SwimShop", role=Role.COORDINATOR, **other):
    request = RecordSpending(agreement, on, payee, pence, other.pop("category", "equipment"), other.pop("evidence_on", TODAY), **other)
    return county.at(role).perform(record_spending, request).answer


def sound(county):
    return check(county.database, pages=False).sound


def test_a_receipt_counts_for_its_own_day_and_is_seen(funded):
    county, agreement = funded
    record(county, agreement)
    assert holds(county, agreement) == 39096 - 2450
    (line,) = [one for one in county.at(Role.FINANCE).ask(account_card, agreement, ON).lines if one.spend_id]
    assert (line.what, line.kind, line.pence, line.evidence, line.match) == ("SwimShop", "equipment", -2450, TODAY, "accepted")
    assert line.why == "Recorded by hand."
    county.at(Role.FINANCE).perform(close_month, CloseMonth("2026-04", "Year end", for_good=True))
    record(county, agreement, 500, date(2026, 4, 30), "Tides Café")
    shown = {one.what: one.on for one in county.at(Role.FINANCE).ask(account_card, agreement).lines}
    assert shown["Tides Café"] == TODAY, "April is closed: it counts today"
    with Session(county.database.reading) as db:
        book = books_of(db, [agreement], date(2026, 7, 1), TODAY)[agreement]
        behind = lines_behind(db, [agreement], book.lines, book.first, book.last, SpendLine.payee)
    assert [row.payee for row in behind.values()] == ["Tides Café"], "its day is before these days, and it is spending all the same"
    assert sound(county)


def test_a_file_that_brings_the_same_asks_and_the_same_words_add_nothing(funded):
    county, agreement = funded
    mine = record(county, agreement)
    take(county, agreement, a_file("16/04/2026,SWIMSHOP 4471 KENT,24.50,", "22/04/2026,Other shop,24.50,"))
    found = {one.payee: one for one in spent(county)}
    assert found["SWIMSHOP 4471 KENT"].why == (
        "£24.50 to SwimShop was recorded by hand on 14 April 2026. Is it the same? Put one of them back."
    )
    assert found["Other shop"].why == "Nobody was paid under this name before.", "eight days on it is another purchase"
    assert take(county, agreement, a_file("14/04/2026,SwimShop,24.50,", "23/04/2026,x,1.00,"), "b.csv") == 1
    office = county.at(Role.FINANCE)
    office.perform(put_back_line, PutBackLine(mine, 2, "The bank has it"))
    assert holds(county, agreement) == 39096 - 2450 * 2 - 100
    assert take(county, agreement, a_file("14/04/2026,SwimShop,24.50,", "24/04/2026,y,2.22,"), "c.csv") == 2, "it is free again"
    third = office.ask(line_to_put_back, spent(county)[-1].id).file
    office.perform(put_back_file, PutBackFile(third.id, third.lines, "The wrong card"))
    again = record(county, agreement, payee="y", pence=222, on=date(2026, 4, 24))
    assert [one.nth for one in spent(county) if one.id == again] == [1], "what was put back is no purchase beside it"
    assert sound(county)


def test_the_same_sum_near_by_is_recorded_only_by_somebody_who_says_it_is_another(funded):
    county, agreement = funded
    record(county, agreement)
    with pytest.raises(Refused, match=r"£24\.50 to SwimShop on 14 April 2026 stands in the account already") as said:
        record(county, agreement, on=ON + timedelta(days=7))
    assert said.value.field == "apart"
    record(county, agreement, on=ON + timedelta(days=8))
    record(county, agreement, apart=True)
    assert [(one.on, one.nth) for one in spent(county)] == [(ON, 1), (ON + timedelta(days=8), 1), (ON, 2)]
    assert sound(county)


MISTAKES = (
    ("on", {"on": date(2026, 7, 23)}), ("on", {"on": date(2026, 4, 5)}), ("payee", {"payee": " \n "}), ("payee", {"payee": "W" * 101}),
    ("pence", {"pence": 0}), ("pence", {"pence": -1}), ("pence", {"pence": 100_000_001}), ("category", {"category": ""}),
    ("category", {"category": "our payment"}), ("category", {"category": "own money"}), ("evidence_on", {"evidence_on": date(2026, 7, 23)}),
)  # fmt: skip


def test_a_mistake_in_a_receipt_is_said_beside_its_field(file_county):
    agreement = an_agreement(file_county)
    for field, wrong in MISTAKES:
        with pytest.raises(Refused) as said:
            record(file_county, agreement, **wrong)
        assert said.value.field == field, wrong
    with pytest.raises(Refused, match="Nothing has been paid"):
        record(file_county, a_draft(file_county, last="Stone"))
    with pytest.raises(NotAllowed):
        record(file_county, agreement, role=Role.AUDITOR)
    for nasty in ("Tom <b>Bold</b>", "=1+1", "abc\u202etxt.exe"):
        record(file_county, agreement, 1, payee=nasty, apart=True)
    assert [one.payee for one in spent(file_county)] == ["Tom <b>Bold</b>", "=1+1", "abctxt.exe"]  # without the mark that turns words


def committed(county, agreement, day=None):
    card = county.at(Role.FINANCE).ask(account_card, agreement, day)
    return [(one.words, one.on, one.pence) for one in card.committed], card.committed_pence


def test_breaks_booked_and_not_paid_are_committed_up_to_what_is_owed(county):
    child = a_child(county)
    agreement = an_agreement(county, child=child)
    paid(county)
    service, venue = a_service(county)
    first, second = (a_session(county, service, venue, start=datetime(2026, 8, 1 + 7 * n, 10)) for n in range(2))
    office = county.at(Role.MANAGER)
    assert committed(county, agreement) == ([], 0)
    office.perform(make_booking, MakeBooking((PlacesWanted(child, (first,)),)))
    assert committed(county, agreement)[0][0][:2] == ("1 break booked, not paid yet", date(2026, 8, 1))
    office.perform(make_booking, MakeBooking((PlacesWanted(child, (second,)),), None, "Kent Card"))
    with county.database.reading.connect() as connection:
        charge, other = connection.execute(text("select charge_pence from booking order by id")).scalars()
    assert charge == other > 0
    assert committed(county, agreement) == ([("2 breaks booked, partly paid", date(2026, 8, 1), charge)], charge), "one was paid for"
    assert committed(county, agreement, date(2026, 7, 21)) == ([], 0), "a past day has no commitments of today"
    county.clock.set(datetime(2026, 9, 19, 9, tzinfo=UTC))  # six weeks after the second
    assert committed(county, agreement)[0][0][:2] == ("1 break booked, not paid yet", date(2026, 8, 8))
    county.clock.forward(days=1)
    assert committed(county, agreement) == ([], 0), "what is older is finance's to ask for"


def test_money_over_that_is_asked_back_is_committed_until_it_comes(county):
    agreement = an_agreement(county)
    for first in (FIRST, SECOND, date(2026, 6, 1)):
        paid(county, first)
    county.at(Role.MANAGER).perform(review_surplus, ReviewSurplus(agreement, TODAY, "no provider", "", "pay back", ""))
    assert committed(county, agreement) == ([], 0), "nobody else has approved it"
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, 1, "approved"))
    over = 3 * 39096 - 8 * 9774
    assert committed(county, agreement) == ([("Asked back, not come yet", TODAY, over)], over)
    seen = version_of(county, Debt, 1)
    county.at(Role.FINANCE).perform(take_back, TakeBack(1, seen, 10000, TODAY, from_pot=True, reference="FPI 1"))
    assert committed(county, agreement)[1] == over - 10000


def test_an_agreed_use_is_committed_until_it_is_paid_or_over(funded):
    county, agreement = funded
    office = county.at(Role.MANAGER)
    wish = WriteUse(agreement, "support", "Sailing week.", date(2026, 7, 20), payees="Bewl Sailing", cost_pence=12000)
    office.perform(write_use, wish)
    office.perform(write_use, WriteUse(agreement, "support", "Nothing said of its cost", date(2026, 7, 20)))
    with pytest.raises(Refused) as said:
        office.perform(write_use, WriteUse(agreement, "support", "x", date(2026, 7, 20), cost_pence=0))
    assert said.value.field == "cost_pence"
    assert committed(county, agreement) == ([("Agreed: Sailing week", date(2026, 7, 20), 12000)], 12000)
    record(county, agreement, 4500, date(2026, 7, 21), "BEWL SAILING LTD", category="activity", evidence_on=None)
    record(county, agreement, 999, date(2026, 7, 19), "Bewl Sailing", category="activity", evidence_on=None)  # before it was agreed
    assert committed(county, agreement)[1] == 7500
    wrong = record(county, agreement, 1000, date(2026, 7, 22), "Bewl Sailing", category="activity", evidence_on=None)
    assert committed(county, agreement)[1] == 6500
    office.perform(put_back_line, PutBackLine(wrong, 2, "Typed twice"))
    assert committed(county, agreement)[1] == 7500
    county.clock.set(county.clock.moment + timedelta(days=40))  # 31 August: the last of its six weeks
    assert committed(county, agreement)[1] == 7500
    county.clock.forward(days=1)
    assert committed(county, agreement) == ([], 0)


def test_a_receipt_is_held_against_how_often_its_use_is_paid_and_its_bank_line_counts_once(file_county):
    county = file_county
    agreement = an_agreement(county)
    paid(county)
    agreed = "greed: twice a month, about £24.00 each."
    use = WriteUse(agreement, "support", "Sailing", FIRST, payees="Bewl", times=2, times_per="month", each_pence=2400)
    county.at(Role.MANAGER).perform(write_use, use)
    bewl = {"payee": "Bewl Water", "category": "activity"}
    record(county, agreement, **bewl)
    with pytest.raises(Refused) as twice:
        record(county, agreement, **bewl)
    assert (twice.value.field, twice.value.sentence) == (
        "apart", f"£24.50 to Bewl Water on 14 April 2026 is there already: was it paid twice? A{agreed}",
    )  # fmt: skip
    record(county, agreement, 2400, date(2026, 4, 23), **bewl)
    for pence, on, said in ((2300, date(2026, 4, 30), f"The third payment in April 2026; a{agreed}"),
                            (3001, date(2026, 5, 4), f"£30.01 at once; a{agreed}")):  # fmt: skip
        with pytest.raises(Refused) as beyond:
            record(county, agreement, pence, on, **bewl)
        assert (beyond.value.field, beyond.value.sentence) == ("apart", said)
        kept = record(county, agreement, pence, on, apart=True, **bewl)
        assert [one.why for one in spent(county) if one.id == kept] == [f"Recorded by hand. {said}"]
    record(county, agreement, 2700, date(2026, 4, 30), payee="Another shop")
    assert len(spent(county)) == 5
    # The bank's line of a receipt may be the same purchase: the one after it is the second of its month, and no third
    take(county, agreement, a_file("04/05/2026,BEWL 4471,30.01,", "18/05/2026,BEWL 4471,20.00,", "19/05/2026,BEWL 4471,21.00,"))
    assert [one.why for one in spent(county)][-3:] == [
        "£30.01 to Bewl Water was recorded by hand on 4 May 2026. Is it the same? Put one of them back.",
        "Agreed: Sailing.", f"The third payment in May 2026; a{agreed}",
    ]  # fmt: skip
    assert sound(county)
