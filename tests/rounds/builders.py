"""A small scheme with a round over it, every value that matters given by the test."""

from datetime import date, datetime, timedelta

from shortbreaks.access.permissions import Role
from shortbreaks.rounds.commands import CloseRound, KeepPreview, MakeRound, close_round, keep_preview, make_round
from shortbreaks.rounds.preview import preview_of
from shortbreaks.rounds.publishing import PublishRound, publish_round
from shortbreaks.rounds.queries import round_shown
from shortbreaks.rounds.wishes import EnterWish, enter_wish
from tests.builders import a_service, a_session

MON = datetime(2026, 8, 10, 10)  # the scheme's first day, three weeks after the tests' today
CUT_OFF = date(2026, 7, 24)
IN_TIME, LATE = datetime(2026, 7, 20, 9), datetime(2026, 7, 24, 17, 1)


def a_scheme(county, *, days=5, places=2, workers=0, per_worker=3, name="Sunbeams Scheme", price=1275, **more):
    """A service and its sessions of some days in a row, 10:00 to 15:00."""
    service, venue = a_service(county, name=name, kind="scheme", per_worker=per_worker, price=price, **more)
    sessions = [
        a_session(county, service, venue, start=MON + timedelta(days=n), hours=5, places=places, workers=workers)
        for n in range(days)
    ]
    return service, sessions


def a_round(county, services, *, cap=3, name="Summer scheme 2026", cap_unit="days"):
    request = MakeRound(name, tuple(services), MON.date(), MON.date() + timedelta(days=25), date(2026, 7, 1), CUT_OFF, cap, cap_unit=cap_unit)
    return county.at().perform(make_round, request).answer


def wish(county, round_id, child, *sessions, at=IN_TIME, together=False, rank=0):
    """One wish, which came at a time on Kent's clock; the clock goes on when it must."""
    moment = county.clock.moment
    if at > moment.replace(tzinfo=None) + timedelta(hours=1):
        county.clock.set(moment.replace(month=at.month, day=at.day, hour=at.hour, minute=at.minute))
    request = EnterWish(round_id, child, tuple(sessions), rank, at, together)
    return county.at().perform(enter_wish, request).answer


def closed(county, round_id):
    """The round closed, after its cut-off."""
    county.clock.set(county.clock.moment.replace(day=27, hour=9))
    shown = county.at().ask(round_shown, round_id)
    county.at().perform(close_round, CloseRound(round_id, shown.version))
    return county.at().ask(preview_of, round_id)


def looked_at(county, round_id):
    preview = closed(county, round_id)
    shown = county.at().ask(round_shown, round_id)
    county.at().perform(keep_preview, KeepPreview(round_id, shown.version, preview.mark))
    return preview


def published(county, round_id, mode="offers"):
    looked_at(county, round_id)
    return county.at(Role.MANAGER).perform(publish_round, PublishRound(round_id, mode)).answer


def outcomes(preview):
    return {row.wish: row.outcome for row in preview.rows}
