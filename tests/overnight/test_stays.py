"""Stays through the commands on both engines: one bed, one child, one night; the limits; and what becomes of a stay."""

from datetime import date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.commands import MakeBooking, make_booking
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.bookings.taking import PlacesWanted
from shortbreaks.database.proofs import PROOFS
from shortbreaks.errors import ChangedByAnother, Refused
from shortbreaks.overnight.commands import (
    ChangeStay,
    TakeUpStay,
    change_stay,
    take_up_stay,
)
from shortbreaks.overnight.keeping import KeepPair, NoteVisit, keep_pair, note_visit
from shortbreaks.overnight.leaving import Collect, collect
from shortbreaks.overnight.on_the_night import (
    Arrive,
    CancelStay,
    LapseStays,
    NotCome,
    PutStayBack,
    arrive,
    cancel_stay,
    cost_of_cancelling_stay,
    lapse_stays,
    not_come,
    put_stay_back,
)
from shortbreaks.overnight.rules import nights_of
from shortbreaks.overnight.swapping import SwapStays, swap_stays
from shortbreaks.providers.beds import (
    CloseBeds,
    MakeUnit,
    OpenBeds,
    RosterNight,
    close_beds,
    make_unit,
    open_beds,
    roster_night,
)
from tests.builders import a_child, a_service, a_session
from tests.overnight.builders import FRI, a_house, nights_kept, placed, s20, stay_of, wanted
from tests.overnight.test_rules import A1

SUN, MON = date(2026, 8, 9), date(2026, 8, 10)


def proved(county):
    with county.database.reading.connect() as connection:
        return not [(one.name, flaw) for one in PROOFS.values() for flaw in one.find(connection)]


def nights_of_allowance(county, child):
    rows = [row.allowance for row in county.at().ask(allowances_shown, child)]
    return [row for row in rows if row.unit == "nights"]


@pytest.fixture
def house(county):
    unit, service, beds = a_house(county)
    child = a_child(county)
    s20(county, child)
    return county, unit, service, beds, child


def test_a_stay_takes_its_bed_the_childs_time_and_the_allowance(house):
    county, _, _, beds, child = house
    stay = placed(county, child, beds[0], FRI, MON)
    assert nights_kept(county, stay) == nights_of(FRI, MON)
    (left,) = nights_of_allowance(county, child)
    assert (left.used, left.booked, left.left) == (0, 3, 21)
    other = a_child(county, first="Leo", last="Cole")
    s20(county, other)
    with pytest.raises(Refused, match=r"Amara O\. has Bed 1 on 9 August 2026"):
        placed(county, other, beds[0], SUN, MON)
    with pytest.raises(Refused, match=r"Amara is at Windmill House"):
        placed(county, child, beds[1], SUN, MON)
    placed(county, other, beds[0], MON, date(2026, 8, 11))  # the bed is free again on the night of the day out
    assert proved(county)


def test_whatever_the_code_forgets_the_database_holds_one_bed_and_one_child_a_night(house):
    county, _, _, beds, child = house
    stay = placed(county, child, beds[0], FRI, SUN)
    other = a_child(county, first="Leo")
    for row in ({"bed_id": beds[0], "child_id": other}, {"bed_id": beds[1], "child_id": child}):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(BedNight.__table__.insert(), [{"stay_id": stay, "night": FRI, **row}])


def test_a_child_is_not_in_a_club_and_in_the_house_at_one_time_whichever_came_first(house):
    county, _, _, beds, child = house
    club = a_session(county, *a_service(county), start=datetime(2026, 8, 8, 10))
    placed(county, child, beds[0], FRI, MON)
    with pytest.raises(Refused, match="Amara is at Windmill House"):
        county.at().perform(make_booking, MakeBooking((PlacesWanted(child, (club,)),)))
    other = a_child(county, first="Leo")
    s20(county, other)
    county.at().perform(make_booking, MakeBooking((PlacesWanted(other, (club,)),)))
    with pytest.raises(Refused, match="Leo is at Sandpipers"):
        placed(county, other, beds[1], FRI, MON)
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.exec_driver_sql(
            "insert into booking_place (stay_id, child_id, from_minute, to_minute) "
            f"select 999, child_id, from_minute, to_minute from booking_place where child_id = {other}"
        )


def test_a1_76_nights_need_two_names_and_the_offered_split_fits_exactly(county):
    _, _, beds = a_house(county)
    child = a_child(county, nights=100)
    s20(county, child)
    before = [("R-O1", "Written up from paper"), ("R-B8", "Before this year")]
    for first, out in A1:
        placed(county, child, beds[0], first, out, reasons=before)
    first, out = date(2026, 6, 1), date(2026, 6, 13)
    said = (
        r"79 nights in twelve months, 4 over 75\. Night 75 is 8 June 2026, night 76 9 June 2026\."
        r" 1 June 2026 to 9 June 2026 \(8 nights\) fits"
    )
    with pytest.raises(Refused, match=said) as refused:
        placed(county, child, beds[0], first, out, reasons=before)
    assert refused.value.field == "reason:R-O3"
    for names in ({"manager": "Helen Marsh"}, {"reviewing_officer": "Ira Olsen"}):
        with pytest.raises(Refused, match="79 nights"):
            placed(county, child, beds[0], first, out, reasons=[*before, ("R-O3", "x")], **names)
    stay = placed(county, child, beds[0], first, date(2026, 6, 9), reasons=before)
    over = ChangeStay(stay, 1, beds[0], datetime(2026, 6, 1, 16), datetime(2026, 6, 13, 10), "Longer",
                      (Reason("R-O3", "Mother in hospital"),), "Helen Marsh", "Ira Olsen")  # fmt: skip
    county.at().perform(change_stay, over)
    kept = stay_of(county, stay)
    assert (kept.manager, kept.reviewing_officer, len(nights_kept(county, stay))) == ("Helen Marsh", "Ira Olsen", 12)
    assert proved(county)


def test_a3_17_nights_are_allowed_and_18_need_two_names(county):
    _, _, beds = a_house(county)
    child = a_child(county, nights=30)
    s20(county, child)
    with pytest.raises(Refused, match="This is 18 nights, and one stay is at most 17"):
        placed(county, child, beds[0], date(2026, 8, 1), date(2026, 8, 19))
    placed(county, child, beds[0], date(2026, 8, 1), date(2026, 8, 18))


def test_section_17_nights_are_counted_and_not_held_to_the_limit(county):
    _, _, beds = a_house(county)
    child = a_child(county, nights=100)
    s20(county, child, situation=1)
    for month in range(8, 13):
        placed(county, child, beds[0], date(2026, month, 1), date(2026, month, 18))
    assert stay_of(county, 5).legal == "s17"


def test_nobody_but_a_social_worker_decides_what_nights_are_in_law(county):
    _, _, beds = a_house(county)
    child = a_child(county)
    with pytest.raises(Refused, match="No social worker has decided") as refused:
        placed(county, child, beds[0], FRI, MON)
    assert refused.value.field == "reason:R-O7"
    stay = placed(county, child, beds[0], FRI, MON, reasons=[("R-O7", "Decision on Monday")])
    assert stay_of(county, stay).legal == "undecided"


def test_two_who_must_not_share_are_kept_apart_and_the_reason_is_not_said(house):
    county, _, _, beds, child = house
    other = a_child(county, first="Mason", last="Eames")
    s20(county, other)
    with pytest.raises(Refused, match="how the two"):
        county.at().perform(keep_pair, KeepPair(child, other, "must not share", " ", date(2026, 1, 1)))
    county.at().perform(keep_pair, KeepPair(other, child, "must not share", "Bites", date(2026, 1, 1)))
    placed(county, child, beds[0], FRI, MON)
    with pytest.raises(Refused) as refused:
        placed(county, other, beds[1], SUN, date(2026, 8, 12), reasons=[("R-O12", "Please")])
    assert str(refused.value).startswith("Mason and Amara O. must not share the house. They would meet on Sun 9 Aug.")
    assert "Bites" not in str(refused.value)
    county.at().perform(keep_pair, KeepPair(child, other, "prefer not", "Better now", date(2026, 7, 1)))
    with pytest.raises(Refused, match="better apart"):
        placed(county, other, beds[1], SUN, date(2026, 8, 12))
    placed(county, other, beds[1], SUN, date(2026, 8, 12), reasons=[("R-O12 prefer", "Both want to")])


def test_an_emergency_bed_needs_a_manager_and_a_reason(county):
    _, _, beds = a_house(county, emergency=True)
    child = a_child(county)
    s20(county, child)
    with pytest.raises(Refused, match="which manager agrees"):
        placed(county, child, beds[-1], FRI, MON, reasons=[("R-O11 bed", "Mother in hospital")])
    with pytest.raises(Refused, match="Write why it is needed"):
        placed(county, child, beds[-1], FRI, MON, manager="Helen Marsh")
    placed(county, child, beds[-1], FRI, MON, manager="Helen Marsh", reasons=[("R-O11 bed", "Mother in hospital")])


def test_closed_beds_second_houses_first_visits_and_staff(county):
    unit, service, beds = a_house(county, workers=1, visits=2)
    _, _, elsewhere = a_house(county, name="Oast Lodge")
    child, other = a_child(county), a_child(county, first="Leo", workers=1)
    for one in (child, other):
        s20(county, one)
    office = county.at()
    with pytest.raises(Refused, match="2 more tea or day visits first"):
        placed(county, child, beds[0], FRI, MON)
    for day in (20, 21):
        office.perform(note_visit, NoteVisit(child, service, date(2026, 7, day), "tea"))
    with pytest.raises(Refused, match="not come yet"):
        office.perform(note_visit, NoteVisit(child, service, date(2026, 8, 1), "tea"))
    closure = office.perform(close_beds, CloseBeds(unit, None, SUN, SUN, "Boiler")).answer
    with pytest.raises(Refused, match="Bed 1 is closed on 9 August 2026: Boiler"):
        placed(county, child, beds[0], FRI, MON)
    office.perform(open_beds, OpenBeds(closure, 1))
    stay = placed(county, child, beds[0], FRI, MON)
    with pytest.raises(Refused, match=r"7 August 2026 needs 2 workers and 1 are rostered\. And on 2 more nights"):
        placed(county, other, beds[1], FRI, MON, reasons=[("R-O13", "Knows it")])
    for night in nights_of(FRI, MON):
        office.perform(roster_night, RosterNight(unit, night, 2))
    placed(county, other, beds[1], FRI, MON, reasons=[("R-O13", "Knows it")])
    with pytest.raises(Refused, match="also stays at Windmill House within twelve months"):
        placed(county, child, elsewhere[0], date(2026, 9, 4), date(2026, 9, 6))
    assert stay


def test_a_stay_is_moved_shortened_and_swapped_and_a_stale_page_is_told(house):
    county, _, _, beds, child = house
    other = a_child(county, first="Leo", last="Cole")
    s20(county, other)
    one, two = placed(county, child, beds[0], FRI, MON), placed(county, other, beds[1], FRI, SUN)
    office = county.at()
    with pytest.raises(Refused, match="has Bed 2 on"):
        office.perform(change_stay, ChangeStay(one, 1, beds[1], datetime(2026, 8, 7, 16), datetime(2026, 8, 10, 10)))
    office.perform(swap_stays, SwapStays(one, 1, two, 1))
    assert (stay_of(county, one).bed_id, stay_of(county, two).bed_id) == (beds[1], beds[0])
    with pytest.raises(ChangedByAnother):
        office.perform(change_stay, ChangeStay(one, 1, beds[1], datetime(2026, 8, 7, 16), datetime(2026, 8, 9, 10)))
    seen = stay_of(county, one).version
    office.perform(change_stay, ChangeStay(one, seen, beds[1], datetime(2026, 8, 7, 16), datetime(2026, 8, 9, 10)))
    assert nights_kept(county, one) == nights_of(FRI, SUN)
    assert [row.booked for row in nights_of_allowance(county, child)] == [2]
    assert proved(county)


def at(county, *when):
    from shortbreaks.dates import to_utc

    county.clock.set(to_utc(datetime(*when)))


@pytest.mark.parametrize(("wish", "used"), [("provider", 1), ("family", 3)])
def test_a8_collected_after_one_of_three_nights(house, wish, used):
    county, _, _, beds, child = house
    stay = placed(county, child, beds[0], FRI, MON)
    office = county.at()
    with pytest.raises(Refused, match="begins on 7 August"):
        office.perform(arrive, Arrive(stay, 1))
    at(county, 2026, 8, 7, 16, 30)
    office.perform(arrive, Arrive(stay, 1))
    at(county, 2026, 8, 8, 11)
    with pytest.raises(Refused, match="whose wish"):
        office.perform(collect, Collect(stay, 2, datetime(2026, 8, 8, 10, 30)))
    with pytest.raises(Refused, match="cannot have left then"):
        office.perform(collect, Collect(stay, 2, datetime(2026, 8, 8, 12), wish))
    assert office.perform(collect, Collect(stay, 2, datetime(2026, 8, 8, 10, 30), wish)).answer == used
    assert nights_kept(county, stay) == [FRI]
    (row,) = nights_of_allowance(county, child)
    assert (row.used, row.booked) == (used, 0)
    club = a_session(county, *a_service(county), start=datetime(2026, 8, 8, 14))
    office.perform(make_booking, MakeBooking((PlacesWanted(child, (club,), (Reason("R-B9", "Home by then"),)),)))
    assert proved(county)


def test_a9_a_late_cancellation_uses_the_allowance_places_nobody_and_is_charged_by_the_ladder(county):
    _, _, beds = a_house(county, price=2000)
    child = a_child(county)
    s20(county, child)
    stay = placed(county, child, beds[0], FRI, SUN)
    assert stay_of(county, stay).charge_pence == 4000
    at(county, 2026, 8, 6, 20)
    office = county.at()
    cost, charged, nights = office.ask(cost_of_cancelling_stay, stay, "family")
    assert (cost.pence, cost.percent, charged, nights) == (4000, 100, 4000, 2)
    office.perform(cancel_stay, CancelStay(stay, 1, "family"))
    assert (stay_of(county, stay).state, nights_kept(county, stay)) == ("cancelled_late", [])
    (row,) = nights_of_allowance(county, child)
    assert (row.used, row.booked) == (2, 0)
    office.perform(put_stay_back, PutStayBack(stay, 2))
    assert nights_kept(county, stay) == nights_of(FRI, SUN)
    at(county, 2026, 8, 6, 21)
    office.perform(cancel_stay, CancelStay(stay, 3, "ill"))
    kept = stay_of(county, stay)
    assert (kept.state, kept.charge_pence, kept.uses) == ("cancelled_in_notice", 0, 0)
    assert proved(county)


def test_an_offer_holds_the_bed_until_its_working_day_then_lapses(house):
    county, _, _, beds, child = house
    stay = placed(county, child, beds[0], FRI, MON, offered=True)
    assert stay_of(county, stay).offered_until == datetime(2026, 7, 29, 23, 59)
    at(county, 2026, 7, 29, 23, 58)
    assert county.at().perform(lapse_stays, LapseStays()).answer == []
    at(county, 2026, 7, 30, 0, 1)
    assert county.at().perform(lapse_stays, LapseStays()).answer == [stay]
    assert nights_kept(county, stay) == []
    with pytest.raises(Refused, match="cancelled in time"):
        county.at().perform(take_up_stay, TakeUpStay(stay, 2))
    again = placed(county, child, beds[0], FRI, MON, offered=True)
    county.at().perform(take_up_stay, TakeUpStay(again, 1))
    assert stay_of(county, again).state == "booked"
    at(county, 2026, 8, 7, 20)
    county.at().perform(not_come, NotCome(again, 2))
    assert (stay_of(county, again).uses, nights_kept(county, again)) == (3, [])
    assert proved(county)


def test_a_child_in_the_house_moves_bed_and_the_nights_slept_stay_where_they_were(house):
    county, _, _, beds, child = house
    other = a_child(county, first="Leo")
    s20(county, other)
    placed(county, other, beds[1], FRI, date(2026, 8, 8))
    stay = placed(county, child, beds[0], FRI, MON)
    at(county, 2026, 8, 7, 17)
    county.at().perform(arrive, Arrive(stay, 1))
    at(county, 2026, 8, 8, 12)
    move = ChangeStay(stay, 2, beds[1], datetime(2026, 8, 7, 16), datetime(2026, 8, 10, 10), "Nearer the staff")
    county.at().perform(change_stay, move)
    with county.database.reading.connect() as connection:
        rows = connection.execute(BedNight.__table__.select().where(BedNight.stay_id == stay).order_by(BedNight.night))
        assert [row.bed_id for row in rows] == [beds[0], beds[1], beds[1]]
    with pytest.raises(Refused, match="in the house already"):
        county.at().perform(change_stay, ChangeStay(stay, 3, beds[1], datetime(2026, 8, 6, 16), datetime(2026, 8, 10, 10)))
    assert proved(county)


def test_a_stay_across_31_march_uses_both_years(county):
    from shortbreaks.eligibility.tables import Allocation
    from tests.builders import save

    _, _, beds = a_house(county)
    child = a_child(county)
    s20(county, child)
    save(county, Allocation(child_id=child, decision_id=1, unit="nights", purpose="Nights", kinds="", amount=24,
                            from_day=date(2027, 4, 1), until_day=date(2028, 3, 31)))  # fmt: skip
    placed(county, child, beds[0], date(2027, 3, 30), date(2027, 4, 2), reasons=[("R-B11", "Plan comes in March"), ("R-X2", "Renewed")])
    rows = {row.from_day.year: row.booked for row in nights_of_allowance(county, child)}
    assert rows == {2026: 2, 2027: 1}


def test_a_stay_of_no_night_or_a_mistyped_year_is_refused(house):
    county, _, _, beds, child = house
    for out, said in ((FRI, "at least one night"), (date(2027, 8, 10), "This would be 368 nights")):
        with pytest.raises(Refused, match=said):
            placed(county, child, beds[0], FRI, out)
    assert wanted(child, beds[0], FRI, MON).starts_at == datetime(2026, 8, 7, 16)
    assert county.at(Role.COORDINATOR)


def test_a_stay_is_not_taken_up_after_its_deadline_or_put_back_or_cancelled_once_it_began(house):
    county, _, _, beds, child = house
    offered = placed(county, child, beds[0], FRI, MON, offered=True)
    at(county, 2026, 7, 30, 9)
    office = county.at()
    with pytest.raises(Refused, match="stood until 29 July 2026"):
        office.perform(take_up_stay, TakeUpStay(offered, 1))
    office.perform(lapse_stays, LapseStays())
    stay = placed(county, child, beds[0], FRI, MON)
    at(county, 2026, 8, 7, 17)
    with pytest.raises(Refused, match="has begun"):
        office.perform(cancel_stay, CancelStay(stay, 1, "family"))
    office.perform(cancel_stay, CancelStay(stay, 1, "family", told=datetime(2026, 8, 7, 15)))
    with pytest.raises(Refused, match="would have begun"):
        office.perform(put_stay_back, PutStayBack(stay, 2))
    assert proved(county)


def test_what_came_to_light_since_the_offer_stops_it_from_being_taken_up(house):
    county, _, _, beds, child = house
    other = a_child(county, first="Mason", last="Eames")
    s20(county, other)
    stay = placed(county, child, beds[0], FRI, MON, offered=True)
    placed(county, other, beds[1], FRI, MON)
    county.at().perform(keep_pair, KeepPair(child, other, "must not share", "Bites", date(2026, 7, 1)))
    with pytest.raises(Refused, match="must not share"):
        county.at().perform(take_up_stay, TakeUpStay(stay, 1))


def test_a_reason_holds_for_the_sentence_it_was_given_for_and_no_other(county):
    _, _, beds = a_house(county)
    child = a_child(county, nights=2)
    s20(county, child)
    stay = placed(county, child, beds[0], FRI, MON, reasons=[("R-B8", "Panel on Monday")])
    later = ChangeStay(stay, 1, beds[0], datetime(2026, 8, 14, 16), datetime(2026, 8, 17, 10))
    county.at().perform(change_stay, later)
    longer = ChangeStay(stay, 2, beds[0], datetime(2026, 8, 14, 16), datetime(2026, 8, 18, 10))
    with pytest.raises(Refused, match="takes 4 nights"):
        county.at().perform(change_stay, longer)


def test_only_nights_before_count_as_knowing_the_house_and_a_visit_is_noted_once(county):
    _, service, beds = a_house(county, visits=1)
    child = a_child(county)
    s20(county, child)
    placed(county, child, beds[0], date(2026, 9, 4), date(2026, 9, 6), reasons=[("R-O13", "Visits in August")])
    with pytest.raises(Refused, match="1 more tea or day visit first"):
        placed(county, child, beds[0], FRI, MON)
    placed(county, child, beds[0], date(2026, 9, 11), date(2026, 9, 13))
    visit = NoteVisit(child, service, date(2026, 7, 20), "tea")
    county.at().perform(note_visit, visit)
    with pytest.raises(Refused, match="noted already"):
        county.at().perform(note_visit, visit)


def test_a_house_with_a_mistyped_number_of_workers_is_refused(county):
    service, _ = a_service(county, name="Oast Lodge", kind="overnight", unit="nights")
    with pytest.raises(Refused, match="from 0 to 30"):
        county.at().perform(make_unit, MakeUnit(service, "other", 31))
    with pytest.raises(Refused, match="from 0 to 20"):
        county.at().perform(make_unit, MakeUnit(service, "other", 2, first_visits=21))


@pytest.mark.parametrize(("left", "said"), [("state = 'closed'", "record is closed"), ("sibling_only = true", "recorded as a brother or sister")])
def test_nobody_is_placed_whose_record_is_closed_or_who_has_no_breaks(county, left, said):
    """R-B5: neither a closed record nor a brother or sister has nights, and no reason sets that aside."""
    _, _, beds = a_house(county)
    child = a_child(county)
    s20(county, child)
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update child set {left}"))
    with pytest.raises(Refused, match=said):
        placed(county, child, beds[0], FRI, SUN, reasons=(("R-B5", "x"), ("record", "x")))
    with county.database.reading.connect() as connection:
        assert connection.execute(text("select count(*) from stay")).scalar() == 0


@pytest.mark.parametrize("left", ["state = 'closed'", "sibling_only = true"])
def test_the_database_keeps_slept_nights_of_a_closed_child_and_takes_none_to_come(county, left):
    """R-B5: whatever the judge forgets, neither a new stay to come, an old one taken up again nor one made longer passes."""
    _, _, beds = a_house(county)
    child = a_child(county)
    s20(county, child)
    stay = placed(county, child, beds[0], FRI, SUN, offered=True)
    with county.database.writing.begin() as connection:
        connection.execute(text(f"update child set {left}"))
        connection.execute(text(
            "insert into child_ending (child_id, kind, on_date, reason, at, person_id)"
            " values (:child, 'closed', '2026-07-22', 'Moved', '2026-07-22 10:40:00', 1)"), {"child": child})  # fmt: skip
    late = placed(county, child, beds[0], date(2026, 7, 17), date(2026, 7, 19), reasons=(("R-O1", "From the house's book"),))
    assert nights_kept(county, late) == [date(2026, 7, 17), date(2026, 7, 18)]
    names = ", ".join(column.name for column in Stay.__table__.columns if column.name != "id")
    for statement in (
        f"insert into stay ({names}) select {names} from stay where id = :stay",
        "update stay set state = 'booked' where id = :stay",
        "update stay set ends_at = '2026-08-10 10:00:00.000000' where id = :stay",
    ):
        with pytest.raises(DBAPIError, match="record is closed"), county.database.writing.begin() as connection:
            connection.execute(text(statement), {"stay": stay})
    with county.database.writing.begin() as connection:
        connection.execute(text(f"insert into stay ({names}) select {names} from stay where id = :stay"), {"stay": late})
        connection.execute(text("update stay set state = 'cancelled_in_notice' where id = :stay"), {"stay": stay})
