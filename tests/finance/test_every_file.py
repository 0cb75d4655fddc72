"""Every file that is written, found by what writes it: nasty words come back the same, guarded; numbers stay numbers.

(safety.md section 5, D1 to D3.) A new file that is not read back here makes the first test red.
"""

import ast
import csv
import io
import json
import re
from datetime import date, timedelta
from inspect import signature
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.stay_tables import BedNight
from shortbreaks.database.commands import QUERIES
from shortbreaks.exchange.csv_files import DATES, QUOTING, Money, Style, cell_of, is_risky, unguard
from shortbreaks.exchange.held import whole_directory
from shortbreaks.exchange.queries import directory_as_csv, directory_as_referral
from shortbreaks.exchange.stays_out import LAW, stays_in_law, stays_in_law_file
from shortbreaks.finance.accruals import accruals_at, accruals_file
from shortbreaks.finance.checks import QUESTIONS, check_file, check_rows
from shortbreaks.finance.journal import write_journal
from shortbreaks.finance.kinds import KINDS
from shortbreaks.finance.layout import Layout, lay_out, shipped
from shortbreaks.finance.night_accruals import night_accruals_file
from shortbreaks.overnight.costs import stays_across
from tests.nasty_county import KEPT

ROOT = Path(__file__).parent.parent.parent
DAY = date(2026, 7, 31)
YEAR_ENDS = (date(2026, 3, 31), date(2027, 3, 31))
# Who writes tables, and the questions that answer with a file; each is read back below, of families the headings alone go out
WRITERS = {"directory_csv", "families_csv", "layout", "accruals", "night_accruals", "checks", "stays_out"}
ASKED = {directory_as_csv, directory_as_referral, accruals_file, night_accruals_file, check_file, stays_in_law_file}


@pytest.fixture(scope="module")
def office(nasty_county):
    return nasty_county.at(Role.MANAGER)


def rows_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def same(cell, value):
    """One cell read back: text as it was, and harmless; what is ours as it was written, never guarded."""
    if isinstance(value, str):
        assert not is_risky(cell) or (is_risky(cell.lstrip("'")) and cell.startswith("'")), cell
        assert unguard(cell) == value
    else:
        assert cell == cell_of(value) and not cell.startswith("'")
        if isinstance(value, Money):
            assert re.fullmatch(r"-?\d+\.\d\d", cell)


def test_every_file_there_is_is_read_back_here():
    calls = set()
    for path in (ROOT / "shortbreaks").rglob("*.py"):
        named = {getattr(node.func, "id", "") for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)}
        if {"write_table", "write_said"} & named and path.stem != "csv_files":
            calls.add(path.stem)
        assert "csv.writer" not in path.read_text("utf-8") or path.stem == "csv_files"
    assert calls == WRITERS
    answers = {one.function for name, one in QUERIES.items() if name.startswith("shortbreaks") and answers_bytes(one.function)}
    assert answers == {getattr(one, "function", one) for one in ASKED}


def answers_bytes(question):
    return signature(question).return_annotation in (bytes, "bytes")


@pytest.mark.parametrize("quoting", QUOTING)
@pytest.mark.parametrize("dates", DATES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_for_finance_holds_every_cell_as_it_was(kind, dates, quoting):
    names = [name for name, _ in shipped(kind).columns if name != "hash"]
    own = shipped(kind)
    layout = Layout(own.columns, own.codes, Style(mark=True, dates=dates, quoting=quoting))
    lines = [
        {name: KEPT[(turn + place) % len(KEPT)] for place, name in enumerate(names)}
        | {KINDS[kind].amount: Money(-turn * 101), KINDS[kind].due: DAY}
        for turn in range(len(KEPT))
    ]
    read = rows_of(lay_out(layout, lines))
    heads = read[0]
    assert len(read) == len(lines) + 1 and all(len(row) == len(heads) for row in read)
    for row, line in zip(read[1:], lines, strict=True):
        for name, value in line.items():
            cell = row[heads.index(dict(own.columns)[name])]
            if name == KINDS[kind].due:
                assert cell == ("2026-07-31" if dates == "iso" else "31/07/2026")
            else:
                same(cell, value)


def test_the_lists_behind_finances_questions_come_back_cell_by_cell(office):
    written = 0
    for key, asked in QUESTIONS.items():
        for day in (DAY,) if asked.when == "month" else YEAR_ENDS:
            found = office.ask(check_rows, key, day)
            if not found:
                continue
            read = rows_of(office.ask(check_file, key, day))
            assert len(read) == len(found) + 1, asked.title
            for cells, row in zip(read[1:], found, strict=True):
                beside = None if row.beside is None else Money(row.beside)
                for cell, value in zip(cells, (row.ref, row.who, row.what, row.on, Money(row.pence), beside), strict=True):
                    same(cell, value)
                written += 1
    assert written > 100


def test_the_accruals_come_back_and_add_up(office):
    read = []
    for year_end in YEAR_ENDS:
        found = office.ask(accruals_at, year_end)
        if not found:
            continue
        read = rows_of(office.ask(accruals_file, year_end))
        for cells, row in zip(read[1:], found, strict=True):
            for cell, value in zip(cells, (row.ref, row.vendor_number, f"{row.run or ''}"), strict=False):
                same(cell, value)
            assert cells[-3:] == [cell_of(Money(pence)) for pence in (row.pence, row.this_year, row.next_year)]
    assert read


def test_stays_across_the_year_come_back(nasty_county, office):
    with nasty_county.database.writing.begin() as connection:  # one stay of the county is moved over the end of the year
        stay = connection.execute(select(BedNight.stay_id).group_by(BedNight.stay_id).having(func.count() > 1)).scalars().first()
        nights = connection.execute(select(BedNight.night).where(BedNight.stay_id == stay).order_by(BedNight.night)).scalars().all()
        for place, night in enumerate(nights):
            moved = YEAR_ENDS[1] + timedelta(days=place)
            connection.execute(update(BedNight).where(BedNight.stay_id == stay, BedNight.night == night).values(night=moved))
    row = next(one for one in office.ask(stays_across, YEAR_ENDS[1]) if one.stay_id == stay)
    read = rows_of(office.ask(night_accruals_file, YEAR_ENDS[1]))
    cells = next(one for one in read[1:] if one[0] == f"stay {stay}")
    for cell, value in zip(cells[1:4], (row.vendor_number, row.unit, row.child), strict=True):
        same(cell, value)
    assert cells[-3:] == [cell_of(Money(row.this_year)), str(len(nights) - 1), cell_of(Money(row.next_year))]


def test_the_stays_in_law_come_back_cell_by_cell(office):
    found = office.ask(stays_in_law, DAY)
    read = rows_of(office.ask(stays_in_law_file, DAY))
    assert len(read) == len(found) + 1 > 20
    for cells, x in zip(read[1:], found, strict=True):
        values = (x.ref, x.child, x.born, x.house, x.came, x.left, x.nights, x.in_year, LAW[x.legal], x.code, x.begun, x.decided_from)
        for cell, value in zip(cells, (*values, x.decided_by), strict=True):
            same(cell, value)


def test_the_directory_comes_back_as_a_table_and_as_open_referral(nasty_county, office):
    with Session(nasty_county.database.reading) as db:
        held = whole_directory(db)
    read = rows_of(office.ask(directory_as_csv))
    cells = {unguard(cell) for row in read[1:] for cell in row}
    assert not [cell for row in read[1:] for cell in row if is_risky(cell)]
    strings = set(texts_of(json.loads(office.ask(directory_as_referral))))
    for table in ("provider", "service", "venue"):
        for row in held.of(table):
            for name in ("name", "description", "phone", "contact_name"):
                value = row.fields.get(name, "")
                if value:
                    assert value in cells, (table, name)
                    assert value in strings or any(value in one for one in strings), (table, name)


def texts_of(found):
    if isinstance(found, dict):
        for one in found.values():
            yield from texts_of(one)
    elif isinstance(found, list):
        for one in found:
            yield from texts_of(one)
    elif isinstance(found, str):
        yield found


def test_the_journal_is_balanced_and_holds_no_mark_of_anybodys(office):
    written = []
    count = office.ask(write_journal, written.append)
    lines = "".join(written).splitlines()
    moves = [line for line in lines if line.startswith("    ")]
    heads = [line for line in lines if line[:1].isdigit()]
    pence = [int(line.rpartition("£")[2].replace(".", "")) for line in moves]
    assert len(moves) == 2 * count and sum(pence) == 0
    for head in heads:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \* \(\d+\) [^;|@={}\[\]\"]+  ; [^;|@={}\[\]\"]+", head), head
    assert len(lines) == 1 + 1 + len(moves) + len(heads) + lines.count("") and lines[0].startswith(";")
