"""SEN, primary need and likes on the child's form: an old letter's word is found in the choices, and the card says them."""

import pytest
from PySide6.QtWidgets import QLabel

from shortbreaks.families.queries import child_card
from tests.builders import a_child
from tests.nasty import FORMULAS, MARKUP, NAMES
from tests.ui.families.test_levels import own_record
from tests.ui.going import choose
from ui.families.child_page import ChildPage


def test_they_are_chosen_by_todays_words_with_the_old_ones_beside(county, page_of):
    child = a_child(county)
    page = page_of(county, ChildPage, id=child)
    form = own_record(page)
    choices = [form.editors["sen_first"].itemText(n) for n in range(form.editors["sen_first"].count())]
    assert choices[0] == "–" and "Social, emotional and mental health (once BESD, ESBD)" in choices
    choose(form, "sen_first", "SEMH")
    choose(form, "sen_second", "ASD")
    choose(form, "sen_provision", "E")
    choose(form, "primary_need", "N2")
    form.send()
    page.refresh()
    shown = {one.text() for one in page.findChildren(QLabel)}
    assert {
        "SEN: 1 Social, emotional and mental health · 2 Autistic spectrum disorder",
        "Education, health and care plan · Primary need (CIN): child's disability",
    } <= shown  # fmt: skip
    form = own_record(page)
    assert form.value("sen_second") == "ASD"
    choose(form, "sen_second", "")
    form.send()
    assert county.at().ask(child_card, child).sen.types == "Social, emotional and mental health"


@pytest.mark.parametrize(("first", "second", "field"), [("", "ASD", "sen_first"), ("ASD", "ASD", "sen_second")])
def test_a_second_without_a_first_is_told_above_the_form(file_county, page_of, first, second, field):
    page = page_of(file_county, ChildPage, id=a_child(file_county))
    form = own_record(page)
    choose(form, "sen_first", first)
    choose(form, "sen_second", second)
    form.send()
    assert form.isVisible() and field in form.editors, "the form stays as it was typed"
    assert (form.value("sen_first") or "", form.value("sen_second")) == (first, second)


@pytest.mark.parametrize("nasty", [NAMES[0], MARKUP[0], FORMULAS[0]])
def test_what_a_child_likes_is_written_shown_and_kept(file_county, page_of, qtbot, nasty):
    child = a_child(file_county)
    page = page_of(file_county, ChildPage, id=child)
    form = own_record(page)
    qtbot.keyClicks(form.editors["likes"], nasty)
    form.send()
    page.refresh()
    assert file_county.at().ask(child_card, child).likes == nasty
    assert nasty in {one.text() for one in page.findChildren(QLabel)}
    form = own_record(page)
    form.set_value("school", "Holm Oak")
    form.send()
    assert file_county.at().ask(child_card, child).likes == nasty, "another change keeps it"
