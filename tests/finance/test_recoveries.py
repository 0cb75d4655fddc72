"""Money to get back: each debt in one file once, never among payments, answered line by line by finance (R-F1, R-D24)."""

import csv
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.finance.batches import batch_file
from shortbreaks.finance.purchase_files import PreparePurchases, prepare_purchases
from shortbreaks.finance.purchase_tables import Recovery
from shortbreaks.finance.purchases import CreditInvoice, credit_invoice
from shortbreaks.finance.recoveries import (
    AnswerRecovery,
    PrepareRecoveries,
    answer_recovery,
    prepare_recoveries,
    recoveries_listed,
)
from shortbreaks.payments.debts.money_back import TakeBack, take_back
from shortbreaks.payments.debts.recovery import MoveDebt, move_debt
from shortbreaks.payments.debts.tables import DebtStep
from shortbreaks.payments.ending import ChangeState, LetLettersGo, end_agreement, let_letters_go
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.tables import Agreement
from tests.builders import save
from tests.finance.builders import a_club, approved, card, entered, one, written
from tests.nasty import FORMULAS
from tests.payments.builders import an_agreement, paid, version_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def a_debt(county, pence=25573, state="invoiced", agreement=None, back=0):
    agreement = agreement or an_agreement(county)
    (debt,) = save(
        county,
        Debt(agreement_id=agreement, kind="surplus", pence=pence, state=state, proposed_by=1, proposed_on=date(2026, 6, 1),
             arose_on=date(2026, 6, 1), approved_by=3, reply_by=date(2026, 6, 20), a_cycle_pence=0, recovered_pence=back, finance_ref="", reason="Over"),
    )  # fmt: skip
    day = date(2026, 6, 1)
    save(county, DebtStep(debt_id=debt, state=state, entered_on=day, pence=back, counts_on=day, words="", at=NOON, person_id=1))
    return debt


def prepared(county):
    return county.at(Role.FINANCE).perform(prepare_recoveries, PrepareRecoveries()).answer


def rows_of(county, batch):
    file = county.at(Role.FINANCE).ask(batch_file, batch)
    return list(csv.DictReader(file.content.decode("utf-8-sig").splitlines()))


def listed(county):
    return county.at(Role.FINANCE).ask(recoveries_listed)


def answered(county, words, *, taken):
    (row,) = [row for row in listed(county) if row.state == "sent"]
    return county.at(Role.FINANCE).perform(answer_recovery, AnswerRecovery(row.id, row.version, taken, words)).answer


def test_a_debt_walks_its_states_into_one_file_and_finances_answer(county):
    debt = a_debt(county, state="letter sent")
    with pytest.raises(Refused, match="Nothing is to be got back"):
        prepared(county)
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, version_of(county, Debt, debt), "invoiced"))
    assert [(row.state, row.pence, row.who) for row in listed(county)] == [("next file", 25573, "Grace O., for Amara O.")]
    batch = prepared(county)
    (row,) = rows_of(county, batch)
    assert (row["kind"], row["amount"], row["why"], row["due_date"], row["approver1"]) == (
        "direct payment", "255.73", "surplus", "2026-06-20", "Finance One",
    )  # fmt: skip
    assert row["debtor_name"] and not row["amount"].startswith("-")
    row = listed(county)[0]
    with pytest.raises(Refused, match="never written"):
        county.at(Role.FINANCE).perform(answer_recovery, AnswerRecovery(row.id, row.version, True, "x"))
    written(county, batch)
    with pytest.raises(Refused, match="Nothing is to be got back"):
        prepared(county)
    assert answered(county, "AR-7781", taken=True) == "acknowledged"
    assert one(county, f"select finance_ref from debt where id = {debt}") == "AR-7781"
    row = listed(county)[0]
    with pytest.raises(Refused, match="answered this before"):
        county.at(Role.FINANCE).perform(answer_recovery, AnswerRecovery(row.id, row.version, False, "no"))


def test_what_finance_rejects_goes_back_to_its_letter_and_into_a_later_file(county):
    debt = a_debt(county)
    written(county, prepared(county))
    assert answered(county, "No such customer", taken=False) == "rejected"
    assert one(county, f"select state from debt where id = {debt}") == "letter sent"
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, version_of(county, Debt, debt), "invoiced"))
    batch = prepared(county)
    assert [row["amount"] for row in rows_of(county, batch)] == ["255.73"]
    assert {(row.state, row.words) for row in listed(county)} == {("not written", ""), ("rejected", "No such customer")}


def test_no_invoice_goes_to_a_bereaved_family_before_the_named_person_lets_it(county):
    """R-D26: what was to be invoiced waits, in the list and in the database itself; another family's goes."""
    agreement, other = an_agreement(county), an_agreement(county, last="Stone")
    debt = a_debt(county, agreement=agreement)
    office = county.at(Role.MANAGER)
    office.perform(end_agreement, ChangeState(agreement, version_of(county, Agreement, agreement), date(2026, 7, 20), "died", ""))
    with pytest.raises(Refused, match="Nothing is to be got back"):
        prepared(county)
    a_debt(county, pence=500, agreement=other)
    batch = prepared(county)
    written(county, batch)
    assert [row["amount"] for row in rows_of(county, batch)] == ["5.00"]
    assert {(row.ref, row.state) for row in listed(county) if row.id is None} == {(f"DP-{10000 + agreement} D{debt}", "letters stopped")}
    row = {"batch_id": batch, "debt_id": debt, "pence": 1, "state": "sent", "reason": "", "finance_ref": "", "version": 1}
    with pytest.raises(DBAPIError, match="letters are stopped"), county.database.writing.begin() as connection:
        connection.execute(Recovery.__table__.insert(), [row])
    office.perform(let_letters_go, LetLettersGo(agreement, version_of(county, Agreement, agreement), "Her father asked us to settle it"))
    assert [row["amount"] for row in rows_of(county, prepared(county))] == ["255.73"]


def test_only_what_is_left_is_asked_for_and_what_came_back_is_not(county):
    agreement = an_agreement(county)
    paid(county)
    part, whole = a_debt(county, pence=10000, agreement=agreement), a_debt(county, pence=500, agreement=agreement)
    office = county.at(Role.FINANCE)
    office.perform(take_back, TakeBack(part, version_of(county, Debt, part), 4000, date(2026, 7, 1), True, "BGC 1"))
    office.perform(take_back, TakeBack(whole, version_of(county, Debt, whole), 500, date(2026, 7, 1), True, "BGC 2"))
    batch = prepared(county)
    assert [row["amount"] for row in rows_of(county, batch)] == ["60.00"]


def test_a_debt_is_in_one_file_once_whatever_goes_round_the_application(county):
    debt = a_debt(county)
    batch = prepared(county)
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.exec_driver_sql(
            "insert into recovery (batch_id, debt_id, pence, state, reason, finance_ref, version)"
            f" values ({batch}, {debt}, 1, 'sent', '', '', 1)"
        )


def test_a_credit_note_of_an_invoice_that_finance_had_is_got_back(county):
    club = a_club(county)
    invoice = entered(county, club)
    approved(county, invoice)
    written(county, county.at(Role.FINANCE).perform(prepare_purchases, PreparePurchases()).answer)
    request = CreditInvoice(invoice, card(county, invoice).version, "Billed twice", "CN-9")
    county.at(Role.FINANCE).perform(credit_invoice, request)
    batch = prepared(county)
    (row,) = rows_of(county, batch)
    assert (row["kind"], row["reference"], row["invoice_no"], row["amount"], row["vendor_no"]) == (
        "credit note", "CN-9", "INV-70", "126.00", "V300001",
    )  # fmt: skip
    written(county, batch)
    assert answered(county, "CR-1", taken=True) == "acknowledged"


@pytest.mark.parametrize("words", ["", " ", *[one for one in FORMULAS if one.strip()[:1] in "=+-@"]])
def test_an_answer_needs_words_that_no_spreadsheet_runs(file_county, words):
    a_debt(file_county)
    written(file_county, prepared(file_county))
    said = "cannot go to finance's system" if words.strip() else "reference or reason is missing"
    with pytest.raises(Refused, match=said):
        answered(file_county, words, taken=True)


def test_a_debt_that_finance_has_is_given_up_only_after_its_answer_and_then_taken_back_by_the_next_file(county):
    debt = a_debt(county)
    first = prepared(county)
    office = county.at(Role.APPROVER)
    for state, ref in (("withdrawn", ""), ("written off", "WO-1")):
        with pytest.raises(Refused, match="Finance has this debt and has not answered"):
            office.perform(move_debt, MoveDebt(debt, version_of(county, Debt, debt), state, 0, ref, "The family was right"))
    written(county, first)
    answered(county, "AR-7781", taken=True)
    with pytest.raises(Refused, match="needs its reason"):
        office.perform(move_debt, MoveDebt(debt, version_of(county, Debt, debt), "withdrawn"))
    office.perform(move_debt, MoveDebt(debt, version_of(county, Debt, debt), "withdrawn", reason="The family was right"))
    waiting = listed(county)[0]
    assert (waiting.kind, waiting.state, waiting.pence) == ("taken back from finance", "next file", 25573)
    second = prepared(county)
    (row,) = rows_of(county, second)
    assert (row["kind"], row["amount"], row["reference"], row["why"]) == (
        "withdrawn debt", "255.73", "AR-7781", "withdrawn: do not collect",
    )  # fmt: skip
    written(county, second)
    assert answered(county, "Not ours to stop", taken=False) == "rejected"
    third = prepared(county)
    assert [row["amount"] for row in rows_of(county, third)] == ["255.73"]
    written(county, third)
    answered(county, "AR-7790", taken=True)
    with pytest.raises(Refused, match="Nothing is to be got back"):
        prepared(county)
    assert one(county, f"select finance_ref from debt where id = {debt}") == "AR-7781"
