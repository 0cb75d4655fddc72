"""Killed while booking (safety.md A1, T1): nothing acknowledged is lost, the books prove, the trail is whole."""

import os
import random
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, text

from shortbreaks.database.check import check
from shortbreaks.database.connections import open_file
from tests.builders import a_child, a_service, a_session
from tests.safety.killing import address, killer_of

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are not of this system")
ROOT = Path(__file__).parents[2]
KILLS = {"file": 60, "server": 12}


@pytest.fixture
def killer():
    """The process that forks bookers and kills them."""
    with killer_of("tests.safety.booker") as kill:
        yield kill


def a_busy_office(county):
    service, venue = a_service(county)
    for number in range(40):
        start = datetime(2026, 7, 25, 10) + timedelta(days=number // 2, hours=4 * (number % 2))
        a_session(county, service, venue, start=start, places=5)
    for number in range(12):
        a_child(county, first=f"Child{number}", last="Okafor", hours=60 * 600)


def acknowledged_in(file):
    if not file.exists():
        return {}
    return dict(line.split() for line in file.read_text().splitlines())


def kept_in(database):
    with database.reading.connect() as connection:
        rows = connection.execute(text("select request_id, number from audit_entry")).all()
    return {row[0]: str(row[1]) for row in rows}


def test_nothing_acknowledged_is_lost_and_everything_proves(county, killer, tmp_path):
    a_busy_office(county)
    database, acknowledged = county.database, tmp_path / "acknowledged"
    place, key = address(county)
    database.close()
    seed = random.randrange(10**6)
    print("seed", seed)
    chance, kills = random.Random(seed), KILLS[county.kind]
    for kill in range(kills):
        acts = (
            chance.randrange(1, 4) if kill % 2 else 0
        )  # every other one while it opens the office, or in its first act
        killer(place, key, tmp_path, "book", acts, chance.uniform(0, 1.3))
        database = open_file(Path(place), database.key) if county.kind == "file" else county.database
        heard, kept = acknowledged_in(acknowledged), kept_in(database)
        assert heard.items() <= kept.items(), "an acknowledged act is lost"
        assert len(kept) - len(heard) <= kill + 1, "more was kept than one unheard act a kill"
        if kill % 4 == 3 or kill == kills - 1:
            report = check(database)
            assert report.sound, report.flaws
        database.close()
    print(len(acknowledged_in(acknowledged)), "acknowledged")
    assert len(acknowledged_in(acknowledged)) >= kills // 2, "it must have been booking, also on a busy computer"


def test_an_act_whose_answer_was_never_heard_is_not_done_twice(county):
    """The commit happened, the caller never heard: asked again with the same request id it has one effect (finding 9)."""
    from shortbreaks.bookings.commands import MakeBooking, make_booking
    from shortbreaks.bookings.taking import PlacesWanted

    a_busy_office(county)
    wish = MakeBooking((PlacesWanted(1, (1,)),), None, "card")
    first = county.at().perform(make_booking, wish, request_id="the same click")
    again = county.at().perform(make_booking, wish, request_id="the same click")
    assert (again.answer, again.number, again.again) == (first.answer, first.number, True)
    report = check(county.database)
    assert report.sound, report.flaws
    assert dict(report.counts)["booking"] == 1


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not on this computer")
def test_every_commit_of_a_file_reaches_the_disk(file_county, tmp_path):
    """A kill cannot tell whether the disk was really asked to keep it; counting fsync can (finding 8)."""
    path, key = file_county.database.place, file_county.database.key.hex()
    file_county.database.close()
    code = f"""
from pathlib import Path
from shortbreaks.database.connections import open_file
database = open_file(Path({path!r}), bytes.fromhex({key!r}))
for number in range(100):
    with database.writing.begin() as connection:
        connection.exec_driver_sql(f"insert into search_word (kind, word, row_id) values ('t', 'w', {{number}})")
print("done")
"""
    counts = tmp_path / "counts"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(counts), sys.executable, "-c", code], cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "Operation not permitted" in done.stderr:
        pytest.skip("this computer does not let a process be traced")
    assert done.stdout.strip() == "done"
    assert counts.read_text().count("sync(") >= 100


def test_a_full_disk_is_said_and_loses_nothing(file_county):
    """The file may not grow any more: the save is refused with a sentence, what was saved is there, and it goes on (A4)."""
    from shortbreaks.errors import Unavailable
    from tests.database.test_office import Rename, name_of, rename

    office = file_county.at()
    office.perform(rename, Rename(2, "Saved before", 1))
    held = []

    @event.listens_for(file_county.database.writing, "begin")
    def hold_down(connection):
        if held:
            pages = connection.exec_driver_sql("pragma page_count").scalar()
            connection.exec_driver_sql(f"pragma max_page_count = {pages}")
        else:
            connection.exec_driver_sql("pragma max_page_count = 1073741823")

    held.append(True)
    with pytest.raises(Unavailable, match="disk is full"):
        office.perform(rename, Rename(2, "x" * 100_000, 2))
    assert office.ask(name_of, 2) == "Saved before"
    held.clear()
    office.perform(rename, Rename(2, "Saved after", 2))
    assert office.ask(name_of, 2) == "Saved after"
    assert check(file_county.database).sound
