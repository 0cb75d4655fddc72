"""Stays through the real commands, step by step at random, against a naive diary counted day by day; and eight and more
deliberate faults that it must catch (R-O1 to R-O3, R-B8, R-B9)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from shortbreaks.bookings import merging
from shortbreaks.bookings.charges import cost_of_cancelling
from shortbreaks.bookings.merge_preview import side_by_side
from shortbreaks.bookings.merging import MergeFamilies, merge_families
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.queries import allowances_shown
from shortbreaks.council.tables import SettingValue
from shortbreaks.database.proofs import PROOFS
from shortbreaks.dates import months_before, to_local, to_utc
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.errors import Spoken
from shortbreaks.families.tables import Child, Household
from shortbreaks.overnight import commands, leaving, on_the_night, own_counts, queries, rules, sheet, swapping
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.commands import ChangeStay, PlaceStay, TakeUpStay, change_stay, place_stay, take_up_stay
from shortbreaks.overnight.leaving import Collect, collect
from shortbreaks.overnight.on_the_night import (
    Arrive,
    CancelStay,
    LapseStays,
    NotCome,
    PutStayBack,
    arrive,
    cancel_stay,
    lapse_stays,
    not_come,
    put_stay_back,
)
from shortbreaks.overnight.queries import nights_of_child, stay_card
from shortbreaks.overnight.swapping import SwapStays, swap_stays
from shortbreaks.overnight.tables import LegalStatus
from shortbreaks.providers.bed_tables import Bed
from shortbreaks.providers.beds import CloseBeds, OpenBeds, close_beds, open_beds
from tests.builders import a_child, save
from tests.overnight.builders import a_house, stay_of, wanted
from tests.overnight.diary import DAY, Diary, Told, days_between

# Around the end of a financial year, with the clocks going forward on Sunday 28 March and, a year before, nights at the
# very edge of the twelve months. Limits of 6 and 4 nights instead of 75 and 17, so that a few steps reach them.
BASE, BEGIN = date(2027, 3, 26), datetime(2027, 3, 10, 10)
YEAR, SINGLE = 6, 4
RULES = ("R-O1", "R-O2", "R-O3", "R-O4", "R-B8", "R-B9", "R-B11", "R-X2", "R-E8")
REASONS = tuple(Reason(name, "Paper") for name in RULES)
NAMES = ("Helen Marsh", "Ira Olsen")
YEARS = ((date(2026, 4, 1), date(2027, 3, 31)), (date(2027, 4, 1), date(2028, 3, 31)))

offsets, lengths, picks = st.integers(0, 9), st.integers(1, 5), st.integers(0, 11)


class Nights(RuleBasedStateMachine):
    county = None  # given by a test
    unit = service = 0

    @initialize(offset=st.integers(1, 5), length=st.integers(2, 4), edge=st.integers(-1, 1), offered=st.booleans(), other=offsets)
    def begin(self, offset, length, edge, offered, other):
        """Two children, two beds, a stay a year before, one at the very edge of its twelve months, and another child's."""
        county = self.county
        county.clock.set(to_utc(BEGIN))
        self.office, self.diary, self.closed, self.merged = county.at(), Diary(), {}, False
        self.children = []
        for name in ("Amara", "Leo"):
            child = a_child(county, first="Same", last=name, nights=60)
            save(county, Allocation(child_id=child, decision_id=1, unit="nights", purpose="Nights", kinds="", amount=60,
                                    from_day=YEARS[1][0], until_day=YEARS[1][1]),
                 LegalStatus(child_id=child, legal="s20", situation=2, recorded="V3", from_day=date(2020, 1, 1), decided_by="Sam",
                             reason="Plan", reviewing_officer="Ira", at=county.clock(), person_id=1))  # fmt: skip
            self.children.append(child)
        self.beds = save(county, *[
            Bed(unit_id=self.unit, name=f"Bed {self.children[0]}.{n}", features="", emergency=False, from_day=date(2020, 1, 1),
                until_day=None, min_age=None, max_age=None) for n in range(2)
        ])  # fmt: skip
        first = date(BASE.year - 1, BASE.month, BASE.day) + DAY * offset
        self._place(self.children[0], self.beds[0], first, length, offered=False, agreed=False)
        self._place(self.children[0], self.beds[0], BASE + DAY * (offset + edge), 2, offered=offered, agreed=False)
        self._place(self.children[1], self.beds[1], BASE + DAY * other, 2, offered=not offered, agreed=False)

    # --- what the plain clerk would say

    @property
    def now(self):
        return to_local(self.county.clock())

    def blocked(self, child, bed, nights, but, *, agreed):
        there = self.diary.nights(but=but)
        taken = any(night in nights and (one == bed or who == child) for night, one, who in there)
        shut = any((one, night) in self.closed for one in (bed, None) for night in nights)
        over = len(nights) > SINGLE or self.diary.worst(child, nights, but) > YEAR
        return taken or shut or (over and not agreed)

    def perform(self, command, request, *, refused):
        """Perform a command whose outcome the clerk knows (None: either); answers what it gave, or None when refused."""
        said, done = "", None
        try:
            done = self.office.perform(command, request)
        except Spoken as spoken:
            said = str(spoken)
        assert refused is None or bool(said) == refused, f"{said or 'not refused'}: {request}"
        return done

    def _place(self, child, bed, first, length, *, offered, agreed):
        out = first + DAY * length
        nights = days_between(first, out)
        asked = wanted(child, bed, first, out)
        if agreed:
            asked = replace(asked, manager=NAMES[0], reviewing_officer=NAMES[1])
        seen = self.office.ask(stay_asked, asked)
        assert seen.limit.most == self.diary.worst(child, nights, ()), "the limit of twelve months"
        blocked = self.blocked(child, bed, nights, (), agreed=agreed)
        done = self.perform(place_stay, PlaceStay(asked, offered=offered, reasons=REASONS), refused=blocked)
        if done is not None:
            kept = Told(child, "offered" if offered else "booked", bed, first, out, dict.fromkeys(nights, bed), length, length)
            kept.used_nights, kept.agreed, kept.until = list(nights), agreed, stay_of(self.county, done.answer).offered_until
            self.diary.stays[done.answer] = kept

    def pick(self, number, *states):
        found = [key for key, stay in sorted(self.diary.stays.items()) if stay.state in states and stay.first >= BASE]
        return found[number % len(found)] if found else None

    def has(self, *states):
        return self.pick(0, *states) is not None

    def version(self, key):
        return stay_of(self.county, key).version

    # --- what people do

    @rule(child=st.integers(0, 1), bed=st.integers(0, 1), offset=offsets, length=lengths, offered=st.booleans(), agreed=st.booleans())
    def place(self, child, bed, offset, length, offered, agreed):
        self._place(self.children[child], self.beds[bed], BASE + DAY * offset, length, offered=offered, agreed=agreed)

    @precondition(lambda self: self.has("offered"))
    @rule(number=picks)
    def take_up(self, number):
        key = self.pick(number, "offered")
        stay = self.diary.stays[key]
        late = stay.until is not None and stay.until < self.now
        blocked = self.blocked(stay.child, stay.bed, list(stay.slept_in), (key,), agreed=stay.agreed)
        # what has come to light since it was offered is asked about again, so that it may be refused besides
        done = self.perform(take_up_stay, TakeUpStay(key, self.version(key)), refused=True if late or blocked else None)
        if done is not None:
            stay.state, stay.until = "booked", None

    @rule(child=st.integers(0, 1), offset=offsets, length=st.integers(1, 3))
    def ask(self, child, offset, length):
        first = BASE + DAY * offset
        seen = self.office.ask(stay_asked, wanted(self.children[child], self.beds[0], first, first + DAY * length))
        assert seen.limit.most == self.diary.worst(self.children[child], days_between(first, first + DAY * length), ())

    @precondition(lambda self: self.has("offered"))
    @rule()
    def lapse(self):
        until = min(stay.until for stay in self.diary.stays.values() if stay.state == "offered")
        self.county.clock.set(to_utc(max(self.now, until + timedelta(minutes=1))))
        self.office.perform(lapse_stays, LapseStays())
        for stay in self.diary.stays.values():
            if stay.state == "offered" and stay.until < self.now:
                stay.state, stay.uses, stay.slept_in, stay.used_nights = "cancelled_in_notice", 0, {}, []

    @precondition(lambda self: self.has("offered", "booked"))
    @rule(number=picks, bed=st.integers(0, 1), offset=offsets, length=lengths)
    def move(self, number, bed, offset, length):
        key = self.pick(number, "offered", "booked")
        first = BASE + DAY * offset
        self._change(key, self.beds[bed], first, first + DAY * length)

    @precondition(lambda self: self.has("offered", "booked"))
    @rule(number=picks, by=st.sampled_from((-1, 1)))
    def shorten_or_lengthen(self, number, by):
        key = self.pick(number, "offered", "booked")
        stay = self.diary.stays[key]
        self._change(key, stay.bed, stay.first, stay.out + DAY * by)

    def _change(self, key, bed, first, out):
        stay = self.diary.stays[key]
        nights = days_between(first, out)
        start, end = datetime.combine(first, time(16)), datetime.combine(out, time(10))
        request = ChangeStay(key, self.version(key), bed, start, end, "", REASONS)
        blocked = not nights or self.blocked(stay.child, bed, nights, (key,), agreed=stay.agreed)
        if self.perform(change_stay, request, refused=blocked) is not None:
            stay.bed, stay.first, stay.out, stay.slept_in = bed, first, out, dict.fromkeys(nights, bed)
            stay.uses = stay.planned = len(nights)
            stay.used_nights = list(nights)

    @precondition(lambda self: self.has("offered", "booked"))
    @rule(one=picks, other=picks)
    def swap(self, one, other):
        keys = [self.pick(number, "offered", "booked") for number in (one, other)]
        if keys[0] == keys[1]:
            return
        both = [self.diary.stays[key] for key in keys]
        beds = [stay.bed for stay in reversed(both)]
        blocked = any(
            self.blocked(stay.child, bed, list(stay.slept_in), keys, agreed=stay.agreed) for stay, bed in zip(both, beds, strict=True)
        )
        request = SwapStays(keys[0], self.version(keys[0]), keys[1], self.version(keys[1]), REASONS, REASONS)
        if self.perform(swap_stays, request, refused=blocked) is not None:
            for stay, bed in zip(both, beds, strict=True):
                stay.bed, stay.slept_in = bed, dict.fromkeys(stay.slept_in, bed)

    @precondition(lambda self: self.has("offered", "booked"))
    @rule(number=picks, reason=st.sampled_from(("family", "ill", "provider")), before=st.sampled_from((None, 0, 1, 2, 3)))
    def cancel(self, number, reason, before):
        key = self.pick(number, "offered", "booked")
        stay = self.diary.stays[key]
        start = datetime.combine(stay.first, time(16))
        if before is not None:  # to the minute of the ladder's two days, and either side of it
            self.county.clock.set(to_utc(max(self.now, start - DAY * before + timedelta(minutes=before % 2))))
        late = self.now > start - DAY * 2 and reason == "family" and stay.state == "booked"
        request = CancelStay(key, self.version(key), reason)
        if self.perform(cancel_stay, request, refused=self.now >= start and reason != "provider") is not None:
            stay.state = "cancelled_by_provider" if reason == "provider" else "cancelled_late" if late else "cancelled_in_notice"
            stay.slept_in = {}
            if stay.state != "cancelled_late":
                stay.uses, stay.used_nights = 0, []

    @precondition(lambda self: self.has("cancelled_in_notice", "cancelled_late", "cancelled_by_provider"))
    @rule(number=picks)
    def put_back(self, number):
        key = self.pick(number, "cancelled_in_notice", "cancelled_late", "cancelled_by_provider")
        stay = self.diary.stays[key]
        nights = days_between(stay.first, stay.out)
        begun = datetime.combine(stay.first, time(16)) <= self.now
        blocked = begun or self.blocked(stay.child, stay.bed, nights, (key,), agreed=stay.agreed)
        if self.perform(put_stay_back, PutStayBack(key, self.version(key)), refused=blocked) is not None:
            stay.state, stay.uses, stay.slept_in, stay.used_nights = "booked", stay.planned, dict.fromkeys(nights, stay.bed), list(nights)

    @precondition(lambda self: self.has("booked"))
    @rule(number=picks)
    def come(self, number):
        key = self.pick(number, "booked")
        stay = self.diary.stays[key]
        moment = datetime.combine(stay.first, time(17))
        self.county.clock.set(to_utc(max(self.now, moment)))
        self.perform(arrive, Arrive(key, self.version(key)), refused=False)
        stay.state = "in_house"

    @precondition(lambda self: self.has("in_house"))
    @rule(number=picks, early=st.integers(0, 3), wish=st.sampled_from(("family", "provider")))
    def leave(self, number, early, wish):
        key = self.pick(number, "in_house")
        stay = self.diary.stays[key]
        out = max(stay.first + DAY, stay.out - DAY * early)
        at = datetime.combine(out, time(9))
        self.county.clock.set(to_utc(max(self.now, at)))
        short = out < stay.out
        self.perform(collect, Collect(key, self.version(key), at, wish if short else "planned"), refused=False)
        slept = days_between(stay.first, out)
        stay.state, stay.left_at, stay.slept_in = "ended", at, {night: stay.slept_in[night] for night in slept}
        if short and wish == "provider":
            stay.uses, stay.used_nights = len(slept), slept

    @precondition(lambda self: self.has("booked"))
    @rule(number=picks)
    def stay_away(self, number):
        key = self.pick(number, "booked")
        stay = self.diary.stays[key]
        began = datetime.combine(stay.first, time(16)) <= self.now
        if self.perform(not_come, NotCome(key, self.version(key)), refused=not began) is not None:
            stay.state, stay.slept_in = "no_show", {}

    @rule(bed=st.integers(0, 1), offset=offsets, again=st.booleans())
    def close_or_open(self, bed, offset, again):
        of = (self.beds[bed], BASE + DAY * offset)
        if of in self.closed and again:
            self.perform(open_beds, OpenBeds(self.closed.pop(of), 1), refused=False)
        elif of not in self.closed:
            self.closed[of] = self.perform(close_beds, CloseBeds(self.unit, *of[:1], of[1], of[1], "Boiler"), refused=False).answer

    @precondition(lambda self: bool(self.closed))
    @rule(number=picks, child=st.integers(0, 1))
    def place_where_it_is_closed(self, number, child):
        bed, night = sorted(self.closed)[number % len(self.closed)]
        self._place(self.children[child], bed, night, 1, offered=False, agreed=True)

    @precondition(lambda self: not self.merged)
    @rule(really=st.integers(0, 2))
    def merge(self, really):
        if really:
            return
        with Session(self.county.database.reading) as db:
            refs = [db.scalar(select(Household.ref).join(Child, Child.household_id == Household.id).where(Child.id == one))
                    for one in self.children]  # fmt: skip
        found = self.office.ask(side_by_side, self.children[0], refs[1])
        kept, other = found.kept, found.other
        request = MergeFamilies(kept.household_id, other.household_id, kept.version, other.version, (tuple(self.children),), "both")
        mine = {night for night, _, _ in self.diary.nights(self.children[0])}
        both = mine & {night for night, _, _ in self.diary.nights(self.children[1])}
        if self.perform(merge_families, request, refused=bool(both)) is not None:
            for stay in self.diary.stays.values():
                stay.child = self.children[0]
            self.children, self.merged = [self.children[0]] * 2, True

    # --- what must hold after every step

    @invariant()
    def nights_are_those_of_the_diary(self):
        if not hasattr(self, "diary"):
            return
        with self.county.database.reading.connect() as connection:
            rows = connection.execute(
                text("select night, bed_id, child_id from bed_night where bed_id in (:a, :b)"), {"a": self.beds[0], "b": self.beds[1]}
            ).all()
        kept = sorted((str(row[0]), row[1], row[2]) for row in rows)
        assert kept == sorted((str(night), bed, child) for night, bed, child in self.diary.nights())
        assert len({row[:2] for row in kept}) == len(kept) == len({(row[0], row[2]) for row in kept}), "one bed, one child, one night"

    @invariant()
    def counts_are_those_of_the_diary(self):
        if not hasattr(self, "diary"):
            return
        for child in set(self.children):
            rows = [row.allowance for row in self.office.ask(allowances_shown, child) if row.allowance.unit == "nights"]
            for first, last in YEARS:
                used = sum(row.used + row.booked for row in rows if (row.from_day, row.until_day) == (first, last))
                assert used == self.diary.charged(child, first, last), "nights of the allowance"
            assert self.office.ask(nights_of_child, child).now == self.diary.rolling(child, self.now.date()), "the rolling year"
        for key, stay in list(self.diary.stays.items())[-3:]:
            card = self.office.ask(stay_card, key)
            if stay.holds:
                counts = (card.counts.placed, card.counts.minutes, card.counts.allowance, card.counts.benefit_days)
                assert counts == self.diary.counts(stay), "the four counts"
            assert (card.state, card.uses) == (stay.state, stay.uses)


def office_for_nights(county):
    """The machine over one office, with limits that a few steps reach."""
    unit, service, _ = a_house(county, workers=30)
    save(county, *[SettingValue(key=key, from_day=date(2020, 1, 1), value=str(value), reason="Test")
                   for key, value in (("reg48_12m", YEAR), ("reg48_single", SINGLE))])  # fmt: skip
    return type("NightsHere", (Nights,), {"county": county, "unit": unit, "service": service})


def run(machine, examples, steps):
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
                          phases=[Phase.generate], suppress_health_check=list(HealthCheck), report_multiple_bugs=False),
    )  # fmt: skip


def test_stays_agree_with_a_naive_diary_whatever_people_do(county):
    run(office_for_nights(county), 7, 11)
    with county.database.reading.connect() as connection:
        assert not [(one.name, flaw) for one in PROOFS.values() for flaw in one.find(connection)]


def a_day_off(day, months):
    return months_before(day, months) - DAY


def a_day_less(day, months):
    return months_before(day, months) + DAY


def naive_counts(start, end, *, late_nights=0):
    found = rules.counts_of(start, end, late_nights=late_nights)
    return replace(found, minutes=int((end - start).total_seconds()) // 60)


def first_years_pot(child, service, nights, _real=own_counts.paid_for):
    findings, uses, left = _real(child, service, nights)
    return findings, ((uses[0][0], len(nights)),) if uses else uses, left


FAULTS = {
    "the window is a day too long": (rules, "months_before", a_day_off),
    "the window is a day too short": (rules, "months_before", a_day_less),
    "only nights up to the stay are held against the limit": (
        own_counts, "year_limit",
        lambda held, new, limit: rules.year_limit([night for night in held if not new or night <= new[-1]], new, limit)),
    "clocks that change are forgotten": (queries, "counts_of", naive_counts),
    "a cancelled stay keeps its bed": (on_the_night, "give_back_nights", lambda _work, _stay, _since: None),
    "the last night is not taken": (commands, "nights_of", lambda first, out: days_between(first, out)[:-1]),
    "nights not slept go back whoever chose": (leaving, "nights_still_used", lambda _planned, slept, _wish: slept),
    "a stay across 31 March uses one year's nights": (own_counts, "paid_for", first_years_pot),
    "swapped stays stay where they were": (
        swapping, "move_stay", lambda work, stay, wanted, judged: commands.move_stay(work, stay, replace(wanted, bed_id=stay.bed_id), judged)),
    "closed nights are sold": (sheet.facts, "closures", lambda _db, _units, _first, _last: {}),
    "a late cancellation gives nights back": (
        on_the_night, "cost_of_cancelling",
        lambda *given, **more: replace(cost_of_cancelling(*given, **more), in_notice=True)),
    "a merged child leaves its nights behind": (
        merging, "owning_columns",
        lambda target, real=merging.owning_columns: [(table, name) for table, name in real(target) if table.name != "bed_night"]),
}  # fmt: skip


# Steps that random lives seldom take one after another: late and early, by the family's choice, and into a closed night
TOLD_LIVES = (
    (("cancel", {"number": 0, "reason": "family", "before": 1}), ("put_back", {"number": 0})),
    (("come", {"number": 0}), ("leave", {"number": 0, "early": 1, "wish": "family"})),
    (("close_or_open", {"bed": 0, "offset": 5, "again": False}), ("place_where_it_is_closed", {"number": 0, "child": 0})),
)  # fmt: skip


def told_lives(machine):
    """Short lives through the machine's own rules and checks, whatever a random one happens to do."""
    for steps in TOLD_LIVES:
        life = machine()
        life.begin(offset=1, length=2, edge=0, offered=False, other=0)
        for name, given in steps:
            getattr(life, name)(**given)
            life.nights_are_those_of_the_diary()
            life.counts_are_those_of_the_diary()


def told_and_random_lives(machine):
    told_lives(machine)
    run(machine, 200, 10)


def test_the_told_lives_agree_with_the_diary(county):
    told_lives(office_for_nights(county))


@pytest.mark.parametrize("fault", FAULTS)
def test_each_deliberate_fault_is_caught(file_county, monkeypatch, fault):
    machine = office_for_nights(file_county)
    room, name, wrong = FAULTS[fault]
    monkeypatch.setattr(room, name, wrong)
    with pytest.raises(BaseException) as caught:
        told_and_random_lives(machine)
    assert not isinstance(caught.value, KeyboardInterrupt | AttributeError | TypeError)
