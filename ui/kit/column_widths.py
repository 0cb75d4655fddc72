"""How wide the columns of a table are, so that names, dates and amounts are not cut while there is room."""

from collections.abc import Sequence

MOST_LINES = 8
MOST_TURNS = 3  # of a scroll bar that comes and goes at one size of its list


def shared(declared: Sequence[int | None], natural: Sequence[int], least: int, room: int) -> list[int]:
    """Widths in px for columns whose declared width may be None (they take what is left) and whose words need `natural`.

    With room for everything each column has its words, and the open ones, or all where none is, share the rest. With
    less, each keeps what it must have (an open one `least`) and the remaining room goes where most is missing. May be
    more than `room`: then the table scrolls.
    """
    open_ones = [1 if width is None else 0 for width in declared]
    takers = open_ones if any(open_ones) else [1] * len(declared)  # so that a row goes to the edge of its card
    wanted = [max(width or 0, need) for width, need in zip(declared, natural, strict=True)]
    spare = room - sum(wanted)
    if spare >= 0:
        return _shared_out(wanted, takers, spare)
    base = [
        min(least, need) if width is None else min(width, need) for width, need in zip(declared, natural, strict=True)
    ]
    if sum(base) > room:  # it scrolls either way, so a date or an amount may have a quarter more than was declared
        return [
            has if width is None else min(need, width + width // 4)
            for width, need, has in zip(declared, natural, base, strict=True)
        ]
    missing = [max(0, need - has) for need, has in zip(natural, base, strict=True)]
    return _shared_out(base, missing if any(missing) else takers, max(0, room - sum(base)))


def wrapped(least: Sequence[int], natural: Sequence[int], room: int) -> list[int]:
    """Widths for columns whose words go on below, which must have `least` and need `natural` for one line.

    As few lines as all columns can have; then as many columns as there is room for have a line less, the shortest first,
    so that a date, an amount and a short name stay on one line.
    """
    lines, widths = 1, list(natural)
    while sum(widths) > room and lines < MOST_LINES:
        lines += 1
        widths = [_for_lines(lines, *one) for one in zip(least, natural, strict=True)]
    if sum(widths) > room:
        widths = list(least)
    while (places := _cheapest(widths, natural, least)) and (more := places[0])[0] <= room - sum(widths):
        widths[more[1]] += more[0]
    lacking = [max(0, need - has) for has, need in zip(widths, natural, strict=True)]  # fewer words of it go on below
    return _shared_out(widths, lacking if any(lacking) else [1] * len(widths), max(0, room - sum(widths)))


def _for_lines(lines: int, least: int, natural: int) -> int:
    """About how wide words are in so many lines: they never part quite evenly."""
    return min(natural, max(least, natural * 5 // (4 * lines)))


def _cheapest(widths: Sequence[int], natural: Sequence[int], least: Sequence[int]) -> list[tuple[int, int]]:
    """How much more each column would need for a line less, and its place, the least first."""
    wishes = []
    for place, (has, need, base) in enumerate(zip(widths, natural, least, strict=True)):
        if has < need:
            fewer = (_for_lines(lines, base, need) for lines in range(MOST_LINES, 0, -1))
            wider = next((width for width in fewer if width > has), need)
            wishes.append((wider - has, place))
    return sorted(wishes)


def _shared_out(widths: Sequence[int], weights: Sequence[int], spare: int) -> list[int]:
    """The widths with `spare` px more, in proportion to whole weights, to the last pixel."""
    total, given, so_far = sum(weights), 0, 0
    out = []
    for width, weight in zip(widths, weights, strict=True):
        so_far += weight
        upto = spare * so_far // total if total else 0
        out.append(width + upto - given)
        given = upto
    return out


class Room:
    """How wide all columns of a list may be together (px), as its scroll bar comes and goes.

    Words that wrap only without a bar, in rows that need one only where they do not, would turn to and fro without end:
    after some turns at one size there is no more room than with the bar.
    """

    def __init__(self) -> None:
        self._size, self._least, self._turned = (0, 0), 0, 0

    def of(self, room: int, *size: int) -> int:
        """The room to share, of what there is now in a list of this size."""
        if size != self._size:
            self._size, self._least, self._turned = (size[0], size[1]), room, 0
        self._turned += room > self._least
        self._least = min(self._least, room)
        return room if self._turned <= MOST_TURNS else self._least
