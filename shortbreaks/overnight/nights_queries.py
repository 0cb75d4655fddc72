"""Waiting for nights as it is shown: who waits and why there; free runs of nights with who is next; one run's line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from shortbreaks.access.permissions import Permission
from shortbreaks.access.tables import PersonRecord
from shortbreaks.bookings.asking import who_may_book
from shortbreaks.bookings.night_tables import NightOffer, NightRequest, NightStep
from shortbreaks.bookings.queries import siblings_to_book
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.waiting.order import Rule, first_difference, reasons, said_place
from shortbreaks.bookings.waiting.queries import WaitingStepRow
from shortbreaks.bookings.waiting.queue import grouped, rule_on
from shortbreaks.bookings.waiting.steps import STEP_WORDS, WORDS
from shortbreaks.council.lists import words_in
from shortbreaks.database.commands import View, query
from shortbreaks.dates import ANY_DAY, say_short, to_local
from shortbreaks.findings import Outcome
from shortbreaks.overnight.nights_line import NightCandidate, NightLine, night_lines
from shortbreaks.overnight.nights_queue import NightGroup, NightWaiter, nights_waiting
from shortbreaks.providers.bed_tables import Bed, Unit
from shortbreaks.providers.tables import Service
from shortbreaks.words import counted

WISHES = {ANY_DAY: "", frozenset({4, 5, 6}): ", Fri to Sun", frozenset({0, 1, 2, 3}): ", Mon to Thu"}
LAPSED = {"lapsed": "Nobody answered; waits again", "family": "They said no; waits again"}


@dataclass(frozen=True, slots=True)
class NightsOffer:
    """The stay a family is offered now, and until when."""

    stay_id: int
    version: int
    house: str
    bed: str
    start: datetime
    end: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class NightRow:
    """One request for nights, with its place among those who wait for the same, and why it stands there."""

    request_id: int
    child_id: int
    child: str
    age: int
    siblings: tuple[str, ...]  # who wait with the child, for all of them or none (R-B5)
    service: str
    wanted: str
    state: str
    state_words: str
    place: int
    of: int
    place_words: str
    reasons: tuple[str, ...]
    before_next: str  # what puts it before the one after it; "" for the last
    priority: str
    days_waiting: int
    reviewed_on: date
    asked_by: str
    offer: NightsOffer | None

    @property
    def names(self) -> str:
        """The child, and the siblings who go together with it: Asha O. and Bina O."""
        return " and ".join((self.child, *self.siblings))


@query(needs=Permission.SEE_CASES)
def nights_list(view: View) -> tuple[NightRow, ...]:
    """Everybody who waits for nights or is offered some, in the order of R-B6; the offers last."""
    rule = rule_on(view)
    groups = grouped(nights_waiting(view, rule, ("waiting", "offered")))
    waiting = [group for group in groups if group[0].state == "waiting"]
    offers = _open_offers(view)
    return tuple(
        row for group in sorted(groups, key=lambda group: group[0].state == "offered") for row in _rows(view, group, waiting, rule, offers)
    )


def _rows(
    view: View, group: NightGroup, waiting: Sequence[NightGroup], rule: Rule, offers: Mapping[int, NightsOffer]
) -> list[NightRow]:
    """A row for each child of a family, which has one place in the line; one that is offered a stay stands in none."""
    waits = group[0].state == "waiting"
    rivals = [other for other in waiting if other is group or group[0].could_meet(other[0])] if waits else []
    place = rivals.index(group) + 1 if rivals else 0
    after = rivals[place] if place and place < len(rivals) else None
    return [
        NightRow(
            one.id, one.child_id, one.child, one.age, tuple(other.child for other in group if other is not one), one.service,
            said_nights(one, view.today), one.state, WORDS[one.state], place, len(rivals),
            said_place(place, len(rivals)) if place else "", reasons(one.standing, rule),
            first_difference(group[0].key, after[0].key, rule) if after else "", one.standing.priority,
            (view.today - one.standing.asked_at.date()).days, one.reviewed_on, one.asked_by, offers.get(one.id),
        )
        for one in group
    ]  # fmt: skip


def said_nights(one: NightWaiter, today: date) -> str:
    """What is waited for: 2 nights from 24 Jul to 18 Sep, Fri to Sun."""
    first, last = (say_short(day, today)[4:] for day in (one.from_day, one.until_day))
    span = f"by {last}" if one.from_day <= today else f"from {first} to {last}"
    return f"{counted(one.nights, 'night')} {span}{WISHES.get(one.weekdays, ', on some nights of the week')}"


def _open_offers(view: View) -> dict[int, NightsOffer]:
    rows = view.db.execute(
        select(
            NightRequest.id, Stay.id.label("stay"), Stay.version, Service.name.label("house"), Bed.name.label("bed"),
            Stay.starts_at, Stay.ends_at, Stay.offered_until,
        )
        .join(Stay, Stay.id == NightRequest.stay_id).join(Service, Service.id == Stay.service_id).join(Bed, Bed.id == Stay.bed_id)
        .where(NightRequest.state == "offered")
    )  # fmt: skip
    return {
        r.id: NightsOffer(r.stay, r.version, r.house, r.bed, r.starts_at, r.ends_at, r.offered_until or r.starts_at) for r in rows
    }


@dataclass(frozen=True, slots=True)
class NightLineRow:
    """A family in the line for a run: its place and why, the stay that would be offered, and whether that fits it.

    Of siblings who go together the first one's request and child; `beds` holds the bed of each request, in their order.
    """

    request_id: int
    child_id: int
    children: tuple[str, ...]
    ages: tuple[int, ...]
    wanted: str
    beds: tuple[tuple[int, int, str], ...]  # (request, bed, its name)
    start: date
    out: date
    place_words: str
    reasons: tuple[str, ...]
    outcome: Outcome
    chip: str
    trouble: str
    remedy: str
    asks: tuple[tuple[str, str], ...]  # (rule, sentence) of each finding that a person may go past with a reason
    possible: bool
    first: bool  # nobody before it whom nights of the run would fit

    @property
    def child(self) -> str:
        """The family's children: Asha O. and Bina O."""
        return " and ".join(self.children)

    @property
    def bed(self) -> str:
        """The beds, in the children's order: Bed 1 and Bed 3."""
        return " and ".join(name for _, _, name in self.beds)

    def when(self, today: date) -> str:
        """The stay that suits it: Fri 24 Jul to Sun 26 Jul."""
        return f"{say_short(self.start, today)} to {say_short(self.out, today)}"


@dataclass(frozen=True, slots=True)
class RunRow:
    """A free run of nights in a house that somebody waits for, and who is next; `next` None when it fits nobody."""

    key: tuple[int, date, date]
    service: str
    first: date
    out: date
    nights: int
    beds: tuple[str, ...]
    families: int
    next: NightLineRow | None
    best: bool = False  # of all runs of the house for which this family is next, the one that fits it best and soonest

    def when(self, today: date) -> str:
        """Fri 24 Jul to Mon 27 Jul."""
        return f"{say_short(self.first, today)} to {say_short(self.out, today)}"


@query(needs=Permission.SEE_CASES)
def nights_to_offer(view: View) -> tuple[RunRow, ...]:
    """Every free run of nights from tomorrow on that somebody waits for, by day and house: in a fixed number of questions."""
    rule = rule_on(view)
    rows = [_run(line, rule, view.today) for line in night_lines(view)]
    best: dict[tuple[int, int], tuple[bool, date, tuple[int, date, date]]] = {}
    for row in rows:
        if (one := row.next) is not None:
            house, found = (row.key[0], one.request_id), (one.outcome is not Outcome.MET, one.start, row.key)
            best[house] = min(best.get(house, found), found)
    chosen = {key for _, _, key in best.values()}
    rows = [replace(row, best=row.key in chosen) for row in rows]
    return tuple(sorted(rows, key=lambda row: (row.first, row.service, row.key)))


def _run(line: NightLine, rule: Rule, today: date) -> RunRow:
    run, following = line.run, line.next
    nights = (run.last - run.first).days + 1
    out = date.fromordinal(run.last.toordinal() + 1)
    return RunRow(
        run.key, run.service, run.first, out, nights, tuple(name for _, name in run.beds), len(line.groups),
        _line_row(line, following, rule, today) if following is not None else None,
    )


def _line_row(line: NightLine, one: NightCandidate, rule: Rule, today: date) -> NightLineRow:
    waiter, trouble, found = one.group[0], one.trouble, one.found
    troubles = [finding for finding in one.findings if finding.outcome is not Outcome.MET]
    return NightLineRow(
        waiter.id, waiter.child_id, tuple(each.child for each in one.group), tuple(each.age for each in one.group),
        said_nights(waiter, today),
        tuple((each.id, stay.bed_id, bed) for each, stay, bed in zip(one.group, found.wanted, found.beds, strict=False)),
        found.wanted[0].starts_at.date(), found.wanted[0].ends_at.date(), said_place(one.place, one.of), reasons(waiter.standing, rule),
        one.outcome, trouble.chip if trouble else "", trouble.reason if trouble else "", trouble.remedy if trouble else "",
        tuple(dict.fromkeys((finding.rule, finding.reason) for finding in troubles if finding.overridable)),
        all(finding.overridable for finding in troubles), not line.before(one),
    )  # fmt: skip


@query(needs=Permission.SEE_CASES)
def line_of_run(view: View, key: tuple[int, date, date]) -> tuple[NightLineRow, ...]:
    """Everybody who waits for nights of one run, the next first, each with the stay that suits and whether it fits."""
    rule = rule_on(view)
    return tuple(
        _line_row(line, one, rule, view.today) for line in night_lines(view, key[0]) if line.run.key == key for one in line
    )


@query(needs=Permission.SEE_CASES)
def steps_of_nights(view: View, request_id: int) -> tuple[WaitingStepRow, ...]:
    """What a request for nights went through, newest first, with how it stood each time it was offered a stay."""
    people = PersonRecord.id, PersonRecord.name
    steps = view.db.execute(
        select(NightStep.reason, NightStep.words, NightStep.at, people[1])
        .join(PersonRecord, people[0] == NightStep.person_id)
        .where(NightStep.request_id == request_id)
        .order_by(NightStep.id.desc())
    ).all()
    offers = view.db.execute(
        select(NightOffer.stood, NightOffer.at, people[1])
        .join(PersonRecord, people[0] == NightOffer.person_id)
        .where(NightOffer.request_id == request_id)
    ).all()
    said = {**words_in(view.db, "cancel_reason"), **STEP_WORDS, **LAPSED}
    found = [WaitingStepRow(said.get(r.reason, r.reason), r.words, to_local(r.at), r.name) for r in steps]
    found += [WaitingStepRow("How it stood", r.stood, to_local(r.at), r.name) for r in offers]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


@dataclass(frozen=True, slots=True)
class WaitChoices:
    """What a wait for nights can be for, who can ask for it, and who can go together: houses, adults, brothers and sisters."""

    houses: tuple[tuple[int, str], ...]  # (service, name)
    adults: tuple[tuple[int, str], ...]
    siblings: tuple[tuple[int, str, int], ...] = ()  # (child, name, age), those who have short breaks of their own


@query(needs=Permission.SEE_CASES)
def wait_choices(view: View, child_id: int) -> WaitChoices:
    """The houses and the adults to choose from for one child."""
    houses = view.db.execute(
        select(Service.id, Service.name).join(Unit, Unit.service_id == Service.id).where(Service.state == "open").order_by(Service.name)
    )
    return WaitChoices(tuple((r.id, r.name) for r in houses), who_may_book(view, child_id), siblings_to_book(view, child_id))
