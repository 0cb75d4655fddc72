"""Nights against the raw work they contain: the bed board for two weeks and a term, and judging a stay with its ways out."""

from datetime import date, datetime, timedelta

from shortbreaks.overnight.asking import stay_asked
from shortbreaks.overnight.board import bed_board
from shortbreaks.overnight.judging import StayWanted
from tests.bench.lines import Line, median

DAY = date(2026, 7, 22)
BOARD = (
    "select s.id, s.version, n.bed_id, s.child_id, s.state, s.starts_at, s.ends_at, s.legal, s.offered_until, c.first_name, c.known_as, "
    "c.last_name, c.born, c.workers_needed, n.night from stay s join bed_night n on n.stay_id = s.id join child c on c.id = s.child_id "
    "where s.service_id = ? and s.starts_at < ? and s.ends_at >= ? order by s.id, n.night"
)
BESIDE = (
    ("select * from bed where unit_id = ?", 1), ("select * from bed_closure where unit_id = ? and state = 'closed'", 1),
    ("select * from night_roster where unit_id = ?", 1),
)  # fmt: skip
NEEDS = "select child_id, code from child_need where child_id in (select child_id from stay where service_id = ? and starts_at < ? and ends_at >= ?)"
OWN = (
    "select * from child where id = ?", "select code from child_need where child_id = ?", "select * from allocation where child_id = ?",
    "select n.night, s.starts_at, s.ends_at, s.service_id from bed_night n join stay s on s.id = n.stay_id where n.child_id = ?",
    "select * from booking where child_id = ?", "select * from legal_status where child_id = ?",
)  # fmt: skip
HOUSES = (
    "select n.bed_id, n.night, n.child_id, s.id, s.state, c.first_name, c.last_name, c.workers_needed from bed_night n "
    "join stay s on s.id = n.stay_id join child c on c.id = n.child_id where n.night between ? and ? order by n.child_id, n.night"
)


def night_lines(office, raw):
    """Each line's raw work reads by hand the same rows of the same file in the same run."""
    unit, service = raw.execute(
        "select u.id, u.service_id from unit u join bed b on b.unit_id = u.id group by u.id order by count(*) desc, u.id limit 1"
    ).fetchone()
    for nights, words in ((14, "two weeks"), (91, "a term")):
        last = DAY + timedelta(days=nights)
        span = (service, f"{last} 00:00:00.000000", f"{DAY} 00:00:00.000000")

        def by_hand(_number, span=span):
            for statement, _ in BESIDE:
                raw.execute(statement, (unit,)).fetchall()
            raw.execute(NEEDS, span).fetchall()
            return raw.execute(BOARD, span).fetchall()

        ours = median(lambda _n, nights=nights: office.ask(bed_board, unit, DAY, nights))
        yield Line(f"a house's bed board, {words} (raw: its rows)", median(by_hand), ours)
    yield judging_line(office, raw, unit)


def judging_line(office, raw, unit):
    """A stay in a bed that another child has, so that every way out is tried."""
    bed, night = raw.execute(
        "select n.bed_id, n.night from bed_night n join bed b on b.id = n.bed_id where b.unit_id = ? and n.night > ? order by n.night limit 1",
        (unit, f"{DAY}"),
    ).fetchone()
    child = raw.execute("select child_id from bed_night where night < ? and bed_id <> ? order by id limit 1", (f"{DAY}", bed)).fetchone()[0]
    first = date.fromisoformat(str(night)[:10])
    wanted = StayWanted(child, bed, datetime(first.year, first.month, first.day, 16), datetime.combine(first, datetime.min.time()) + timedelta(days=2, hours=10))

    def by_hand(_number):
        for statement in OWN:
            raw.execute(statement, (child,)).fetchall()
        for table in ("unit", "bed", "bed_feature", "bed_closure", "night_roster", "night_price", "service_price", "setting_value", "term"):
            raw.execute(f"select * from {table}").fetchall()
        return raw.execute(HOUSES, (f"{first}", f"{first + timedelta(weeks=9)}")).fetchall()

    found = office.ask(stay_asked, wanted)
    words = f"judge a stay, {len(found.ways)} ways out (raw: the rows of all houses)"
    return Line(words, median(by_hand), median(lambda _n: office.ask(stay_asked, wanted)))
