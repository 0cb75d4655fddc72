"""The pay-back test as a line a parent can follow (R-D13 to R-D17)."""

from collections.abc import Sequence
from dataclasses import dataclass

from shortbreaks.money import pounds


@dataclass(frozen=True, slots=True)
class Surplus:
    """What a family holds against the weeks it may hold (pence): `over` is what is more than that."""

    balance: int
    liabilities: int
    week: int
    weeks: int
    least: int = 0

    @property
    def net(self) -> int:
        """What is held when what will have to be paid is set aside (R-D14)."""
        return self.balance - self.liabilities

    @property
    def may_hold(self) -> int:
        """The weeks a family may hold, in pence (R-D13)."""
        return self.week * self.weeks

    @property
    def over(self) -> int:
        """Pence over the weeks: exactly the weeks is no surplus, and neither is less than the council asks for (R-D15)."""
        over = max(0, self.net - self.may_hold)
        return over if over >= self.least else 0


def say_surplus(found: Surplus) -> str:
    """The test in one line: "8 weeks = £781.92; you hold £252.72; nothing to pay back"."""
    held = f"you hold {pounds(found.balance)}"
    if found.liabilities:
        held += f", {pounds(found.liabilities)} of it set aside for bills, which leaves {pounds(found.net)}"
    end = f"{pounds(found.over)} over" if found.over else "nothing to pay back"
    return f"{found.weeks} weeks = {pounds(found.may_hold)}; {held}; {end}"


def part_of_a_payment(asked: int, gross: int, left: int) -> int:
    """What a plan may take out of one payment: as agreed, never over half of it, never more than is left (R-D16)."""
    return max(0, min(asked, gross // 2, left))


def needs_plan_review(overs: Sequence[int]) -> bool:
    """Whether the last two reviews both found money over, newest first: then the plan is looked at too (R-D17)."""
    return len(overs) >= 2 and overs[0] > 0 and overs[1] > 0
