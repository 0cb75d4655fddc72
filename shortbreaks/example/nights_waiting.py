"""The example county's families who wait for nights: three in line for a house or any, siblings together, and one offered a stay."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from shortbreaks.bookings.night_tables import NightOffer, NightRequest, NightStep
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.dates import year_of_allocation
from shortbreaks.example.families import MadeChild
from shortbreaks.example.rows import Rows
from shortbreaks.example.waiting import keep_need

DAY = timedelta(days=1)
# whether the child's own house or any, nights, nights wished for, days since asked, what was said
WAITS = (
    (True, 2, "4,5,6", 41, "A weekend before the school year begins."),
    (True, 3, "", 19, "Mother goes into hospital; any nights would do."),
    (False, 2, "", 6, "Grandmother cannot help this summer."),
)  # fmt: skip


def make_nights_waiting(rows: Rows, today: date, children: Sequence[MadeChild]) -> None:
    """Five requests of children who stay in a house already: so that order, free nights, siblings and an offer are all to be seen."""
    mine = Stay.child_id.between(children[0].id, children[-1].id)
    slept = select(Stay.child_id, Stay.service_id).where(mine).distinct().order_by(Stay.service_id, Stay.child_id)
    homes = {row.child_id: row.service_id for row in rows.db.execute(slept)}
    pot = f"nights{year_of_allocation(today + DAY * 14)[0]}"
    pair = _siblings([one for one in children if one.id in homes and one.left.get(pot, 0) >= 2])
    able = [one for one in children if one.id in homes and one.id != 1 and one.left.get(pot, 0) > 3 and one not in pair]
    by_home: dict[int, list[MadeChild]] = {}
    for one in able:
        by_home.setdefault(homes[one.id], []).append(one)
    largest = sorted(by_home.values(), key=len, reverse=True)
    chosen = [one for group, count in zip(largest, (2, 1), strict=False) for one in group[:count]]  # two in one house's line
    for child, (own, nights, weekdays, since, words) in zip(chosen, WAITS, strict=False):
        service = homes[child.id] if own else None
        _request(rows, child, service, nights, (today + DAY * 7, today + DAY * 63), since, today, words, weekdays=weekdays)
    together, both = rows.last(NightRequest) + 1, "Both at once, so that the parents have one free weekend."
    for child in pair:
        days = (today + DAY * 10, today + DAY * 66)
        _request(rows, child, None, 2, days, 30, today, both, weekdays="4,5,6", together=together)
    chosen += pair
    offered = rows.db.execute(
        select(Stay.id, Stay.child_id, Stay.service_id, Stay.starts_at, Stay.ends_at, Stay.planned_nights)
        .where(mine, Stay.state == "offered", Stay.child_id.not_in([one.id for one in chosen]))
        .order_by(Stay.starts_at, Stay.id)
    ).first()  # fmt: skip
    whose = next((one for one in children if offered is not None and one.id == offered.child_id), None)
    if offered is not None and whose is not None:
        days = (offered.starts_at.date() - DAY * 7, offered.ends_at.date() + DAY * 14)
        words = "Asked for nights when the house was full."
        _request(rows, whose, offered.service_id, offered.planned_nights, days, 25, today, words, stay=offered.id)


def _siblings(able: Sequence[MadeChild]) -> tuple[MadeChild, ...]:
    """Two of one household who have nights, the last there are: they go together or not at all (R-B5)."""
    return next(((one, other) for other, one in pairwise(reversed(able)) if one.household == other.household), ())


def _request(
    rows: Rows, child: MadeChild, service: int | None, nights: int, days: tuple[date, date], since: int, today: date, words: str,
    *, weekdays: str = "", stay: int | None = None, together: int | None = None,
) -> None:  # fmt: skip
    asked = datetime.combine(today - DAY * since, time(9 + since % 7, since), UTC)
    state = "waiting" if stay is None else "offered"
    request = rows.add(
        NightRequest, child_id=child.id, service_id=service, nights=nights, from_day=days[0], until_day=days[1], weekdays=weekdays,
        together=together, asked_by=child.adult, asked_at=asked, safeguarding=False, state=state, state_since=asked,
        reviewed_on=max(asked.date(), today - DAY * 12), stay_id=stay,
        unmet_id=keep_need(rows, child, "no_place", asked, days[0], "overnight", service),
    )  # fmt: skip
    step: dict[str, Any] = {"request_id": request, "person_id": 1}
    rows.add(NightStep, **step, state="waiting", reason="asked", words=words, at=asked, on_date=asked.date())
    if stay is not None:
        at = datetime.combine(today - DAY * 2, time(10, 20), UTC)
        stood = "1st of 1: No priority flag; offered when the nights came free"
        rows.add(NightOffer, **step, stay_id=stay, stood=stood, passed_over="", at=at)
        rows.add(NightStep, **step, state="offered", reason="offered", words="", at=at, on_date=at.date())
