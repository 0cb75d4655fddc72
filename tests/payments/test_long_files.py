"""Long files of spending: as whole, as sealed and as well guarded as one line; tampering is named, kills leave nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.database.audit import marks
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.exchange.csv_files import read_table
from shortbreaks.ledger.tables import Entry
from shortbreaks.payments.spending.card_files import ColumnMap, read_statement
from shortbreaks.payments.spending.commands import TakeSpending, take_spending
from shortbreaks.payments.spending.matching import Known, Matcher, Paid
from shortbreaks.payments.spending.preview import preview_spending
from tests.payments.builders import a_file, an_agreement, holds, spent, take

COLUMNS = ColumnMap("Date", "Description", out="Money out", into="Money in")
FIRST, LONG = date(2025, 12, 22), 600  # two hundred days up to early July: a statement tells no day to come


def a_long_file(lines=LONG, first=FIRST):
    """Newest first, as banks write them: three lines a day, the same for a day whichever file it stands in."""
    begin = (first - FIRST).days * 3
    rows = [
        f"{FIRST + timedelta(days=n // 3):%d/%m/%Y},Shop {n % 5},{n % 4 + 1}.50," for n in range(begin, begin + lines)
    ]
    return a_file(*reversed(rows))


def ask(county, data, agreement, name="long.csv"):
    found = county.at(Role.FINANCE).ask(preview_spending, data, name, COLUMNS, agreement)
    return TakeSpending(data, name, COLUMNS, agreement, found.sha256)


def test_a_long_file_is_in_order_of_days_each_line_with_its_own_entry(funded):
    county, agreement = funded
    request = ask(county, a_long_file(), agreement)
    done = county.at(Role.FINANCE).perform(take_spending, request, request_id="once")
    again = county.at(Role.FINANCE).perform(take_spending, request, request_id="once")
    assert (done.answer, again.answer, again.again, again.number) == (LONG, LONG, True, done.number)
    assert again.changed == done.changed
    lines = spent(county)
    assert len(lines) == LONG
    assert [line.on for line in lines] == sorted(line.on for line in lines)
    with Session(county.database.reading) as db:
        told = {row.about: row for row in db.scalars(select(Entry).where(Entry.about.like("spend_line:%")))}
        kept = db.execute(
            select(marks.c.table_name, marks.c.row_id, marks.c.last_id).where(marks.c.entry == done.number)
        ).all()
    for line in lines:
        entry = told.pop(f"spend_line:{line.id}")
        assert (entry.id, entry.on, entry.what) == (line.entry_id, line.on, "Spent")  # never who was paid
    assert told == {}
    assert ("spend_line", lines[0].id, lines[-1].id) in {tuple(row) for row in kept}
    assert holds(county, agreement) == 39096 - sum(line.pence for line in lines)
    assert check(county.database, pages=False).sound


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        ("update entry set what = 'A gift' where about = 'spend_line:300'", "ledger entry {number}"),
        (("update transfer set pence = pence + 1 where entry_id = {entry}; update month_total set in_pence = in_pence + 1, "
          "out_pence = out_pence + 1 where month = '{month}'"), "ledger entry {number}"),
        ("delete from transfer where entry_id = {entry}", "ledger entry {number}"),
        ("update spend_line set pence = pence + 1 where id = 300", "line of spending 300"),
        ("delete from spend_line where id = 300", "ledger entry {number}"),
        ("delete from spend_line where id = 300", "file of spending 1"),
        ("update audit_mark set last_id = last_id - 1 where table_name = 'spend_line' and last_id > row_id", "audit entry {trail}"),
        ("update audit_mark set row_id = row_id + 1 where table_name = 'entry' and last_id > row_id + 500", "audit entry {trail}"),
    ],
)  # fmt: skip
def test_tampering_with_one_line_of_a_long_file_is_named(file_county, tampering, named):
    county = file_county
    agreement = an_agreement(county)
    trail = county.at(Role.FINANCE).perform(take_spending, ask(county, a_long_file(), agreement)).number
    with county.database.writing.begin() as connection:
        number, entry, on = connection.execute(
            text("select number, id, on_date from entry where about = 'spend_line:300'")
        ).one()
        guards = connection.execute(text("select name, sql from sqlite_master where type = 'trigger'")).all()
        connection.exec_driver_sql("pragma defer_foreign_keys = on")
        for name, _ in guards:
            connection.exec_driver_sql(f"drop trigger {name}")
        for statement in tampering.format(entry=entry, month=on[:7]).split("; "):
            connection.exec_driver_sql(statement)
        for _, sql in guards:
            connection.exec_driver_sql(sql)
    found = {flaw.row for flaw in check(county.database, pages=False).flaws}
    assert named.format(number=number, trail=trail) in found


def test_nothing_is_kept_of_a_long_file_with_a_line_that_the_books_refuse(county):
    agreement = an_agreement(county)
    with county.database.writing.begin() as connection:
        connection.execute(
            text(
                "insert into period (month, state, reason) values ('2026-06', 'hard', 'closed before its time by a test')"
            )
        )
    with pytest.raises(Refused, match="closed"):
        county.at(Role.FINANCE).perform(take_spending, ask(county, a_long_file(), agreement))
    assert spent(county) == []
    with Session(county.database.reading) as db:
        assert db.scalar(select(Entry.id).where(Entry.about.like("spend_line:%"))) is None


def test_a_file_is_as_many_statements_however_long_it_is(file_county):
    county, counts = file_county, []
    agreement = an_agreement(county)
    take(county, agreement, a_long_file(1, date(2023, 1, 1)), "first.csv", COLUMNS)
    said = []
    event.listen(county.database.writing, "before_cursor_execute", lambda *it: said.append(it[2]))
    for lines, first in ((1, date(2024, 1, 1)), (300, date(2025, 1, 1))):
        request = ask(county, a_long_file(lines, first), agreement, f"{lines}.csv")
        said.clear()
        county.at(Role.FINANCE).perform(take_spending, request)
        counts.append([one.split(" where ")[0] for one in said if "period" not in one])
    assert len(counts[0]) == len(counts[1]), set(counts[1]) ^ set(counts[0])


def test_an_overlap_of_a_few_days_is_known_among_years_of_lines(funded):
    county, agreement = funded
    take(county, agreement, a_long_file(300), "first.csv", COLUMNS)
    assert take(county, agreement, a_long_file(300, FIRST + timedelta(days=90)), "second.csv", COLUMNS) == 270
    assert take(county, agreement, a_long_file(60, FIRST + timedelta(days=20)), "third.csv", COLUMNS) == 0
    assert len(spent(county)) == 570


def test_each_cell_means_the_same_wherever_it_stands_in_a_file():
    table = read_table(
        b"Day;Who;Out;In;Card\n 01/04/2026 ; Ann  Baker ;1.50;;  Agreement DP-4418 \n01/04/2026;Ann Baker; 1.50 ;0.00;DP-4418\n"
        b"x;Ann;1;;1\n02/04/2026;;1;;1\n02/04/2026;Ann;1;1;1\nx;Ann;1;;1\n02/04/2026;Ann;;;1\n02/04/2026;Ann;(2.00);;1\n"
    )
    found = read_statement(table, ColumnMap("Day", "Who", out="Out", into="In", account="Card"))
    assert [(line.on.day, line.payee, line.pence, line.nth, line.account) for line in found.lines] == [
        (1, "Ann Baker", 150, 1, " DP-4418"), (1, "Ann Baker", 150, 1, "DP-4418"), (2, "Ann", -200, 1, "1"),
    ]  # fmt: skip
    assert [fault.line for fault in found.faults] == [4, 5, 6, 7, 8]
    plain = read_statement(table, ColumnMap("Day", "Who", "Out"))
    assert {line.account for line in plain.lines} == {""}


def test_a_payee_met_again_is_matched_as_at_first():
    known = Known({"ann": "assistant"}, [Paid(date(2026, 4, 6), 500)], {"swim club"}, 1000)
    alone = [
        ("Ann", 100),
        ("Ann", 6001),
        ("Ann", 6000),
        ("Bet 365 betting", 5),
        ("Swim Club", 5),
        ("Ann", -500),
        ("Ann", -1),
    ]
    together = Matcher(known)
    day = date(2026, 4, 8)
    twice = [together.match(day, *one) for one in (*alone, *alone)]
    once = [Matcher(known).match(day, *one) for one in alone]
    assert twice[:7] == once
    assert twice[7:12] == once[:5]
    assert (twice[12].match, twice[12].category) == ("odd", "own money")  # our payment arrives once
    assert [(one.match, one.category) for one in twice[:7]] == [
        ("matched", "assistant"), ("odd", "assistant"), ("matched", "assistant"), ("odd", ""), ("matched", "activity"),
        ("matched", "our payment"), ("odd", "own money"),
    ]  # fmt: skip
    assert Matcher(replace(known, week=0)).match(day, "Ann", 10**7).match == "matched"
