"""What screens are told: the list by what needs doing, one account on any day, and a run with its bridge."""

from datetime import date

from sqlalchemy import select, update

from shortbreaks.access.permissions import Role
from shortbreaks.families.tables import Child
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.payments.child_payments import payments_of_child
from shortbreaks.payments.commands import note_readiness
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.runs.queries import run_shown, runs_listed
from shortbreaks.payments.surplus import say_surplus
from shortbreaks.payments.tables import Agreement
from tests.counting import statements
from tests.payments.builders import (
    ROWS,
    SECOND,
    a_draft,
    a_file,
    an_agreement,
    drafted,
    paid,
    ready,
    take,
)


def test_a26_the_account_adds_up_to_the_line_on_the_statement(county):
    agreement = an_agreement(county)
    for first in (date(2026, 4, 6), SECOND, date(2026, 6, 1)):
        paid(county, first)
    take(county, agreement, a_file("13/04/2026,Ann,504.00,", "20/05/2026,Ann,504.00,", "21/05/2026,PayRight Payroll,32.16,",
                                   "01/04/2026,Own money,,120.00"))  # fmt: skip
    card = county.at(Role.FINANCE).ask(account_card, agreement)
    assert (card.in_pence, card.out_pence, card.closing) == (117288 + 12000, 104016, 25272)
    assert card.opening + card.in_pence - card.out_pence == card.closing
    assert say_surplus(card.surplus) == "8 weeks = £781.92; you hold £252.72; nothing to pay back"
    assert (card.next_pay_on, card.next_pence) == (date(2026, 6, 29), 39096)
    earlier = county.at(Role.FINANCE).ask(account_card, agreement, date(2026, 4, 30))
    assert (earlier.closing, earlier.last) == (12000 + 39096 - 50400, date(2026, 4, 30))


def test_the_list_puts_first_what_needs_doing(county):
    quiet = an_agreement(county)
    draft = a_draft(county, last="Draft")
    busy = an_agreement(county, last="Busy")
    county.at(Role.MANAGER).perform(note_readiness, ready(county, busy, vendor_number=""))
    take(county, busy, a_file(*ROWS[4:]))
    rows = county.at(Role.FINANCE).ask(accounts_listed)
    assert [(row.id, row.needs) for row in rows] == [(busy, ("odd", "vendor")), (draft, ("draft",)), (quiet, ())]
    assert rows[0].name == "Grace B., for Amara B."


def test_a_child_is_called_by_the_name_it_is_known_by_on_every_screen_of_money(county):
    agreement = an_agreement(county)
    run = drafted(county)
    with county.database.writing.begin() as connection:
        child = connection.execute(select(Agreement.child_id)).scalar_one()
        connection.execute(update(Child).values(known_as="Ammi"))
    office = county.at(Role.FINANCE)
    assert office.ask(accounts_listed)[0].name == "Grace O., for Ammi O."
    assert office.ask(account_card, agreement).name == "Grace O., for Ammi O."
    assert office.ask(run_shown, run).lines[0].child == "Ammi O."
    assert county.at(Role.MANAGER).ask(payments_of_child, child).name == "Ammi O."


def test_the_list_and_a_run_are_read_in_as_many_questions_however_many_there_are(county):
    an_agreement(county)
    run = drafted(county)
    office = county.at(Role.FINANCE)
    with statements(county) as one:
        office.ask(accounts_listed)
        office.ask(run_shown, run)
    for last in ("Stone", "Reed"):
        an_agreement(county, last=last)
    with statements(county) as three:
        office.ask(accounts_listed)
        office.ask(run_shown, run)
    assert len(one) == len(three)


def test_the_bridge_explains_the_total_from_the_run_before(county):
    an_agreement(county)
    paid(county)
    an_agreement(county, starts=SECOND, last="New")
    run = drafted(county, SECOND)
    shown = county.at(Role.FINANCE).ask(run_shown, run)
    assert shown.before_total + sum(pence for _, _, pence in shown.bridge) == shown.total == 2 * 39096
    assert shown.bridge == (("New", 1, 39096),)
    assert [line.group for line in shown.lines] == ["New", ""]
    assert shown.lines[1].workings == "Personal assistant: £390.96"
    assert [row.number for row in county.at(Role.FINANCE).ask(runs_listed)] == [2, 1]
