"""Moving a request for nights from state to state, and hearing what became of the stay it was offered (R-B1, R-B2)."""

from datetime import date, timedelta

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from shortbreaks.bookings.night_tables import NightOffer, NightRequest, NightStep
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.waiting.queue import weekdays_kept
from shortbreaks.bookings.waiting.steps import into_state, say_unmet
from shortbreaks.database.commands import Work

OPEN_STATES = ("waiting", "offered")
# Built once: a select costs more to build than to run (speed.md).
_STAY: BindParameter[int] = bindparam("stay")
_MET = aliased(NightRequest)
_CONCERNED = (  # the requests a booked stay was offered to, or could meet, unless it met one before
    select(NightRequest)
    .where(
        NightRequest.child_id == bindparam("child"), NightRequest.state.in_(OPEN_STATES),
        or_(
            NightRequest.id.in_(select(NightOffer.request_id).where(NightOffer.stay_id == _STAY)),
            (NightRequest.state == "waiting") & (NightRequest.nights <= bindparam("nights"))
            & (NightRequest.from_day <= bindparam("first")) & (NightRequest.until_day >= bindparam("out"))
            & or_(NightRequest.service_id.is_(None), NightRequest.service_id == bindparam("service")),
        ),
        ~exists(select(_MET.id).where(_MET.stay_id == _STAY, _MET.state == "confirmed")),
    )
    .order_by(NightRequest.asked_at, NightRequest.id).with_for_update()
)  # fmt: skip


def move_nights(work: Work, request: NightRequest, state: str, reason: str, words: str = "", stay: int | None = None) -> None:
    """Put a request into a state, with the stay that is offered or met it, and keep the step.

    Raises Refused for a move that does not go forward (R-B1).
    """
    into_state(work, request, state)
    request.stay_id = stay
    note_night_step(work, request, reason, words)


def note_night_step(work: Work, request: NightRequest, reason: str, words: str = "") -> None:
    """Keep one step of a request in the state it is in."""
    work.db.add(
        NightStep(
            request_id=request.id, state=request.state, reason=reason, words=words.strip(), at=work.now,
            person_id=work.person.id, on=work.today,
        )
    )  # fmt: skip


def note_stay(work: Work, stay: Stay, was: str, reason: str) -> None:
    """A stay that was booked, or an offer that was not taken, is said to the request for nights it concerns, if there is one.

    A stay taken up ends it; one that was refused or lapsed puts it back in the line, where it stood.
    """
    if stay.state == "booked":
        _note_booked(work, stay)
    elif was == "offered" and stay.state != "offered":
        offered = select(NightRequest).where(NightRequest.stay_id == stay.id, NightRequest.state == "offered").with_for_update()
        request = work.db.scalar(offered)
        if request is not None:
            move_nights(work, request, "waiting", reason or "declined")


def _note_booked(work: Work, stay: Stay) -> None:
    """The request this stay was offered to, or one that it meets however it came to be booked."""
    first, out = stay.starts_at.date(), stay.ends_at.date()
    count = (out - first).days
    about = {"stay": stay.id, "child": stay.child_id, "service": stay.service_id, "nights": count, "first": first, "out": out}
    found = list(work.db.scalars(_CONCERNED, about))
    mine = [one for one in found if one.stay_id == stay.id]
    nights = {(first + timedelta(days=n)).weekday() for n in range(count)}
    others = [one for one in found if one.state == "waiting" and nights <= weekdays_kept(one.weekdays)]
    # one stay meets one request: the one it was offered to, else the one that was asked first
    for request in (mine or others)[:1]:
        move_nights(work, request, "confirmed", "accepted" if mine else "booked", stay=stay.id)
        say_unmet(work, request, "met", f"stay:{stay.id}")


def supersede_night_doubles(work: Work, same: dict[int, int]) -> None:
    """Before children are merged (old id to new): where both wait for the same nights, the earlier request stands."""
    found = work.db.scalars(
        select(NightRequest)
        .where(NightRequest.child_id.in_([*same, *same.values()]), NightRequest.state.in_(OPEN_STATES))
        .order_by(NightRequest.state, NightRequest.asked_at, NightRequest.id)  # "offered" before "waiting"
        .with_for_update()
    )
    seen: set[tuple[int, date, date]] = set()
    for one in list(found):
        key = (same.get(one.child_id, one.child_id), one.from_day, one.until_day)
        if key in seen:
            move_nights(work, one, "superseded", "merged")
            say_unmet(work, one, "mistaken")
        seen.add(key)
