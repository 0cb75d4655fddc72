"""Waiting for nights in a house: going on the list, staying on it and leaving it (R-B1, R-B6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.asking import check_asker
from shortbreaks.bookings.night_steps import OPEN_STATES, move_nights, note_night_step
from shortbreaks.bookings.night_tables import NightRequest
from shortbreaks.bookings.unmet.commands import Unmet, keep_unmet
from shortbreaks.bookings.waiting.commands import LONGEST_DAYS, check_children
from shortbreaks.bookings.waiting.steps import say_unmet
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import ANY_DAY
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.overnight.facts import pairs_between
from shortbreaks.overnight.judging import LONGEST
from shortbreaks.overnight.nights_queue import NIGHTS
from shortbreaks.overnight.rules import nights_of
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service
from shortbreaks.words import counted

when_broken(
    "uq_night_request_open", "night_request.child_id, night_request.from_day, night_request.until_day",
    lambda: Refused("This child waits for nights on these days already.", "Look at Nights, under Bookings, Waiting."),
)  # fmt: skip
when_broken(
    "uq_night_request_stay", "night_request.stay_id",
    lambda: Refused("This stay is offered to another request.", "Look at the list again."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JoinNights:
    """A child waiting for `nights` in a row, in one house or (with none) in any, between the days of arriving and leaving.

    `siblings` wait with the child and stand or fall together: the same nights in one house for all of them or none (R-B5).
    `weekdays` are the nights wished for, 0 Monday; none for any. `reason` is why there is no bed, a reason of unmet need.
    """

    child_id: int
    service_id: int | None
    nights: int
    from_day: date
    until_day: date
    weekdays: frozenset[int] = frozenset()
    asked_by: int | None = None
    reason: str = "no_place"
    words: str = ""
    siblings: tuple[int, ...] = ()


@command(needs=Permission.BOOK, recorded_as="Put on the list for nights")
def join_nights(work: Work, request: JoinNights) -> int:
    """Put a child, and the siblings who go together with it, on the list, each with the unmet need it stands for.

    Answers the child's own request. Raises Refused for a house that has no beds or closed, days that are over or too few, a
    child who waits for them already, or siblings who cannot go together.
    """
    child_ids = (request.child_id, *request.siblings)
    children = check_children(work, child_ids)
    check_asker(work, request.asked_by, child_ids)
    kind = _kind_of_house(work, request.service_id)
    _check_days(work, request)
    _check_together(work, request, children)
    _lock_what_is_waited_for(work, request.service_id)
    made = [_put(work, request, child, kind) for child in children]
    for one in made if len(made) > 1 else ():
        one.together = made[0].id
    work.record(made[0])
    return made[0].id


def _check_together(work: Work, request: JoinNights, children: Sequence[Child]) -> None:
    """Raise Refused for more siblings than any house has beds, or two who must not share one (R-O12); why is never said."""
    if len(children) < 2:
        return
    beds = select(func.count()).select_from(Bed).join(Unit, Unit.id == Bed.unit_id).where(
        Bed.emergency.is_(False), Bed.from_day < request.until_day, or_(Bed.until_day.is_(None), Bed.until_day >= request.from_day)
    ).group_by(Bed.unit_id)  # fmt: skip
    if request.service_id is not None:
        beds = beds.where(Unit.service_id == request.service_id)
    most = max(work.db.scalars(beds), default=0)
    if most < len(children):
        raise Refused(
            f"{len(children)} children go together, and there is no more than {counted(most, 'bed')} for them in one house.",
            "Let fewer of them go together, or choose another house.", "together",
        )  # fmt: skip
    for pair in pairs_between(work.db, [one.id for one in children], request.from_day, "must not share"):
        names = " and ".join(one.known_as or one.first_name for one in children if one.id in pair)
        raise Refused(f"{names} must not share a house.", "Let each of them wait alone.", "together")


def _put(work: Work, request: JoinNights, child: Child, kind: str) -> NightRequest:
    """One child's request with its unmet need and its first step."""
    kept = Unmet(
        child.id, request.reason, request.from_day, request.until_day, (kind,), request.service_id, None,
        request.weekdays, "nights", request.nights, words=request.words,
    )  # fmt: skip
    one = NightRequest(
        child_id=child.id, service_id=request.service_id, nights=request.nights, from_day=request.from_day,
        until_day=request.until_day, weekdays=",".join(str(day) for day in sorted(request.weekdays)), together=None,
        asked_by=request.asked_by, asked_at=work.now, safeguarding=False, state="waiting", state_since=work.now,
        reviewed_on=work.today, stay_id=None, unmet_id=keep_unmet(work, kept),
    )  # fmt: skip
    work.db.add(one)
    work.db.flush()
    note_night_step(work, one, "asked", request.words)
    return one


def _kind_of_house(work: Work, service_id: int | None) -> str:
    """The kind of service that is waited for. Raises Refused for a house that closed or keeps no beds."""
    houses = select(Service.kind).join(Unit, Unit.service_id == Service.id).where(Service.state == "open")
    if service_id is not None:
        houses = houses.where(Service.id == service_id)
    kind = work.db.scalar(houses.limit(1))
    if kind is None:
        raise Refused("That house has closed, or keeps no beds here.", "Choose another house, or any.", "house")
    return kind if service_id is not None else NIGHTS[0]


def _lock_what_is_waited_for(work: Work, service_id: int | None) -> None:
    """So that a stay placed in the same moment is placed before this request, or finds it (R-B6)."""
    houses = select(Unit.id).join(Service, Service.id == Unit.service_id).where(Service.state == "open")
    if service_id is not None:
        houses = houses.where(Unit.service_id == service_id)
    work.db.execute(houses.order_by(Unit.id).with_for_update(key_share=True, of=Unit)).all()


def _check_days(work: Work, request: JoinNights) -> None:
    first, last = max(request.from_day, work.today), request.until_day
    if not 1 <= request.nights <= LONGEST:
        raise Refused("A family waits for one night or more.", f"Write a number from 1 to {LONGEST}.", "nights")
    if last <= first or (last - first).days < request.nights:
        raise Refused("There are not so many nights between these days.", "Choose a later last day, or fewer nights.", "until_day")
    if (last - first).days > LONGEST_DAYS:
        raise Refused("That is longer than a family can be kept waiting.", "Choose a nearer last day.", "until_day")
    wished = request.weekdays or ANY_DAY
    run = longest = 0
    for night in nights_of(first, last):
        run = run + 1 if night.weekday() in wished else 0
        longest = max(longest, run)
    if longest < request.nights:
        raise Refused("There are not so many of these nights in a row.", "Choose fewer nights, or any night.", "which")


def open_nights(work: Work, request_id: int) -> list[NightRequest]:
    """A request for nights with those of the siblings it stands or falls with, locked, the open ones. Raises Refused for none."""
    together = work.db.scalar(select(NightRequest.together).where(NightRequest.id == request_id))
    ours = NightRequest.id == request_id if together is None else NightRequest.together == together
    found = list(
        work.db.scalars(
            select(NightRequest)
            .where(ours, NightRequest.state.in_(OPEN_STATES))
            .order_by(NightRequest.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )
    if not any(one.id == request_id for one in found):
        raise Refused("This family does not wait for nights any more.", "Look again; somebody may have been before you.")
    return found


@dataclass(frozen=True, slots=True)
class LeaveNights:
    """A family that no longer waits for nights, and why."""

    request_id: int
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Taken off the list for nights")
def leave_nights(work: Work, request: LeaveNights) -> int:
    """Take a request off the list, siblings' with it; refused while a stay is offered, until they say no to it."""
    found = open_nights(work, request.request_id)
    if any(one.state == "offered" for one in found):
        raise Refused("A stay is offered to this family now.", "Use “They say no” on the offer first.")
    for one in found:
        move_nights(work, one, "withdrawn", "withdrawn", request.words)
        say_unmet(work, one, "withdrawn")
    work.record(found[0])
    return request.request_id


@dataclass(frozen=True, slots=True)
class ReviewNights:
    """The family was asked whether it still waits for nights, and does."""

    request_id: int
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Request for nights reviewed")
def review_nights(work: Work, request: ReviewNights) -> int:
    """Keep that the family was asked today and still waits; the place in the list does not change."""
    found = open_nights(work, request.request_id)
    for one in found:
        one.reviewed_on = work.today
        note_night_step(work, one, "reviewed", request.words)
    work.record(found[0])
    return request.request_id


@dataclass(frozen=True, slots=True)
class FlagNights:
    """A social worker asks that a family goes first (R-B6), or that it no longer does; `reason` says who and why."""

    request_id: int
    on: bool
    reason: str


@command(needs=Permission.DECIDE, recorded_as="Safeguarding flag on the list for nights")
def flag_nights(work: Work, request: FlagNights) -> int:
    """Set or take away the flag that puts a family first, with who asked and why. Raises Refused without a reason."""
    if not request.reason.strip():
        raise Refused("The flag needs its reason.", "Write which social worker asked for it, and when.", "reason")
    found = open_nights(work, request.request_id)
    for one in found:
        one.safeguarding = request.on
        note_night_step(work, one, "safeguarding" if request.on else "no_safeguarding", request.reason)
    work.record(found[0])
    return request.request_id
