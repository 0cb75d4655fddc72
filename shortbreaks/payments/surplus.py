"""The pay-back test as a line a parent can follow (R-D13 to R-D17), and the final account of one that has ended (R-D22)."""

from collections.abc import Sequence
from dataclasses import dataclass

from shortbreaks.money import pounds
from shortbreaks.words import counted

HALF = 50  # per cent of a payment that stay with the family whatever is asked back, so that care goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What else counts beside what is held (pence)."""

    too_much: int = 0  # paid too much before, and not given back: of an account that has ended, for days after the last one
    asked: int = 0  # of what is held: asked back and not come yet, given up, or left with the family

    @property
    def pence(self) -> int:
        """What comes back without being asked for again."""
        return self.too_much + self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    """What a family holds against the weeks it may hold (pence): `over` is what is more than that.

    What comes back out of later payments, or was asked back before, is not asked for again. Once the payment has ended no
    weeks may be held: what is unspent goes back, less what will have to be paid (R-D22).
    """

    balance: int
    liabilities: int
    week: int
    weeks: int
    least: int
    counted: Counted
    ended: bool

    @property
    def net(self) -> int:
        """What is held when what will have to be paid is set aside, and what comes back anyway is off it (R-D14)."""
        return self.balance - self.liabilities - self.counted.pence

    @property
    def may_hold(self) -> int:
        """The weeks a family may hold, in pence (R-D13)."""
        return 0 if self.ended else self.week * self.weeks

    @property
    def over(self) -> int:
        """Pence over the weeks: exactly the weeks is no surplus, and neither is less than the council asks for (R-D15)."""
        # At the end what was paid for days after it comes back whether it is held or spent
        at_the_end = max(self.balance, self.counted.too_much) - self.liabilities - self.counted.asked
        over = max(0, at_the_end if self.ended else self.net - self.may_hold)
        return over if over >= self.least else 0


def say_surplus(found: Surplus, aside: Sequence[str] = (), over: str = "to pay back") -> str:
    """The test in one line: "8 weeks = £781.92; you hold £252.72; nothing to pay back".

    Of an account that has ended: "you hold £586.44, £120.00 set aside for notice pay, £466.44 to pay back"; `aside` are
    the bills in words, `over` is what is said of the rest.
    """
    if found.ended:
        return _say_final(found, aside, over)
    held = f"you hold {pounds(found.balance)}"
    off = [f"{pounds(found.liabilities)} of it set aside for bills"] if found.liabilities else []
    off += [f"{pounds(found.counted.pence)} of it comes back to us anyway"] if found.counted.pence else []
    if off:
        held += f", {' and '.join(off)}, which leaves {pounds(found.net)}"
    end = f"{pounds(found.over)} over" if found.over else _nothing(found)
    return f"{counted(found.weeks, 'week')} = {pounds(found.may_hold)}; {held}; {end}"


def _nothing(found: Surplus) -> str:
    """Nothing is asked; where something was asked back before, nothing beside it."""
    return "nothing more to pay back" if found.counted.asked else "nothing to pay back"


def _say_final(found: Surplus, aside: Sequence[str], over: str) -> str:
    said, counted = [f"you hold {pounds(found.balance)}"], found.counted
    if counted.too_much > found.balance:
        said.append(f"{pounds(counted.too_much)} was paid for days after the last one")
    if found.liabilities:
        said.append(f"{pounds(found.liabilities)} set aside for {' and '.join(dict.fromkeys(aside)) or 'bills'}")
    if counted.asked:
        said.append(f"{pounds(counted.asked)} asked back or settled before")
    said.append(f"{pounds(found.over)} {over}" if found.over else _nothing(found))
    return ", ".join(said)


def as_sentence(line: str) -> str:
    """A line as a sentence of a paper or a card: "You hold £586.44, nothing to pay back."."""
    return f"{line[:1].upper()}{line[1:]}."


def most_of_a_payment(gross: int, percent: int) -> int:
    """What may be taken out of one payment: the part that the council has set, and never over half of it (R-D16)."""
    return gross * min(percent, HALF) // 100


def part_of_a_payment(asked: int, gross: int, left: int, percent: int) -> int:
    """What a plan may take out of one payment: as agreed, within the set part of it, never more than is left (R-D16)."""
    return max(0, min(asked, most_of_a_payment(gross, percent), left))


def say_most(percent: int) -> str:
    """The most that is taken out of one payment, as letters say it."""
    return "half" if percent >= HALF else f"{percent} per cent"


def needs_plan_review(overs: Sequence[int]) -> bool:
    """Whether the last two reviews both found money over, newest first: then the plan is looked at too (R-D17)."""
    return len(overs) >= 2 and overs[0] > 0 and overs[1] > 0
