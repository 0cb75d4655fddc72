"""Families that may be the same: shown before a new one is saved."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.database.search import fold
from shortbreaks.families.search import FoundChild, children_rows, matching
from shortbreaks.families.tables import Child

ALIKE = 82  # of 100; found by trying the nasty names against each other
SAME_DAY = 60  # enough for children born the same day


@dataclass(frozen=True, slots=True)
class Likely:
    """A child that may be the one being entered, and why."""

    child: FoundChild
    reason: str


@query(needs=Permission.SEE_CASES)
def likely_duplicates(view: View, first_name: str, last_name: str, born: date) -> tuple[Likely, ...]:
    """Children with a like name, or born that day with one name alike; the likeliest first, at most five."""
    from rapidfuzz import fuzz

    ids = set(matching(view.db, "child", f"{first_name} {last_name}"))
    same_day = view.db.execute(
        select(Child.id)
        .where(or_(Child.born == born, Child.born == swapped(born)), Child.state != "merged")
        .limit(500)
    ).scalars()
    # those born that day first: a name that many have crowds nobody out
    rows = children_rows(view.db, list(dict.fromkeys((*same_day, *sorted(ids))))[:600], view.today)
    whole = select(Child.id, Child.first_name, Child.last_name).where(Child.id.in_([one.id for one in rows]))
    names = {row.id: f"{row.first_name} {row.last_name}" for row in view.db.execute(whole)}
    wanted = fold(f"{first_name} {last_name}")
    found = []
    for row in rows:
        like = fuzz.token_sort_ratio(wanted, fold(names[row.id]))
        if row.born == born and like >= SAME_DAY:
            found.append((like + 100, Likely(row, "Born the same day, with a like name")))
        elif row.born == swapped(born) and like >= ALIKE:
            found.append((like + 50, Likely(row, "A like name; day and month of birth the other way round")))
        elif like >= ALIKE + 10:
            found.append((like, Likely(row, "A like name, born another day")))
    found.sort(key=lambda pair: (-pair[0], pair[1].child.id))
    return tuple(likely for _, likely in found[:5])


def swapped(born: date) -> date:
    """A day of birth with day and month the other way round; the same day where there is none."""
    try:
        return born.replace(month=born.day, day=born.month)
    except ValueError:
        return born
