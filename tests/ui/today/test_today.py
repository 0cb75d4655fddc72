"""Today: each worklist with its edges, its words, and one number of questions however much is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from sqlalchemy import event

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.registers.commands import ChaseRegister, chase_register
from shortbreaks.bookings.registers.tables import Talk
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.today import due_today
from shortbreaks.database.backup import back_up
from shortbreaks.database.drill import Copied, Drill
from shortbreaks.eligibility.tables import Decision
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession, Provider, ProviderCheck
from tests.bookings.test_notices import booked, cancelled
from tests.builders import a_child, a_service, a_session, save
from tests.ui.held_runner import HeldRunner
from ui.kit.bed_marks import BedMarks
from ui.kit.buttons import Button
from ui.kit.sheet import Sheet
from ui.shell.backups import BackupState
from ui.shell.navigation import Navigation
from ui.today.backup_card import copy_to
from ui.today.columns import Worklist, child_line, worklists
from ui.today.lines import DueLine, lines_of, offer_line
from ui.today.page import TodayPage
from ui.today.worklist_card import AT_ONCE, LineButton, WorklistCard

TODAY = date(2026, 7, 22)
NOW = datetime(2026, 7, 22, 11, 40)
SAT = datetime(2026, 7, 25, 10, 0)


@pytest.fixture
def club(county):
    return a_service(county)


def change(county, record, row_id, **values):
    from sqlalchemy.orm import Session

    with Session(county.database.writing) as db, db.begin():
        row = db.get(record, row_id)
        for name, value in values.items():
            setattr(row, name, value)


def session_at(county, service, start):
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    with Session(county.database.reading) as db:
        return db.scalar(
            select(BreakSession.id).where(BreakSession.service_id == service, BreakSession.starts_at == start)
        )


def book(county, club, child, *, start=SAT, state="confirmed", until=None, number=1, uses=180, allocation=None):
    service, venue = club
    session = session_at(county, service, start) or a_session(county, service, venue, start=start)
    (booking,) = save(county, Booking(
        number=number, child_id=child, session_id=session, service_id=service, asked_by=None, together=None, state=state,
        state_since=county.clock(), made_at=county.clock(), starts_at=start, ends_at=start + timedelta(hours=3),
        offered_until=until, allocation_id=allocation, uses=uses, list_pence=1275, charge_pence=1275, exempt="",
        collected_by="", transport="", note=""))
    return booking


def ask(county):
    return county.at().ask(due_today)


def lines(county, key):
    return tuple({one.key: one for one in worklists(ask(county), NOW)}[key].lines)


def test_an_empty_office_says_what_each_list_is_for(county):
    facts = ask(county)
    assert [len(one.lines) for one in worklists(facts, NOW)] == [0] * 17
    assert facts.weeks[-1] == (date(2026, 7, 20), 0)
    assert len(facts.weeks) == 12
    assert facts.used == ()


@pytest.mark.parametrize(
    ("until", "chip", "meaning"),
    [
        (datetime(2026, 7, 21, 23, 59), "Lapsed Tue 21 Jul", "bad"), (datetime(2026, 7, 22, 23, 59), "Tonight 23:59", "bad"),
        (datetime(2026, 7, 22, 17, 0), "Today 17:00", "bad"), (datetime(2026, 7, 23, 23, 59), "Thu 23 Jul", "warn"),
        (datetime(2026, 7, 25, 23, 59), "Sat 25 Jul", "warn"), (datetime(2026, 7, 27, 23, 59), "Mon 27 Jul", "neutral"),
    ],
)  # fmt: skip
def test_an_offer_says_when_it_lapses(county, club, until, chip, meaning):
    book(county, club, a_child(county), state="offered", until=until, number=42)
    (line,) = lines(county, "offers")
    assert (line.name, line.second) == ("Amara O., 9", "Sandpipers Saturday Club, Sat 25 Jul")
    assert (line.chip, line.meaning, line.page, line.target) == (chip, meaning, "bookings", (("number", 42),))


def test_offers_come_with_the_first_to_lapse_first(county, club):
    first, second = a_child(county, first="Noah"), a_child(county, first="Ellie")
    book(county, club, first, state="offered", until=datetime(2026, 7, 30), number=1)
    book(county, club, second, state="offered", until=datetime(2026, 7, 23), number=2)
    assert [line.name for line in lines(county, "offers")] == ["Ellie O., 9", "Noah O., 9"]


def test_a_register_is_due_once_the_session_is_over_and_nobody_said_who_came(county, club):
    child, other, third = (a_child(county, first=name) for name in ("Noah", "Ellie", "Kai"))
    service, venue = club
    session = a_session(county, service, venue, start=datetime(2026, 7, 11, 10))
    for number, one in enumerate((child, other), 1):
        save(county, Booking(
            number=number, child_id=one, session_id=session, service_id=service, asked_by=None, together=None,
            state="confirmed", state_since=county.clock(), made_at=county.clock(), starts_at=datetime(2026, 7, 11, 10),
            ends_at=datetime(2026, 7, 11, 13), offered_until=None, allocation_id=None, uses=0, list_pence=0,
            charge_pence=0, exempt="", collected_by="", transport="", note=""))
    book(county, club, third, start=datetime(2026, 7, 4, 10), state="attended", number=3)
    (line,) = lines(county, "registers")
    assert (line.name, line.second) == (
        "Sandpipers Saturday Club", "Sat 11 Jul · ring the manager · 2 children"
    )  # fmt: skip
    assert (line.chip, line.meaning) == ("11 days", "bad")
    assert (line.page, line.target) == ("registers", (("session", session),))
    county.clock.set(county.clock().replace(day=18))  # seven days after, not yet late
    county.at().perform(chase_register, ChaseRegister(session, "Jo Pierce", "Sends it tonight"))
    (line,) = lines(county, "registers")
    assert (line.second, line.chip) == ("Sat 11 Jul · rung Jo Pierce 18 Jul · 2 children", "7 days")


def test_a_conversation_waits_for_its_owner(county):
    child = a_child(county, first="Noah")
    save(county, Talk(child_id=child, opened_at=county.clock(), opened_on=date(2026, 7, 6), counted_to=date(2026, 7, 4),
                      no_shows=3, owner_id=1, state="open", outcome="", closed_on=None))  # fmt: skip
    (line,) = lines(county, "talks")
    assert (line.name, line.second, line.chip, line.meaning) == (
        "Noah O., 9", "3 no-shows nobody explained · Coordinator One", "16 days", "bad"
    )  # fmt: skip
    assert (line.page, line.target) == ("child", (("id", child),))


def test_a_notice_is_owed_until_it_is_issued(county):
    _, booking = booked(county, first="Noah")
    cancelled(county, booking, datetime(2026, 7, 23, 10, 1))
    taken = MakeBooking((PlacesWanted(a_child(county, first="Other"), (1,)),))
    county.at().perform(make_booking, taken)
    (line,) = lines(county, "notices")
    assert (line.name, line.second, line.chip, line.page) == ("Noah O.", "Another family took the place", "Today", "notices")


def test_what_is_due_is_asked_alone_and_shown_before_anything_else_is_done(file_county, desk_of, qtbot):
    """Lapsing offers and what stands beside the worklists would delay the first look of the day."""
    held = HeldRunner()
    desk = desk_of(file_county, runner=held)
    shown = TodayPage(desk, Navigation())
    qtbot.addWidget(shown)
    stood, looks = [0], QTimer(shown, interval=0)
    looks.timeout.connect(lambda: stood.append(len(shown.cards)))
    looks.start()
    shown.refresh()
    assert len(held.held) == 1 and shown.facts is None
    qtbot.waitUntil(lambda: len(shown.cards) == 17)  # the cards stand already
    looks.stop()
    steps = [after - before for before, after in pairwise([*stood, 17])]
    assert max(steps) <= 2, "the window answers between one card and the next"
    assert shown.facts is None and not any(card.buttons() for card in shown.cards.values())
    held.release()
    assert shown.facts is not None and len(held.held) == 1, "where to begin in a new office, and no more until that is painted"
    qtbot.waitUntil(lambda: len(held.held) == 12)  # eight parts beside it, what lapses twice, who is next for nights


def test_of_thousands_that_are_due_only_the_lines_that_are_shown_are_said(county):
    said = []

    def say(due):
        said.append(due)
        return DueLine(f"Child {due}", "", "", "bad" if due == 2 else "warn", "child", ())

    worklist = Worklist("undelivered", "Awards undelivered", "night", "", "", lines_of(say, range(5000)))
    assert (len(worklist.lines), worklist.meaning()) == (5000, "bad")
    assert [line.name for line in worklist.lines[:4]] == ["Child 0", "Child 1", "Child 2", "Child 3"]
    assert len(said) == 7 and worklist.lines[4999].name == "Child 4999"


def test_a_session_is_due_the_minute_it_ends_and_on_until_then(county, club):
    book(county, club, a_child(county), start=datetime(2026, 7, 22, 9, 0))
    county.clock.set(datetime(2026, 7, 22, 10, 59, tzinfo=UTC))  # 11:59 in Kent
    assert (len(ask(county).registers), len(ask(county).soon)) == (0, 1)
    county.clock.set(datetime(2026, 7, 22, 11, 0, 1, tzinfo=UTC))
    assert (len(ask(county).registers), len(ask(county).soon)) == (1, 0)


def test_only_the_newest_decision_s_review_counts(county):
    child = a_child(county)
    for review in (date(2026, 7, 1), date(2026, 8, 1)):
        save(county, Decision(
            child_id=child, outcome="agreed", rules_said="meets", findings="[]", reason="Agreed.", decided_by="Panel",
            decided_on=TODAY, from_day=TODAY, until_day=None, review_on=review, entered_at=county.clock(), person_id=1))
    assert [(d.kind, d.day) for d in ask(county).reviews] == [("review", date(2026, 8, 1))]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2008, 7, 22), [("18", date(2026, 7, 22))]), (date(2008, 7, 21), [("18", date(2026, 7, 21))]), (date(2008, 8, 19), [("18", date(2026, 8, 19))]),
        (date(2008, 8, 20), []), (date(2009, 7, 30), [("17", date(2026, 7, 30))]),
        (date(2009, 1, 30), [("17½", date(2026, 7, 30))]), (date(2010, 8, 1), [("16", date(2026, 8, 1))]),
    ],
)  # fmt: skip
def test_birthdays_that_matter_are_seen_four_weeks_ahead(county, born, expected):
    a_child(county, born=born)
    assert [(d.kind, d.day) for d in ask(county).reviews] == expected


def test_a_sibling_only_child_has_no_birthday_here(county):
    child = a_child(county, born=date(2008, 7, 30))
    change(county, Child, child, sibling_only=True)
    assert ask(county).reviews == ()


@pytest.mark.parametrize(("plan", "said"), [(None, "No care plan yet"), (date(2025, 12, 11), "Care plan is 7 months old")])
def test_an_old_care_plan_is_asked_for_before_the_break(county, club, plan, said):
    child = a_child(county, needs=("RESCUE",), plan=plan)
    book(county, club, child, start=datetime(2026, 7, 31, 10))
    (line,) = lines(county, "care")
    assert (line.second, line.chip, line.meaning, line.target) == (said, "Break 31 Jul", "warn", (("id", child),))


def test_a_care_plan_is_only_asked_for_where_there_is_medicine_and_a_break(county, club):
    book(county, club, a_child(county, first="Noah", plan=None), number=1)
    a_child(county, first="Ellie", needs=("RESCUE",), plan=None)
    book(county, club, a_child(county, first="Kai", needs=("RESCUE",), plan=date(2026, 6, 1)), number=2)
    assert lines(county, "care") == ()


def test_a_check_is_seen_before_it_runs_out(county, club):
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    with Session(county.database.reading) as db:
        check, provider = db.execute(select(ProviderCheck.id, Provider.name).join(Provider)).one()
    change(county, ProviderCheck, check, valid_until=date(2026, 7, 21))
    (line,) = lines(county, "checks")
    assert (line.name, line.chip, line.meaning) == (provider, "Out since 21 Jul", "bad")
    change(county, ProviderCheck, check, valid_until=TODAY + timedelta(days=42))
    assert [line.meaning for line in lines(county, "checks")] == ["warn"]
    change(county, ProviderCheck, check, valid_until=TODAY + timedelta(days=43))
    assert lines(county, "checks") == ()


def test_weeks_begin_on_monday_and_count_who_came_or_will(county, club):
    child = a_child(county)
    for number, (start, state) in enumerate(
        [
            (datetime(2026, 7, 20, 10), "attended"), (datetime(2026, 7, 26, 10), "confirmed"),
            (datetime(2026, 7, 19, 10), "attended"), (datetime(2026, 7, 18, 10), "cancelled_in_notice"),
            (datetime(2025, 7, 21, 10), "attended"), (datetime(2025, 7, 20, 10), "attended"),
        ], 1,
    ):  # fmt: skip
        book(county, club, child, start=start, state=state, number=number)
    facts = ask(county)
    assert facts.weeks[-2:] == ((date(2026, 7, 13), 1), (date(2026, 7, 20), 2))
    assert facts.week_last_year == 1


def test_hours_used_and_booked_are_of_allocations_that_hold_today(county, club):
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from shortbreaks.eligibility.tables import Allocation

    child = a_child(county)
    with Session(county.database.reading) as db:
        hours = db.scalar(select(Allocation.id).where(Allocation.unit == "hours"))
    book(county, club, child, start=datetime(2026, 7, 11, 10), state="attended", number=1, allocation=hours)
    book(county, club, child, start=SAT, number=2, allocation=hours)
    book(county, club, child, start=SAT + timedelta(days=7), state="cancelled_in_notice", number=3, allocation=hours)
    used = {one.unit: one for one in ask(county).used}
    assert (used["hours"].used, used["hours"].booked, used["hours"].whole, used["hours"].gone) == (180, 180, 3600, 30)
    assert (used["nights"].used, used["nights"].whole) == (0, 24)


def test_the_number_of_questions_does_not_grow(county, club):
    def fill(count, first):
        for n in range(first, first + count):
            child = a_child(county, first=f"Child{n}", needs=("RESCUE",), plan=None, born=date(2009, 7, 30))
            book(county, club, child, start=SAT + timedelta(days=n), number=10 + n)
            book(county, club, child, start=SAT - timedelta(days=20 + n), number=50 + n)
            book(county, club, child, start=SAT + timedelta(days=40 + n), state="offered", until=SAT, number=90 + n)

    def questions():
        seen = []
        engine = county.database.reading

        def count(_conn, _cursor, statement, *_):
            if statement.lstrip().upper().startswith("SELECT"):
                seen.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        facts = ask(county)
        event.remove(engine, "before_cursor_execute", count)
        return len(seen), facts

    fill(1, 0)
    ask(county)  # code lists are asked once and kept
    one, _ = questions()
    fill(2, 1)
    three, facts = questions()
    assert (len(facts.offers), len(facts.registers), len(facts.care)) == (3, 3, 3)
    assert one == three


# The page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(file_county, desk_of, qtbot):
    club = a_service(file_county)
    for n in range(6):
        child = a_child(file_county, first=f"Child <b>{n}</b>", last="Z")
        book(file_county, club, child, state="offered", until=datetime(2026, 7, 23 + n, 23, 59), number=100 + n)
    desk = desk_of(file_county)
    shown = TodayPage(desk, Navigation())
    shown.counts = []
    shown.counted.connect(shown.counts.append)
    qtbot.addWidget(shown)
    shown.resize(1240, 800)
    shown.show()
    return shown


def offers(page):
    return page.cards["offers"]


def test_four_lines_stand_on_the_card_the_count_beside_the_title_and_all_on_a_sheet(page, qtbot):
    assert [one.line.name for one in offers(page).buttons()] == [f"Child <b>{n}</b> Z., 9" for n in range(4)]
    assert offers(page).badge.count == 6
    assert page.counts == [18]  # six offers, and hours and nights of six children of which nothing is placed
    offers(page).all.click()
    sheet = page.findChild(QWidget, "sheet")
    every = sheet.findChildren(LineButton)
    assert len(every) == 6
    every[5].click()
    assert (page.go.here.page, dict(page.go.here.target)) == ("bookings", {"number": 105})
    assert not sheet.isVisible()


def test_enter_on_a_line_opens_what_it_is_about_and_down_goes_on(page, qtbot):
    first, second = offers(page).buttons()[:2]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert page.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert dict(page.go.here.target) == {"number": 101}


def test_a_line_is_read_aloud_whole(page):
    assert offers(page).buttons()[0].accessibleName() == (
        "Child <b>0</b> Z., 9, Sandpipers Saturday Club, Sat 25 Jul, Thu 23 Jul"
    )


def test_reading_again_keeps_the_focus_and_what_is_unchanged(page):
    third = offers(page).buttons()[2]
    third.setFocus()
    page.refresh()
    assert offers(page).buttons()[2] is third
    assert page.focusWidget() is third


def test_the_backup_s_age_stands_at_the_right(page, file_county):
    page.desk.backup = BackupState(file_county.clock() - timedelta(minutes=22))
    page.desk.backed_up.emit(page.desk.backup)
    said = [label.text() for label in page.findChild(QWidget, "backup_card").findChildren(QLabel)]
    assert "Backed up 22 minutes ago" in said
    assert "Opened and counted at 11:18 on 22 July 2026." in said


def said_of_backup(page, state):
    page.desk.backup = state
    page.desk.backed_up.emit(state)
    card = page.findChildren(QWidget, "backup_card")[-1]
    return [label.text() for label in card.findChildren(QLabel) if label.text()]


def test_the_test_restore_and_the_copy_off_this_computer_stand_below_the_backup(page, file_county, tmp_path):
    now = file_county.clock()
    state = BackupState(now, folder=tmp_path)
    assert "No copy off this computer" in said_of_backup(page, state)
    found = Drill(now - timedelta(days=3), "one", now, 54321, 108)
    state = replace(state, drill=found, copied=Copied(now - timedelta(days=7), now, "/media/stick"))
    said = said_of_backup(page, state)
    assert "Restored as a test on 19 July 2026" in said and "54,321 rows in 108 tables, every one the same." in said
    assert "Copied off this computer 7 days ago" in said and not state.copy_is_old(now)
    assert state.copy_is_old(now + timedelta(seconds=1))
    harmed = replace(state, drill=replace(found, flaw="It is damaged."))
    assert "It is damaged." in said_of_backup(page, harmed)
    assert "Copied" not in " ".join(said_of_backup(page, replace(state, example=True)))


def test_a_copy_is_made_from_today_by_those_who_keep_the_office(page_of, file_county, tmp_path):
    now = file_county.clock()
    made = back_up(file_county.database, tmp_path / "backups", now, "by hand")
    for role, may in ((Role.COORDINATOR, False), (Role.MANAGER, True)):
        page = page_of(file_county, TodayPage, role)
        page.desk.backup = BackupState(now, folder=tmp_path / "backups")
        page.desk.backed_up.emit(page.desk.backup)
        assert page.findChildren(Button, "copy_off")[-1].isEnabled() is may
    copy_to(page, str(tmp_path / "pulled out"))
    assert page.desk.notices.now.lead.endswith("is not there.") and page.desk.backup.copied is None
    (tmp_path / "stick").mkdir()
    copy_to(page, str(tmp_path / "stick"))
    assert page.desk.notices.now.lead == "The newest backup is copied."
    assert (tmp_path / "stick" / made.folder.name / "manifest.json").exists()
    assert page.desk.backup.copied.place == str(tmp_path / "stick")


def test_the_words_of_the_backup_in_the_foot():
    now = datetime(2026, 7, 22, 10, 40, tzinfo=UTC)
    assert BackupState(None).words(now) == "Not backed up yet"
    assert BackupState(now).words(now) == "Backed up 11:40, opened and counted"
    assert BackupState(now - timedelta(days=2)).words(now) == "Backed up 20 Jul 11:40, opened and counted"
    assert [BackupState(moment).meaning(now) for moment in (None, now, now - timedelta(days=2))] == ["warn", "ok", "warn"]
    assert BackupState(now, "The backup could not be made.").meaning(now) == "warn"


@pytest.mark.parametrize(("size", "width"), [(100, 1440), (100, 1100), (150, 1300), (200, 1250)])
def test_nothing_is_cut_off_sideways(page, qapp, size, width):
    from PySide6.QtWidgets import QApplication, QScrollArea

    from ui.kit import theme

    theme.apply(qapp, "light", size)
    page.resize(width, 700)
    QApplication.sendPostedEvents()
    area = page.findChild(QScrollArea, "today_scroller")
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_every_kind_of_day_has_its_words():
    from shortbreaks.bookings.today import ChildDue, OfferDue

    for kind in ("review", "16", "17", "17½", "18"):
        line = child_line(ChildDue(1, "Amara O.", 9, kind, TODAY), TODAY)
        assert line.second and line.chip
    assert child_line(ChildDue(1, "A", 9, "review", TODAY - timedelta(days=1)), TODAY).chip == "1 day late"
    assert offer_line(OfferDue(1, 1, "A", 9, "Club", SAT, NOW), NOW).chip == "Today 11:40"


def test_offers_of_stays_and_free_nights_stand_among_those_of_places_and_lead_there(file_county, page_of, qtbot):
    """Theo is offered a stay that lapses; another bed is free for Mason: each line leads to where it is done."""
    from shortbreaks.overnight.nights_offering import OfferNights, offer_nights
    from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
    from tests.overnight.builders import FRI, a_house, s20

    county = file_county
    unit, service, beds = a_house(county, beds=2)
    requests = []
    for name in ("Theo", "Mason"):
        child = a_child(county, first=name)
        s20(county, child, situation=1)
        requests.append(county.at().perform(join_nights, JoinNights(child, service, 2, FRI, FRI + timedelta(days=2))).answer)
    stay = county.at().perform(offer_nights, OfferNights(requests[0], beds[0], FRI)).answer
    page = page_of(county, TodayPage)
    shown = {one.key: one for one in worklists(page.facts, NOW, (), page.nights)}
    (offer,), (free,) = shown["offers"].lines, shown["freed"].lines
    assert (offer.name, offer.second, offer.chip) == ("Theo O., 9", "Windmill House, nights from Fri 7 Aug", "Wed 29 Jul")
    assert (offer.page, dict(offer.target)["stay"]) == ("beds", stay)
    assert (free.name, free.second, free.chip) == ("Next: Mason O.", "Windmill House, nights Fri 7 Aug to Sun 9 Aug", "Offer it")
    button = next(one for one in page.cards["freed"].findChildren(LineButton) if "Mason" in one.accessibleName())
    went = []
    page.go.to = lambda key, **target: went.append((key, target))
    button.click()
    assert went == [("waiting", {"tab": "Nights to offer", "run": (unit, FRI, FRI + timedelta(days=1))})]


def test_an_emergency_stay_is_begun_and_the_beds_of_tonight_are_said(file_county, page_of, qtbot):
    from tests.overnight.builders import a_house, placed, s20

    unit, _, beds = a_house(file_county, beds=2, emergency=True)
    full, _, (bed, _) = a_house(file_county, name="Samphire House", beds=1, emergency=True)
    child, other = a_child(file_county, first="Theo"), a_child(file_county, first="Mason")
    tonight = NOW.date()
    for one, where in ((child, beds[0]), (other, bed)):
        s20(file_county, one, situation=1)
        placed(file_county, one, where, tonight, tonight + timedelta(days=1))
    page = page_of(file_county, TodayPage)
    said = [one.text() for one in page.findChildren(QLabel)]
    assert said[said.index("Windmill House") + 1] == "1 free" and said[said.index("Samphire House") + 1] == "1 emergency"
    spoken = {one.accessibleName() for one in page.findChildren(BedMarks)}
    assert "Windmill House: 1 taken, 1 free, 1 kept for emergencies, 0 closed" in spoken
    went = []
    page.go.to = lambda key, **target: went.append((key, target))
    page.findChild(Button, "today_emergency").click()
    assert went == [("beds", {"emergency": True})]
    with qtbot.waitSignal(page.call_wanted):
        page.findChild(Button, "today_call").click()
    assert unit != full


def test_who_books_nothing_has_no_buttons_for_it(file_county, page_of):
    page = page_of(file_county, TodayPage, Role.AUDITOR)
    assert page.findChild(Button, "today_emergency").isHidden() and page.findChild(Button, "today_call").isHidden()
    assert page.find_button.isHidden()


def test_a_long_reason_has_as_many_lines_as_it_takes_and_is_not_cut_off(qtbot):
    long = DueLine("Harbour Light Rovers", "Fri 10 Jul · ring the provider’s manager · rung Sam Lane 14 Jul", "12 days", "bad", "x", ())
    button, short = LineButton(long, lambda: None), LineButton(replace(long, second="Fri 17 Jul"), lambda: None)
    assert button.heightForWidth(340) > short.heightForWidth(340) == button.heightForWidth(900)
    orders = (LineButton(replace(long, second="Order of the family court, seen by Jo Finch. " * n), lambda: None) for n in (4, 8, 16))
    heights = [one.heightForWidth(340) for one in orders]
    assert heights == sorted({*heights}), "somebody's own words may be many"


def test_of_a_list_of_hundreds_a_sheet_makes_a_screenful_at_a_time(qtbot):
    """Open all of 3,158 awards made a button each before anything was seen; now more come as the end is scrolled near."""
    over = QWidget()
    over.resize(900, 700)
    qtbot.addWidget(over)
    card = WorklistCard("undelivered", "Awards undelivered", "night", lambda _line: None)
    card.setParent(over)
    every = [DueLine(f"Child {number}", "80 hours, none placed", "1 day", "warn", "decisions", ()) for number in range(3 * AT_ONCE - 5)]
    card.show_worklist(Worklist("undelivered", "Awards undelivered", "night", "", "", lines_of(lambda line: line, every)))
    over.show()
    card.open_all()
    (sheet,) = over.findChildren(Sheet)
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    counts = []
    for _ in range(4):
        counts.append(len(sheet.findChildren(LineButton)))
        if counts[-1] < len(every):  # what was added last is laid out, and there is more to come
            qtbot.waitUntil(lambda: bar.maximum() > bar.value())
        bar.setValue(bar.maximum())
    assert counts == [AT_ONCE, 2 * AT_ONCE, len(every), len(every)]
    assert [one.line for one in sheet.findChildren(LineButton)] == every
