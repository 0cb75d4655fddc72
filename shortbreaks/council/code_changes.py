"""Codes of the council's lists: added, reworded, taken out of use, each with its reason; never removed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.council.codes import LISTS, MEDWAY
from shortbreaks.council.commands import check_day, check_reason
from shortbreaks.council.list_changes import note_change, say_code
from shortbreaks.council.lists import code_list
from shortbreaks.council.queries import next_position
from shortbreaks.council.tables import CodeEntry
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import say_day
from shortbreaks.errors import Refused

CHANGE = Permission.CHANGE_COUNCIL
LONGEST = 40  # letters of a code


@dataclass(frozen=True, slots=True)
class SetCode:
    """A code's words in one list; a new one, from a day or from today, when the list has it not.

    `retired` ends its use, from a day or from today; `seen` is the version shown of one that the council has changed before.

    `elsewhere` says that a district is another council's: a home there is out of area (R-E3).
    """

    list_name: str
    code: str
    words: str
    old_names: str = ""
    retired: bool = False
    from_day: date | None = None
    elsewhere: bool = False
    reason: str = ""
    retired_from: date | None = None
    seen: int | None = None


@command(needs=CHANGE, recorded_as="Code list changed")
def set_code(work: Work, request: SetCode) -> int:
    """Reword, add or retire a code.

    Raises Refused for an unknown list, a code or words left empty, a name that another code has, or days that cannot be.
    """
    if request.list_name not in LISTS:
        raise Refused("There is no such list.", "Choose one from the page.", "list_name")
    code, words = request.code.strip(), " ".join(request.words.split())
    names = [" ".join(name.split()) for name in request.old_names.replace("|", ",").split(",") if name.strip()]
    if not code or not words:
        raise Refused("A code needs its letters and its words.", "Write both.", "words" if code else "code")
    _check_fixed(request.list_name, code, retired=request.retired)
    if request.elsewhere and request.list_name != "district":
        raise Refused("Only a district can be another council’s.", "Leave it out for this list.", "elsewhere")
    _check_names(work, request.list_name, code, [words, *names])
    if request.retired_from is not None and not request.retired:
        raise Refused("A day is written from which it is out of use.", "Say that it is out of use, or take the day out.", "retired_from")
    check_reason(request.reason)
    found, was = _standing(work, request, code, words)
    found.words = words
    found.from_day = request.from_day or found.from_day
    found.old_names = "|".join(dict.fromkeys(names))
    found.retired_on = (request.retired_from or found.retired_on or work.today) if request.retired else None
    found.elsewhere = request.elsewhere
    _check_days(found)
    work.db.add(found)
    work.db.flush()
    note_change(work, found, was, _said(found), request.reason)
    work.record(found)
    return found.id


def _standing(work: Work, request: SetCode, code: str, words: str) -> tuple[CodeEntry, str]:
    """The council's own entry of a code, locked, or a new one; and what the list says of it until now."""
    kept = select(CodeEntry.id).where(CodeEntry.list_name == request.list_name, CodeEntry.code == code)
    row_id = work.db.scalar(kept)
    if row_id is not None:
        found = work.take(CodeEntry, row_id, seen=request.seen)
        return found, _said(found)
    shipped = next((one for one in LISTS[request.list_name] if one.code == code), None)
    made = CodeEntry(
        list_name=request.list_name, code=code, words=words, old_names="", from_day=None if shipped else work.today,
        retired_on=None, elsewhere=False, position=next_position(work.db, request.list_name),
    )  # fmt: skip
    if shipped is None:
        return made, ""
    return made, say_code(shipped.words, "|".join(shipped.old_names), (None, None), elsewhere=shipped == MEDWAY)


def _said(one: CodeEntry) -> str:
    return say_code(one.words, one.old_names, (one.from_day, one.retired_on), elsewhere=one.elsewhere)


def _check_names(work: Work, list_name: str, code: str, names: Collection[str]) -> None:
    """No two codes of a list by one name: a file that says it would mean either."""
    others = [one for one in code_list(work.db, list_name).codes if one.code != code]
    taken = {_same(name): one for one in others for name in (*one.names, one.words, one.code)}
    if (other := taken.get(_same(code))) is not None:
        raise Refused(f"“{code}” is a name of {other.code}, {other.words}, already.", "Choose other letters.", "code")
    for place, name in enumerate(names):
        if (other := taken.get(_same(name))) is not None:
            field = "old_names" if place else "words"
            raise Refused(f"“{name[:40]}” is a name of {other.code}, {other.words}, already.", "Give each code its own.", field)


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()


def _check_days(one: CodeEntry) -> None:
    for day, field in ((one.from_day, "from_day"), (one.retired_on, "retired_from")):
        if day is not None:
            check_day(day, field)
    if one.from_day is not None and one.retired_on is not None and one.retired_on < one.from_day:
        raise Refused(
            f"It would be out of use before {say_day(one.from_day)}, when it begins.", "Look at both days.", "retired_from"
        )


def _check_fixed(list_name: str, code: str, *, retired: bool) -> None:
    """Levels have a rank and codes of needs stand parted by commas in files: neither can be just anything."""
    if list_name == "level" and (retired or code not in {one.code for one in LISTS["level"]}):
        raise Refused("Schemes count with these four levels, in their order.", "Change their words, and keep all four.", "code")
    if len(code) > LONGEST:
        raise Refused(f"A code is at most {LONGEST} letters.", "Write a short one; its words may be long.", "code")
    if set(code) & set(",;|:"):
        raise Refused(f"“{code[:40]}” holds a sign that parts codes from each other.", "Write letters and digits.", "code")
