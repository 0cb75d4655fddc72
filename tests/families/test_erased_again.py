"""Erased families stay erased: an older backup put back is erased again before anybody signs in, and nobody else is (T24, F14)."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from shortbreaks.access.founding import FirstPerson, found_file_office
from shortbreaks.access.permissions import MAY, Role
from shortbreaks.access.restoring import restore_office
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.backup import back_up
from shortbreaks.database.check import check
from shortbreaks.database.commands import Person
from shortbreaks.database.keys import EXAMPLE_COST, new_recovery_key
from shortbreaks.errors import Refused, Unavailable
from shortbreaks.families.commands import register_family
from shortbreaks.families.erased_list import list_path
from shortbreaks.payments.erasure.queries import tombstones
from tests.conftest import TODAY, Clock, County
from tests.families.test_erasure import FAMILY, LATER, a_closed_family, erased, readable

PASSWORD = "marmalade otter bicycle rain"
FAMILIES = 4


class Signed(County):
    """The county of an office with its own clock, and two people at it: the founder, and a coordinator."""

    def at(self, role=Role.COORDINATOR):
        number = 1 if role is Role.MANAGER else 2
        return replace(self.office, person=Person(number, f"p{number}", role.value.title(), role.value, frozenset(MAY[role])))


def county_of(signed, clock):
    county = Signed(signed.opened.database, clock)
    county.office = replace(signed.office, now=clock)
    return county


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An office with four closed families and a backup of it; then all of them are erased at once. Closed again."""
    tmp_path = tmp_path_factory.mktemp("erased")
    path, clock = tmp_path / "east.sbo", Clock()
    signed = found_file_office(path, "East", FirstPerson("priya", "Priya Nair", PASSWORD, new_recovery_key()), clock, cost=EXAMPLE_COST)
    with signed.opened.database.writing.begin() as connection:
        connection.execute(PersonRecord.__table__.insert(), [
            {"sign_in": "two", "name": "Second", "role": "coordinator", "phone": "", "email": "", "active": True, "password_hash": None,
             "version": 1}
        ])  # fmt: skip
    county = county_of(signed, clock)
    homes = [a_closed_family(county)[0] for _ in range(FAMILIES)]
    backup = back_up(county.database, tmp_path / "backups", TODAY, "by hand").folder
    clock.set(LATER)
    erased(county, *homes)
    signed.opened.close()
    return tmp_path, backup.name, signed.opened.identity.uuid


@pytest.fixture
def kept(made, tmp_path):
    """A copy of it: the office's file, the backup, and the office's number."""
    folder, backup, office = made
    shutil.copytree(folder, tmp_path / "kept")
    return tmp_path / "kept" / "east.sbo", tmp_path / "kept" / "backups" / backup, office


def test_a_backup_put_back_is_erased_again_before_anybody_signs_in(kept):
    path, backup, office = kept
    assert not path.with_name(path.name + "-wal").exists() or path.with_name(path.name + "-wal").stat().st_size == 0
    listed = json.loads(list_path(path.parent, office).read_text("utf-8"))
    assert (len(listed["erased"]), listed["rewritten"]) == (FAMILIES, True)
    assert not [word for word in ("zephyrine", "quillfeather") if word in json.dumps(listed).lower()]
    signed, restored = restore_office(backup, path, "priya", PASSWORD, lambda: LATER + timedelta(days=1))
    county = county_of(signed, Clock(LATER + timedelta(days=1)))
    assert list(readable(county)) == [] and f"{FAMILIES} families erased since then, erased again" in restored.sentences()[-1]
    assert check(county.database).sound and len(county.at().ask(tombstones)) == FAMILIES
    with county.database.reading.connect() as connection:
        assert connection.exec_driver_sql("pragma freelist_count").scalar() == 0  # no page keeps what stood there
    signed.opened.close()
    sign_in_to_file(path, "priya", PASSWORD, lambda: LATER + timedelta(days=1)).opened.close()


def test_without_the_list_the_names_come_back(kept):
    """The control: it is the list that does it."""
    path, backup, office = kept
    list_path(path.parent, office).unlink()
    signed, restored = restore_office(backup, path, "priya", PASSWORD, lambda: LATER)
    assert any(readable(county_of(signed, Clock(LATER)))) and restored.again == ()
    signed.opened.close()


def test_a_family_that_was_given_the_same_number_is_not_taken_for_one_erased(kept, tmp_path):
    """Registered in an office put back from before the first was known, it has the first one's number."""
    path, _, office = kept
    list_path(path.parent, office).rename(tmp_path / "list")
    early = tmp_path / "early"
    signed, clock = found_file_office(
        early / "other.sbo", "Other", FirstPerson("priya", "Priya Nair", PASSWORD, new_recovery_key()), lambda: TODAY, cost=EXAMPLE_COST
    ), Clock()
    other = signed.opened.identity.uuid
    backup = back_up(signed.opened.database, early / "backups", TODAY, "by hand").folder
    signed.office.perform(register_family, FAMILY)
    text = (tmp_path / "list").read_text("utf-8").replace(office, other)
    list_path(early, other).write_text(text, "utf-8")
    signed.opened.close()
    signed, restored = restore_office(backup, early / "other.sbo", "priya", PASSWORD, clock)
    assert restored.again == ()
    signed.office.perform(register_family, FAMILY)
    signed.opened.close()
    again = sign_in_to_file(early / "other.sbo", "priya", PASSWORD, clock)
    assert any(readable(county_of(again, clock)))
    again.opened.close()


def test_a_file_put_back_by_hand_is_not_opened(kept, tmp_path):
    path, backup, _ = kept
    shutil.copy(backup / "office.sbo", path)
    with pytest.raises(Refused, match="put back by hand"):
        sign_in_to_file(path, "priya", PASSWORD, lambda: LATER)


def test_a_damaged_list_stops_a_restore_before_anything_is_touched(kept):
    path, backup, office = kept
    list_path(path.parent, office).write_text("{", "utf-8")
    before = path.read_bytes()
    with pytest.raises(Unavailable, match="list of erased families is damaged"):
        restore_office(backup, path, "priya", PASSWORD, lambda: LATER)
    assert path.read_bytes() == before
    whole = list_path(backup.parent, office)
    signed = sign_in_to_file(path, "priya", PASSWORD, lambda: LATER)  # which writes it anew
    back_up(signed.opened.database, backup.parent, LATER, "by hand")
    signed.opened.close()
    assert whole.exists()
    list_path(path.parent, office).unlink()
    signed, restored = restore_office(backup, path, "priya", PASSWORD, lambda: LATER)  # by the list beside the backups
    assert restored.again and list(readable(county_of(signed, Clock(LATER)))) == []
    signed.opened.close()
