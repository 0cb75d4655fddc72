"""What the tables of rounds show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shortbreaks.dates import say_short, say_span
from shortbreaks.rounds.letters import LetterRow
from shortbreaks.rounds.listing import STATE_WORDS, RoundRow
from shortbreaks.rounds.preview import PreviewRow
from shortbreaks.rounds.queries import SessionOfRound, WishRow
from shortbreaks.words import nth
from ui.kit.rows import Column, Mark

STATE_MEANINGS = {"collecting": "info", "closed": "warn", "previewed": "warn", "published": "ok"}
OUTCOMES = {
    "given": Mark("Given", "ok"), "not given": Mark("Not given", "bad"), "late": Mark("Late", "neutral"),
    "not eligible": Mark("Not eligible", "bad"), "needs a person": Mark("Needs a person", "warn"),
    "": Mark("Waits", "neutral"), "withdrawn": Mark("Withdrawn", "neutral", "close"),
}  # fmt: skip


def say_moment(moment: datetime, today: date) -> str:
    """Mon 20 Jul, 17:00."""
    return f"{say_short(moment.date(), today)}, {moment:%H:%M}"


def round_columns(today: date) -> Sequence[Column[RoundRow]]:
    """Name, state, cut-off, days of the scheme, and how much was wished and given."""

    def days(r: RoundRow) -> str:
        if r.first_day is None or r.last_day is None:
            return "–"
        return f"{say_short(r.first_day, today)} to {say_short(r.last_day, today)}"

    first: Column[RoundRow] = Column("Round", lambda r: r.name, strong=True)
    return [
        first,
        Column("State", marks=lambda r: (Mark(STATE_WORDS[r.state], STATE_MEANINGS[r.state]),), width=170),
        Column("Cut-off", lambda r: say_moment(r.closes_at, today), sort=lambda r: r.closes_at, width=150, tabular=True),
        Column("Days", days, sort=lambda r: r.first_day, width=260, tabular=True),
        Column("Wishes", lambda r: f"{r.wishes:,}", sort=lambda r: r.wishes, right=True, width=90, tabular=True),
        Column("Children", lambda r: f"{r.children:,}", sort=lambda r: r.children, right=True, width=100, tabular=True),
        Column(
            "Given", lambda r: f"{r.given:,}" if r.state == "published" else "–", sort=lambda r: r.given, right=True, width=90,
            tabular=True,
        ),
    ]  # fmt: skip


def wish_columns(today: date, *, published: bool) -> Sequence[Column[WishRow]]:
    """Child, rank, wish, when it came, and what it came to."""

    def marks(r: WishRow) -> Sequence[Mark]:
        if r.state == "withdrawn":
            return (OUTCOMES["withdrawn"],)
        if published:
            return (OUTCOMES[r.outcome],)
        found = [Mark("Late", "warn", "clock")] if r.late else [Mark("In time", "ok")]
        if r.together:
            found.append(Mark("Together", "special", "siblings"))
        if r.answered:
            found.append(Mark("Decided", "info"))
        return found

    def more(r: WishRow) -> str:
        said = r.withdrawn_reason or (f"Decided: {r.answered}" if r.answered and not published else "")
        return " · ".join(filter(None, (r.scheme, said)))

    first: Column[WishRow] = Column(
        "Child", lambda r: r.child, second=lambda r: " · ".join(filter(None, (r.family, r.district))), strong=True, width=190
    )
    return [
        first,
        Column("Wish", lambda r: nth(r.rank).capitalize(), sort=lambda r: r.rank, width=80),
        Column("For", lambda r: r.when, sort=lambda r: (r.first, r.scheme), second=more),
        Column(
            "Came", lambda r: say_short(r.received_at.date(), today), second=lambda r: f"{r.received_at:%H:%M}",
            sort=lambda r: r.received_at, width=146, tabular=True,
        ),
        Column(
            "Result" if published else "State", marks=marks, sort=lambda r: (r.state, r.outcome, r.late),
            width=150 if published else 196,
        ),
    ]  # fmt: skip


def preview_columns() -> Sequence[Column[PreviewRow]]:
    """Child, rank, wish with the reason under it, and its result under each way."""

    def marks(r: PreviewRow) -> Sequence[Mark]:
        if not r.before or r.before == r.outcome:
            return (OUTCOMES[r.outcome],)
        return OUTCOMES[r.outcome], Mark(f"was {OUTCOMES[r.before].text.lower()}", "neutral", "")

    first: Column[PreviewRow] = Column("Child", lambda r: r.child, strong=True, width=120)
    return [
        first,
        Column("Wish", lambda r: nth(r.rank).capitalize(), sort=lambda r: r.rank, width=80),
        Column("For", lambda r: r.when, second=lambda r: r.scheme, sort=lambda r: (r.when, r.scheme)),
        Column("The round", marks=marks, sort=lambda r: r.outcome, width=150),
        Column("First come", marks=lambda r: (OUTCOMES[r.by_first_come],), sort=lambda r: r.by_first_come, width=124),
    ]


@dataclass(frozen=True, slots=True)
class DayRow:
    """What can be wished for: one session, or all those of a service on a day."""

    sessions: tuple[SessionOfRound, ...]
    chosen: bool = False

    @property
    def ids(self) -> tuple[int, ...]:
        """The sessions' ids."""
        return tuple(one.id for one in self.sessions)


def days_of(sessions: Sequence[SessionOfRound]) -> list[DayRow]:
    """Every session of a round as something to wish for, whole days first where a day has several."""
    groups: dict[tuple[int, date], list[SessionOfRound]] = {}
    for one in sessions:
        groups.setdefault((one.service_id, one.start.date()), []).append(one)
    found = []
    for group in groups.values():
        if len(group) > 1:
            found.append(DayRow(tuple(group)))
        found += [DayRow((one,)) for one in group]
    return found


def day_columns(today: date) -> Sequence[Column[DayRow]]:
    """The day, its service and times, and how many wished for how many places."""

    def marks(r: DayRow) -> Sequence[Mark]:
        return (Mark("In this wish", "info"),) if r.chosen else ()

    first: Column[DayRow] = Column(
        "Day", lambda r: say_short(r.sessions[0].start.date(), today), sort=lambda r: r.sessions[0].start,
        second=lambda r: say_span(r.sessions[0].start, r.sessions[-1].end), strong=True, width=112, tabular=True,
    )  # fmt: skip
    return [
        first,
        Column("Scheme", lambda r: r.sessions[0].service, second=lambda r: "Whole day" if len(r.sessions) > 1 else "", marks=marks),
        Column(
            "Wished", lambda r: f"{max(s.wished for s in r.sessions)} of {min(s.places - s.taken for s in r.sessions)}",
            sort=lambda r: max(s.wished for s in r.sessions), right=True, width=96, tabular=True,
        ),
    ]  # fmt: skip


def letter_columns() -> Sequence[Column[LetterRow]]:
    """Family, who it is for, and how it is printed."""
    first: Column[LetterRow] = Column("Family", lambda r: r.family, strong=True, width=92)
    return [
        first,
        Column("To", lambda r: r.to),
        Column("Print", lambda r: {"large": "Large print", "easy": "Easy read"}.get(r.style, r.style.capitalize()), width=120),
    ]
