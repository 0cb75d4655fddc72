"""What is said when something of an office does not prove, at its start or in the check of every week."""

from typing import TYPE_CHECKING

from shortbreaks.words import counted
from ui.shell.desk import Desk

if TYPE_CHECKING:
    from shortbreaks.database.proofs import Flaw

WRONG = "Something in this office is not as it must be."
WHAT_TO_DO = (
    "Nothing was changed. Enter nothing more; have everything checked under People, The office, and then the newest verified "
    "backup restored, or ask whoever looks after Short Breaks."
)


def say_flaws(desk: Desk, flaws: "tuple[Flaw, ...]") -> None:
    """Say the first flaw and how many more there are; nothing where none was found."""
    if flaws:
        more = f" {counted(len(flaws) - 1, 'more thing is', 'more things are')} wrong too." if len(flaws) > 1 else ""
        desk.notices.refused(WRONG, f"{str(flaws[0])[:1].upper()}{str(flaws[0])[1:]}.{more} {WHAT_TO_DO}")
