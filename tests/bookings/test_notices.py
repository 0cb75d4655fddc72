"""The cancellation notice: every amount and day on it is the record's, in both prints."""

import io
import json
import re
from datetime import date, datetime, timedelta

import pypdf
import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.cancelling import CancelBooking, PutBack, cancel_booking, put_back
from shortbreaks.bookings.charges import KENT_LADDER, Band, last_moment, percent_owed
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.notices.commands import (
    IssueCancellation,
    IssueNotice,
    issue_cancellation,
    issue_notice,
    notices_owed,
)
from shortbreaks.bookings.papers import IssueConfirmation, issue_confirmation
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.council.reading import read_setting
from shortbreaks.council.settings import BY_KEY, LADDERS, say_setting
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again, papers_of_child
from tests.builders import a_child, a_service, a_session


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def booked(county, *, paid="card", start=datetime(2026, 7, 25, 10), service=None, **child):
    """One place on Sat 25 Jul at 10:00 for 12.75, booked on Sun 12 Jul."""
    county.clock.set(county.clock().replace(month=7, day=12))
    session = a_session(county, *(service or a_service(county)), start=start)
    one = a_child(county, **child)
    (booking,) = county.at().perform(make_booking, MakeBooking((PlacesWanted(one, (session,)),), paid_by=paid)).answer
    return one, booking


def cancelled(county, booking, told, reason="family"):
    """Told at a time on Kent's clock, in summer one hour before UTC, and kept a day later."""
    county.clock.set(county.clock().replace(month=7, day=24, hour=9, minute=0))
    version = rows(county, f"select version from booking where id = {booking}")[0][0]
    county.at().perform(cancel_booking, CancelBooking(booking, version, reason, told=told))


def notice(county, booking, style=""):
    paper = county.at().perform(issue_cancellation, IssueCancellation(booking, style=style)).answer
    return text_of(county.at().ask(paper_again, paper).pdf)


@pytest.mark.parametrize("style", ["standard", "large"])
@pytest.mark.parametrize(
    ("told", "percent", "pence", "back"),
    [
        (datetime(2026, 7, 18, 10, 0), 0, 0, 1275), (datetime(2026, 7, 18, 10, 1), 50, 638, 637),
        (datetime(2026, 7, 23, 10, 0), 50, 638, 637), (datetime(2026, 7, 23, 10, 1), 100, 1275, 0),
    ],
)  # fmt: skip
def test_a17_on_paper(county, told, percent, pence, back, style):
    """A17: 0.00 / 6.38 / 6.38 / 12.75, to the minute, with the refund and the hours of the same record."""
    child, booking = booked(county)
    cancelled(county, booking, told)
    said = notice(county, booking, style)
    ((charge,),) = rows(county, f"select charge_pence from booking where id = {booking}")
    assert charge == pence
    for fact in (
        "Your break is cancelled", "You cancelled Amara’s place.", "Sandpipers Saturday Club, Pierremont Hall",
        f"Heard on {told.day} July 2026 at {told:%H:%M}.",
        "0% until Saturday 18 July 2026 at 10:00, 50% until Thursday 23 July 2026 at 10:00, then all.",
        f"{percent}% of £12.75 = £{pence / 100:.2f}. You pay £{pence / 100:.2f}.",
        f"Put back: £{back / 100:.2f}. We pay £{back / 100:.2f} back to you by Friday 7 August 2026."
        if back else "Nothing is put back.",
        "3 hours go back. You have 60 hours of 60 hours left until 31 March 2027."
        if percent < 100 else "3 hours of your allowance stay used: we heard too late.",
        "If you disagree", "Relay UK", "Dear Ms O.",
    ):  # fmt: skip
        assert fact in said, fact
    for never in ("Okafor", "Ramsgate", "tier", "s29"):
        assert never not in said
    assert sorted(set(re.findall(r"£[\d.,]+\d", said))) == sorted({f"£{n / 100:.2f}" for n in {1275, pence, back} if n or n == pence})
    (row,) = county.at().ask(papers_of_child, child)
    assert row.kind == "cancellation notice"


def test_what_was_not_paid_is_not_paid_back(county):
    _, booking = booked(county, paid="")
    cancelled(county, booking, datetime(2026, 7, 20, 9))
    assert "Put back: £6.37. £6.38 is still to pay." in notice(county, booking)


def test_one_payment_for_two_days_pays_back_for_the_one_given_up(county):
    county.clock.set(county.clock().replace(month=7, day=12))
    service = a_service(county)
    sessions = tuple(a_session(county, *service, start=datetime(2026, 7, day, 10)) for day in (25, 26))
    child = a_child(county)
    first, _ = county.at().perform(make_booking, MakeBooking((PlacesWanted(child, sessions),), paid_by="card")).answer
    cancelled(county, first, datetime(2026, 7, 13, 9))
    assert "Put back: £12.75. We pay £12.75 back to you" in notice(county, first)


@pytest.mark.parametrize(
    ("reason", "who"),
    [("ill", "You cancelled"), ("bereavement", "You cancelled"), ("council", "We, the council, cancelled"),
     ("provider", "Sandpipers Saturday Club Trust cancelled")],
)  # fmt: skip
def test_what_costs_nothing_says_so(county, reason, who):
    _, booking = booked(county)
    cancelled(county, booking, datetime(2026, 7, 24, 9), reason)
    said = notice(county, booking)
    assert f"{who} Amara’s place." in said
    assert "£12.75 was charged. For this reason you pay nothing: £12.75 is put back. You pay £0.00." in said
    assert "3 hours go back." in said


def test_an_exempt_family_reads_neutral_words(county):
    _, booking = booked(county, benefit="UC")
    cancelled(county, booking, datetime(2026, 7, 24, 9))
    said = notice(county, booking)
    assert "Nothing was charged for it." in said and "There is nothing to pay and nothing to pay back." in said
    assert "£" not in said and "Universal" not in said


def test_at_sixteen_the_young_person_owes_it(county):
    """R-C1: born 25 July 2010, sixteen on the very day of the session; a day younger, the parents."""
    service = a_service(county, max_age=18)
    _, booking = booked(county, born=date(2010, 7, 25), service=service)
    cancelled(county, booking, datetime(2026, 7, 24, 9))
    assert "Amara is 16. From 16 on, the law makes the young person liable for a charge, not the parents." in notice(county, booking)
    _, younger = booked(county, born=date(2010, 7, 26), service=service, start=datetime(2026, 7, 25, 14))
    cancelled(county, younger, datetime(2026, 7, 24, 9))
    assert "young person liable" not in notice(county, younger)


def test_a_place_that_is_taken_again_is_told_on_its_own_notice(county):
    child, booking = booked(county)
    cancelled(county, booking, datetime(2026, 7, 23, 10, 1))
    assert county.at().ask(notices_owed) == ()
    (session,) = rows(county, "select session_id from booking")[0]
    other = a_child(county, first="Other")
    county.at().perform(make_booking, MakeBooking((PlacesWanted(other, (session,)),)))
    (owed,) = county.at().ask(notices_owed)
    assert (owed.child, owed.why, owed.service, owed.first, owed.more) == ("Amara O.", "refilled", "Sandpipers Saturday Club", date(2026, 7, 25), 0)
    paper = county.at().perform(issue_notice, IssueNotice(owed.id)).answer
    said = text_of(county.at().ask(paper_again, paper).pdf)
    assert "Another family took your place: you pay nothing" in said
    assert "Cancelling cost £12.75. The place was taken again: £12.75 is put back. You pay £0.00." in said
    assert "We pay £12.75 back to you by" in said and "Other" not in said
    with pytest.raises(Refused, match="issued before"):
        county.at().perform(issue_notice, IssueNotice(owed.id))
    assert county.at().ask(notices_owed) == ()
    assert child


def test_nothing_cancelled_nothing_printed(county):
    _, booking = booked(county)
    with pytest.raises(Refused, match="not cancelled"):
        county.at().perform(issue_cancellation, IssueCancellation(booking))
    cancelled(county, booking, datetime(2026, 7, 18, 9))
    county.at().perform(put_back, PutBack(booking))
    with pytest.raises(Refused, match="not cancelled"):
        county.at().perform(issue_cancellation, IssueCancellation(booking))


@pytest.mark.parametrize("start", [datetime(2026, 3, 31, 10), datetime(2026, 4, 5, 1, 30), datetime(2026, 10, 27, 10), datetime(2026, 10, 25, 1, 30)])
def test_the_same_time_on_the_clock_across_both_changes(start):
    """R-C4: clocks go forward on 29 March and back on 25 October 2026; the last moment is the same clock time all the same."""
    for days, percent, later in ((7, 0, 50), (2, 50, 100)):
        moment = last_moment(start, days)
        assert (moment.date(), moment.time()) == (start.date() - timedelta(days=days), start.time())
        assert percent_owed(start, moment, KENT_LADDER) == percent
        assert percent_owed(start, moment + timedelta(minutes=1), KENT_LADDER) == later
        assert percent_owed(start, moment + timedelta(seconds=1), KENT_LADDER) == later


def decide_ladder(county, ladder, since):
    county.at(Role.MANAGER).perform(decide_setting, DecideSetting("cancel_ladder", ladder, since, "Panel"))


def confirmed(county, booking):
    (number,) = rows(county, f"select number from booking where id = {booking}")[0]
    paper = county.at().perform(issue_confirmation, IssueConfirmation(number)).answer
    return text_of(county.at().ask(paper_again, paper).pdf)


def test_a_booking_keeps_the_ladder_of_the_day_it_was_made(county):
    """R-C3, dated: made on 12 July, free until the 18th whatever holds from the 15th; made on the 16th, half from the start.

    Both are cancelled at the same minute, and each paper says the ladder that its own charge was worked out by.
    """
    _, before = booked(county)
    decide_ladder(county, "7: 50, 0: 100", date(2026, 7, 15))
    county.clock.set(county.clock().replace(day=16))
    after = county.at().perform(make_booking, MakeBooking((PlacesWanted(a_child(county, first="Ben"), (1,)),), paid_by="card")).answer[0]
    assert "Saturday 18 July at 10:00 Thursday 23 July at 10:00" in confirmed(county, before)
    assert "Cancel free until Half charge until Saturday 25 July 2026 10:00 to 13:00 – Saturday 18 July at 10:00" in confirmed(county, after)
    for booking in (before, after):
        cancelled(county, booking, datetime(2026, 7, 18, 10))
    assert [row[0] for row in rows(county, "select charge_pence from booking order by id")] == [0, 638]
    assert "0% until Saturday 18 July 2026 at 10:00, 50% until Thursday 23 July 2026 at 10:00, then all. 0% of" in notice(county, before)
    assert "What cancelling costs: 50% until Saturday 18 July 2026 at 10:00, then all. 50% of £12.75 = £6.38." in notice(county, after)


@pytest.mark.parametrize(("ladder", "told", "pence", "said", "promised"), [
    ("0: 50", datetime(2026, 7, 14, 9), 638, "What cancelling costs: 50% of it, however early. 50% of £12.75", "If you cancel, 50% of it stays."),
    ("0: 100", datetime(2026, 7, 14, 9), 1275, "What cancelling costs: all of it, however early. 100% of £12.75", "If you cancel, all of it stays."),
    ("7: 0, 0: 100", datetime(2026, 7, 24, 9), 1275, "0% until Saturday 18 July 2026 at 10:00, then all.", "If you cancel later, all of it stays."),
    ("7: 0, 0: 25", datetime(2026, 7, 24, 9), 319, "0% until Saturday 18 July 2026 at 10:00, then 25%. 25% of £12.75 = £3.19.", "25% of it stays."),
])  # fmt: skip
def test_a_ladder_of_another_shape_is_said_as_it_is(file_county, ladder, told, pence, said, promised):
    county = file_county
    decide_ladder(county, ladder, date(2026, 7, 1))
    _, booking = booked(county)
    paper = confirmed(county, booking)
    assert promised in paper
    cancelled(county, booking, told)
    assert rows(county, "select charge_pence from booking") == [(pence,)]
    assert said in notice(county, booking)


@pytest.mark.parametrize(("name", "ladder"), LADDERS)
def test_each_published_ladder_can_be_decided_as_it_stands(name, ladder):
    """The first is what is shipped; each gets dearer towards the start, to the minute of its rungs."""
    rungs = json.loads(read_setting("cancel_ladder", ladder))
    assert say_setting("cancel_ladder", json.dumps(rungs)) == ladder and name
    owed = [percent_owed(datetime(2026, 7, 25, 10), datetime(2026, 7, 25, 10) - timedelta(days=days), [Band(*rung) for rung in rungs])
            for days in (30, 7, 6, 2, 1, 0)]  # fmt: skip
    assert owed == sorted(owed) and owed[-1] == rungs[-1][1]
    assert (rungs == BY_KEY["cancel_ladder"].default) is (name == LADDERS[0][0])
