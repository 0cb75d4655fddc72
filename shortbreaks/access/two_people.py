"""Two people approve, never one with two ways in: what can be known of whether two sign-ins are one person (safety.md B11)."""

from collections.abc import Iterable

from sqlalchemy import select

from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import Work
from shortbreaks.database.search import fold
from shortbreaks.errors import Refused

REMEDY = (
    "Somebody else approves it. If they are two people, an administrator gives each their own name and e-mail first."
)


def check_two_people(work: Work, others: Iterable[int | None]) -> None:
    """Raise Refused when who approves has the name or the e-mail of somebody whose act this is: one person, two sign-ins.

    A telephone may be a desk's, which several share, so it tells nothing.
    """
    ids = {one for one in others if one is not None and one != work.person.id}
    if not ids:
        return
    people = {
        row.id: row for row in work.db.scalars(select(PersonRecord).where(PersonRecord.id.in_({*ids, work.person.id})))
    }
    me = people.get(work.person.id)
    for one in (people[key] for key in sorted(ids) if key in people and me is not None):
        assert me is not None
        if _one_line(one.name) == _one_line(me.name):
            raise Refused(
                f"Your sign-in and {one.sign_in} have the same name, {one.name}: that would be one person.", REMEDY
            )
        if one.email.strip() and one.email.strip().casefold() == me.email.strip().casefold():
            raise Refused(f"Your sign-in and {one.sign_in} have the same e-mail: that would be one person.", REMEDY)


def _one_line(name: str) -> str:
    return " ".join(fold(name).split())
