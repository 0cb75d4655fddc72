"""A wrong line of spending, or a wrong file, is put back: by entries that reverse its own, and the file may come in again."""

import shutil
import threading
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission, Role
from shortbreaks.database.check import check
from shortbreaks.database.commands import command
from shortbreaks.database.connections import open_file
from shortbreaks.database.keys import keys_path, load_keys, unlock
from shortbreaks.errors import ChangedByAnother, NotAllowed, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.ledger.commands import CloseMonth, close_month
from shortbreaks.ledger.posting import Line, post
from shortbreaks.ledger.tables import Entry, Transfer
from shortbreaks.payments.debts.money_back import TakeUnspent, take_unspent
from shortbreaks.payments.debts.recovery import MoveDebt, move_debt
from shortbreaks.payments.judging import AcceptRest, JudgeLine, accept_rest, judge_line
from shortbreaks.payments.papers import IssueStatement, issue_statement
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.spending.parting import PartLine, part_line
from shortbreaks.payments.spending.putting_back import (
    PutBackFile,
    PutBackLine,
    line_to_put_back,
    put_back_file,
    put_back_line,
)
from shortbreaks.payments.spending.tables import Debt, SpendLine
from tests.conftest import PASSWORD, PEOPLE, County
from tests.payments.builders import a_file, an_agreement, holds, paid, spent, take, version_of
from tests.payments.letter_builders import text_of
from tests.payments.test_ofx import LINES, ofx
from tests.safety.test_tampering import tampered

CASH, WAGES = "Cash withdrawal", "Ann Baker wages"
TODAY = date(2026, 7, 22)
ENTRY = "(id, number, on_date, posted_on, person_id, what, about, reverses, seal)"


def put_back(county, line, reason="It was another family’s card", role=Role.FINANCE):
    seen = version_of(county, SpendLine, line)
    return county.at(role).perform(put_back_line, PutBackLine(line, seen, reason)).answer


def put_back_whole(county, lines, reason="Another family’s file", file=1, role=Role.FINANCE):
    return county.at(role).perform(put_back_file, PutBackFile(file, lines, reason)).answer


def flaws(county):
    return [str(flaw) for flaw in check(county.database, pages=False).flaws]


def line_of(county, payee):
    return next(one for one in spent(county) if one.payee == payee)


def card_lines(county, agreement, day=None):
    return {one.what: one for one in county.at(Role.FINANCE).ask(account_card, agreement, day).lines}


def test_a_wrong_line_is_put_back_for_its_own_day_and_both_lines_stay(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    assert holds(county, agreement) == 39096 - 8400 - 8400 - 1608 - 2000  # £186.88
    line = line_of(county, CASH)
    shown = county.at(Role.FINANCE).ask(line_to_put_back, line.id)
    assert (shown.counts_on, shown.pence, shown.file.lines, shown.file.families) == (date(2026, 4, 21), 2000, 5, 1)
    assert (shown.file.out_pence, shown.file.in_pence) == (20408, 39096)
    put_back(county, line.id)
    assert holds(county, agreement) == 39096 - 8400 - 8400 - 1608
    lines = card_lines(county, agreement)
    wrong, right = lines[CASH], lines[f"{CASH}, put back"]
    assert (wrong.pence, wrong.undone, wrong.corrects, wrong.back_why) == (-2000, True, None, "It was another family’s card")
    assert (right.pence, right.on, right.corrects, right.kind) == (2000, date(2026, 4, 21), date(2026, 4, 21), "correction")
    with pytest.raises(Refused, match=r"was put back on 22 July 2026"):
        put_back(county, line.id)
    assert county.at(Role.FINANCE).ask(line_to_put_back, line.id).file.lines == 4
    assert flaws(county) == []


def test_a_line_of_a_closed_month_is_put_back_today_and_says_which_day_it_corrects(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    county.at(Role.FINANCE).perform(close_month, CloseMonth("2026-04", "Year end", for_good=True))
    put_back(county, line_of(county, CASH).id)
    april, now = card_lines(county, agreement, date(2026, 4, 30)), card_lines(county, agreement)
    assert not april[CASH].undone  # as it stood
    assert f"{CASH}, put back" not in april
    assert now[CASH].undone
    assert (now[f"{CASH}, put back"].on, now[f"{CASH}, put back"].corrects) == (TODAY, date(2026, 4, 21))
    assert flaws(county) == []


def test_a_whole_file_is_put_back_and_comes_in_again_for_the_right_family(funded):
    county, agreement = funded
    other = an_agreement(county, last="Stone")
    take(county, agreement, a_file())
    put_back(county, line_of(county, CASH).id)
    assert put_back_whole(county, 4) == 4
    assert holds(county, agreement) == 39096
    assert {(one.match, one.version) for one in spent(county)} == {("put back", 2)}, "whoever saw one before looks again"
    with pytest.raises(Refused, match="was put back on 22 July 2026"):
        put_back_whole(county, 0)
    assert take(county, other, a_file(), "april, rightly.csv") == 5
    assert holds(county, other) == 39096 - 8400 - 8400 - 1608 - 2000  # what came in was not ours: its own money
    assert take(county, agreement, a_file(), "april again.csv") == 4  # the line put back by itself stays known
    assert holds(county, agreement) == 39096 - 8400 - 8400 - 1608
    assert [one.category for one in spent(county)][-4:][0] == "our payment", "our payment waits for its line again"
    assert take(county, agreement, a_file(), "and again.csv") == 0
    assert flaws(county) == []


def test_what_a_wrong_file_said_the_bank_held_counts_no_more(funded):
    county, agreement = funded
    take(county, agreement, ofx(*LINES, balance="210.00"), "april.ofx")
    assert any("the bank said £230.00" in one for one in flaws(county))
    put_back_whole(county, len(LINES))
    assert flaws(county) == []
    assert take(county, agreement, ofx(*LINES, balance="186.88"), "april.ofx") == len(LINES), "the bank’s own numbers are free again"
    assert flaws(county) == []


def test_what_hangs_on_a_line_is_undone_first(funded):
    county, agreement = funded
    county.at(Role.FINANCE).perform(take_unspent, TakeUnspent(agreement, 10000, date(2026, 4, 10), "FPI 1"))
    take(county, agreement, a_file("13/04/2026,KENT COUNTY COUNCIL,100.00,", "14/04/2026,Ann Baker,30.00,", "14/04/2026,Ann Baker,30.00,"))
    ours, first, second = (one.id for one in spent(county))
    office = county.at(Role.FINANCE)
    with pytest.raises(Refused, match="does not count by itself"):
        put_back(county, ours)
    with pytest.raises(Refused, match=r"13 April 2026, KENT COUNTY COUNCIL, is the bank’s side of money that came back on 10 April"):
        put_back_whole(county, 3)
    office.perform(part_line, PartLine(ours, 1, "Swimming", from_pot=True))
    for line in (first, second):
        office.perform(judge_line, JudgeLine(line, 1, "other", None, 500, "Sweets"))
    for act in (lambda: put_back(county, first), lambda: put_back_whole(county, 3)):
        with pytest.raises(Refused, match=r"£5\.00 of the line of 14 April 2026, Ann Baker, is asked back") as said:
            act()
        assert said.value.remedy == "Withdraw that debt first, then put the line back."
    debt = 1
    county.at(Role.APPROVER).perform(move_debt, MoveDebt(debt, version_of(county, Debt, debt), "withdrawn", reason="A slip"))
    put_back(county, first)  # of two alike the one whose debt was withdrawn
    with pytest.raises(Refused, match=r"£5\.00"):
        put_back(county, second)
    put_back(county, ours)
    assert holds(county, agreement) == 39096 - 10000 - 3000
    assert flaws(county) == []


def test_what_was_put_back_is_not_changed_any_more_by_anybody(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    line, office = line_of(county, WAGES).id, county.at(Role.FINANCE)
    put_back(county, line)
    seen = version_of(county, SpendLine, line)
    with pytest.raises(Refused, match="What was put back stays put back"):
        office.perform(judge_line, JudgeLine(line, seen, "assistant", None))
    office.perform(accept_rest, AcceptRest(agreement, TODAY))
    put_back_whole(county, 4)
    for statement in (
        f"update spend_line set match = 'odd', back_at = null, back_by = null, back_why = '', again = false where id = {line}",
        f"update spend_line set why = 'x' where id = {line}", f"delete from spend_line where id = {line}",
        "update spend_file set back_at = null, back_by = null, back_why = ''", "update spend_file set added = 0", "delete from spend_file",
        f"insert into entry {ENTRY} select 900, 900, on_date, posted_on, 1, 'x', about, id, '' from entry where about = 'spend_line:{line}'",
    ):  # fmt: skip
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))
    assert flaws(county) == []


def test_who_may_put_back_and_with_which_words(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    line = line_of(county, CASH).id
    for role in (Role.AUDITOR, Role.APPROVER, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            put_back(county, line, role=role)
        with pytest.raises(NotAllowed):
            put_back_whole(county, 5, role=role)
    for reason in ("", " \n ", "x" * 201):
        for act in (put_back, put_back_whole):
            with pytest.raises(Refused) as said:
                act(county, line if act is put_back else 5, reason)
            assert said.value.field == "reason"
    with pytest.raises(Refused, match="was put back meanwhile"):
        put_back_whole(county, 6)
    with pytest.raises(ChangedByAnother):
        county.at(Role.COORDINATOR).perform(put_back_line, PutBackLine(line, 7, "x"))
    for payee, words in zip((CASH, "PayRight Payroll"), ("Tom <b>Bold</b>", "=1+1 \u202e"), strict=True):
        put_back(county, line_of(county, payee).id, words[:200], role=Role.COORDINATOR)
    assert flaws(county) == []


@pytest.fixture(scope="module")
def put_back_once(_file_template, tmp_path_factory):
    """One office with a line put back, to be tampered with again and again; nothing of that is kept."""
    path = tmp_path_factory.mktemp("back") / "office.sbo"
    shutil.copy(_file_template, path)
    key = unlock(load_keys(keys_path(_file_template)), PEOPLE[Role.COORDINATOR][0], PASSWORD)
    county = County(open_file(path, key))
    agreement = an_agreement(county)
    paid(county)
    take(county, agreement, a_file())
    put_back(county, line_of(county, CASH).id)
    yield county
    county.database.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update spend_line set back_at = null, back_by = null, back_why = '', match = 'odd' where back_at is not null",
         "line of spending 5: the books took it back, and nobody put it back"),
        ("update spend_line set back_at = '2026-07-22', back_by = 1, back_why = 'x', match = 'put back' where id = 4",
         "line of spending 4: it was put back, and no entry takes it out of the books"),
        ("update spend_file set back_at = at, back_by = 1, back_why = 'x'", "file of spending 1: it was put back, and lines of it stand"),
    ],
)  # fmt: skip
def test_check_names_what_was_put_back_behind_the_office(put_back_once, statement, said):
    report = tampered(put_back_once.database, statement)
    assert said in [str(flaw) for flaw in report.flaws]


@command(needs=Permission.POST_MONEY, recorded_as="Put back by hand in a test")
def put_back_naively(work, line_id):
    """The control: an ordinary entry the other way round, by whoever looks and finds that none is there."""
    line = work.db.get(SpendLine, line_id)
    move = work.db.query(Transfer).join(Entry, Entry.id == Transfer.entry_id).filter(Entry.id == line.entry_id).one()
    post(work, "Put back", f"spend_line:{line_id}", line.on, [Line(move.to_account, move.from_account, move.pence)])
    work.record(line)


def race(county, acts):
    start, outcome = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
            outcome.append("done")
        except (Refused, ChangedByAnother):
            outcome.append("refused")

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(outcome)


def test_two_who_put_the_same_back_at_once_take_it_back_once(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    before, office = holds(county, agreement), county.at(Role.FINANCE)
    line, other = line_of(county, CASH), line_of(county, "PayRight Payroll")
    control = race(county, [lambda: office.perform(put_back_naively, line.id)] * 2)
    assert (control, holds(county, agreement)) == (["done", "done"], before + 4000), "without the guard it comes back twice"
    request = PutBackLine(other.id, other.version, "Twice over")
    assert race(county, [lambda: office.perform(put_back_line, request)] * 2) == ["done", "refused"]
    assert holds(county, agreement) == before + 4000 + 1608
    whole = PutBackFile(1, 4, "Twice over")
    assert race(county, [lambda: office.perform(put_back_file, whole)] * 2) == ["done", "refused"]
    assert holds(county, agreement) == 39096 + 4000


def test_putting_back_is_as_many_questions_for_forty_lines_as_for_four(file_county):
    from sqlalchemy import event

    agreement = an_agreement(file_county)
    paid(file_county)
    counts, asked = [], []
    event.listen(file_county.database.writing, "before_cursor_execute", lambda *a: asked.append(a[2]))
    for number, count in enumerate((4, 40), 1):
        rows = [f"{10 + n % 20}/04/2026,Bus {number} {n},1.00," for n in range(count)]
        take(file_county, agreement, a_file(*rows), f"{number}.csv")
        asked.clear()
        put_back_whole(file_county, count, file=number)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert holds(file_county, agreement) == 39096


def test_the_statement_says_what_was_put_back(funded):
    county, agreement = funded
    take(county, agreement, a_file())
    put_back(county, line_of(county, CASH).id)
    office = county.at(Role.MANAGER)
    paper = office.perform(issue_statement, IssueStatement(agreement, TODAY)).answer
    said = " ".join(text_of(office.ask(paper_again, paper).pdf).split())
    assert "Cash withdrawal. Put back." in said
    assert "Cash withdrawal, put back. Corrects 21 April 2026." in said
    with Session(county.database.reading) as db:
        assert {row.what for row in db.query(Entry)} == {"Direct payment, run 1", "Spent", "Put back"}, "the sealed ledger names nobody"
