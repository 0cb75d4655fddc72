"""What a letter is due for, as it is named in lists and in the register."""

from dataclasses import dataclass
from datetime import date

_UNASKED = "not asked for"


@dataclass(frozen=True, slots=True)
class LetterKey:
    """One letter of an agreement; `subject` is what it is for ("return:12@2026-07-26"), `number` of a reminder 1 to 3."""

    kind: str
    agreement_id: int
    subject: str
    number: int = 0

    @property
    def of(self) -> int:
        """The id of the record it is for."""
        return int(self.subject.partition(":")[2].partition("@")[0])

    @property
    def is_unasked(self) -> bool:
        """Whether it is the request of a return that is no record yet: the return is asked for first."""
        return self.subject.startswith(_UNASKED)


def statement_key(agreement_id: int, last: date) -> LetterKey:
    """The statement of a batch: up to a day, once."""
    return LetterKey("statement", agreement_id, last.isoformat())


def unasked_key(agreement_id: int, first: date) -> LetterKey:
    """The request of a return that nobody asked for yet, of the period that begins on a day."""
    return LetterKey("return request", agreement_id, f"{_UNASKED}:{first.isoformat()}")


def return_key(agreement_id: int, return_id: int, due_on: date, number: int) -> LetterKey:
    """A return's request (0) or a reminder of it; more time is a new day, and begins anew."""
    kind = "return reminder" if number else "return request"
    return LetterKey(kind, agreement_id, f"return:{return_id}@{due_on.isoformat()}", number)


def surplus_key(agreement_id: int, review_id: int) -> LetterKey:
    """The letter that says what a review decided about money over."""
    return LetterKey("surplus letter", agreement_id, f"review:{review_id}")


def pay_back_key(agreement_id: int, debt_id: int) -> LetterKey:
    """The letter that asks for money back that is no surplus."""
    return LetterKey("pay-back letter", agreement_id, f"debt:{debt_id}")


def plan_key(agreement_id: int, debt_id: int, each: int) -> LetterKey:
    """The letter about a plan of so many pence a payment; another amount is another letter."""
    return LetterKey("plan letter", agreement_id, f"debt:{debt_id}@{each}")


def step_key(agreement_id: int, step_id: int, state: str) -> LetterKey:
    """The letter about an end or a suspension."""
    return LetterKey("end letter" if state == "ended" else "suspension notice", agreement_id, f"step:{step_id}")


def award_key(agreement_id: int, line_id: int) -> LetterKey:
    """The letter about an award that a person changed."""
    return LetterKey("award letter", agreement_id, f"award:{line_id}")


def again_key(agreement_id: int, asked_id: int) -> LetterKey:
    """The letter about what came of a second look at a lowered award."""
    return LetterKey("reconsideration letter", agreement_id, f"again:{asked_id}")


def cycle_key(agreement_id: int, step_id: int) -> LetterKey:
    """The letter about an agreement's own change of cycle."""
    return LetterKey("cycle letter", agreement_id, f"cycle:{step_id}")


def council_cycle_key(agreement_id: int, from_day: date) -> LetterKey:
    """The letter about the council's change of cycle from a day, for one agreement that follows it."""
    return LetterKey("cycle letter", agreement_id, f"council:{from_day:%Y%m%d}")


def uplift_key(agreement_id: int, uplift_id: int) -> LetterKey:
    """The letter about a new rate."""
    return LetterKey("uplift letter", agreement_id, f"uplift:{uplift_id}")
