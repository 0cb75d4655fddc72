"""Every place in the screens that makes a form is sent by keys here, or named with the reason why not."""

from tests.ui.sending.places import places
from tests.ui.sending.ways import ELSEWHERE, NOT_SENT_YET, WAYS


def test_every_place_that_makes_a_form_is_sent_or_named():
    sent = [way.site for way in WAYS]
    assert {*sent, *ELSEWHERE, *NOT_SENT_YET} == places()
    assert not (set(sent) | NOT_SENT_YET) & ELSEWHERE.keys()
    assert not set(sent) & NOT_SENT_YET
    assert all(ELSEWHERE.values())
