"""Where typed words begin words of a text, so that matches can be marked."""

from collections.abc import Sequence
from functools import lru_cache

from shortbreaks.database.search import fold, words_of


def marked_parts(text: str, typed: str) -> Sequence[tuple[str, bool]]:
    """The text in parts, each with whether it matches; folded as the search folds ("lukasz" marks Łukasz)."""
    folded, back = _folded(text)
    spans: list[tuple[int, int]] = []
    for word in words_of(typed):
        place = folded.find(word)
        while place >= 0:
            if place == 0 or not folded[place - 1].isalnum():
                spans.append((back[place], back[place + len(word) - 1] + 1))
            place = folded.find(word, place + 1)
    parts: list[tuple[str, bool]] = []
    done = 0
    for begin, end in _joined(spans):
        if begin > done:
            parts.append((text[done:begin], False))
        parts.append((text[begin:end], True))
        done = end
    if done < len(text):
        parts.append((text[done:], False))
    return parts


def _joined(spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Spans in order, those that meet or overlap as one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    return joined


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
