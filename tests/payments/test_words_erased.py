"""What was said of a lower award, a parted line, an excused item, a rejected payment and a use goes when the family is erased (R-P4)."""

from datetime import date

from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.families.tables import Child
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.finance.withdrawing import WithdrawFile, withdraw_file
from shortbreaks.payments.debts.money_back import TakeUnspent, take_unspent
from shortbreaks.payments.ending import ChangeState, end_agreement
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.reductions import AnswerAgain, AskAgain, answer_again, ask_again
from shortbreaks.payments.returns.commands import AskReturns, ReceiveReturn, ask_returns, receive_return
from shortbreaks.payments.runs.posting import Answer, AnswerRun, answer_run
from shortbreaks.payments.spending.parting import PartLine, part_line
from shortbreaks.payments.spending.uses import WriteUse, write_use
from shortbreaks.payments.tables import Agreement
from tests.families.test_erasure import LATER, end, erased, readable
from tests.payments.builders import FIRST, SECOND, a_file, export, lines_of, paid, spent, take, version_of
from tests.payments.test_reductions import TODAY, lowered, planned

SAID = "Zqxabel said so"


def test_every_word_goes_and_everything_still_proves(county):
    agreement = planned(county)
    paid(county)
    finance, manager = county.at(Role.FINANCE), county.at(Role.MANAGER)
    manager.perform(write_use, WriteUse(agreement, "support", "Riding", FIRST, payees=SAID, times=2, times_per="month"))
    finance.perform(take_unspent, TakeUnspent(agreement, 10000, date(2026, 4, 10), "FPI 1"))
    take(county, agreement, a_file("13/04/2026,KENT COUNTY COUNCIL,100.00,"))
    finance.perform(part_line, PartLine(1, spent(county)[0].version, SAID))
    finance.perform(ask_returns, AskReturns(TODAY))
    finance.perform(receive_return, ReceiveReturn(1, 1, TODAY, SAID, excused=("invoices",), reason=SAID))
    run = paid(county, SECOND)
    batch = finance.perform(prepare_payments, PreparePayments(run)).answer
    finance.perform(withdraw_file, WithdrawFile(batch, 1, SAID))
    export(county, run)
    answers = tuple(Answer(line.id, taken=False, reason=SAID) for line in lines_of(county, run))
    finance.perform(answer_run, AnswerRun(run, answers))
    assert [one.back_why for one in finance.ask(account_card, agreement).lines if one.what == f"Rejected by finance, run {run}"] == [SAID]
    lowered(county, agreement, TODAY, short=SAID)
    manager.perform(ask_again, AskAgain(1, TODAY, SAID))
    county.at(Role.APPROVER).perform(answer_again, AnswerAgain(1, 1, "stands", SAID))
    manager.perform(end_agreement, ChangeState(agreement, version_of(county, Agreement, agreement), TODAY, "moved away", SAID))
    with county.database.reading.connect() as connection:
        child, household = connection.execute(text(f"select id, household_id from {Child.__tablename__}")).one()
    assert {where for where, _ in readable(county, ("zqxabel",))} >= {
        "reconsideration.words", "reconsideration.reasons", "award_notice.short_reason", "money_back_tie.parted_why",
        "return_item.reason", "agreement_use.payees", "spend_line.why", "run_line.reason", "export_batch.withdrawn_why",
    }  # fmt: skip
    end(county, child, "closed", TODAY, SAID)
    county.clock.set(LATER)
    erased(county, household)
    assert list(readable(county, ("zqxabel",))) == []
    assert [str(flaw) for flaw in check(county.database).flaws] == []
