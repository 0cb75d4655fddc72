"""How far a new office has come: what has to be there before the first break can be booked."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.tables import Booking
from shortbreaks.council.tables import Term
from shortbreaks.database.commands import View, query
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession, Provider


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What is there already, in the order in which it is needed."""

    terms: bool
    providers: bool
    sessions: bool
    families: bool
    colleagues: bool
    booked: bool


@query(needs=Permission.SEE_CASES)
def first_steps(view: View) -> FirstSteps:
    """How far the office has come, in one question."""
    active = select(func.count()).select_from(PersonRecord).where(PersonRecord.active).scalar_subquery()
    there = [exists(select(Term.id).where(~Term.withdrawn)), *(exists(select(one.id)) for one in (Provider, BreakSession, Child))]
    row = view.db.execute(select(*there, active > 1, exists(select(Booking.id)))).one()
    return FirstSteps(*(bool(one) for one in row))
