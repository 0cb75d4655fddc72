"""Every place in the screens that makes a form is sent by keys here, or named with the reason why not."""

from tests.ui.sending.places import places
from tests.ui.sending.ways import ELSEWHERE, WAYS


def test_every_place_that_makes_a_form_is_sent_or_named():
    sent = [way.site for way in WAYS]
    assert {*sent, *ELSEWHERE} == places()
    assert not set(sent) & ELSEWHERE.keys()
    assert all(ELSEWHERE.values())
