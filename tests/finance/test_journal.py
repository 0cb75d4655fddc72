"""The ledger as a journal: another's tool, or our own strict reading where it is missing, finds the same balances."""

import re
import shutil
import subprocess
from collections import defaultdict
from datetime import date

from shortbreaks.access.permissions import Role
from shortbreaks.example.build import fill
from shortbreaks.finance.journal import journal_name, write_journal
from shortbreaks.ledger.queries import all_balances
from tests.conftest import TODAY
from tests.finance.builders import a_club, approved, entered
from tests.payments.builders import (
    SECOND,
    an_agreement,
    paid,
)

POSTING = re.compile(r"    (?P<name>\S.*?)  £(?P<sign>-?)(?P<pounds>[0-9]+)\.(?P<pence>[0-9]{2})")


def journal_of(county):
    pieces = []
    county.at(Role.FINANCE).ask(write_journal, pieces.append)
    return "".join(pieces)


def read_strictly(text):
    """Every account's pence by our own reading; each entry must sum to nought and stand on one line a posting."""
    found, entry = defaultdict(int), 0
    for line in text.splitlines():
        if posting := POSTING.fullmatch(line):
            pence = int(posting["pounds"]) * 100 + int(posting["pence"])
            found[posting["name"]] += -pence if posting["sign"] else pence
            entry += -pence if posting["sign"] else pence
        else:
            assert entry == 0
            assert not line or line.startswith((";", "commodity")) or re.match(r"\d{4}-\d{2}-\d{2} \* \(\d+\) ", line)
    return dict(found)


def read_by_hledger(text, folder):
    file = folder / "books.journal"
    file.write_text(text, "utf-8")
    said = subprocess.run(
        ["hledger", "-f", str(file), "bal", "--flat", "--no-total", "--empty", "-O", "csv"],
        capture_output=True, check=True, encoding="utf-8", env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    ).stdout  # fmt: skip
    rows = [line.strip('"').split('","') for line in said.splitlines()[1:]]
    return {name: round(float(amount.replace("£", "").replace(",", "")) * 100) for name, amount in rows}


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


def test_the_example_county_is_proved_by_another_tool_too(file_county, tmp_path):
    fill(file_county.database, 0.1, date(2026, 7, 22), now=lambda: TODAY)
    balances = file_county.at(Role.FINANCE).ask(all_balances)
    ours = {journal_name(row.kind, row.holder): row.pence for row in balances if row.pence}
    text = journal_of(file_county)
    assert len(ours) > 100
    assert {name: pence for name, pence in read_strictly(text).items() if pence} == ours
    if shutil.which("hledger"):
        assert {name: pence for name, pence in read_by_hledger(text, tmp_path).items() if pence} == ours


def test_no_name_is_taken_for_a_mark_of_the_journal():
    assert journal_name("direct  payment", "a;b|c (d) [e]") == "direct payment:a b c d e"
    assert journal_name("", "\n") == "none:none"
