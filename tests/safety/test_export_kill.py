"""Killed while a run is posted or its file is sent (safety.md C10, T17): nothing twice, nothing lost, no torn file."""

import csv
import io
import os
import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text

from shortbreaks.database.check import check
from shortbreaks.database.connections import open_file
from shortbreaks.finance.control import flaws_of, read_control
from tests.payments.builders import an_agreement
from tests.safety.exporter import SPENT_LINES
from tests.safety.killing import address, killer_of
from tests.safety.test_kill import acknowledged_in, kept_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are not of this system")
KILLS = {"file": 60, "server": 12}
SPENT_KILLS = {"file": 14, "server": 4}
CONTROLS = 25


@pytest.fixture(scope="module")
def killer():
    """The process that forks payers and kills them; one for all of these, since its imports cost more than many kills."""
    with killer_of("tests.safety.exporter") as kill:
        yield kill


def gapless(connection, table, column, where="1 = 1"):
    numbers = [
        row[0] for row in connection.execute(text(f"select {column} from {table} where {where} order by {column}"))
    ]
    return numbers == list(range(1, len(numbers) + 1))


def prove(database, folder):
    """Every file is whole and known, every payment in at most one, every number follows the one before."""
    with database.reading.connect() as connection:
        kept = {
            row.name: row for row in connection.execute(text("select name, state, sha256, content from export_batch"))
        }
        assert gapless(connection, "export_batch", "sequence", "kind = 'payments'")
        assert gapless(connection, "payment_run", "number")
        assert gapless(connection, "entry", "number")
    seen = Counter()
    for path in folder.glob("*.csv"):
        content = path.read_bytes()
        assert path.name in kept, "a file that nobody prepared"
        assert content == bytes(kept[path.name].content), "a torn file"
        control = path.with_suffix(".control.json")
        if control.exists():
            assert flaws_of(content, read_control(control.read_bytes())) == []
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
            seen[row["dp_ref"], row["period_from"]] += 1
    assert not [line for line, times in seen.items() if times > 1], "a payment in two files"
    for name, row in kept.items():
        assert row.state == "prepared" or (folder / name).exists(), "a file that is said to be written is not there"
    return seen


@pytest.mark.parametrize("mode", ["post", "export"])
def test_nothing_is_paid_twice_or_lost_whenever_it_stops(county, killer, tmp_path, mode):
    for _ in range(6):
        an_agreement(county)
    place, key = address(county)
    database = county.database
    database.close()
    seed = random.randrange(10**6)
    print("seed", seed)
    chance, kills = random.Random(seed), KILLS[county.kind]
    for number in range(kills):
        killer(place, key, tmp_path, mode, chance.choice((1, 1, 2)), chance.uniform(0, 1.3))
        database = open_file(Path(place), county.database.key) if county.kind == "file" else county.database
        heard, kept = acknowledged_in(tmp_path / "acknowledged"), kept_in(database)
        assert heard.items() <= kept.items(), "an acknowledged act is lost"
        prove(database, tmp_path)
        if number % 12 == 11 or number == kills - 1:
            report = check(database)
            assert report.sound, report.flaws
        database.close()
    assert len(heard) > kills // 6, "it must have been paying, also on a busy computer"
    finished(killer, county, place, key, tmp_path)


def finished(killer, county, place, key, folder):
    """Given time, every posted payment is in a file exactly once: nothing was lost on the way."""
    for _ in range(40):
        killer(place, key, folder, "export", 40, 0.5)
        database = open_file(Path(place), county.database.key) if county.kind == "file" else county.database
        with database.reading.connect() as connection:
            waiting = (
                connection.execute(text("select count(*) from payment_run where state = 'posted'")).scalar()
                + connection.execute(text("select count(*) from export_batch where state = 'prepared'")).scalar()
            )
            lines = connection.execute(
                text(
                    "select count(*) from run_line l join payment_run r on r.id = l.run_id where r.state = 'exported' and l.net_pence > 0"
                )
            ).scalar()
        seen = prove(database, folder)
        database.close()
        if waiting <= 1:
            break
    assert lines - 6 <= len(seen) <= lines + 6  # the last one may be under way
    assert len(seen) > 0


def test_a_file_of_spending_is_in_whole_or_not_at_all_whenever_it_stops(county, killer, tmp_path):
    an_agreement(county)
    place, key = address(county)
    county.database.close()
    chance = random.Random(11)
    for number in range(SPENT_KILLS[county.kind]):
        killer(place, key, tmp_path, "spend", (number + 1) % 2, chance.uniform(0, 1.3))
        database = open_file(Path(place), county.database.key) if county.kind == "file" else county.database
        heard, kept = acknowledged_in(tmp_path / "acknowledged"), kept_in(database)
        assert heard.items() <= kept.items(), "an acknowledged file is lost"
        with database.reading.connect() as connection:
            files, lines, entries, whole = connection.execute(
                text("select (select count(*) from spend_file), (select count(*) from spend_line), (select count(*) from entry), "
                     "(select count(*) from audit_entry where command like '%take_spending')")
            ).one()  # fmt: skip
        assert (lines, entries) == (files * SPENT_LINES, files * SPENT_LINES)
        assert files == whole
        if number == SPENT_KILLS[county.kind] - 1:
            report = check(database)
            assert report.sound, report.flaws
        database.close()
    assert files, "it must have been taking files in, also on a busy computer"


def test_writing_and_then_marking_pays_people_twice(file_county, killer, tmp_path):
    """The control: the same kills, a file written straight to its place and marked afterwards."""
    with file_county.database.writing.begin() as connection:
        connection.exec_driver_sql("create table naive_mark (line integer not null)")
        connection.exec_driver_sql("create table naive_line (id integer not null, pence integer not null)")
        connection.exec_driver_sql("insert into naive_line values " + ", ".join(f"({n}, 39096)" for n in range(3000)))
    place, key = address(file_county)
    file_county.database.close()
    chance = random.Random(7)
    twice = torn = 0
    for _ in range(CONTROLS):
        killer(place, key, tmp_path, "naive", chance.randrange(1, 3), chance.uniform(0, 1.3))
        seen = Counter()
        for path in tmp_path.glob("naive-*.csv"):
            lines = path.read_text().splitlines()
            torn += not lines or lines[-1] != "end"
            seen.update(line.split(",")[0] for line in lines if line != "end")
        twice += any(times > 1 for times in seen.values())
    assert twice and torn
