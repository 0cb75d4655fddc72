"""A letter to a family: who writes it, to whom it goes and in which print, and its entry in the register of papers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, or_, select
from sqlalchemy.orm import Session

from shortbreaks.access.tables import PersonRecord
from shortbreaks.council.settings import BY_KEY
from shortbreaks.database.bulk import BulkInsert, ids_ahead
from shortbreaks.database.commands import View, Work
from shortbreaks.database.identity import OfficeRecord
from shortbreaks.database.prepared import rows_of
from shortbreaks.documents.prints import Print, print_of
from shortbreaks.documents.prints_kept import keep_prints
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import Refused
from shortbreaks.families.rights import may
from shortbreaks.families.tables import Adult
from shortbreaks.words import listed

WRITER = ("council_name", "office_phone", "office_email")  # shipped with the example's own, which no family must ring or write to
RELAY = "18001 then the number"
_REGISTER: Table = Paper.__table__  # type: ignore[assignment]
_ADD = BulkInsert(
    _REGISTER, "id", "kind", "about", "child_id", "adult_id", "style", "audience", "facts", "pages", "sha256", "issued_at",
    "person_id",
)  # fmt: skip
# Built once: a select costs more to build than to run (speed.md).
_OFFICER = select(PersonRecord.phone, PersonRecord.email).where(PersonRecord.id == bindparam("id"))
_PURPOSE = select(OfficeRecord.purpose)
_WISH = select(Adult.letter_format).where(Adult.id == bindparam("id"))
_STOPS: list[Callable[[Session, int], str]] = []


def letters_stop_when(finder: Callable[[Session, int], str]) -> None:
    """Name what stops a child's letters: the sentence why, or "" (R-D26). Rooms that keep such a thing say so once."""
    _STOPS.append(finder)


def letters_stopped(db: Session, child_id: int) -> str:
    """Why a child's family gets no letters for now, with who is to be spoken to; "" where it does (R-D26)."""
    return next((why for finder in _STOPS if (why := finder(db, child_id))), "")


def check_letters(db: Session, child_id: int) -> None:
    """Raise Refused while a child's family gets no letters, with who is to be spoken to first (R-D26)."""
    if why := letters_stopped(db, child_id):
        raise Refused("This family's letters are stopped.", why)


def letterhead(view: View, settings: Mapping[str, Any]) -> Any:
    """Who writes: the council and the person signed in, with the office's telephone where theirs is not known.

    Raises Refused in a live office that has not said yet who it is: the example's council and telephone stand on no real letter.
    """
    from shortbreaks.documents.page import Letterhead

    unsaid = [BY_KEY[key].title for key in WRITER if settings[key] == BY_KEY[key].default]
    if unsaid and rows_of(view.db, _PURPOSE).scalar() != "example":
        raise Refused("Nobody has said yet who writes the letters.", f"Enter first under Council, Settings: {listed(unsaid)}.")
    officer = rows_of(view.db, _OFFICER, {"id": view.person.id}).first()
    return Letterhead(
        settings["council_name"], settings["service_line"], f"{view.person.name}, {view.person.role}",
        (officer.phone if officer else "") or settings["office_phone"],
        (officer.email if officer else "") or settings["office_email"],
    )  # fmt: skip


def adult_for(view: View, household_id: int, asked_by: int | None = None) -> Any:
    """Whom a letter is for: who asked, or else the first of the household who gets letters (R-P6).

    Who asked once and is of the family no more, or may neither book nor get letters by now, gets none.
    """
    given = {"home": household_id, "today": view.today}
    if asked_by is not None:
        row = rows_of(view.db, _who_asked(), {**given, "adult": asked_by}).first()
        if row is not None:
            return row
    return rows_of(view.db, _first_told(), given).first()


@cache
def _adults() -> Select[*tuple[Any, ...]]:
    # An adult of another household never gets this child's letter (safety.md E9)
    found = select(Adult.id, Adult.title, Adult.first_name, Adult.last_name, Adult.letter_format, Adult.relation)
    return found.where(Adult.household_id == bindparam("home"))


@cache
def _who_asked() -> Select[*tuple[Any, ...]]:
    either = or_(may("may_book", bindparam("today")), may("gets_letters", bindparam("today")))
    return _adults().where(Adult.id == bindparam("adult"), either)


@cache
def _first_told() -> Select[*tuple[Any, ...]]:
    return _adults().where(may("gets_letters", bindparam("today"))).order_by(Adult.id).limit(1)


def dear(adult: Any) -> str:
    """How a letter greets an adult that `adult_for` found: "Mrs O.", or "parent or carer" for nobody."""
    if adult is None:
        return "parent or carer"
    return f"{adult.title or adult.first_name} {adult.last_name[:1]}."


def style_of(db: Session, adult_id: int | None) -> str:
    """How an adult wishes letters printed; standard for nobody."""
    wish = rows_of(db, _WISH, {"id": adult_id}).scalar() if adult_id is not None else None
    return wish or "standard"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a paper says, about which record ("booking:48267"), of which child, and to which adult, whose wish is its print."""

    about: str
    facts: Any
    child_id: int | None
    adult_id: int | None
    audience: str = "family"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter of a registered kind as it was drawn: what is entered in the register of it."""

    kind: str
    letter: Letter
    style: str
    print: Print


def addressed(about: str, facts: Any, child_id: int, adult: Any) -> Letter:
    """A letter to an adult that `adult_for` found, or to nobody by name."""
    return Letter(about, facts, child_id, adult.id if adult is not None else None)


def issue(work: Work, kind: str, letter: Letter, style: str = "") -> Paper:
    """Draw a paper of a registered kind and enter it in the register, within the command that asks for it.

    `style` "" prints as the adult asked. Raises Refused when the facts make no true paper.
    """
    from shortbreaks.documents.drawing import PAPERS

    style = style or style_of(work.db, letter.adult_id)
    return enter(work, Drawn(kind, letter, style, print_of(PAPERS[kind].draw(letter.facts, style))))


def issue_recorded(work: Work, kind: str, letter: Letter, style: str = "") -> int:
    """Issue a paper as all that a command does, so that its audit entry is about the paper; answers the paper's id."""
    paper = issue(work, kind, letter, style)
    work.record(paper)
    return paper.id


def enter(work: Work, drawn: Drawn) -> Paper:
    """Enter a paper that was drawn from these very facts in the register."""
    from shortbreaks.documents.keeping import to_json

    letter = drawn.letter
    paper = Paper(
        kind=drawn.kind, about=letter.about, child_id=letter.child_id, adult_id=letter.adult_id, style=drawn.style,
        audience=letter.audience, facts=to_json(letter.facts), pages=drawn.print.pages, sha256=drawn.print.sha256,
        issued_at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(paper)
    work.db.flush()
    keep_prints(work.db.connection(), [(paper.id, drawn.print)])
    return paper


def enter_all(work: Work, papers: Sequence[Drawn]) -> list[int]:
    """Enter drawn papers as `enter` does, all of them at once; gives their ids in the same order."""
    from shortbreaks.documents.keeping import to_json

    connection = work.db.connection()
    ids = ids_ahead(connection, _REGISTER, len(papers))
    _ADD(connection, [
        (
            number, one.kind, one.letter.about, one.letter.child_id, one.letter.adult_id, one.style, one.letter.audience,
            to_json(one.letter.facts), one.print.pages, one.print.sha256, work.now, work.person.id,
        )
        for number, one in zip(ids, papers, strict=True)
    ])  # fmt: skip
    keep_prints(connection, [(number, one.print) for number, one in zip(ids, papers, strict=True)])
    work.touched("paper", ids)
    return ids
