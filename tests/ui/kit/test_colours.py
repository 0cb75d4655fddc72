"""Every pair of colours in use is told apart by everybody, computed as WCAG 2.2 does; themes follow the system."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from ui.kit import theme
from ui.kit.buttons import RING, Button
from ui.kit.contrast import tokens_in_contrast
from ui.kit.palette import DARK, DARK_STATES, LIGHT, LIGHT_STATES
from ui.kit.text import label

GROUNDS = ("bg", "surface", "sunk", "hover", "sel")
TEXT = [
    *[(ink, ground) for ink in ("ink", "ink2") for ground in GROUNDS],
    *[("ink3", ground) for ground in ("bg", "surface", "sel", "hover")],
    *[("priink", ground) for ground in ("bg", "surface", "sel", "hover")],
    ("onpri", "pri"), ("onsolid", "solid"), ("ondanger", "danger"), ("railink", "rail"), ("railink", "railsel"),
    ("rail2", "rail"), ("ink", "prisoft"), ("priink", "prisoft"),
]  # fmt: skip
SHAPES = [
    *[("edge", ground) for ground in ("bg", "surface")], *[("focus", ground) for ground in ("bg", "surface", "sel")],
    ("pri", "surface"), ("pri", "sel"), ("accent", "rail"), ("accent", "railsel"), ("chart", "surface"),
    ("chart2", "surface"), ("limit", "surface"), ("danger", "surface"), ("pri", "bg"),
]  # fmt: skip


def ratio(one, other):
    def light(colour):
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def system_black():
    palette = QPalette(QColor("#000000"))
    for role, colour in ((QPalette.ColorRole.Window, "#000000"), (QPalette.ColorRole.WindowText, "#FFFF00")):
        palette.setColor(role, QColor(colour))
    return palette


SCHEMES = {"light": (LIGHT, LIGHT_STATES), "dark": (DARK, DARK_STATES), "system": tokens_in_contrast(system_black())}


def test_the_measure_itself():
    assert ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert ratio("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_read_by_everybody(scheme, ink, ground):
    tokens, _ = SCHEMES[scheme]
    assert ratio(tokens[ink], tokens[ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_borders_bars_and_the_focus_are_seen_by_everybody(scheme, shape, ground):
    tokens, _ = SCHEMES[scheme]
    assert ratio(tokens[shape], tokens[ground]) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("meaning", LIGHT_STATES)
def test_every_meaning_is_read_on_its_own_ground_and_on_a_card(scheme, meaning):
    tokens, states = SCHEMES[scheme]
    assert ratio(states[meaning].text, states[meaning].ground) >= 4.5
    assert ratio(states[meaning].text, tokens["surface"]) >= 4.5
    assert ratio(states[meaning].text, tokens["sel"]) >= 4.5


def test_where_grounds_go_the_edge_of_a_booked_stay_and_of_a_button_that_is_off_stay(qtbot, qapp, monkeypatch):
    tokens, _ = SCHEMES["system"]
    assert ratio(tokens["booked"], tokens["prisoft"]) >= 3
    monkeypatch.setattr(theme, "_colours", lambda _app, _mode: SCHEMES["system"])
    theme.apply(qapp, "dark")
    button = Button("Book", "filled")
    qtbot.addWidget(button)
    button.off_because("No day is chosen.")
    picture, at = button.grab().toImage(), RING + 0
    row = [picture.pixelColor(x, at).name() for x in range(RING + 8, picture.width() - RING - 8)]
    assert {tokens["surface"], tokens["line"]} <= set(row), "dotted: told from one that can be pressed"
    monkeypatch.undo()
    theme.apply(qapp, "light")


def test_meanings_differ_in_shape_and_not_only_in_colour():
    icons = [LIGHT_STATES[name].icon for name in ("ok", "warn", "bad", "info", "special")]
    assert len(set(icons)) == len(icons)
    assert [looks.icon for looks in LIGHT_STATES.values()] == [looks.icon for looks in DARK_STATES.values()]


def test_both_palettes_have_the_same_names():
    assert set(LIGHT) == set(DARK) == set(SCHEMES["system"][0])


def test_the_colours_follow_the_system_unless_one_is_chosen(qapp):
    hints = QGuiApplication.styleHints()
    theme.apply(qapp, "system", 150)
    try:
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
        assert theme.text_size() == 150  # going with the system keeps the size
        theme.apply(qapp, "dark")
        assert theme.is_dark()
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
        assert theme.is_dark()  # chosen stays chosen
    finally:
        theme.apply(qapp, "light")
    assert not theme.is_dark()


def test_what_is_shown_changes_with_the_theme(qtbot, qapp):
    shown = label("Amara O.", "title")
    qtbot.addWidget(shown)
    shown.show()
    assert shown.palette().windowText().color() == QColor(LIGHT["ink"])
    theme.apply(qapp, "dark")
    assert shown.palette().windowText().color() == QColor(DARK["ink"])
    assert shown.fontInfo().family() == theme.FAMILY  # the shipped typeface is the one in use
