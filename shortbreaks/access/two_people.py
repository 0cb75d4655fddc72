"""Two people approve, never one with two ways in: what can be known of whether two sign-ins are one person (safety.md B11)."""

from collections.abc import Iterable

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database.commands import View, Work, query
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


@query(needs=Permission.SEE_PEOPLE)
def signs_in_alike(view: View, name: str, but: int | None = None) -> tuple[str, ...]:
    """Who signs in already by a name that reads the same, said with their role, without `but` of this number."""
    rows = view.db.scalars(select(PersonRecord).where(PersonRecord.active).order_by(PersonRecord.id))
    wanted = _one_line(name)
    return tuple(f"{one.name} signs in as {one.sign_in}, {one.role}" for one in rows if one.id != but and _one_line(one.name) == wanted)


def check_own_email(work: Work, email: str, but: int | None = None) -> None:
    """Refuse an e-mail of somebody else whose sign-in is open: by it one person with two sign-ins is known (safety.md B11).

    The caller has locked everybody who may sign in, so that two who are let in at once are each seen by the other.
    """
    wanted = email.strip().casefold()
    for one in work.db.scalars(select(PersonRecord).where(PersonRecord.active, PersonRecord.email != "").order_by(PersonRecord.id)):
        if one.id != but and one.email.strip().casefold() == wanted:
            raise Refused(
                f"{one.name} has this e-mail, and signs in as {one.sign_in}.",
                "Give each person their own, or leave it empty.", "email",
            )  # fmt: skip


def _one_line(name: str) -> str:
    return " ".join(fold(name).split())
