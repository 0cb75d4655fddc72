"""What a family owes for its breaks, as postings: charge, payment, and the ladder's part back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shortbreaks.database.commands import Work
from shortbreaks.ledger.posting import Line, Posting, account_for, accounts_for, accounts_held, post, post_many

FAMILY, INCOME, RECEIVED = "family charges", "charges income", "money received"


@dataclass(frozen=True, slots=True)
class Accounts:
    """The three accounts a family's charges move between."""

    family: int
    income: int
    received: int


def accounts_of(work: Work, household_id: int) -> Accounts:
    """The accounts for one household's charges, opened when first needed."""
    return Accounts(
        *accounts_held(
            work,
            (FAMILY, f"household:{household_id}", "Charges to a family"),
            (INCOME, "council", "Income from charges"),
            (RECEIVED, "council", "Money received from families"),
        )
    )


def post_charge(work: Work, household_id: int, about: str, pence: int, on: date) -> None:
    """Charge a confirmed booking or stay (`about` "booking:7") to its family (R-C1, R-C2), in pence."""
    if pence:
        accounts = accounts_of(work, household_id)
        post(work, "Charge for a break", about, on, [Line(accounts.family, accounts.income, pence)])


def post_charges(work: Work, charges: Iterable[tuple[int, str, int]], on: date) -> None:
    """Charge many at once, in one round trip for each table; `charges` are (household, about, pence)."""
    owed = [one for one in charges if one[2]]
    if not owed:
        return
    holders = {f"household:{household}": "Charges to a family" for household, _, _ in owed}
    families = accounts_for(work, FAMILY, holders)
    income = account_for(work, INCOME, "council", "Income from charges")
    post_many(
        work,
        [
            Posting("Charge for a break", about, on, (Line(families[f"household:{household}"], income, pence),))
            for household, about, pence in owed
        ],
    )


def post_change(work: Work, household_id: int, about: str, pence: int, what: str, on: date) -> None:
    """Post the difference when a charge becomes less (`pence` < 0) or more (`pence` > 0)."""
    if pence:
        accounts = accounts_of(work, household_id)
        line = (
            Line(accounts.family, accounts.income, pence)
            if pence > 0
            else Line(accounts.income, accounts.family, -pence)
        )
        post(work, what, about, on, [line])


def post_payment(work: Work, household_id: int, pence: int, how: str, about: str, on: date) -> None:
    """Post money the family paid; `how` is "card" or "Kent Card"."""
    accounts = accounts_of(work, household_id)
    post(work, f"Paid by {how}", about, on, [Line(accounts.received, accounts.family, pence)])


def post_changes(work: Work, changes: Sequence[tuple[int, str, int]], what: str, on: date) -> None:
    """Post many differences at once, each (household, about, pence): what many families are let off by one act."""
    changes = [change for change in changes if change[2]]
    if not changes:
        return
    holders = {f"household:{household}": "Charges to a family" for household, _, _ in changes}
    families = accounts_for(work, FAMILY, holders)
    income = account_for(work, INCOME, "council", "Income from charges")
    postings = []
    for household, about, pence in changes:
        family = families[f"household:{household}"]
        line = Line(family, income, pence) if pence > 0 else Line(income, family, -pence)
        postings.append(Posting(what, about, on, (line,)))
    post_many(work, postings)
