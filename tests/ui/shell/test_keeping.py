"""Keeping the office from its window: a new key when somebody leaves, backups before what much hangs on, flaws said at once."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from shortbreaks.access.commands import AddPerson, add_person
from shortbreaks.access.permissions import Role
from shortbreaks.access.queries import office_facts, people
from shortbreaks.database.backup import backups_in
from shortbreaks.database.connections import open_server
from shortbreaks.database.reasons import BEFORE_ERASURE, BEFORE_IMPORT, BEFORE_YEAR_END, MANY_ROWS
from shortbreaks.database.whole_check import last_whole
from shortbreaks.errors import Refused
from shortbreaks.families.queries import families_listed
from shortbreaks.ledger.months import months_of_the_books
from tests.conftest import Clock, County
from tests.exchange.test_families_csv import ADA, file_of
from tests.ui.going import press
from tests.ui.shell.test_front import PASSWORD, founded, front_of, office_file, page_of, sign_in, words  # noqa: F401 - office_file asks for founded
from tests.ui.shell.test_shared import port, ring
from ui.families.page import FamiliesPage
from ui.kit.sheet import Sheet
from ui.shell import start_checks
from ui.shell.doors.sign_in import SignInPage
from ui.shell.doors.ways import change_secret
from ui.shell.flaws import WRONG
from ui.shell.runner import InlineRunner
from ui.shell.window import OfficeWindow

assert front_of
assert office_file
assert port
assert ring
NASTY, TOO_LONG = "<b>%s\u202etxt' OR \"\"=\"; 李小龙", "W" * 201
SAMS = "marmalade otter bicycle rain"


def sheet_over(window):
    (sheet,) = (one for one in window.findChildren(Sheet) if one.isVisible())
    return sheet


def people_page(front):
    front.office.go.to("people")
    return front.office.page_now()


def test_when_somebody_leaves_the_office_is_given_a_new_key_from_the_people_page(front_of, office_file, qtbot, own_folder):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    office = front.office.desk.office
    sam = office.perform(add_person, AddPerson("sam", "Sam Lee", "coordinator", SAMS)).answer
    page = people_page(front)
    page.people_table.choose_key(sam)
    press(page, "close_person")
    assert "give the office a new key" in " ".join(words(sheet_over(front.office)))
    press(sheet_over(front.office), "button_confirm")
    said = front.office.desk.notices.now
    assert said.lead == "Sam Lee cannot sign in any more." and said.actions[0][0] == "Give it a new key"
    page.show_tab(2)
    assert "Sam Lee left since this office got its key." in words(page.office_card)
    said.actions[0][1]()
    sheet = sheet_over(front.office)
    qtbot.waitUntil(lambda: any("Nobody’s password changes" in one for one in words(sheet)))
    field = sheet.findChild(QLineEdit, "field_password")
    wrong = "The name and password do not go together."
    for typed, told in (("", "is empty"), (TOO_LONG, "there is room for 200"), (NASTY, wrong), (SAMS, wrong)):
        field.setText(typed)
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert any(told in one for one in words(sheet)) and sheet.isVisible() and field.text() == typed
    field.clear()
    qtbot.keyClicks(field, PASSWORD)
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(page_of(front), OfficeWindow) and front.office.desk.office is not office)
    assert front.office.desk.notices.now.lead == "The office has a new key; everybody signs in as before."
    assert front.office.go.here.page == "people"
    facts = front.office.desk.office.ask(office_facts)
    assert (facts.key, facts.left) == (2, ())
    assert not any("left since" in one for one in words(front.office.page_now().office_card))
    made = [(one.manifest.reason, one.manifest.key) for one in backups_in(own_folder / "backups")]
    assert made[-2:] == [("before a new key", 1), ("under a new key", 2)]
    front.sign_out()
    sign_in(front, qtbot)
    assert len(front.office.desk.office.ask(people)) == 2


def test_a_change_of_key_that_cannot_be_done_shows_the_way_in_with_why(front_of, office_file, qtbot, own_folder, monkeypatch):
    from shortbreaks.access import rekeying
    from shortbreaks.errors import Unavailable

    def full(*_):
        raise Unavailable("The new file could not be written.", "Make room; the office is as it was.")

    monkeypatch.setattr(rekeying, "rekey_copy", full)
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    page = people_page(front)
    page.show_tab(2)
    press(page, "office_new_key")
    sheet = sheet_over(front.office)
    sheet.findChild(QLineEdit, "field_password").setText(PASSWORD)
    press(sheet, "send_form")
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage))
    assert "The new file could not be written." in words(page_of(front))
    sign_in(front, qtbot)
    assert front.office.desk.office.ask(office_facts).key == 1


def test_a_shared_office_gives_its_backups_a_new_key_and_says_what_to_ask_of_ict(server_county, page_of_people, qtbot):
    page = page_of_people(server_county)
    page.show_tab(2)
    assert any("number 1; each backup's folder says which one opens it" in one for one in words(page.office_card))
    press(page, "office_new_key")
    sheet = sheet_over(page)
    assert "Backups made until now keep key 1: their folders say so, and the recovery key opens every one of them." in words(sheet)
    press(sheet, "button_confirm")
    qtbot.waitUntil(lambda: "The backups have a new key." in words(page.office_card))
    qtbot.waitUntil(lambda: any("number 2; each" in one for one in words(page.office_card)))
    made = backups_in(page.office_card.folder())
    assert [one.manifest.key for one in made] == [1, 2]
    page.show_tab(0)
    row = next(row for row in server_county.at(Role.MANAGER).ask(people) if row.role == "finance")
    page.people_table.choose_key(row.id)
    press(page, "close_person")
    sheet = sheet_over(page)
    assert any("Ask your ICT team for a new password of the login" in one.text() for one in sheet.findChildren(QLabel))
    press(sheet, "button_confirm")
    assert "ICT team" in page.desk.notices.now.rest and not page.desk.notices.now.actions


@pytest.fixture
def page_of_people(desk_of, qtbot):
    from ui.access.page import PeoplePage
    from ui.shell.navigation import Navigation

    def make(county):
        page = PeoplePage(desk_of(county, Role.MANAGER), Navigation())
        qtbot.addWidget(page)
        page.resize(1240, 790)
        page.show()
        page.refresh()
        page.show_tab(2)
        return page

    return make


def backups_of(folder):
    return [one.manifest.reason for one in backups_in(folder / "backups")]


def a_file(folder, rows):
    file = folder / "families.csv"
    file.write_bytes(file_of(*(ADA | {"Family": str(n), "Child first name": f"Ngozi{n}", "Born": f"{1 + n % 28}/{1 + n // 28}/2016"} for n in range(rows))))
    return file


@pytest.mark.parametrize("more", [0, 1])
def test_a_file_of_more_than_fifty_rows_comes_in_only_after_a_backup(file_county, page_of, tmp_path, more):
    page = page_of(file_county, FamiliesPage)
    page.bring_in.look(str(a_file(tmp_path, MANY_ROWS + more)))
    page.bring_in.send()
    assert file_county.at().ask(families_listed)[1] == MANY_ROWS + more
    assert backups_of(tmp_path) == [BEFORE_IMPORT] * more
    if more:
        (made,) = backups_in(tmp_path / "backups")
        assert dict(made.manifest.counts)["child"] == 0, "it is of the office before the file"
        assert page.desk.backup.made_at == made.manifest.made_at


def test_a_backup_that_cannot_be_made_keeps_the_file_out(file_county, page_of, tmp_path):
    page = page_of(file_county, FamiliesPage)
    (tmp_path / "backups").write_text("a file stands in its place")
    page.bring_in.look(str(a_file(tmp_path, MANY_ROWS + 1)))
    page.bring_in.send()
    assert file_county.at().ask(families_listed)[1] == 0
    said = [one.text() for one in page.bring_in.sheet.findChildren(QLabel)]
    assert any("Nothing was done, since no backup could be made first" in one for one in said)
    assert page.bring_in.accept.isEnabled(), "it can be tried again"


def test_a_years_end_and_a_month_closed_for_good_are_backed_up_first(file_county, page_of, tmp_path):
    from tests.ui.finance.test_page import booked
    from ui.finance.page import FinancePage

    booked(file_county)
    file_county.clock.forward(days=20)
    page = page_of(file_county, FinancePage, Role.FINANCE)
    page.show_for(tab="Months of the books")
    for button, made in (("close_month", []), ("close_month_for_good", [BEFORE_YEAR_END])):
        press(page, button)
        page.months.sheet.form.editors["reason"].setText("Agreed with finance")
        page.months.sheet.form.send()
        page.refresh()
        assert backups_of(tmp_path) == made
    assert file_county.at(Role.FINANCE).ask(months_of_the_books)[0].state == "hard"


def test_an_erasure_is_backed_up_first_or_not_done(file_county, page_of, tmp_path):
    from shortbreaks.payments.erasure.commands import ProposeErasure, propose_erasure
    from tests.families.test_erasure import LATER, a_closed_family, readable
    from ui.families.erasure_page import ErasurePage

    household, _ = a_closed_family(file_county)
    file_county.clock.set(LATER)
    file_county.at().perform(propose_erasure, ProposeErasure((household,)))
    page = page_of(file_county, ErasurePage, Role.MANAGER)
    (tmp_path / "backups").write_text("a file stands in its place")
    for _ in range(2):
        if not page.ticked:
            press(page, "tick_all")
        press(page, "erase_families")
        press(sheet_over(page), "button_confirm")
        if (tmp_path / "backups").is_file():
            assert "Nothing was done" in page.desk.notices.now.lead and any(readable(file_county))
            (tmp_path / "backups").unlink()
    assert list(readable(file_county)) == []
    assert backups_of(tmp_path) == [BEFORE_ERASURE]


def test_a_flaw_found_at_the_start_is_said_with_what_to_do_and_a_sound_office_says_nothing(front_of, office_file, qtbot, monkeypatch):
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    signed, desk = front._entered.signed, front.office.desk
    start_checks.check_now(desk, signed.opened.identity.uuid)
    assert desk.notices.now is None
    with signed.office.database.writing.begin() as connection:
        connection.exec_driver_sql("drop trigger audit_entry_no_update")
        connection.exec_driver_sql("update audit_entry set person_id = 6 where number = 1")
    monkeypatch.setattr(start_checks, "AFTER_MS", 0)
    with qtbot.waitSignal(desk.notices.told, timeout=10_000):
        start_checks.check_soon(desk, signed.opened.identity.uuid)
    said = desk.notices.now
    assert (said.meaning, said.lead) == ("bad", "Something in this office is not as it must be.")
    assert said.rest.startswith("Audit entry 1: its columns do not say") and "Enter nothing more" in said.rest


class HeldRunner(InlineRunner):
    """Holds the next piece of work back until it is let go, as a thread that takes its time."""

    def __init__(self) -> None:
        super().__init__()
        self.holding, self.held = False, []

    def run(self, work, then):
        if self.holding:
            self.held.append(partial(super().run, work, then))
            self.holding = False
        else:
            super().run(work, then)


def whole_of(front):
    return front._backups.whole, last_whole(front._backups.folder, front._entered.signed.opened.identity.uuid)


def come_back(front, qtbot):
    sign_in(front, qtbot)
    assert isinstance(page_of(front), OfficeWindow)


def test_everything_is_checked_once_a_week_while_the_window_is_locked_and_what_it_found_stands_with_the_backups(
    front_of, office_file, qtbot
):  # fmt: skip
    front = front_of(office_file[0])
    sign_in(front, qtbot)
    desk = front.office.desk
    clock = Clock(desk.office.now())
    object.__setattr__(front._entered.signed.office, "now", clock)  # the office itself, whose clock is moved
    assert whole_of(front)[1] is None, "nobody was away yet"
    front.idle.away.emit()
    first = whole_of(front)[1]
    assert (first.at, first.flaws) == (clock(), 0) and desk.backup.whole == first
    come_back(front, qtbot)
    assert desk.notices.now is None, "a sound office says nothing"
    front.office.go.to("today")
    card = " ".join(words(front.office.page_now().findChildren(QWidget, "backup_card")[-1]))
    assert "Everything checked on" in card and "every index and the whole trail: every proof holds." in card
    with front._entered.signed.office.database.writing.begin() as connection:
        connection.exec_driver_sql("drop trigger audit_entry_no_delete")
    clock.forward(days=6)
    front.lock()
    assert whole_of(front)[1] == first, "not within the week"
    come_back(front, qtbot)
    clock.forward(days=1)
    front.lock()
    assert whole_of(front)[1].flaws == 1
    come_back(front, qtbot)
    said = desk.notices.now
    assert (said.lead, said.rest.startswith("Guard audit_entry_no_delete: it is missing")) == (WRONG, True)
    front.office.go.to("today")
    assert "Guard audit_entry_no_delete: it is missing." in words(front.office.page_now().findChildren(QWidget, "backup_card")[-1])


def test_whoever_comes_back_stops_the_check_and_an_office_that_closes_waits_for_its_end(front_of, office_file, qtbot):
    runner = HeldRunner()
    front = front_of(office_file[0], runner=runner)
    sign_in(front, qtbot)
    for leave in (False, True):
        runner.holding = True
        front.lock()
        whole = front._backups.whole
        assert whole.running
        if leave:
            front.sign_out()
            assert front._entered is not None, "nothing of the office is closed while it is read"
        else:
            come_back(front, qtbot)
        runner.held.pop()()
        assert not whole.running
        if not leave:
            assert whole_of(front)[1] is None and front.office.desk.notices.now is None, "stopped: nothing is known"
    qtbot.waitUntil(lambda: isinstance(page_of(front), SignInPage))
    assert front._entered is None


@pytest.fixture
def asks_for_password(server, server_county):
    """The tests' server asks for the login's password in this office, as ICT sets it up; elsewhere it asks for none."""
    rules, name = server.folder / "pg_hba.conf", server_county.database.reading.url.database
    before = rules.read_text()
    server.run(f"alter role sb_people password '{SAMS}'")
    rules.write_text(f"local {name} sb_people scram-sha-256\n{before}")
    server.run("select pg_reload_conf()")
    yield name
    rules.write_text(before)
    server.run("select pg_reload_conf()")


def test_the_logins_new_password_is_kept_on_this_computer_once_the_server_took_it(
    asks_for_password, server, port, ring, page_of_people
):  # fmt: skip
    url = f"postgresql://sb_people:{SAMS.replace(' ', '%20')}@127.0.0.1:{port}/{asks_for_password}"
    database = open_server(url)
    page = page_of_people(County(database, kind="server"))
    page.show_tab(2)
    press(page, "office_secret")
    sheet = page.acts.sheet
    assert any("changed by your database administrator" in one.text() for one in sheet.above.parentWidget().findChildren(QLabel))
    not_in = "does not let the login sb_people into this office"
    for typed, said in (("", "is empty"), (TOO_LONG, "there is room for 200"), (NASTY, not_in), ("not yet changed there", not_in), (SAMS, "")):
        sheet.form.set_value("secret", typed)
        sheet.form.send()
        assert any(said in one for one in words(sheet.sheet)) if said else page.desk.notices.now.lead.startswith("This computer keeps")
        assert ring == ({} if said else {("Short Breaks", f"postgresql://sb_people@127.0.0.1:{port}/{asks_for_password}"): SAMS})
    server.run(f"alter role sb_people password '{SAMS} again'")
    press(page, "office_secret")
    page.acts.sheet.form.set_value("secret", f"{SAMS} again")
    page.acts.sheet.form.send()
    assert list(ring.values()) == [f"{SAMS} again"]
    database.close()


def test_a_server_that_takes_any_password_proves_none(server_county, port, ring):
    place = f"postgresql://sb_people@127.0.0.1:{port}/{server_county.database.reading.url.database}"
    with pytest.raises(Refused, match="by any password"):
        change_secret(place, SAMS, server_county.at(Role.MANAGER).ask(office_facts).uuid)
    assert ring == {}
