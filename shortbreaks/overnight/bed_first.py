"""Whether a bed can be had at all: asked of a stay that is to be kept before everything else of it is read."""

from datetime import timedelta

from sqlalchemy import select

from shortbreaks.bookings.overrides import accept_findings
from shortbreaks.bookings.states import STAY_HOLDING
from shortbreaks.bookings.stay_tables import BedNight, Stay
from shortbreaks.database.commands import View
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Child
from shortbreaks.overnight import facts
from shortbreaks.overnight.findings import BedFacts, bed_free
from shortbreaks.overnight.judging import StayWanted, check_times
from shortbreaks.overnight.rules import nights_of
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service

DAY = timedelta(days=1)
_BED = (
    select(Bed.id, Bed.name, Bed.emergency, Bed.from_day, Bed.until_day, Bed.unit_id, Service.name.label("unit"))
    .join(Unit, Unit.id == Bed.unit_id).join(Service, Service.id == Unit.service_id)
)  # fmt: skip
_TAKEN = (
    select(BedNight.night, Child.first_name, Child.last_name, Child.known_as)
    .join(Stay, Stay.id == BedNight.stay_id).join(Child, Child.id == BedNight.child_id)
)  # fmt: skip


def check_bed(view: View, wanted: StayWanted) -> None:
    """Raise Refused where a night of a new stay has no bed, in the judge's own words for it (R-O11): three short questions.

    No reason goes past that, and nothing is said before it but that the house has closed: of a bed that somebody else
    took meanwhile, nobody waits for all that a child and a house are judged by, with both of them locked.
    """
    check_times(wanted)
    bed = view.db.execute(_BED.where(Bed.id == wanted.bed_id, Service.state == "open")).first()
    if bed is None or wanted.but:
        return  # no such bed, a house that has closed, nights that the stay may hold itself: the judge knows what to say
    first, last = wanted.starts_at.date(), wanted.ends_at.date() - DAY
    holding = BedNight.bed_id == bed.id, BedNight.night.between(first, last), Stay.state.in_(STAY_HOLDING)
    taken = {
        one.night: short_name(one.first_name, one.last_name, one.known_as)
        for one in view.db.execute(_TAKEN.where(*holding))
    }
    shut = facts.closures(view.db, [bed.unit_id], first, last)
    closed = {night: why for (_, of, night), why in shut.items() if of in {None, bed.id}}
    asked = BedFacts(bed.id, bed.name, bed.unit, bed.emergency, bed.from_day, bed.until_day, taken, closed)
    accept_findings([bed_free(asked, nights_of(first, last + DAY))], ())
