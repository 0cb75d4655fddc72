"""The uplift desk: every agreement accounted for, two people, arrears by the day (R-D5, R-D12)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.council.tables import Rate
from shortbreaks.errors import Refused
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.facts import awards_of
from shortbreaks.payments.rules import award_week
from shortbreaks.payments.tables import Owed
from shortbreaks.payments.uplift.commands import (
    ApplyUplift,
    DraftUplift,
    DropUplift,
    apply_uplift,
    draft_uplift,
    drop_uplift,
)
from shortbreaks.payments.uplift.tables import Uplift, UpliftLine
from tests.payments.builders import (
    FIRST,
    SECOND,
    a_draft,
    an_agreement,
    an_award,
    drafted,
    lines_of,
    version_of,
)

FROM = date(2026, 4, 20)


def worked_out(county, pence=1685, since=FROM):
    return county.at(Role.MANAGER).perform(draft_uplift, DraftUplift("assistant", since, pence, "Cabinet")).answer


def apply(county, uplift, typed=1685):
    request = ApplyUplift(uplift, version_of(county, Uplift, uplift), typed)
    return county.at(Role.APPROVER).perform(apply_uplift, request).answer


def report(county, uplift):
    with Session(county.database.reading) as db:
        return db.scalars(select(UpliftLine).where(UpliftLine.uplift_id == uplift).order_by(UpliftLine.id)).all()


def test_every_agreement_is_in_the_report_changed_or_with_its_reason(county):
    changed = an_agreement(county)
    own = an_agreement(county, last="Stone", rate=1800)
    weekly = a_draft(county, last="Flat")
    other = an_agreement(county, last="Agency")
    county.at(Role.MANAGER).perform(decide_award_part, an_award(other, part=1, kind="agency", rate=2136))
    uplift = worked_out(county)
    said = {line.agreement_id: line.unchanged_because for line in report(county, uplift)}
    nothing = "Nothing is awarded yet: it is awarded at the new rate."
    assert said == {changed: "", own: "Its own rate is £18.00.", other: "No personal assistant in the award.", weekly: nothing}
    with Session(county.database.reading) as db:
        assert award_week(awards_of(db)[changed], FROM) == 9774  # nothing has changed yet


def test_an_uplift_pays_its_arrears_by_the_day_with_the_next_run(funded):
    county, agreement = funded
    uplift = worked_out(county)
    (line,) = report(county, uplift)
    # 14 of 28 days at £97.74 and 14 at £101.10 a week: 195.48 + 202.20 against 390.96 paid
    assert (line.old_week, line.new_week, line.arrears_pence) == (9774, 10110, 672)
    assert apply(county, uplift) == 1
    with Session(county.database.reading) as db:
        assert award_week(awards_of(db)[agreement], FROM) == 10110
        assert award_week(awards_of(db)[agreement], date(2026, 4, 19)) == 9774
        assert db.execute(select(Rate.kind, Rate.pence)).one() == ("Personal assistant", 1685)
        assert db.scalars(select(Owed.pence)).all() == [672]
    lines = lines_of(county, drafted(county, SECOND))
    assert [(one.kind, one.net_pence) for one in lines] == [("cycle", 40440), ("arrears", 672)]


def test_nobody_applies_their_own_uplift_or_types_another_rate(county):
    an_agreement(county)
    uplift = worked_out(county)
    with pytest.raises(Refused, match="yourself"):
        county.at(Role.MANAGER).perform(apply_uplift, ApplyUplift(uplift, 1, 1685))
    with pytest.raises(Refused, match=r"The new rate is £16\.85"):
        apply(county, uplift, typed=1658)
    assert apply(county, uplift) == 1
    with pytest.raises(Refused, match="is applied"):
        apply(county, uplift)
    with pytest.raises(Refused, match="is applied"):
        county.at(Role.MANAGER).perform(drop_uplift, DropUplift(uplift, version_of(county, Uplift, uplift)))


def test_an_uplift_worked_out_before_a_change_is_worked_out_again(county):
    agreement = an_agreement(county)
    uplift = worked_out(county)
    county.at(Role.MANAGER).perform(decide_award_part, an_award(agreement, part=1, minutes=600, since=FROM))
    with pytest.raises(Refused, match="1 agreement changed"):
        apply(county, uplift)
    county.at(Role.MANAGER).perform(drop_uplift, DropUplift(uplift, 1))
    assert apply(county, worked_out(county)) == 1


def test_a_line_that_begins_after_the_uplift_is_raised_too(county):
    agreement = an_agreement(county)
    later = an_award(agreement, part=1, minutes=600, since=date(2026, 8, 1))
    county.at(Role.MANAGER).perform(decide_award_part, later)
    apply(county, worked_out(county))
    with Session(county.database.reading) as db:
        assert award_week(awards_of(db)[agreement], date(2026, 8, 1)) == 16850
        assert award_week(awards_of(db)[agreement], date(2026, 7, 31)) == 10110


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (DraftUplift("extra", FIRST, 100, "x"), "kind"), (DraftUplift("assistant", FIRST, 0, "x"), "pence"),
        (DraftUplift("assistant", FIRST, 100, " "), "reason"),
    ],
)  # fmt: skip
def test_a_wrong_uplift_is_refused_beside_its_field(county, request_, field):
    with pytest.raises(Refused) as refused:
        county.at(Role.MANAGER).perform(draft_uplift, request_)
    assert refused.value.field == field
