"""Each form of families, decisions, people and the council, opened, refused, corrected and sent by keys alone, with every nasty value between them."""

import pytest

from tests.nasty import TEXTS
from tests.ui.sending.one_form import send_form
from tests.ui.sending.ways import ways_of


@pytest.mark.parametrize("way", ways_of("families", "eligibility", "access", "council"), ids=str)
def test_it_is_refused_until_it_is_right_and_nothing_typed_is_lost(way, trip):
    send_form(trip, way)


def test_every_nasty_value_went_through_several_forms(trip):
    assert [value for value in TEXTS if trip.sent[value] < 3] == []
