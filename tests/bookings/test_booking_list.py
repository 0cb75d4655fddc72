"""The booking list says what the record says: what is booked with its last free moment, what is not and why, the sum and what is left."""

import io
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest

from shortbreaks.bookings.cancelling import CancelBooking, cancel_booking
from shortbreaks.bookings.series.papers import IssueBookingList, issue_booking_list
from shortbreaks.documents.booking_list import price_sentence
from shortbreaks.errors import Refused
from shortbreaks.families.papers import paper_again, papers_of_child
from tests.bookings.series_builders import FIRST, a_club, bookings_of, every, made, terms
from tests.bookings.test_series import LAST, WEEK, fill
from tests.builders import a_child
from tests.nasty import MARKUP


def words_of(county, series, style=""):
    paper = county.at().perform(issue_booking_list, IssueBookingList(series, style)).answer
    pdf = county.at().ask(paper_again, paper).pdf
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return " ".join(pages).replace("\u00a0", " ")


def a_series(county, **child):
    """Six Saturdays of 3 hours at 12.75: the second is full, the fourth is left out; four are booked."""
    terms(county)
    club, sessions = a_club(county, places=1)
    fill(county, sessions[FIRST + WEEK])
    amara = a_child(county, **child)
    series = made(
        county, amara, club, every(FIRST, LAST, weeks="term"), left_out=(FIRST + 3 * WEEK,), collected_by="Grandad Joe"
    )
    return amara, series


@pytest.mark.parametrize("style", ["standard", "large"])
def test_the_list_says_each_date_its_last_free_moment_the_sum_and_what_is_left(county, style):
    amara, series = a_series(county)
    words = words_of(county, series, style)
    for said in (
        "Your list of bookings", "Amara O.", "Dear Ms O.", "every Saturday in school terms, from 5 September 2026 to 10 October 2026",
        "4 dates are booked, and 2 are not", "Saturday 5 September", "10:00 to 13:00", "Saturday 29 August at 10:00",
        "Saturday 12 September", "The one place on Sat 12 Sep is taken.", "We ring you when a place frees or the day opens.",
        "Families on the waiting list are asked first.", "Saturday 26 September", "You asked us to leave this day out.",
        "4 dates × £12.75 = £51.00. £51.00 is still to pay", "These dates use 12 hours of the 60 hours you have until 31 March 2027.",
        "48 hours are left after them.", "Grandad Joe", "07700 900655", "Pierremont Hall, Broadstairs CT10 1JX",
    ):  # fmt: skip
        assert said in words, said
    assert words.index("Saturday 5 September") < words.index("Saturday 10 October") < words.index("What is not booked")
    assert "Okafor" not in words and "Ben" not in words
    (row,) = county.at().ask(papers_of_child, amara)
    assert (row.kind, row.style) == ("booking list", style)


def test_a_cancelled_date_goes_to_what_is_not_booked_and_out_of_the_sum(county):
    amara, series = a_series(county)
    first = bookings_of(county, amara)[0]
    county.at().perform(cancel_booking, CancelBooking(first.id, first.version, "family"))
    words = words_of(county, series)
    assert "3 dates are booked, and 3 are not" in words
    assert "You cancelled this day." in words
    assert "3 dates × £12.75 = £38.25" in words


def test_days_that_are_over_are_not_listed_and_passed_moments_not_printed(county):
    """On 13 September the list begins with the 19th, whose last free moment, the 12th at 10:00, has passed."""
    _, series = a_series(county)
    county.clock.set(datetime(2026, 9, 13, 9, 0, tzinfo=UTC))
    words = words_of(county, series)
    assert "5 September" not in words.split("Dear")[1].split("What is booked")[1]
    assert "Saturday 19 September" in words and "Saturday 12 September at 10:00" not in words
    county.clock.set(datetime(2026, 12, 1, 9, 0, tzinfo=UTC))
    with pytest.raises(Refused, match="No date of this series is booked from today on"):
        county.at().perform(issue_booking_list, IssueBookingList(series))


def test_a_family_on_universal_credit_pays_nothing_and_has_no_moments(county):
    _, series = a_series(county, benefit="UC")
    words = words_of(county, series)
    assert "There is nothing to pay. Families who receive certain benefits are not charged." in words
    assert "29 August" not in words


def test_over_the_allocation_the_paper_says_so_and_who_agreed(county):
    club, _ = a_club(county)
    series = made(county, a_child(county, hours=12 * 60), club, every(FIRST, LAST), reasons=(("R-B8", "Panel on 2 October"),))
    words = words_of(county, series)
    assert "These dates use 18 hours of the 12 hours you have" in words
    assert "With them you have 6 hours more than was awarded; we agreed to that." in words
    assert "Panel on 2 October" not in words  # the officer's own words stay in the office


@pytest.mark.parametrize("words", MARKUP[::4])
def test_words_of_people_are_printed_as_they_are_or_left_out_whole(file_county, words):
    club, _ = a_club(file_county, 2)
    amara = a_child(file_county)
    series = made(file_county, amara, club, every(FIRST, FIRST + WEEK), collected_by=words)
    printed = words_of(file_county, series)
    assert "".join(words.split()) in "".join(printed.split())


def test_the_price_is_a_sum_a_parent_can_follow():
    assert price_sentence((1275, 1275, 1300), 3850, 0, "") == (
        "2 dates × £12.75 + 1 date × £13.00 = £38.50. £38.50 is still to pay; ring us to pay by card."
    )
    assert price_sentence((1275,), 1275, 1275, "") == "1 date × £12.75 = £12.75. You have paid £12.75. There is nothing more to pay."
    assert price_sentence((1275, 1275), 2550, 1000, "") == (
        "2 dates × £12.75 = £25.50. You have paid £10.00. £15.50 is still to pay; ring us to pay by card."
    )
    assert price_sentence((500, 700), 0, 0, "provider").startswith("The provider asks for its own fee, £5.00 or £7.00 a session.")


def test_thirty_nine_dates_go_over_the_page_with_their_heads(file_county):
    club, _ = a_club(file_county, 39, insurance=date(2028, 1, 1))
    amara = a_child(file_county, hours=300 * 60)
    series = made(
        file_county, amara, club, every(FIRST, FIRST + 38 * WEEK), reasons=(("R-B8", "Next year's award is agreed."),)
    )
    paper = file_county.at().perform(issue_booking_list, IssueBookingList(series)).answer
    pages = pypdf.PdfReader(io.BytesIO(file_county.at().ask(paper_again, paper).pdf)).pages
    assert len(pages) >= 2
    whole = " ".join(page.extract_text() for page in pages)
    with_dates = [page for page in pages if "10:00 to 13:00" in page.extract_text().replace("\u00a0", " ")]
    assert whole.count("Cancel free until") == len(with_dates) >= 2
    assert "39 dates are booked, every one you asked for." in " ".join(whole.split())
    assert timedelta(weeks=38) + FIRST == date(2027, 5, 29)
    words = " ".join(whole.replace("\u00a0", " ").split())
    assert "Saturday 29 May 2027 10:00" in words and "Saturday 5 September 10:00" in words, "a day of another year says its year"
