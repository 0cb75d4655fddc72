"""The three-way match: what was booked, what was attended and what is invoiced, and who decides on each difference (5.5)."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.money import pounds
from shortbreaks.words import counted

COORDINATOR, FINANCE = "coordinator", "finance"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice beside the records (units; pence): `before` was invoiced by earlier invoices.

    `unmarked` places or nights are over, and nobody has said what happened; `agreed` is the price that holds that day.
    """

    what: str  # "place" or "night"
    booked: int
    attended: int
    unmarked: int
    before: int
    units: int
    price: int
    agreed: int | None

    @property
    def pence(self) -> int:
        """What the line asks for."""
        return self.units * self.price

    @property
    def backed(self) -> int:
        """Units of this line that attendance backs and no earlier invoice asked for."""
        return max(0, min(self.units, self.attended - self.before))


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not match: its sentence with the fact in it, the pence at stake, and who must decide.

    Without somebody to decide it is only said: less invoiced than attended stays owed.
    """

    kind: str
    words: str
    pence: int
    who: str


def differences(line: Line, tolerance: int) -> tuple[Difference, ...]:
    """Every difference of a line above the council's tolerance (pence a line, 0 as shipped)."""
    found = []
    total = line.before + line.units
    earlier = f", {line.before} of them before" if line.before else ""
    over = total - line.attended
    if line.unmarked:
        words = f"Nobody has said what became of {counted(line.unmarked, line.what)}."
        found.append(Difference("not marked", words, min(line.unmarked, line.units) * line.price, COORDINATOR))
    if total > line.booked:
        words = f"{counted(total, line.what)} invoiced{earlier}, {line.booked} booked."
        found.append(Difference("more than booked", words, (total - line.booked) * line.price, COORDINATOR))
    elif over > line.unmarked:
        words = f"{counted(total, line.what)} invoiced{earlier}, {line.attended} attended."
        found.append(Difference("more than attended", words, over * line.price, COORDINATOR))
    if line.agreed is None:
        found.append(Difference("no price", f"No price of a {line.what} is agreed for that day.", line.pence, FINANCE))
    elif line.price != line.agreed:
        words = f"{pounds(line.price)} a {line.what}, {pounds(line.agreed)} agreed."
        found.append(Difference("price", words, abs(line.price - line.agreed) * line.units, FINANCE))
    found = [one for one in found if one.pence > tolerance]
    if total < line.attended:
        words = f"{counted(line.attended, line.what)} attended, {total} invoiced{earlier}: the rest stays owed."
        found.append(Difference("fewer", words, (line.attended - total) * (line.agreed or line.price), ""))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a line is settled in the books (pence): out of what was owed, out of the budget beside it, and owed no more."""

    owed: int
    extra: int
    freed: int


def settle(line: Line) -> Settlement:
    """What was owed is settled first; a higher price or more units come out of the budget, a lower price frees the rest."""
    owed = line.backed * (line.agreed or 0)
    return Settlement(min(owed, line.pence), max(0, line.pence - owed), max(0, owed - line.pence) if line.backed else 0)


def due_day(dated: date, days: int) -> date:
    """When an invoice is due: so many days after its date."""
    return date.fromordinal(dated.toordinal() + days)
