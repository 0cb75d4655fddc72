"""Once a year a person tries the recovery key and restores a copy; who and when is kept, and nothing can be only ticked."""

import shutil
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.founding import FirstPerson, found_file_office
from shortbreaks.access.permissions import Role
from shortbreaks.access.tables import OfficeTrial
from shortbreaks.access.trials import restore_copy, trials, try_key
from shortbreaks.database.backup import back_up
from shortbreaks.database.drill import copy_off
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.keys import EXAMPLE_COST, keys_path, new_recovery_key, spare_of
from shortbreaks.database.manifest import KEY_FILE, OFFICE_FILE
from shortbreaks.database.opening import backups_beside
from shortbreaks.errors import NotAllowed, Refused, Unavailable
from tests.conftest import TODAY

PASSWORD = "four plain words here"


@pytest.fixture
def founded(tmp_path):
    """An office of one manager, its recovery key, and a folder elsewhere with a copy of its newest backup."""
    key = new_recovery_key()
    path = tmp_path / "office" / "east.sbo"
    path.parent.mkdir()
    signed = found_file_office(path, "East Kent", FirstPerson("priya.nair", "Priya Nair", PASSWORD, key), cost=EXAMPLE_COST)
    stick = tmp_path / "stick"
    stick.mkdir()
    backup = back_up(signed.office.database, path.with_name("backups"), signed.office.now(), "by hand")
    copy_off(backup, stick, signed.office.now())
    yield signed.office, key, stick
    signed.opened.close()


def test_both_are_tried_for_real_and_kept_with_name_and_day(founded):
    office, key, stick = founded
    found, today = office.ask(trials), office.now().date()
    assert (found.key, found.restore, found.due(today)) == (None, None, False)
    assert found.due(found.key_due) and not found.due(found.key_due - timedelta(days=1)), "a year after the office was founded"
    assert try_key(office, key.lower().replace("-", " ")) == "It opens the office."
    found = office.ask(trials)
    assert (found.key.name, found.key.kind, found.restore) == ("Priya Nair", "key", None)
    assert "rows in" in restore_copy(office, key, stick)
    found = office.ask(trials)
    assert found.restore.name == "Priya Nair" and "rows in" in found.restore.about and len(found.rows) == 2
    assert [one.name for one in stick.iterdir()] and not list(stick.glob(".drill*"))
    with pytest.raises(DBAPIError, match="never changed"), office.database.writing.begin() as connection:
        connection.execute(OfficeTrial.__table__.delete())


def test_what_fails_is_not_kept_as_done(founded, tmp_path):
    office, key, stick = founded
    for typed, said in ((new_recovery_key(), "not the recovery key"), (key[:-1], "33 letters"), ("", "33 letters")):
        with pytest.raises(Refused, match=said):
            try_key(office, typed)
        with pytest.raises(Refused, match=said):
            restore_copy(office, typed, stick)
    empty = tmp_path / "empty"
    empty.mkdir()
    for place in (empty, tmp_path / "nowhere", tmp_path / ("w" * 300), Path("<img src=x>"), Path("nul\0b")):
        with pytest.raises(Refused, match="no copy of this office"):
            restore_copy(office, key, place)
    with pytest.raises(Refused, match="backups on this computer"):
        restore_copy(office, key, backups_beside(tmp_path / "office" / "east.sbo"))
    file = next(stick.rglob(OFFICE_FILE))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises((Refused, Unavailable), match="drill"):
        restore_copy(office, key, stick)
    shutil.rmtree(stick)
    assert office.ask(trials).rows == ()


def test_a_key_that_opens_something_else_than_this_office_proves_nothing(founded, tmp_path):
    office, _, stick = founded
    theirs = new_recovery_key()
    signed = found_file_office(tmp_path / "west.sbo", "West Kent", FirstPerson("ann.lee", "Ann Lee", PASSWORD, theirs), cost=EXAMPLE_COST)
    with closing(signed.opened), signed.office.database.reading.connect() as connection:
        kept = connection.execute(select(OfficeRecord.key_file)).scalar_one()
    (copy,) = stick.rglob(KEY_FILE)
    for place in (copy, spare_of(copy)):
        shutil.copyfile(keys_path(tmp_path / "west.sbo"), place)
    with pytest.raises(Refused, match="opens the copy, but not this office"):
        restore_copy(office, theirs, stick)
    with office.database.writing.begin() as connection:
        connection.execute(update(OfficeRecord.__table__).values(key_file=kept))
    with pytest.raises(Refused, match="opens something else than this office"):
        try_key(office, theirs)
    assert office.ask(trials).rows == ()


def test_only_who_keeps_the_office_may_try_and_others_see_it(county):
    with pytest.raises(NotAllowed):
        try_key(county.at(Role.COORDINATOR), "x")
    with pytest.raises(NotAllowed):
        restore_copy(county.at(Role.COORDINATOR), "x", Path("x"))
    found = county.at(Role.AUDITOR).ask(trials)
    assert found.rows == () and found.key_due == date(TODAY.year + 1, TODAY.month, TODAY.day)
