"""Eight processes, 200 random stays each with cancels: no bed or child twice, no half stay; the control has both."""

from datetime import date

from sqlalchemy import text

from shortbreaks.database.proofs import PROOFS
from shortbreaks.overnight.keeping import KeepPair, keep_pair
from tests.builders import a_child
from tests.overnight import racer
from tests.overnight.builders import a_house, s20
from tests.racing import naive_table, race

PROCESSES, STAYS = 8, 200


def test_no_bed_and_no_child_is_taken_twice(county):
    _, _, beds = a_house(county, beds=6, workers=30)
    children = [a_child(county, first=f"Racer{n}", nights=365) for n in range(16)]
    for child in children:
        s20(county, child, situation=1)
    said = race(county, racer.place, [(seed, children, beds, STAYS) for seed in range(PROCESSES)])
    kept = sum(got - cancelled for word, _, (got, cancelled) in (one for one in said if one[0] == "got"))
    refusals = [sentence for word, _, sentence in said if word == "refused"]
    assert kept > 50
    assert refusals, "nobody met anybody: the race proves nothing"
    with county.database.reading.connect() as connection:
        twice = "select count(*) from (select 1 from bed_night group by {}, night having count(*) > 1) t"
        assert [connection.execute(text(twice.format(by))).scalar() for by in ("bed_id", "child_id")] == [0, 0]
        assert connection.execute(text("select count(*) from stay where state = 'booked'")).scalar() == kept
        assert not [flaw for one in PROOFS.values() for flaw in one.run(connection)]


def test_without_the_guard_a_bed_goes_to_several(county):
    """A race test that cannot fail proves nothing: the naive way must give beds away twice."""
    naive_table(county, "naive_night", "bed bigint, night text, child bigint")
    race(county, racer.place_naively, [(seed, [1, 2], [1, 2, 3], 20) for seed in range(PROCESSES)], 2)
    with county.database.reading.connect() as connection:
        counts = connection.execute(text("select count(*) from naive_night group by bed, night")).scalars().all()
    assert sum(1 for count in counts if count > 1) >= len(counts) * 9 // 10


def test_two_who_must_not_share_are_placed_at_the_same_moment_and_only_one_is(county):
    _, _, beds = a_house(county)
    children = [a_child(county, first=f"Racer{n}", nights=60) for n in range(2)]
    for child in children:
        s20(county, child, situation=1)
    county.at().perform(keep_pair, KeepPair(*children, "must not share", "Bites", date(2026, 1, 1)))
    each = [(child, bed, racer.FIRST, 30) for child, bed in zip(children, beds, strict=True)]
    said = race(county, racer.place_beside, each)
    won = sorted(night for word, _, got in said if word == "got" for night in got)
    assert won == list(range(30)), "each night went to exactly one of the two"
