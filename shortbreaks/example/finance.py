"""The example county's finance: a year of acknowledged payment files, provider invoices that match and that do not, a recovery."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from shortbreaks.bookings.provider_costs import ATTENDED, BOOKED, follow_bookings, follow_stays
from shortbreaks.bookings.stay_tables import Stay
from shortbreaks.bookings.tables import Booking
from shortbreaks.database.commands import Work
from shortbreaks.example.families import MadeChild
from shortbreaks.finance.payment_files import keep_run
from shortbreaks.finance.purchase_facts import Wanted, things
from shortbreaks.finance.purchase_queries import card_of, open_differences
from shortbreaks.finance.purchases import EnterInvoice, LineTyped, add_invoice
from shortbreaks.finance.recoveries import keep_recoveries
from shortbreaks.finance.settling import settle_invoice
from shortbreaks.finance.tables import ExportBatch
from shortbreaks.payments.debts.tables import DebtStep
from shortbreaks.payments.spending.tables import Debt
from shortbreaks.payments.tables import Agreement, PaymentRun
from shortbreaks.providers.price_tables import PlacePrice
from shortbreaks.providers.tables import Provider, Service

RUNS = 13
WAY = ("proposed", "approved", "letter sent", "invoiced")
PROVIDERS = 4
PRICES = (4200, 3850, 5600, 4725)
APPROVER, WRITER = 2, 4


def make_run_files(work: Work, a_file: int) -> None:
    """Files for the runs of a year, once every line of them is there; `a_file` is how many lines one holds."""
    runs = work.db.scalars(select(PaymentRun).order_by(PaymentRun.number.desc()).limit(RUNS)).all()
    sequence = 0
    for run in sorted(runs, key=lambda one: one.number):
        # A run of a hundred counties does not fit one file
        batches = keep_run(work, run, sequence + 1, "acknowledged", "rejected", "returned", most=a_file)
        sequence += len(batches)
        for batch in batches:
            _had(work, batch, "acknowledged", run.posted_at or work.now)


def follow_nights(work: Work, children: Sequence[MadeChild]) -> None:
    """What the nights of these children commit and owe, as the commands would have posted it."""
    mine = Stay.child_id.between(children[0].id, children[-1].id)
    follow_stays(work, work.db.scalars(select(Stay).where(mine).order_by(Stay.id)).all())


def make_invoices(work: Work, today: date) -> None:
    """Prices and invoices of four providers, and one debt that finance is asked to invoice."""
    _invoices(work, today)
    _recovery(work, today)


def _had(work: Work, batch_id: int, state: str, at: datetime) -> None:
    batch = work.db.get_one(ExportBatch, batch_id)
    batch.state, batch.prepared_at, batch.written_at = state, at, at


def _invoices(work: Work, today: date) -> None:
    """Last month's invoices: one settled, one that matches, one short, one for more than came, and one bill twice."""
    last = today.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    services = work.db.execute(
        select(Service.id, Service.provider_id)
        .join(Provider, Provider.id == Service.provider_id)
        .join(Booking, Booking.service_id == Service.id)
        .where(
            Provider.in_house.is_(False), Provider.vendor_number != "", Service.state == "open",
            Booking.state.in_(ATTENDED), Booking.starts_at.between(datetime.combine(first, time.min), datetime.combine(last, time.max)),
        )
        .distinct()
        .order_by(Service.id)
    ).all()  # fmt: skip
    chosen: dict[int, int] = {}
    for service, provider in services:
        if len(chosen) < PROVIDERS and provider not in chosen:
            chosen[provider] = service
    if not chosen:
        return
    prices = dict(zip(chosen.values(), PRICES, strict=False))
    since = first.replace(month=4) if first.month >= 4 else date(first.year - 1, 4, 1)
    work.db.add_all(
        PlacePrice(service_id=one, from_day=since.replace(day=1), pence=pence, per="place", reason="Contract")
        for one, pence in prices.items()
    )
    work.db.flush()
    bookings = work.db.scalars(
        select(Booking).where(
            Booking.service_id.in_(prices), Booking.state.in_((*BOOKED, *ATTENDED)),
            Booking.starts_at >= datetime.combine(since.replace(day=1), time.min),
        ).order_by(Booking.id)
    ).all()  # fmt: skip
    follow_bookings(work, bookings)
    for number, (provider, service) in enumerate(chosen.items()):
        _bills(work, number, provider, prices[service], service, first, last)


def _bills(work: Work, number: int, provider: int, price: int, service: int, first: date, last: date) -> None:
    found = things(work.db, Wanted(providers=(provider,), first=first, last=last), datetime.combine(work.today, time(12)))
    came = [(one.ref, one.attended) for one in found if one.service_id == service and one.attended]
    if not came:
        return
    more = {2: -1, 3: 1}.get(number, 0)  # one place too few, one too many
    ref, units = came[0]
    came[0] = (ref, max(1, units + more))
    lines = tuple(LineTyped(ref, units, price) for ref, units in came)
    total = sum(units * price for _, units in came)

    def bill(name: str) -> EnterInvoice:
        return EnterInvoice(provider, name, f"PO-{118 + number}", "E", last, first, last, total, lines)

    invoice = add_invoice(work, bill(f"INV-{700 + number}"))
    if number == 0:
        card = card_of(work, invoice.id)
        if not open_differences(card):
            settle_invoice(work, invoice, card.lines, APPROVER)
    if number == 1:
        add_invoice(work, bill(f"INV-{700 + number}A"))


def _recovery(work: Work, today: date) -> None:
    """Three debts on their way, of which one is with finance."""
    agreements = work.db.scalars(
        select(Agreement.id).where(Agreement.state == "active", Agreement.vendor_number != "").order_by(Agreement.id).limit(3)
    ).all()
    for agreement, (pence, state) in zip(agreements, ((25573, "invoiced"), (14020, "letter sent"), (8850, "proposed")), strict=False):
        proposed = state == "proposed"
        day = today - timedelta(days=40)
        debt = Debt(
                agreement_id=agreement, kind="surplus", pence=pence, state=state, proposed_by=WRITER,
                proposed_on=day, arose_on=day, approved_by=None if proposed else APPROVER,
                reply_by=None if proposed else today - timedelta(days=12), a_cycle_pence=0, recovered_pence=0, finance_ref="",
                reason="More than the weeks a family may hold",
            )  # fmt: skip
        work.db.add(debt)
        work.db.flush()
        work.db.add_all(
            DebtStep(debt_id=debt.id, state=name, entered_on=day, pence=0, counts_on=day, words="", at=work.now, person_id=WRITER)
            for name in WAY[: WAY.index(state) + 1]
        )
    work.db.flush()
    if agreements:
        _had(work, keep_recoveries(work), "written", work.now)
