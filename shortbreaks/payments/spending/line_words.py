"""What the sealed ledger says of payments and of lines of spending, and how families read it."""

PAYMENT = "Direct payment"  # of a cycle; the number of its run follows
SAID = {"cycle": PAYMENT, "arrears": "Arrears of direct payment", "supplement": "Supplement"}
PUT_BACK = "Put back"  # of the entry that takes a line back
_LINE = "spend_line:"


def about_line(spend_id: int) -> str:
    """What the ledger says a posting of a line of spending is about."""
    return f"{_LINE}{spend_id}"


def line_of(about: str) -> int | None:
    """The line of spending that a posting is about; None for any other posting."""
    return int(about.removeprefix(_LINE)) if about.startswith(_LINE) else None


def said_of(pence: int) -> str:
    """What the sealed ledger says of a line of spending: never who was paid, which an erasure must reach (R-P4)."""
    return "Spent" if pence > 0 else "Money in"


def line_words(said: str, payee: str | None, pence: int, payment: str = "Payment") -> str:
    """A posting on an account (pence, out of it below nought) as families read it.

    Spending by its payee; `payment` for a payment of ours, of which what was taken back out of it says so; anything else
    keeps its own words.
    """
    if payee is not None:
        return f"{payee}, put back" if said == PUT_BACK else payee if said in {said_of(1), said_of(-1)} else said
    if said.startswith(f"{PAYMENT}, run "):
        return f"{payment if pence > 0 else 'Taken back'}{said.removeprefix(PAYMENT)}"
    return said
