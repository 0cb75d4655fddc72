"""Each office has a key file of its own, whatever lies beside it; an office of before, which had one named without its ending, opens."""

import shutil
from contextlib import closing

import pytest

from shortbreaks.access.founding import FirstPerson, found_file_office
from shortbreaks.access.queries import people
from shortbreaks.access.rekeying import change_key
from shortbreaks.access.restoring import restore_office
from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database import opening
from shortbreaks.database.backup import back_up
from shortbreaks.database.keys import (
    EXAMPLE_COST,
    RECOVERY,
    former_keys_path,
    keys_path,
    load_keys,
    new_recovery_key,
    spare_of,
    unlock,
)
from shortbreaks.errors import Refused, Unavailable
from tests.conftest import PASSWORD, TODAY

WHO, KEY = "priya.nair", new_recovery_key()
FIRST = FirstPerson(WHO, "Priya Nair", PASSWORD, KEY)


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """The file of an office that is closed."""
    path = tmp_path_factory.mktemp("founded") / "office.sbo"
    found_file_office(path, "East", FIRST, lambda: TODAY, EXAMPLE_COST).opened.close()
    return path


@pytest.fixture
def office(founded, tmp_path):
    """A copy of it with its key file."""
    for file in (founded, keys_path(founded), spare_of(keys_path(founded))):
        shutil.copyfile(file, tmp_path / file.name)
    return tmp_path / founded.name


def as_before(path):
    """The key file named as offices had it before; gives where it lies."""
    former = former_keys_path(path)
    keys_path(path).rename(former)
    spare_of(keys_path(path)).rename(spare_of(former))
    return former


def opens(path, who=WHO):
    """Sign in and out again; gives the name of the office."""
    with closing(sign_in_to_file(path, who, PASSWORD).opened) as opened:
        return opened.identity.name


def test_offices_whose_names_differ_in_their_ending_alone_have_a_key_each(office):
    other = office.with_name("office.west")
    theirs = FirstPerson("ann.lee", "Ann Lee", PASSWORD, new_recovery_key())
    found_file_office(other, "West", theirs, lambda: TODAY, EXAMPLE_COST).opened.close()
    assert (opens(office), opens(other, "ann.lee")) == ("East", "West")
    change_key(other, "ann.lee", PASSWORD, lambda: TODAY).signed.opened.close()
    assert (opens(office), opens(other, "ann.lee")) == ("East", "West")
    assert load_keys(keys_path(office)).office != load_keys(keys_path(other)).office


def test_an_office_of_before_opens_and_has_its_own_from_then_on(office):
    former = as_before(office)
    said = former.read_text()
    assert opens(office) == "East"
    assert [copy.exists() for copy in (former, spare_of(former))] == [False, False], "nobody who leaves can keep using it"
    assert keys_path(office).read_text() == spare_of(keys_path(office)).read_text() == said
    assert len(unlock(load_keys(keys_path(office)), RECOVERY, KEY)) == 32


def test_the_one_of_before_stays_for_whoever_may_still_need_it(office):
    """A copy of this office under another ending opens by it, and has its own then; another office's is never touched."""
    former, copy = as_before(office), office.with_name("office.saved")
    shutil.copyfile(office, copy)
    assert (opens(office), former.exists()) == ("East", True)
    assert (opens(copy), former.exists(), keys_path(copy).exists()) == ("East", False, True)
    west = office.with_name("office.west")
    found_file_office(west, "West", FIRST, lambda: TODAY, EXAMPLE_COST).opened.close()
    as_before(west)
    assert (opens(office), former.exists(), opens(west), former.exists()) == ("East", True, "West", False)


def test_a_restore_keeps_the_key_file_of_before_with_the_former_file(office, tmp_path):
    signed = sign_in_to_file(office, WHO, PASSWORD)
    backup = back_up(signed.opened.database, tmp_path / "backups", TODAY, "by hand").folder
    signed.opened.close()
    former = as_before(office)
    with office.open("rb+") as damaged:
        damaged.write(bytes(100))
    signed, restored = restore_office(backup, office, WHO, PASSWORD, lambda: TODAY)
    with closing(signed.opened):
        assert [row.sign_in for row in signed.office.ask(people)] == [WHO]
    assert load_keys(restored.aside / keys_path(office).name) == load_keys(keys_path(office))
    assert (opens(office), former.exists()) == ("East", False)


def test_a_new_office_never_writes_over_a_key_file_and_one_that_could_not_be_made_leaves_nothing(office, monkeypatch):
    office.rename(office.with_name("moved.sbo"))
    kept = keys_path(office).read_bytes()
    with pytest.raises(Refused, match="lies there, and without it that office would not open"):
        found_file_office(office, "East", FIRST, cost=EXAMPLE_COST)
    assert keys_path(office).read_bytes() == kept
    place = office.with_name("new") / "new.sbo"

    def full(*_anything, **_named):
        raise Unavailable("The disk is full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr(opening, "write_identity", full)
        with pytest.raises(Unavailable, match="full"):
            found_file_office(place, "New", FIRST, cost=EXAMPLE_COST)
    assert [one.name for one in place.parent.iterdir() if one.suffix != ".lock"] == []
    found_file_office(place, "New", FIRST, cost=EXAMPLE_COST).opened.close()
