"""Who rang: the adults of a child's household who may book, to whom the confirmation goes."""

from collections.abc import Collection

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.judging import households_of
from shortbreaks.database.commands import View, Work, query
from shortbreaks.errors import Refused
from shortbreaks.families.rights import may, rights_of
from shortbreaks.families.rules import short_name
from shortbreaks.families.tables import Adult, Child


@query(needs=Permission.BOOK)
def who_may_book(view: View, child_id: int) -> tuple[tuple[int, str], ...]:
    """The adults of a child's household who may book, each as (id, words), first the one who gets the letters."""
    home = select(Child.household_id).where(Child.id == child_id).scalar_subquery()
    rows = view.db.execute(
        select(Adult.id, Adult.first_name, Adult.last_name, Adult.relation)
        .where(Adult.household_id == home, may("may_book", view.today))
        .order_by(may("gets_letters", view.today).desc(), Adult.id)
    )
    return tuple((r.id, ", ".join(filter(None, (short_name(r.first_name, r.last_name), r.relation)))) for r in rows)


def check_asker(work: Work, adult_id: int | None, child_ids: Collection[int]) -> None:
    """Raise Refused unless who asks, where that is said, is of the children's household and may book."""
    if adult_id is None:
        return
    adult = work.db.get(Adult, adult_id)
    homes = set(households_of(work, set(child_ids)).values())
    if adult is None or adult.state != "open" or adult.household_id not in homes:
        raise Refused("Who rang is not an adult of this family.", "Choose one of the family's adults.", "asked_by")
    if not rights_of(work.db, [adult.id], work.today)[adult.id].may_book:
        name = short_name(adult.first_name, adult.last_name)
        raise Refused(
            f"{name} may not book for this family.", "Choose who may, or change it on the family's record.", "asked_by"
        )
