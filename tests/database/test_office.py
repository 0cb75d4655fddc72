"""One command, one transaction, one audit entry, one request id; on both engines."""

import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from shortbreaks.access.permissions import Permission, Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.check import check
from shortbreaks.database.commands import command, query
from shortbreaks.database.office import NotAudited
from shortbreaks.database.trail_proof import prove
from shortbreaks.errors import ChangedByAnother, NotAllowed, Refused, RightsChanged, Unavailable


@dataclass(frozen=True)
class Rename:
    id: int
    name: str
    seen: int


@command(needs=Permission.BOOK, recorded_as="Person renamed")
def rename(work, request):
    person = work.take(PersonRecord, request.id, seen=request.seen)
    person.name = request.name
    work.record(person)
    return person.id


@command(needs=Permission.BOOK, recorded_as="Forgot to say")
def forget(work, request):
    work.take(PersonRecord, request.id).name = request.name


@command(needs=Permission.BOOK, recorded_as="Wrote past the unit of work")
def bulk_unowned(work, request):
    work.db.execute(update(PersonRecord.__table__).values(phone="1"))
    work.record(("person", None))


@command(needs=Permission.BOOK, recorded_as="Changed, then refused")
def change_then_refuse(work, request):
    work.take(PersonRecord, request.id).name = request.name
    work.db.flush()
    raise Refused("No.")


@query(needs=Permission.SEE_CASES)
def name_of(view, person_id):
    return view.db.scalar(select(PersonRecord.name).where(PersonRecord.id == person_id))


def test_a_command_changes_records_and_says_what_it_touched(county):
    office = county.at()
    done = office.perform(rename, Rename(2, "Łukasz O’Neill", 1))
    assert (done.answer, done.changed, done.again) == (2, frozenset({("person", 2)}), False)
    assert office.ask(name_of, 2) == "Łukasz O’Neill"


def test_a_request_sent_twice_has_one_effect(county):
    office = county.at()
    first = office.perform(rename, Rename(2, "Once", 1), request_id="r1")
    second = office.perform(rename, Rename(2, "On\u202ece", 1), request_id="r1")  # the same as it is kept
    assert second.again and (second.answer, second.changed, second.number) == (2, first.changed, first.number)
    assert office.ask(name_of, 2) == "Once"


def test_nothing_else_under_the_same_number_is_ever_told_as_done(county):
    """The number of an act is one act's, one person's and one content's: whatever else comes under it was not done, and is
    told so. (Other content of the same act by the same person was once answered as the first.)"""
    county.at().perform(rename, Rename(2, "Once", 1), request_id="r1")
    for role, act, name in ((Role.COORDINATOR, rename, "Twice"), (Role.COORDINATOR, forget, "Once"), (Role.MANAGER, rename, "Once")):
        with pytest.raises(Refused, match="Something else was saved under this act"):
            county.at(role).perform(act, Rename(2, name, 1), request_id="r1")
    assert county.at().ask(name_of, 2) == "Once"
    assert county.at().newest() == 1


@pytest.mark.parametrize("content", ["the same", "other content"])
def test_one_number_sent_twice_at_once_is_one_act(county, content):
    """On a server both are under way at once, and the later comes upon what the earlier did (a row's version, the number)."""
    for round_ in range(4):
        before = county.at().newest()
        start, told = threading.Barrier(2), []
        wishes = [Rename(3, f"Name {round_}", round_ + 1), Rename(3, f"Name {round_}", round_ + 1)]
        if content == "other content":
            wishes[1] = Rename(4, f"Another {round_}", round_ + 1)

        def send(wish, number=f"r{round_}", start=start, told=told):
            start.wait()
            try:
                told.append((county.at().perform(rename, wish, request_id=number).again, wish))
            except Exception as fault:  # noqa: BLE001
                told.append((fault, wish))

        threads = [threading.Thread(target=send, args=(wish,)) for wish in wishes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        done = [wish for said, wish in told if said is False]
        assert len(done) == 1 and county.at().newest() == before + 1, told
        (other,) = [said for said, _ in told if said is not False]
        if content == "the same":
            assert other is True, told
        else:
            assert isinstance(other, Refused) and "Something else was saved" in other.sentence, told
            undone = next(wish for wish in wishes if wish is not done[0])
            county.at().perform(rename, undone)  # the other row, so that both have the next round's version


def test_rights_are_those_of_now_at_each_question_and_act(county):
    office = county.at()
    assert office.ask(name_of, 1)
    with county.database.writing.begin() as connection:
        connection.execute(text("update person set role = 'auditor' where id = 1"))
    for go in (partial(office.ask, name_of, 1), partial(office.perform, rename, Rename(2, "x", 1))):
        with pytest.raises(RightsChanged, match="another role"):
            go()
    with county.database.writing.begin() as connection:
        connection.execute(text("update person set role = 'coordinator', active = :no where id = 1"), {"no": False})
    with pytest.raises(RightsChanged, match="was closed"):
        office.ask(name_of, 1)


def test_a_forgotten_audit_entry_rolls_everything_back(county):
    office = county.at()
    before = office.ask(name_of, 2)
    for mistaken in (forget, bulk_unowned):
        with pytest.raises(NotAudited):
            office.perform(mistaken, Rename(2, "Unsaid", 1))
    assert office.ask(name_of, 2) == before
    assert office.changes_since(0) == (0, frozenset())


def test_a_refusal_leaves_nothing(county):
    office = county.at()
    before = office.ask(name_of, 2)
    with pytest.raises(Refused):
        office.perform(change_then_refuse, Rename(2, "x", 1))
    assert office.ask(name_of, 2) == before


def test_saving_over_a_newer_version_names_who_and_when(county):
    county.at(Role.MANAGER).perform(rename, Rename(2, "Newer", 1))
    with pytest.raises(ChangedByAnother, match=r"Manager One changed this person at 11:40 on 22 July 2026"):
        county.at().perform(rename, Rename(2, "Older", 1))


def test_a_role_without_permission_is_told_so(county):
    with pytest.raises(NotAllowed, match="administrator"):
        county.at(Role.ADMINISTRATOR).perform(rename, Rename(2, "x", 1))
    with pytest.raises(NotAllowed):
        county.at(Role.ADMINISTRATOR).ask(name_of, 2)


def test_the_trail_is_a_whole_chain_and_tells_changes_to_others(county):
    office = county.at()
    for number in range(5):
        office.perform(rename, Rename(2, f"Name {number}", number + 1))
    assert office.changes_since(3) == (5, frozenset({("person", 2)}))
    with county.database.reading.connect() as connection:
        count, _, breaks = prove(connection)
    assert (count, list(breaks)) == (5, [])


def test_writers_at_once_never_fork_the_trail(county):
    start = threading.Barrier(4)
    faults = []

    def write(person_id):
        try:
            start.wait()
            for number in range(10):
                county.at().perform(rename, Rename(person_id, f"Name {number}", number + 1))
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(n,)) for n in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with county.database.reading.connect() as connection:
        count, _, breaks = prove(connection)
    assert (count, list(breaks)) == (40, [])


def test_reading_cannot_write(county):
    @query(needs=Permission.SEE_CASES)
    def sneaky(view):
        view.db.execute(text("update person set name = 'x'"))
        view.db.commit()

    before = county.at().ask(name_of, 2)
    with pytest.raises(Exception):  # noqa: B017
        county.at().ask(sneaky)
    assert county.at().ask(name_of, 2) == before


def test_no_office_is_made_before_every_rooms_tables_are_known(tmp_path):
    import subprocess
    import sys

    program = (
        "from datetime import datetime, UTC; from pathlib import Path;"
        "from shortbreaks.database.opening import Founder, create_file_office;"
        f"create_file_office(Path({str(tmp_path / 'o.sbo')!r}), 'X', Founder('a@b', 'four plain words here', 'r' * 40), datetime.now(UTC))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "import shortbreaks.schema before an office is made" in done.stderr
    assert not (tmp_path / "o.sbo").exists()


def test_the_example_county_has_every_rooms_tables(tmp_path):
    import subprocess
    import sys

    program = (
        "from pathlib import Path; from datetime import date; from shortbreaks.example.build import build;"
        "from shortbreaks.database.records import metadata;"
        f"build(Path({str(tmp_path / 'o.sbo')!r}), 0.02, date(2026, 7, 22)); assert 'export_batch' in metadata.tables"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_an_office_moved_while_it_is_open_is_never_begun_anew_in_its_old_place(file_county):
    """A new connection once made an empty file there, and what was saved through an old one stayed in a journal left behind."""
    office, path = file_county.at(), Path(file_county.database.place)
    office.perform(rename, Rename(2, "Before", 1))
    aside = path.rename(path.with_name("moved.sbo"))
    for _ in range(2):  # by the connections there are, and by new ones
        with pytest.raises(Unavailable, match="not where it was"):
            office.perform(rename, Rename(2, "Lost", 2))
        file_county.database.close()
    with pytest.raises(Unavailable, match="not where it was"):
        office.ask(name_of, 2)
    assert not path.exists()
    aside.rename(path)
    office.perform(rename, Rename(2, "After", 2))
    assert office.ask(name_of, 2) == "After" and check(file_county.database).sound
