"""What an agreement's money may be used for, thought about and written down (R-D6 to R-D11)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Permission
from shortbreaks.council.lists import named_codes
from shortbreaks.council.queries import settings_on
from shortbreaks.database.commands import Work, command
from shortbreaks.dates import months_before, say_day
from shortbreaks.errors import Refused
from shortbreaks.money import MOST_PENCE
from shortbreaks.payments.agreement_tables import USES, AgreementUse
from shortbreaks.payments.spending.patterns import PERS, Pattern
from shortbreaks.payments.spending.use_rules import KINDS, Use, look_at
from shortbreaks.payments.tables import Agreement
from shortbreaks.words import inside

MOST_TIMES = 99


@dataclass(frozen=True, slots=True)
class WriteUse:
    """One use of the money from a day; `review_on` none: three months later for a relative in the home (R-D9)."""

    agreement_id: int
    kind: str
    words: str
    from_day: date
    relation: str = ""
    same_household: bool = False
    nights_single: int = 0
    nights_year: int = 0
    reason: str = ""
    approver: str = ""
    review_on: date | None = None
    payees: str = ""  # names on a bank's lines, parted by commas
    cost_pence: int | None = None  # what it is expected to cost in all
    times: int | None = None  # how often it is paid in each "month" or "week", and about how much each time (pence)
    times_per: str = ""
    each_pence: int | None = None


@command(needs=Permission.DECIDE, recorded_as="Use of the money written down")
def write_use(work: Work, request: WriteUse) -> int:
    """Keep a use. What is unusual wants its reason, and is then kept: no rule refuses by itself (R-D6).

    Raises Refused naming the field whose words are missing.
    """
    agreement = work.take(Agreement, request.agreement_id)
    if request.kind not in USES or not request.words.strip():
        raise Refused("The use has no words.", "Write what the money may pay for.", "words")
    if request.cost_pence is not None and not 0 < request.cost_pence <= MOST_PENCE:
        raise Refused("What it is expected to cost is an amount.", "Write it like 120.00, or leave it empty.", "cost_pence")
    _check_pattern(request)
    kept = settings_on(work.db, work.today)
    use = Use(request.kind, request.words, request.relation.strip(), request.same_household, request.nights_single,
              request.nights_year)  # fmt: skip
    relative = request.kind == "relative"
    if relative and not use.relation:
        raise Refused("How they are related is missing.", "Write it, such as aunt.", "relation")
    found = look_at(use, int(kept["residential_single"]), int(kept["residential_12m"]))
    if found and not request.reason.strip():
        raise Refused(found[0].reason, found[0].remedy, "reason")
    if any(one.rule in {"R-D7", "R-D9"} for one in found) and not request.approver.strip():
        raise Refused(f"{found[0].reason} Who agreed it is missing.", "Write the name, such as the Assistant Director's.", "approver")
    review = request.review_on
    if review is None and relative and request.same_household:
        review = months_before(request.from_day, -int(kept["relative_review_months"]))
    if review is not None and review <= request.from_day:
        raise Refused("It would be looked at again before it begins.", "Choose a later day.", "review_on")
    use_kept = AgreementUse(
        agreement_id=agreement.id, kind=request.kind, words=request.words.strip(), relation=use.relation,
        same_household=request.same_household, nights_single=request.nights_single, nights_year=request.nights_year,
        payees=", ".join(names_of(request.payees)),
        reason=request.reason.strip(), approver=request.approver.strip(), from_day=request.from_day, review_on=review,
        cost_pence=request.cost_pence, times=request.times, times_per=request.times_per if request.times else "",
        each_pence=request.each_pence,
        at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(use_kept)
    work.record(agreement)
    return use_kept.id


def _check_pattern(request: WriteUse) -> None:
    """Raise Refused where how often it is paid makes no sense, or fits no name on a bank's line."""
    if request.times is None:
        if request.each_pence is not None:
            raise Refused("How often that is paid is missing.", "Write how many times a month or a week.", "times")
        return
    if not 0 < request.times <= MOST_TIMES:
        raise Refused("How often it is paid is a number.", f"Write it from 1 to {MOST_TIMES}, or leave it empty.", "times")
    if request.times_per not in PERS:
        raise Refused("Choose a month or a week.", "Choose from the list.", "times_per")
    if request.each_pence is not None and not 0 < request.each_pence <= MOST_PENCE:
        raise Refused("What is paid each time is an amount.", "Write it like 150.00, or leave it empty.", "each_pence")
    if not names_of(request.payees):
        raise Refused("No name says which lines these are.", "Write the names on the bank’s lines.", "payees")


def names_of(payees: str) -> tuple[str, ...]:
    """The names by which a bank's lines show a use, as they are typed and kept: parted by commas, so a name has every other sign."""
    return tuple(one.strip() for one in payees.split(",") if one.strip())


def pattern_of(row: AgreementUse) -> Pattern | None:
    """How often a use is paid, as it was agreed."""
    return Pattern(row.times, row.times_per, row.each_pence) if row.times is not None else None


@dataclass(frozen=True, slots=True)
class UseRow:
    """One use as it is shown, with what was thought about."""

    id: int
    kind: str
    words: str
    from_day: date
    review_on: date | None
    warning: str
    reason: str
    approver: str
    payees: str = ""
    cost: int | None = None  # pence it is expected to cost in all
    often: str = ""  # how often it is paid, in words


def uses_on(db: Session, agreement_id: int, day: date) -> list[UseRow]:
    """The uses written for an agreement that hold on a day, with the warning each was written against."""
    kept = settings_on(db, day)
    most = int(kept["residential_single"]), int(kept["residential_12m"])
    rows = db.scalars(
        select(AgreementUse)
        .where(AgreementUse.agreement_id == agreement_id, AgreementUse.from_day <= day)
        .order_by(AgreementUse.id)
    )
    return [
        UseRow(x.id, KINDS[x.kind], x.words, x.from_day, x.review_on,
               " ".join(one.reason for one in look_at(_use(x), *most)), x.reason, x.approver,
               x.payees, x.cost_pence, pattern.say() if (pattern := pattern_of(x)) is not None else "")
        for x in rows
    ]  # fmt: skip


def _use(row: AgreementUse) -> Use:
    return Use(row.kind, row.words, row.relation, row.same_household, row.nights_single, row.nights_year)


def uses_words(db: Session, agreement_id: int, day: date) -> tuple[str, ...]:
    """The uses as the summary of an agreement says them; reasons and approvals stay in the office."""
    return tuple(
        f"{one.words.rstrip('.')}{f', {one.often}' if one.often else ''}"
        f"{f', looked at again on {say_day(one.review_on)}' if one.review_on else ''}."
        for one in uses_on(db, agreement_id, day)
    )


def may_not_words(db: Session, day: date) -> str:
    """What the money is not for, as the council says it on a day; a relative in the house has words of its own (R-D8)."""
    held = [one.words for one in named_codes(db, "not_for") if one.code != "RELATIVE" and one.holds_on(day)]
    return "; ".join(words if number == 0 else inside(words) for number, words in enumerate(held)) or "Nothing is barred"


def relatives_words(db: Session, agreement_id: int, day: date) -> str:
    """The rule about relatives, and the one who was agreed to (R-D9)."""
    agreed = db.execute(
        select(AgreementUse.relation, AgreementUse.review_on)
        .where(
            AgreementUse.agreement_id == agreement_id, AgreementUse.kind == "relative", AgreementUse.same_household,
            AgreementUse.from_day <= day,
        )
        .order_by(AgreementUse.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    rule = "Not a relative who lives with you, unless we agreed in writing that it is necessary. Other relatives may be paid."
    if agreed is None:
        return rule
    return f"{rule} We agreed to: {agreed.relation}, until we look at it again on {say_day(agreed.review_on)}."
