"""Families of the example county who left long ago: one waits to be erased, one's time is up, one is held."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from shortbreaks.dates import anniversary
from shortbreaks.example.families import a_household
from shortbreaks.example.names import FIRST, LAST
from shortbreaks.example.rows import Rows
from shortbreaks.families.erasure_tables import Erasure
from shortbreaks.families.retention import KeptYears, in_need_until
from shortbreaks.families.tables import Child, ChildEnding, FamilyNote

RULE = "A child in need: the later of the 25th birthday and 6 years from closure."  # as it is judged (retention.py)
HOLD = "The inquiry into residential schools asked that nothing of this family goes."


def make_long_past(rows: Rows, random: Random, today: date) -> set[int]:
    """Three closed families, each with one child who would be 26; answers their households."""
    homes = set()
    for number, closed_years in enumerate((9, 8, 10)):
        born, closed = anniversary(today, -26) - timedelta(days=40 * number + 9), anniversary(today, -closed_years)
        last = random.choice(LAST)
        household, words = a_household(rows, random, today, "E07000106", last)
        first = FIRST[(number * 7) % len(FIRST)]
        child = rows.add(
            Child, household_id=household, first_name=first, last_name=last, known_as="", born=born, sibling_only=False,
            workers_needed=0, communication="", health="", likes="", school="", key_worker="", early_support_point="", care_plan_on=None,
            advance_care_plan_held="", palliative=False, long_term=None, state="closed", merged_into=None,
        )  # fmt: skip
        at = datetime.combine(closed, time(10), UTC)
        rows.add(
            FamilyNote, household_id=household, child_id=child, at=at, person_id=1, kind="call",
            words=f"{first} is an adult now, and the family asked to be closed.",
        )  # fmt: skip
        rows.add(ChildEnding, child_id=child, kind="closed", on_date=closed, reason="The family said so.", at=at, person_id=1)
        rows.kept.setdefault("search_word", []).extend({"kind": "child", "word": word, "row_id": child} for word in sorted(words))
        if number == 0:
            asked = datetime.combine(today - timedelta(days=12), time(15, 20), UTC)
            due = in_need_until(born, closed, KeptYears())
            rows.add(Erasure, household_id=household, nth=1, due_on=due, rule=RULE, asked_by=1, at=asked)
        if number == 2:
            rows.add(ChildEnding, child_id=child, kind="hold", on_date=closed, reason=HOLD, at=at, person_id=3)
        homes.add(household)
    return homes
