"""The register of a session for the provider's staff: what they must know of each child, times, signature and a code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shortbreaks.dates import say_day, say_full, say_span
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, Boxed, Placed, Row, box, facts, never_to, text_rows, title
from shortbreaks.documents.style import INK, INK2, WIDTH, Style, style_named
from shortbreaks.documents.words import unbroken

SMALL = 12.0
RIGHT = 184.0  # points of a line's right side: code, times, signature
LABEL, BESIDE_CODE = 66, 200  # points of large print: for the word beside a box, and to the right of the bars
KEYS = "P present · L late or part (write the times) · A absent · S sick · X did not come"
# Words of a diagnosis never stand on a register: staff get what to do, and the care plan holds the rest
DIAGNOSES = re.compile(
    r"autis|asperger|\ba\.?d\.?h\.?d\b|epilep|syndrome|cerebral palsy|diabet|dystroph|spina bifida|fragile x|\bpda\b|\bocd\b"
    r"|psycho|depress|anxiety disorder|disorder|diagnos|dysprax|dyslex|cystic|cancer|leuk|\basd\b|\bgdd\b|schizo",
    re.IGNORECASE,
)
SEE_PLAN = "see the care plan"
MOST_LETTERS = 400  # of what somebody wrote at length


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child of a register, in the words staff need; empty ones are left out. `code` stands as bars and letters."""

    child: str
    age: int
    ratio: str
    alerts: str
    equipment: str
    medicines: str
    allergies: str
    communication: str
    likes: str
    collects: str
    emergency: str
    code: str
    never: str = ""  # to whom the child is not handed over (R-P6)
    health: str = ""  # health and emergency facts, without a diagnosis


@dataclass(frozen=True, slots=True)
class SessionRegister:
    """One session's register; `staffing` says how many workers its children need."""

    service: str
    venue: str
    start: datetime
    end: datetime
    staffing: str
    children: tuple[ChildLine, ...]


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """Everything the registers of one provider say: its own children only."""

    head: Letterhead
    provider: str
    dated: date
    sessions: tuple[SessionRegister, ...]
    return_to: str


def without_diagnosis(words: str) -> str:
    """Words for a register, or "see the care plan" in place of words that name a diagnosis."""
    return SEE_PLAN if DIAGNOSES.search(words) else words.strip()


def in_short(words: str) -> str:
    """What somebody wrote at length, so far as a sheet has room for it: that it goes on is said, for staff act by it."""
    return words if len(words) <= MOST_LETTERS else f"{words[:MOST_LETTERS].rstrip()}… The record says more: ask the office."


def register_paper(given: RegisterFacts, style_name: str) -> Drawn:
    """Draw the registers of one provider, each session on a page of its own. Raises Refused for an unknown style."""
    style = style_named(style_name)
    story: list[Block] = []
    for session in given.sessions:
        story += _session(given, session, style, fresh=bool(story))
    first, last = given.sessions[0].start.date(), given.sessions[-1].start.date()
    days = say_day(first) if first == last else f"{say_day(first)} to {say_day(last)}"
    return draw("Register", f"Register, {days}", given.head, style, story)


def _session(given: RegisterFacts, session: SessionRegister, style: Style, *, fresh: bool) -> list[Block]:
    head = title(session.service, style)
    when = f"{say_full(session.start.date())}, {_times(session)}"
    lines = [_large_line(child, style) if style.blocks else _line(child) for child in session.children]
    walk_in = "Somebody came who is not on this list? Write first name and initial here, and ring us the same day:"
    return [
        Block(head.rows, head.after, fresh=fresh),
        facts(
            [
                ("When", [(when, True)]), ("Where", [(session.venue, False)]), ("Provider", [(given.provider, False)]),
                ("Staff", [(session.staffing, False)]), ("Register of", [(unbroken(say_day(given.dated)), False)]),
            ],
            style,
        ),
        _small(KEYS, style),
        *lines,
        Block((*_small(walk_in, style).rows, Row(30, (), boxes=(Boxed(0, 2, WIDTH, 26),))), 10),
        box(f"{given.return_to} Keep it locked away until then: it is about children.", style),
    ]  # fmt: skip


def _times(session: SessionRegister) -> str:
    if session.start.date() == session.end.date():
        return unbroken(say_span(session.start, session.end))
    return f"{session.start:%H:%M} to {say_full(session.end.date())}, {session.end:%H:%M}"


def _small(words: str, style: Style) -> Block:
    size = style.body if style.blocks else SMALL
    return Block(text_rows([(words, False)], size, 1.3, INK2), 6)


def said_of(child: ChildLine) -> list[tuple[str, str]]:
    """What a line says of a child, name by name, in the order in which staff look for it."""
    pairs = [
        ("Must know", child.alerts), ("Allergies", child.allergies), ("Medicines", child.medicines),
        ("In an emergency", child.health),
        ("Equipment", child.equipment), ("Communication", child.communication), ("Likes", child.likes),
        ("Collected by", child.collects), ("Emergency", child.emergency),
    ]  # fmt: skip
    return [(name, words) for name, words in pairs if words]


def _line(child: ChildLine) -> Block:
    """One child in standard print: what to know at the left; code, mark, times and signature at the right."""
    width, across = WIDTH - RIGHT - 14, WIDTH - RIGHT
    text: list[Placed] = []
    down = 8.0
    head = [(unbroken(f"{child.child}, {child.age}"), True), (f"   {child.ratio}", False)]
    down = _put(text, head, 14, 0, down, width)
    boxes = [*bars_of(child.code, across, 8, 26)]
    if child.never:
        warned = never_to(child.never, SMALL + 1, 0, width)
        text += [replace(one, down=one.down + down) for one in warned.text]
        boxes += [replace(one, down=one.down + down) for one in warned.boxes]
        down += warned.height
    for name, words in said_of(child):
        down = _put(text, [(f"{name}: ", True), (words, False)], SMALL, 0, down + 1, width)
    _put(text, [(unbroken(_spoken(child.code)), False)], SMALL, across + 10, 35, RIGHT)
    for n, name in enumerate(("Mark", "In", "Out")):
        left = across + n * 63
        boxes.append(Boxed(left, 54, 58, 32))
        _put(text, [(name, False)], SMALL, left + 3, 54, 50)
    _put(text, [("Signed", False)], SMALL, across + 3, 90, RIGHT)
    boxes.append(Boxed(across, 90, RIGHT, 30))
    return Block((Row(max(down, 121) + 7, tuple(text), above=True, boxes=tuple(boxes)),), 0)


def _put(text: list[Placed], runs: Sequence[tuple[str, bool]], size: float, across: float, down: float, width: float) -> float:
    for row in text_rows(runs, size, 1.28, INK, across, width):
        text += [replace(one, down=one.down + down) for one in row.text]
        down += row.height
    return down


def _large_line(child: ChildLine, style: Style) -> Block:
    """One child in large print: one fact a line, then the code and the boxes across the page; a page has room for two."""
    told = [*text_rows([(unbroken(f"{child.child}, {child.age}"), True)], style.body + 2, 1.3)]
    told += text_rows([(child.ratio, False)], style.body, style.lead)
    if child.never:
        told.append(never_to(child.never, style.body, 0, WIDTH))
    for name, words in said_of(child):
        told += text_rows([(f"{name}: ", True), (words, False)], style.body, style.lead)
    first, *rest = told
    code: list[Placed] = []
    _put(code, [(unbroken(_spoken(child.code)), False)], style.body, BESIDE_CODE, 12, WIDTH - BESIDE_CODE)
    rows = [Row(44, tuple(code), boxes=tuple(bars_of(child.code, 0, 6, 34)))]
    for names in (("Mark", "In", "Out"), ("Signed",)):
        share, text, boxes = WIDTH / len(names), list[Placed](), list[Boxed]()
        for n, name in enumerate(names):
            left = n * share
            _put(text, [(name, False)], style.body, left, 8, LABEL)
            boxes.append(Boxed(left + LABEL, 2, share - LABEL - 10, 34))
        rows.append(Row(40, tuple(text), boxes=tuple(boxes)))
    return Block((Row(first.height, first.text, above=True), *rest, *rows), 8)


def _spoken(code: str) -> str:
    return f"{code[:5]}-{code[5:]}"


def bars_of(code: str, across: float, down: float, height: float) -> list[Boxed]:
    """A code as the bars of Code 128, with a quiet place before them; each module is one point, 0.35 mm."""
    from reportlab.graphics.barcode.code128 import Code128

    drawn = Code128(code, quiet=0)
    drawn.validate()
    drawn.encode()
    drawn.decompose()
    bars: list[Boxed] = []
    left = across + 10
    for letter in drawn.decomposed:
        wide = ord(letter.lower()) - ord("a") + 1
        if letter.isupper():
            bars.append(Boxed(left, down, wide, height, filled=True))
        left += wide
    return bars
