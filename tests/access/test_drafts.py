"""What was typed and not saved: one's own alone, no audit entry, and gone when saved, thrown away or long forgotten."""

from datetime import date

import pytest

from shortbreaks.access.drafts import DropDraft, KeepDraft, TypedField, drop_draft, keep_draft, my_drafts
from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from tests.nasty_county import KEPT


def keep(county, words, role=Role.COORDINATOR, title="Add a family", target=(("id", 7),)):
    fields = (TypedField("note", "Note", words), TypedField("needs", "Needs", ("sight",)), TypedField("yes", "Yes", True))
    return county.at(role).perform(keep_draft, KeepDraft("child", target, title, "add_family", fields))


def test_a_draft_is_ones_own_and_leaves_no_trace_in_the_trail(county):
    before = county.at().newest()
    assert keep(county, "Half a sent").changed == frozenset()
    keep(county, "Half a sentence")
    keep(county, "An auditor's", Role.AUDITOR)
    (one,) = county.at().ask(my_drafts)
    assert [(f.name, f.label, f.value) for f in one.fields] == [
        ("note", "Note", "Half a sentence"), ("needs", "Needs", ("sight",)), ("yes", "Yes", True)]  # fmt: skip
    assert (one.page, one.target, one.title, f"{one.at:%H:%M}") == ("child", (("id", 7),), "Add a family", "11:40")
    assert county.at(Role.MANAGER).ask(my_drafts) == ()
    assert county.at().newest() == before
    county.at().perform(drop_draft, DropDraft("child", (("id", 8),), "Add a family"))  # another page's: nothing
    assert len(county.at().ask(my_drafts)) == 1
    county.at().perform(drop_draft, DropDraft("child", (("id", 7),), "Add a family"))
    assert county.at().ask(my_drafts) == ()
    assert len(county.at(Role.AUDITOR).ask(my_drafts)) == 1
    assert check(county.database).sound


def test_a_draft_goes_after_28_days_whoever_typed_it(file_county):
    keep(file_county, "Forgotten", Role.FINANCE)
    file_county.clock.forward(days=28)
    assert len(file_county.at(Role.FINANCE).ask(my_drafts)) == 1
    file_county.clock.forward(seconds=1)
    assert file_county.at(Role.FINANCE).ask(my_drafts) == ()
    keep(file_county, "New")
    with file_county.database.reading.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from form_draft").scalar() == 1


def test_a_page_of_a_day_and_nasty_words_come_back_as_they_were(file_county):
    for number, words in enumerate(KEPT):
        keep(file_county, words, title=f"Form {number}", target=(("day", date(2026, 7, 25)), ("id", number)))
    found = {one.title: one for one in file_county.at().ask(my_drafts)}
    assert [found[f"Form {n}"].fields[0].value for n in range(len(KEPT))] == KEPT
    assert found["Form 0"].target == (("day", date(2026, 7, 25)), ("id", 0))
    with pytest.raises(Refused, match="too much"):
        keep(file_county, "w" * 200_000)
