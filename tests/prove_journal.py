"""The whole example county proved by another's tool: `python -m tests.prove_journal [SCALE]` (a minute at scale 1).

The county is built anew, its ledger written as a journal, and every account's balance compared: by hledger, and by our own
strict reading of the same text. Ends with 0 when they agree, 1 when they do not, 2 where hledger is not installed.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from shortbreaks.access.permissions import MAY, Role
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database.commands import Person
from shortbreaks.example.build import PASSWORD, build
from shortbreaks.example.slices import PEOPLE
from shortbreaks.finance.journal import journal_name, write_journal
from shortbreaks.ledger.queries import all_balances

POSTING = re.compile(r"    (?P<name>\S.*?)  £(?P<sign>-?)(?P<pounds>[0-9]+)\.(?P<pence>[0-9]{2})")
SAME, OTHER, NO_TOOL = 0, 1, 2


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
    return {name: int(Decimal(amount.replace("£", "").replace(",", "")) * 100) for name, amount in rows}


def prove(folder: Path, scale: float) -> int:
    """Build, write, read back by both, and say what came of it."""
    began = time.monotonic()
    build(folder / "county.sbo", scale)
    opened = sign_in_to_file(folder / "county.sbo", PEOPLE[0][0], PASSWORD)
    finance = Person(1, PEOPLE[0][0], PEOPLE[0][1], Role.FINANCE.value, frozenset(MAY[Role.FINANCE]))
    office = replace(opened.office, person=finance)
    pieces: list[str] = []
    transfers = office.ask(write_journal, pieces.append)
    ours = {journal_name(row.kind, row.holder): row.pence for row in office.ask(all_balances) if row.pence}
    opened.opened.close()
    text = "".join(pieces)
    print(f"{transfers:,} transfers, {len(ours):,} accounts that hold something; made in {time.monotonic() - began:.0f} s")
    wrong = differences("our own strict reading", ours, read_strictly(text))
    if not shutil.which("hledger"):
        print("hledger is not installed here, so no other's tool has proved it.")
        return OTHER if wrong else NO_TOOL
    began = time.monotonic()
    wrong += differences("hledger", ours, read_by_hledger(text, folder))
    print(f"hledger read it in {time.monotonic() - began:.0f} s")
    return OTHER if wrong else SAME


def differences(who: str, ours: dict[str, int], read: dict[str, int]) -> int:
    """How many accounts come out otherwise, each said."""
    theirs = {name: pence for name, pence in read.items() if pence}
    wrong = sorted(name for name in {*ours, *theirs} if ours.get(name, 0) != theirs.get(name, 0))
    for name in wrong[:20]:
        print(f"{name}: the books hold {ours.get(name, 0)} pence, {who} finds {theirs.get(name, 0)}")
    print(f"{who}: {len(ours) - len(set(wrong) & set(ours)):,} of {len(ours):,} balances agree")
    return len(wrong)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        sys.exit(prove(Path(made), float(sys.argv[1]) if len(sys.argv) > 1 else 1))
