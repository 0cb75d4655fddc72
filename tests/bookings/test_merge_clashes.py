"""Two records of one child that have the same thing: a person says what counts, and what must not be stops the merge."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.merge_preview import side_by_side
from shortbreaks.bookings.merging import MergeFamilies, merge_families
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting
from shortbreaks.database.proofs import PROOFS
from shortbreaks.eligibility.commands import SeeEvidence, see_evidence
from shortbreaks.eligibility.queries import allocations_decided
from shortbreaks.errors import Refused
from shortbreaks.families.erasure_tables import Erasure
from shortbreaks.families.queries import child_card
from tests.builders import SAT, a_child, a_service, a_session, save
from tests.payments.builders import an_agreement

DAY = date(2026, 7, 20)


def asked(county, first, second, **more):
    kept = county.at().ask(child_card, first)
    found = county.at().ask(side_by_side, kept.household_id, county.at().ask(child_card, second).ref)
    wanted = MergeFamilies(found.kept.household_id, found.other.household_id, found.kept.version, found.other.version, found.pairs)
    return found, replace(wanted, **more)


def rows(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def whole(county):
    with county.database.reading.connect() as connection:
        return [flaw for one in PROOFS.values() for flaw in one.run(connection)]


def booked(county, session, child):
    county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (session,), ()),)))


def test_one_award_entered_twice_counts_once_with_what_was_used_of_both(county):
    """60 hours in each record, 3 used of the kept one and 6 of the other: 60 in all and 51 left, not 120 and 111."""
    service, venue = a_service(county)
    first, second = a_child(county), a_child(county)
    booked(county, a_session(county, service, venue), first)
    booked(county, a_session(county, service, venue, start=SAT.replace(month=8), hours=6), second)
    found, wanted = asked(county, first, second)
    assert found.awards[0].words == "In both: 60 hours for Clubs and schemes, 1 April 2026 to 31 March 2027"
    assert (found.kept.bookings, found.other.bookings, found.other.stays, len(found.other.awards)) == (1, 1, 0, 2)
    with pytest.raises(Refused, match="Both records have an award"):
        county.at().perform(merge_families, wanted)
    assert rows(county, "select state from household") == [("open",), ("open",)]
    county.at().perform(merge_families, replace(wanted, awards="once"))
    shown = [row.allowance for row in county.at().ask(allowances_shown, first) if row.allowance.unit == "hours"]
    assert sorted(one.amount for one in shown) == [360, 3240]
    assert sum(one.left for one in shown) == 51 * 60
    nights = [row.allowance.amount for row in county.at().ask(allowances_shown, first) if row.allowance.unit == "nights"]
    assert sorted(nights) == [0, 24]
    assert "counts once" in county.at().ask(allocations_decided, first)[0].changes[0].reason
    assert whole(county) == []


def test_two_awards_both_count_when_a_person_says_so(county):
    first, second = a_child(county), a_child(county)
    county.at().perform(merge_families, asked(county, first, second, awards="both")[1])
    assert [row.allowance.amount for row in county.at().ask(allowances_shown, first) if row.allowance.unit == "hours"] == [3600, 3600]


def test_each_of_two_awards_is_answered_by_itself(county):
    first, second = a_child(county), a_child(county)
    found, wanted = asked(county, first, second)
    hours, nights = (one.other_id for one in found.awards)
    with pytest.raises(Refused, match="In both: 24 nights"):
        county.at().perform(merge_families, replace(wanted, each_award=((hours, "both"),)))
    county.at().perform(merge_families, replace(wanted, each_award=((hours, "both"), (nights, "once"))))
    shown = [(row.allowance.unit, row.allowance.amount) for row in county.at().ask(allowances_shown, first)]
    assert sorted(shown) == [("hours", 3600), ("hours", 3600), ("nights", 0), ("nights", 24)]


def test_two_payments_of_one_child_are_one_persons_choice(county):
    """Each agreement would be paid every four weeks."""
    first, second = a_child(county, hours=0, nights=0), a_child(county, hours=0, nights=0)
    for child in (first, second):
        an_agreement(county, child=child)
    found, wanted = asked(county, first, second)
    assert found.payments == ("DP-10001 and DP-10002, each a direct payment",)
    with pytest.raises(Refused, match="Both would be paid: DP-10001 and DP-10002"):
        county.at().perform(merge_families, wanted)
    county.at().perform(merge_families, replace(wanted, payments_go_on=True))
    assert rows(county, "select child_id from agreement") == [(first,), (first,)]
    assert whole(county) == []


def test_two_places_on_one_session_are_told_with_where_and_when_and_nothing_moves(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue)
    first, second = a_child(county), a_child(county)
    for child in (first, second):
        booked(county, session, child)
    found, wanted = asked(county, first, second, awards="once")
    (sentence, _), = found.stopped
    assert sentence == (
        "Amara has two places at once: Sandpipers Saturday Club on Saturday 25 July at 10:00"
        " and Sandpipers Saturday Club on Saturday 25 July at 10:00."
    )
    with pytest.raises(Refused, match="two places at once"):
        county.at().perform(merge_families, wanted)
    assert rows(county, "select child_id from booking order by id") == [(first,), (second,)]
    assert rows(county, "select amount from allocation order by id") == [(3600,), (24,), (3600,), (24,)]


@pytest.mark.parametrize("which", [0, 1])
def test_a_family_on_the_list_to_erase_is_not_merged(county, which):
    children = [a_child(county), a_child(county)]
    found, wanted = asked(county, *children, awards="both")
    home = (found.kept, found.other)[which]
    save(county, Erasure(household_id=home.household_id, nth=1, due_on=DAY, rule="", asked_by=1, at=county.clock()))
    assert asked(county, *children)[0].stopped[0][0] == f"{home.ref} is on the list of families to erase."
    with pytest.raises(Refused, match="list of families to erase"):
        county.at().perform(merge_families, wanted)


def test_an_open_record_is_not_merged_into_a_closed_one(county):
    first, second = a_child(county), a_child(county)
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update child set state = 'closed' where id = {first}"))
    with pytest.raises(Refused, match="that would be kept is closed"):
        county.at().perform(merge_families, asked(county, first, second, awards="both")[1])
    county.at().perform(merge_families, asked(county, second, first, awards="both")[1])
    assert county.at().ask(child_card, first).id == second


def test_merged_again_every_number_leads_to_the_last_and_never_in_a_circle(county):
    """The database itself refuses a record that leads to itself, to one that went, or away from those that lead to it."""
    children = [a_child(county, hours=0, nights=0) for _ in range(3)]
    county.at().perform(merge_families, asked(county, children[1], children[0])[1])
    county.at().perform(merge_families, asked(county, children[2], children[1])[1])
    assert {county.at().ask(child_card, one).id for one in children} == {children[2]}
    for table in ("child", "household"):
        (a, b, c) = [one for (one,) in rows(county, f"select id from {table} order by id")]
        for wrong in (
            f"update {table} set state = 'merged', merged_into = {c} where id = {c}",
            f"update {table} set state = 'merged', merged_into = {a} where id = {c}",
            f"update {table} set merged_into = {b} where id = {a}",
            f"update {table} set state = 'open' where id = {a}",
        ):
            with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
                connection.execute(text(wrong))
    assert whole(county) == []


def test_nothing_is_written_under_a_number_that_went(county):
    service, venue = a_service(county)
    session = a_session(county, service, venue)
    first, second = a_child(county), a_child(county)
    county.at().perform(merge_families, asked(county, first, second, awards="once")[1])
    with pytest.raises(Refused, match="merged into another"):
        booked(county, session, second)
    with pytest.raises(Refused, match="merged into another"):
        county.at().perform(join_waiting, JoinWaiting((second,), service, (session,)))
    with pytest.raises(Refused, match="merged into another"):
        county.at().perform(see_evidence, SeeEvidence(second, "DLA_HIGH", DAY, None, ""))


ROUNDS = 12


def _told(act, command, asked_for, faults):
    try:
        act(command, asked_for)
    except Refused:
        pass
    except Exception as fault:  # noqa: BLE001 - the test says what a thread met
        faults.append(fault)


def _race(county, *sides):
    """Each side's acts, round by round, at the same moment as the other's."""
    gate, faults = threading.Barrier(2), []

    def through(rounds):
        for acts in rounds:
            gate.wait(30)
            for one in acts:
                _told(county.at(Role.MANAGER).perform, *one, faults)

    threads = [threading.Thread(target=through, args=(one,)) for one in sides]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert faults == []


def _circles(county):
    """Two families merged into each other at once, past every command: how often both led to the other."""
    table, gate, wrong = "household", threading.Barrier(2), []

    def turn(pairs):
        for one, into in pairs:
            gate.wait(30)
            try:
                with county.database.writing.begin() as connection:
                    connection.execute(text(f"update {table} set state = 'merged', merged_into = {into} where id = {one}"))
            except (DBAPIError, Refused) as fault:
                wrong.append(fault)
            gate.wait(30)

    pairs = [tuple(county.at().ask(child_card, a_child(county)).household_id for _ in range(2)) for _ in range(ROUNDS)]
    threads = [threading.Thread(target=turn, args=(one,)) for one in (pairs, [(b, a) for a, b in pairs])]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    return rows(county, "select count(*) from household a join household b on b.id = a.merged_into where b.merged_into is not null")[0][0]


def test_of_two_merges_in_opposite_directions_at_once_exactly_one_wins(county):
    pairs = [(a_child(county, hours=0, nights=0), a_child(county, hours=0, nights=0)) for _ in range(ROUNDS)]
    there = [[(merge_families, asked(county, *pair)[1])] for pair in pairs]
    back = [[(merge_families, asked(county, *reversed(pair))[1])] for pair in pairs]
    _race(county, there, back)
    assert rows(county, "select count(*) from household where state = 'merged'") == [(ROUNDS,)]
    assert rows(county, "select count(*) from child where state = 'merged'") == [(ROUNDS,)]
    assert whole(county) == []


@pytest.mark.parametrize("guarded", [True, False])
def test_the_database_lets_no_two_families_lead_to_each_other(county, request, guarded):
    """The guard by itself, without the locks of the command; and the control, without the guard."""
    if not guarded:
        name = "household_merged_in_circle"
        if county.kind == "server":
            request.getfixturevalue("server").run(f"drop trigger {name} on household", county.database.writing.url.database)
        else:
            with county.database.writing.begin() as connection:
                connection.execute(text(f"drop trigger {name}"))
    assert (_circles(county) == 0) is guarded


def _lost(county):
    """Merge families while evidence is noted for the child that goes; how often it is kept under the number that went."""
    pairs = [(a_child(county, hours=0, nights=0), a_child(county, hours=0, nights=0)) for _ in range(ROUNDS)]
    merges = [[(merge_families, asked(county, *pair)[1])] for pair in pairs]
    notes = [[(see_evidence, SeeEvidence(goes, "DLA_HIGH", DAY, None, ""))] * 4 for _, goes in pairs]
    _race(county, merges, notes)
    assert rows(county, "select count(*) from household where state = 'merged'") == [(ROUNDS,)]
    return rows(county, "select count(*) from evidence e join child c on c.id = e.child_id where c.state = 'merged'")[0][0]


def test_what_is_noted_while_a_family_is_merged_is_kept_with_the_family_or_refused(county):
    assert _lost(county) == 0


def test_without_the_databases_guard_it_would_be_lost(county, request):
    """The control: the same race with the guard taken away, as nobody's role may."""
    if county.kind == "server":
        request.getfixturevalue("server").run("drop trigger evidence_child_id_went on evidence", county.database.writing.url.database)
    else:
        with county.database.writing.begin() as connection:
            connection.execute(text("drop trigger evidence_child_id_went"))
    assert _lost(county) > 0


def test_a_merge_waits_for_what_somebody_is_writing_about_the_child_that_goes(county):
    """A lock on the rows that are changed alone lets a new row of the child be written beside it, and then it stayed behind."""
    first, second = a_child(county, hours=0, nights=0), a_child(county, hours=0, nights=0)
    wanted, faults = asked(county, first, second)[1], []
    merging = threading.Thread(target=_told, args=(county.at().perform, merge_families, wanted, faults))
    with county.database.writing.begin() as connection:
        connection.execute(text(
            f"insert into evidence (child_id, kind, seen_on, note, version) values ({second}, 'DLA_HIGH', '2026-07-20', 'half written', 1)"
        ))  # fmt: skip
        merging.start()
        merging.join(1.0)  # as long as somebody takes to finish; it is still waiting then
    merging.join(60)
    assert faults == []
    assert rows(county, "select child_id, note from evidence") == [(first, "half written")]
