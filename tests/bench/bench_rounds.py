"""An allocation round beside first-come on the example county's summer scheme, and a round of 2,000 wishes timed.

`python -m tests.bench.bench_rounds` prints the two rules side by side; `python -m tests.bench` times it with all else.
"""

import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import insert, select

import shortbreaks.schema  # noqa: F401 - makes every table known
from shortbreaks.families.tables import Child
from shortbreaks.providers.tables import BreakSession, Service
from shortbreaks.rounds.preview import preview_of, printed
from shortbreaks.rounds.tables import AllocationRound, RoundSession, Wish, WishSession
from tests.bench.lines import Line, median

DAY = date(2026, 7, 22)
NOW = datetime(2026, 7, 22, 10, 40, tzinfo=UTC)
CHILDREN, RANKS = 667, 3
RAW = (
    ("select w.id, w.child_id, w.rank, w.received_at, w.together, s.session_id from wish w "
    "join wish_session s on s.wish_id = w.id where w.round_id = ? and w.state = 'open'"),
    ("select c.id, c.first_name, c.born, c.household_id, c.workers_needed, n.code from child c "
    "join child_need n on n.child_id = c.id where c.id in (select child_id from wish where round_id = ?)"),
    ("select a.id, a.child_id, a.amount, sum(b.uses) from allocation a left join booking b on b.allocation_id = a.id "
    "where a.child_id in (select child_id from wish where round_id = ?) group by a.id"),
    ("select b.child_id, b.starts_at, b.ends_at from booking b join booking_place p on p.booking_id = b.id "
    "where b.child_id in (select child_id from wish where round_id = ?)"),
)


def a_large_round(office):
    """A round over every holiday session to come with 2,001 wishes of 667 children, written past every command; its id."""
    random = Random(20)
    with office.database.writing.begin() as connection:
        sessions = list(
            connection.execute(
                select(BreakSession.id).join(Service, Service.id == BreakSession.service_id)
                .where(Service.kind == "scheme", BreakSession.starts_at > datetime(2026, 7, 27)).order_by(BreakSession.id)
            ).scalars()
        )  # fmt: skip
        children = list(connection.execute(select(Child.id).order_by(Child.id).limit(CHILDREN)).scalars())
        number = connection.execute(
            insert(AllocationRound).values(
                version=1, name="Bench", opens_on=DAY, closes_at=datetime(2026, 7, 21, 17), cap=3, cap_unit="days", seed=20,
                state="closed", looked_at="", made_by=1, published_at=None, mode="",
            )
        ).inserted_primary_key[0]  # fmt: skip
        connection.execute(insert(RoundSession), [{"round_id": number, "session_id": one} for one in sessions])
        first = (connection.execute(select(Wish.id).order_by(Wish.id.desc()).limit(1)).scalar() or 0) + 1
        wishes = [
            {"id": first + place, "version": 1, "round_id": number, "child_id": child, "rank": rank, "together": False,
             "received_at": datetime(2026, 7, 20, 9) - timedelta(minutes=random.randrange(20_000)), "state": "open",
             "withdrawn_reason": "", "entered_at": NOW, "person_id": 1}
            for place, (child, rank) in enumerate((child, rank) for child in children for rank in range(1, RANKS + 1))
        ]  # fmt: skip
        connection.execute(insert(Wish), wishes)
        connection.execute(
            insert(WishSession), [{"wish_id": one["id"], "session_id": random.choice(sessions)} for one in wishes]
        )
    return number


def round_lines(office, raw):
    """The preview of a large round, with first-come beside it, against reading the rows it is made of."""
    number = a_large_round(office)
    read = median(lambda _n: [raw.execute(one, (number,)).fetchall() for one in RAW], 10)
    ours = median(lambda _n: office.ask(preview_of, number), 10)
    yield Line("a round of 2,001 wishes beside first-come", read, ours, most_ms=1000)


def main():
    from shortbreaks.access.sign_in import sign_in_to_file
    from shortbreaks.example.build import PASSWORD, PEOPLE, build
    from shortbreaks.rounds.listing import rounds_listed

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sbo"
        build(path, 1, DAY)
        signed_in = sign_in_to_file(path, PEOPLE[0][0], PASSWORD)
        office = replace(signed_in.office, now=lambda: NOW)
        waiting = next(one for one in office.ask(rounds_listed) if one.state == "closed")
        begun = time.perf_counter()
        preview = office.ask(preview_of, waiting.id)
        took = (time.perf_counter() - begun) * 1000
        print(f"{waiting.name}: {preview.wishes} wishes of {preview.children} children, {preview.first_wishes} first wishes.")
        print(f"Order “{preview.way}”, worked out in {took:.0f} ms; {preview.to_decide} wishes need a person.\n")
        print("\n".join(printed(preview)))
        number = a_large_round(office)
        begun = time.perf_counter()
        preview = office.ask(preview_of, number)
        took = (time.perf_counter() - begun) * 1000
        print(f"\n{preview.wishes:,} wishes of {preview.children} children: {took:.0f} ms.")
        print("\n".join(printed(preview)[:8]))
        signed_in.opened.close()


if __name__ == "__main__":
    main()
