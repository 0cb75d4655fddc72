"""A directory file brought in from the page: looked at first, accepted or left; and the directory sent out."""

import json

import pytest
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.exchange.held import whole_directory
from shortbreaks.exchange.queries import directory_as_csv, directory_as_referral
from tests.builders import a_service
from tests.nasty import TEXTS
from ui.providers.page import ProvidersPage


class Went:
    """Where a page wanted to go."""

    here = None

    def to(self, *where, **what):
        self.last = (where, what)


def record(key, name, **more):
    org = {"id": "d" * 8 + "-1111-4111-8111-111111111111", "name": "Org", "description": ""}
    return {"id": f"{key * 8}-1111-4111-8111-111111111111", "name": name, "status": "active", "organization": org, **more}


@pytest.fixture
def page_of(desk_of, qtbot):
    def make(county, role=Role.COORDINATOR):
        page = ProvidersPage(desk_of(county, role), Went())
        qtbot.addWidget(page)
        page.resize(1240, 800)
        page.show()
        page.refresh()
        return page

    return make


def names(county):
    with Session(county.database.reading) as db:
        return [row.fields["name"] for row in whole_directory(db).of("service")]


def test_a_file_is_looked_at_and_accepted(county, page_of, tmp_path):
    page = page_of(county)
    file = tmp_path / "feed.json"
    file.write_text(json.dumps([record("a", "Kites"), record("b", " "), record("c", "Owls", minimum_age="six")]))
    page.bring_in.look(str(file))
    sheet = page.bring_in.sheet
    shown = page.bring_in.table.model()
    assert sheet.isVisible() and shown.rowCount() == 4
    assert names(county) == [], "nothing is kept before it is accepted"
    page.bring_in.accept.click()
    assert names(county) == ["Kites", "Owls"]
    assert page.count == 2


def test_a_feed_is_named_beside_its_file_and_known_by_that_name(county, page_of, tmp_path):
    page, file = page_of(county), tmp_path / "feed-2026-07.json"
    file.write_text(json.dumps([record("a", "Kites"), record("b", "Owls")]))
    page.bring_in.look(str(file))
    line = page.bring_in.form.editors["feed"]
    assert line.text() == "feed-2026-07"
    line.setText("Charity web")
    page.bring_in.accept.click()
    other = {"id": "e" * 8 + "-1111-4111-8111-111111111111", "name": "Elsewhere", "description": ""}
    file.write_text(json.dumps([record("c", "Wrens", organization=other)]))
    page.bring_in.look(str(file))
    assert not page.bring_in.preview.count("", "gone"), "nothing says whose file it is"
    line = page.bring_in.form.editors["feed"]
    line.setText("Charity web")
    line.editingFinished.emit()
    assert page.bring_in.preview.count("", "gone") == 2 and page.bring_in.table.model().rowCount() == 4
    page.bring_in.accept.click()
    file.write_text(directory_csv(county))
    page.bring_in.look(str(file))
    assert page.bring_in.form is None, "a table is no feed"


def directory_csv(county):
    return county.at().ask(directory_as_csv).decode("utf-8-sig")


def test_a_file_that_brings_nothing_cannot_be_accepted(county, page_of, tmp_path):
    page = page_of(county)
    file = tmp_path / "feed.json"
    file.write_text(json.dumps([record("a", "Kites")]))
    page.bring_in.look(str(file))
    page.bring_in.send()
    page.bring_in.look(str(file))
    assert not page.bring_in.accept.isEnabled()


def test_a_file_changed_by_another_while_looking_is_refused_above_the_list(county, page_of, desk_of, tmp_path):
    page, other = page_of(county), page_of(county)
    file = tmp_path / "feed.json"
    file.write_text(json.dumps([record("a", "Kites")]))
    page.bring_in.look(str(file))
    other.bring_in.look(str(file))
    other.bring_in.send()
    page.bring_in.send()
    assert page.bring_in.above.count() == 1 and page.bring_in.sheet.isVisible()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"Name\nx\n", b"[" * 5000])
def test_a_file_that_is_none_is_refused_in_the_notice_bar(county, page_of, tmp_path, content):
    page = page_of(county)
    file = tmp_path / "x.json"
    file.write_bytes(content)
    said = []
    page.bring_in.desk.notices.say = said.append
    page.bring_in.look(str(file))
    page.bring_in.look(str(tmp_path / "missing.json"))
    assert len(said) == 2 and all(one.sentence and one.remedy for one in said)
    assert page.bring_in.sheet is None


@pytest.mark.parametrize(("name", "query"), [("out.json", directory_as_referral), ("out.csv", directory_as_csv)])
def test_the_directory_is_sent_out_as_it_is(county, page_of, tmp_path, name, query):
    a_service(county)
    page = page_of(county)
    page.send_out.write(str(tmp_path / name))
    assert (tmp_path / name).read_bytes() == county.at().ask(query)


def test_nasty_names_of_a_file_are_plain_text_on_the_screen(file_county, page_of, tmp_path):
    page = page_of(file_county)
    rows = [record("a", f"x {text}") | {"id": f"n{n}"} for n, text in enumerate(TEXTS)]
    file = tmp_path / "feed.json"
    file.write_text(json.dumps(rows))
    page.bring_in.look(str(file))
    page.bring_in.sheet.grab()
    page.bring_in.send()
    page.grab()
    assert page.count == len(TEXTS) - 2


def test_who_may_not_bring_files_in_finds_it_off(county, page_of):
    page = page_of(county, Role.AUDITOR)
    actions = page.files.menu().actions()
    assert [action.isEnabled() for action in actions[:2]] == [False, True]


@pytest.mark.parametrize(("width", "stacked"), [(1240, False), (900, True)])
def test_the_detail_goes_below_where_there_is_no_room(file_county, page_of, width, stacked):
    page = page_of(file_county)
    page.resize(width, 700)
    assert page.beside.stacked is stacked
