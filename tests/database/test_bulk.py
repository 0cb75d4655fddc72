"""Many rows in at once: as true, as guarded and as well marked as rows one by one; on both engines."""

import hashlib
import json
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission, Role
from shortbreaks.database.audit import MOST_NAMED, Change, last_change, marks, runs_of
from shortbreaks.database.bulk import BulkInsert, ids_ahead
from shortbreaks.database.check import check
from shortbreaks.database.commands import command
from shortbreaks.ledger.posting import Line, Posting, account_for, post, post_many
from shortbreaks.ledger.seals import account_seal, seal_of, sealed_as
from shortbreaks.ledger.tables import accounts, entries, transfers
from tests.nasty import TEXTS

DAY = date(2026, 7, 21)


@command(needs=Permission.POST_MONEY, recorded_as="Many posted")
def post_so_many(work, count):
    source, target = account_for(work, "council", "bank", "Bank"), account_for(work, "spent", "all", "Spent")
    many = [Posting(f"No {n}", f"child:{n}", DAY, (Line(source, target, n),)) for n in range(1, count + 1)]
    ids = post_many(work, many)
    work.record(("entry", ids[0]))
    return ids


@pytest.mark.parametrize("count", [1, 7, MOST_NAMED + 1])
def test_many_rows_have_one_mark_a_table_and_each_knows_who_wrote_it(county, count):
    office = county.at(Role.MANAGER)
    done = office.perform(post_so_many, count)
    first, last = done.answer[0], done.answer[-1]
    with Session(county.database.reading) as db:
        kept = db.execute(select(marks.c.row_id, marks.c.last_id).where(marks.c.table_name == "entry")).all()
        for row in (first, (first + last) // 2, last):
            assert last_change(db, "entry", row)[0] == "Manager One"
        assert last_change(db, "entry", last + 1)[0] == last_change(db, "entry", first - 1)[0] == "Somebody"
    assert kept == [(first, last)]
    named = {("entry", row) for row in done.answer} if count <= MOST_NAMED else {("entry", 0)}
    assert {one for one in done.changed if one[0] == "entry"} == named
    assert office.changes_since(done.number - 1)[1] == done.changed
    assert check(county.database, pages=False).sound


def test_ids_given_beforehand_leave_room_for_the_next_row(county):
    office = county.at(Role.MANAGER)
    first = office.perform(post_so_many, 3).answer
    second = office.perform(post_so_many, 2).answer
    assert len({*first, *second}) == 5
    with county.database.writing.begin() as connection:
        ahead = ids_ahead(connection, accounts, 2)
        BulkInsert(accounts, "id", "kind", "holder", "name", "seal")(connection, [(one, "k", f"{one}", "n", "") for one in ahead])
        plain = connection.execute(accounts.insert().values(kind="k", holder="x", name="n", seal="")).inserted_primary_key
    assert plain.id not in ahead


def test_nasty_words_go_in_as_they_are(county):
    said = [one for one in TEXTS if "\0" not in one and one.encode("utf-8", "ignore").decode() == one]
    rows = [("nasty", f"child:{n}", words, "") for n, words in enumerate(said)]
    with county.database.writing.begin() as connection:
        BulkInsert(accounts, "kind", "holder", "name", "seal")(connection, rows)
        kept = connection.execute(select(accounts.c.name).where(accounts.c.kind == "nasty").order_by(accounts.c.id))
        assert list(kept.scalars()) == said


def test_guards_hold_for_rows_put_in_together(county):
    county.at(Role.MANAGER).perform(post_so_many, 2)
    add = BulkInsert(transfers, "entry_id", "from_account", "to_account", "on_date", "pence")
    for wrong in ((1, 1, 1, DAY, 5), (1, 1, 2, DAY, 0), (1, 1, 999, DAY, 5)):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            add(connection, [(1, 1, 2, DAY, 5), wrong])
    with county.database.reading.connect() as connection:
        assert connection.execute(select(transfers.c.id).order_by(transfers.c.id)).all() == [(1,), (2,)]


@given(st.sets(st.integers(1, 60)))
def test_runs_are_the_rows_and_no_two_of_them_touch(ids):
    runs = runs_of("child", ids)
    assert [row for run in runs for row in range(run.row_id, run.last_id + 1)] == sorted(ids)
    assert all(before.last_id + 1 < after.row_id for before, after in pairwise(runs))
    assert runs == sorted(runs)
    assert runs_of("child", [7]) == [Change("child", 7, 7)]


SOME_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(['"', "\\", "\n", "\x7f\u2028"])


AN_ACCOUNT = st.tuples(st.integers(1, 99), st.sampled_from(["a" * 64, "b" * 64]))


@given(
    SOME_TEXT, SOME_TEXT, st.none() | st.integers(1, 9), st.lists(st.tuples(AN_ACCOUNT, AN_ACCOUNT, st.integers(1, 99)), max_size=4), st.dates()
)
def test_a_seal_is_of_json_that_any_library_writes(what, about, reverses, lines, on):
    moved = sorted((sealed_as(*source), sealed_as(*target), pence) for source, target, pence in lines)
    said_lines = [json.loads(f"[{source},{target},{pence}]") for source, target, pence in moved]
    facts = [3, on.isoformat(), "2026-07-22", 5, what, about, reverses, said_lines]
    said = "before\n" + json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    sealed = seal_of("before", 3, on, date(2026, 7, 22), 5, what, about, reverses, moved[::-1])
    assert sealed == hashlib.sha256(said.encode()).hexdigest()
    named = json.dumps([what, about, "x"], ensure_ascii=False, separators=(",", ":"))
    assert account_seal(what, about, "x") == hashlib.sha256(named.encode()).hexdigest()


@command(needs=Permission.POST_MONEY, recorded_as="One and one posted")
def post_twice_over(work, _):
    source, target = account_for(work, "council", "bank", "Bank"), account_for(work, "spent", "all", "Spent")
    one = post(work, "One", "child:1", DAY, [Line(source, target, 100), Line(source, target, 200)])
    two = post(work, "Two", "child:2", DAY, [Line(target, source, 50)])
    work.record(("entry", one))
    return [one, two]


def test_entries_one_by_one_in_one_change_are_all_in_the_trail(county):
    done = county.at(Role.MANAGER).perform(post_twice_over, None)
    assert {row for table, row in done.changed if table == "entry"} == set(done.answer)
    with Session(county.database.reading) as db:
        rows = db.execute(select(marks.c.table_name, marks.c.row_id, marks.c.last_id).order_by(marks.c.table_name)).all()
        numbers = list(db.execute(select(entries.c.number).order_by(entries.c.id)).scalars())
        moves = list(db.execute(select(transfers.c.id).order_by(transfers.c.id)).scalars())
    assert {tuple(row) for row in rows if row[0] != "account"} == {("entry", *done.answer), ("transfer", moves[0], moves[-1])}
    assert numbers == [1, 2]
    assert check(county.database, pages=False).sound
