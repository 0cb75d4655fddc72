"""Names written from right to left: letters joined, and put into the order in which a line is drawn.

A paper's lines run from left to right; a phrase of Hebrew or Arabic inside one is drawn as a whole, so that its words
stand in their own order. Arabic letters take the shape that their neighbours ask for, read from Unicode's own table of
joined forms, which the wide font of papers has.
"""

import re
import unicodedata
from functools import lru_cache

RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
BETWEEN = "[^A-Za-z\u00c0-\u058f\u0900-\ud7ff\n]*"
PHRASE = re.compile(f"([{RIGHT}](?:{BETWEEN}[{RIGHT}])*)([)\\]}}]?)")
NUMBER = re.compile(r"[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/\-\u00a0 ]?[0-9\u0660-\u0669\u06f0-\u06f9]+)*")
MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
LONGEST = 30


@lru_cache(maxsize=1)
def _forms() -> dict[str, dict[str, str]]:
    """For each kind of form (isolated, final, initial, medial): the letters it stands for, and its character."""
    found: dict[str, dict[str, str]] = {"isolated": {}, "final": {}, "initial": {}, "medial": {}}
    for code in (*range(0xFB50, 0xFC00), *range(0xFE80, 0xFEFD)):
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if kind.strip("<>") in found:
            found[kind.strip("<>")]["".join(chr(int(letter, 16)) for letter in letters)] = chr(code)
    return found


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn"


def joined(text: str) -> str:
    """Arabic letters in the shapes that their neighbours ask for; everything else as it is."""
    forms = _forms()
    units = re.findall("\u0644[\u0622\u0623\u0625\u0627]|.", text, re.DOTALL)
    solid = [n for n, unit in enumerate(units) if not _is_mark(unit[0])]
    shaped = list(units)
    for place, n in enumerate(solid):
        before = units[solid[place - 1]] if place else ""
        after = units[solid[place + 1]] if place + 1 < len(solid) else ""
        from_before = (before in forms["initial"] or before == "\u0640") and units[n] in forms["final"]
        to_after = units[n] in forms["initial"] and (after in forms["final"] or after == "\u0640")
        kind = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (from_before, to_after), "isolated"
        )
        shaped[n] = forms[kind].get(units[n], units[n])
    return "".join(shaped)


def drawn_order(text: str) -> str:
    """One phrase as it is drawn: from right to left, its figures and marks still the way they are read."""
    clusters = re.findall(f"{NUMBER.pattern}|.[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]*", text, re.DOTALL)
    return "".join(one.translate(MIRRORED) if len(one) == 1 else one for one in reversed(clusters))


def for_drawing(text: str) -> str:
    """Text whose right-to-left phrases are joined and ordered; a phrase stays on one line, a long one has lines of its own.

    The line ends in the answer are kept by whoever sets the lines.
    """
    if text.isascii() or not PHRASE.search(text):
        return text
    return PHRASE.sub(lambda found: _phrase(found[1], found[2]), text)


def _phrase(text: str, closing: str) -> str:
    outside = ""
    if sum(text.count(one) for one in "([{") > sum(text.count(one) for one in ")]}"):
        text += closing
    else:
        outside = closing
    pieces: list[str] = []
    for word in re.split("[ \u00a0]", text):
        if pieces and len(pieces[-1]) + len(word) < LONGEST:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return "\n".join(drawn_order(joined(piece)).replace(" ", "\u00a0") for piece in pieces) + outside
