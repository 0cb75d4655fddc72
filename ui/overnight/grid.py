"""A unit's board as the grid shows it."""

from datetime import date, timedelta

from shortbreaks.bookings.states import STAY_WORDS
from shortbreaks.dates import MONTHS, say_short
from shortbreaks.overnight.board import Block, Board, Night
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.rules import nights_of
from shortbreaks.words import counted
from ui.kit.bed_shape import Grid, GridBlock, GridNight, GridRow

PLACING = 0  # the key of the stay that is not kept yet
LOOKS = {"offered": "dashed", "booked": "soft", "in_house": "solid", "ended": "solid"}
ICONS = {"medicine": "medicine", "own worker": "person-filled", "hoist": "needs"}
KEPT = "Kept free for emergencies. A manager approves its use and gives a reason."
FOOT = ("Beds free", "Night staff", "Needed")


def grid_of(board: Board, today: date, placing: StayWanted | None = None, name: str = "", verdict: str = "") -> Grid:
    """The grid of a board, with the stay that is being placed on it and what was found about it."""
    first = board.first
    blocks = tuple(
        _block(one, first, today) for one in board.blocks if placing is None or one.stay_id not in placing.but
    )
    if placing is not None:
        nights = nights_of(placing.starts_at.date(), placing.ends_at.date())
        blocks += (
            GridBlock(PLACING, placing.bed_id, (nights[0] - first).days, len(nights), name, verdict, "placing", (),
                      f"{name}, being placed, {counted(len(nights), 'night')}, {verdict}"),
        )  # fmt: skip
    last = first + timedelta(days=len(board.nights) - 1)
    months = MONTHS[first.month - 1] if first.month == last.month else f"{MONTHS[first.month - 1][:3]} to {MONTHS[last.month - 1][:3]}"
    return Grid(
        tuple(GridRow(bed.id, bed.name, bed.features, bed.emergency, KEPT) for bed in board.beds),
        tuple(GridNight(one.night, _foot(one), one.short) for one in board.nights), blocks,
        tuple((bed, (night - first).days, why) for bed, night, why in board.closed),
        tuple((tie.one, tie.other, "Must not share") for tie in board.ties), FOOT, (months, "Nights"), today,
    )  # fmt: skip


def _foot(night: Night) -> tuple[str, ...]:
    if night.closed:
        return ("–", "–", "–")
    return (str(night.free), str(night.workers) if night.workers else "–", str(night.needed))


def _block(one: Block, first: date, today: date) -> GridBlock:
    look = "decide" if one.why else LOOKS[one.state]
    second = f"{counted(one.nights, 'night')}"
    if one.state == "in_house" and one.first < first:
        second = f"since {say_short(one.first, today)[:3]}"
    if one.offered_until is not None and one.state == "offered":
        second = f"to {say_short(one.offered_until.date(), today)[4:]}"
    words = [f"{one.name}, {one.age}", STAY_WORDS[one.state].lower(), counted(one.nights, "night"), *one.marks, one.why]
    return GridBlock(
        one.stay_id, one.bed_id, (one.first - first).days, one.nights, f"{one.name}, {one.age}", one.why or second, look,
        tuple(ICONS[mark] for mark in one.marks), ", ".join(filter(None, words)),
    )  # fmt: skip
