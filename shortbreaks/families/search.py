"""Finding a child or a family by half a name, misspelt, without accents, by reference, postcode or telephone."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import district_words, say_district
from shortbreaks.database.commands import View, query
from shortbreaks.database.prepared import PreparedAmong
from shortbreaks.database.search import (
    ending,
    fold,
    index_words,
    is_beginning,
    names_of,
    near,
    rows_having,
    rows_with_any,
    words_of,
)
from shortbreaks.dates import age_on
from shortbreaks.families.merged import same_household
from shortbreaks.families.name_history import NamePast
from shortbreaks.families.rules import GONE, short_name
from shortbreaks.families.sen import sen_type_searched
from shortbreaks.families.tables import Address, Adult, Child, Household

ENOUGH = 5
MOST = 24
LAST_FIGURES = 3  # of a telephone number: so many find it from its end
LOOKED_AT = 72  # children looked at for ranking
READ = 3 * LOOKED_AT  # words read for them: one child can have several that begin alike
# Spelt once: building a select costs more than running it, and so does SQLAlchemy's way to a short one (speed.md).
_NAMES = PreparedAmong(
    lambda ids: select(Child.id, Child.first_name, Child.last_name, Child.known_as, Child.state).where(
        Child.id.in_(ids), Child.state != "merged"
    )
)
# A child as it is shown with its family's number and home, which stands again for each home there is: the last is the newest
_SHOWN = PreparedAmong(
    lambda ids: select(
        Child.id, Child.household_id, Child.born, Child.sibling_only, Household.ref, Address.lines, Address.district,
        Address.visibility,
    )
    .join(Household, Household.id == Child.household_id)
    .outerjoin(Address, and_(Address.household_id == Child.household_id, Address.purpose == "home", Address.until_day.is_(None)))
    .where(Child.id.in_(ids))
    .order_by(Address.id)
)  # fmt: skip
_ADULTS = PreparedAmong(
    lambda ids: select(Adult.household_id, Adult.relation, Adult.first_name, Adult.last_name, Adult.state)
    .where(Adult.household_id.in_(ids), or_(*(Adult.state == one for one in ("open", *GONE))))
    .order_by(Adult.id)
)


class Ranked(NamedTuple):
    """A child that was looked at, by the name that tells it from the others."""

    id: int
    name: str
    state: str


def index_family(db: Session, household_id: int) -> None:
    """Make every child of a household findable by the family's names, reference, postcode and telephones."""
    # the number of a family merged into this one still leads here
    refs = list(db.scalars(select(Household.ref).where(Household.id.in_(same_household(household_id)))))
    adults = db.execute(
        select(Adult.first_name, Adult.last_name, Adult.phone).where(Adult.household_id == household_id)
    ).all()
    # A restricted postcode does not lead to its family: finding by it would tell who lives there (safety.md 3.11)
    codes = db.execute(
        select(Address.postcode).where(Address.household_id == household_id, Address.visibility == "open")
    ).scalars()
    shared = names_of(*(part for adult in adults for part in (adult.first_name, adult.last_name)))
    shared |= (
        {fold(code).replace(" ", "") for code in codes} | {fold(ref).replace("-", "") for ref in refs} | words_of(*refs)
    )
    for number in {_telephone(adult.phone) for adult in adults if adult.phone}:
        shared |= {number, ending(number)}
    before, own = _past_names(db, household_id)
    shared |= before
    children = db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as).where(
            Child.household_id == household_id, Child.state != "merged"
        )
    )
    for child in children:
        names = names_of(child.first_name, child.last_name, child.known_as) | own.get(child.id, frozenset())
        index_words(db, "child", child.id, shared | names)


def _past_names(db: Session, household_id: int) -> tuple[frozenset[str], dict[int, frozenset[str]]]:
    """The names that adults of a household had before, and those of each child, also under a number that was merged."""
    adults = db.execute(
        select(NamePast.first_name, NamePast.last_name).join(Adult, Adult.id == NamePast.adult_id)
        .where(Adult.household_id == household_id)
    )  # fmt: skip
    children = db.execute(
        select(func.coalesce(Child.merged_into, Child.id).label("kept"), NamePast.first_name, NamePast.last_name)
        .join(Child, Child.id == NamePast.child_id).where(Child.household_id.in_(same_household(household_id)))
    )  # fmt: skip
    own: dict[int, frozenset[str]] = {}
    for row in children:
        own[row.kept] = own.get(row.kept, frozenset()) | names_of(row.first_name, row.last_name)
    return frozenset().union(*(names_of(row.first_name, row.last_name) for row in adults)), own


def _telephone(text: str) -> str:
    """A number as it is searched: letters and figures alone, and from abroad as at home, so +44 (0)7700 900123 is 07700900123."""
    return re.sub(r"^(?:00)?440?", "0", "".join(letter for letter in fold(text) if letter.isalnum()))


def matching(db: Session, kind: str, typed: str, compact: Collection[str] = (), most: int = 2000) -> list[int]:
    """Ids of rows of a kind that have, for every typed word, a word beginning with it; misspelt when few are found.

    Those that have every word whole come first where many are found, so that an exact name is never crowded out; of each
    question at most so many rows are read. `compact` are further spellings of the whole text that may match alone, such as a
    postcode without its space.
    """
    words = sorted(words_of(typed), key=lambda word: (-len(word), word))
    if not words:
        return []
    found = rows_having(db, kind, words, most)
    if len(words) > 1 and len(found) > LOOKED_AT:
        found = [*rows_having(db, kind, words, most, whole=True), *found]
    for whole in compact:
        if len(whole) > 2 and [whole] != words and is_beginning(db, kind, whole):
            found += rows_having(db, kind, (whole,), most)
    found = list(dict.fromkeys(found))
    if len(found) >= ENOUGH or any(len(word) < 3 or word.isdigit() for word in words):
        return found
    meant = set.intersection(*(rows_with_any(db, kind, near(db, kind, word)) for word in words))
    return list(dict.fromkeys((*found, *sorted(meant))))


@dataclass(frozen=True, slots=True)
class FoundChild:
    """One child as an answer: first name and initial, the whole name only when two would be alike."""

    id: int
    household_id: int
    name: str
    age: int
    born: date
    ref: str
    town: str
    parent: str
    sibling_only: bool
    state: str


@query(needs=Permission.SEE_CASES)
def find_people(view: View, typed: str) -> tuple[FoundChild, ...]:
    """Children found by what was typed, best first: names beginning so before misspelt ones; at most 24."""
    return found_rows(view, people_ranked(view.db, typed), typed)


def people_ranked(db: Session, typed: str) -> list[Ranked]:
    """Children found by what was typed, best first, each with its name; at most 24."""
    bare = fold(typed).replace(" ", "").replace("-", "")
    spellings = [bare, number := _telephone(typed), *((ending(number),) if number.isdigit() and len(number) >= LAST_FIGURES else ())]
    ids = [*_with_sen(db, typed), *matching(db, "child", typed, tuple(dict.fromkeys(spellings)), READ)]
    named, wanted = _named(db, list(dict.fromkeys(ids))[:LOOKED_AT]), words_of(typed)
    return sorted(named, key=lambda one: (-_score(one.name, wanted), one.state != "open", fold(one.name), one.id))[:MOST]


def found_rows(view: View, ranked: Sequence[Ranked], typed: str) -> tuple[FoundChild, ...]:
    """Some of them as answers, with where they live and their first parent, and who of the typed name is gone."""
    return tuple(_rows(view.db, ranked, view.today, words_of(typed)))


def _with_sen(db: Session, typed: str) -> Sequence[int]:
    """Children of a SEN type that was typed instead of a name, the first by name; more than can be shown are not read."""
    code = sen_type_searched(db, typed)
    if not code:
        return ()
    found = select(Child.id).where(or_(Child.sen_first == code, Child.sen_second == code), Child.state == "open")
    return db.scalars(found.order_by(Child.first_name, Child.last_name, Child.id).limit(MOST)).all()


def _score(name: str, wanted: Collection[str]) -> int:
    own, points = _begun(name), 0
    for word in wanted:  # asked of every child that is looked at, with every key
        if f" {word}" in own:
            points += 3 if f" {word} " in own else 1
    return points


@lru_cache(maxsize=4096)
def _begun(name: str) -> str:
    """The folded words of a name, each between spaces: one look says whether any of them begins so."""
    return f" {' '.join(names_of(name))} "


def children_rows(db: Session, ids: Collection[int], today: date) -> list[FoundChild]:
    """The answers for some children, in four questions however many."""
    return _rows(db, _named(db, ids), today)


def _named(db: Session, ids: Collection[int]) -> list[Ranked]:
    """Some children, each with the name by which it is told from the others."""
    rows = _NAMES.rows(db.connection(), sorted(ids))
    names = [short_name(first, last, known_as) for _, first, last, known_as, _ in rows]
    often = Counter(names)
    return [
        Ranked(number, f"{first} {last}" if often[name] > 1 else name, state)
        for (number, first, last, _, state), name in zip(rows, names, strict=True)
    ]


def _rows(db: Session, ranked: Sequence[Ranked], today: date, typed: Collection[str] = ()) -> list[FoundChild]:
    if not ranked:
        return []
    shown = {row[0]: row for row in _SHOWN.rows(db.connection(), [one.id for one in ranked])}
    words, parents = district_words(db), _adults_of(db, {row[1] for row in shown.values()}, typed)
    found = []
    for child, name, state in ranked:
        _, home, born, sibling_only, ref, lines, district, visibility = shown[child]
        town = "" if lines is None else _town(words, lines, district, visibility)
        found.append(FoundChild(child, home, name, age_on(born, today), born, ref, town, parents.get(home, ""), sibling_only, state))
    return found


def _town(words: Mapping[str, str], lines: str, district: str, visibility: str) -> str:
    town = lines.splitlines()[-1].strip() if lines.strip() and visibility == "open" else ""
    return ", ".join(dict.fromkeys(filter(None, (town, say_district(words, district)))))  # Dover in Dover is said once


def _adults_of(db: Session, households: Collection[int], typed: Collection[str]) -> dict[int, str]:
    """Each household's first adult, and who is of it no more and whose name was typed: "Father, Ben O., has left"."""
    found: dict[int, str] = {}
    gone: dict[int, str] = {}
    for home, relation, first, last, state in _ADULTS.rows(db.connection(), sorted(households)):
        if state == "open":
            found.setdefault(home, f"{relation}, {short_name(first, last)}")
        elif any(one.startswith(word) for one in names_of(first) for word in typed):
            gone[home] = f"{relation}, {short_name(first, last)}, {GONE[state]}"
    return found | {home: f"{found[home]}; {words}" if home in found else words for home, words in gone.items()}
