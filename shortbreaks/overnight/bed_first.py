"""Whether a bed can be had at all: asked of a stay that is to be kept before everything else of it is read."""

from datetime import timedelta

from shortbreaks.bookings.overrides import accept_findings
from shortbreaks.database.commands import View
from shortbreaks.database.prepared import rows_of
from shortbreaks.families.rules import short_name
from shortbreaks.overnight import facts
from shortbreaks.overnight import night_statements as asked
from shortbreaks.overnight.findings import BedFacts, bed_free
from shortbreaks.overnight.judging import StayWanted, check_times
from shortbreaks.overnight.rules import nights_of

DAY = timedelta(days=1)


def check_bed(view: View, wanted: StayWanted) -> None:
    """Raise Refused where a night of a new stay has no bed, in the judge's own words for it (R-O11): three short questions.

    No reason goes past that, and nothing is said before it but that the house has closed: of a bed that somebody else
    took meanwhile, nobody waits for all that a child and a house are judged by, with both of them locked.
    """
    check_times(wanted)
    bed = rows_of(view.db, asked.OPEN_BED, {"bed": wanted.bed_id}).first()
    if bed is None or wanted.but:
        return  # no such bed, a house that has closed, nights that the stay may hold itself: the judge knows what to say
    first, last = wanted.starts_at.date(), wanted.ends_at.date() - DAY
    taken = {
        one.night: short_name(one.first_name, one.last_name, one.known_as)
        for one in rows_of(view.db, asked.TAKEN, {"bed": bed.id, "first": first, "last": last})
    }
    shut = facts.closures(view.db, [bed.unit_id], first, last)
    closed = {night: why for (_, of, night), why in shut.items() if of in {None, bed.id}}
    facts_of_bed = BedFacts(bed.id, bed.name, bed.unit, bed.emergency, bed.from_day, bed.until_day, taken, closed)
    accept_findings([bed_free(facts_of_bed, nights_of(first, last + DAY))], ())
