"""What an adult may do on a day: dated, with a reason and a source, only added; a court's order stands above the rest (R-P6)."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.bookings.as_at import child_as_at
from shortbreaks.bookings.asking import who_may_book
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.registers.papers import IssueRegisters, issue_registers
from shortbreaks.bookings.series.tables import Series
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.commands import View
from shortbreaks.errors import Refused
from shortbreaks.families.adults import ChangeRights, change_rights
from shortbreaks.families.collecting import SETTLE, Handing, told_collector, who_may_collect
from shortbreaks.families.papers import paper_again
from shortbreaks.families.queries import child_card
from shortbreaks.families.rights import RIGHTS
from shortbreaks.families.rights_tables import AdultRight
from shortbreaks.families.subject_items import held_on
from tests.bookings.series_builders import FIRST, a_club, every, made
from tests.bookings.test_asking import an_adult
from tests.bookings.test_papers import text_of
from tests.builders import a_child, a_right, a_service, a_session, save

TODAY = date(2026, 7, 22)
HOUSE = Path(__file__).parents[2]


def change(county, child, adult, **said):
    card = next(one for one in county.at().ask(child_card, child).adults if one.id == adult)
    may = {right: getattr(card.rights, right) for right in RIGHTS}
    words = {"from_day": TODAY, "until_day": None, "reason": "Parted", "source": "said", "said_by": "Grace", "said_on": TODAY}
    return county.at().perform(change_rights, ChangeRights(adult, card.version, **may | words | said))


def of(county, child, adult):
    return next(one for one in county.at().ask(child_card, child).adults if one.id == adult)


def test_a_right_holds_from_its_day_until_its_day_and_each_past_day_is_told_as_it_was_known(county):
    child = a_child(county)
    father = an_adult(county, child, "Ben", letters=True)
    office = county.at()
    change(county, child, father, may_collect=False, until_day=date(2026, 8, 31), reason="In hospital")
    change(county, child, father, may_book=False, from_day=date(2026, 9, 1), reason="He asked <b>so</b>")
    card = of(county, child, father)
    assert (card.rights.may_book, card.rights.may_collect) == (True, False), "what begins in September does not hold today"
    assert card.rights.why() == "From 22 July 2026 until 31 August 2026: In hospital (on the word of Grace, 22 July 2026)."
    assert [one.may_book for one in card.noted] == [False, True, True]
    assert father in [one for one, _ in office.ask(who_may_book, child)]
    with county.database.reading.connect() as connection:
        assert connection.execute(text(f"select count(*) from adult_right where adult_id = {father}")).scalar_one() == 3
    then = dict(office.ask(child_as_at, child, date(2026, 7, 1)).adults)
    assert then["Father, Ben O."] == "Rings and books, gets the letters, may collect. Parental responsibility from an unknown day."
    kept = {one.key: one for section in office.ask(held_on, child, None).sections for one in section.items}
    assert any("hospital" in words for key, one in kept.items() if key.startswith("adult_right:") for _, words in one.lines)
    assert all(one.mark for key, one in kept.items() if key.startswith("adult_right:")), "a person looks before it is given"
    for said, field in (
        ({"reason": " "}, "reason"), ({"said_by": ""}, "said_by"), ({"said_on": date(2026, 7, 23)}, "said_on"),
        ({"until_day": date(2026, 7, 21)}, "until_day"), ({"may_be_told": False}, "may_be_told"),
        ({"until_day": None}, "until_day"),  # something begins in September
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            change(county, child, father, **{"may_book": False, "until_day": date(2026, 8, 1)} | said)
        assert refused.value.field == field, said


ORDER = {
    "source": "court", "said_by": "Jo Finch saw the order, in the file", "reason": "Order of the family court", "may_book": False,
    "gets_letters": False, "may_collect": False, "may_be_told": False,
}  # fmt: skip


def test_a_court_s_order_stops_what_is_only_said_and_ends_by_an_order_or_its_last_day(county):
    child = a_child(county)
    father = an_adult(county, child, "Ben", letters=True)
    change(county, child, father, **ORDER, until_day=date(2026, 12, 31))
    everything = dict.fromkeys(RIGHTS, True)
    with pytest.raises(Refused, match=r"court’s order stands against that\. See the order that ends or changes it"):
        change(county, child, father, **everything, reason="Grace says it is fine")
    with pytest.raises(Refused, match="court’s order"):
        change(county, child, father, may_collect=True, from_day=date(2026, 7, 1))
    change(county, child, father, **everything | {"gets_letters": False}, from_day=date(2027, 1, 1))  # after its last day
    change(county, child, father, **{**ORDER, "may_collect": True}, until_day=date(2026, 12, 31))  # a newer order
    change(county, child, father, may_collect=False, until_day=date(2026, 12, 31), reason="Less than it allows")
    assert not of(county, child, father).rights.may_collect


def test_the_database_itself_keeps_rows_as_they_were_and_writes_no_paper_to_whom_an_order_keeps_from_it(county):
    service, venue = a_service(county)
    child, session = a_child(county), a_session(county, service, venue)
    father = an_adult(county, child, "Ben")
    (number,) = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),), father)).answer
    row = a_right(county, father, **ORDER, from_day=TODAY)
    for statement in (
        f"update adult_right set may_book = true where id = {row}", f"delete from adult_right where id = {row}",
        f"update adult_right set reason = 'x' where id = {row}",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match=r"never changed|permission denied"), county.database.writing.begin() as connection:
            connection.execute(text(statement))
    for wrong in ({"reason": ""}, {"said_by": ""}, {"source": "guess"}, {"may_book": True, "may_be_told": False}):
        with pytest.raises(DBAPIError):
            a_right(county, father, **{"from_day": TODAY, **ORDER} | wrong)
    with pytest.raises(DBAPIError, match="order stands"):
        a_right(county, father, from_day=TODAY)
    paper = county.at().perform(issue_confirmation, IssueConfirmation(number)).answer
    with county.database.reading.connect() as connection:
        kept = dict(connection.execute(text(f"select * from paper where id = {paper}")).mappings().one())
    assert kept["adult_id"] not in {None, father}, "it went to the mother"
    from shortbreaks.documents.tables import Paper

    again = {name: value for name, value in kept.items() if name not in {"id", "adult_id", "issued_at"}}
    moment = county.at().now()
    with pytest.raises(DBAPIError, match="this adult is told nothing"):
        save(county, Paper(**again, adult_id=father, issued_at=moment))
    save(county, Paper(**again, adult_id=kept["adult_id"], issued_at=moment))


def test_nobody_but_one_place_reads_what_an_adult_may_do():
    """A new reader asks `may` or `rights_of`; it never looks at the rows itself."""
    allowed = {"rights.py", "rights_tables.py"}
    makes = {"shortbreaks/example/families.py"}  # writes them for the example county
    for folder in ("shortbreaks", "ui"):
        for file in (HOUSE / folder).rglob("*.py"):
            if file.name in allowed and file.parent.name == "families":
                continue
            words = file.read_text("utf-8")
            of_an_adult = "Adult" in words and any(right in words for right in RIGHTS)
            if not (of_an_adult or "AdultRight" in words or "adult_right" in words):
                continue  # to parse every file of the house takes ten seconds; here is nothing that could be found
            tree = ast.parse(words)
            named = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)} | {
                alias.name for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) for alias in one.names
            }
            asked = {
                one.attr for one in ast.walk(tree)
                if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "Adult"
            }
            where = str(file.relative_to(HOUSE))
            assert "AdultRight" not in named or where in makes, where
            assert not asked & set(RIGHTS), where
            spoken = {one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
            assert not any("from adult_right" in one or "join adult_right" in one for one in spoken), where
    assert set(RIGHTS) == {column.name for column in AdultRight.__table__.columns if str(column.type) == "BOOLEAN"}


WRITTEN = [
    ("Ben Okafor", True), ("BEN OKAFOR, with the blue car", True), ("Ben", True), ("Ben O.", True), ("Dad", True), ("her father", True),
    ("Grace or Ben", True), ("Aunt Zoë", False), ("Ben Reed, next door", False), ("Grace O., Mother", False), ("Dad’s sister Jo", False),
    ("", False),
]  # fmt: skip


@pytest.fixture
def barred(county):
    """A child with a place to be had, and a father whom a court keeps from collecting, from today on."""
    service, venue = a_service(county)
    child, session = a_child(county), a_session(county, service, venue)
    father = an_adult(county, child, "Ben")
    return child, session, father


def test_nobody_is_written_down_to_collect_who_must_not_however_they_are_written(county, barred):
    child, session, father = barred
    office = county.at()
    change(county, child, father, **{**ORDER, "may_book": True, "may_be_told": True})
    wrong = []
    for written, refused in WRITTEN:
        with Session(county.database.reading) as db:
            view = View(db, office.person, office.now(), TODAY)
            home = db.execute(text(f"select household_id from child where id = {child}")).scalar_one()
            wrong += [written] if (Handing(db, [home]).named(home, written, TODAY) is not None) is not refused else []
            assert told_collector(view, home, written, [TODAY]) == (SETTLE if refused else written)
    assert not wrong
    with pytest.raises(Refused, match=r"A court’s order says that Ben O\. must not collect") as said:
        office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,), collected_by="Dad"),), None))
    assert said.value.field == "collected_by"
    (number,) = office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,), collected_by="Grace"),), None)).answer
    with pytest.raises(DBAPIError, match="must not collect"), county.database.writing.begin() as connection:
        connection.execute(text(f"update booking set collected_by = 'My friend ben OKAFOR' where id = {number}"))
    assert list(office.ask(who_may_collect, child, TODAY)) == ["Grace O., Mother"]
    # what is only said is refused too, and can be changed from a day with a reason
    change(county, child, father, **{**ORDER, "may_collect": True})  # a newer order
    change(county, child, father, may_collect=False, reason="Not well")
    with pytest.raises(Refused, match=r"Ben O\. must not collect on 25 July 2026: Not well\."):
        office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,), collected_by="Ben"),), None))


def test_what_was_written_before_an_order_stands_on_no_paper_after_it(county, barred):
    child, session, father = barred
    office = county.at()
    wanted = PlacesWanted(child, (session,), collected_by="Ben Okafor")
    (number,) = office.perform(make_booking, MakeBooking((wanted,), father)).answer
    change(county, child, father, **ORDER)
    paper = office.perform(issue_confirmation, IssueConfirmation(number)).answer
    words = text_of(office.ask(paper_again, paper).pdf)
    assert "Dear Ms O." in words and "Ben" not in words and "Who collects Not settled: please ring us" in words
    paper = office.perform(issue_registers, IssueRegisters(1, (session,))).answer
    words = text_of(office.ask(paper_again, paper).pdf)
    assert "Never to be handed to: Ben O. (father)" in words and "Collected by: ask us who collects" in words
    cells = ", ".join(column.name for column in Booking.__table__.columns if column.name not in {"id", "collected_by"})
    with pytest.raises(DBAPIError, match="may not book"), county.database.writing.begin() as connection:
        connection.execute(text(f"insert into booking (id, collected_by, {cells}) select 999, '', {cells} from booking where id = {number}"))


NIGHTS = [  # when something is written in UTC, the order's first day, and whether it holds by then in Kent
    ("2026-07-25 22:59", "2026-07-26", False), ("2026-07-25 23:30", "2026-07-26", True),  # 00:30 in summer
    ("2026-03-28 23:59", "2026-03-29", False), ("2026-03-29 23:00", "2026-03-30", True),  # the nights beside the clocks going on
    ("2026-10-24 23:00", "2026-10-25", True), ("2026-10-25 23:59", "2026-10-26", False), ("2026-10-26 00:00", "2026-10-26", True),
    ("2029-12-31 23:59", "2030-01-01", False),
    ("2030-03-30 23:30", "2030-03-31", False), ("2030-03-31 23:30", "2030-04-01", True),  # March ends on a Sunday
]  # fmt: skip


def test_an_order_holds_for_the_database_from_midnight_in_kent_also_while_it_is_still_the_day_before_in_greenwich(county, barred):
    child, session, father = barred
    office = county.at()
    (number,) = office.perform(make_booking, MakeBooking((PlacesWanted(child, (session,)),), None)).answer
    paper = office.perform(issue_confirmation, IssueConfirmation(number)).answer
    from shortbreaks.documents.tables import Paper

    kept = {"booked": (Booking, number, "made_at", "asked_by"), "sent": (Paper, paper, "issued_at", "adult_id")}
    copies = {}
    with county.database.reading.connect() as connection:
        for what, (record, key, moment, adult) in kept.items():
            row = connection.execute(select(record.__table__).where(record.id == key)).mappings().one()
            copies[what] = (record.__table__, {**row, "id": 999, adult: father}, moment)
    told = {}
    for written, first, _ in NIGHTS:
        at = datetime.fromisoformat(written).replace(tzinfo=UTC)
        days = {"from_day": date.fromisoformat(first), "until_day": None, "said_on": TODAY, "at": at}
        order = {**ORDER, **days, "adult_id": father, "person_id": 1}
        for what, (table, row, moment) in copies.items():
            with county.database.writing.connect() as connection:
                connection.execute(AdultRight.__table__.insert().values(order))
                try:
                    connection.execute(table.insert().values({**row, moment: at}))
                    told[written, what] = False
                except DBAPIError as refused:
                    told[written, what] = "court’s order" in str(refused)
                connection.rollback()
    assert told == {(written, what): holds for written, _, holds in NIGHTS for what in copies}


def test_a_series_names_nobody_to_collect_whom_an_order_keeps_from_it_when_it_begins_or_ends(county):
    child, club = a_child(county), a_club(county, 3)[0]
    father, last = an_adult(county, child, "Ben"), FIRST + timedelta(days=14)
    made(county, child, club, every(FIRST, last))
    with county.database.reading.connect() as connection:
        row = {**connection.execute(select(Series.__table__)).mappings().one(), "id": 999, "collected_by": "ben OKAFOR"}
    change(county, child, father, **{**ORDER, "from_day": last})
    new, changed = Series.__table__.insert(), Series.__table__.update()
    before = {"last_day": last - timedelta(days=1)}
    for statement, refused in (
        (new.values(row), True), (new.values({**row, **before}), False), (new.values({**row, "collected_by": "Grace"}), False),
        (changed.values(collected_by="with Ben Okafor"), True), (changed.values(collected_by="Ben Okafor", **before), False),
    ):  # fmt: skip
        with county.database.writing.connect() as connection:
            if not refused:
                connection.execute(statement)
            with pytest.raises(DBAPIError, match="must not collect"):
                connection.execute(statement if refused else changed.values(collected_by="Ben Okafor", last_day=last))
            connection.rollback()
    change(county, child, father, **{**ORDER, "from_day": FIRST, "until_day": FIRST})  # a newer order: the first day alone
    with pytest.raises(DBAPIError, match="must not collect"), county.database.writing.begin() as connection:
        connection.execute(new.values({**row, **before}))
