"""Making a direct-payment agreement, what it awards from a day, and starting it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shortbreaks.access.permissions import Permission
from shortbreaks.database.commands import Work, command
from shortbreaks.database.faults import when_broken
from shortbreaks.dates import age_on, say_day
from shortbreaks.errors import NotFound, Refused
from shortbreaks.families.responsibility import held_on, responsibility_of
from shortbreaks.families.rights import rights_of
from shortbreaks.families.tables import Adult, Child
from shortbreaks.ledger.posting import account_for
from shortbreaks.payments.facts import HOLDS, awards_of, paid_cycles, steps_of
from shortbreaks.payments.payees import check_last4, note_payee
from shortbreaks.payments.reductions import give_notice, is_assessed
from shortbreaks.payments.rules import Part, gross_pence, missing_before_start, say_missing, state_on, workings
from shortbreaks.payments.tables import HELD, KINDS, PER, POTS, Agreement, AgreementStep, AwardLine, Owed
from shortbreaks.payments.uplift.rates import old_rates, rates_raised
from shortbreaks.words import as_kept

BUDGET = "direct payments budget"
when_broken(
    "uq_agreement_ref",
    "agreement.ref",
    lambda: Refused("Another agreement has that number just now.", "Save it again."),
)


@dataclass(frozen=True, slots=True)
class MakeAgreement:
    """Who is paid for which child, for what, and how it is held. `payee_id` none: the young person (R-D25)."""

    child_id: int
    payee_id: int | None
    pot: str
    purpose: str
    may_buy: str
    held: str
    starts_on: date
    review_on: date | None
    last4: str = ""
    vendor_number: str = ""
    cycle_days: int | None = None  # none: as the council pays
    surplus_weeks: int | None = None


@command(needs=Permission.DECIDE, recorded_as="Direct payment agreed")
def make_agreement(work: Work, request: MakeAgreement) -> int:
    """Keep a new agreement as a draft; nothing is paid until it is started. Raises Refused naming the field (R-D1)."""
    child = work.db.get(Child, request.child_id)
    if child is None:
        raise NotFound("That child's record is not here any more.", "Look again.")
    _check_payee(work, request, child)
    _check_words(request)
    highest = work.db.scalar(select(func.max(Agreement.id))) or 0
    agreement = Agreement(
        ref=f"DP-{10001 + highest}", child_id=request.child_id, payee_id=request.payee_id, pot=request.pot,
        purpose=request.purpose.strip(), may_buy=request.may_buy.strip(), held=request.held, last4=request.last4.strip(),
        vendor_number=request.vendor_number.strip(), cycle_days=request.cycle_days,
        surplus_weeks=request.surplus_weeks, state="draft", starts_on=request.starts_on,
        unpaid_from=request.starts_on, review_on=request.review_on,
        approval_ref="", letters_stopped=False, named_person="", made_at=work.now,
    )  # fmt: skip
    work.db.add(agreement)
    work.record(agreement)
    return agreement.id


def _check_payee(work: Work, request: MakeAgreement, child: Child) -> None:
    if request.payee_id is None:
        if age_on(child.born, request.starts_on) < 16:
            raise Refused(
                f"{child.first_name} is under 16 on {say_day(request.starts_on)}.",
                "Choose a parent as the payee.", "payee_id",
            )  # fmt: skip
        return
    adult = work.db.get(Adult, request.payee_id)
    if adult is None or adult.household_id != child.household_id or adult.state != "open":
        raise Refused("The payee is not an adult of the child's family.", "Choose one of the family.", "payee_id")
    if not rights_of(work.db, [adult.id], work.today)[adult.id].may_be_told:
        raise Refused(
            f"{adult.first_name} {adult.last_name} must not be told of this child.",
            "Choose somebody else, or look at what the family's card says of it.", "payee_id",
        )  # fmt: skip
    name, day = f"{adult.first_name} {adult.last_name}", say_day(request.starts_on)
    if not held_on(responsibility_of(work.db, [adult.id]).get(adult.id, ()), request.starts_on).held:
        raise Refused(
            f"{name} has no parental responsibility on {day}, so cannot be paid (R-D1).",
            "Choose somebody who has, or note it on the family's card.", "payee_id",
        )  # fmt: skip


def _check_words(request: MakeAgreement) -> None:
    if not request.purpose.strip():
        raise Refused("The agreement does not say what it is for.", "Write what it should achieve.", "purpose")
    if request.pot not in POTS or request.held not in HELD:
        raise Refused("Choose the pot and how the money is held.", "Choose from the lists.", "held")
    if request.cycle_days not in {None, 0, 7, 14, 28}:
        raise Refused("Payments are weekly, two-weekly, four-weekly or monthly.", "Choose one.", "cycle_days")
    check_last4(request.last4)
    if request.surplus_weeks is not None and not 4 <= request.surplus_weeks <= 12:
        raise Refused("A family may hold from 4 to 12 weeks.", "Choose a number of weeks.", "surplus_weeks")
    if request.review_on is not None and request.review_on <= request.starts_on:
        raise Refused("The review is before the start.", "Choose a later day.", "review_on")


@dataclass(frozen=True, slots=True)
class DecideAwardPart:
    """One part of an award from a day; `part` none: a new part. Pence for one hour, week, month or once."""

    agreement_id: int
    part: int | None
    kind: str
    words: str
    per: str
    minutes: int
    pence: int
    from_day: date
    until_day: date | None
    reason: str
    short_reason: str = ""  # why a lower award starts before its notice has run (R-D4)


@command(needs=Permission.DECIDE, recorded_as="Award decided")
def decide_award_part(work: Work, request: DecideAwardPart) -> int:
    """Keep a part of an award from a day on; days already paid for give a sum owed. Raises Refused naming the field."""
    agreement = work.take(Agreement, request.agreement_id)
    lines = awards_of(work.db, [agreement.id]).get(agreement.id, [])
    _check_part(request, agreement, {line.part for line in lines})
    if request.per == "once" and state_on(steps_of(work.db, [agreement.id])[agreement.id], request.from_day) == "suspended":
        raise Refused(
            f"It is suspended on {say_day(request.from_day)}, so what is paid once on that day would never be paid.",
            "Choose a day on which it is paid.", "from_day",
        )  # fmt: skip
    part = request.part or max((line.part for line in lines), default=0) + 1
    kept = AwardLine(
        agreement_id=agreement.id, part=part, kind=request.kind, words=request.words.strip(), per=request.per,
        minutes=request.minutes, pence=request.pence, from_day=request.from_day, until_day=request.until_day,
        reason=request.reason.strip(), at=work.now, person_id=work.person.id,
    )  # fmt: skip
    work.db.add(kept)
    work.db.flush()
    after = awards_of(work.db, [agreement.id])[agreement.id]
    give_notice(work, agreement, kept, after, request.short_reason)
    owe_for_paid_days(work, agreement, after, request.from_day, "The award changed")
    work.record(agreement, pence=request.pence)
    return kept.id


def _check_part(request: DecideAwardPart, agreement: Agreement, parts: set[int]) -> None:
    if agreement.state == "ended":
        raise Refused(f"{agreement.ref} has ended.", "Make a new agreement.")
    if request.part is not None and request.part not in parts:
        raise Refused("That part of the award is not there.", "Look again.")
    if request.kind not in KINDS or request.per not in PER:
        raise Refused("Choose the kind of support and how it is counted.", "Choose from the lists.", "kind")
    if request.per == "hour" and request.part is None and not request.minutes:
        raise Refused("The hours a week are missing.", "Write the hours a week, such as 6.", "minutes")
    if request.per != "hour" and request.minutes:
        raise Refused("Hours belong to what is paid by the hour.", "Leave the hours empty.", "minutes")
    if not request.reason.strip():
        raise Refused("An award needs its reason.", "Write why, such as Panel of 20 March.", "reason")
    if request.from_day < agreement.starts_on:
        raise Refused(
            f"The agreement starts on {say_day(agreement.starts_on)}.", "Choose a day from then on.", "from_day"
        )
    if request.until_day is not None and request.until_day < request.from_day:
        raise Refused("It ends before it begins.", "Check both days.", "until_day")


def owe_for_paid_days(
    work: Work, agreement: Agreement, lines: list[Part], since: date, words: str, uplift_id: int | None = None
) -> int:
    """Keep what an award's change owes for cycles already paid, cycle by cycle, and give the sum (pence)."""
    steps = steps_of(work.db, [agreement.id]).get(agreement.id, [])
    owed = 0
    for paid in paid_cycles(work.db, [agreement.id], since).get(agreement.id, []):
        found = workings(lines, steps, paid.cycle)
        difference = gross_pence(found) - paid.pence
        if difference:
            owed += difference
            work.db.add(
                Owed(agreement_id=agreement.id, first_day=paid.first, last_day=paid.last, pence=difference,
                     since=max(paid.first, since), words=words, entered_on=work.today, uplift_id=uplift_id)
            )  # fmt: skip
    return owed


@dataclass(frozen=True, slots=True)
class NoteReadiness:
    """What R-D3 wants before anything is paid, as far as it is there."""

    agreement_id: int
    seen: int
    consent_on: date | None
    signed_on: date | None
    plan_on: date | None
    approval_ref: str
    account_ready_on: date | None
    vendor_number: str
    last4: str
    checks_noted_on: date | None


@command(needs=Permission.DECIDE, recorded_as="Agreement made ready")
def note_readiness(work: Work, request: NoteReadiness) -> None:
    """Keep what has come in of the list of R-D3. Raises Refused for a day to come, consent taken away, ChangedByAnother."""
    agreement = work.take(Agreement, request.agreement_id, seen=request.seen)
    if request.consent_on is None and agreement.state != "draft":
        raise Refused("It is paid with the payee's consent (R-D1).", "Write its day; who takes it back ends the payment.", "consent_on")
    check_last4(request.last4)
    note_payee(work, agreement, request.vendor_number.strip(), request.last4.strip())
    for name in ("consent_on", "signed_on", "plan_on", "account_ready_on", "checks_noted_on"):
        day = getattr(request, name)
        if day is not None and day > work.today:
            raise Refused(f"{say_day(day)} has not come yet.", "Write the day it was there.", name)
        setattr(agreement, name, day)
    agreement.approval_ref = request.approval_ref.strip()
    work.record(agreement)


def still_missing(agreement: Agreement) -> tuple[str, ...]:
    """What of the list of R-D3 an agreement still wants."""
    return missing_before_start(
        agreement.consent_on, agreement.signed_on, agreement.plan_on, agreement.approval_ref, agreement.account_ready_on,
        agreement.vendor_number, agreement.checks_noted_on,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StartAgreement:
    """Pay an agreement from its start on; `unassessed`: why, where no assessment is on the child's record (R-D2).

    `old_rate`: why, where a rate of the award was raised since (R-D5).
    """

    agreement_id: int
    seen: int
    reason: str
    unassessed: str = ""
    old_rate: str = ""


@command(needs=Permission.DECIDE, recorded_as="Direct payment started")
def start_agreement(work: Work, request: StartAgreement) -> None:
    """Make a draft active from its start. Raises Refused with what is missing of R-D3, no award, assessment or an old rate."""
    agreement = work.take(Agreement, request.agreement_id, seen=request.seen)
    if agreement.state != "draft":
        raise Refused(f"{agreement.ref} was started before.", "Look at its steps.")
    missing = still_missing(agreement)
    if missing:
        raise Refused(f"Nothing is paid yet: {say_missing(missing)} not there (R-D3).", "Note each when it has come.")
    if not (lines := awards_of(work.db, [agreement.id])):
        raise Refused("The agreement awards nothing yet.", "Give it its first part: hours and a rate.")
    words, why_old = as_kept(request.unassessed, one_line=False), as_kept(request.old_rate, one_line=False)
    if not is_assessed(work.db, agreement.child_id, work.today) and not words:
        raise Refused(
            "No assessment is on the child's record (R-D2).",
            "Note the one that was seen on the child's card, or write why it is paid without.", "unassessed",
        )  # fmt: skip
    old = old_rates(lines[agreement.id], agreement.starts_on, rates_raised(work.db, work.today))
    if old and not why_old:
        raise Refused(f"{old[0]}.", "Change the award to it, or write why it starts at the old rate.", "old_rate")
    words = " ".join(filter(None, (words, why_old)))
    agreement.state = "active"
    work.db.add(
        AgreementStep(agreement_id=agreement.id, state="active", from_day=agreement.starts_on,
                      reason=request.reason.strip() or "Ready", words=words, at=work.now, person_id=work.person.id)
    )  # fmt: skip
    account_of_agreement(work, agreement)
    work.record(agreement)


def account_of_agreement(work: Work, agreement: Agreement) -> int:
    """The ledger account of what the family holds under an agreement, opened when first needed."""
    return account_for(work, HOLDS, f"agreement:{agreement.id}", agreement.ref)


def account_of_budget(work: Work) -> int:
    """The ledger account that direct payments are paid from."""
    return account_for(work, BUDGET, "council", "Direct payments of the council")
