"""Finding among many who are alike: who has every word whole comes first, whichever engine reads the words."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from shortbreaks.database.search import index_words, near, rows_having
from shortbreaks.families.commands import RegisterFamily, register_family
from shortbreaks.families.search import LOOKED_AT, READ, find_people, matching

EXACT, BOTH = 900, 901


def test_an_exact_name_is_not_crowded_out_and_every_word_counts(county):
    with Session(county.database.writing) as db, db.begin():
        for number in range(1, LOOKED_AT + 20):
            index_words(db, "child", number, ("joseph", "smithson", f"f{20_000 + number}"))
        index_words(db, "child", EXACT, ("jo", "smith", "smithers"))
        index_words(db, "child", BOTH, ("zolc", "zoe", "o5"))
    with Session(county.database.reading) as db:
        assert matching(db, "child", "smith jo", most=READ)[0] == EXACT
        assert matching(db, "child", "jo", most=READ)[0] == EXACT
        assert len(matching(db, "child", "jos smiths", most=READ)) == LOOKED_AT + 19
        assert matching(db, "child", "jo smither", most=READ) == [EXACT]
        assert rows_having(db, "child", ("smithson", "zoe")) == []
        assert rows_having(db, "child", ("zo", "zol")) == [BOTH]
        assert matching(db, "child", "smtihers", most=READ) == [EXACT]
        assert near(db, "child", "smihters") == {"smithers"}
        assert near(db, "child", "f2000") >= {"f20001", "f20009"}


def test_a_name_is_found_however_it_is_parted_and_a_telephone_by_its_last_figures(county):
    family = RegisterFamily("Jean-Luc", "O’Brien", date(2016, 11, 14), "王小明", "Smith Jones", "Father", "+44 7700 900142", "", "")
    _, one = county.at().perform(register_family, family).answer
    _, korean = county.at().perform(register_family, replace(family, first_name="김민수𠮷𠮷𠮷𠮷", last_name="D Arcy", phone="01632 960170")).answer
    for typed, child in (
        ("jeanluc", one), ("jean luc", one), ("Jean‑Luc", one), ("luc", one), ("luc jean o brien", one), ("obrien", one),
        ("o brien", one), ("O'Brien", one), ("O‘Brien", one), ("brien", one), ("jeanlcu", one), ("0142", one), ("900 142", one),
        ("142", one), ("민수", korean), ("darcy", korean), ("d'arcy", korean), ("960170", korean),
    ):  # fmt: skip
        assert [row.id for row in county.at().ask(find_people, typed)] == [child], typed
    for inner in ("小明", "明", "smithjones"):
        assert {row.id for row in county.at().ask(find_people, inner)} == {one, korean}, inner
    assert not county.at().ask(find_people, "0143") and not county.at().ask(find_people, "42")
