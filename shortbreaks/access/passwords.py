"""What a password must be: long, and not one that many choose; no rules about kinds of letters (safety.md 3.4)."""

import re
from functools import lru_cache

from shortbreaks.errors import Refused
from shortbreaks.resources import resource
from shortbreaks.words import counted

SHORTEST, LONGEST = 12, 128
# What people write for a letter, undone, so that P4ssw0rd is found to be password
UNLEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890", "1234567890")


def check_password_rules(password: str, *about: str) -> None:
    """Refuse a password that is too short or long, commonly chosen, or made of words about its owner.

    `about` are the sign-in name, the person's name, the office's name. Pasting and any letter are welcome.
    """
    if len(password) < SHORTEST:
        raise Refused(
            f"The password has {counted(len(password), 'letter')}; it needs at least {SHORTEST}.",
            "Four plain words that only you would put together make a good one.", "password",
        )  # fmt: skip
    if len(password) > LONGEST:
        raise Refused(f"The password has more than {LONGEST} letters.", "Make it shorter.", "password")
    plain = re.sub(r"[^a-z0-9]", "", password.casefold())
    if len(set(password.casefold())) < 5 or _is_run(plain) or _repeats(plain):
        raise Refused(
            "The password repeats itself or follows the keys, which is guessed at once.", "Choose four plain words.",
            "password",
        )  # fmt: skip
    stem = plain.strip("0123456789")
    if any(word in common() for word in (plain, stem, plain.translate(UNLEET), stem.translate(UNLEET))):
        raise Refused(
            "Many people choose this password, so it is guessed early.", "Choose four plain words.", "password"
        )
    own = {re.sub(r"[^a-z0-9]", "", part) for text in about for part in re.split(r"[\s@.]+", text.casefold())}
    left = plain
    for word in sorted((word for word in own if len(word) > 3), key=len, reverse=True):
        left = left.replace(word, "")
    if len(left.strip("0123456789")) < 6 <= len(plain) - len(left):
        raise Refused(
            "The password is mostly your own name or the office's.", "Choose four plain words that are not about you.",
            "password",
        )  # fmt: skip


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """The passwords that many people choose, in lower case."""
    return frozenset(resource("passwords.txt").read_text("utf-8").split())


def _is_run(plain: str) -> bool:
    """Whether it only walks along the keyboard, the alphabet or the figures, in pieces of four or more."""
    walks = [*ROWS, *(row[::-1] for row in ROWS)]
    covered = 0
    while covered < len(plain):
        here = plain[covered:]
        longest = max((size for size in range(1, len(here) + 1) if any(here[:size] in row for row in walks)), default=0)
        if longest < 4 and covered + longest < len(plain):
            return False
        covered += max(longest, 1)
    return bool(plain)


def _repeats(plain: str) -> bool:
    """Whether it is one short piece again and again."""
    return any(plain == plain[:size] * (len(plain) // size) for size in range(1, len(plain) // 2 + 1))
