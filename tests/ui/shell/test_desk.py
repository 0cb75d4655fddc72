"""The desk: only the newest answer, one effect a click, nothing to a page that is gone, and plain words for every no."""

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from shortbreaks.access.commands import AddPerson, add_person
from shortbreaks.access.permissions import Permission, Role
from shortbreaks.access.queries import people
from shortbreaks.database.commands import View, query
from shortbreaks.errors import Refused, Unavailable
from tests.ui.held_runner import HeldRunner
from ui.shell.desk import Desk
from ui.shell.runner import Runner

SOMEBODY = AddPerson("new.person", "New Person", Role.FINANCE.value, "four plain words there")


@query(needs=Permission.SEE_COUNCIL)
def echo(_view: View, text: str) -> str:
    """What was asked."""
    return text


@query(needs=Permission.SEE_COUNCIL)
def server_away(view: View, answers: list) -> str:
    """Answers once the list says so."""
    answer = answers.pop(0)
    if answer is None:
        raise Unavailable("The server does not answer.", "Nothing typed is lost.")
    return answer


@query(needs=Permission.SEE_COUNCIL)
def broken(_view: View) -> None:
    """Our own mistake."""
    raise KeyError("Amara Okafor")


@pytest.fixture
def held(file_county, desk_of):
    return desk_of(file_county, Role.MANAGER, HeldRunner())


def test_only_the_newest_answer_of_a_slot_is_given(held, qtbot):
    owner, given = QWidget(), []
    qtbot.addWidget(owner)
    for text in ("a", "am", "ama"):
        held.ask(owner, "rows", echo, text, then=given.append)
    held.ask(owner, "other", echo, "beside", then=given.append)
    held.runner.release(2)
    held.runner.release(0)
    held.runner.release(0)
    held.runner.release(0)
    assert given == ["ama", "beside"]


def test_what_can_wait_is_done_when_everything_that_was_asked_is_answered(held, qtbot):
    owner, done = QWidget(), []
    qtbot.addWidget(owner)
    for slot in ("rows", "beside"):
        held.ask(owner, slot, echo, slot, then=done.append)
    held.when_quiet(lambda: done.append("waited"))
    held.runner.release()
    QCoreApplication.processEvents()
    assert done == ["rows"]
    held.runner.release()
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == ["rows", "beside", "waited"]
    held.when_quiet(lambda: done.append("at once"))
    qtbot.waitUntil(lambda: done[-1] == "at once")


def test_an_answer_for_a_page_that_is_gone_is_dropped(held):
    owner, given = QObject(), []
    held.ask(owner, "rows", echo, "a", then=given.append)
    held.perform(owner, add_person, SOMEBODY, then=given.append)
    owner.deleteLater()
    from shiboken6 import delete

    delete(owner)
    held.runner.release()
    held.runner.release()
    assert given == []


def test_a_double_click_has_one_effect(held, qtbot):
    owner, given = QWidget(), []
    qtbot.addWidget(owner)
    held.perform(owner, add_person, SOMEBODY, then=given.append)
    held.perform(owner, add_person, SOMEBODY, then=given.append)
    assert len(held.runner.held) == 1
    held.runner.release()
    assert held.notices.now is None
    assert [done.again for done in given] == [False]
    assert [p.name for p in held.office.ask(people) if p.name == "New Person"] == ["New Person"]


def test_sending_again_after_a_cut_connection_uses_the_same_request(held, qtbot, monkeypatch):
    owner, refusals, ids = QWidget(), [], []
    qtbot.addWidget(owner)
    perform = type(held.office).perform

    def lost_answer(self, function, request, *, request_id=None):
        ids.append(request_id)
        done = perform(self, function, request, request_id=request_id)
        if len(ids) == 1:
            raise Unavailable("The server went away while saving.", "Try again.")
        return done

    monkeypatch.setattr(type(held.office), "perform", lost_answer)
    given = []
    for _ in range(2):
        held.perform(owner, add_person, SOMEBODY, then=given.append, refused=refusals.append)
        held.runner.release()
    assert ids[0] == ids[1]
    assert [r.sentence for r in refusals] == ["The server went away while saving."]
    assert [done.again for done in given] == [True]
    held.perform(owner, add_person, SOMEBODY, refused=refusals.append)
    held.runner.release()
    assert ids[2] != ids[0], "a new click after success is a new act"
    assert len(refusals) == 2, "and is refused, because that name is taken"


def test_a_refusal_without_a_form_goes_to_the_notice_bar(file_county, desk_of, qtbot):
    desk = desk_of(file_county, Role.FINANCE)
    owner = QWidget()
    qtbot.addWidget(owner)
    desk.perform(owner, add_person, SOMEBODY)
    assert desk.notices.now.meaning == "bad"
    assert desk.notices.now.lead == "Your role, finance, may not do this."


def test_unavailable_says_so_and_try_again_reads(file_county, desk_of, qtbot):
    desk, owner, given = desk_of(file_county), QWidget(), []
    qtbot.addWidget(owner)
    desk.ask(owner, "rows", server_away, [None, "rows"], then=given.append)
    told = desk.notices.now
    assert (told.meaning, told.lead, told.actions[0][0]) == ("warn", "The server does not answer.", "Try again")
    told.actions[0][1]()
    assert given == ["rows"]
    assert desk.notices.now is None, "the notice goes when the answer is there"


def test_what_nobody_expected_goes_to_the_last_resort_and_the_desk_goes_on(file_county, desk_of, qtbot):
    desk, owner, crashes, given = desk_of(file_county), QWidget(), [], []
    qtbot.addWidget(owner)
    desk.crashed.connect(crashes.append)
    desk.ask(owner, "rows", broken, then=given.append)
    desk.ask(owner, "rows", echo, "still here", then=given.append)
    assert [type(c) for c in crashes] == [KeyError]
    assert given == ["still here"]


def test_everybody_hears_what_changed(county, desk_of, qtbot):
    desk, owner, heard = desk_of(county, Role.MANAGER), QWidget(), []
    qtbot.addWidget(owner)
    desk.changed.connect(heard.append)
    desk.perform(owner, add_person, SOMEBODY)
    assert {table for table, _ in heard[0]} >= {"person"}


def test_work_on_a_thread_brings_its_answer_and_its_refusal_back(qtbot, file_county):
    runner, owner, given = Runner(), QWidget(), []
    qtbot.addWidget(owner)
    desk = Desk(file_county.at(Role.COORDINATOR), runner)

    def refuse():
        raise Refused("No.", "Yes, if asked kindly.")

    with qtbot.waitSignal(desk.busy, check_params_cb=lambda busy: not busy):
        desk.ask(owner, "rows", echo, "from a thread", then=given.append)
        desk.work(owner, refuse, given.append, refused=lambda r: given.append(r.sentence))
    assert sorted(given) == ["No.", "from a thread"]
    runner.close()
