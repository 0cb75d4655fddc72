"""The icons that ship as pictures on paper: an SVG path as lines and curves of a page, in a box of twenty by twenty."""

import re
from collections.abc import Iterator
from functools import lru_cache
from math import acos, ceil, copysign, cos, hypot, pi, sin, sqrt, tan
from typing import NamedTuple

from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from shortbreaks.documents.style import TEAL
from shortbreaks.resources import resource

BOX = 20.0
COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
NUMBER = re.compile(r"[-+]?(?:\d*\.\d+|\d+\.?)(?:[eE][-+]?\d+)?")
PATH = re.compile(r'<path[^>]* d="([^"]+)"')
TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
FLAGS = {3, 4}  # of an arc: single digits that may stand together


class Step(NamedTuple):
    """One step of a shape: "move", "line", "curve" (two handles and the end) or "close", in the box, y upwards."""

    act: str
    points: tuple[float, ...] = ()


@lru_cache(maxsize=64)
def picture(name: str) -> tuple[Step, ...]:
    """The shape of a filled icon. Raises OSError for one that does not ship."""
    svg = resource(f"icons/{name}-filled.svg").read_text("utf-8")
    return tuple(step for path in PATH.findall(svg) for step in _Path(path).steps())


def draw_picture(canvas: Canvas, name: str, left: float, foot: float, size: float) -> None:
    """An icon in teal with its lower left corner at a place on the page, in points; its shape stands in the paper once."""
    if not canvas.hasForm(name):
        canvas.beginForm(name, 0, 0, BOX, BOX)
        path = canvas.beginPath()
        acts = {"move": path.moveTo, "line": path.lineTo, "curve": path.curveTo, "close": path.close}
        for act, points in picture(name):
            acts[act](*points)
        canvas.setFillColor(TEAL)
        canvas.drawPath(path, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
        canvas.endForm()
    canvas.saveState()
    canvas.translate(left, foot)
    canvas.scale(size / BOX, size / BOX)
    canvas.doForm(name)
    canvas.restoreState()


def _numbers(command: str, text: str) -> Iterator[list[float]]:
    """The numbers of a command, as many together as it takes; the flags of an arc are read digit by digit."""
    takes, at = TAKES[command.upper()], 0
    found: list[float] = []
    while (number := _one(command, text, at, len(found))) is not None:
        value, at = number
        found.append(value)
        if len(found) == takes:
            yield found
            found = []
    if not takes:
        yield []


def _one(command: str, text: str, at: int, place: int) -> tuple[float, int] | None:
    while at < len(text) and text[at] in " ,\n\t":
        at += 1
    if at >= len(text):
        return None
    if command.upper() == "A" and place in FLAGS:
        return float(text[at]), at + 1
    found = NUMBER.match(text, at)
    if found is None:
        return None
    return float(found[0]), found.end()


class _Path:
    """Reads one path; `at` is where its pen stands, `handle` what a smooth curve goes on from."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._x = self._y = self._begun_x = self._begun_y = 0.0
        self._handle: tuple[str, float, float] = ("", 0.0, 0.0)

    def steps(self) -> Iterator[Step]:
        """Every step in order."""
        for command, text in COMMAND.findall(self._path):
            for count, numbers in enumerate(_numbers(command, text)):
                kind = command.upper()
                if kind == "M" and count:
                    kind = "L"  # what follows a move is a line
                before = self._x, self._y
                yield from self._step(kind, self._whole(kind, numbers, relative=command.islower()))
                if kind not in "CSQT":
                    self._handle = ("", *before)

    def _whole(self, kind: str, numbers: list[float], *, relative: bool) -> list[float]:
        if kind == "H":
            return [numbers[0] + (self._x if relative else 0), self._y]
        if kind == "V":
            return [self._x, numbers[0] + (self._y if relative else 0)]
        if not relative:
            return numbers
        if kind == "A":
            return [*numbers[:5], numbers[5] + self._x, numbers[6] + self._y]
        return [value + (self._y if place % 2 else self._x) for place, value in enumerate(numbers)]

    def _step(self, kind: str, n: list[float]) -> Iterator[Step]:
        if kind == "Z":
            self._x, self._y = self._begun_x, self._begun_y
            yield Step("close")
        elif kind == "M":
            self._begun_x, self._begun_y = n
            yield self._to("move", n)
        elif kind in "LHV":
            yield self._to("line", n)
        elif kind in "CS":
            first = n[:2] if kind == "C" else self._mirrored("C")
            rest = n[2:] if kind == "C" else n
            self._handle = ("C", rest[0], rest[1])
            yield self._to("curve", [*first, *rest])
        elif kind in "QT":
            control = n[:2] if kind == "Q" else self._mirrored("Q")
            end = n[-2:]
            self._handle = ("Q", control[0], control[1])
            yield self._to("curve", [*_towards((self._x, self._y), control), *_towards(end, control), *end])
        else:
            for points in _arc((self._x, self._y), n):
                yield self._to("curve", points)

    def _mirrored(self, kind: str) -> list[float]:
        if self._handle[0] != kind:
            return [self._x, self._y]
        return [2 * self._x - self._handle[1], 2 * self._y - self._handle[2]]

    def _to(self, act: str, points: list[float]) -> Step:
        self._x, self._y = points[-2:]
        return Step(act, tuple(BOX - value if place % 2 else value for place, value in enumerate(points)))


def _towards(begin: "list[float] | tuple[float, float]", control: list[float]) -> list[float]:
    """The handle of a cubic curve that is the same as a curve with one control point."""
    return [one + 2 / 3 * (other - one) for one, other in zip(begin, control, strict=True)]


def _arc(begin: tuple[float, float], n: list[float]) -> Iterator[list[float]]:
    """An arc as curves of a quarter turn at most (SVG 1.1, F.6.5)."""
    rx, ry, tilt, large, sweep, x, y = abs(n[0]), abs(n[1]), n[2] * pi / 180, n[3], n[4], n[5], n[6]
    if not rx or not ry or begin == (x, y):
        yield [*begin, x, y, x, y]
        return
    turn, lean = cos(tilt), sin(tilt)
    dx, dy = (begin[0] - x) / 2, (begin[1] - y) / 2
    px, py = turn * dx + lean * dy, turn * dy - lean * dx
    grown = max(1.0, hypot(px / rx, py / ry))
    rx, ry = rx * grown, ry * grown
    below = (rx * py) ** 2 + (ry * px) ** 2
    factor = sqrt(max(0.0, ((rx * ry) ** 2 - below) / below)) * (-1 if bool(large) == bool(sweep) else 1)
    cx, cy = factor * rx * py / ry, -factor * ry * px / rx
    middle = turn * cx - lean * cy + (begin[0] + x) / 2, lean * cx + turn * cy + (begin[1] + y) / 2
    first = _angle((1, 0), ((px - cx) / rx, (py - cy) / ry))
    whole = _angle(((px - cx) / rx, (py - cy) / ry), ((-px - cx) / rx, (-py - cy) / ry))
    if not sweep and whole > 0:
        whole -= 2 * pi
    elif sweep and whole < 0:
        whole += 2 * pi
    parts = max(1, ceil(abs(whole) / (pi / 2) - 1e-9))
    step, reach = whole / parts, 4 / 3 * tan(whole / parts / 4)

    def place(along: float, across: float) -> list[float]:
        return [middle[0] + rx * along * turn - ry * across * lean, middle[1] + rx * along * lean + ry * across * turn]

    for part in range(parts):
        a, b = first + part * step, first + (part + 1) * step
        yield [
            *place(cos(a) - reach * sin(a), sin(a) + reach * cos(a)), *place(cos(b) + reach * sin(b), sin(b) - reach * cos(b)),
            *(place(cos(b), sin(b)) if part < parts - 1 else (x, y)),
        ]  # fmt: skip


def _angle(one: tuple[float, float], other: tuple[float, float]) -> float:
    dot = one[0] * other[0] + one[1] * other[1]
    size = hypot(*one) * hypot(*other)
    return copysign(acos(max(-1.0, min(1.0, dot / size))), one[0] * other[1] - one[1] * other[0])
