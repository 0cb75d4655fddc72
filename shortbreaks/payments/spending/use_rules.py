"""What a use of the money asks a person to think about: it warns and wants a reason, and never refuses by itself (R-D6)."""

from dataclasses import dataclass

from shortbreaks.findings import Finding, Outcome
from shortbreaks.words import inside

KINDS = {
    "support": "Support, clubs and what they need", "relative": "A relative as the assistant",
    "work": "Care so that a parent can work", "residential": "Residential or overnight stays",
    "manages": "An assistant who also manages the account", "other": "Something else",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Use:
    """One use as it is written down; nights are those of one stay and of any twelve months."""

    kind: str
    words: str
    relation: str
    same_household: bool
    nights_single: int
    nights_year: int


def look_at(use: Use, most_single: int, most_year: int) -> list[Finding]:
    """What a person should think about before this use stands; nothing here forbids it (R-D6)."""
    found = []
    if use.kind == "work":
        found.append(
            Finding("R-D7", Outcome.TO_DECIDE, "Care for work", "Care so that a parent can work is not usual.",
                    "Write why the exception was considered and who agreed it.")
        )  # fmt: skip
    if use.kind == "relative" and use.same_household:
        who = use.relation or "relative"
        found.append(
            Finding("R-D9", Outcome.TO_DECIDE, "Relative in the home", f"The {inside(who)} lives in the same household.",
                    "Write why it is necessary, who agreed it, and when it is looked at again.")
        )  # fmt: skip
    if use.kind == "manages":
        found.append(
            Finding("R-D10", Outcome.TO_DECIDE, "Manages the account",
                    "An assistant who is paid from the account should not also manage it.",
                    "Choose somebody else to manage it, or write why it is right here.")
        )  # fmt: skip
    if use.nights_single > most_single or use.nights_year > most_year:
        found.append(
            Finding("R-D11", Outcome.TO_DECIDE, "Many nights",
                    f"{use.nights_single} nights in one stay and {use.nights_year} in twelve months: "
                    f"more than {most_single} and {most_year}.",
                    "Write why so many nights are right, and who looked at what they mean in law.")
        )  # fmt: skip
    return found


