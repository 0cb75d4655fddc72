"""How wide the columns of a table are, so that names, dates and amounts are not cut while there is room."""

from collections.abc import Sequence


def shared(declared: Sequence[int | None], natural: Sequence[int], least: int, room: int) -> list[int]:
    """Widths in px for columns whose declared width may be None (they take what is left) and whose words need `natural`.

    With room for everything each column has its words and the open ones share the rest. With less, each keeps what it
    must have (an open one `least`) and the remaining room goes where most is missing. May be more than `room`: then the
    table scrolls.
    """
    wanted = [max(width or 0, need) for width, need in zip(declared, natural, strict=True)]
    spare = room - sum(wanted)
    if spare >= 0:
        return _shared_out(wanted, [1 if width is None else 0 for width in declared], spare)
    base = [
        min(least, need) if width is None else min(width, need) for width, need in zip(declared, natural, strict=True)
    ]
    if sum(base) > room:  # it scrolls either way, so a date or an amount may have a quarter more than was declared
        return [
            has if width is None else min(need, width + width // 4)
            for width, need, has in zip(declared, natural, base, strict=True)
        ]
    missing = [max(0, need - has) for need, has in zip(natural, base, strict=True)]
    return _shared_out(base, missing, max(0, room - sum(base)))


def _shared_out(widths: list[int], weights: list[int], spare: int) -> list[int]:
    """The widths with `spare` px more, in proportion to whole weights, to the last pixel."""
    total, given, so_far = sum(weights), 0, 0
    out = []
    for width, weight in zip(widths, weights, strict=True):
        so_far += weight
        upto = spare * so_far // total if total else 0
        out.append(width + upto - given)
        given = upto
    return out
