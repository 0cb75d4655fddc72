"""Which lines of spending need no person: our own payments, payees accepted before, and agreed uses."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from shortbreaks.database.search import fold
from shortbreaks.dates import say_day, say_hours
from shortbreaks.money import pounds
from shortbreaks.payments.spending.patterns import Taken
from shortbreaks.payments.spending.payee_names import Agreed, Barred, Booked, Meant, holds, meant_by
from shortbreaks.words import inside

PAYROLL = ("payroll", "hmrc", "nest pension", "insurance", "dbs")
BEFORE = "Accepted before."
RETURNED = ("returned", "return", "recalled", "recall", "reversal", "reversed", "unpaid")  # how banks name a payment that goes back
CASH = ("cash", "atm", "withdrawal")
NEAR_DAYS = 7  # a payment of ours reaches a card within a week of its day
TIMES_USUAL = 2  # more than so many times what was ever accepted for a payee is shown to a person
WEEKS_AT_ONCE = 6  # a single purchase above this many weeks of the award is shown to a person
LARGE = f"More than {WEEKS_AT_ONCE} weeks of the award at once."
WEEKS_OF_PAY = 5  # a wage of so many weeks of the award may be a month's


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of ours (pence): the day it arrives, and the day on which the bank sent it back, if it did."""

    on: date
    pence: int
    back_on: date | None = None

    def say(self) -> str:
        """What its line is taken for: "Our own payment."."""
        return "Our own payment." if self.back_on is None else f"Our own payment, which the bank sent back on {say_day(self.back_on)}."


@dataclass(frozen=True, slots=True)
class Known:
    """What one family's lines are matched against (pence): payees accepted before and how, our payments by day.

    `back` holds what was entered as paid back to us and no line was tied to: its id, day and sum.
    """

    payees: Mapping[str, str]
    paid: Collection[Paid]
    providers: Collection[str]
    week: int
    back: Collection[tuple[int, date, int]] = ()
    usual: Mapping[str, int] = field(default_factory=dict)  # the largest sum accepted for each of those payees
    us: str = ""  # the council's name, by which a bank may name us
    agreed: Sequence[Agreed] = ()
    barred: Sequence[Barred] = ()
    house: Collection[tuple[str, str]] = ()  # first and last names of the adults who live there, folded
    managers: Collection[tuple[str, str]] = ()  # the same of whoever is paid, and so manages the account
    booked: Sequence[Booked] = ()
    rates: Sequence[tuple[date, int, int]] = ()  # of the award: from when, pence an hour, minutes a week
    by_hand: Sequence[tuple[date, str, int]] = ()  # recorded from receipts: day, who was paid, sum
    going: Collection[Paid] = ()  # payments that the bank sent back, of which no line shows the going
    taken: Sequence[tuple[date, str, int]] = ()  # paid before in the months of the file, where a use is paid regularly


@dataclass(frozen=True, slots=True)
class Match:
    """What became of a line: its category, and why it is matched or what is odd about it."""

    match: str
    category: str
    why: str
    back_id: int = 0  # the money that came back of which this line is the bank's side


class Matcher:
    """Matches the lines of one family's spending; a payee met again is not thought about again."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._ours = list(known.paid)  # each stands for one line, however alike two lines are
        self._going = list(known.going)
        self._back = list(known.back)
        self._receipts = list(known.by_hand)  # of which no bank line was met yet
        self._large = known.week * WEEKS_AT_ONCE
        self._paid: dict[tuple[str, bool], Match] = {}
        self._meant: dict[str, Meant] = {}
        self._regular: dict[Agreed, Taken] = {one: _taken_before(one, known.taken) for one in known.agreed if one.pattern}

    def match(self, on: date, payee: str, pence: int) -> Match:
        """Match one line (pence out, or in when below nought); only what no rule knows is odd (R-D8)."""
        if pence < 0:
            return self._money_in(on, -pence)
        back = (
            [one for one in self._back if one[2] == pence and abs((on - one[1]).days) <= NEAR_DAYS]
            if self._back
            else []
        )
        if back:
            return self._gave_back(min(back, key=lambda one: abs((on - one[1]).days)), payee)
        if self._going and (going := nearest(self._going, on, pence, going=True)) is not None:
            return self._goes_back(going, payee)
        receipt = next((one for one in self._known.by_hand if one[2] == pence and abs((on - one[0]).days) <= NEAR_DAYS), None)
        if receipt is not None:
            counted = receipt in self._receipts  # it may be the same purchase: that was paid once, not twice
            if counted:
                self._receipts.remove(receipt)
            found = self._money_out(on, payee, pence, counted=counted)
            said = f"{pounds(pence)} to {receipt[1]} was recorded by hand on {say_day(receipt[0])}. Is it the same? Put one of them back."
            return Match("odd", found.category, said)
        found = self._money_out(on, payee, pence)
        if found.why == BEFORE and pence > (most := self._known.usual.get(fold(payee), pence)) * TIMES_USUAL:
            said = f"More than {TIMES_USUAL} times what was paid to them before ({pounds(most)} at most)."
            return Match("odd", found.category, said)
        return found

    def beyond(self, on: date, payee: str, pence: int) -> str:
        """Count one more payment of a use that is paid regularly, and give what is odd about it; "": nothing is."""
        agreed = self._meaning(payee).agreed_on(on) if self._regular else None
        return self._regular[agreed].take(on, payee, pence) if agreed is not None and agreed in self._regular else ""

    def _meaning(self, payee: str) -> Meant:
        """What a payee's name may mean, thought about once."""
        known, meant = self._known, self._meant.get(payee)
        if meant is None:
            people = (("house", known.house), ("manager", known.managers))
            meant = self._meant[payee] = meant_by(fold(payee), known.agreed, known.barred, people, known.booked)
        return meant

    def _money_out(self, on: date, payee: str, pence: int, *, counted: bool = False) -> Match:
        """What is thought of a line out; what a payee's name alone says is thought about once.

        `counted`: it counts in how often its use is paid already.
        """
        large = 0 < self._large < pence
        known, meant = self._known, self._meaning(payee)
        found = _of_meaning(meant, on, large=large) if meant.depends_on_day else None
        if found is not None and not counted and (beyond := self.beyond(on, payee, pence)) and found.match == "matched":
            found = Match("odd", found.category, beyond)
        if found is None:
            found = self._paid.get((payee, large))
        if found is None:
            found = self._paid[payee, large] = _of_name(meant.said, known, large=large)
        return _as_hours(known, on, pence) if found is UNKNOWN and known.rates else found

    def _gave_back(self, back: tuple[int, date, int], payee: str) -> Match:
        """A line as large as a sum entered as paid back: tied to it when it names us, otherwise a person says."""
        back_id, day, pence = back
        if not is_us(payee, self._known.us):
            said = self._known.payees.get(fold(payee), "")
            return Match(
                "odd", said, f"{pounds(pence)} was entered as paid back on {say_day(day)}. Is it the same money?"
            )
        self._back.remove(back)
        return Match("matched", "our payment", f"Given back to us, and posted on {say_day(day)}.", back_id)

    def _goes_back(self, paid: Paid, payee: str) -> Match:
        """A line as large as a payment that the bank sent back: it goes back by it when its words say so, else a person says."""
        if not (is_us(payee, self._known.us) or any(holds(fold(payee), word) for word in RETURNED)):
            said = self._known.payees.get(fold(payee), "")
            return Match("odd", said, f"{say_going(paid)}. Is it that payment going back?")
        self._going.remove(paid)
        return Match("matched", "our payment", f"{say_going(paid)}.")

    def _money_in(self, on: date, pence: int) -> Match:
        near = nearest(self._ours, on, pence)
        if near is not None:
            self._ours.remove(near)
            return Match("matched", "our payment", near.say())
        return Match("odd", "own money", f"{pounds(pence)} came in that we did not pay.")


def nearest(paid: Sequence[Paid], on: date, pence: int, *, going: bool = False) -> Paid | None:
    """The payment of that sum within a week of a day, by the day it arrives or goes; of two as near the one that stands."""
    near: list[tuple[int, bool, int]] = []
    for number, one in enumerate(paid):
        day = one.back_on if going else one.on
        if one.pence == pence and day is not None and abs((on - day).days) <= NEAR_DAYS:
            near.append((abs((on - day).days), one.back_on is not None, number))
    return paid[min(near)[2]] if near else None


def say_going(paid: Paid) -> str:
    """What is known of a payment that came back: of which day it was, and when it reached us again."""
    assert paid.back_on is not None
    return f"Our own payment of {say_day(paid.on)} came back to us on {say_day(paid.back_on)}"


def is_us(payee: str, name: str) -> bool:
    """Whether a bank names the council as a payee: by its name or that name's first letters, with "council" or alone."""
    said, own = fold(payee).split(), fold(name).split()
    initials = "".join(word[0] for word in own)
    return "council" in said or (len(initials) > 1 and initials in said) or (bool(own) and own == said[: len(own)])


def _taken_before(agreed: Agreed, before: Sequence[tuple[date, str, int]]) -> Taken:
    """What was paid of a use that is paid regularly before a file came."""
    assert agreed.pattern is not None
    taken = Taken(agreed.pattern)
    for on, said, pence in before:
        if agreed.holds_on(on) and any(holds(said, name) for name in agreed.names):
            taken.take(on, said, pence)
    return taken


HOUSE = "a relative who lives in the house"
UNKNOWN = Match("odd", "", "Nobody was paid under this name before.")


def _of_meaning(meant: Meant, on: date, *, large: bool) -> Match | None:
    """What an agreed use, a bar, the house or a booking says of a payee on a day; none: nothing of them does."""
    agreed = meant.agreed_on(on)
    if agreed is not None:
        said = Match("matched", agreed.category, f"Agreed: {agreed.words.rstrip('.')}.")
        return said if not large else Match("odd", agreed.category, LARGE)
    if (against := _against(meant, on)) is not None:
        return against
    booked = meant.booked_on(on)
    if booked is not None and not large:
        return Match("matched", "activity", f"Booked at {booked.said} for {say_day(booked.on)}.")
    return None


def _against(meant: Meant, on: date) -> Match | None:
    """What stands against a payee on a day: a use to be looked at again, somebody of the house, what is barred (R-D8)."""
    lapsed, bar = meant.lapsed_on(on), meant.bar_on(on)
    if lapsed is not None and lapsed.review_on is not None:
        what = f"{lapsed.words.rstrip('.')} was agreed until {say_day(lapsed.review_on)}: look at it again (R-D9)."
        return Match("odd", lapsed.category, what)
    if meant.who == "manager":
        return Match("odd", "", "May be pay for whoever manages the account, who should not be paid from it (R-D10).")
    words = HOUSE if meant.who else inside(bar.words) if bar is not None else ""
    return Match("odd", "", f"May be {words}, which the money is not for.") if words else None


def _of_name(said: str, known: Known, *, large: bool) -> Match:
    before = known.payees.get(said, "")
    if any(holds(said, word) for word in CASH):
        return Match("odd", before, "Cash: ask what it was for.")
    if large:
        return Match("odd", before, LARGE)
    if said in known.payees:
        return Match("matched", before, BEFORE)
    if any(holds(said, word) for word in PAYROLL):
        return Match("matched", "payroll", "Payroll, tax, pension or insurance of an employer.")
    if any(holds(said, name) for name in known.providers):
        return Match("matched", "activity", "A provider of the directory.")
    return UNKNOWN


def _as_hours(known: Known, on: date, pence: int) -> Match:
    """A payee nobody knows: odd, with the hours of the award that the sum is, when it is some in whole quarters."""
    for since, rate, week in reversed(known.rates):
        minutes, rest = divmod(pence * 60, rate)
        if since <= on and not rest and minutes % 15 == 0 and 0 < minutes <= week * WEEKS_OF_PAY:
            said = f"Nobody was paid under this name before; {pounds(pence)} is {say_hours(minutes)} at {pounds(rate)}."
            return Match("odd", "assistant", said)
    return UNKNOWN
