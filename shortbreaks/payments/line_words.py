"""What the sealed ledger says of lines of spending, and how families read it."""

PUT_BACK = "Put back"  # of the entry that takes a line back


def about_line(spend_id: int) -> str:
    """What the ledger says a posting of a line of spending is about."""
    return f"spend_line:{spend_id}"


def said_of(pence: int) -> str:
    """What the sealed ledger says of a line of spending: never who was paid, which an erasure must reach (R-P4)."""
    return "Spent" if pence > 0 else "Money in"


def line_words(said: str, payee: str | None) -> str:
    """A posting of a line of spending as families read it: by its payee; a correction of another kind keeps its own words."""
    if payee is None:
        return said
    return f"{payee}, put back" if said == PUT_BACK else payee if said in {said_of(1), said_of(-1)} else said
