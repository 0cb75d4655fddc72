"""A lower award where a plan is held: notice or a reason, told with both, looked at again once by somebody else (R-D4)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from shortbreaks.access.permissions import Role
from shortbreaks.council.commands import DecideSetting, decide_setting
from shortbreaks.database.check import check
from shortbreaks.eligibility.tables import Evidence
from shortbreaks.errors import Refused
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.payments.commands import decide_award_part
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.reductions import AnswerAgain, AskAgain, answer_again, ask_again, lower_from
from shortbreaks.payments.rules import Part
from tests.builders import a_child, save
from tests.nasty import MARKUP
from tests.payments.builders import FIRST, a_draft, an_agreement, an_award, paid
from tests.payments.letter_builders import due, issue, kinds_due, says_in_order, the_due, words_of

TODAY = date(2026, 7, 22)
SOONEST = TODAY + timedelta(days=28)


def planned(county, *, kind="EHCP", seen=TODAY, expires=None, last="Okafor"):
    child = a_child(county, last=last)
    save(county, Evidence(child_id=child, kind=kind, seen_on=seen, expires_on=expires, note=""))
    agreement = an_agreement(county, child=child)
    county.clock.forward(minutes=1)
    return agreement


def lowered(county, agreement, since, *, minutes=240, short="", part=1, **other):
    wish = replace(an_award(agreement, part=part, minutes=minutes, since=since, **other), short_reason=short)
    return county.at(Role.MANAGER).perform(decide_award_part, wish).answer


def reductions(county, agreement, day=None):
    return county.at(Role.FINANCE).ask(account_card, agreement, day).reductions


def asked(county, notice=1, on=TODAY, words="Saturdays are the only sleep we get"):
    return county.at(Role.MANAGER).perform(ask_again, AskAgain(notice, on, words)).answer


def answer(county, outcome="stands", reasons="Two clubs take her on Saturdays", role=Role.APPROVER, seen=1):
    return county.at(role).perform(answer_again, AnswerAgain(1, seen, outcome, reasons))


def a_part(pence, since, until=None, number=1, kind="assistant"):
    return Part(1, kind, "", "hour", 360, pence, since, until, number)


def test_the_first_day_on_which_an_award_is_less_is_found_also_after_its_end():
    before, may = [a_part(1629, FIRST)], date(2026, 5, 1)
    assert lower_from(before, [*before, a_part(1628, may, number=2)], [may]) == (may, 9774, 9768)
    assert lower_from(before, [*before, a_part(1629, may, number=2)], [may]) is None
    ends = date(2026, 6, 1)
    assert lower_from(before, [*before, a_part(1700, may, date(2026, 5, 31), number=2)], [ends, may]) == (ends, 9774, 0)


def test_a_lower_award_of_a_plan_cannot_start_before_its_notice_without_a_reason(county):
    agreement = planned(county)
    paid(county)
    with pytest.raises(Refused, match=r"£32\.58 a week less from 18 August 2026, and 28 days’ notice run to 19 August 2026") as no:
        lowered(county, agreement, SOONEST - timedelta(days=1))
    assert no.value.field == "short_reason"
    for since, minutes in ((SOONEST, 240), (TODAY, 480)):  # late enough; not less
        with pytest.raises(Refused, match="No notice is cut short, so nothing is kept there") as no:
            lowered(county, agreement, since, minutes=minutes, short="It is urgent")
        assert no.value.field == "short_reason"
    lowered(county, agreement, SOONEST)
    (row,) = reductions(county, agreement)
    assert (row.week_before, row.week_after, row.lower_from, row.may_start, row.short_reason) == (9774, 6516, SOONEST, SOONEST, "")
    lowered(county, agreement, TODAY, minutes=180, short=f"The assistant left. {MARKUP[0]}")
    assert [one.short_reason for one in reductions(county, agreement)] == [f"The assistant left. {MARKUP[0]}", ""]
    assert reductions(county, agreement, TODAY - timedelta(days=1)) == ()
    assert [str(flaw) for flaw in check(county.database).flaws] == []


def test_what_is_not_less_not_begun_or_without_a_plan_needs_no_notice(county):
    agreement = planned(county)
    lowered(county, agreement, TODAY, minutes=360)
    lowered(county, agreement, TODAY, minutes=420)
    assert reductions(county, agreement) == ()
    for other in (planned(county, kind="DLA"), planned(county, expires=TODAY - timedelta(days=1))):
        lowered(county, other, TODAY)
        assert reductions(county, other) == ()
    with pytest.raises(Refused, match="28 days’ notice"):
        lowered(county, planned(county, expires=TODAY), TODAY)
    draft = a_draft(county)
    lowered(county, draft, FIRST, part=None)
    lowered(county, draft, FIRST, minutes=60)


def test_an_award_that_ends_by_itself_and_a_contribution_are_lower_too(county):
    agreement = planned(county)
    with pytest.raises(Refused, match="less from 1 August 2026"):
        lowered(county, agreement, TODAY, minutes=600, until=date(2026, 7, 31))
    with pytest.raises(Refused, match=r"£5\.00 a week less"):
        lowered(county, agreement, TODAY, part=None, kind="contribution", per="week", rate=500)


def test_the_notice_is_the_council_s_of_the_day(county):
    agreement = planned(county)
    admin = county.at(Role.ADMINISTRATOR)
    admin.perform(decide_setting, DecideSetting("reduction_notice_days", "56", TODAY + timedelta(days=1), "Cabinet"))
    lowered(county, agreement, SOONEST)
    county.clock.forward(days=1)
    with pytest.raises(Refused, match="56 days’ notice run to 17 September 2026"):
        lowered(county, agreement, date(2026, 9, 16), minutes=120)


def test_the_letter_says_notice_reasons_and_how_to_ask_and_is_due_in_time(county):
    agreement = planned(county)
    lowered(county, agreement, SOONEST + timedelta(days=2))
    (row,) = [one for one in due(county) if one.key.kind == "award letter"]
    assert row.why == "Award changed from 21 August 2026; lower, so the letter goes by 24 July 2026"
    said = words_of(county, issue(county, row.key))
    assert "We decided it on 22 July 2026. A lower amount starts no sooner than 28 days later" in said
    assert "Panel of 20 March." in said and "You can ask once that we look at this decision again." in said
    assert "plan" not in said.replace("plan and answer", "")  # R-P7
    lowered(county, agreement, TODAY, minutes=180, short="The assistant left")
    said = words_of(county, issue(county, the_due(county, "award letter"), "large"))
    assert "It starts sooner than the 28 days we usually give, because: The assistant left." in said


def test_it_is_looked_at_again_once_by_somebody_else_with_reasons_and_a_letter(county):
    agreement = planned(county)
    lowered(county, agreement, SOONEST)
    for wrong, said in (({"words": " "}, "What the family says"), ({"on": TODAY - timedelta(days=1)}, "The decision is of"),
                        ({"on": TODAY + timedelta(days=1)}, "The decision is of")):  # fmt: skip
        with pytest.raises(Refused, match=said):
            asked(county, **wrong)
    asked(county, words=MARKUP[1])
    assert "again" in county.at(Role.FINANCE).ask(accounts_listed)[0].needs
    with pytest.raises(Refused, match="asked before"):
        asked(county)
    for wrong, said in (({"role": Role.MANAGER}, "You decided it yourself"), ({"outcome": ""}, "what came of it"),
                        ({"reasons": ""}, "reasons are missing")):  # fmt: skip
        with pytest.raises(Refused, match=said):
            answer(county, **wrong)
    answer(county, reasons=MARKUP[2])
    with pytest.raises(Refused, match="answered before"):
        answer(county, seen=2)
    assert "again" not in county.at(Role.FINANCE).ask(accounts_listed)[0].needs
    (row,) = reductions(county, agreement)
    assert (row.outcome, row.words, row.reasons) == ("stands", MARKUP[1], MARKUP[2])
    for style in ("standard", "large"):
        if style == "large":
            lowered(county, agreement, SOONEST, minutes=120)
            asked(county, 2)
            county.at(Role.APPROVER).perform(answer_again, AnswerAgain(2, 1, "withdrawn", "It was a slip"))
        said = words_of(county, issue(county, the_due(county, "reconsideration letter"), style))
        assert "On 22 July 2026 you asked us to look again" in said and "Somebody who did not decide it" in said
        goes = "from £97.74 to £65.16 a week" if style == "standard" else "from £65.16 to £32.58 a week"
        says_in_order(said, [f"your direct payment goes {goes}", "Your next payment £390.96 with our next run"])
    assert "your payment is not lowered" in said and "It was a slip." in said
    assert "reconsideration letter" not in kinds_due(county)


def test_the_database_keeps_notice_the_other_person_and_the_one_look(county):
    agreement = planned(county)
    lowered(county, agreement, SOONEST)
    asked(county)
    answer(county)
    notice = "insert into award_notice (agreement_id, award_line_id, lower_from, week_before, week_after, days, may_start, short_reason, at, person_id) values"
    look = "insert into reconsideration (notice_id, asked_on, words, decided_by, outcome, reasons, answered_on, answered_by, at, person_id, version) values"
    with county.database.writing.connect() as connection:
        for said, why in (
            (f"{notice} (1, 1, '2026-08-18', 200, 100, 28, '2026-08-19', '', '2026-07-22', 1)", "ck_award_notice_notice|CHECK"),
            (f"{look} (1, '2026-07-22', 'x', 1, '', '', null, null, '2026-07-22', 1, 1)", "uq_reconsideration|UNIQUE"),
            ("update reconsideration set outcome = 'changed'", "looked at again once"),
            ("update award_notice set days = 0", "never changed|permission denied"),
        ):
            with pytest.raises(Exception, match=why), connection.begin():
                connection.execute(text(said))
