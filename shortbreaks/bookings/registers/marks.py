"""The marks of a register: their keys and words, what each makes of a booking, and the code on each line; pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.bookings.charges import Band, Cancelled, cost_of_cancelling
from shortbreaks.council.codes import FREE_ABSENCES, ILLNESSES
from shortbreaks.dates import months_before
from shortbreaks.errors import Refused

KEYS = {"P": "present", "A": "absent", "S": "sick", "L": "late", "X": "no show"}
WORDS = {"present": "Present", "late": "Late or part", "absent": "Absent", "sick": "Sick", "no show": "Did not come"}
MEANINGS = {"present": "ok", "late": "ok", "absent": "neutral", "sick": "info", "no show": "bad"}
STAYED = frozenset({"present", "late"})
OURS = frozenset({"council_transport", "sent_home", "not_told"})
# No letter or figure that is read for another; 31 of them, a prime, so that the check letter finds every slip
LETTERS = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIGURES = LETTERS[:9]
MISREAD = str.maketrans({"I": "1", "L": "1", "U": "V"})
DRAWN = 9


@dataclass(frozen=True, slots=True)
class Told:
    """What a mark makes of a booking: its new state and what it costs."""

    state: str
    cost: Cancelled


def told_by(mark: str, reason: str, pence: int, start: datetime, ladder: Sequence[Band], late_days: int = 0) -> Told:
    """The state and the charge that a mark leaves of a confirmed booking (R-C3): a no-show owes all of it.

    An absence that was said only at the door is a cancellation without notice; illness, a death, and what the
    provider or the council brought about cost nothing.
    """
    if mark == "present":
        return Told("attended", Cancelled(100, pence, in_notice=False))
    if mark == "late":
        return Told("attended_part", Cancelled(100, pence, in_notice=False))
    if mark == "no show":
        return Told("no_show", Cancelled(100, pence, in_notice=False))
    free = mark == "sick" or reason in FREE_ABSENCES
    cost = cost_of_cancelling(pence, start, start, ladder, free=free, late_days=late_days)
    if mark == "sick" or reason in ILLNESSES:
        return Told("absent_ill", cost)
    if reason in OURS:
        return Told("cancelled_by_provider", cost)
    return Told("cancelled_in_notice" if cost.in_notice else "cancelled_late", cost)


def check_mark(
    mark: str, reason: str, came: datetime | None, left: datetime | None, start: datetime, end: datetime,
    reasons: Collection[str],
) -> None:  # fmt: skip
    """Raise Refused for a mark that says too little, or times outside the session."""
    if mark not in WORDS:
        raise Refused("That is not something that happens on the day.", "Choose present, late, absent, sick or no show.")
    if mark == "absent" and not reason:
        raise Refused("An absence has its reason.", "Choose it from the list, or mark that the child did not come.")
    if reason and reason not in reasons:
        raise Refused("That reason is not in the list.", "Choose one from the list.")
    if mark == "sick" and reason and reason not in ILLNESSES:
        raise Refused("That is no illness.", "Mark the child absent, with the reason.")
    if mark == "late" and came is None and left is None:
        raise Refused("Late or part needs a time.", "Write when the child came, or when it left.")
    if mark not in STAYED and (came is not None or left is not None):
        raise Refused("A child that was not there has no times.", "Take the times away, or mark the child present.")
    for moment in (came, left):
        if moment is not None and not start <= moment <= end:
            raise Refused(f"{moment:%H:%M} is not between {start:%H:%M} and {end:%H:%M}.", "Write a time of the session.")
    if came is not None and left is not None and left <= came:
        raise Refused(f"{left:%H:%M} is not after {came:%H:%M}.", "Check both times.")


def talk_is_due(days: Sequence[date], on: date, after: date | None, count: int) -> bool:
    """Whether no-shows of these days open a conversation on a day (R-C6): `count` of them within twelve months.

    `after` is the last no-show that an earlier conversation was about; those up to it are not counted again.
    """
    since = months_before(on, 12)
    fresh = [day for day in days if since < day <= on and (after is None or day > after)]
    return len(fresh) >= count


def check_letter(drawn: str) -> str:
    """The letter that makes a code prove itself: one wrong letter, or two neighbours changed over, never pass."""
    total = 0
    for place, letter in enumerate(drawn):
        total += (place + 1) * LETTERS.index(letter)
    return LETTERS[total % len(LETTERS)]


def code_of(drawn: str) -> str:
    """A whole code of the letters that were drawn."""
    return drawn + check_letter(drawn)


def read_code(typed: str) -> str:
    """The code that was scanned or typed, whatever its case, gaps and misread letters. Raises Refused for a forged one."""
    code = "".join(typed.split()).replace("-", "").upper().translate(MISREAD)
    whole = len(code) == DRAWN + 1 and all(letter in LETTERS for letter in code)
    if not whole or code != code_of(code[:DRAWN]):
        raise Refused(
            "That is not a code of a register.", "Scan the line again, or type the letters that stand under the bars."
        )
    return code
