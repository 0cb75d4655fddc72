"""Nights as tests need them: a house with beds, and stays placed through the commands."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.overnight.commands import PlaceStay, place_stay
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.keeping import DecideStatus, decide_status
from shortbreaks.providers.beds import AddBed, MakeUnit, add_bed, make_unit
from tests.builders import a_service

FRI = date(2026, 8, 7)


def a_house(county, *, name="Windmill House", beds=2, emergency=False, workers=3, visits=0, price=0, home="children's home"):
    """A unit of some beds; answers (unit, service, bed ids)."""
    service, _ = a_service(county, name=name, kind="overnight", max_age=17, unit="nights", price=price, offers=("LD",))
    office = county.at()
    unit = office.perform(make_unit, MakeUnit(service, home, workers, first_visits=visits)).answer
    ids = [office.perform(add_bed, AddBed(unit, f"Bed {n + 1}", "", date(2020, 1, 1))).answer for n in range(beds)]
    if emergency:
        ids.append(office.perform(add_bed, AddBed(unit, "Emergency", "", date(2020, 1, 1), emergency=True)).answer)
    return unit, service, ids


def s20(county, child, *, situation=2, since=date(2024, 1, 1)):
    request = DecideStatus(child, situation, since, "Sam Reed", "Short breaks plan", "Ira Olsen" if situation > 1 else "")
    county.at().perform(decide_status, request)


def wanted(child, bed, first, out, *, starts=16, leaves=10, **more):
    return StayWanted(
        child, bed, datetime(first.year, first.month, first.day, starts), datetime(out.year, out.month, out.day, leaves), **more
    )


def placed(county, child, bed, first, out, *, reasons=(), offered=False, **more):
    request = PlaceStay(wanted(child, bed, first, out, **more), offered=offered, reasons=tuple(Reason(*one) for one in reasons))
    return county.at(Role.COORDINATOR).perform(place_stay, request).answer


def stay_of(county, stay):
    with Session(county.database.reading) as db:
        return db.get(Stay, stay)


def nights_kept(county, stay):
    with Session(county.database.reading) as db:
        return list(db.scalars(select(BedNight.night).where(BedNight.stay_id == stay).order_by(BedNight.night)))
