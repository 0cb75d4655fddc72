"""What is done before anybody relies on an office: a backup before acts that much hangs on, and proofs at each opening."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.founding import FirstPerson, found_file_office
from shortbreaks.access.keeping import back_up_before, back_up_before_file
from shortbreaks.access.permissions import Role
from shortbreaks.access.restoring import restore_office
from shortbreaks.council.commands import DecideRate, decide_rate
from shortbreaks.database import at_start
from shortbreaks.database.at_start import check_at_start, pages_due
from shortbreaks.database.backup import back_up, backups_in
from shortbreaks.database.keys import EXAMPLE_COST, new_recovery_key
from shortbreaks.database.reasons import (
    BEFORE_ERASURE,
    BEFORE_IMPORT,
    BEFORE_MIGRATION,
    BEFORE_RESTORE,
    BEFORE_YEAR_END,
    MANY_ROWS,
)
from shortbreaks.database.rotation import Kept, to_let_go
from shortbreaks.errors import Unavailable
from tests.builders import a_child
from tests.conftest import TODAY
from tests.safety.booked import a_booked_office

PASSWORD = "marmalade otter bicycle rain"


def decide(office, pence):
    office.perform(decide_rate, DecideRate("Personal assistant", "hour", TODAY.date(), pence, "Agreed."))


def test_the_backup_before_an_act_is_new_when_anything_changed_and_says_why(file_county, tmp_path):
    a_child(file_county)
    decide(file_county.at(Role.MANAGER), 1500)
    office = file_county.at()  # whoever may do the act has it made, also one who may not keep the office
    first = back_up_before(office, tmp_path / "backups", BEFORE_IMPORT)
    assert back_up_before(office, tmp_path / "backups", BEFORE_YEAR_END) == first
    decide(file_county.at(Role.MANAGER), 1600)
    file_county.clock.forward(minutes=1)
    back_up_before(office, tmp_path / "backups", BEFORE_YEAR_END)
    assert [one.manifest.reason for one in backups_in(tmp_path / "backups")] == [BEFORE_IMPORT, BEFORE_YEAR_END]


def test_one_that_cannot_be_made_stops_the_act_with_a_sentence(file_county, tmp_path):
    (tmp_path / "backups").write_text("a file stands in its place")
    with pytest.raises(Unavailable, match="Nothing was done, since no backup could be made first"):
        back_up_before(file_county.at(), tmp_path / "backups", BEFORE_ERASURE)
    with pytest.raises(Unavailable, match="Nothing was done"):
        back_up_before_file(file_county.at(), MANY_ROWS + 1)
    back_up_before_file(file_county.at(), MANY_ROWS)


def test_those_made_before_an_act_go_by_rotation_like_any_other_and_an_erased_family_with_them():
    day = TODAY - timedelta(days=900)
    for reason in (BEFORE_IMPORT, BEFORE_YEAR_END, BEFORE_ERASURE, BEFORE_RESTORE):
        old = [Kept(f"{n:03d}", day + timedelta(days=n), reason if n == 5 else "closing") for n in range(600)]
        assert "005" in to_let_go(old, TODAY), reason
        fresh = [Kept("act", TODAY - timedelta(hours=30), reason), Kept("newest", TODAY, "closing")]
        assert to_let_go(fresh, TODAY) == frozenset()
    kept = [Kept(f"{n:03d}", day + timedelta(days=n), BEFORE_MIGRATION if n == 5 else "closing") for n in range(600)]
    assert "005" not in to_let_go(kept, TODAY)


@pytest.fixture
def restorable(tmp_path):
    """A closed office with a year-old backup that rotation would take, and acts since then."""
    path, clock = tmp_path / "east.sbo", [TODAY - timedelta(days=800)]
    first = FirstPerson("priya", "Priya Nair", PASSWORD, new_recovery_key())
    signed = found_file_office(path, "East", first, lambda: clock[0], cost=EXAMPLE_COST)
    old = back_up(signed.office.database, tmp_path / "backups", clock[0], "by hand").folder
    for days in range(1, 40):
        (tmp_path / "backups" / f"stand-in-{days}").mkdir()
        made = (old / "manifest.json").read_text().replace(clock[0].isoformat(), (clock[0] + timedelta(days=20 * days)).isoformat())
        (tmp_path / "backups" / f"stand-in-{days}" / "manifest.json").write_text(made)
    clock[0] = TODAY
    decide(signed.office, 1500)
    signed.opened.close()
    return path, old


def test_a_restore_backs_the_present_office_up_first_and_the_one_it_restores_stays(restorable):
    path, old = restorable
    signed, restored = restore_office(old, path, "priya", PASSWORD, lambda: TODAY)
    signed.opened.close()
    (before,) = [one for one in backups_in(path.parent / "backups") if one.manifest.reason == BEFORE_RESTORE]
    assert before.manifest.number_of("audit") == 2 and old.exists()
    assert len(restored.lost) == 1 and not list((path.parent / "backups").glob("stand-in-1"))


def test_a_restore_over_an_end_that_was_not_clean_touches_nothing_before_it_is_aside(restorable):
    path, old = restorable
    path.with_name(path.name + "-journal").write_bytes(b"\xd9\xd5\x05\xf9" + bytes(8000))
    present = path.read_bytes()
    signed, restored = restore_office(old, path, "priya", PASSWORD, lambda: TODAY)
    signed.opened.close()
    assert (restored.aside / path.name).read_bytes() == present
    assert not [one for one in backups_in(path.parent / "backups") if one.manifest.reason == BEFORE_RESTORE]


HARMS = {
    "the trial balance": ("update month_total set in_pence = in_pence + 1 where account_id = 2", "all accounts"),
    "an entry since the backup": ("update audit_entry set person_id = 6 where number = {after}", "audit entry {after}"),
    "the end of the trail": (
        "delete from audit_mark where entry >= {head}; delete from audit_entry where number >= {head}", "audit entry {head}"),
}  # fmt: skip


@pytest.fixture(scope="module")
def booked_file(_file_template, tmp_path_factory):
    """A booked office with a backup of its first entries and one entry more, its triggers off."""
    import shutil

    from shortbreaks.database.connections import open_file
    from shortbreaks.database.keys import keys_path, load_keys, unlock
    from tests.conftest import PASSWORD as FOUNDERS
    from tests.conftest import PEOPLE, County

    folder = tmp_path_factory.mktemp("at_start")
    for file in (_file_template, keys_path(_file_template)):
        shutil.copy(file, folder / file.name)
    path = folder / _file_template.name
    county = County(open_file(path, unlock(load_keys(keys_path(path)), PEOPLE[Role.COORDINATOR][0], FOUNDERS)))
    a_booked_office(county)
    made = back_up(county.database, folder / "backups", TODAY, "by hand").manifest
    decide(county.at(Role.MANAGER), 1500)
    yield county, folder / "backups", made
    county.database.close()


def test_at_each_opening_a_sound_office_is_found_sound_and_its_pages_read_once_a_day(booked_file):
    county, backups, made = booked_file
    (backups / at_start.NOTE).unlink(missing_ok=True)
    assert check_at_start(county.database, backups, made.office, TODAY) == ()
    assert not pages_due(backups, TODAY + timedelta(hours=9))
    assert pages_due(backups, TODAY + timedelta(hours=14)) and pages_due(backups, TODAY - timedelta(days=1))
    (backups / at_start.NOTE).write_text("{")
    assert pages_due(backups, TODAY)
    assert check_at_start(county.database, backups / "none", made.office, TODAY) == (), "without a backup the whole trail is read"


@pytest.mark.parametrize("harm", HARMS)
def test_what_was_altered_is_found_at_the_next_opening(booked_file, harm):
    county, _, made = booked_file
    head = made.number_of("audit")
    statements, where = (words.format(head=head, after=head + 1) for words in HARMS[harm])
    with county.database.writing.connect() as connection:
        for (name,) in connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'").all():
            connection.exec_driver_sql(f"drop trigger {name}")
        for statement in statements.split("; "):
            assert connection.execute(text(statement)).rowcount, statement
        found = at_start.flaws_at_start(connection, [made])
        connection.rollback()
    assert [flaw.row for flaw in found] == [where]


def test_a_page_that_was_harmed_is_found_once_a_day(file_county, tmp_path):
    """Deep in the file, where nothing of the day's work may ever look."""
    from pathlib import Path

    a_child(file_county)
    with file_county.database.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.connection.driver_connection.execute("pragma wal_checkpoint(truncate)")
        root = connection.exec_driver_sql("select rootpage from sqlite_master where name = 'rate'").scalar()
    file_county.database.close()
    path = Path(file_county.database.place)
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 + 50] ^= 1
    path.write_bytes(content)
    found = check_at_start(file_county.database, tmp_path / "backups", "", TODAY)
    assert {flaw.proof for flaw in found} == {"pages"}
    assert pages_due(tmp_path / "backups", TODAY), "until it is whole it is read each time"
