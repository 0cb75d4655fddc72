"""A round from its making to its publishing, on both engines."""

from datetime import date, datetime

import pytest
from sqlalchemy import text

from shortbreaks.database.check import check
from shortbreaks.errors import Refused
from shortbreaks.rounds.preview import preview_of
from shortbreaks.rounds.publishing import PublishRound, publish_round
from shortbreaks.rounds.queries import round_shown, wishes_listed
from tests.builders import a_child
from tests.rounds.builders import LATE, a_round, a_scheme, closed, looked_at, outcomes, published, wish


def rows_of(county, statement):
    with county.database.reading.connect() as connection:
        return connection.execute(text(statement)).all()


def test_a_round_from_wishes_to_places(county):
    service, days = a_scheme(county, places=1)
    first, second, third = (a_child(county, first=name) for name in ("Amara", "Ben", "Cleo"))
    number = a_round(county, [service])
    one = wish(county, number, first, days[0])
    two = wish(county, number, second, days[1])
    both = wish(county, number, third, days[2], days[3])
    late = wish(county, number, first, days[1], at=LATE)
    preview = closed(county, number)
    assert outcomes(preview) == {one: "given", two: "given", both: "given", late: "late"}
    assert preview.round.firsts == preview.first_come.firsts == 3
    shown = county.at().ask(round_shown, number)
    from shortbreaks.rounds.commands import KeepPreview, keep_preview

    county.at().perform(keep_preview, KeepPreview(number, shown.version, preview.mark))
    counts = county.at().perform(publish_round, PublishRound(number)).answer
    assert counts["given"] == 3 and counts["first wishes met"] == 3 and counts["seed"] == shown.seed
    states = rows_of(county, "select state, count(*) from booking group by state")
    assert [tuple(row) for row in states] == [("offered", 4)]
    assert check(county.database).flaws == ()
    listed = {row.id: row for row in county.at().ask(wishes_listed, number)}
    assert listed[late].outcome == "late" and "17:01" in listed[late].reason
    assert rows_of(county, "select offered_until from booking limit 1")[0][0] in (
        datetime(2026, 8, 3, 23, 59), "2026-08-03 23:59:00.000000")  # fmt: skip


def test_a_place_gone_since_the_preview_refuses_with_its_sentence(county):
    from shortbreaks.bookings.commands import MakeBooking, make_booking
    from shortbreaks.bookings.taking import PlacesWanted

    service, days = a_scheme(county, places=1)
    child, other = a_child(county, first="Amara"), a_child(county, first="Ben")
    number = a_round(county, [service])
    wish(county, number, child, days[0])
    looked_at(county, number)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(other, (days[0],)),)))
    with pytest.raises(Refused, match=r"Amara O\. can no longer have the first wish: The one place at Sunbeams"):
        county.at().perform(publish_round, PublishRound(number))
    assert rows_of(county, "select count(*) from round_result")[0][0] == 0
    preview = county.at().ask(preview_of, number)
    assert [row.outcome for row in preview.rows] == ["not given"]


def test_publishing_twice_has_one_effect(county):
    service, days = a_scheme(county)
    child = a_child(county)
    number = a_round(county, [service])
    wish(county, number, child, days[0])
    looked_at(county, number)
    done = county.at().perform(publish_round, PublishRound(number), request_id="once")
    again = county.at().perform(publish_round, PublishRound(number), request_id="once")
    assert again.again and again.answer == done.answer
    with pytest.raises(Refused, match="published already"):
        county.at().perform(publish_round, PublishRound(number))
    assert rows_of(county, "select count(*) from booking")[0][0] == 1


def test_bookings_are_charged_in_the_books(county):
    service, days = a_scheme(county)
    child, exempt = a_child(county), a_child(county, first="Ben", benefit="UC")
    number = a_round(county, [service])
    wish(county, number, child, days[0], days[1])
    wish(county, number, exempt, days[0])
    published(county, number, "bookings")
    charges = [tuple(row) for row in rows_of(county, "select charge_pence, exempt from booking order by child_id, id")]
    assert charges == [(1275, ""), (1275, ""), (0, "s29(3)")]
    assert check(county.database).flaws == ()


def test_the_cut_off_is_a_working_day(county):
    from shortbreaks.rounds.commands import MakeRound, make_round

    service, _ = a_scheme(county)
    request = MakeRound("Summer", (service,), date(2026, 9, 1), date(2026, 9, 2), date(2026, 7, 1), date(2026, 8, 29), 3)
    with pytest.raises(Refused, match=r"Saturday 29 August 2026 is a weekend.*Tuesday 1 September 2026"):
        county.at().perform(make_round, request)
