"""Publishing a round in one command: everything proved again, places taken, results, waiting list, unmet need, letters."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings import places
from shortbreaks.bookings.benefits import benefits_of
from shortbreaks.bookings.charges import Charge, charge_for, price_on
from shortbreaks.bookings.facts import prices_of
from shortbreaks.bookings.money import post_charges
from shortbreaks.bookings.paying import amount_used
from shortbreaks.bookings.steps import move, offer_deadline
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work, command
from shortbreaks.eligibility.tables import RuleOverride
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import Service
from shortbreaks.rounds.commands import step
from shortbreaks.rounds.facts import Gathered, gather
from shortbreaks.rounds.letters import Told, keep_letters
from shortbreaks.rounds.reasons import Result, fingerprint, results_of
from shortbreaks.rounds.rules import Asked, Decided, decide
from shortbreaks.rounds.tables import AllocationRound, RoundResult, RoundSession, Wish, WishAnswer
from shortbreaks.rounds.waiting import keep_what_was_not_given
from shortbreaks.words import counted, nth


@dataclass(frozen=True, slots=True)
class PublishRound:
    """The preview that was looked at becomes true. `mode`: "offers" held until their deadline, or "bookings"."""

    round_id: int
    mode: str = "offers"


@command(needs=Permission.BOOK, recorded_as="Round published")
def publish_round(work: Work, request: PublishRound) -> dict[str, int]:
    """Take every place the preview gave, all or nothing; answers seed and counts, which stay in the audit trail.

    Raises Refused when somebody was before, nobody looked at the preview, or it would come out otherwise by now: with
    the wish that can no longer be met, and why.
    """
    kept = work.take(AllocationRound, request.round_id)
    if kept.state == "published":
        raise Refused("This round was published already.", "Look at its results.")
    if kept.state != "previewed":
        raise Refused(
            "Nobody has looked at this round's preview since it was closed.", "Look at the preview, and keep it."
        )
    if request.mode not in {"offers", "bookings"}:
        raise Refused("A place is offered or booked.", "Choose one.", "mode")
    _lock(work, kept.id)
    found = gather(work, kept.id)
    decided = decide(found.facts)
    results = results_of(found.facts, decided.chosen)
    _check_still_so(kept, found, decided, results)
    # before the state changes: nothing may be added to a published round
    until = offer_deadline(work) if request.mode == "offers" else None
    booked = _book(work, found, decided, until)
    owed = 0 if until else _charge(work, booked)
    numbers = {wish: bookings[0].number for wish, bookings in booked.items()}
    work.db.add_all(
        RoundResult(
            round_id=kept.id, wish_id=one.wish, outcome=one.outcome, reason=one.reason, remedy=one.remedy,
            number=numbers.get(one.wish),
        )
        for one in results
    )  # fmt: skip
    kept.published_at, kept.mode = work.now, request.mode
    counts = _counts(kept.seed, decided, results)
    kept_counts, waits = keep_what_was_not_given(work, kept.id, found, results, decided.chosen.causes)
    counts |= kept_counts
    counts["letters"] = keep_letters(work, kept, found, results, Told(booked, waits, until))
    step(work, kept, "published", _said(counts, decided))
    work.record(kept, pence=owed)
    return counts


def _lock(work: Work, round_id: int) -> None:
    """Children, then sessions, in the house's one order: what is looked at now stays so until this is saved."""
    children = work.db.scalars(select(Wish.child_id).where(Wish.round_id == round_id, Wish.state == "open").distinct())
    places.lock_children(work, list(children))
    places.lock_sessions(
        work, list(work.db.scalars(select(RoundSession.session_id).where(RoundSession.round_id == round_id)))
    )


def _check_still_so(kept: AllocationRound, found: Gathered, decided: Decided, results: Sequence[Result]) -> None:
    """Refuse results other than those that were looked at, naming the first wish that lost its place since."""
    seen: Mapping[str, Any] = json.loads(kept.looked_at)
    if fingerprint(decided.chosen, tuple(results)) == seen["mark"]:
        return
    lost = set(seen["given"]) - decided.chosen.given
    gone = next((one for one in results if one.wish in lost), None)
    if gone is not None:
        what = f"{found.names[gone.child]} can no longer have the {nth(gone.rank)} wish: {gone.reason}"
    else:
        what = "Something in the records has changed, and the round comes out otherwise."
    raise Refused(f"Since the preview was looked at: {what}", "Look at the preview again, then publish it.")


def _book(work: Work, found: Gathered, decided: Decided, until: datetime | None) -> dict[int, list[Booking]]:
    """A booking for each session of each wish given, those of one child under one number; by wish."""
    facts, given = found.facts, decided.chosen.given
    charges = _charges(work, found)
    made: dict[int, list[Booking]] = {}
    for wish in facts.wishes:
        if wish.id in given:
            made[wish.id] = [_booking(work, found, wish, number, charges, until) for number in wish.sessions]
    work.db.add_all(one for bookings in made.values() for one in bookings)
    work.db.flush()
    first: dict[int, int] = {}
    for bookings in made.values():
        for one in bookings:
            first[one.child_id] = min(first.get(one.child_id, one.id), one.id)
    for wish in facts.wishes:
        for one in made.get(wish.id, ()):
            one.number = first[one.child_id]
            if wish.together:
                home = facts.children[wish.child].household
                one.together = min(n for child, n in first.items() if facts.children[child].household == home)
            move(work, one, one.state, fresh=True)
    places.take_places(work, [one for bookings in made.values() for one in bookings])
    _note_reasons(work, made)
    return made


def _booking(
    work: Work,
    found: Gathered,
    wish: Asked,
    number: int,
    charges: Mapping[tuple[int, int], Charge],
    until: datetime | None,
) -> Booking:
    seat = found.facts.seats[number]
    charge = charges[wish.child, number]
    return Booking(
        number=0, child_id=wish.child, session_id=number, service_id=seat.service.id, asked_by=None, together=None,
        state="offered" if until else "confirmed", state_since=work.now, made_at=work.now, starts_at=seat.session.start,
        ends_at=seat.session.end, offered_until=until, allocation_id=found.allowances[wish.id, number],
        uses=amount_used(seat.service.unit, seat.session), list_pence=charge.list_pence, charge_pence=charge.pence,
        exempt=charge.exempt, collected_by="", transport="", note="",
    )  # fmt: skip


def _charges(work: Work, found: Gathered) -> dict[tuple[int, int], Charge]:
    """What the council charges each child for each session (R-C1, R-C2), in four questions."""
    services = {seat.service.id for seat in found.facts.seats.values()}
    rows = work.db.execute(select(Service.id, Service.charged_by).where(Service.id.in_(services)))
    charged_by, prices = {row.id: row.charged_by for row in rows}, prices_of(work.db, services)
    benefits = benefits_of(work.db, {wish.child for wish in found.facts.wishes})
    charges = {}
    for wish in found.facts.wishes:
        for number in wish.sessions:
            seat = found.facts.seats[number]
            day, service = seat.session.start.date(), seat.service.id
            price = price_on(prices.get(service, ()), seat.session.start, seat.session.end)
            charges[wish.child, number] = charge_for(price, charged_by[service], free=benefits[wish.child].free_on(day))
    return charges


def _charge(work: Work, booked: Mapping[int, Sequence[Booking]]) -> int:
    bookings = [one for found in booked.values() for one in found]
    children = {one.child_id for one in bookings}
    rows = work.db.execute(select(Child.id, Child.household_id).where(Child.id.in_(children)))
    homes = {row.id: row.household_id for row in rows}
    post_charges(work, ((homes[one.child_id], f"booking:{one.id}", one.charge_pence) for one in bookings), work.today)
    return sum(one.charge_pence for one in bookings)


def _note_reasons(work: Work, made: Mapping[int, Sequence[Booking]]) -> None:
    """A person's reasons stand with the bookings they led to (R-E6)."""
    rows = work.db.scalars(select(WishAnswer).where(WishAnswer.wish_id.in_(list(made))).order_by(WishAnswer.id))
    for answer in rows:
        for booking in made[answer.wish_id]:
            work.db.add(
                RuleOverride(
                    child_id=booking.child_id, about=f"booking:{booking.id}", rule=answer.rule, finding=answer.finding,
                    reason=answer.words, at=answer.at, person_id=answer.person_id,
                )
            )  # fmt: skip


def _counts(seed: int, decided: Decided, results: Sequence[Result]) -> dict[str, int]:
    return {
        "seed": seed,
        "wishes": len(results),
        "given": len(decided.chosen.given),
        "first wishes met": decided.chosen.firsts,
        "first wishes met by first come": decided.first_come.firsts,
        "children with nothing": len(
            {one.child for one in results} - {one.child for one in results if one.outcome == "given"}
        ),
    }


def _said(counts: Mapping[str, int], decided: Decided) -> str:
    return (
        f"Seed {counts['seed']}, order “{decided.chosen.way}”. {counts['given']} of {counted(counts['wishes'], 'wish', 'wishes')} given, "
        f"{counts['first wishes met']} first wishes met; first come would have met {counts['first wishes met by first come']}."
    )
