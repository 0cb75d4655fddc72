"""A provider cancels: one act gives back places, nights, charges and allowances, tells each family, and keeps what is unmet."""

import io
from datetime import date, datetime, timedelta

import pypdf
import pytest
from sqlalchemy import text

from shortbreaks.bookings.commands import MakeBooking, OfferPlaces, make_booking, offer_places
from shortbreaks.bookings.notices.commands import IssueNotice, issue_notice, notices_owed
from shortbreaks.bookings.proof import (
    bookings_are_where_their_steps_left_them,
    charges_are_posted,
    places_are_of_bookings_that_hold_them,
    sessions_count_their_places,
)
from shortbreaks.bookings.provider_cancel import Scope
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.findings import Outcome
from shortbreaks.overnight.closing_queries import closing_would, other_breaks
from shortbreaks.overnight.on_the_night import Arrive, arrive
from shortbreaks.overnight.provider_closing import CancelAsProvider, Instead, cancel_as_provider
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements
from tests.overnight.builders import FRI, a_house, placed, s20

PROOFS = (bookings_are_where_their_steps_left_them, charges_are_posted, places_are_of_bookings_that_hold_them, sessions_count_their_places)
BOILER = "The boiler of the hall has broken."


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def book(county, child, *sessions, paid=""):
    return county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),), paid_by=paid)).answer


@pytest.fixture
def club(county):
    """Sandpipers on two Saturdays, Bright Tides on the first; Ann has both days of Sandpipers and paid, Ben one, Cas an offer."""
    service = a_service(county)
    first, second = a_session(county, *service), a_session(county, *service, start=SAT + timedelta(days=7))
    tides = a_service(county, name="Bright Tides")
    there = a_session(county, *tides, start=SAT + timedelta(hours=1), places=1)
    ann, ben, cas = (a_child(county, first=name) for name in ("Ann", "Ben", "Cas"))
    book(county, ann, first, second, paid="card")
    book(county, ben, first)
    county.at().perform(offer_places, OfferPlaces((PlacesWanted(cas, (first,)),)))
    provider = rows(county, f"select provider_id from service where id = {service[0]}")[0][0]
    return provider, service, (first, second), there, (ann, ben, cas)


def closing(county, scope, *, words=BOILER, instead=None):
    """What a person does on the page: look, take what Find answers, cancel."""
    affects = county.at().ask(closing_would, scope)
    if instead is None:
        instead = {one: county.at().ask(other_breaks, one, affects.session_ids, affects.units) for one in affects.fallen}
    seen = {kind: tuple((one.id, one.version) for one in affects.fallen if one.about == kind) for kind in ("booking", "stay")}
    request = CancelAsProvider(
        scope, words, "provider", seen["booking"], seen["stay"],
        tuple(
            Instead(
                one.about, one.id, tuple(a.session_id for a in found if a.session_id),
                tuple((a.bed_id, a.start, a.end) for a in found if a.bed_id),
                frozenset(a.session_id or a.bed_id for a in found if a.outcome is not Outcome.MET),
            )
            for one, found in instead.items()
        ),
    )  # fmt: skip
    return affects, request


def test_who_is_affected_what_was_paid_and_what_goes_back(county, club):
    provider, _, (first, second), there, (ann, ben, cas) = club
    affects = county.at().ask(closing_would, Scope(provider, date(2026, 7, 25), date(2026, 7, 25)))
    assert (affects.sessions, affects.session_ids, affects.children) == (1, {first}, 3)
    assert [(one.child, one.charge_pence, one.paid_pence, one.offered, one.unit, one.back) for one in affects.fallen] == [
        ("Ann O.", 1275, 1275, False, "hours", 180), ("Ben O.", 1275, 0, False, "hours", 180), ("Cas O.", 0, 0, True, "hours", 180),
    ]  # fmt: skip
    assert affects.fallen[0].family == "Grace O. 07700 900142"
    others = [[a.session_id for a in county.at().ask(other_breaks, one, affects.session_ids, ())] for one in affects.fallen]
    assert others == [[there], [there, second], [there, second]]  # the nearest in time first; Ann has the second Saturday
    assert {ann, ben, cas}


def test_one_act_does_all_of_it(county, club):
    """Ann and Ben get 12.75 each back, the offer costs nothing; the second Saturday stays as it is."""
    provider, _, (first, second), there, children = club
    day = date(2026, 7, 25)
    _, request = closing(county, Scope(provider, day, day))
    done = county.at().perform(cancel_as_provider, request)
    assert rows(county, "select state, charge_pence, session_id from booking order by id") == [
        ("cancelled_by_provider", 0, first), ("confirmed", 1275, second), ("cancelled_by_provider", 0, first),
        ("cancelled_by_provider", 0, first),
    ]  # fmt: skip
    assert rows(county, "select state, taken, closed_reason from break_session order by id") == [
        ("closed", 0, BOILER), ("open", 1, ""), ("open", 0, ""),
    ]  # fmt: skip
    assert rows(county, "select count(*), sum(t.pence) from entry e join transfer t on t.entry_id = e.id where e.what like 'Provider cancelled%'") == [(2, 2550)]
    assert rows(county, "select words from booking_step where state = 'cancelled_by_provider'") == [(BOILER,)] * 3
    assert rows(county, "select count(*), sum(was_pence), sum(pence), sum(back) from cancellation") == [(3, 2550, 0, 540)]
    owed = county.at().ask(notices_owed, done.answer)
    assert [one.child for one in owed] == ["Ann O.", "Ben O.", "Cas O."]
    assert rows(county, "select session_id, count(*) from notice_alternative group by session_id order by 1") == [
        (second, 2), (there, 3),
    ]  # fmt: skip
    assert rows(county, "select count(*) from unmet_request") == [(0,)]
    assert rows(county, "select pence from audit_entry order by number desc limit 1") == [(2550,)]
    with county.database.reading.connect() as connection:
        assert [flaw for proof in PROOFS for flaw in proof(connection)] == []
    assert children


def test_each_notice_says_what_the_record_says(county, club):
    provider, *_ = club
    _, request = closing(county, Scope(provider, date(2026, 7, 25), date(2026, 8, 1)))
    county.at().perform(cancel_as_provider, request)
    ann, ben, cas = county.at().ask(notices_owed)
    assert (ann.service, ann.first, ann.more) == ("Sandpipers Saturday Club", date(2026, 7, 25), 1)
    said = text_of(county.at().ask(paper_again, county.at().perform(issue_notice, IssueNotice(ann.id)).answer).pdf)
    for fact in (
        "Your breaks are cancelled", f"Sandpipers Saturday Club Trust cancelled Ann’s places. {BOILER}",
        "Saturday 25 July 2026, 10:00 to 13:00", "Saturday 1 August 2026, 10:00 to 13:00", "You pay £0.00.",
        "Put back: £25.50. We pay £25.50 back to you by Wednesday 5 August 2026.",
        "6 hours go back. You have 60 hours of 60 hours left until 31 March 2027.",
        "They are not held for you", "Bright Tides, Pierremont Hall, Broadstairs", "Saturday 25 July 2026, 11:00 to 14:00",
    ):  # fmt: skip
        assert fact in said, fact
    assert "Ben" not in said and "Cas" not in said
    for other, words in ((ben, "You had paid nothing for it"), (cas, "There is nothing to pay")):
        paper = county.at().perform(issue_notice, IssueNotice(other.id)).answer
        assert words in text_of(county.at().ask(paper_again, paper).pdf)
    assert county.at().ask(notices_owed) == ()


def test_who_has_nothing_instead_is_kept_as_unmet_need(county, club):
    provider, service, (first, _), _, (ann, ben, cas) = club
    day = date(2026, 7, 25)
    _, request = closing(county, Scope(provider, day, day), instead={})
    county.at().perform(cancel_as_provider, request)
    assert rows(county, "select child_id, reason, service_id, session_id, unit, amount, from_day from unmet_request order by child_id") == [
        (child, "provider_cancelled", service[0], first, "hours", 180, rows(county, "select from_day from unmet_request")[0][0])
        for child in (ann, ben, cas)
    ]  # fmt: skip
    paper = county.at().perform(issue_notice, IssueNotice(county.at().ask(notices_owed)[0].id)).answer
    assert "found none that fits yet" in text_of(county.at().ask(paper_again, paper).pdf)


def test_an_alternative_that_is_full_by_then_is_not_told(county, club):
    provider, *_, there, _ = club
    day = date(2026, 7, 25)
    _, request = closing(county, Scope(provider, day, date(2026, 8, 1)))
    book(county, a_child(county, first="Dee"), there)
    county.at().perform(cancel_as_provider, request)
    assert rows(county, "select count(*) from notice_alternative") == [(0,)]
    assert rows(county, "select count(*) from unmet_request") == [(4,)]


def test_all_or_nothing(county, club):
    provider, service, (first, _), _, (ann, *_) = club
    day = date(2026, 7, 25)
    scope = Scope(provider, day, day)
    _, request = closing(county, scope)
    for wrong, words in (
        (CancelAsProvider(scope, "  ", bookings=request.bookings), "told why"),
        (CancelAsProvider(scope, BOILER, "family", request.bookings), "who cancels"),
        (CancelAsProvider(Scope(provider, day, day - timedelta(days=1)), BOILER), "before the first"),
        (CancelAsProvider(Scope(provider, day, day, service_id=service[0] + 1), BOILER), "of another provider"),
        (CancelAsProvider(Scope(provider, date(2026, 9, 1), date(2026, 9, 2)), BOILER), "Nothing is open"),
    ):
        with pytest.raises(Refused, match=words):
            county.at().perform(cancel_as_provider, wrong)
    book(county, a_child(county, first="Dee"), first)
    with pytest.raises(ChangedByAnother, match="4 places now"):
        county.at().perform(cancel_as_provider, request)
    assert rows(county, "select count(*) from closing") == [(0,)]
    assert rows(county, "select count(*) from booking where state like 'cancelled%'") == [(0,)]
    assert ann


def test_for_good_closes_the_service_in_the_directory(county, club):
    provider, service, sessions, *_ = club
    _, request = closing(county, Scope(provider, date(2026, 7, 22), None, service_id=service[0]), words="The club has closed.")
    county.at().perform(cancel_as_provider, request)
    assert rows(county, f"select state, closed_reason from service where id = {service[0]}") == [("closed", "The club has closed.")]
    assert rows(county, f"select state from provider where id = {provider}") == [("open",)]
    assert rows(county, "select count(*) from booking where state = 'confirmed'") == [(0,)]
    assert sessions


def test_as_many_questions_for_three_places_as_for_one(county, club):
    provider, _, (first, _), _, _ = club
    counts = []
    for _ in range(2):
        with statements(county) as sent:
            county.at().ask(closing_would, Scope(provider, date(2026, 7, 25), date(2026, 7, 25)))
        counts.append(len(sent))
        for name in ("Eli", "Fay"):
            book(county, a_child(county, first=name), first)
    assert counts[0] == counts[1]


def test_the_day_after_midnight_is_another_day(county, club):
    """A closing of Saturday leaves Sunday 00:00, and takes Saturday 23:30."""
    provider, service, *_ = club
    late = a_session(county, *service, start=datetime(2026, 7, 25, 23, 30), hours=1)
    sunday = a_session(county, *service, start=datetime(2026, 7, 26, 0, 0), hours=1)
    affects = county.at().ask(closing_would, Scope(provider, date(2026, 7, 25), date(2026, 7, 25)))
    assert late in affects.session_ids and sunday not in affects.session_ids


def test_a_house_that_closes_gives_its_nights_back_and_looks_for_beds_elsewhere(county):
    """Two nights at 40.00 in Windmill House; Mill House has a bed on the same nights, and the week after."""
    child = a_child(county)
    s20(county, child, situation=1)
    unit, service, (bed, *_) = a_house(county, price=4000)
    other, _, (there, *_) = a_house(county, name="Mill House", price=4000)
    stay = placed(county, child, bed, FRI, FRI + timedelta(days=2))
    ((before,),) = rows(county, "select charge_pence from stay")
    provider = rows(county, f"select provider_id from service where id = {service}")[0][0]
    scope = Scope(provider, FRI + timedelta(days=1), FRI + timedelta(days=1))  # its second night is enough
    affects, request = closing(county, scope, words="The lift has failed.")
    (fallen,) = affects.fallen
    assert (affects.units, fallen.about, fallen.id, fallen.unit, fallen.back, fallen.charge_pence) == (
        (unit,), "stay", stay, "nights", 2, before,
    )  # fmt: skip
    assert before > 0
    (instead,) = [one for one in request.instead if one.about == "stay"]
    assert instead.beds[0] == (there, datetime(2026, 8, 7, 16), datetime(2026, 8, 9, 10))
    assert all(one[0] != bed for one in instead.beds)
    county.at().perform(cancel_as_provider, request)
    assert rows(county, "select state, uses, charge_pence from stay") == [("cancelled_by_provider", 0, 0)]
    assert rows(county, "select count(*) from bed_night") == [(0,)]
    ((closed, first, last, reason),) = rows(county, "select unit_id, first_night, last_night, reason from bed_closure")
    assert (closed, str(first), str(last), reason) == (unit, "2026-08-08", "2026-08-08", "The lift has failed.")
    (owed,) = county.at().ask(notices_owed)
    said = text_of(county.at().ask(paper_again, county.at().perform(issue_notice, IssueNotice(owed.id)).answer).pdf)
    for fact in (
        "Windmill House Trust cancelled Amara’s place. The lift has failed.", "Friday 7 August 2026, 16:00 to 10:00 on 9 August 2026",
        f"£{before / 100:.2f} was charged. For this reason you pay nothing", "2 nights go back. You have 24 nights of 24 nights left",
        "Mill House",
    ):  # fmt: skip
        assert fact in said, fact
    with pytest.raises(Refused):
        placed(county, child, bed, FRI + timedelta(days=1), FRI + timedelta(days=2))
    assert other


def test_a_child_in_the_house_is_not_cancelled(county):
    child = a_child(county)
    s20(county, child, situation=1)
    _, service, (bed, *_) = a_house(county)
    stay = placed(county, child, bed, FRI, FRI + timedelta(days=2))
    county.clock.set(county.clock().replace(month=8, day=7, hour=17))
    county.at().perform(arrive, Arrive(stay, rows(county, "select version from stay")[0][0]))
    provider = rows(county, f"select provider_id from service where id = {service}")[0][0]
    _, request = closing(county, Scope(provider, FRI, FRI), instead={})
    with pytest.raises(Refused, match="in the house"):
        county.at().perform(cancel_as_provider, request)
    # a stay that ends on the first closed day has slept its last night before it
    assert county.at().ask(closing_would, Scope(provider, FRI + timedelta(days=2), FRI + timedelta(days=3))).fallen == ()
