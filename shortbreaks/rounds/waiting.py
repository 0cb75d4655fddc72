"""What a round could not give: the waiting list for the places, and unmet need kept for a child who got nothing."""

from collections.abc import Mapping, Sequence
from datetime import date

from shortbreaks.bookings.unmet.commands import Unmet, keep_unmet
from shortbreaks.bookings.waiting.bulk import OnList, put_many_on_list
from shortbreaks.database.commands import Work
from shortbreaks.dates import to_utc
from shortbreaks.rounds.facts import Gathered
from shortbreaks.rounds.reasons import Result
from shortbreaks.rounds.rules import Asked, Cause

REASONS = {"full": "no_place", "own": "no_one_to_one", "staff": "staff_short", "allocation": "no_allocation"}
# A place given back would meet these; a cap, another place that day or the allowance would still stand in the way
MET_BY_A_PLACE = frozenset({"full", "own", "staff", "sibling"})


def keep_what_was_not_given(
    work: Work, kept_id: int, found: Gathered, results: Sequence[Result], causes: Mapping[int, Cause]
) -> tuple[dict[str, int], frozenset[int]]:
    """Unmet need for every child who got nothing, and a place in the queue for each wish that lacked only room.

    Answers the counts, and the wishes that wait.
    """
    unmet = _unmet(work, kept_id, found, results, causes)
    wishes = {wish.id: wish for wish in found.facts.wishes}
    entries: list[OnList] = []
    waits: set[int] = set()
    for one in results:
        cause = causes.get(one.wish)
        if one.outcome not in {"not given", "late"} or cause is None or not _lacked_room(cause):
            continue
        waits.add(one.wish)
        entries += _entries(found, wishes[one.wish], unmet.get(one.child))
    made = put_many_on_list(work, entries)
    return {"unmet": len(unmet), "waiting": len(made)}, frozenset(waits)


def _lacked_room(cause: Cause) -> bool:
    return cause.code in MET_BY_A_PLACE and (cause.code != "sibling" or bool(cause.figure))


def _entries(found: Gathered, wish: Asked, unmet_id: int | None) -> list[OnList]:
    """A wish as it waits, asked for when it came: all of its sessions or none, as it was wished; one entry for each service."""
    home = found.facts.children[wish.child].household
    of: dict[int, list[tuple[int, date]]] = {}
    for number in wish.sessions:
        seat = found.facts.seats[number]
        of.setdefault(seat.service.id, []).append((number, seat.session.start.date()))
    return [
        OnList(
            wish.child, service_id, tuple(sessions), to_utc(wish.received), "Asked for in a holiday round",
            f"{home}:{wish.rank}:{service_id}" if wish.together else "", unmet_id,
        )
        for service_id, sessions in of.items()
    ]  # fmt: skip


def _unmet(
    work: Work, kept_id: int, found: Gathered, results: Sequence[Result], causes: Mapping[int, Cause]
) -> dict[int, int]:
    """One request that could not be met for each child who got nothing, by child; with the reason of the dearest wish."""
    got = {one.child for one in results if one.outcome == "given"}
    first: dict[int, Result] = {}
    for one in results:
        if one.child not in got and one.outcome in {"not given", "late"}:
            first.setdefault(one.child, one)
    sessions: dict[int, list[int]] = {}
    for wish in found.facts.wishes:
        sessions.setdefault(wish.child, []).extend(wish.sessions)
    kept: dict[int, int] = {}
    for child, one in sorted(first.items()):
        seats = [found.facts.seats[number] for number in sessions[child]]
        days = sorted(seat.session.start.date() for seat in seats)
        what = Unmet(
            child, _reason(one, causes.get(one.wish)), days[0], days[-1], {seat.service.kind for seat in seats},
            about=f"allocation_round:{kept_id}", words=one.reason,
        )  # fmt: skip
        kept[child] = keep_unmet(work, what)
    return kept


def _reason(one: Result, cause: Cause | None) -> str:
    if one.outcome == "late":
        return "too_late"
    return REASONS.get(cause.code if cause else "", "other")
