"""Two people hold one payment back while finance makes its file, all at one moment: it is held back once, or sent; the control does both."""

from datetime import timedelta

from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from tests.payments import racer
from tests.payments.builders import FIRST, an_agreement, lines_of, paid
from tests.racing import naive_table, race

ROUNDS = 5
HELD = "select l.id from run_line l join entry e on e.reverses = l.entry_id where l.state = 'held back'"
SENT = "select cast(substr(about, 10) as integer) from export_line where about like 'run_line:%'"


def test_a_payment_is_held_back_once_or_sent_and_never_both(county):
    an_agreement(county)
    an_agreement(county)
    runs = [paid(county, FIRST + timedelta(days=28) * number) for number in range(ROUNDS)]
    lines = [lines_of(county, run)[0].id for run in runs]
    said = race(county, racer.hold_or_send, [(role, lines, runs) for role in (Role.APPROVER, Role.MANAGER, Role.FINANCE)])
    won = sorted(line for word, _, got in said if word == "got" for line in got)
    with county.database.reading.connect() as connection:
        held, sent = ({*connection.execute(text(asked)).scalars()} for asked in (HELD, SENT))
        assert len(connection.execute(text(HELD)).scalars().all()) == len(held), "taken out of the books once"
    assert won == sorted(held) and not held & sent and held | sent >= set(lines)
    assert check(county.database, pages=False).flaws == ()


def test_without_the_guards_it_is_held_back_and_sent(file_county):
    naive_table(file_county, "naive_payment", "line bigint, racer bigint")
    race(file_county, racer.hold_or_send_naively, [(number, ROUNDS) for number in range(2)], 2)
    with file_county.database.reading.connect() as connection:
        counts = connection.execute(text("select count(*) from naive_payment group by line")).scalars().all()
    assert sum(1 for count in counts if count > 1) >= ROUNDS - 1
