"""The council's own code lists: what may be chosen on a day, what a code is called, and what an older name means."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.codes import LISTS, MEDWAY, Code
from shortbreaks.council.tables import CodeEntry
from shortbreaks.database.commands import View, query
from shortbreaks.database.kept import kept
from shortbreaks.database.prepared import Prepared
from shortbreaks.database.search import words_of

# Built once: a select costs more to build than to run (speed.md).
_COLUMNS = (
    CodeEntry.list_name, CodeEntry.code, CodeEntry.words, CodeEntry.old_names, CodeEntry.from_day, CodeEntry.retired_on,
    CodeEntry.elsewhere,
)  # fmt: skip
_ALL = Prepared(select(*_COLUMNS).order_by(CodeEntry.position, CodeEntry.id))
NAMES = tuple(LISTS)
MADE_FROM = ("code_entry",)


@dataclass(frozen=True, slots=True)
class NamedCode:
    """A code's words, the other names it is known by, and the days on which it holds: the last is not one of them.

    `elsewhere` is a district of another council's.
    """

    code: str
    words: str
    names: tuple[str, ...]
    from_day: date | None
    until: date | None
    elsewhere: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the code is in use on a day."""
        return (self.from_day is None or self.from_day <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class CodeList:
    """Every code one list ever had, in its order; what is in use is asked of a day."""

    codes: tuple[NamedCode, ...]

    @cached_property
    def said(self) -> Mapping[str, str]:
        """The words of every code, in use or not: what stands on a record is always said."""
        return {one.code: one.words for one in self.codes}

    def in_use(self, day: date) -> dict[str, str]:
        """What may be chosen on a day, with its words."""
        return {one.code: one.words for one in self.codes if one.holds_on(day)}

    def choices(self, day: date, standing: Collection[str] = (), *, once: bool = False) -> tuple[tuple[str, str], ...]:
        """What a form offers on a day; a code that stands on the record already is offered with it, and said to be old.

        With `once` a code is said with the names it had before.
        """
        found = []
        for one in self.codes:
            if one.holds_on(day):
                found.append((one.code, f"{one.words} (once {', '.join(one.names)})" if once and one.names else one.words))
            elif one.code in standing:
                found.append((one.code, f"{one.words} (no longer offered)"))
        known = {code for code, _ in found}
        return (*found, *((code, code) for code in standing if code and code not in known))

    def by_any_name(self, day: date) -> tuple[tuple[str, str], ...]:
        """What may be chosen on a day, and after it each other name of it, so that an old one is found by typing it."""
        held = [one for one in self.codes if one.holds_on(day)]
        others = ((one.code, f"{name}: now {one.words}") for one in held for name in one.names)
        return (*((one.code, one.words) for one in held), *others)

    def beginning(self, word: str) -> set[str]:
        """The codes one of whose names has a word that begins so; both sides folded, as everything is that is searched for."""
        return {
            one.code for one in self.codes if any(each.startswith(word) for each in words_of(one.words, *one.names))
        }

    def code_for(self, text: str) -> str | None:
        """The code meant by a code, its words or another name of it, whatever the case; None when nothing fits."""
        return self._by_name.get(_same(text))

    @cached_property
    def _by_name(self) -> Mapping[str, str]:
        """A code counts before words, words before other names, and what comes first in the list before later."""
        found = {_same(one.code): one.code for one in reversed(self.codes)}
        for names in ([(one.words,) for one in self.codes], [one.names for one in self.codes]):
            for one, called in zip(self.codes, names, strict=True):
                for name in called:
                    found.setdefault(_same(name), one.code)
        return found


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _shipped(code: Code) -> NamedCode:
    return NamedCode(code.code, code.words, code.old_names, None, None, code == MEDWAY)


@cache
def _as_shipped(list_name: str) -> CodeList:
    """A list of which the council has changed nothing: what is shipped changes with the program alone."""
    return CodeList(tuple(_shipped(one) for one in LISTS.get(list_name, ())))


def _whole(list_name: str, rows: Collection[Any]) -> CodeList:
    """The shipped codes, with the council's own in their place, and its additions after them."""
    if not rows:
        return _as_shipped(list_name)
    found = {one.code: one for one in _as_shipped(list_name).codes}
    for _, code, words, names, from_day, until, elsewhere in rows:
        other = tuple(name for name in names.split("|") if name)
        found[code] = NamedCode(code, words, other, from_day, until, elsewhere or code == MEDWAY.code)
    return CodeList(tuple(found.values()))


class _Read:
    """Every list as it was found: asked once, each list put together when it is first looked at."""

    def __init__(self, db: Session) -> None:
        self._rows: dict[str, list[Any]] = {}
        if db.autoflush:
            db.flush()  # what a command has changed and not written yet is read too
        for row in _ALL.rows(db.connection(), {}):
            self._rows.setdefault(row[0], []).append(row)
        self._made: dict[str, CodeList] = {}

    def of(self, name: str) -> CodeList:
        if name not in self._made:
            self._made[name] = _whole(name, self._rows.get(name, ()))
        return self._made[name]


def _read(db: Session) -> _Read:
    """A session is of one question or one command, which look at several lists and change none they look at.

    A question, whose session never writes, has them as they were kept; a command reads them.
    """
    found: _Read | None = db.info.get(_Read)
    if found is None:
        found = db.info[_Read] = _Read(db) if db.autoflush else kept(db, "code lists", MADE_FROM, partial(_Read, db))
    return found


def code_list(db: Session, list_name: str) -> CodeList:
    """One list, as the council keeps it; all that a question or a command looks at are one question of the database."""
    return _read(db).of(list_name)


def code_lists(db: Session) -> Mapping[str, CodeList]:
    """Every list by name, in one question."""
    return {name: code_list(db, name) for name in NAMES}


def codes_in(db: Session, list_name: str, day: date) -> dict[str, str]:
    """A list's codes in use on a day and their words: what a command takes."""
    return code_list(db, list_name).in_use(day)


def words_in(db: Session, list_name: str) -> dict[str, str]:
    """The words of every code of a list, in use or not: what a screen or a paper says for what stands."""
    return dict(code_list(db, list_name).said)


def named_codes(db: Session, list_name: str) -> tuple[NamedCode, ...]:
    """Every code of a list there ever was, with its names."""
    return code_list(db, list_name).codes


def called(districts: CodeList) -> dict[str, str]:
    """What each district is called; one that is another council's is said to be none of Kent's (R-E3)."""
    return {**districts.said, **{one.code: f"{one.words}, not Kent" for one in districts.codes if one.elsewhere}}


def district_words(db: Session) -> dict[str, str]:
    """The same, asked of the office."""
    return called(code_list(db, "district"))


def say_district(words: Mapping[str, str], code: str) -> str:
    """A district's name by `district_words`: "Outside Kent" for anything that is not listed."""
    return words.get(code, "Outside Kent")


@query(needs=Permission.SEE_COUNCIL)
def lists_shown(view: View) -> Mapping[str, CodeList]:
    """Every code list by name, for the choices of forms and filters."""
    return code_lists(view.db)
