"""A child entered twice brings its nights along, and never sleeps in two beds on one night."""

from datetime import date

import pytest
from sqlalchemy import text

from shortbreaks.bookings.merge_preview import side_by_side
from shortbreaks.bookings.merging import MergeFamilies, merge_families
from shortbreaks.database.proofs import PROOFS
from shortbreaks.errors import Refused
from shortbreaks.overnight.keeping import KeepPair, keep_pair
from tests.builders import a_child
from tests.overnight.builders import FRI, a_house, nights_kept, placed, s20

MON = date(2026, 8, 10)


@pytest.fixture
def twice(county):
    _, _, beds = a_house(county, beds=3)
    children = [a_child(county), a_child(county)]
    for child in children:
        s20(county, child)
    with county.database.reading.connect() as connection:
        refs = list(connection.execute(text("select ref from household order by id")).scalars())

    def merge():
        found = county.at().ask(side_by_side, children[0], refs[1])
        kept, other = found.kept, found.other
        request = MergeFamilies(
            kept.household_id, other.household_id, kept.version, other.version, ((children[0], children[1]),), "both",
        )
        county.at().perform(merge_families, request)

    return county, beds, children, merge


def test_nights_of_both_numbers_are_one_childs(twice):
    county, beds, (first, second), merge = twice
    stays = [placed(county, first, beds[0], FRI, MON), placed(county, second, beds[1], MON, date(2026, 8, 12))]
    merge()
    with county.database.reading.connect() as connection:
        assert {tuple(row) for row in connection.execute(text("select distinct child_id from bed_night"))} == {(first,)}
        assert not [flaw for one in PROOFS.values() for flaw in one.run(connection)]
    assert [len(nights_kept(county, stay)) for stay in stays] == [3, 2]


def test_two_beds_on_one_night_stop_the_merge(twice):
    county, beds, (first, second), merge = twice
    placed(county, first, beds[0], FRI, MON)
    placed(county, second, beds[1], date(2026, 8, 9), date(2026, 8, 12))
    with pytest.raises(Refused, match="two places at once"):
        merge()
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(distinct child_id) from bed_night")).scalar() == 2


def test_who_must_not_share_is_remembered_under_either_number(twice):
    county, beds, (first, second), merge = twice
    other = a_child(county, first="Mason", last="Eames")
    s20(county, other)
    county.at().perform(keep_pair, KeepPair(second, other, "must not share", "Bites", date(2026, 1, 1)))
    merge()
    placed(county, first, beds[0], FRI, MON)
    with pytest.raises(Refused, match="must not share"):
        placed(county, other, beds[1], FRI, MON)
