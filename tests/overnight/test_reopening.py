"""A closing put back in one act: what is free comes back, charged and used once; what is not says why; papers follow papers."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.bookings.notices.commands import IssueNotice, issue_notice, notices_owed
from shortbreaks.bookings.provider_cancel import Scope
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.database.proofs import PROOFS
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.overnight.provider_closing import cancel_as_provider
from shortbreaks.overnight.reopening import ReopenClosing, reopen_closing
from shortbreaks.overnight.returning import closings_of, reopening_would
from tests.builders import SAT, a_child, a_service, a_session
from tests.counting import statements
from tests.overnight.builders import FRI, a_house, nights_kept, placed, s20, stay_of
from tests.overnight.test_provider_closing import book, closing, club, rows, text_of

assert club  # the fixture: two Saturdays of Sandpipers, with Ann, Ben and an offer to Cas

DAY = date(2026, 7, 25)
SUN = date(2026, 8, 9)
MENDED = "The boiler works again."


def closed(county, provider, first=DAY, last=DAY, **scope):
    _, request = closing(county, Scope(provider, first, last, **scope))
    return county.at().perform(cancel_as_provider, request).answer


def put_back(county, closing_id):
    return county.at().perform(reopen_closing, ReopenClosing(closing_id, MENDED)).answer


def issue_all(county):
    for one in county.at().ask(notices_owed):
        county.at().perform(issue_notice, IssueNotice(one.id))


def proved(county):
    with county.database.reading.connect() as connection:
        assert [(one.name, flaw) for one in PROOFS.values() for flaw in one.find(connection)] == []


def hours_left(county, child):
    return next(row.allowance.left for row in county.at().ask(allowances_shown, child) if row.allowance.unit == "hours")


def test_everything_comes_back_once_and_no_notice_that_was_not_issued_is_owed(county, club):
    provider, _, (first, second), _, (ann, ben, _) = club
    before = rows(county, "select id, charge_pence, uses, allocation_id, exempt from booking where state = 'confirmed' order by id")
    closed_id = closed(county, provider)
    assert [(row.id, row.places, row.undone_on) for row in county.at().ask(closings_of, provider)] == [(closed_id, 3, None)]
    would = county.at().ask(reopening_would, closed_id)
    assert [(one.child, one.why[:23]) for one in would.rows] == [("Ann O.", ""), ("Ben O.", ""), ("Cas O.", "It was only offered or ")]
    assert put_back(county, closed_id) == [2, 1]
    assert rows(county, "select id, charge_pence, uses, allocation_id, exempt from booking where state = 'confirmed' order by id") == before
    assert rows(county, "select id, state, taken from break_session order by id limit 2") == [(first, "open", 2), (second, "open", 1)]
    assert rows(county, "select count(*), sum(t.pence) from entry e join transfer t on t.entry_id = e.id where e.what = 'Put back: charged again'") == [(2, 2550)]
    assert (hours_left(county, ann), hours_left(county, ben)) == (54 * 60, 57 * 60)
    assert [(one.child, one.why) for one in county.at().ask(notices_owed)] == [("Cas O.", "provider")]
    with pytest.raises(Refused, match="put back just now"):
        put_back(county, closed_id)
    assert county.at().ask(reopening_would, closed_id).back == 2
    proved(county)


def test_whose_place_is_gone_is_listed_with_the_reason_and_issued_notices_are_followed(county, club):
    """Ben took Bright Tides instead: Ann is back, Ben is not, and only Ann, who was told, is told that her break is on again."""
    provider, _, _, there, (_, ben, _) = club
    closed_id = closed(county, provider)
    issue_all(county)
    book(county, ben, there)
    why = [one.why for one in county.at().ask(reopening_would, closed_id).rows if one.child == "Ben O."]
    assert why[0].startswith("Ben is at Bright Tides on Sat 25 Jul, 11:00 to 14:00.")
    assert put_back(county, closed_id) == [1, 2]
    (ann,) = county.at().ask(notices_owed)
    assert (ann.child, ann.why) == ("Ann O.", "reopened")
    said = text_of(county.at().ask(paper_again, county.at().perform(issue_notice, IssueNotice(ann.id)).answer).pdf)
    for fact in (
        "Your break is on again", f"We wrote to you that Ann’s break was cancelled. That is not so any more. {MENDED}",
        "Saturday 25 July 2026, 10:00 to 13:00", "Sandpipers Saturday Club, Pierremont Hall",
        "£12.75 is charged again, as before the break was cancelled. You paid for it before, so there is nothing more to pay.",
        "3 hours of your allowance are used again. You have 54 hours of 60 hours left until 31 March 2027.", "Relay UK", "Dear Ms O.",
    ):  # fmt: skip
        assert fact in said, fact
    assert "Ben" not in said
    assert rows(county, "select count(*) from unmet_request where about like 'booking:%'") == [(0,)]
    proved(county)


def test_a_notice_tells_of_what_came_back_and_of_what_did_not(county, club):
    """Both of Ann's Saturdays closed for good; she took another break on the second: one is on again, one is not, large print too."""
    provider, _, _, _, (ann, _, _) = club
    closed_id = closed(county, provider, last=None)
    assert rows(county, f"select state from provider where id = {provider}") == [("closed",)]
    issue_all(county)
    book(county, ann, a_session(county, *a_service(county, name="Holm Oak"), start=SAT + timedelta(days=7, hours=2)))
    assert put_back(county, closed_id) == [2, 2]
    assert rows(county, f"select p.state, s.state from provider p join service s on s.provider_id = p.id where p.id = {provider}") == [("open", "open")]
    ann_owed = next(one for one in county.at().ask(notices_owed) if one.child == "Ann O.")
    paper = county.at().perform(issue_notice, IssueNotice(ann_owed.id, style="large")).answer
    said = text_of(county.at().ask(paper_again, paper).pdf)
    for fact in ("We wrote to you that Ann’s breaks were cancelled.", "What could not be put back", "Ann has another break at that time now."):
        assert fact in said, fact
    proved(county)


def test_as_many_questions_for_many_places_as_for_few_before_and_after(county, club):
    """Before a closing is put back and after it, by three places and by seven, three of them nights."""
    provider, _, (first, _), _, _ = club
    asked = []
    for more in ((), ("Eli", "Fay")):
        for name in more:
            book(county, a_child(county, first=name), first)
        _, service, beds = a_house(county, name=f"House {len(more)}", beds=1 + len(more), visits=0)
        for bed in beds:
            child = a_child(county, first="Gil")
            s20(county, child)
            placed(county, child, bed, FRI, SUN)
        house = rows(county, f"select provider_id from service where id = {service}")[0][0]
        closings = closed(county, provider), closed(county, house, FRI, SUN)
        for _ in range(2):
            for closed_id in closings:
                with statements(county) as sent:
                    would = county.at().ask(reopening_would, closed_id)
                asked.append(len(sent))
                assert [one.why for one in would.rows if one.child != "Cas O."] == [""] * would.back
                if would.undone_on is None:
                    put_back(county, closed_id)
    assert asked[:4] == asked[4:]


def test_nights_come_back_while_their_bed_is_free(county):
    """The house closed by mistake: Ann's stay is back in its bed, Ben's is not, since Ben sleeps elsewhere by now."""
    _, service, beds = a_house(county, price=2000)
    _, _, other = a_house(county, name="Lantern House")
    ann, ben = a_child(county), a_child(county, first="Ben")
    for one in (ann, ben):
        s20(county, one)
    stays = [placed(county, child, bed, FRI, SUN) for child, bed in ((ann, beds[0]), (ben, beds[1]))]
    provider = rows(county, f"select provider_id from service where id = {service}")[0][0]
    closed_id = closed(county, provider, FRI, SUN)
    placed(county, ben, other[0], FRI, SUN, reasons=[("R-O4", "Nothing else was open")])
    assert put_back(county, closed_id) == [1, 1]
    assert (stay_of(county, stays[0]).state, stay_of(county, stays[0]).charge_pence) == ("booked", 4000)
    assert nights_kept(county, stays[0]) == [FRI, FRI + timedelta(days=1)] and nights_kept(county, stays[1]) == []
    assert rows(county, "select state from bed_closure") == [("opened",)]
    assert rows(county, "select outcome, met_by from unmet_outcome") in ([], [("met", f"stay:{stays[0]}")])
    proved(county)


def test_what_cannot_be_put_back(file_county):
    with pytest.raises(NotFound):
        put_back(file_county, 99)
    service, venue = a_service(file_county)
    session = a_session(file_county, service, venue)
    book(file_county, a_child(file_county), session)
    closed_id = closed(file_county, 1)
    with pytest.raises(Refused, match="told why"):
        file_county.at().perform(reopen_closing, ReopenClosing(closed_id, " "))
    file_county.clock.forward(days=4)
    assert file_county.at().ask(reopening_would, closed_id).rows[0].why == "It would have begun already."
    assert put_back(file_county, closed_id) == [0, 1]
    assert rows(file_county, "select state from break_session") == [("closed",)]
    for statement in ("update closing_undone set words = 'x'", "delete from returned"):
        with pytest.raises(Exception, match="never changed"), file_county.database.writing.begin() as connection:
            connection.execute(text(statement))
    again = f"insert into closing_undone (closing_id, words, at, person_id) values ({closed_id}, 'x', '2026-07-22 10:00:00', 1)"
    with pytest.raises(Exception, match=r"(?i)unique"), file_county.database.writing.begin() as connection:
        connection.exec_driver_sql(again)
