"""Nothing is approved or posted that the records do not say any more: payee, death, and what one of two approved (R-D25, R-D26, B11)."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.payments.commands import note_readiness
from shortbreaks.payments.ending import ChangeState, end_agreement
from shortbreaks.payments.payees import TakeOver, take_over
from shortbreaks.payments.runs.commands import (
    ChooseLine,
    DropRun,
    Supplement,
    add_supplement,
    drop_run,
    leave_out,
    put_in,
)
from shortbreaks.payments.tables import Agreement, PaymentRun
from tests.builders import a_child
from tests.payments.builders import (
    FIRST,
    an_agreement,
    approve,
    drafted,
    lines_of,
    paid,
    post,
    ready,
    run_of,
    version_of,
)


def refused_twice(county, agreement, run, act):
    """What changed after the draft, and again after the yes, lets nothing be approved or posted; gives the run drafted anew."""
    act(1)
    with pytest.raises(Refused, match=f"otherwise now: DP-{10000 + agreement}"):
        approve(county, run)
    county.at(Role.FINANCE).perform(drop_run, DropRun(run, run_of(county, run).version, "It changed"))
    run = drafted(county, run_of(county, run).first_day)
    approve(county, run)
    act(2)
    with pytest.raises(Refused, match="otherwise now"):
        post(county, run)
    return run


def test_money_never_goes_to_who_was_paid_when_it_was_drafted(county):
    """A vendor number put right, and a young person who takes over, between draft, approval and posting (R-D25, R-F3)."""
    agreement = an_agreement(county, child=a_child(county, born=date(2009, 1, 1)))
    office, first = county.at(Role.MANAGER), date(2026, 7, 27)

    def act(nth):
        office.perform(note_readiness, ready(county, agreement, vendor_number=f"V{nth}"))

    paid(county)
    with county.database.writing.begin() as connection:
        connection.execute(Agreement.__table__.update().values(unpaid_from=first))
    run = refused_twice(county, agreement, drafted(county, first), act)
    assert [line.vendor_number for line in lines_of(county, run)] == ["V1"]
    office.perform(take_over, TakeOver(agreement, version_of(county, Agreement, agreement), first, "V2", "She is 17"))
    with pytest.raises(Refused, match="otherwise now"):
        post(county, run)


def test_a_supplement_goes_to_who_is_paid_when_it_is_posted(file_county):
    county = file_county
    agreement = an_agreement(county)
    run = drafted(county)
    county.at(Role.FINANCE).perform(leave_out, ChooseLine(lines_of(county, run)[0].id, "The vendor number is asked for"))
    county.at(Role.APPROVER).perform(add_supplement, Supplement(run, agreement, 5000, "Broken hoist"))
    county.at(Role.MANAGER).perform(note_readiness, ready(county, agreement, vendor_number="V2"))
    with pytest.raises(Refused, match="otherwise now"):
        approve(county, run, Role.MANAGER)


def test_nothing_is_paid_over_a_death_before_somebody_has_said_its_last_day(county):
    """Noted after the draft, and before it: left out, said, and not to be put in again by hand (R-D26)."""
    child = a_child(county)
    agreement = an_agreement(county, child=child)
    run = drafted(county, FIRST)
    seen = version_of(county, Child, child)
    county.at(Role.MANAGER).perform(note_ending, NoteEnding(child, seen, "died", date(2026, 4, 19), "Her grandmother rang"))
    with pytest.raises(Refused, match="otherwise now"):
        approve(county, run)
    county.at(Role.FINANCE).perform(drop_run, DropRun(run, run_of(county, run).version, "She died"))
    run = drafted(county, FIRST)
    (line,) = lines_of(county, run)
    assert (line.state, run_of(county, run).total_pence, line.reason[:19]) == ("left out", 0, "The child has died:")
    with pytest.raises(Refused, match="has died"):
        county.at(Role.FINANCE).perform(put_in, ChooseLine(line.id))
    county.at(Role.FINANCE).perform(drop_run, DropRun(run, run_of(county, run).version, "To be ended"))
    request = ChangeState(agreement, version_of(county, Agreement, agreement), date(2026, 4, 19), "died", "")
    county.at(Role.MANAGER).perform(end_agreement, request)
    (line,) = lines_of(county, paid(county, FIRST))
    assert (line.state, line.net_pence) == ("posted", 19548)  # 14 of 28 days


def test_whoever_approved_first_approves_anew_when_the_run_comes_to_something_else(county):
    """Two people above the limit: neither says yes to a total that the other never saw."""
    ids = [an_agreement(county), an_agreement(county, last="Stone")]
    setting = DecideSetting("two_approvers_above", "390", date(2026, 1, 1), "Audit")
    county.at(Role.MANAGER).perform(decide_setting, setting)
    run, finance, approver = drafted(county), county.at(Role.FINANCE), county.at(Role.APPROVER)
    line = lines_of(county, run)[1].id
    for act, request, office in (
        (leave_out, ChooseLine(line, "To be settled"), finance), (put_in, ChooseLine(line), finance),
        (add_supplement, Supplement(run, ids[0], 5000, "Broken hoist"), approver),
    ):  # fmt: skip
        assert approve(county, run) == "drafted"
        office.perform(act, request)
        assert run_of(county, run).approved_by is None
        assert approve(county, run, Role.MANAGER) == "drafted"
        with county.database.writing.begin() as connection:
            connection.execute(PaymentRun.__table__.update().values(approved_by=None))
    with pytest.raises(DBAPIError, match="approved anew"), county.database.writing.begin() as connection:
        connection.execute(PaymentRun.__table__.update().values(total_pence=1, approved_by=2))
