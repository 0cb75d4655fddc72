"""Districts that the example's council added to its list: one of its own and a neighbour's, and a family who lives in each."""

from datetime import date
from random import Random

from shortbreaks.council.tables import CodeEntry
from shortbreaks.example.families import MadeChild, a_family_of
from shortbreaks.example.rows import Rows

# Made-up codes of the form that statistics use; the new town's families write its name, and no postcode tells it yet
OWN, NEIGHBOUR = ("E07900001", "Ebbsfleet"), ("E07900002", "Romney Edge")


def make_added_districts(rows: Rows, random: Random, today: date) -> list[MadeChild]:
    """A family of each, the first one written to in easy read."""
    for position, ((code, words), elsewhere) in enumerate(((OWN, False), (NEIGHBOUR, True)), 1):
        rows.add(
            CodeEntry, list_name="district", code=code, words=words, old_names="", position=position,
            from_day=date(today.year - 1, 4, 1), retired_on=None, elsewhere=elsewhere,
        )  # fmt: skip
    return [
        a_family_of(
            rows, random, today, OWN[0], ("Noor", "Quayle"), lines="4 Lakeside Walk\nEbbsfleet", letter_format="easy"
        ),
        a_family_of(
            rows, random, today, NEIGHBOUR[0], ("Teddy", "Winship"), lines="31 Marsh Lane\nBroom Sands", letter_format="large"
        ),
    ]
