"""Which rows of a paper stand on which page: whole parts where there is room, no heading alone, no last words alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from shortbreaks.documents.parts import Block, Row

TOP = A4[1] - 16 * mm
CLOSER = 0.6  # of the space between parts, where a page is saved by it


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of one block that stand on one page, from `top` down, in points from the page's foot."""

    block: Block
    rows: tuple[Row, ...]
    top: float


def laid(story: Sequence[Block], lowest: float) -> list[list[Segment]]:
    """The pages of a story; where only its last words would stand alone on one, closer together, if that brings them back."""
    pages = _paged(story, lowest)
    if len(pages) > 1 and len(pages[-1]) == 1 and not pages[-1][0].block.parts_freely:
        closer = _paged([replace(block, after=block.after * CLOSER) for block in story], lowest)
        return closer if len(closer) < len(pages) else pages
    return pages


def _paged(story: Sequence[Block], lowest: float) -> list[list[Segment]]:
    """Blocks placed on pages: whole where a page has room for them, else parted between rows, their head repeated."""
    pages: list[list[Segment]] = [[]]
    top, fullest = TOP, TOP - lowest
    for place, block in enumerate(story):
        fixed = 2 * block.pad + (block.head.height if block.head else 0)
        left = list(block.rows)
        if block.fresh and pages[-1]:
            pages, top = [*pages, []], TOP
        whole = block.height + (_begun(story[place + 1]) + block.after if block.leads and place + 1 < len(story) else 0)
        if pages[-1] and not block.parts_freely and top - whole < lowest and block.height <= fullest:
            pages, top = [*pages, []], TOP
        while left:
            room, taken = top - lowest - fixed, 0
            while taken < len(left) and left[taken].height <= room + 0.01:
                room -= left[taken].height
                taken += 1
            if not taken and pages[-1]:
                pages, top = [*pages, []], TOP
                continue
            rows = (*([block.head] if block.head else []), *left[: max(1, taken)])
            pages[-1].append(Segment(block, rows, top))
            top -= sum(row.height for row in rows) + 2 * block.pad + block.after
            left = left[max(1, taken) :]
    return pages


def _begun(block: Block) -> float:
    """The least of a block that stands below what announces it, in points: its head and first row, or all of it."""
    if not block.parts_freely:
        return block.height
    return 2 * block.pad + (block.head.height if block.head else 0) + (block.rows[0].height if block.rows else 0)
