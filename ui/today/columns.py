"""How each thing that is due is said: name, reason, and the day or next step as a chip."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shortbreaks.bookings.collectors import CollectorDue
from shortbreaks.bookings.delivery import Undelivered
from shortbreaks.bookings.notices.commands import NoticeOwed
from shortbreaks.bookings.off_days.queries import OffRow
from shortbreaks.bookings.registers.queries import RegisterRow
from shortbreaks.bookings.registers.talks import TalkRow
from shortbreaks.bookings.series.retry import ORDER, ReadyDate
from shortbreaks.bookings.today import CheckDue, ChildDue, SessionDue, TodayFacts
from shortbreaks.bookings.waiting.queries import PlaceRow
from shortbreaks.dates import say_short, say_span
from shortbreaks.eligibility.rules import say_amount
from shortbreaks.eligibility.worklists import UntoldRow
from shortbreaks.findings import Outcome
from shortbreaks.overnight.later_charges.due import LaterDue
from shortbreaks.overnight.reviews import ReviewDue
from shortbreaks.overnight.today import NightsDue
from shortbreaks.payments.erasure.queries import ErasureWaiting
from shortbreaks.payments.sixteen import SixteenDue
from shortbreaks.words import counted
from ui.today.lines import (
    DueLine,
    Lines,
    collector_line,
    erasure_line,
    in_order,
    lines_of,
    off_day_line,
    offer_line,
    unpriced_line,
    was_free_line,
)
from ui.today.nights import free_nights_line, stay_offer_line

SHOWN = 4
URGENT = "collectors"  # a child may be handed to somebody who must not have it: it stands above the other lists
A_WEEK, FOUR_WEEKS = 7, 28
NO_NIGHTS = NightsDue()
OWED = {"provider": "The provider cancelled", "refilled": "Another family took the place", "family": "Cancelled"}
TELL_WITHIN = 5  # days from which a decision nobody was told of stands out
REASONS = {
    "review": "Short-break review", "16": "Reaches 16: may hold own payment",
    "17": "Reaches 17: think of what comes after", "17½": "Reaches 17½: offer transition talk",
    "18": "Reaches 18: the adult decision is needed", "25": "Reaches 25: the EHC plan ends at the latest",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Worklist:
    """One card: its title, icon, lines with the oldest first, and what it means."""

    key: str
    title: str
    icon: str
    foot: str
    nothing: str
    lines: Lines
    rare: bool = False  # shown only while it has a line

    def meaning(self) -> str:
        """The worst of its lines, for the badge; the oldest stand first, so a bad one is mostly found at once."""
        worst = "neutral"
        for line in self.lines:
            if line.meaning == "bad":
                return "bad"
            worst = "warn" if line.meaning == "warn" else worst
        return worst


def worklists(
    facts: TodayFacts, now: datetime, looked_after: Sequence[ReviewDue] = (), nights: NightsDue = NO_NIGHTS,
    was_free: Sequence[LaterDue] = (), to_erase: Sequence[ErasureWaiting] = (), sixteen: Sequence[SixteenDue] = (),
    no_price: Sequence[LaterDue] = (), off_days: Sequence[OffRow] = (), collectors: Sequence[CollectorDue] = (),
) -> tuple[Worklist, ...]:  # fmt: skip
    """The worklists of the page; `now` is the time on the clock."""
    today = facts.today

    def lines(say: Callable[[Any, date], DueLine], dues: Sequence[Any]) -> Lines:
        return lines_of(lambda due: say(due, today), dues)

    return (
        Worklist("offers", "Offers that lapse soon", "offer", "When an offer lapses, the place is free for the next family.",
                 "No offer is waiting for an answer.", _offer_lines(facts, nights, now)),
        Worklist("freed", "Places free for who waits", "waiting", "Enter shows the line; O offers to the next.",
                 "No free place or bed that anybody waits for.", _freed_lines(facts, nights)),
        Worklist("registers", "Registers not returned", "register", "Without a register, nothing can be invoiced or charged.",
                 "Every register is returned.", lines_of(lambda due: register_line(due, today, facts.register_days), facts.registers)),
        Worklist("reviews", "Reviews and birthdays", "booking", "Turning 18 does not end a break until the adult decision.",
                 "No review or birthday in the next four weeks.", _review_lines(facts, looked_after, sixteen)),
        Worklist("care", "Care information to renew", "care", "Ask the family before the day; you can book with a reason.",
                 "Every care plan is fresh for the booked breaks.", lines(care_line, facts.care)),
        Worklist("checks", "Checks running out", "provider", "A check that is out asks for a reason at each booking.",
                 "Every check is in date.", lines(check_line, facts.checks)),
        Worklist("untold", "Decided, not told", "mail", "The letter says what was decided; until then nobody knows.",
                 "Every family was told what was decided.", lines_of(untold_line, facts.untold)),
        Worklist("undelivered", "Awards undelivered", "night", "Enter shows the award, and the way to a break.",
                 "Every award is on pace with its time.", lines_of(undelivered_line, facts.undelivered)),
        Worklist("retry", "Could be booked now", "booking", ORDER, "No skipped date of a series has a place.",
                 lines(retry_line, facts.could_be_booked)),
        Worklist("talks", "Conversations to have", "call", "A talk, never a ban: nothing is stopped by a no-show.",
                 "No family is waiting for a talk.", lines(talk_line, facts.talks)),
        Worklist("notices", "Notices to issue", "document", "Each says who cancelled, what it costs and why.",
                 "Every family was told on paper.", lines(notice_line, facts.notices)),
        Worklist("soon", "Breaks today and tomorrow", "today", "Enter opens the list of the day.",
                 "No breaks today or tomorrow.", lines_of(lambda due: soon_line(due, now), facts.soon)),
        *_rare(today, was_free, no_price, to_erase, off_days),
        Worklist(URGENT, "Must not collect, and is written down", "person", "Enter opens the child’s card: write down somebody else.",
                 "Nobody is named who must not collect.", lines(collector_line, collectors), rare=True),
    )  # fmt: skip


def _rare(
    today: date, was_free: Sequence[LaterDue], no_price: Sequence[LaterDue], to_erase: Sequence[ErasureWaiting], off_days: Sequence[OffRow]
) -> tuple[Worklist, ...]:
    """Worklists that are seen only while they have a line."""
    return (
        Worklist("was_free", "Free by mistake?", "mistake", "Enter opens the child’s card: charge them, or leave them free.",
                 "No break was free by a benefit that does not count.",
                 lines_of(lambda due: was_free_line(due, today), was_free), rare=True),
        Worklist("unpriced", "Booked without a price", "payment", "Enter opens the child’s card: charge them, or leave them free.",
                 "No break waits for its price.", lines_of(lambda due: unpriced_line(due, today), no_price), rare=True),
        Worklist("off_days", "Sessions to decide", "history", "The calendar changed: keep them, or cancel them and tell the families.",
                 "No session waits.", lines_of(lambda due: off_day_line(due, today), off_days), rare=True),
        Worklist("to_erase", "Records to erase", "history", "Enter opens the list: look at each, erase it or take it out.",
                 "No family waits to be erased.", lines_of(lambda due: erasure_line(due, today), to_erase), rare=True),
    )  # fmt: skip


def _offer_lines(facts: TodayFacts, nights: NightsDue, now: datetime) -> Lines:
    """Offers of places and of stays in one order, the soonest to lapse first."""
    return in_order(
        (lambda due: offer_line(due, now), [(due.until, due) for due in facts.offers]),
        (lambda due: stay_offer_line(due, now), [(due.until, due) for due in nights.offers]),
    )


def _freed_lines(facts: TodayFacts, nights: NightsDue) -> Lines:
    """Free places and free nights in one order of days."""
    return in_order(
        (lambda due: freed_line(due, facts.today), [(due.start.date(), due) for due in facts.freed]),
        (lambda due: free_nights_line(due, facts.today), [(due.next.start, due) for due in nights.free if due.next is not None]),
    )


def freed_line(due: PlaceRow, today: date) -> DueLine:
    """A free place, with the family that is next in line for it."""
    following = due.next
    assert following is not None
    decides = following.outcome is not Outcome.MET
    chip, meaning = ("A person decides", "warn") if decides else ("Offer it", "info")
    name = f"Next: {' and '.join(following.children)}"
    return DueLine(name, f"{due.service}, {say_short(due.start.date(), today)}", chip, meaning, "waiting", (("session", due.session_id),))


def register_line(due: RegisterRow, today: date, late: int) -> DueLine:
    """A register, the older the redder: who was rung last, and from `late` days on whom to ring instead."""
    days = (today - due.end.date()).days
    chip = "Today" if days == 0 else "1 day" if days == 1 else f"{days} days"
    meaning = "bad" if days > late else "warn" if days > 2 else "neutral"
    said = [say_short(due.start.date(), today)]
    if days > late:
        said.append("ring the manager")
    if due.chased is not None:
        said.append(f"rung {due.chased.who} {_day(due.chased.on, today)}")
    if days <= late or due.chased is None:  # beside both the line would be too long
        said.append(_children(due.waiting))
    return DueLine(due.service, " · ".join(said), chip, meaning, "registers", (("session", due.session_id),))


def notice_line(due: NoticeOwed, today: date) -> DueLine:
    """A notice that a family is owed on paper."""
    days = (today - due.since).days
    chip = "Today" if days == 0 else counted(days, "day")
    return DueLine(due.child, OWED[due.why], chip, "bad" if days > 2 else "warn", "notices", ())


def talk_line(due: TalkRow, today: date) -> DueLine:
    """A conversation to have: how long it waits, and with whom it is."""
    days = (today - due.opened_on).days
    chip = "Today" if days == 0 else counted(days, "day")
    second = f"{counted(due.no_shows, 'no-show')} nobody explained · {due.owner}"
    return DueLine(f"{due.child}, {due.age}", second, chip, "bad" if days > 14 else "warn", "child", (("id", due.child_id),))


def child_line(due: ChildDue, today: date) -> DueLine:
    """A review or a birthday."""
    days = (due.day - today).days
    if days < 0:
        chip, meaning = f"{-days} day{'' if days == -1 else 's'} late", "bad"
    else:
        chip, meaning = f"By {_day(due.day, today)}", "warn" if days <= 9 else "neutral"
    reason = REASONS.get(due.kind, f"Reaches {due.kind}: think of what comes after")
    if due.kind != "review" and days >= 0:
        chip, meaning = _day(due.day, today), "warn" if days <= 7 else "neutral"
    elif due.kind == "18":
        reason = "Transition decision needed; nothing stops until then"
    return DueLine(f"{due.child}, {due.age}", reason, chip, meaning, "child", (("id", due.child_id),))


def _review_lines(facts: TodayFacts, looked_after: Sequence[ReviewDue], sixteen: Sequence[SixteenDue]) -> Lines:
    """Reviews of decisions, ages, and reviews of children with stays in one order of days; of a direct payment at 16 once."""
    paid = {due.child_id for due in sixteen}
    reviews = [due for due in facts.reviews if due.kind != "16" or due.child_id not in paid]
    near = [due for due in looked_after if due.late_days >= -(A_WEEK if due.is_visit else FOUR_WEEKS)]
    return in_order(
        (lambda due: child_line(due, facts.today), [(due.day, due) for due in reviews]),
        (lambda due: sixteen_line(due, facts.today), [(due.day, due) for due in sixteen]),
        (lambda due: stay_review_line(due, facts.today), [(due.due, due) for due in near]),
    )


def sixteen_line(due: SixteenDue, today: date) -> DueLine:
    """A young person of 16 whose direct payment goes to somebody else (R-D25)."""
    days = (due.day - today).days
    chip, meaning = (_day(due.day, today), "warn" if days <= A_WEEK else "neutral") if days >= 0 else ("Offer it", "warn")
    return DueLine(f"{due.child}, {due.age}", f"16: offer {due.ref} as their own payment", chip, meaning, "child", (("id", due.child_id),))


def stay_review_line(due: ReviewDue, today: date) -> DueLine:
    """A review or a visit of a child with stays (R-O8)."""
    late = due.late_days
    chip = f"{counted(late, 'day')} late" if late > 0 else f"By {_day(due.due, today)}"
    meaning = "bad" if late > 0 else "warn" if late >= -9 else "neutral"
    second = f"{due.kind}, nights away"
    return DueLine(f"{due.child}, {due.age}", second, chip, meaning, "decisions", (("row", due.key), ("tab", "reviews")))


def care_line(due: ChildDue, today: date) -> DueLine:
    """A care plan that will be too old, with the break it is needed for."""
    if due.since is None:
        second = "No care plan yet"
    else:
        months = (today.year - due.since.year) * 12 + today.month - due.since.month - (today.day < due.since.day)
        second = f"Care plan is {months} month{'' if months == 1 else 's'} old"
    days = (due.day - today).days
    meaning = "bad" if days <= 7 else "warn" if days <= 14 else "neutral"
    chip = f"Break {_day(due.day, today)}"
    return DueLine(f"{due.child}, {due.age}", second, chip, meaning, "child", (("id", due.child_id),))


def check_line(due: CheckDue, today: date) -> DueLine:
    """A provider's check."""
    out, place = due.until < today, (("provider", due.provider_id),)
    chip = f"Out since {_day(due.until, today)}" if out else f"Runs out {_day(due.until, today)}"
    return DueLine(due.provider, due.what, chip, "bad" if out else "warn", "provider", place)


def untold_line(due: UntoldRow) -> DueLine:
    """A decision whose family has not been told."""
    chip = "Today" if due.days == 0 else counted(due.days, "day")
    meaning = "bad" if due.days > TELL_WITHIN else "warn"
    second = f"{due.outcome.capitalize()} by {due.decided_by}"
    return DueLine(f"{due.child}, {due.age}", second, chip, meaning, "decisions", (("row", due.decision_id), ("tab", "untold")))


def undelivered_line(due: Undelivered) -> DueLine:
    """An award that is behind its time."""
    whole = say_amount(due.amount, due.unit)
    second = f"{whole}, none placed" if due.none_placed else f"{due.taken}% of {whole}, {due.gone}% of the time gone"
    meaning = "bad" if due.none_placed else "warn"
    place = (("row", due.allocation_id), ("tab", "undelivered"))
    return DueLine(f"{due.child}, {due.age}", second, counted(due.days, "day"), meaning, "decisions", place)


def retry_line(due: ReadyDate, today: date) -> DueLine:
    """A skipped date of a series that has a place again; B books it there."""
    day, days = due.start.date(), (due.start.date() - today).days
    meaning = "bad" if days <= 2 else "warn" if days <= 7 else "info"
    target = (("date", due.date_id), ("id", due.series_id))
    return DueLine(due.child, f"{due.service}, {due.start:%H:%M}", say_short(day, today), meaning, "series", target)


def soon_line(due: SessionDue, now: datetime) -> DueLine:
    """A session of today or tomorrow."""
    chip = "Now" if due.start <= now else "Today" if due.start.date() == now.date() else "Tomorrow"
    times = say_span(due.start, due.end) if due.start.date() == due.end.date() else f"from {due.start:%H:%M}"
    return DueLine(due.service, f"{times} · {_children(due.children)}", chip, "info" if chip == "Now" else "neutral",
                   "bookings", (("day", due.start.date()),))  # fmt: skip


def target_of(line: DueLine) -> Mapping[str, Any]:
    """Where a line leads, as navigation takes it."""
    return dict(line.target)


def _children(count: int) -> str:
    return f"{count} child{'' if count == 1 else 'ren'}"


def _day(day: date, today: date) -> str:
    """31 Jul, with the year only when it is another."""
    return say_short(day, today).split(" ", 1)[1]
