"""Which lines of spending need no person: our own payments, payees accepted before, and agreed uses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from shortbreaks.database.search import fold
from shortbreaks.dates import say_day
from shortbreaks.money import pounds

PAYROLL = ("payroll", "hmrc", "nest pension", "insurance", "dbs")
BARRED = {
    "betting": "gambling", "casino": "gambling", "lottery": "gambling", "wine": "alcohol", "off licence": "alcohol",
    "vape": "tobacco", "tobacco": "tobacco",
}  # fmt: skip
BEFORE = "Accepted before."
CASH = ("cash", "atm", "withdrawal")
NEAR_DAYS = 7  # a payment of ours reaches a card within a week of its day
TIMES_USUAL = 2  # more than so many times what was ever accepted for a payee is shown to a person
WEEKS_AT_ONCE = 6  # a single purchase above this many weeks of the award is shown to a person


@dataclass(frozen=True, slots=True)
class Known:
    """What one family's lines are matched against (pence): payees accepted before and how, our payments by day.

    `back` holds what was entered as paid back to us and no line was tied to: its id, day and sum.
    """

    payees: Mapping[str, str]
    paid: Collection[tuple[date, int]]
    providers: Collection[str]
    week: int
    back: Collection[tuple[int, date, int]] = ()
    usual: Mapping[str, int] = field(default_factory=dict)  # the largest sum accepted for each of those payees
    us: str = ""  # the council's name, by which a bank may name us


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
        self._back = list(known.back)
        self._large = known.week * WEEKS_AT_ONCE
        self._paid: dict[tuple[str, bool], Match] = {}

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
        large = 0 < self._large < pence
        found = self._paid.get((payee, large))
        if found is None:
            found = self._paid[payee, large] = _money_out(fold(payee), self._known, large=large)
        if found.why == BEFORE and pence > (most := self._known.usual.get(fold(payee), pence)) * TIMES_USUAL:
            said = f"More than {TIMES_USUAL} times what was paid to them before ({pounds(most)} at most)."
            return Match("odd", found.category, said)
        return found

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

    def _money_in(self, on: date, pence: int) -> Match:
        near = [one for one in self._ours if one[1] == pence and abs((on - one[0]).days) <= NEAR_DAYS]
        if near:
            self._ours.remove(min(near, key=lambda one: abs((on - one[0]).days)))
            return Match("matched", "our payment", "Our own payment.")
        return Match("odd", "own money", f"{pounds(pence)} came in that we did not pay.")


def is_us(payee: str, name: str) -> bool:
    """Whether a bank names the council as a payee: by its name or that name's first letters, with "council" or alone."""
    said, own = fold(payee).split(), fold(name).split()
    initials = "".join(word[0] for word in own)
    return "council" in said or (len(initials) > 1 and initials in said) or (bool(own) and own == said[: len(own)])


def _money_out(said: str, known: Known, *, large: bool) -> Match:
    why = _odd(said, large=large)
    if why:
        return Match("odd", known.payees.get(said, ""), why)
    if said in known.payees:
        return Match("matched", known.payees[said], BEFORE)
    if any(_holds(said, word) for word in PAYROLL):
        return Match("matched", "payroll", "Payroll, tax, pension or insurance of an employer.")
    if any(_holds(said, name) for name in known.providers):
        return Match("matched", "activity", "A provider of the directory.")
    return Match("odd", "", "Nobody was paid under this name before.")


def _odd(said: str, *, large: bool) -> str:
    """What a person should look at whoever was paid; "" when nothing."""
    barred = next((what for word, what in BARRED.items() if _holds(said, word)), "")
    if barred:
        return f"May be {barred}, which the money is not for (R-D8)."
    if any(_holds(said, word) for word in CASH):
        return "Cash: ask what it was for."
    return f"More than {WEEKS_AT_ONCE} weeks of the award at once." if large else ""


def _holds(said: str, words: str) -> bool:
    """Whether whole words stand in a folded text: "wine" is not in "Twineham Trust"."""
    return bool(words) and f" {words} " in f" {said} "
