"""No heading stands alone at the foot of a page, and no last words alone on one of their own."""

from dataclasses import replace

import pytest

from shortbreaks.documents.paging import TOP, laid
from shortbreaks.documents.parts import Block, Row

LOWEST, ROW = 50.0, 20.0
ROOM = TOP - LOWEST


def block(rows, after=10.0, **more):
    return Block((Row(ROW, ()),) * rows, after, **more)


def fill(left):
    """A first block that leaves so many points of its page."""
    return Block((Row(ROOM - left, ()),), 0)


TABLE = block(8, head=Row(ROW, ()), parts_freely=True)


@pytest.mark.parametrize(("left", "on_the_first"), [(69, 1), (71, 3)])
def test_a_heading_goes_on_with_the_head_and_first_row_of_its_table(left, on_the_first):
    heading = block(1, leads=True)
    pages = laid([fill(left), heading, TABLE], LOWEST)
    assert len(pages[0]) == on_the_first
    assert pages[1][0].block == (heading if on_the_first == 1 else TABLE)
    alone = laid([fill(left), replace(heading, leads=False), TABLE], LOWEST)
    assert len(alone[0]) >= 2, "what does not lead stands where there is room for it alone"


@pytest.mark.parametrize(("left", "pages"), [(40.0 * 10 + 24, 1), (40.0 * 8, 2)])
def test_last_words_are_brought_back_where_closer_parts_make_room_and_stand_alone_where_none_does(left, pages):
    story = [fill(left), *[block(1, after=20.0)] * 10, block(2, after=0, frame="box")]
    assert len(laid(story, LOWEST)) == pages
    assert len(laid([*story[:-1], block(2, after=0), block(1)], LOWEST)) == 2, "two that stand together stay as they are"
