"""Who works in the office just now, and whether its clock is right."""

from datetime import datetime, timedelta

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.audit import entries
from shortbreaks.database.clock_proof import APART
from shortbreaks.database.commands import View, query
from shortbreaks.dates import to_local

NOW_MINUTES = 30
LOOKED_AT = 500  # newest changes; more than that in half an hour are many people anyway


@query(needs=Permission.SEE_COUNCIL)
def people_at_work(view: View) -> int:
    """How many people changed something in the last half hour, with whoever asks."""
    newest = select(entries.c.person_id, entries.c.at).order_by(entries.c.number.desc()).limit(LOOKED_AT).subquery()
    since = view.now - timedelta(minutes=NOW_MINUTES)
    found = set(view.db.execute(select(newest.c.person_id).where(newest.c.at >= since).distinct()).scalars())
    return len(found | {view.person.id})


@query(needs=Permission.SEE_COUNCIL)
def entered_later(view: View) -> datetime | None:
    """When the newest entry was made, on the clock in Kent, if that is still to come: a clock here or there is wrong (A16)."""
    at = view.db.execute(select(entries.c.at).order_by(entries.c.number.desc()).limit(1)).scalar()
    return to_local(at) if at is not None and at - view.now > APART else None
