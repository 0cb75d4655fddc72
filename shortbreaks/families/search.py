"""Finding a child or a family by half a name, misspelt, without accents, by reference, postcode or telephone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import district_words, say_district
from shortbreaks.database.commands import View, query
from shortbreaks.database.search import fold, index_words, rows_beginning, rows_with, words_known, words_of
from shortbreaks.dates import age_on
from shortbreaks.families.merged import same_household
from shortbreaks.families.rules import short_name
from shortbreaks.families.sen import sen_type_searched
from shortbreaks.families.tables import Address, Adult, Child, Household

ENOUGH = 5
MOST = 24
LOOKED_AT = 72  # rows read for ranking; whole words go first, so an exact name is never crowded out
# Built once: building a select costs more than running it (speed.md).
_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_CHILDREN = (
    select(
        Child.id, Child.household_id, Child.first_name, Child.last_name, Child.known_as, Child.born,
        Child.sibling_only, Child.state, Household.ref,
    )
    .join(Household, Household.id == Child.household_id)
    .where(Child.id.in_(_IDS), Child.state != "merged")
)  # fmt: skip
_HOMES = (
    select(Address.household_id, Address.lines, Address.district, Address.visibility)
    .where(Address.household_id.in_(_IDS), Address.purpose == "home", Address.until_day.is_(None))
    .order_by(Address.id)
)
_PARENTS = (
    select(Adult.household_id, Adult.relation, Adult.first_name, Adult.last_name)
    .where(Adult.household_id.in_(_IDS), Adult.state == "open")
    .order_by(Adult.id.desc())
)


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
    shared = words_of(*(part for adult in adults for part in (adult.first_name, adult.last_name)))
    shared |= (
        {fold(code).replace(" ", "") for code in codes} | {fold(ref).replace("-", "") for ref in refs} | words_of(*refs)
    )
    shared |= {fold(adult.phone).replace(" ", "") for adult in adults if adult.phone}
    children = db.execute(
        select(Child.id, Child.first_name, Child.last_name, Child.known_as).where(
            Child.household_id == household_id, Child.state != "merged"
        )
    )
    for child in children:
        index_words(db, "child", child.id, shared | words_of(child.first_name, child.last_name, child.known_as))


def matching(db: Session, kind: str, typed: str, compact: Collection[str] = ()) -> set[int]:
    """Ids of rows of a kind that have, for every typed word, a word beginning with it; misspelt when few are found.

    `compact` are further spellings of the whole text that may match alone, such as a postcode without its space.
    """
    words = sorted(words_of(typed), key=len, reverse=True)
    if not words:
        return set()
    found = _all_of(rows_beginning(db, kind, word) for word in words)
    for whole in compact:
        if len(whole) > 2:
            found |= rows_beginning(db, kind, whole)
    if len(found) >= ENOUGH or any(len(word) < 3 or word.isdigit() for word in words):
        return found
    known = words_known(db, kind)
    return found | _all_of(_meant(db, kind, word, known) for word in words)


def _meant(db: Session, kind: str, word: str, known: Sequence[str]) -> set[int]:
    """Rows with a word about one slip of the hand away: two for long words."""
    slips = 1 if len(word) < 6 else 2
    near = process.extract(word, known, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=12)
    rows = rows_beginning(db, kind, word)
    for name, _, _ in near:
        rows |= rows_beginning(db, kind, name)
    return rows


def _all_of(sets: Iterable[set[int]]) -> set[int]:
    found: set[int] | None = None
    for one in sets:
        found = one if found is None else found & one
    return found or set()


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
    bare = fold(typed).replace(" ", "").replace("-", "")
    ids = matching(view.db, "child", typed, (bare,)) | _with_sen(view.db, typed)
    rows = children_rows(view.db, _nearest(view.db, ids, typed), view.today)
    wanted = words_of(typed)
    ranked = sorted(rows, key=lambda row: (-_score(row, wanted), row.state != "open", fold(row.name), row.id))
    return tuple(ranked[:MOST])


def _with_sen(db: Session, typed: str) -> set[int]:
    """Children of a SEN type that was typed instead of a name, the first by name; more than can be shown are not read."""
    code = sen_type_searched(db, typed)
    if not code:
        return set()
    found = select(Child.id).where(or_(Child.sen_first == code, Child.sen_second == code), Child.state == "open")
    return set(db.scalars(found.order_by(Child.first_name, Child.last_name, Child.id).limit(MOST)))


def _nearest(db: Session, ids: set[int], typed: str) -> list[int]:
    """The ids worth ranking: those with every typed word whole first."""
    if len(ids) <= LOOKED_AT:
        return sorted(ids)
    whole = _all_of(rows_with(db, "child", word) for word in words_of(typed)) & ids
    return [*sorted(whole), *sorted(ids - whole)][:LOOKED_AT]


def _score(row: FoundChild, wanted: Collection[str]) -> int:
    own = words_of(row.name)
    exact = sum(2 for word in wanted if word in own)
    return exact + sum(1 for word in wanted if any(one.startswith(word) for one in own))


def children_rows(db: Session, ids: Collection[int], today: date) -> list[FoundChild]:
    """The answers for some children, in four questions however many."""
    if not ids:
        return []
    rows = db.execute(_CHILDREN, {"ids": sorted(ids)}).all()
    households = {row.household_id for row in rows}
    towns = towns_of(db, households)
    parents = parents_of(db, households)
    names = [short_name(r.first_name, r.last_name, r.known_as) for r in rows]
    alike = {name for name in names if names.count(name) > 1}
    return [
        FoundChild(
            r.id, r.household_id, f"{r.first_name} {r.last_name}" if name in alike else name, age_on(r.born, today),
            r.born, r.ref, towns.get(r.household_id, ""), parents.get(r.household_id, ""), r.sibling_only, r.state,
        )
        for r, name in zip(rows, names, strict=True)
    ]  # fmt: skip


def towns_of(db: Session, households: Collection[int]) -> dict[int, str]:
    """Each household's town and district; the district alone for a restricted address."""
    rows, words = db.execute(_HOMES, {"ids": sorted(households)}), district_words(db)
    found = {}
    for household_id, lines, district, visibility in rows:
        town = lines.splitlines()[-1].strip() if lines.strip() and visibility == "open" else ""
        found[household_id] = ", ".join(dict.fromkeys(filter(None, (town, say_district(words, district)))))  # Dover in Dover is said once
    return found


def parents_of(db: Session, households: Collection[int]) -> dict[int, str]:
    """Each household's first adult, as the family says it: "Mother, Grace O."."""
    rows = db.execute(_PARENTS, {"ids": sorted(households)})
    return {r.household_id: f"{r.relation}, {short_name(r.first_name, r.last_name)}" for r in rows}
