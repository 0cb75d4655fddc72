"""A county of several slices: one county, nothing of a slice kept when the next begins, and nothing left when it is stopped."""

import gc
from contextlib import closing

import pytest
from sqlalchemy import text

from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database.check import check
from shortbreaks.database.opening import backups_beside
from shortbreaks.database.whole_check import last_whole
from shortbreaks.errors import Refused
from shortbreaks.example.build import PASSWORD, PEOPLE, build, fill, open_example
from shortbreaks.example.families import MadeChild
from shortbreaks.example.providers import MadeSession
from shortbreaks.example.rows import Rows
from shortbreaks.example.slices import BuildSlice, slices_of
from tests.conftest import TODAY

DAY = TODAY.date()
SMALL, SLICE = 0.06, 0.02
TABLES = ("provider", "service", "household", "child", "decision", "booking", "entry", "transfer", "payment_run", "run_line", "agreement", "stay")


def rows_of(county, table):
    with county.database.reading.connect() as connection:
        return [tuple(str(value)[:16] for value in row) for row in connection.execute(text(f"select * from {table} order by id"))]


def one(county, sql):
    with county.database.reading.connect() as connection:
        return connection.execute(text(sql)).scalar()


def test_a_county_of_three_slices_is_one_county_that_proves_on_both_engines_and_the_same_on_each(file_county, server_county):
    for county in (file_county, server_county):
        prove_one_county(county)
    for table in TABLES:
        assert [row[:3] for row in rows_of(file_county, table)] == [row[:3] for row in rows_of(server_county, table)], table


def prove_one_county(county):
    children, bookings = fill(county.database, SMALL, DAY, now=lambda: TODAY, most=SLICE)
    assert list(check(county.database).flaws) == []
    more = 3 + 2  # three who left long ago, and two of districts that were added
    assert (one(county, "select count(*) from child"), one(county, "select count(*) from audit_entry")) == (children + more, 3)
    assert children >= 54 and bookings > 0
    for name, table in (("name", "service"), ("ref", "household"), ("ref", "agreement"), ("number", "booking"), ("number", "entry")):
        assert one(county, f"select count(*) - count(distinct {name}) from {table}") == 0, table
    assert one(county, "select count(*) from household where ref = 'F-20418'") == 1  # Amara's is in the first alone
    assert one(county, "select count(distinct first_day) - count(*) from payment_run") == 0  # a run has lines of every slice
    sums = "select count(*) from payment_run r where total_pence <> (select sum(net_pence) from run_line where run_id = r.id)"
    files = "select count(*) from export_batch b where kind = 'payments' and line_count <> (select count(*) from export_line where batch_id = b.id)"
    assert (one(county, sums), one(county, files)) == (0, 0)
    assert one(county, "select count(*) from export_batch where kind = 'payments'") == 13


def test_sizes_of_slices_come_to_the_county():
    def sizes(scale, most=1):
        return [round(one.size, 6) for one in slices_of(BuildSlice(scale, DAY, most=most))]

    assert (sizes(0.3), sizes(1), sizes(2.5), sizes(0.3, 0.1)) == ([0.3], [1], [1, 1, 0.5], [0.1, 0.1, 0.1])
    assert len(sizes(100)) == 100
    first, *_, last = slices_of(BuildSlice(3, DAY))
    assert (first.is_first, first.is_last, last.is_first, last.is_last) == (True, False, False, True)


def test_when_a_slice_begins_nothing_of_those_before_it_is_held(file_county):
    held = []

    def count(words):
        if "providers" in words:
            gc.collect()
            held.append(sum(isinstance(thing, MadeChild | MadeSession) for thing in gc.get_objects()))
        elif "payments" in words:  # so that the count is known to see them where they are
            held.append(-sum(isinstance(thing, MadeChild | MadeSession | Rows) for thing in gc.get_objects()))

    fill(file_county.database, SMALL, DAY, now=lambda: TODAY, most=SLICE, a_file=20, progress=count)
    files = "select count(*) - max(sequence), max(line_count), sum(line_count) from export_batch where kind = 'payments'"
    with file_county.database.reading.connect() as connection:  # and a run that does not fit one file has several
        assert connection.execute(text(files)).one() == (0, 20, one(file_county, "select count(*) from export_line where about like 'run%'"))
    assert held[::2] == [0, 0, 0] and all(many < -18 for many in held[1::2])


class EnoughError(Exception):
    pass


@pytest.mark.parametrize("when", ["part 1 of 3, nights", "part 3 of 3, finance"])
def test_a_county_that_is_stopped_leaves_nothing(tmp_path, when):
    def stop(words):
        if when in words:
            raise EnoughError

    path = tmp_path / "example.sbo"
    with pytest.raises(EnoughError):
        build(path, SMALL, DAY, stop, most=SLICE)
    assert list(tmp_path.iterdir()) == []


def test_what_a_power_cut_left_is_swept_away_and_a_file_that_is_there_is_kept(tmp_path):
    path = tmp_path / "example.sbo"
    (tmp_path / "example-making.sbo").write_bytes(b"half")
    build(path, SLICE, DAY)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["example.sbo", "example.sbo.keys", "example.sbo.keys.copy"]
    before = path.read_bytes()
    signed = sign_in_to_file(path, PEOPLE[0][0], PASSWORD)
    with closing(signed.opened), signed.opened.database.reading.connect() as connection:
        known = {row[0] for row in connection.execute(text("select distinct tbl from sqlite_stat1"))}
        samples = connection.execute(text("select count(*) from sqlite_master where name = 'sqlite_stat4'")).scalar()
        words = connection.execute(text("select count(*) from sqlite_stat4")).scalar() if samples else 0
    assert {"booking", "transfer", "run_line"} <= known and words == 0  # sizes are known, and no sample of what is in them
    with pytest.raises(Refused, match="already a file"):
        build(path, SLICE, DAY)
    assert path.read_bytes() == before  # what was there is as it was


def test_the_county_is_checked_whole_once_when_it_is_first_opened(tmp_path):
    said = []
    for _ in range(2):
        signed = open_example(tmp_path, 0.02, said.append)
        signed.opened.close()
    found = last_whole(backups_beside(tmp_path / "example-0.02.sbo"), signed.opened.identity.uuid)
    assert said.count("Checking everything in it once…") == 1 and found.flaws == 0 and found.rows > 1000
