"""The example county's uses of money that somebody thought about: a relative in the home, nights, care for work."""

from datetime import UTC, date, datetime, time, timedelta

from shortbreaks.dates import months_before
from shortbreaks.example.rows import Rows
from shortbreaks.payments.agreement_tables import AgreementUse

# What number of agreement has which use: kind, words, relation, the same household, nights, reason, names on bank lines
USES = {
    (50, 3): ("relative", "Aunt on Saturdays", "Aunt", True, 0, 0, "Trusts nobody else with her meals; tried two agencies", ""),
    (50, 20): ("residential", "Nights at a house by the sea", "", False, 5, 30, "", "Bewl Water"),
    (90, 31): ("work", "After school on two days", "", False, 0, 0, "Shifts end at 19:00; nobody else at home", ""),
    (120, 70): ("manages", "The payroll of the assistant", "", False, 0, 0, "Until the payroll service begins", ""),
    (30, 9): ("support", "Riding on Thursdays", "", False, 0, 0, "", "Hop Stables|Kingfisher Swim Club"),
}


def make_uses(rows: Rows, agreement: int, number: int, starts: date, today: date) -> None:
    """The uses written for one agreement, by its number, so that the same county has the same ones."""
    since = max(starts, today - timedelta(days=200))
    if number % 20 == 1:
        _to_come(rows, agreement, max(starts, today - timedelta(days=6)))
    for (every, place), (kind, words, relation, home, single, year, reason, payees) in USES.items():
        if number % every == place:
            rows.add(
                AgreementUse, agreement_id=agreement, kind=kind, words=words, relation=relation, same_household=home,
                nights_single=single, nights_year=year, payees=payees, reason=reason, approver="Helen Marsh" if reason else "",
                from_day=since, review_on=months_before(since, -9) if home else None,
                at=datetime.combine(since, time(10), UTC), person_id=3,
            )  # fmt: skip


def _to_come(rows: Rows, agreement: int, since: date) -> None:
    """A use agreed lately that is expected to cost something: it is committed until it is paid for."""
    rows.add(
        AgreementUse, agreement_id=agreement, kind="support", words="A sailing week", relation="", same_household=False,
        nights_single=0, nights_year=0, payees="Bewl Water", reason="", approver="", from_day=since, review_on=None,
        cost_pence=12000, at=datetime.combine(since, time(10), UTC), person_id=3,
    )  # fmt: skip
