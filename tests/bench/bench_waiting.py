"""The waiting list of a thousand families in its order, against the rows it looks at read by hand-written SQL."""

from shortbreaks.bookings.waiting.queries import waiting_list
from tests.bench.lines import Line, median

FAMILIES = 1_000
RAW = (
    ("select w.id, w.child_id, w.service_id, w.from_day, w.until_day, w.asked_at, c.first_name, c.last_name, c.born, c.palliative, v.name "
    "from waiting_request w join child c on c.id = w.child_id join service v on v.id = w.service_id where w.state in ('waiting', 'offered')"),
    ("select b.child_id, max(b.starts_at) from booking b where b.state in ('attended', 'attended_part') "
    "and b.child_id in (select child_id from waiting_request) group by b.child_id"),
    ("select a.child_id, a.amount, sum(b.uses) from allocation a left join booking b on b.allocation_id = a.id "
    "where a.child_id in (select child_id from waiting_request) group by a.id"),
)


def waiting_lines(office, raw):
    """Children of the county put on the lists of its clubs until a thousand requests stand there."""
    there = raw.execute("select count(*) from waiting_request where state in ('waiting', 'offered')").fetchone()[0]
    children = [row[0] for row in raw.execute("select id from child where state = 'open' and not sibling_only order by id").fetchall()]
    clubs = [row[0] for row in raw.execute("select id from service where state = 'open' and kind in ('club', 'weekend') order by id").fetchall()]
    for n in range(max(0, FAMILIES - there)):
        raw.execute(
            "insert into waiting_request (version, child_id, service_id, from_day, until_day, weekdays, whole, asked_at, safeguarding, state, "
            "state_since, reviewed_on, note) values (1, ?, ?, '2026-08-01', ?, '', 0, ?, 0, 'waiting', ?, '2026-07-01', '')",
            (children[n % len(children)], clubs[n % len(clubs)], f"2026-11-{1 + n % 28:02d}", *(f"2026-06-{1 + n % 28:02d} 09:{n % 60:02d}:00.000000",) * 2),
        )
    rows = len(office.ask(waiting_list))
    assert rows >= FAMILIES

    def by_hand(_number):
        for statement in RAW:
            raw.execute(statement).fetchall()

    yield Line(f"a waiting list of {rows:,} in its order (raw: its rows)", median(by_hand), median(lambda _n: office.ask(waiting_list)))
