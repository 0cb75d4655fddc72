"""What a round could not give: the waiting list for the places, and unmet need kept for a child who got nothing."""

from collections.abc import Mapping, Sequence

from shortbreaks.bookings.unmet import Unmet, keep_unmet
from shortbreaks.database.commands import Work
from shortbreaks.rounds.facts import Gathered
from shortbreaks.rounds.reasons import Result
from shortbreaks.rounds.rules import Cause

REASONS = {"full": "no_place", "own": "no_one_to_one", "staff": "staff_short", "allocation": "no_allocation"}


def keep_what_was_not_given(
    work: Work, round_id: int, found: Gathered, results: Sequence[Result], causes: Mapping[int, Cause]
) -> dict[str, int]:
    """Keep unmet need for every child who wished and got nothing; answers how many."""
    got = {one.child for one in results if one.outcome == "given"}
    first: dict[int, Result] = {}
    for one in results:
        if one.child not in got and one.outcome in {"not given", "late"}:
            first.setdefault(one.child, one)
    wishes = {wish.id: wish for wish in found.facts.wishes}
    for child, one in sorted(first.items()):
        seats = [found.facts.seats[n] for wish in wishes.values() if wish.child == child for n in wish.sessions]
        days = sorted(seat.session.start.date() for seat in seats)
        keep_unmet(
            work,
            Unmet(
                child, _reason(one, causes.get(one.wish)), days[0], days[-1], {seat.service.kind for seat in seats},
                about=f"allocation_round:{round_id}", words=one.reason,
            ),
        )  # fmt: skip
    return {"unmet": len(first)}


def _reason(one: Result, cause: Cause | None) -> str:
    if one.outcome == "late":
        return "too_late"
    return REASONS.get(cause.code if cause else "", "other")
