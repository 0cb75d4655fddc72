"""Whole pence: said, read, shared and split without losing one."""

import re
from collections.abc import Sequence

from shortbreaks.errors import Refused

MOST_PENCE = 100_000_000  # £1,000,000 (safety.md C13)
# Our own grammar, ASCII only: Python would read 1e5, 1_000 and ٣٤ as numbers (safety.md D10).
TYPED = re.compile(r"£?(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.(?P<pence>[0-9]{1,2}))?")
FILED = re.compile(
    r"(?P<open>\()?(?P<sign>[-\u2212])?£?(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.(?P<pence>[0-9]{2}))?"
    r"(?P<close>\))?(?P<after>[-\u2212])?"
)


def pounds(pence: int) -> str:
    """Pence as people read them: 117288 is £1,172.88, -500 is −£5.00 with a true minus."""
    sign = "−" if pence < 0 else ""
    whole, part = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}.{part:02d}"


def read_money(text: str) -> int:
    """Pence from what a person typed: 12, 12.7, £1,234.56. Raises Refused with an example for anything else."""
    found = TYPED.fullmatch(text.strip())
    if found is None:
        raise Refused(f"“{text.strip()[:20]}” is not an amount.", "Write pounds and pence, such as 12.70.")
    part = (found["pence"] or "").ljust(2, "0")
    pence = int(found["pounds"].replace(",", "")) * 100 + int(part)
    if pence > MOST_PENCE:
        raise Refused("That is more than £1,000,000.", "Check the amount.")
    return pence


def read_filed_money(text: str) -> int:
    """Pence from a file's cell: nought or two decimals, brackets or a minus before or after for a negative amount.

    Raises Refused for anything else, so that no doubtful figure is ever guessed (safety.md C8, 3.9).
    """
    found = FILED.fullmatch(text.strip())
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise Refused(f"“{text.strip()[:20]}” is not an amount.", "Amounts in a file look like 12.70 or -12.70.")
    signs = [found["open"], found["sign"], found["after"]]
    if sum(1 for sign in signs if sign) > 1:
        raise Refused(f"“{text.strip()[:20]}” has more than one minus.", "Amounts in a file look like -12.70.")
    pence = int(found["pounds"].replace(",", "")) * 100 + int(found["pence"] or "0")
    return -pence if any(signs) else pence


def share_of(pence: int, numerator: int, denominator: int) -> int:
    """A fraction of some pence, rounded half up (away from nought): 39096 × 17/28 is 23737."""
    if denominator <= 0:
        raise ValueError("a share needs a whole to be a share of")
    product = abs(pence) * numerator
    rounded = (2 * product + denominator) // (2 * denominator)
    return rounded if pence >= 0 else -rounded


def percent_of(pence: int, percent: int) -> int:
    """A percentage of some pence, rounded half up: 50 % of 1275 is 638 (R-C4)."""
    return share_of(pence, percent, 100)


def split(pence: int, weights: Sequence[int]) -> list[int]:
    """Parts in proportion to whole weights that add up to the whole, each within a penny of its exact share."""
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights are whole, not negative, and not all nought")
    parts, given, done = [], 0, 0
    for weight in weights:
        done += weight
        upto = share_of(pence, done, total)
        parts.append(upto - given)
        given = upto
    return parts
