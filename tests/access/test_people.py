"""Letting people in and out, on both engines: nobody is locked out, nobody is left who should not be."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.commands import (
    AddPerson,
    ChangeOwnPassword,
    ChangePerson,
    ChangeRecoveryKey,
    ClosePerson,
    SetPassword,
    add_person,
    change_own_password,
    change_person,
    change_recovery_key,
    close_person,
    set_password,
)
from shortbreaks.access.founding import FirstPerson, found_file_office, found_server_office, sign_in_with_recovery_key
from shortbreaks.access.permissions import MAY, Permission, Role
from shortbreaks.access.queries import office_facts, people, roles
from shortbreaks.access.sign_in import check_password, person_called, sign_in_to_file, sign_in_to_server
from shortbreaks.database import key_publishing
from shortbreaks.database.check import check
from shortbreaks.database.keys import EXAMPLE_COST, RECOVERY, keys_path, load_keys, new_recovery_key, spare_of, unlock
from shortbreaks.errors import NotAllowed, Refused, Unavailable
from tests.bookings.racer import Patient
from tests.conftest import PASSWORD, PEOPLE, TODAY

NEW = "marmalade otter bicycle rain"
OTHER = "seven grey herons at dawn"


def may_sign_in(county, sign_in, password):
    """What the sign-in of this engine would say."""
    if county.kind == "file":
        from pathlib import Path

        unlock(load_keys(keys_path(Path(county.database.place))), sign_in, password)
    else:
        check_password(county.database, sign_in, password)
    return person_called(county.database, sign_in)


def row_of(county, sign_in, role=Role.ADMINISTRATOR):
    return next(row for row in county.at(role).ask(people) if row.sign_in == sign_in)


def test_somebody_added_can_sign_in_and_do_what_their_role_may(county):
    done = county.at(Role.ADMINISTRATOR).perform(add_person, AddPerson("Zoë.Łukasz", "Zoë Łukasz", "finance", NEW))
    person = may_sign_in(county, "zoë.łukasz", NEW)
    assert (person.id, person.role, person.permissions) == (done.answer, "finance", MAY[Role.FINANCE])
    assert row_of(county, "zoë.łukasz").way_in
    with pytest.raises(Refused, match="do not go together"):
        may_sign_in(county, "zoë.łukasz", OTHER)


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (AddPerson("", "A B", "finance", NEW), "sign_in"),
        (AddPerson("two words", "A B", "finance", NEW), "sign_in"),
        (AddPerson(RECOVERY, "A B", "finance", NEW), "sign_in"),
        (AddPerson("a.b", " ", "finance", NEW), "name"),
        (AddPerson("a.b", "A B", "king", NEW), "role"),
        (AddPerson("a.b", "A B", "finance", "short"), "password"),
        (AddPerson("coordinator@example", "A B", "finance", NEW), "sign_in"),
        (AddPerson("a.b", "A B", "finance", NEW, "ring the school"), "phone"),
        (AddPerson("a.b", "A B", "finance", NEW, "", "a.b at example"), "email"),
        (ChangePerson(1, 1, "Coordinator One", "coordinator", "desk four"), "phone"),
        (ChangePerson(1, 1, "Coordinator One", "coordinator", "", "<b>@example.org"), "email"),
    ],
)
def test_what_cannot_be_added_is_refused_beside_its_field(county, request_, field):
    with pytest.raises(Refused) as refusal:
        county.at(Role.ADMINISTRATOR).perform(add_person if isinstance(request_, AddPerson) else change_person, request_)
    assert refusal.value.field == field
    assert county.at().changes_since(0) == (0, frozenset())


def test_a_closed_sign_in_opens_nothing_and_can_be_given_back(county):
    office = county.at(Role.ADMINISTRATOR)
    person_id = office.perform(add_person, AddPerson("sam", "Sam Lee", "coordinator", NEW)).answer
    office.perform(close_person, ClosePerson(person_id, row_of(county, "sam").version))
    with pytest.raises(Refused):
        may_sign_in(county, "sam", NEW)
    row = row_of(county, "sam")
    assert (row.active, row.way_in) == (False, False)
    office.perform(set_password, SetPassword(person_id, OTHER))
    assert may_sign_in(county, "sam", OTHER).name == "Sam Lee"


def test_whoever_was_closed_or_given_another_role_changes_nothing_more(county):
    office = county.at(Role.ADMINISTRATOR)
    person_id = office.perform(add_person, AddPerson("sam", "Sam Lee", "manager", NEW)).answer
    sam = replace(office, person=person_called(county.database, "sam"))
    sam.perform(change_own_password, ChangeOwnPassword(NEW, OTHER))
    office.perform(change_person, ChangePerson(person_id, row_of(county, "sam").version, "Sam Lee", "coordinator"))
    with pytest.raises(NotAllowed, match="another role"):
        sam.perform(add_person, AddPerson("x", "X", "manager", NEW))
    sam = replace(office, person=person_called(county.database, "sam"))
    office.perform(close_person, ClosePerson(person_id, row_of(county, "sam").version))
    with pytest.raises(NotAllowed, match="was closed"):
        sam.perform(change_own_password, ChangeOwnPassword(OTHER, NEW))


def test_the_last_who_may_change_people_stays(county):
    manager, administrator = county.at(Role.MANAGER), county.at(Role.ADMINISTRATOR)
    row = row_of(county, PEOPLE[Role.MANAGER][0])
    administrator.perform(close_person, ClosePerson(row.id, row.version))
    mine = row_of(county, PEOPLE[Role.ADMINISTRATOR][0])
    with pytest.raises(Refused, match="last who may change people"):
        administrator.perform(change_person, ChangePerson(mine.id, mine.version, mine.name, "finance"))
    with pytest.raises(NotAllowed, match="was closed"):
        manager.perform(close_person, ClosePerson(mine.id, mine.version))
    with pytest.raises(Refused, match="their own"):
        administrator.perform(close_person, ClosePerson(mine.id, mine.version))


def test_two_who_close_each_other_at_once_leave_one(county):
    for _ in range(5):
        rows = {role: row_of(county, PEOPLE[role][0]) for role in (Role.MANAGER, Role.ADMINISTRATOR)}
        start, refused = threading.Barrier(2), []

        def close(mine, other, rows=rows, start=start, refused=refused):
            office = county.at(mine)
            start.wait()
            try:
                Patient(office.database, office.person, office.now).perform(close_person, ClosePerson(rows[other].id, rows[other].version))
            except Refused as said:
                refused.append(said.sentence)

        pair = (Role.MANAGER, Role.ADMINISTRATOR)
        threads = [threading.Thread(target=close, args=two) for two in (pair, pair[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left = [role for role in rows if row_of(county, PEOPLE[role][0], Role.AUDITOR).active]
        assert (len(left), len(refused)) == (1, 1)
        gone = next(role for role in rows if role not in left)
        county.at(left[0]).perform(set_password, SetPassword(rows[gone].id, NEW))


def test_ones_own_password_is_changed_only_with_the_old_one(county):
    office = county.at(Role.ADMINISTRATOR)
    person_id = office.perform(add_person, AddPerson("sam", "Sam Lee", "auditor", NEW)).answer
    sam = replace(office, person=person_called(county.database, "sam"))
    with pytest.raises(Refused) as refusal:
        sam.perform(change_own_password, ChangeOwnPassword(OTHER, OTHER))
    assert refusal.value.field == "old"
    assert sam.perform(change_own_password, ChangeOwnPassword(NEW, OTHER)).answer == person_id
    may_sign_in(county, "sam", OTHER)
    with pytest.raises(Refused):
        may_sign_in(county, "sam", NEW)


def test_nobody_without_the_permission_changes_people(county):
    for role in set(Role) - {Role.MANAGER, Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            county.at(role).perform(add_person, AddPerson("x", "X", "finance", NEW))


def test_no_password_reaches_the_trail_or_a_request_in_words(county):
    county.at(Role.ADMINISTRATOR).perform(add_person, AddPerson("sam", "Sam Lee", "coordinator", NEW))
    with county.database.reading.connect() as connection:
        kept = str(connection.execute(text("select * from audit_entry")).all())
        kept += str(connection.execute(text("select * from audit_mark")).all())
    assert NEW not in kept + repr(AddPerson("sam", "Sam Lee", "coordinator", NEW))
    assert "Sam" not in kept
    assert check(county.database, pages=False).sound


def test_a_crash_between_commit_and_key_file_locks_nobody_out(file_county, monkeypatch, tmp_path):
    """The commit happened, the key file was never written: the old way in still opens, and opening mends the rest."""
    path = tmp_path / "office.sbo"
    monkeypatch.setattr(key_publishing, "save_keys", _stop)
    with pytest.raises(_Killed):
        file_county.at(Role.ADMINISTRATOR).perform(add_person, AddPerson("sam", "Sam Lee", "manager", NEW))
    monkeypatch.undo()
    file_county.database.close()
    assert load_keys(keys_path(path)).slot_of("sam") is None
    with pytest.raises(Refused):
        sign_in_to_file(path, "sam", NEW)
    sign_in_to_file(path, PEOPLE[Role.COORDINATOR][0], PASSWORD).opened.close()
    sign_in_to_file(path, "sam", NEW).opened.close()


class _Killed(BaseException):
    pass


def _stop(*_):
    raise _Killed


def test_a_key_file_that_cannot_be_written_is_said_and_written_at_the_next_opening(file_county, monkeypatch, tmp_path):
    def full(*_):
        raise Unavailable("The disk is full.")

    monkeypatch.setattr(key_publishing, "save_keys", full)
    with pytest.raises(Unavailable, match="was saved"):
        file_county.at(Role.ADMINISTRATOR).perform(add_person, AddPerson("sam", "Sam Lee", "manager", NEW))
    monkeypatch.undo()
    file_county.database.close()
    sign_in_to_file(tmp_path / "office.sbo", PEOPLE[Role.COORDINATOR][0], PASSWORD).opened.close()
    sign_in_to_file(tmp_path / "office.sbo", "sam", NEW).opened.close()


def test_a_damaged_key_file_is_mended_from_its_copy(file_county, tmp_path):
    path = keys_path(tmp_path / "office.sbo")
    file_county.at(Role.ADMINISTRATOR).perform(add_person, AddPerson("sam", "Sam Lee", "manager", NEW))
    file_county.database.close()
    path.write_text("{")
    sign_in_to_file(tmp_path / "office.sbo", "sam", NEW).opened.close()
    assert path.read_text() == spare_of(path).read_text()


def test_a_founded_office_holds_its_founder_who_can_do_everything(tmp_path):
    key = new_recovery_key()
    first = FirstPerson("Priya.Nair", "Priya Nair", NEW, key)
    signed = found_file_office(tmp_path / "east.sbo", "East Kent", first, lambda: TODAY, cost=EXAMPLE_COST)
    try:
        assert signed.office.person.permissions == frozenset(Permission)
        assert signed.office.ask(office_facts).name == "East Kent"
        assert check(signed.opened.database).sound
    finally:
        signed.opened.close()
    with pytest.raises(Refused) as refusal:
        found_file_office(tmp_path / "west.sbo", "West", FirstPerson("a", "A", "password1234", key), cost=EXAMPLE_COST)
    assert refusal.value.field == "password"
    assert not (tmp_path / "west.sbo").exists()


def test_a_shared_office_is_founded_by_its_owner_and_used_by_people(server):
    server.run("create database founded owner sb_owner")
    first = FirstPerson("priya.nair", "Priya Nair", NEW, new_recovery_key())
    owner, people_url = server.url("founded", "sb_owner"), server.url("founded", "sb_people")
    found_server_office(owner, "sb_people", "East Kent", first, lambda: TODAY)
    signed = sign_in_to_server(people_url, "priya.nair", NEW, lambda: TODAY)
    try:
        assert signed.office.ask(office_facts).shared
        report = check(signed.opened.database)
        assert report.sound, report.flaws
    finally:
        signed.opened.close()
    with pytest.raises(Refused):
        sign_in_to_server(people_url, "priya.nair", OTHER)


def test_the_recovery_key_brings_a_keeper_back_in_and_can_be_renewed(tmp_path):
    path, key, newer = tmp_path / "east.sbo", new_recovery_key(), new_recovery_key()
    found_file_office(path, "East", FirstPerson("priya", "Priya Nair", NEW, key), cost=EXAMPLE_COST).opened.close()
    signed = sign_in_with_recovery_key(path, key.lower().replace("-", " "), "priya", OTHER)
    signed.office.perform(change_recovery_key, ChangeRecoveryKey(newer))
    signed.opened.close()
    sign_in_to_file(path, "priya", OTHER).opened.close()
    with pytest.raises(Refused):
        sign_in_to_file(path, "priya", NEW)
    with pytest.raises(Refused, match="not the recovery key"):
        sign_in_with_recovery_key(path, key, "priya", NEW)
    with pytest.raises(Refused, match="Nobody who may keep"):
        sign_in_with_recovery_key(path, newer, "somebody", NEW)
    sign_in_with_recovery_key(path, newer, "priya", NEW).opened.close()


def test_a_shared_offices_recovery_key_is_its_owners(server_county):
    with pytest.raises(Refused, match="database's owner"):
        server_county.at(Role.ADMINISTRATOR).perform(change_recovery_key, ChangeRecoveryKey(new_recovery_key()))


def test_the_page_shows_people_and_what_each_role_may(county):
    county.clock.forward(days=1)
    assert timedelta(0) < county.clock() - TODAY
    rows = county.at(Role.AUDITOR).ask(people)
    assert [row.name for row in rows] == sorted(name for _, name in PEOPLE.values())
    shown = {row.role: row for row in county.at(Role.AUDITOR).ask(roles)}
    assert set(shown) == set(Role)
    assert shown["manager"].people == 1
    assert Permission.SEE_CASES.value not in shown["administrator"].may
