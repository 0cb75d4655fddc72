"""A bank line that was taken for money it is not: parted with a reason, both count, nothing is removed (R-D22, R-D24)."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.ledger.commands import CloseMonth, close_month
from shortbreaks.payments.debts.money_back import TakeUnspent, take_unspent
from shortbreaks.payments.debts.proof import money_back_left_once, what_was_parted_counts_again
from shortbreaks.payments.debts.tables import MoneyBackTie
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending.parting import PartLine, part_line
from shortbreaks.payments.spending.same_money import (
    IsOurPayment,
    TieMoney,
    is_our_payment,
    lines_like_back,
    payment_like_line,
    sums_like_line,
    tie_money,
)
from tests.counting import statements
from tests.nasty import MARKUP
from tests.payments.builders import a_file, holds, spent, take
from tests.payments.test_same_money import ADD

TENTH = date(2026, 4, 10)
BACK = "13/04/2026,KENT COUNTY COUNCIL,100.00,"
ONLINE = "14/04/2026,REF 00417 ONLINE,100.00,"
PAID = 39096


def sent_back(county, agreement, **other):
    wish = TakeUnspent(agreement, 10000, TENTH, "FPI 1", **other)
    return county.at(Role.FINANCE).perform(take_unspent, wish).answer


def part(county, line=0, reason="It was the swimming club", **other):
    kept = spent(county)[line]
    return county.at(Role.FINANCE).perform(part_line, PartLine(kept.id, kept.version, reason, **other)).answer


def ties(county):
    with Session(county.database.reading) as db:
        return db.scalars(select(MoneyBackTie).order_by(MoneyBackTie.id)).all()


def flaws(county):
    return [str(flaw) for flaw in check(county.database).flaws]


def own_money(county):
    said = "select coalesce(sum(case when a.id = t.from_account then -t.pence else t.pence end), 0) from account a join transfer t on a.id in (t.from_account, t.to_account) where a.kind = 'families'' own money'"
    with county.database.reading.connect() as connection:
        return int(connection.execute(text(said)).scalar_one())


def test_a_line_matched_by_its_name_is_parted_and_can_be_tied_again(funded):
    county, agreement = funded
    sent_back(county, agreement)
    take(county, agreement, a_file(BACK))
    assert holds(county, agreement) == PAID - 10000
    with pytest.raises(Refused, match="Why it is not the same money"):
        part(county, reason=" ")
    with pytest.raises(Refused, match="room for 200"):
        part(county, reason="x" * 201)
    for nasty in MARKUP[:3]:
        part(county, reason=nasty)
        assert holds(county, agreement) == PAID - 20000
        line = spent(county)[0]
        assert (line.match, line.category) == ("odd", "")
        assert line.why == f"It is not the money that came back on 10 April 2026. {nasty}"
        assert flaws(county) == []
        (same,) = county.at(Role.FINANCE).ask(sums_like_line, line.id)
        county.at(Role.FINANCE).perform(tie_money, TieMoney(line.id, line.version, same.id))
        assert holds(county, agreement) == PAID - 10000
    assert [one.parted_why for one in ties(county)] == [*MARKUP[:3], ""]
    assert flaws(county) == []
    with pytest.raises(Refused, match="changed"):
        county.at(Role.FINANCE).perform(part_line, PartLine(line.id, line.version, "Again"))


def test_a_line_tied_by_a_person_counts_again_on_its_own_day_and_is_looked_at(funded):
    county, agreement = funded
    sent_back(county, agreement)
    take(county, agreement, a_file(ONLINE))
    office, line = county.at(Role.FINANCE), spent(county)[0]
    first = line.entry_id
    office.perform(tie_money, TieMoney(line.id, 1, 1))
    (side,) = {one.bank for one in office.ask(account_card, agreement).lines if one.bank}
    assert (side.line_id, side.reference, side.counts) == (line.id, "FPI 1", False)
    part(county)
    assert holds(county, agreement) == PAID - 20000
    assert office.ask(account_card, agreement, date(2026, 4, 14)).closing == PAID - 20000
    assert spent(county)[0].entry_id != first  # the old count, its correction and the new one all stand
    assert len([one for one in office.ask(account_card, agreement).lines if abs(one.pence) == 10000]) == 4
    assert not any(one.bank for one in office.ask(account_card, agreement).lines)
    office.perform(judge_line, JudgeLine(line.id, spent(county)[0].version, "activity", None))
    with pytest.raises(Refused, match="not taken for other money"):
        part(county)
    assert flaws(county) == []


@pytest.mark.parametrize("from_pot", [True, False])
def test_money_entered_after_its_line_counts_by_itself_out_of_where_it_came(funded, from_pot):
    county, agreement = funded
    take(county, agreement, a_file(BACK))
    line = spent(county)[0].id
    sent_back(county, agreement, line_id=line)
    card = county.at(Role.FINANCE).ask(account_card, agreement)
    (row,) = [one for one in card.lines if one.bank]
    assert row.bank.counts
    part(county, from_pot=from_pot)
    assert holds(county, agreement) == PAID - 10000 - from_pot * 10000
    assert own_money(county) == (from_pot - 1) * 10000
    again = county.at(Role.FINANCE).ask(sums_like_line, line)
    assert len(again) == from_pot, "what came out of their own money cannot be a line of this account"
    if from_pot:
        county.at(Role.FINANCE).perform(tie_money, TieMoney(line, spent(county)[0].version, again[0].id))
        assert holds(county, agreement) == PAID - 10000
    assert flaws(county) == []


def test_what_a_grandmother_paid_in_was_taken_for_our_payment(funded):
    county, agreement = funded
    take(county, agreement, a_file("2026-04-07,GRANDMOTHER,,390.96", "2026-04-08,SHORT BREAKS COUNCIL,,390.96"))
    office = county.at(Role.FINANCE)
    assert [one.category for one in spent(county)] == ["our payment", "own money"]
    (bank,) = [one.bank for one in office.ask(account_card, agreement).lines if one.bank]
    assert (bank.payee, bank.reference) == ("GRANDMOTHER", "")
    assert office.ask(payment_like_line, 2) is None, "the only payment has its line"
    with pytest.raises(Refused, match="No payment of ours"):
        office.perform(is_our_payment, IsOurPayment(2, 1))
    part(county)
    assert spent(county)[0].why == "It was taken for a payment of ours. It was the swimming club"
    assert (holds(county, agreement), own_money(county)) == (PAID * 3, -PAID * 2)
    assert office.ask(payment_like_line, 2).on == date(2026, 4, 2)  # R-F4: Monday the 6th is Easter Monday
    office.perform(is_our_payment, IsOurPayment(2, 1))
    assert (holds(county, agreement), own_money(county)) == (PAID * 2, -PAID)
    assert [one.category for one in spent(county)] == ["own money", "our payment"]
    assert flaws(county) == []
    part(county, 1)
    assert (holds(county, agreement), flaws(county)) == (PAID * 3, [])


def test_in_a_closed_month_it_counts_today(funded):
    county, agreement = funded
    sent_back(county, agreement)
    take(county, agreement, a_file(BACK))
    county.at(Role.FINANCE).perform(close_month, CloseMonth("2026-04", "Year end", for_good=True))
    part(county)
    office = county.at(Role.FINANCE)
    assert office.ask(account_card, agreement, date(2026, 4, 30)).closing == PAID - 10000
    assert holds(county, agreement) == PAID - 20000
    assert flaws(county) == []


def test_a_tie_is_parted_once_never_removed_and_what_it_posted_is_proved(funded):
    county, agreement = funded
    sent_back(county, agreement)
    take(county, agreement, a_file(BACK))
    assert county.at(Role.FINANCE).ask(lines_like_back, agreement, 10000, TENTH) == ()
    with county.database.writing.connect() as connection:
        for said in (
            "update money_back_tie set spend_line_id = 9",
            "delete from money_back_tie",
            "update money_back_tie set parted_at = '2026-04-20', parted_by = 1, parted_entry_id = 1",  # no reason
            f"{ADD} (1, 1, '2026-04-12', 1, '', false)",
        ):
            with pytest.raises(Exception, match=r"(?i)tie|money_back"), connection.begin():
                connection.execute(text(said))
        change = connection.begin()
        wrong = "update money_back_tie set parted_at = '2026-04-20', parted_by = 1, parted_why = 'Why', parted_entry_id = 1"
        connection.execute(text(wrong))
        assert list(what_was_parted_counts_again(connection)) == [
            ("tie 1", "it was parted for £100.00, and the books say £390.96")
        ]
        assert list(money_back_left_once(connection)) == []
        change.rollback()


def test_the_banks_sides_are_read_in_as_many_questions_for_three_lines_as_for_one(funded):
    county, agreement = funded
    sent = {}
    for number in (1, 2, 3):
        pence, day = 1000 * number, date(2026, 4, 12 + number)
        county.at(Role.FINANCE).perform(take_unspent, TakeUnspent(agreement, pence, day, f"FPI {number}"))
        take(county, agreement, a_file(f"{day:%d/%m/%Y},KENT COUNTY COUNCIL,{pence // 100}.00,"))
        with statements(county) as seen:
            lines = county.at(Role.FINANCE).ask(account_card, agreement).lines
        sent[len([one for one in lines if one.bank])] = len(seen)
    assert list(sent) == [1, 2, 3] and len(set(sent.values())) == 1, sent
