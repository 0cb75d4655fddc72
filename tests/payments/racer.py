"""Somebody who holds payments back while others do, and while finance makes their files; run by test_holding_race.py."""

from sqlalchemy import text

from shortbreaks.access.permissions import MAY, Role
from shortbreaks.database.commands import Person
from tests.bookings.racer import Patient, clock, office_at


def office_of(kind, place, key, role):
    """An office of this process's own, in a role."""
    number = list(Role).index(role) + 1
    return Patient(office_at(kind, place, key).database, Person(number, role.value, role.value, role.value, frozenset(MAY[role])), clock)


def hold_or_send(kind, place, key, role, lines, runs, start, told):
    """In each round hold one payment back, or as finance make the file of its run and write it, everybody at once."""
    from shortbreaks.errors import Spoken
    from shortbreaks.finance.batches import MarkWritten, batch_file, mark_written
    from shortbreaks.finance.payment_files import PreparePayments, prepare_payments
    from shortbreaks.payments.runs.holding_back import HoldBack, hold_back

    office, got = office_of(kind, place, key, role), []
    for line, run in zip(lines, runs, strict=True):
        start.wait(timeout=120)
        try:
            if role is Role.FINANCE:
                batch = office.perform(prepare_payments, PreparePayments(run)).answer
                office.perform(mark_written, MarkWritten(batch, office.ask(batch_file, batch).control.sha256))
            else:
                office.perform(hold_back, HoldBack(line, "Another family’s account"))
                got.append(line)
        except Spoken as spoken:
            told.put(("refused", role.value, spoken.sentence))
    told.put(("got", role.value, got))
    office.database.close()


def hold_or_send_naively(kind, place, key, number, rounds, start, between, told):
    """The control: look whether the payment is untouched, then hold it back or send it, as code does that trusts what it has read."""
    office = office_of(kind, place, key, Role.FINANCE)
    count = text("select count(*) from naive_payment where line = :line")
    insert = text("insert into naive_payment (line, racer) values (:line, :racer)")
    for line in range(rounds):
        start.wait(timeout=120)
        with office.database.reading.connect() as connection:
            untouched = connection.execute(count, {"line": line}).scalar() == 0
        between.wait(timeout=120)  # the window between looking and writing, held open for everybody
        if untouched:
            with office.database.writing.begin() as connection:
                connection.execute(insert, {"line": line, "racer": number})
    told.put(("got", number, []))
    office.database.close()


def answer_at_once(kind, place, key, child, charge, breaks, start, told):
    """Decide about one break after another that had no price, everybody at once: some charge it, some leave it free."""
    from shortbreaks.bookings.later_tables import PRICE
    from shortbreaks.overnight.later_charges.commands import AnswerLater, answer_later
    from tests.bookings.racer import reach

    acts = [(one.about, answer_later, AnswerLater(child, PRICE, (one,), charge, "The rates came")) for one in breaks]
    reach(office_at(kind, place, key), charge, acts, start, told)
