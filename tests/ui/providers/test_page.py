"""The directory as a coordinator uses it: search, filters, map, detail, one provider, and every act on it."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.council.code_changes import SetCode, set_code
from shortbreaks.exchange.commands import BringInDirectory, bring_in_directory
from shortbreaks.exchange.queries import directory_previewed
from shortbreaks.providers.closing import CloseService, close_service
from shortbreaks.providers.commands import SaveProvider, save_provider
from shortbreaks.providers.queries import index_provider
from shortbreaks.providers.tables import BreakSession, Provider, Service, Venue
from tests.builders import SAT, a_service, a_session
from tests.nasty import MARKUP
from tests.ui.held_runner import HeldRunner
from ui.kit.buttons import Button
from ui.kit.table import Table
from ui.providers.page import ProvidersPage
from ui.providers.provider_page import ProviderPage


class Went:
    """Where a page wanted to go."""

    here = None

    def __init__(self) -> None:
        self.where = []

    def to(self, name, **what):
        self.where.append((name, what))


@pytest.fixture
def shown(desk_of, qtbot):
    def make(county, page=ProvidersPage, role=Role.COORDINATOR, **target):
        made = page(desk_of(county, role), Went())
        qtbot.addWidget(made)
        made.resize(1240, 800)
        if target:
            made.show_for(**target)
        made.show()
        made.refresh()
        return made

    return make


def rows(page):
    model = page.table.model()
    return [model.index(n, 0).data() for n in range(model.rowCount())] if page.listing.count.text() else []


def press(page, name):
    button = page.findChild(Button, name)
    assert button is not None and button.isEnabled(), name
    button.click()


def fill(sheet, **values):
    for name, value in values.items():
        sheet.form.set_value(name, value)
    sheet.form.send()


def one(county, record, row_id):
    with Session(county.database.reading) as db:
        return db.get(record, row_id)


def test_search_filters_map_and_escape(county, shown, qtbot):
    a_service(county)
    a_service(county, name="Owls", kind="club", postcode="TN1 1AA", min_age=14, max_age=17)
    with Session(county.database.writing) as db, db.begin():
        for provider in db.scalars(select(Provider.id)).all():
            index_provider(db, provider)
    page = shown(county)
    assert page.count == 2 and page.table.model().rowCount() == 2
    page.search.setText("sandp")
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1)
    assert page.escape() and not page.escape()
    page.map.selected = ""
    page.map._at = "E07000114"
    page.map._choose()
    assert page.district.currentData() == "E07000114" and page.table.model().rowCount() == 1
    page.district.setCurrentIndex(0)
    assert page.map.selected == ""
    page.age.setCurrentIndex(page.age.findData("15"))
    assert page.table.model().rowCount() == 1
    page.kind.setCurrentIndex(page.kind.findData("overnight"))
    assert not page.listing.count.text(), "a sentence stands in place of the rows"


def test_the_detail_follows_the_selection_and_opens(county, shown):
    service, venue = a_service(county)
    a_session(county, service, venue)
    page = shown(county)
    words = [label.text() for label in page.beside.side.findChildren(QLabel)]
    assert "Sandpipers Saturday Club" in words and any("12.75" in text for text in words)
    page.open_button.click()
    assert page.go.where == [("provider", {"id": service})]


def test_a_provider_is_added_from_the_keyboard_and_opened(county, shown):
    page = shown(county)
    page.new()
    fill(page.acts.sheet, name="Kite Trust")
    ((where, what),) = page.go.where
    assert where == "provider" and one(county, Provider, what["provider"]).name == "Kite Trust"


@pytest.fixture
def opened(county, shown):
    service, venue = a_service(county)
    session = a_session(county, service, venue)
    return county, shown(county, ProviderPage, id=service), service, venue, session


def test_every_act_of_a_provider_reaches_the_office(opened):
    county, page, service, venue, session = opened
    provider = one(county, Service, service).provider_id
    press(page, "change_provider")
    fill(page.acts.sheet, name="Another Trust")
    assert one(county, Provider, provider).name == "Another Trust" and page.provider.name == "Another Trust"
    press(page, "confirm_entry")
    fill(page.acts.sheet, note="Jo")
    assert one(county, Provider, provider).last_checked_on == date(2026, 7, 22)
    press(page, "change_places")
    fill(page.closing.sheet, places="9", workers="3")
    assert one(county, BreakSession, session).places == 9
    press(page, "close_days")
    fill(page.acts.sheet, first_day=SAT.date(), last_day=SAT.date(), reason="Boiler")
    assert one(county, BreakSession, session).state == "open", "what it meets is said first"
    page.acts.sheet.form.send()
    assert one(county, BreakSession, session).state == "closed"
    press(page, "open_days")
    fill(page.closing.sheet, first_day=SAT.date(), last_day=SAT.date())
    assert one(county, BreakSession, session).state == "open"
    press(page, "close_days")
    fill(page.acts.sheet, first_day=SAT.date(), last_day=SAT.date(), reason="Boiler")
    page.acts.sheet.form.send()
    press(page, f"end_{service}")
    fill(page.closing.sheet, reason="Staff left")
    assert one(county, Service, service).state == "closed"
    press(page, f"end_{service}")
    assert one(county, Service, service).state == "open"
    press(page, f"end_venue_{venue}")
    fill(page.closing.sheet, reason="Roof")
    assert one(county, Venue, venue).closed_reason == "Roof"
    press(page, f"end_venue_{venue}")
    said = [(row.of, row.was, row.now) for row in page.findChildren(Table, "provider_changes")[-1].rows_model.rows]
    assert said[:2] == [("Pierremont Hall", "closed", "Open"), ("Pierremont Hall", "open", "Closed")]
    press(page, "close_provider")
    assert "No session is to come; nobody has a place." in page.closing.sheet.sheet.findChild(QLabel, "closing_words").text()
    fill(page.closing.sheet, reason="Retired")
    assert one(county, Provider, provider).state == "closed"
    press(page, "reopen_provider")
    assert one(county, Provider, provider).state == "open"


def test_sessions_are_shown_before_they_are_made_at_the_chosen_venue(opened):
    county, page, _, _, _ = opened
    press(page, "add_venue")
    fill(page.acts.sheet, name="Second hall", address="High Street", postcode="CT11 9HH")
    second = next(v.id for v in page.provider.venues if v.name == "Second hall")
    press(page, "add_sessions")
    sheet = page.acts.sheet
    fill(sheet, venue_id=str(second), kind="weekly", weekdays=("2",), first_day=date(2026, 7, 29), last_day=date(2026, 8, 12), starts="14:00", ends="16:00")

    def there():
        with Session(county.database.reading) as db:
            return [(s.starts_at, s.venue_id) for s in db.query(BreakSession).order_by(BreakSession.starts_at) if s.pattern_id]

    assert there() == []
    sheet.form.send()
    assert there() == [(datetime(2026, 7, 29, 14) + timedelta(days=7 * n), second) for n in range(3)]


def test_a_refusal_stays_above_the_form_with_what_was_typed(opened):
    county, page, _, venue, session = opened
    assert one(county, BreakSession, session).starts_at == SAT
    press(page, f"end_venue_{venue}")
    fill(page.closing.sheet, reason="Roof")
    assert one(county, Venue, venue).state == "open", "sessions are still to come there"
    assert page.closing.sheet.form.value("reason") == "Roof"


def test_places_are_changed_from_what_the_chosen_session_has(opened, shown):
    """Whoever changes the places of one session takes no rostered worker away from it (R-B4)."""
    county, _, service, venue, session = opened
    later = a_session(county, service, venue, start=SAT + timedelta(days=7), places=8, workers=5)
    page = shown(county, ProviderPage, id=service)
    press(page, "change_places")
    form = page.closing.sheet.form
    assert [form.value(name) for name in ("places", "workers")] == [one(county, BreakSession, session).places, one(county, BreakSession, session).workers]
    editor = form.editors["session_id"]
    editor.setCurrentIndex(editor.findData(str(later)))
    assert [form.value(name) for name in ("places", "workers")] == [8, 5]
    form.set_value("places", 9)
    form.send()
    assert (one(county, BreakSession, later).places, one(county, BreakSession, later).workers) == (9, 5)


def test_a_provider_that_was_only_just_added_and_a_closed_service_are_opened_from_the_directory(county, shown):
    service, _ = a_service(county, name="Kites")
    county.at().perform(close_service, CloseService(service, 1, "Ends"))
    bare = county.at().perform(save_provider, SaveProvider(None, None, "Bare Trust")).answer
    page = shown(county)
    assert rows(page) == ["Bare Trust"] and "No service yet" in " ".join(one.text() for one in page.detail.findChildren(QLabel))
    press(page, "open_service")
    assert page.go.where[-1] == ("provider", {"provider": bare})
    page.closed.trigger()
    assert rows(page) == ["Kites"] and page.listing.count.text().startswith("1 of 1 closed services")
    press(page, "open_service")
    assert page.go.where[-1] == ("provider", {"id": service})
    assert page.escape() and rows(page) == ["Bare Trust"]


def test_who_may_not_change_finds_every_act_off(opened, shown):
    county, _, service, venue, _ = opened
    page = shown(county, ProviderPage, Role.AUDITOR, id=service)
    for name in ("change_provider", "close_provider", "add_sessions", "change_places", "open_days", "add_service", "add_venue", f"end_{service}", f"end_venue_{venue}"):
        assert not page.findChild(Button, name).isEnabled(), name


def test_what_a_foreign_directory_said_is_shown_as_plain_text(county, shown):
    import json

    org = {"id": "o", "name": "Org", "description": ""}
    more = {f"field_{n}": text for n, text in enumerate(MARKUP)}
    record = {"id": "a", "name": "Kites", "status": "active", "description": "<p>One</p><p>Two</p>", "organization": org,
              "cost_options": [{"id": "c", "option": "Adults", "amount": 3.5}], **more}  # fmt: skip
    data = json.dumps([record]).encode()
    seen = county.at().ask(directory_previewed, data).seen
    county.at().perform(bring_in_directory, BringInDirectory(data, seen))
    with Session(county.database.reading) as db:
        service = db.query(Service).one().id
    page = shown(county, ProviderPage, id=service)
    labels = page.findChildren(QLabel)
    words = [label.text() for label in labels]
    assert "One\n\nTwo" in words and "amount 3.5; Adults" in words and "Smith <junior>" in words
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_a_district_of_the_councils_own_stands_below_the_map_and_is_filled_in_for_a_venue(file_county, shown, qtbot):
    file_county.at(Role.MANAGER).perform(set_code, SetCode("district", "E07000999", "Ebbsfleet", reason="Panel"))
    service, venue = a_service(file_county, name="Lakeside Club")
    a_session(file_county, service, venue, places=5)
    page = shown(file_county, ProviderPage, Role.MANAGER, id=1)
    page.findChild(Button, f"venue_{venue}").click()
    fill(page.acts.sheet, postcode="CT11 9HH", district="E07000999")
    assert "CT11 9HH is in Thanet." in [one.text() for one in page.acts.sheet.sheet.findChildren(QLabel)]
    fill(page.acts.sheet, postcode="DA99 9ZZ")
    assert one(file_county, Venue, venue).district == "E07000999"
    page = shown(file_county)
    assert page.map.values["E07000999"] == 5
    assert page.unplaced.isVisible() and page.unplaced.text().endswith("so it stands below: Ebbsfleet.")
    assert page.map.places["E07000999"][0] == 3, "a row of its own"
    where = page.map._centre("E07000999").toPoint()
    assert page.map.rect().contains(where)
    qtbot.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=where)
    assert page.district.currentData() == "E07000999" and rows(page) == ["Lakeside Club"]
    page.map.setFocus()
    reached = set()
    for key in [Qt.Key.Key_Up] * 3 + [Qt.Key.Key_Down] * 3:
        qtbot.keyClick(page.map, key)
        reached.add(page.map._at)
    assert "E07000999" in reached, "by keys too"


def test_an_answer_that_comes_after_the_page_was_read_again_stands_beside_nothing_newer(file_county, desk_of, qtbot):
    service, _ = a_service(file_county)
    provider = one(file_county, Service, service).provider_id
    save_one = SaveProvider(provider, 1, "Sandpipers Trust", contact_name="Jo Bell")
    file_county.at().perform(save_provider, save_one)
    held = HeldRunner()
    page = ProviderPage(desk_of(file_county, runner=held), Went())
    qtbot.addWidget(page)
    page.show_for(id=service)
    for _ in range(2):  # read again while what was changed is still on its way
        page.refresh()
        held.release(-1)  # the service
        held.release(-1)  # its provider
        held.release(1)  # what was seen of it
    while held.held:
        held.release()
    titles = [one.text() for one in page.findChildren(QLabel) if one.parent() is not None]
    assert [titles.count(title) for title in ("Services", "Seen and confirmed", "What was changed")] == [1, 1, 1]


def test_a_provider_that_runs_nothing_says_what_comes_first(file_county, shown):
    provider = file_county.at().perform(save_provider, SaveProvider(None, None, "Oakfield", contact_name="Jo Bell")).answer
    page = shown(file_county, ProviderPage, provider=provider)
    said = [one.text() for one in page.findChildren(QLabel) if one.parent() is not None]
    assert "Add a venue and a service, then its sessions." in said and "Jo Bell" in said
