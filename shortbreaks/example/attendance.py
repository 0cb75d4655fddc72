"""What the example county's registers show: some not back, a child who did not come three times, a day a provider closed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import update

from shortbreaks.bookings.notices.tables import Closing, Notice, NoticeItem
from shortbreaks.bookings.registers.tables import Cancellation, RegisterNote, Talk, TalkNote
from shortbreaks.bookings.unmet.tables import UnmetRequest
from shortbreaks.example.families import MadeChild
from shortbreaks.example.providers import MadeSession
from shortbreaks.example.rows import Rows
from shortbreaks.providers.tables import BreakSession, Service

LATE_DAYS = (2, 5, 9, 12)  # days ago, at the most, of the sessions whose registers are not back
CHASED = {9: "Jo Pierce", 12: "Sam Lane"}
KINDS = frozenset({"club", "youth", "scheme"})
NO_SHOWS, LOOKED_BACK = 3, timedelta(days=100)
WHY = "The boiler of the hall has broken."
UNMET = 2  # of the closed day's children, those for whom nothing else was found


class OnTheDay:
    """Decides what is marked as bookings are made, and keeps what follows from it."""

    def __init__(self, sessions: Sequence[MadeSession], today: date) -> None:
        self.today = today
        in_order = sorted(sessions, key=lambda one: (one.start, one.id))
        self.late: dict[int, tuple[int, MadeSession]] = {}
        for days in LATE_DAYS:
            past = [one for one in in_order if one.end.date() <= today - timedelta(days=days) and one.service.unit != "nights"]
            if past:
                self.late[past[-1].id] = (days, past[-1])
        coming = [
            one for one in in_order
            if one.start.date() >= today + timedelta(days=4) and one.service.kind in KINDS and one.service.price
            and one.service.charged_by == "council"
        ]  # fmt: skip
        self.closed = coming[0] if coming else None
        self.truant = 0
        self.no_shows: list[date] = []
        self.cancelled: list[tuple[int, int]] = []  # (cancellation, child)
        self.fallen: list[tuple[int, MadeChild, int]] = []  # (booking, child, uses) of the closed day

    def state(self, usual: str, session: MadeSession, child: MadeChild) -> str:
        """What becomes of a booking, where it is not what usually does."""
        if self.closed is not None and session.id == self.closed.id:
            return "cancelled_by_provider"
        if session.id in self.late:
            return "confirmed"
        day = session.start.date()
        recent = self.today - LOOKED_BACK <= day < self.today
        if usual == "attended" and recent and child.id > 1 and self.truant in {0, child.id} and len(self.no_shows) < NO_SHOWS:
            self.truant = child.id
            self.no_shows.append(day)
            return "no_show"
        return usual

    def cancel(self, rows: Rows, booking: int, session: MadeSession, child: MadeChild, state: str, was: int, pence: int, uses: int) -> None:
        """How a cancelled booking's charge was worked out."""
        if not state.startswith("cancelled"):
            return
        days = {"cancelled_in_notice": 8, "cancelled_late": 1}.get(state, 0)
        told = session.start - timedelta(days=days) if days else datetime.combine(self.today, time(9, 15))
        cancellation = rows.add(
            Cancellation, booking_id=booking, stay_id=None, closing_id=None if days else rows.last(Closing) + 1,  # kept by `keep`
            reason="family" if days else "provider", told_at=told, percent=100 if state == "cancelled_late" else 0,
            was_pence=was, pence=pence, back=0 if state == "cancelled_late" else uses,
            at=datetime.combine(told.date(), time(12), UTC), person_id=1,
        )  # fmt: skip
        if not days:
            self.cancelled.append((cancellation, child.id))
            self.fallen.append((booking, child, uses))

    def keep(self, rows: Rows) -> None:
        """Who was rung, the conversation that is open, and the day a provider closed with the notices it owes."""
        now = datetime.combine(self.today, time(9, 20), UTC)
        for days, session in self.late.values():
            if days in CHASED:
                rung = self.today - timedelta(days=days - 4)
                rows.add(
                    RegisterNote, session_id=session.id, kind="chased", who=CHASED[days], words="Sends it this week.",
                    at=datetime.combine(rung, time(14), UTC), person_id=1, on_date=rung,
                )  # fmt: skip
        if len(self.no_shows) == NO_SHOWS:
            opened = min(max(self.no_shows) + timedelta(days=1), self.today)
            at = datetime.combine(opened, time(10), UTC)
            talk = rows.add(
                Talk, child_id=self.truant, opened_at=at, opened_on=opened, counted_to=max(self.no_shows), no_shows=NO_SHOWS,
                owner_id=1, state="open", outcome="", closed_on=None,
            )  # fmt: skip
            rows.add(TalkNote, talk_id=talk, words="Rang twice, no answer. Try the mornings.", at=at, person_id=1)
        if self.closed is not None:
            self._close(rows, self.closed, now)

    def _close(self, rows: Rows, session: MadeSession, now: datetime) -> None:
        day = session.start.date()
        connection = rows.db.connection()
        sessions, services = BreakSession.__table__, Service.__table__
        connection.execute(
            update(sessions).where(sessions.c.id == session.id).values(state="closed", closed_reason=WHY)  # type: ignore[arg-type]
        )
        provider = connection.execute(services.select().where(services.c.id == session.service.id)).one().provider_id
        closing = rows.add(
            Closing, provider_id=provider, service_id=session.service.id, venue_id=None, first_day=day, last_day=day,
            reason="provider", words=WHY, at=now, person_id=1,
        )  # fmt: skip
        for cancellation, child_id in self.cancelled:
            notice = rows.add(
                Notice, child_id=child_id, closing_id=closing, why="provider", at=now, person_id=1, paper_id=None
            )
            rows.add(NoticeItem, notice_id=notice, cancellation_id=cancellation)
        for booking, child, uses in self.fallen[:UNMET]:
            rows.add(
                UnmetRequest, child_id=child.id, reason="provider_cancelled", district=child.district, needs="",
                kinds=session.service.kind, service_id=session.service.id, session_id=session.id, from_day=day, until_day=day,
                weekdays="", unit="hours", amount=uses, about=f"booking:{booking}", words=WHY, at=now, on_date=self.today,
                person_id=1,
            )  # fmt: skip
