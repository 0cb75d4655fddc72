"""Every kind of paper, found by its facts: nasty words in each stand on it as text, in both prints (safety.md section 5)."""

import io
import types
import typing
import unicodedata
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time

import pypdf
import pytest

from shortbreaks.documents.drawing import PAPERS
from shortbreaks.documents.keeping import from_json, to_json
from shortbreaks.documents.prints import print_of, whole
from shortbreaks.documents.words import clean, pieces
from tests.nasty import TEXTS

DAY = datetime(2026, 8, 1, 10, 30)
# What the record may hold there is one of a few words of ours, and each leads to a sentence
CODES = {
    "DecisionFacts.payment": "yes", "OfferFacts.after": "waits", "SurplusLetterFacts.outcome": "more time",
    "PayBackFacts.kind": "misspent", "EndLetterFacts.reason": "plan", "PauseFacts.reason": "review", "ChildLine.code": "7K2P9QXA",
    "ReconsiderLetterFacts.outcome": "stands", "StatementFacts.most": "half", "SurplusLetterFacts.most": "half", "PauseFacts.most": "half",
}  # fmt: skip
# What a paper does not say of these facts: it greets nobody, or says it where something else is so, or in its foot
NOT_PRINTED = {
    "agreement summary": {"ToFamily.dear"}, "cancellation notice": {"NoticeFacts.no_alternative"},
    "offer letter": {"OfferFacts.exempt"}, "statement": {"StatementFacts.ref"},
    "surplus letter": {"SurplusLetterFacts.aside", "SurplusLetterFacts.reason"},
}  # fmt: skip
FOOT = 40  # points; below stand the reference and the page, between the lines of what goes on overleaf


class Filling:
    """Facts made up from their types alone: every text takes the next nasty value, marked so that it is found again."""

    def __init__(self, start, *, truth) -> None:
        self.start, self.truth = start, truth
        self.given = {}

    def text(self, name):
        if name in CODES:
            return CODES[name]
        number = len(self.given)
        mark = f"q{number}z"
        self.given[mark] = (name, TEXTS[(self.start + number) % len(TEXTS)])
        return self.given[mark][1] + mark

    def made(self, kind, name):
        origin, inner = typing.get_origin(kind), typing.get_args(kind)
        if origin is tuple:
            return tuple(self.made(one, name) for one in (inner[:1] if inner[-1] is Ellipsis else inner))
        if origin in (typing.Union, types.UnionType):
            return self.made(next(one for one in inner if one is not type(None)), name) if self.truth else None
        if is_dataclass(kind):
            hints = typing.get_type_hints(kind)
            return kind(**{one.name: self.made(hints[one.name], f"{kind.__name__}.{one.name}") for one in fields(kind)})
        # nothing moves on these papers, so that those which prove their own sums are drawn
        plain = {int: 0, float: 0.5, bool: self.truth, date: DAY.date(), datetime: DAY, time: DAY.time()}
        return self.text(name) if kind is str else plain[kind]


def read(pdf):
    """The words of a paper in reading order, their spaces and ends of lines left out; the foot of each page too."""
    found = []
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        page.extract_text(visitor_text=lambda text, _cm, tm, _f, _s: found.append(text) if tm[5] > FOOT else None)
        assert "/Annots" not in page  # no link
        for one in page["/Resources"].get("/XObject", {}).values():  # and no picture but what easy read draws itself
            drawn_here = one.get_object()
            assert drawn_here["/Subtype"] == "/Form" and "/XObject" not in drawn_here.get("/Resources", {})
    return squeezed("".join(found))


def squeezed(text):
    return "".join(text.split()).casefold()


def drawn(words):
    """Words as letters on paper, those of no font as their code."""
    return squeezed("".join(letters for _, letters in pieces(clean(words), bold=False)))


def stands(text, value, mark):
    """Whether a value stands before its mark. What is drawn from right to left is read back in whichever order the reader
    likes, so there every letter is asked for; the order itself is proved where letters are joined (test_scripts)."""
    if not any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in value):
        return drawn(value + mark) in text
    letters = squeezed(clean(value))
    before = unicodedata.normalize("NFKC", text[: text.index(mark)])
    return sorted(before[-len(letters) :]) == sorted(letters)


STYLES = [(kind, style) for kind, one in PAPERS.items() for style in ("standard", "large", *(("easy",) if one.easy else ()))]


@pytest.mark.parametrize(("kind", "style"), STYLES)
def test_every_word_stands_on_the_paper_as_it_was_typed(kind, style):
    every, met, start, turn = set(), set(), 0, 0
    while start < len(TEXTS):
        filling = Filling(start, truth=turn % 2 == 0)
        facts = filling.made(PAPERS[kind].facts, kind)
        paper = PAPERS[kind].draw(facts, style)
        assert from_json(PAPERS[kind].facts, to_json(facts)) == facts
        kept = print_of(paper)
        assert whole(kept.own, kept.shared) == paper.pdf and len(kept.shared) > 1
        text = read(paper.pdf)
        for mark, (name, value) in filling.given.items():
            every.add(name)
            if mark in text:
                met.add(name)
                assert stands(text, value, mark), (name, value, text)
        start, turn = start + len(filling.given), turn + 1
    assert every - met == NOT_PRINTED.get(kind, set())


@pytest.mark.parametrize("style", ["standard", "large"])
@pytest.mark.parametrize(("kind", "of"), [("register", "ChildLine.never"), ("house sheet", "SleeperFacts.never")])
def test_to_whom_a_child_is_never_handed_is_set_apart_bold_beside_a_black_bar_in_a_ruled_box(kind, of, style):
    filling = Filling(0, truth=True)
    paper = PAPERS[kind].draw(filling.made(PAPERS[kind].facts, kind), style)
    bold, boxes = [], []
    for page in pypdf.PdfReader(io.BytesIO(paper.pdf)).pages:
        page.extract_text(
            visitor_text=lambda text, _cm, tm, font, _s: bold.append((text, tm[5])) if font and "Bold" in font["/BaseFont"] else None,
            visitor_operand_before=lambda op, given, _cm, _tm: boxes.append([float(x) for x in given]) if op == b"re" else None,
        )
    (mark,) = (mark for mark, (name, _) in filling.given.items() if name == of)
    assert f"{squeezed('Never to be handed to:')}{drawn(filling.given[mark][1])}{mark}" in squeezed("".join(text for text, _ in bold))
    (line,) = (at for text, at in bold if text.startswith("Never"))
    around = [(width, high) for _, foot, width, high in boxes if foot < line < foot + high]
    assert min(around)[0] == 7 and any(width > 250 and high == min(around)[1] for width, high in around), around
