"""The ledger as a journal: another's tool, or our own strict reading where it is missing, finds the same balances."""

import shutil
from datetime import date

from shortbreaks.access.permissions import Role
from shortbreaks.finance.journal import journal_name, write_journal
from shortbreaks.ledger.queries import all_balances
from tests.finance.builders import a_club, approved, entered
from tests.payments.builders import SECOND, an_agreement, paid
from tests.prove_journal import differences, read_by_hledger, read_strictly


def journal_of(county):
    pieces = []
    county.at(Role.FINANCE).ask(write_journal, pieces.append)
    return "".join(pieces)


def test_every_balance_is_the_same_in_another_tool(county, tmp_path):
    an_agreement(county, last="O’Neill; {x} | =1")
    an_agreement(county, last="Stone", starts=date(2026, 4, 17))
    paid(county)
    paid(county, SECOND)
    club = a_club(county)
    approved(county, entered(county, club))
    text = journal_of(county)
    for kind in ("providers' budget", "owed to providers", "paid to providers"):
        assert f"    {kind}:" in text
    ours = {
        journal_name(row.kind, row.holder): row.pence for row in county.at(Role.FINANCE).ask(all_balances) if row.pence
    }
    assert sum(read_strictly(text).values()) == 0
    assert {name: pence for name, pence in read_strictly(text).items() if pence} == ours
    if shutil.which("hledger"):  # where it is installed, the books are proved by it too
        assert {name: pence for name, pence in read_by_hledger(text, tmp_path).items() if pence} == ours


def test_the_example_county_is_proved_by_another_tool_too(example_county, tmp_path, capsys):
    county = example_county(0.1)
    balances = county.at(Role.FINANCE).ask(all_balances)
    ours = {journal_name(row.kind, row.holder): row.pence for row in balances if row.pence}
    text = journal_of(county)
    assert len(ours) > 100
    assert differences("our own strict reading", ours, read_strictly(text)) == 0
    if shutil.which("hledger"):  # the whole county: python -m tests.prove_journal
        assert differences("hledger", ours, read_by_hledger(text, tmp_path)) == 0
    capsys.readouterr()
    one = next(iter(ours))
    assert differences("hledger", ours, read_strictly(text) | {one: ours[one] + 1, "gifts:nobody": 5}) == 2
    assert f"{one}: the books hold {ours[one]} pence, hledger finds {ours[one] + 1}" in capsys.readouterr().out


def test_no_name_is_taken_for_a_mark_of_the_journal():
    assert journal_name("direct  payment", "a;b|c (d) [e]") == "direct payment:a b c d e"
    assert journal_name("", "\n") == "none:none"
