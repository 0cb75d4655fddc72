"""What has to be there before a form can be opened and is not in the example county: brought about by commands alone."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.collectors import ChangeCollector, change_collector
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.bookings.overrides import Reason
from shortbreaks.bookings.tables import Booking
from shortbreaks.bookings.waiting.commands import JoinWaiting, join_waiting
from shortbreaks.council.holidays import DecideHoliday, decide_holiday
from shortbreaks.eligibility.changing import ChangeAllocation, change_allocation
from shortbreaks.eligibility.tables import Allocation
from shortbreaks.families.leaving import EndAdult, end_adult
from shortbreaks.families.withheld import NameReaders, name_readers, withholding_of
from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
from shortbreaks.finance.purchase_queries import lines_proposed
from shortbreaks.finance.purchases import EnterInvoice, LineTyped, enter_invoice
from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.commands import PlaceStay, place_stay
from shortbreaks.overnight.judging import StayWanted
from shortbreaks.overnight.leaving import Collect, collect
from shortbreaks.overnight.on_the_night import Arrive, CancelStay, arrive, cancel_stay
from shortbreaks.overnight.waiting_nights import JoinNights, join_nights
from shortbreaks.payments.commands import decide_award_part, note_readiness
from shortbreaks.payments.debts.money_back import TakeUnspent, take_unspent
from shortbreaks.payments.kept import record_kept
from shortbreaks.payments.tables import PaymentRun
from shortbreaks.payments.uplift.commands import DraftUplift, draft_uplift
from shortbreaks.providers.bed_queries import beds_of
from shortbreaks.providers.beds import ChangeBed, change_bed
from shortbreaks.providers.commands import SaveService, save_service
from shortbreaks.rounds.commands import MakeRound, make_round
from tests.bookings.test_asking import an_adult
from tests.conftest import TODAY
from tests.families.test_rights import ORDER, change
from tests.payments.builders import a_draft, a_file, an_award, approve, drafted, export, post, ready, take

NEXT = date(2026, 7, 27)  # on which the next cycle of payments begins
DAY = timedelta(days=1)


def to(**target):
    """The page as it is, about this."""
    return lambda _county: target


def run_drafted(county):
    return {"id": _run_in(county, "drafted") or _drafted(county)}


def _run_in(county, state):
    with Session(county.database.reading) as db:
        return db.scalar(select(PaymentRun.id).where(PaymentRun.state == state).order_by(PaymentRun.id.desc()).limit(1))


def _drafted(county):
    """The next run, with the one vendor number noted that a real office would be asked for first."""
    county.at(Role.MANAGER).perform(note_readiness, ready(county, 17))
    return drafted(county, NEXT)


def run_posted(county):
    if (run := _run_in(county, "posted")) is None:
        run = run_drafted(county)["id"]
        approve(county, run)
        post(county, run)
    return {"id": run}


def run_with_new_number(county):
    target = run_posted(county)
    county.at(Role.MANAGER).perform(note_readiness, ready(county, 5, vendor_number="V999999"))
    return target


def run_exported(county):
    if (run := _run_in(county, "exported")) is None:
        run = run_posted(county)["id"]
        export(county, run)
    return {"id": run}


def payment_gone_back(county):
    take(county, 4, a_file("2026-06-30,SHORT BREAKS COUNCIL,,465.00", "2026-07-03,FPI 00417 OUT,465.00,"))
    return {"id": 40}


def sum_spent(county):
    take(county, 8, a_file("2026-07-13,KENT COUNTY COUNCIL,100.00,"))
    return {"id": 8}


def sum_tied(county):
    county.at(Role.FINANCE).perform(take_unspent, TakeUnspent(7, 2000, date(2026, 7, 20), "FPI 1"))
    take(county, 7, a_file("2026-07-21,KENT COUNTY COUNCIL,20.00,"))
    return {"id": 7}


def agreement_drafted(county):
    agreement, office = a_draft(county, child=72, starts=NEXT), county.at(Role.MANAGER)
    office.perform(decide_award_part, an_award(agreement, since=NEXT))
    office.perform(note_readiness, ready(county, agreement))
    return {"id": agreement}


def uplift_of_another(county):
    county.at(Role.MANAGER).perform(draft_uplift, DraftUplift("assistant", TODAY.date(), 1750, "Cabinet"))
    return {}


def address_of_mine(county):
    """The person at the window may see the withheld address of the county's one such family."""
    office = county.at(Role.MANAGER)
    found = office.ask(withholding_of, 45)
    office.perform(name_readers, NameReaders(45, (1, 2), found.address_id, found.version))
    return {"id": 54}


def death_noted(county):
    office = county.at(Role.MANAGER)
    office.perform(note_ending, NoteEnding(68, office.ask(record_kept, 68).version, "died", TODAY.date(), "The school rang"))
    return {"id": 68}


def sessions_off(county):
    county.at(Role.MANAGER).perform(decide_holiday, DecideHoliday(date(2026, 8, 5), "Coronation", "Proclaimed"))
    return {}


def house_without_beds(county):
    house = ("Windmill House", "overnight", "", 5, 17, 3, False, False, "nights", "nobody", "self", "", "", "", (), None, None)
    county.at().perform(save_service, SaveService(4, None, None, *house))
    return {}


def skipped_date_wanted(county):
    """A date that a series had skipped has a place again, for which another family waits."""
    county.at().perform(join_waiting, JoinWaiting((88,), 7, (80,), "each"))
    return {"id": 12}


def round_open(county):
    first = date(2026, 8, 24)
    wanted = MakeRound("Late summer", (8,), first, first + DAY * 7, TODAY.date(), date(2026, 8, 10), 3)
    return {"id": county.at().perform(make_round, wanted).answer}


def placed(county, child, bed, first, nights=2, hour=16):
    """A stay, with a reason for whatever a person must decide about it."""
    start = datetime(first.year, first.month, first.day, hour)
    wanted = StayWanted(child, bed, start, start.replace(hour=10) + DAY * nights)
    found = county.at().ask(stay_asked, wanted).troubles
    reasons = tuple(Reason(rule, "Agreed with the family") for rule in dict.fromkeys(one.rule for one in found))
    wanted = replace(wanted, manager="Helen Marsh", reviewing_officer="Ira Olsen")
    return county.at().perform(place_stay, PlaceStay(wanted, reasons=reasons)).answer


def stay_to_come(county):
    return {"unit": 2, "first": date(2026, 9, 7), "stay": placed(county, 23, 10, date(2026, 9, 9))}


def stay_of_today(child, bed):
    return partial(_of_today, child=child, bed=bed)


def _of_today(county, child, bed):
    return {"unit": 2, "first": TODAY.date(), "stay": placed(county, child, bed, TODAY.date(), hour=11)}


def stay_in_house(child, bed):
    def made(county):
        target = _of_today(county, child, bed)
        county.at().perform(arrive, Arrive(target["stay"], 1, datetime(2026, 7, 22, 11)))
        return target

    return made


def stays_to_swap(county):
    """Two stays side by side, of which the one may not go into the other's bed without a reason."""
    first = date(2026, 9, 22)
    one, _ = placed(county, 86, 7, first), placed(county, 59, 8, first)
    bed = next(each for each in county.at().ask(beds_of, 2)[0] if each.id == 8)
    county.at().perform(change_bed, ChangeBed(8, bed.version, bed.name, bed.features, bed.has, None, 5, None))
    return {"unit": 2, "first": first, "stay": one}


def loss_to_carry(county):
    """A stay that the house cut short, of an award whose year ends soon."""
    stay, office = placed(county, 71, 15, TODAY.date(), 3, hour=10), county.at()
    office.perform(arrive, Arrive(stay, 1, datetime(2026, 7, 22, 10)))
    office.perform(collect, Collect(stay, 2, datetime(2026, 7, 22, 11, 40), "provider", "The boiler broke"))
    with Session(county.database.reading) as db:
        award = db.scalar(select(Allocation).where(Allocation.child_id == 71, Allocation.unit == "nights"))
    wanted = ChangeAllocation(award.id, award.version, award.amount, date(2026, 8, 10), "The panel", TODAY.date())
    office.perform(change_allocation, wanted)
    return {}


def stay_cancelled_and_waited_for(county):
    """A stay given up, in a house of one bed, for whose nights another family came on the list meanwhile."""
    stay = placed(county, 66, 19, date(2026, 10, 6))
    office = county.at()
    office.perform(join_nights, JoinNights(65, 14, 2, date(2026, 10, 6), date(2026, 10, 8)))
    office.perform(cancel_stay, CancelStay(stay, 1, "family"))
    return {"unit": 4, "first": date(2026, 10, 5), "stay": stay}


def parent_s_death(county):
    """A father's death was entered by a manager."""
    father = an_adult(county, 87, "Ben")
    county.at(Role.MANAGER).perform(end_adult, EndAdult(father, 1, "His sister rang", died=True))
    return {"id": 87}


def must_not_collect(county):
    """A break to come still names the father, who by a court's order must not collect any more."""
    father = an_adult(county, 87, "Ben")
    with Session(county.database.reading) as db:
        booking = db.scalar(select(Booking).where(Booking.child_id == 87, Booking.starts_at > TODAY.replace(tzinfo=None)).limit(1))
    county.at().perform(change_collector, ChangeCollector("booking", booking.id, booking.version, "Ben Okafor"))
    change(county, 87, father, **ORDER)
    return {"id": 87}


def invoice_of_another(county):
    """An invoice that finance entered, of a session as it was attended and at its price."""
    office = county.at(Role.FINANCE)
    first, last = date(2026, 4, 1), date(2026, 4, 30)
    one = next(one for one in office.ask(lines_proposed, 6, first, last) if one.ref == "S-45")
    lines = (LineTyped(one.ref, one.attended, one.agreed),)
    office.perform(enter_invoice, EnterInvoice(6, "INV-950", "PO-77", "S", TODAY.date(), first, last, lines[0].pence, lines))
    return {}


def payment_file(county):
    """The file of the posted run, which finance does not have yet."""
    run = run_posted(county)["id"]
    county.at(Role.FINANCE).perform(prepare_payments, PreparePayments(run))
    return {}
