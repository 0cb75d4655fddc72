"""Counts and numbers as people say them, and what people typed as it is kept."""

import unicodedata
from collections.abc import Sequence

_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ENDS = {1: "st", 2: "nd", 3: "rd"}


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word: 1 payment, 2 payments, 1,204 families."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def every(number: int, one: str) -> str:
    """How often something comes: "every month", "every 6 months"."""
    return f"every {one}" if number == 1 else f"every {counted(number, one)}"


def listed(names: Sequence[str]) -> str:
    """Several names as one says them: "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def whole(postcode: str) -> str:
    """A postcode as it is shown: CT10 1JX never breaks at its space."""
    return postcode.replace(" ", "\u00a0")


def nth(number: int) -> str:
    """A place in an order, from the first on: "third", "11th", "22nd"."""
    if number <= len(_NTH):
        return _NTH[number - 1]
    return f"{number}{'th' if number % 100 in {11, 12, 13} else _ENDS.get(number % 10, 'th')}"


def inside(words: str) -> str:
    """Words of a person as they stand inside a sentence: the first letter small; ADHD, J.'s and 7-a-side stay as typed."""
    return f"{words[:1].lower()}{words[1:]}" if words[1:2].islower() else words


LONGEST_NAME, LONGEST_TEXT = 300, 50_000  # letters of one line and of a text that the record has room for
# What turns the order of every letter after it, and signs of no letter: nobody sees them, and "gpj.exe" reads as "exe.jpg"
TURNS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
CONTROLS = tuple(code for code in (*range(32), *range(127, 160)) if code not in {9, 10, 13, 0x85})
CONTROL_SIGNS = frozenset(map(chr, CONTROLS))
HIDDEN: dict[int, str | None] = dict.fromkeys((*TURNS, *CONTROLS))


def without_hidden(text: str) -> str:
    """Words without controls and marks that turn what stands after them; "" for what holds signs and none that can be seen."""
    if text.isascii() and (text.isprintable() or not set(text) & CONTROL_SIGNS):
        return text
    left = text.translate(HIDDEN)
    if not left.isascii() and all(unicodedata.category(letter)[0] in "ZC" for letter in left):
        return ""
    return text if left == text else left


def as_kept(text: str, *, one_line: bool) -> str:
    """What somebody typed or pasted, without the spaces around it and what is hidden in it; "" where nothing can be seen.

    On one line a break or tab that was pasted is a space.
    """
    if one_line and not text.isprintable():
        text = " ".join(part.strip() for part in text.replace("\t", " ").splitlines())
    return without_hidden(text).strip()


def decision_ref(number: int) -> str:
    """A decision's number as letters say it: D-00042."""
    return f"D-{number:05d}"


def booking_ref(number: int) -> str:
    """A booking's number as people say it: B-00042."""
    return f"B-{number:05d}"


def series_ref(number: int) -> str:
    """A series' number as people say it: S-0012."""
    return f"S-{number:04d}"


def nights_ref(number: int) -> str:
    """A request for nights' number as letters say it: N-00042."""
    return f"N-{number:05d}"


def waiting_ref(number: int) -> str:
    """A waiting request's number as letters say it: W-00042."""
    return f"W-{number:05d}"


def transition_ref(number: int, age: str) -> str:
    """A transition letter's number: the child's, and the age it is about: T-00042-17½."""
    return f"T-{number:05d}-{age}"
