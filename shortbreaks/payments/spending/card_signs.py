"""What a minus means in a bank's file: told by the file, or asked where it cannot tell (safety.md C8)."""

from collections import Counter
from collections.abc import Sequence

from shortbreaks.errors import Refused
from shortbreaks.money import read_filed_money

SIGNS = {"out is minus": "Money out has a minus", "out is plus": "Money in has a minus"}
MINUS = {"back": "A refund, or money that went back", "nothing": "Nothing: the column says it all"}
TELLS = 3  # of so many sums, all with a minus, hardly each is a refund


def check_sign(cells: Sequence[str]) -> None:
    """Most lines of a family's statement are money out: where most have no minus, or so few have one, a person says what it means."""
    minus, plain = _signs(cells)
    if plain and minus <= plain:
        raise Refused(
            "Most of the amounts have no minus, which may be money in or money out.", "Say which has a minus; it is known again next time.",
            "sign",
        )  # fmt: skip
    if not plain and 0 < minus < TELLS:
        raise Refused(
            "Every amount has a minus, and so few may be refunds as well as money out.",
            "Say which has a minus; it is known again next time.", "sign",
        )  # fmt: skip


def minus_means(out: tuple[str, Sequence[str]], into: tuple[str, Sequence[str]], said: str) -> str:
    """What a minus means in columns of money out and in, each with its heading; "" where that was not `said` and no sum has one.

    Raises Refused for what is in doubt: a single sum under money out, with a minus, is a purchase at one bank and a refund at
    another.
    """
    signs = [(heading, *_signs(cells)) for heading, cells in (out, into)]
    if signs[0][2]:
        return "back"  # money out is written without one
    whole = [(heading, minus) for heading, minus, plain in signs if minus and not plain]
    for heading, minus in whole:
        if not said and minus < TELLS:
            raise Refused(
                f"What stands under “{heading}” has a minus, and may have gone the other way, as a refund does.",
                "Say what a minus means there; it is known again next time.", "minus",
            )  # fmt: skip
    return said or ("nothing" if whole else "back" if signs[1][1] else "")


def turned(cells: Sequence[str], minus: str) -> int:
    """-1 where every sum in a column has a minus that says nothing. Else a sum with one goes the other way, as a refund does."""
    if minus != "nothing":
        return 1
    having, plain = _signs(cells)
    return -1 if having and not plain else 1


def _signs(cells: Sequence[str]) -> tuple[int, int]:
    """How many sums of a column have a minus and how many none; what is nought, or cannot be read, has no say.

    A long file says the same few sums again and again, and each is read once.
    """
    counts = {True: 0, False: 0}
    for cell, times in Counter(cells).items():
        if (minus := _is_minus(cell)) is not None:
            counts[minus] += times
    return counts[True], counts[False]


def _is_minus(cell: str) -> bool | None:
    try:
        pence = read_filed_money(cell)
    except Refused:
        return None
    return None if pence == 0 else pence < 0
