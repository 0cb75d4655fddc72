"""Keeping a stay that was asked for and could not be placed, where the family does not wait for it (R4)."""

from dataclasses import dataclass

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.unmet.commands import OPEN, Unmet, keep_unmet, newest_outcome, reason_of
from shortbreaks.bookings.unmet.tables import UnmetRequest
from shortbreaks.database.commands import Work, command
from shortbreaks.errors import Refused
from shortbreaks.findings import Outcome
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.nights_ahead import judge_in_line
from shortbreaks.providers.tables import Service


@dataclass(frozen=True, slots=True)
class KeepNightsAsked:
    """A stay that was asked for and cannot be placed, and a few words."""

    wanted: StayWanted
    words: str = ""


@command(needs=Permission.BOOK, recorded_as="Request for nights kept that could not be met")
def keep_nights_asked(work: Work, request: KeepNightsAsked) -> int:
    """Keep house, nights and the reason, as the stay is judged now; answers the request's id.

    Raises Refused where nothing stands against the stay, or the very same is kept and open.
    """
    wanted = request.wanted
    judged = judge_in_line(work, wanted)
    against = [one for one in judged.findings if one.outcome is not Outcome.MET]
    if not against:
        raise Refused("Nothing stands against this stay.", "Save it, or offer it.")
    first, out = wanted.starts_at.date(), wanted.ends_at.date()
    before = work.db.scalars(
        select(UnmetRequest).where(
            UnmetRequest.child_id == wanted.child_id, UnmetRequest.from_day == first, UnmetRequest.until_day == out,
            UnmetRequest.service_id == judged.service_id,
        )
    )  # fmt: skip
    if any(newest_outcome(work.db, one.id) in OPEN for one in before):
        raise Refused("These nights are kept already, and open.", "Look at them among the unmet requests.")
    kind = work.db.scalar(select(Service.kind).where(Service.id == judged.service_id)) or ""
    kept = Unmet(
        wanted.child_id, reason_of(judged.findings), first, out, (kind,), judged.service_id, unit="nights",
        amount=judged.counts.placed, words=request.words,
    )  # fmt: skip
    unmet_id = keep_unmet(work, kept)
    work.record(("unmet_request", unmet_id))
    return unmet_id
