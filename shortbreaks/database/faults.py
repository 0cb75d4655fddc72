"""What the database's own complaints mean to a person: the only room that catches them."""

import re
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from shortbreaks.database.guards import SAYS
from shortbreaks.errors import ChangedByAnother, Refused, Spoken, Unavailable

RETRY = {"40001", "40P01"}  # serialisation failure, deadlock: PostgreSQL asks for the transaction to be made again
# What else a server says of itself and its other callers, by the number of its complaint or the class that begins it: its words
# may be in any language.
IN_THE_WAY = ("Somebody else is saving just now, so this was not saved.", "Try again in a moment.")
OF_ITS_OWN = ("The council's database server has a fault of its own, so nothing was done.", "Tell your ICT team.")
OF_THE_SERVER = {
    **dict.fromkeys((*RETRY, "55P03"), IN_THE_WAY),  # tried again and again, and still in somebody's way
    "25006": (  # a standby copy, or a server that somebody set so
        "The council's database may only be read just now, so this was not saved.",
        "Nothing typed is lost; ask your ICT team when its server is written to again.",
    ),
    "57014": (
        "The council's database server did not finish this in the time it is given, so nothing was done.",
        "Try again in a moment; tell your ICT team if it happens again.",
    ),
    "53100": (
        "The disk of the council's database server is full, so this was not saved.",
        "Tell your ICT team; what was saved before is safe.",
    ),
    "53": ("The council's database server has too much to do just now, so nothing was done.", "Try again in a few minutes."),
    "58": OF_ITS_OWN,
    "XX": OF_ITS_OWN,
}
_refusals: dict[str, Callable[[], Refused]] = {}


def when_broken(name: str, columns: str, refusal: Callable[[], Refused]) -> None:
    """Name the refusal a person hears when the database finds a unique constraint broken.

    PostgreSQL names the constraint ("uq_place_child_id"), SQLite its columns ("place.child_id, place.day").
    """
    _refusals[name] = refusal
    _refusals[columns] = refusal


def meaning_of(fault: Exception) -> Spoken | None:
    """The sentence for a database error, or None when it is our own mistake and should be seen as one."""
    if isinstance(fault, StaleDataError):
        return ChangedByAnother("Somebody changed this after you opened it.", "Look again, then make your change.")
    if not isinstance(fault, DBAPIError):
        return None
    words = str(fault.orig)
    if SAYS in words:
        return Refused(words.split(SAYS, 1)[1].splitlines()[0].strip())
    if "NUL (0x00)" in words:
        return Refused("There is a mark in this that nobody sees and that cannot be kept (NUL).", "Type it instead of pasting it.")
    if isinstance(fault, IntegrityError):
        return _integrity(fault, words)
    return _surroundings(fault, words)


def _integrity(fault: IntegrityError, words: str) -> Refused | None:
    diagnosis = getattr(fault.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    if name is None:
        found = re.search(r"constraint failed: (.+)$", words)
        name = found.group(1) if found else ""
    refusal = _refusals.get(name)
    return refusal() if refusal else None


def _surroundings(fault: DBAPIError, words: str) -> Unavailable | None:
    number = getattr(fault.orig, "sqlstate", "")
    if number and (said := OF_THE_SERVER.get(number) or OF_THE_SERVER.get(number[:2])):
        return Unavailable(*said)
    if fault.connection_invalidated or (isinstance(fault, OperationalError) and number is None):
        return Unavailable("The council's database server does not answer.", "Nothing typed is lost; try again when it is back.")
    return None if number else _of_the_file(words.lower())


def _of_the_file(words: str) -> Unavailable | None:
    if "disk is full" in words or "no space left" in words:
        return Unavailable("The disk is full, so this was not saved.", "Make room on the disk; what was saved before is safe.")
    if "database is locked" in words:
        return Unavailable(*IN_THE_WAY)
    if "readonly" in words or "read-only" in words:
        return Unavailable("The office's file may only be read here, so this was not saved.", "Ask who keeps this computer to allow it.")
    if "malformed" in words or "not a database" in words or "disk i/o" in words:
        return Unavailable(
            "The office's file is damaged or its disk does not answer.",
            "Close Short Breaks, and restore the newest verified backup.",
        )
    return None


def must_retry(fault: Exception) -> bool:
    """Whether PostgreSQL asks for the same transaction to be made again."""
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", None) in RETRY
