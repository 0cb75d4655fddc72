"""A house's sheet for its staff: who sleeps in which bed, arriving and leaving, and what each child needs, no more.

Audience "provider": first name and initial, no address, no diagnosis, no legal status, and of two who are kept apart
only that they are not in the same room.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from shortbreaks.dates import WEEKDAYS, say_day, say_full
from shortbreaks.documents.ledger_parts import section
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, body, facts, grid, never_to, stack, title
from shortbreaks.documents.style import WIDTH, Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.words import counted

NONE = "–"
SMALL = 12.0  # points of the table of nights in standard print


@dataclass(frozen=True, slots=True)
class StayFacts:
    """One stay of a child; times are on the clock."""

    bed: str
    arrives: datetime
    leaves: datetime
    offered: bool


@dataclass(frozen=True, slots=True)
class SleeperFacts:
    """One child as the house's staff need it. `lines` are (question word, answer)."""

    child: str
    age: int
    first_night: bool
    stays: tuple[StayFacts, ...]
    lines: tuple[tuple[str, str], ...]
    never: str = ""  # to whom the child is not handed over (R-P6)


@dataclass(frozen=True, slots=True)
class NightFacts:
    """One night of the house: who sleeps in which bed, staff there and needed (0 there: no roster), and what is closed."""

    night: date
    sleepers: tuple[tuple[str, str, str], ...]  # (bed, child, "16:00" on the day of arriving)
    leaving: tuple[tuple[str, str], ...]  # (child, "10:00") on this day, before the night
    free: tuple[str, ...]
    emergency: tuple[str, ...]  # emergency beds that are free
    closed: tuple[tuple[str, str], ...]  # (bed or "The house", why)
    workers: int
    needed: int


@dataclass(frozen=True, slots=True)
class HouseSheetFacts:
    """Everything a house's sheet says."""

    head: Letterhead
    house: str
    first: date
    last: date  # the last night
    dated: date
    drawn_at: str  # "11:40", on the clock
    nights: tuple[NightFacts, ...]
    sleepers: tuple[SleeperFacts, ...]


def house_sheet(given: HouseSheetFacts, style_name: str) -> Drawn:
    """Draw a house's sheet in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    heading = f"{given.house}, {_span(given.first, given.last)}"
    pairs: list[tuple[str, Sequence[Run]]] = [
        ("As it stood", [(unbroken(f"{say_day(given.dated)} at {given.drawn_at}"), False)]),
        ("For", [("the staff of the house only. Shred it when the nights are over.", False)]),
    ]
    if any(one.emergency for one in given.nights):
        pairs.append(("Emergency bed", [("A manager approves its use and gives a reason.", False)]))
    story = [
        title(heading, style), facts(pairs, style), section("Night by night", style), *_nights(given, style),
        *_children(given, style),
    ]  # fmt: skip
    return draw(heading, given.house, given.head, style, story)


def _span(first: date, last: date) -> str:
    """The night of Wednesday 12 August 2026, or nights 7 to 13 August 2026."""
    if first == last:
        return f"night of {say_full(first)}"
    begin = say_day(first)
    if first.year == last.year:
        begin = begin.rpartition(" ")[0] if first.month != last.month else str(first.day)
    return f"nights {unbroken(begin)} to {unbroken(say_day(last))}"


def _nights(given: HouseSheetFacts, style: Style) -> list[Block]:
    if style.blocks:
        return [
            stack([(_day(one.night), True)], [[(f"{head}: ", False), (words, True)] for head, words in _answers(one)], style)
            for one in given.nights
        ]
    small = Style(style.name, SMALL, style.title, style.small, style.lead, blocks=False)
    rows = []
    for one in given.nights:
        said = dict(_answers(one))
        there = [(said["In bed"], False)]
        if "Leaving" in said:
            there += [("; leaving: ", False), (said["Leaving"], True)]
        free = f"{said['Free']}. Closed: {said['Closed']}" if "Closed" in said else said["Free"]
        rows.append([[(_day(one.night), True)], there, [(free, False)], [(said["Staff"], one.workers < one.needed)]])
    return grid(["Night", "In bed", "Free", "Staff"], rows, small, (0.17, 0.42, 0.21, 0.2))


def _day(night: date) -> str:
    return unbroken(f"{WEEKDAYS[night.weekday()][:3]} {say_day(night).rpartition(' ')[0]}")


def _answers(one: NightFacts) -> list[tuple[str, str]]:
    """What there is to say of a night, in the order of the table."""
    staff = f"{one.workers} here, {one.needed} needed" if one.workers else f"{one.needed} needed"
    if 0 < one.workers < one.needed:
        staff += f": {counted(one.needed - one.workers, 'worker')} short"
    there = "; ".join(
        unbroken(f"{bed} {child}") + (f", arrives {unbroken(arrives)}" if arrives else "") for bed, child, arrives in one.sleepers
    )
    found = [("In bed", there or "Nobody")]
    if one.leaving:
        found.append(("Leaving", ", ".join(unbroken(f"{child} {at}") for child, at in one.leaving)))
    found += [("Free", "; ".join(filter(None, (_beds(one.free), *one.emergency))) or "No bed"), ("Staff", staff)]
    closed = "; ".join(f"{bed}, {why}" for bed, why in one.closed)
    return [*found, ("Closed", closed)] if closed else found


def _beds(names: Sequence[str]) -> str:
    """Bed 1, Bed 3 and Bed 4 as "Beds 1, 3, 4"; other names as they are."""
    ends = [name.removeprefix("Bed ") for name in names]
    if len(names) > 1 and all(name.startswith("Bed ") for name in names):
        return f"Beds {', '.join(ends)}"
    return ", ".join(names)


def _children(given: HouseSheetFacts, style: Style) -> list[Block]:
    if not given.sleepers:
        return [body("Nobody stays in these nights.", style)]
    return [_child(one, style) for one in given.sleepers]


def _child(one: SleeperFacts, style: Style) -> Block:
    lines: list[list[Run]] = []
    for stay in one.stays:
        offered = ", offered and not yet taken up" if stay.offered else ""
        lines += [
            [(f"{unbroken(stay.bed)}: ", True), ("arrives ", False), (_moment(stay.arrives), True), (",", False)],
            [("leaves ", False), (_moment(stay.leaves), True), (offered, False)],
        ]
    lines += [[(f"{head}: ", True), (words, False)] for head, words in one.lines]
    heading: list[Run] = [(f"{unbroken(one.child)}, {one.age}", True), (", first night here" if one.first_night else "", False)]
    told = stack(heading, lines, style)
    if not one.never:
        return told
    named = len(stack(heading, [], style).rows)
    warned = never_to(one.never, style.body, 14, WIDTH - 24)
    return replace(told, rows=(*told.rows[:named], warned, *told.rows[named:]))


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())} {unbroken(f'at {moment:%H:%M}')}"
