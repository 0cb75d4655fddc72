"""Navigation, notices, patience, idleness, preferences: the small parts of the shell."""

import json

import pytest

from shortbreaks.errors import ChangedByAnother, Refused, Unavailable
from ui.shell.idle import IdleWatch
from ui.shell.navigation import LONGEST, Navigation
from ui.shell.notices import Notices
from ui.shell.patience import Patience
from ui.shell.preferences import LastOffice, Preferences, load_preferences, save_preferences


class Monotonic:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_back_and_forward_remember_what_a_page_was_about(qapp):
    go, seen = Navigation(), []
    go.arrived.connect(lambda stop: seen.append((stop.page, dict(stop.target))))
    go.to("today")
    go.to("child", id=17)
    go.to("child", id=18)
    go.back()
    go.back()
    go.back()
    go.forward()
    assert seen == [("today", {}), ("child", {"id": 17}), ("child", {"id": 18}), ("child", {"id": 17}), ("today", {}),
                    ("child", {"id": 17})]  # fmt: skip
    go.to("find", child=17)
    go.forward()
    assert go.here.page == "find", "a new way forgets the old way forward"


def test_going_where_one_is_adds_no_step_and_the_way_has_an_end(qapp):
    go = Navigation()
    go.to("today")
    go.to("today")
    go.back()
    assert go.here.page == "today"
    for number in range(LONGEST + 50):
        go.to("child", id=number)
    for _ in range(LONGEST + 50):
        go.back()
    assert dict(go.here.target) == {"id": 50}


def test_the_newest_notice_replaces_and_the_last_act_can_be_put_back_once(qapp):
    notices, said, put = Notices(), [], []
    notices.told.connect(said.append)
    notices.done("Cancelled.", "Amara O., Sat 25 July.", ("Put it back", lambda: put.append(1)))
    assert notices.put_back() is True
    assert put == [1]
    assert notices.put_back() is False
    notices.refused("No place left on 25 July.", "Sat 1 August has two.")
    assert notices.put_back() is False, "a refusal has no way back"
    assert [t.meaning if t else None for t in said] == ["ok", None, "bad"]


@pytest.mark.parametrize(
    ("spoken", "meaning"),
    [(Refused("A.", "B."), "bad"), (Unavailable("A.", "B."), "warn"), (ChangedByAnother("A.", "B."), "info")],
)
def test_each_kind_of_no_has_its_meaning(qapp, spoken, meaning):
    notices = Notices()
    notices.say(spoken)
    assert (notices.now.meaning, notices.now.lead, notices.now.rest) == (meaning, "A.", "B.")


def test_wrong_passwords_wait_longer_and_longer_up_to_half_a_minute():
    clock = Monotonic()
    patience = Patience(clock)
    assert [patience.wrong() for _ in range(8)] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert patience.left() == 30
    clock.now += 29
    assert patience.left() == 1
    clock.now += 5
    assert patience.left() == 0
    patience.wrong()
    patience.right()
    assert (patience.left(), patience.wrong()) == (0, 1)


def test_nobody_for_ten_minutes_is_away_and_a_touch_begins_again(qapp, qtbot):
    from PySide6.QtCore import QEvent

    clock, away = Monotonic(), []
    idle = IdleWatch(10, clock)
    idle.away.connect(lambda: away.append(clock.now))
    idle.start()
    clock.now += 599
    idle.look()
    idle.eventFilter(idle, QEvent(QEvent.Type.KeyPress))
    clock.now += 599
    idle.look()
    assert away == []
    clock.now += 1
    idle.look()
    idle.look()
    assert len(away) >= 1
    idle.stop()


def test_after_twelve_hours_the_password_is_asked_for_whatever_was_touched(qapp):
    from PySide6.QtCore import QEvent

    clock, away = Monotonic(), []
    idle = IdleWatch(10, clock)
    idle.away.connect(lambda: away.append(clock.now))
    idle.start()
    for _ in range(12 * 12):
        assert away == []
        clock.now += 300
        idle.eventFilter(idle, QEvent(QEvent.Type.KeyPress))
        idle.look()
    assert away == [100.0 + 12 * 3600]
    idle.stop()


def test_preferences_come_back_and_never_hold_a_secret(tmp_path):
    path = tmp_path / "sub" / "preferences.json"
    kept = Preferences(text_size=150, mode="dark", narrow_rail=True)
    kept.remember(LastOffice("East Kent", "/offices/east.sbo", "file", "priya.nair"))
    kept.remember(LastOffice("West Kent", "postgresql://sb_people@db.example:5432/sb", "server", "priya.nair"))
    kept.remember(LastOffice("East Kent", "/offices/east.sbo", "file", "martin.cole"))
    save_preferences(kept, path)
    back = load_preferences(path)
    assert back == kept
    assert [(o.name, o.sign_in) for o in back.offices] == [("East Kent", "martin.cole"), ("West Kent", "priya.nair")]
    assert "password" not in path.read_text() and "secret" not in path.read_text()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"text_size": 150, "offices": [{"odd": 1}]}', "\x00"])
def test_damaged_preferences_are_the_defaults(tmp_path, text):
    path = tmp_path / "preferences.json"
    path.write_text(text)
    assert load_preferences(path) == Preferences()


def test_preferences_of_a_newer_version_keep_what_is_known(tmp_path):
    path = tmp_path / "preferences.json"
    path.write_text(json.dumps({"text_size": 175, "a_new_one": True}))
    assert load_preferences(path).text_size == 175
