"""The three-way match: what was booked, what was attended and what is invoiced, and who decides on each difference (5.5)."""

from dataclasses import dataclass

from shortbreaks.dates import say_hours
from shortbreaks.money import pounds, share_of
from shortbreaks.words import counted

COORDINATOR, FINANCE = "coordinator", "finance"
MINUTES = 60  # of an hour, which a price is of


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice beside the records (units; pence): `before` was invoiced by earlier invoices.

    `unmarked` places or nights are over, and nobody has said what happened; `agreed` is the price that holds that day.
    Of hours the units are minutes, and the price is of 60 of them (`per`).
    """

    what: str  # "place", "night" or "hour"
    booked: int
    attended: int
    unmarked: int
    before: int
    units: int
    price: int
    agreed: int | None
    per: int = 1
    owes: int | None = None  # what everything attended owes in the books; none: by the agreed price

    @property
    def pence(self) -> int:
        """What the line asks for."""
        return self.cost(self.units, self.price)

    @property
    def backed(self) -> int:
        """Units of this line that attendance backs and no earlier invoice asked for."""
        return max(0, min(self.units, self.attended - self.before))

    @property
    def stood(self) -> int:
        """What the backed units owe, so that invoices of parts together come to the whole to the penny."""
        if not self.attended:
            return 0
        whole = self.cost(self.attended, self.agreed or 0) if self.owes is None else self.owes
        before = min(self.before, self.attended)
        return share_of(whole, before + self.backed, self.attended) - share_of(whole, before, self.attended)

    def cost(self, units: int, price: int) -> int:
        """So many units at a price, half up."""
        return share_of(price, units, self.per)

    def say(self, units: int) -> str:
        """So many of them in words: 6 places, 7.5 hours."""
        return say_hours(units) if self.per == MINUTES else counted(units, self.what)

    def figure(self, units: int) -> str:
        """The number alone, as it stands in a column: 6, or 7.5."""
        return f"{units / self.per:.2f}".rstrip("0").rstrip(".") if self.per == MINUTES else f"{units}"


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
    earlier = f", {line.figure(line.before)} of them before" if line.before else ""
    over = total - line.attended
    if line.unmarked:
        words = f"Nobody has said what became of {line.say(line.unmarked)}."
        found.append(Difference("not marked", words, line.cost(min(line.unmarked, line.units), line.price), COORDINATOR))
    if total > line.booked:
        words = f"{line.say(total)} invoiced{earlier}, {line.figure(line.booked)} booked."
        found.append(Difference("more than booked", words, line.cost(total - line.booked, line.price), COORDINATOR))
    elif over > line.unmarked:
        words = f"{line.say(total)} invoiced{earlier}, {line.figure(line.attended)} attended."
        found.append(Difference("more than attended", words, line.cost(over, line.price), COORDINATOR))
    if line.agreed is None:
        found.append(Difference("no price", f"No price of {an(line.what)} is agreed for that day.", line.pence, FINANCE))
    elif line.price != line.agreed:
        words = f"{pounds(line.price)} {an(line.what)}, {pounds(line.agreed)} agreed."
        found.append(Difference("price", words, line.cost(line.units, abs(line.price - line.agreed)), FINANCE))
    found = [one for one in found if one.pence > tolerance]
    if total < line.attended:
        words = f"{line.say(line.attended)} attended, {line.figure(total)} invoiced{earlier}: the rest stays owed."
        found.append(Difference("fewer", words, line.cost(line.attended - total, line.agreed or line.price), ""))
    return tuple(found)


def an(what: str) -> str:
    """The thing with its article: a place, an hour."""
    return f"{'an' if what == 'hour' else 'a'} {what}"


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a line is settled in the books (pence): out of what was owed, out of the budget beside it, and owed no more."""

    owed: int
    extra: int
    freed: int

    @property
    def stood(self) -> int:
        """What was owed before it."""
        return self.owed + self.freed


def settle(line: Line) -> Settlement:
    """What was owed is settled first; a higher price or more units come out of the budget, a lower price frees the rest."""
    stood = line.stood
    return Settlement(min(stood, line.pence), max(0, line.pence - stood), max(0, stood - line.pence))
