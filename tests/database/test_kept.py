"""Answers kept between questions: never one that is out of date, and none read again for nothing."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.open_services import open_services
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.database.kept import kept
from shortbreaks.families.commands import RegisterFamily, register_family
from shortbreaks.families.contacts import WriteNote, write_note
from shortbreaks.families.search import find_people
from shortbreaks.providers.commands import SaveProvider, save_provider
from shortbreaks.providers.search import find_providers
from shortbreaks.providers.seeing import SeeCheck, see_check
from tests.builders import a_child, a_service


def asked(county, read, tables):
    with Session(county.database.reading) as db:
        return kept(db, "a test's own", tables, read)


def test_an_answer_is_read_again_only_once_its_tables_changed(county):
    child = a_child(county)
    reads = []

    def read():
        reads.append(len(reads))
        return reads[-1]

    assert [asked(county, read, ("child", "household")) for _ in range(3)] == [0, 0, 0]
    county.at().perform(write_note, WriteNote(1, child, "note", "Rang back"))
    assert asked(county, read, ("child", "household")) == 0, "a note is neither"
    county.at().perform(register_family, family("Ngozi", "Umeh"))
    assert asked(county, read, ("child", "household")) == 1
    assert asked(county, read, ("child", "household")) == 1


def family(first, last):
    return RegisterFamily(first, last, date(2016, 5, 1), "Ada", last, "Mother", "01632 960171", "1 High Street\nDover", "CT16 1AA")


def test_a_misspelt_name_is_found_in_the_second_after_it_was_entered(county):
    assert county.at().ask(find_people, "umhe") == ()
    county.at().perform(register_family, family("Ngozi", "Umeh"))
    assert [one.name for one in county.at().ask(find_people, "umhe")] == ["Ngozi U."]


def test_a_check_seen_by_somebody_else_is_in_the_next_answer(county):
    service, _ = a_service(county)
    until = [date(2027, 3, 1), date(2029, 3, 1)]
    for day in until:
        county.at().perform(see_check, SeeCheck(1, "insurance", "", day))
        with Session(county.database.reading) as db:
            assert dict(open_services(db).services[service].checks) == {"Insurance": day}


def test_a_list_and_a_name_that_somebody_else_changed_are_in_the_next_answer(county):
    a_service(county)
    county.at().perform(save_provider, SaveProvider(1, 1, "Sandpipers Trust"))
    (found,) = county.at().ask(find_providers, "sandpipers trust")
    assert county.at().ask(find_providers, "whitecliff") == ()
    county.at(Role.MANAGER).perform(set_code, SetCode("kind", "weekend", "Saturday club", reason="Panel"))
    county.at().perform(save_provider, SaveProvider(1, 2, "Whitecliff Trust"))
    assert county.at().ask(find_providers, "whitecliff") == (replace(found, kind_words="Saturday club"),)


def test_connections_that_nobody_uses_are_given_up_but_one_and_what_is_kept_stays(file_county):
    reads, reading = [], file_county.database.reading
    asked(file_county, lambda: reads.append(1), ("child",))
    in_use, *spare = [reading.connect() for _ in range(4)]
    for one in spare:
        one.close()
    file_county.database.close_spare()
    assert reading.pool.checkedin() == 1
    assert in_use.exec_driver_sql("select count(*) from person").scalar()
    in_use.close()
    asked(file_county, lambda: reads.append(2), ("child",))
    assert reads == [1]
