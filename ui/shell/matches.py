"""Where typed words begin words of a text, so that matches can be marked."""

from collections.abc import Sequence
from functools import lru_cache

from shortbreaks.database.search import fold, words_of


def marked_parts(text: str, typed: str) -> Sequence[tuple[str, bool]]:
    """The text in parts, each with whether it matches; folded as the search folds ("lukasz" marks Łukasz)."""
    folded, back = _folded(text)
    marks = [False] * len(text)
    for word in words_of(typed):
        place = folded.find(word)
        while place >= 0:
            if place == 0 or not folded[place - 1].isalnum():
                for n in range(back[place], back[place + len(word) - 1] + 1):
                    marks[n] = True
            place = folded.find(word, place + 1)
    parts: list[tuple[str, bool]] = []
    for letter, marked in zip(text, marks, strict=True):
        if parts and parts[-1][1] == marked:
            parts[-1] = (parts[-1][0] + letter, marked)
        else:
            parts.append((letter, marked))
    return parts


@lru_cache(maxsize=512)
def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its letters the place it came from; the same titles come with every key."""
    folded = ""
    back: list[int] = []
    for place, letter in enumerate(text):
        plain = fold(letter)
        folded += plain
        back += [place] * len(plain)
    return folded, back
