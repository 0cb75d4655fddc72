"""Who works in the office just now."""

from datetime import timedelta

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.audit import entries
from shortbreaks.database.commands import View, query

NOW_MINUTES = 30
LOOKED_AT = 500  # newest changes; more than that in half an hour are many people anyway


@query(needs=Permission.SEE_COUNCIL)
def people_at_work(view: View) -> int:
    """How many people changed something in the last half hour, with whoever asks."""
    newest = select(entries.c.person_id, entries.c.at).order_by(entries.c.number.desc()).limit(LOOKED_AT).subquery()
    since = view.now - timedelta(minutes=NOW_MINUTES)
    found = set(view.db.execute(select(newest.c.person_id).where(newest.c.at >= since).distinct()).scalars())
    return len(found | {view.person.id})
