"""One of several processes that publish the same round at the same moment; run by test_publishing.py."""

from sqlalchemy import text

from tests.bookings.racer import office_at


def publish(kind, place, key, round_id, start, told):
    """Publish the round, everybody at once, on the Monday after its cut-off."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from shortbreaks.errors import Spoken
    from shortbreaks.rounds.publishing import PublishRound, publish_round

    office = replace(office_at(kind, place, key), now=lambda: datetime(2026, 7, 27, 9, 40, tzinfo=UTC))
    start.wait(timeout=120)
    try:
        office.perform(publish_round, PublishRound(round_id))
        told.put(("got", round_id, ""))
    except Spoken as spoken:
        told.put(("got", round_id, spoken.sentence))
    office.database.close()


def publish_naively(kind, place, key, round_id, start, between, told):
    """The control: look whether it was published, then publish."""
    office = office_at(kind, place, key)
    start.wait(timeout=120)
    with office.database.reading.connect() as connection:
        free = connection.execute(text("select count(*) from naive_publishing")).scalar() == 0
    between.wait(timeout=120)
    if free:
        with office.database.writing.begin() as connection:
            connection.execute(text("insert into naive_publishing (round_id) values (:round)"), {"round": round_id})
    told.put(("got", round_id, ""))
    office.database.close()
