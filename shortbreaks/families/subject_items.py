"""What is held on somebody, as items that can be read, those about somebody else marked before anything is given (R-P8)."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import View, query
from shortbreaks.database.search import fold
from shortbreaks.dates import say_day, to_local
from shortbreaks.errors import NotFound
from shortbreaks.families.merged import same_child, same_household
from shortbreaks.families.rules import short_name
from shortbreaks.families.subject_rows import Found, Subject, rows_about
from shortbreaks.families.subject_words import Sayer, name_of, title_of
from shortbreaks.families.tables import Adult, Child, Household
from shortbreaks.ledger.tables import Account, Entry, Transfer
from shortbreaks.money import pounds
from shortbreaks.providers.tables import ServicePrice

ABOUT_OTHERS = {
    "adult": "about a parent or carer",
    "adult_right": "what a parent or carer may do, on somebody’s word",
    "adult_ending": "about a parent or carer",
    "parental_responsibility": "about a parent or carer",
    "emergency_contact": "about somebody who comes in an emergency",
    "pair": "about another child",
    "record_look": "who of the office looked",
    "payee_step": "about who is paid",
}
UNSAID = {"id", "version", "facts", "sha256", "paper_sha256", "file_sha256", "merged_into", "easting", "northing", "workings",
          "entry_id", "situation", "nth"}  # fmt: skip
NAMES = "names "  # how a mark begins that says who else is named
GIVEN_UP = ("cancelled", "absent", "no_show", "superseded")  # states in which nothing is asked for any more
LEAST_NAME = 3  # letters: a shorter name is found in too many words
WORD = re.compile(r"\w+")
APOSTROPHE = re.compile("['’‘ʼ`´]")


@dataclass(frozen=True, slots=True)
class SubjectItem:
    """One thing that is held: what it says, line by line; `mark` says why somebody must look before it is given."""

    key: str
    lines: tuple[tuple[str, str], ...]
    mark: str

    @property
    def why_back(self) -> str:
        """Why it is kept back as the person reads it: who else is named is not said, which would give it away."""
        return "names somebody else" if self.mark.startswith(NAMES) else self.mark


@dataclass(frozen=True, slots=True)
class SubjectSection:
    """The items of one kind."""

    title: str
    items: tuple[SubjectItem, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Everything held on one child or adult; `name` is first name and initial."""

    name: str
    ref: str
    sections: tuple[SubjectSection, ...]

    def items(self) -> tuple[SubjectItem, ...]:
        """All of them, in order."""
        return tuple(item for section in self.sections for item in section.items)


@query(needs=Permission.SEE_CASES)
def held_on(view: View, child_id: int | None, adult_id: int | None) -> Held:
    """Everything held on a child, or on an adult. A withheld address is never in it. Raises NotFound."""
    subject, name, ref = _subject(view, child_id, adult_id)
    rows = rows_about(view.db.connection(), subject)
    others = _names_of_others(view, subject)
    say = Sayer(view, _awaited(view, rows))
    sections = [
        SubjectSection(
            title_of(table),
            tuple(_item(table, row, say, others, subject) for _, row in sorted(found.items())),
        )
        for table, found in rows.items()
    ]
    money = _money(view, rows, subject)
    if money:
        sections.append(SubjectSection("What was posted", money))
    return Held(name, ref, tuple(sections))


def _subject(view: View, child_id: int | None, adult_id: int | None) -> tuple[Subject, str, str]:
    kind: Any = Child if child_id is not None else Adult
    found = view.db.execute(
        select(kind, Household.ref).join(Household, Household.id == kind.household_id).where(kind.id == (child_id or adult_id))
    ).first()
    if found is None:
        raise NotFound("That record is not here any more.", "Look again.")
    record = found[0]
    households = tuple(view.db.scalars(same_household(record.household_id)))
    children = tuple(view.db.scalars(same_child(child_id))) if child_id is not None else ()
    name = short_name(record.first_name, record.last_name, getattr(record, "known_as", ""))
    return Subject(children, adult_id, households), name, found.ref


def _names_of_others(view: View, subject: Subject) -> dict[str, str]:
    """The names of the other people of the household as they are looked for, with how each is said: what betrays a sentence about them."""
    names: dict[str, str] = {}
    children = view.db.execute(
        select(Child.first_name, Child.known_as, Child.last_name)
        .where(Child.household_id.in_(subject.households), Child.id.not_in(subject.children))
    )
    adults = view.db.execute(
        select(Adult.first_name, Adult.last_name)
        .where(Adult.household_id.in_(subject.households), Adult.id != (subject.adult or 0))
    )
    for one in children:
        for name in (one.first_name, one.known_as):
            names |= dict.fromkeys(_ways_of(name), short_name(name, one.last_name))
    for adult in adults:
        names |= dict.fromkeys(_ways_of(adult.first_name), short_name(adult.first_name, adult.last_name))
    return {name: words for name, words in names.items() if len(name.strip()) >= LEAST_NAME}


def _ways_of(words: str) -> tuple[str, str]:
    """Folded words with a space before and after each, apostrophes left out and read as spaces.

    So names of two words or with a hyphen are found in what is written, and Tobi and D’Arcy in "Tobi's" and "Darcy".
    """
    plain, apart = fold(words), fold(APOSTROPHE.sub(" ", words))
    return f" {' '.join(WORD.findall(plain))} ", f" {' '.join(WORD.findall(apart))} "


def _item(
    table: str, row: Mapping[str, Any], say: Sayer, others: Mapping[str, str], subject: Subject
) -> SubjectItem:
    hidden = table == "address" and row["visibility"] == "restricted"
    lines = []
    for name in row:
        if name in UNSAID or (hidden and name in {"lines", "postcode", "district"}):
            continue
        if words := say(table, name, row):
            lines.append((name_of(name), words))
    if hidden:
        lines.append(("Address", "Withheld"))
    mark = ABOUT_OTHERS.get(table, "")
    if table == "adult" and row["id"] == subject.adult:
        mark = ""
    written = [way for _, words in lines for way in _ways_of(words)]
    named = {said for name, said in others.items() if any(name in one for one in written)}
    if named and not mark:
        mark = f"{NAMES}{', '.join(sorted(named))}"
    return SubjectItem(f"{table}:{row['id']}", tuple(lines), mark)


def _awaited(view: View, rows: Found) -> dict[str, str]:
    """What is said of each break to come or had that costs nothing because no price was known, and that nobody left free (R-C2).

    Once a price is known for its day a person decides whether it is charged; by a price of nought it costs nothing.
    """
    past = {one["about"] for one in rows.get("rule_override", {}).values() if one["rule"] == "R-C2"}
    past -= {one["about"] for one in rows.get("later_answer", {}).values() if one["kind"] == "price"}
    breaks = {
        about: one
        for table in ("booking", "stay") for number, one in rows.get(table, {}).items()
        if (about := f"{table}:{number}") in past and not one["exempt"] and not one["state"].startswith(GIVEN_UP)
    }
    prices = _prices(view, {one["service_id"] for one in breaks.values()}) if breaks else []
    found = {}
    for about, one in breaks.items():
        known = [price.pence for price in prices if price.service_id == one["service_id"] and price.from_day <= one["starts_at"].date()]
        if not known or known[-1]:
            found[about] = "not decided yet" if known else "not known yet"
    return found


def _prices(view: View, service_ids: set[int]) -> Sequence[Any]:
    columns = (ServicePrice.service_id, ServicePrice.from_day, ServicePrice.pence)
    asked = select(*columns).where(ServicePrice.service_id.in_(service_ids))
    return view.db.execute(asked.order_by(ServicePrice.from_day, ServicePrice.id)).all()


def _money(view: View, rows: Found, subject: Subject) -> tuple[SubjectItem, ...]:
    """Each line of the books on the accounts of the household and of the child's direct payments."""
    holders = [f"household:{one}" for one in subject.households] + [f"agreement:{one}" for one in rows.get("agreement", {})]
    # Asked for first: with the question itself in their place a server reads every transfer there ever was
    mine = view.db.scalars(select(Account.id).where(Account.holder.in_(holders))).all()
    found = view.db.execute(
        select(Transfer.id, Transfer.pence, Entry.on, Entry.what, Transfer.to_account.in_(mine).label("into"))
        .join(Entry, Entry.id == Transfer.entry_id)
        .where(or_(Transfer.from_account.in_(mine), Transfer.to_account.in_(mine)))
        .order_by(Transfer.id)
    )
    return tuple(
        SubjectItem(
            f"transfer:{r.id}",
            (("On", say_day(r.on)), ("For", r.what), ("Into" if r.into else "Out of", pounds(r.pence))), "",
        )
        for r in found
    )  # fmt: skip


def as_file(held: Held, made: datetime, given: frozenset[str]) -> bytes:
    """Everything that is given as JSON that any machine reads; what is kept back is named as kept back, and why."""
    sections = [
        {"kind": section.title, "items": [_as_json(item, given) for item in section.items]} for section in held.sections
    ]
    whole = {"about": held.name, "family": held.ref, "made": to_local(made).isoformat(), "held": sections}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _as_json(item: SubjectItem, given: frozenset[str]) -> dict[str, Any]:
    if item.mark and item.key not in given:
        return {"kept back": item.why_back}
    return dict(item.lines)
