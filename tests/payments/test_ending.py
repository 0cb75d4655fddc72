"""Suspending, ending and asking for returns: what stops, what is owed, who is chased when (R-D18 to R-D22, R-D26)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child
from shortbreaks.payments.account_list import accounts_listed
from shortbreaks.payments.away import NoteAway, note_away
from shortbreaks.payments.commands import StartAgreement, decide_award_part, note_readiness, start_agreement
from shortbreaks.payments.debts.money_back import TakeUnspent, take_unspent
from shortbreaks.payments.ending import ChangeState, end_agreement, resume_agreement, suspend_agreement
from shortbreaks.payments.letters.commands import letters_ready
from shortbreaks.payments.letters.due import letters_of_account, statements_wanted
from shortbreaks.payments.papers import IssueStatement, issue_statement
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.returns.commands import (
    AskReturns,
    ChaseReturn,
    DecideReturn,
    ReceiveReturn,
    ask_returns,
    chase_return,
    decide_return,
    next_period,
    receive_return,
    returns_to_ask,
)
from shortbreaks.payments.rules import Step, state_on, state_to_come
from shortbreaks.payments.runs.commands import DraftRun, DropRun, draft_run, drop_run
from shortbreaks.payments.spending.tables import Return
from shortbreaks.payments.tables import Agreement, Owed, RunLine
from tests.nasty import MARKUP
from tests.payments.builders import (
    FIRST,
    SECOND,
    a_draft,
    an_agreement,
    an_award,
    drafted,
    lines_of,
    paid,
    ready,
    run_of,
    version_of,
)
from tests.payments.letter_builders import due, flat, issue, words_of


def change(county, agreement, day, reason, words="Care looked at with the social worker"):
    return ChangeState(agreement, version_of(county, Agreement, agreement), day, reason, words, "Half pay for four weeks")


def test_suspending_stops_the_days_after_it_and_taking_up_again_pays_them_no_more(funded):
    county, agreement = funded
    office = county.at(Role.MANAGER)
    with pytest.raises(Refused, match="what care"):
        office.perform(suspend_agreement, change(county, agreement, date(2026, 5, 11), "hospital", " "))
    office.perform(suspend_agreement, change(county, agreement, date(2026, 5, 11), "hospital"))
    with pytest.raises(Refused, match="not suspended on"):
        office.perform(resume_agreement, change(county, agreement, date(2026, 5, 4), "home"))
    office.perform(resume_agreement, change(county, agreement, date(2026, 5, 25), "Home again"))
    (line,) = lines_of(county, drafted(county, SECOND))
    assert (line.net_pence, line.flags) == (19548, "changed,suspended")


def test_a_retainer_is_thought_about_where_an_assistant_is_paid_for_and_stands_in_the_notice(file_county):
    """R-D21: asked while the award gives for an assistant on that day, and only then; the family reads what was agreed."""
    assistant, agency = an_agreement(file_county), an_agreement(file_county, last="Stone", kind="agency")
    office, day = file_county.at(Role.MANAGER), date(2026, 8, 1)
    for words in ("", "  "):
        with pytest.raises(Refused, match="retainer") as refused:
            office.perform(suspend_agreement, replace(change(file_county, assistant, day, "hospital"), retainer=words))
        assert refused.value.field == "retainer"
    office.perform(suspend_agreement, replace(change(file_county, agency, day, "hospital"), retainer=""))
    office.perform(suspend_agreement, replace(change(file_county, assistant, day, "hospital"), retainer=f" {MARKUP[0]}  for 4 weeks. "))
    card = office.ask(account_card, assistant, day)
    assert card.retainer == f"{MARKUP[0]} for 4 weeks."
    assert office.ask(account_card, assistant, date(2026, 7, 31)).retainer == ""
    keys = [row.key for row in due(file_county) if row.key.kind == "suspension notice"]
    said = {key.agreement_id: "What we agreed about keeping them meanwhile" in words_of(file_county, issue(file_county, key)) for key in keys}
    assert said == {assistant: True, agency: False}
    office.perform(resume_agreement, change(file_county, assistant, date(2026, 8, 20), "Home again"))
    assert office.ask(account_card, assistant, date(2026, 8, 20)).retainer == ""


def test_consent_is_an_item_of_its_own_and_is_not_taken_away_while_it_is_paid(county):
    """R-D1: nothing starts without it, and the database lets nothing be paid without it either."""
    draft, office = a_draft(county), county.at(Role.MANAGER)
    office.perform(decide_award_part, an_award(draft))
    office.perform(note_readiness, ready(county, draft, consent_on=None))
    assert office.ask(account_card, draft).missing == ("the payee's consent",)
    with pytest.raises(Refused, match="Nothing is paid yet: the payee's consent"):
        office.perform(start_agreement, StartAgreement(draft, version_of(county, Agreement, draft), "x", "Assessed"))
    with pytest.raises(Refused, match="has not come yet") as refused:
        office.perform(note_readiness, ready(county, draft, consent_on=date(2026, 7, 23)))
    assert refused.value.field == "consent_on"
    with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
        connection.execute(text(f"update agreement set state = 'active' where id = {draft}"))
    office.perform(note_readiness, ready(county, draft))
    office.perform(start_agreement, StartAgreement(draft, version_of(county, Agreement, draft), "x", "Assessed"))
    with pytest.raises(Refused, match="with the payee's consent") as refused:
        office.perform(note_readiness, ready(county, draft, consent_on=None))
    assert refused.value.field == "consent_on"


def test_a_state_decided_for_a_day_to_come_is_said_and_does_not_hold_yet(funded):
    active, later = Step("active", FIRST, 1), Step("suspended", date(2026, 8, 1), 2)
    assert state_on([active, later], date(2026, 7, 31)) == "active"
    assert state_to_come([active, later], date(2026, 7, 31)) == later
    assert state_to_come([active, later], date(2026, 8, 1)) is None
    assert state_to_come([], FIRST) is None
    county, agreement = funded
    office = county.at(Role.MANAGER)
    office.perform(suspend_agreement, change(county, agreement, date(2026, 8, 1), "hospital"))
    card = office.ask(account_card, agreement)
    assert (card.state, card.decided, card.coming.state, card.coming.from_day) == (
        "active", "suspended", "suspended", date(2026, 8, 1),
    )  # fmt: skip
    (listed,) = office.ask(accounts_listed)
    assert (listed.state, listed.decided, listed.coming) == ("active", "suspended", card.coming)
    county.clock.forward(days=10)
    card = office.ask(account_card, agreement)
    assert (card.state, card.coming) == ("suspended", None)
    assert office.ask(account_card, agreement, date(2026, 7, 31)).state == "active"


def test_an_end_before_days_already_paid_owes_them_back_and_death_stops_letters(funded):
    county, agreement = funded
    office = county.at(Role.MANAGER)
    with pytest.raises(Refused, match="28 days"):
        office.perform(end_agreement, change(county, agreement, date(2026, 7, 31), "moved away", ""))
    office.perform(end_agreement, change(county, agreement, date(2026, 4, 19), "died", ""))
    with Session(county.database.reading) as db:
        kept = db.get(Agreement, agreement)
        assert (kept.state, kept.letters_stopped, kept.named_person) == ("ended", True, "Manager One")
        assert db.scalars(select(Owed.pence)).all() == [-19548]
    with pytest.raises(Refused, match="ends on 19 April 2026 already"):
        office.perform(end_agreement, change(county, agreement, date(2026, 8, 30), "other"))


def test_what_was_decided_for_a_day_after_the_end_ends_with_it(county):
    """Suspended, paid again from a day to come, and ended before that day: nothing is paid after the end, by any way."""
    agreement, office = an_agreement(county), county.at(Role.MANAGER)
    paid(county)
    office.perform(suspend_agreement, change(county, agreement, date(2026, 5, 11), "hospital"))
    office.perform(resume_agreement, change(county, agreement, date(2026, 6, 8), "Home again"))
    office.perform(end_agreement, change(county, agreement, date(2026, 5, 31), "asked to end"))
    paid(county, SECOND)
    second = drafted(county, date(2026, 6, 1))
    (line,) = lines_of(county, second)
    assert (line.state, line.gross_pence, line.flags) == ("left out", 0, "ended")
    card = office.ask(account_card, agreement)
    assert (card.state, card.coming, card.retainer) == ("ended", None, "")
    with Session(county.database.reading) as db:
        assert db.scalars(select(Owed.pence)).all() == []
    with county.database.writing.begin() as connection:
        connection.execute(RunLine.__table__.update().where(RunLine.id == line.id).values(state="in"))
    with pytest.raises(DBAPIError, match="ended before"), county.database.writing.begin() as connection:
        connection.execute(RunLine.__table__.update().where(RunLine.id == line.id).values(state="posted", entry_id=9))


def test_an_end_to_come_is_brought_forward_and_never_put_off(funded):
    """A child who dies, or moves, before the last day that was agreed is not paid until then (R-D22, R-D26)."""
    county, agreement = funded
    office = county.at(Role.MANAGER)
    office.perform(end_agreement, change(county, agreement, date(2026, 9, 30), "asked to end"))
    for day in (date(2026, 9, 30), date(2026, 10, 1)):
        with pytest.raises(Refused, match="ends on 30 September 2026 already") as refused:
            office.perform(end_agreement, change(county, agreement, day, "other"))
        assert refused.value.field == "from_day"
    office.perform(end_agreement, change(county, agreement, date(2026, 4, 19), "died", ""))
    card = office.ask(account_card, agreement)
    assert (card.state, card.ended_on, card.letters_stopped) == ("ended", date(2026, 4, 19), True)
    with Session(county.database.reading) as db:
        assert db.scalars(select(Owed.pence)).all() == [-19548]


def test_a_statement_says_since_when_a_payment_is_paused_and_from_when_it_goes_on(funded):
    """The award alone would read as if it were paid; of a day before the pause, or after the end, nothing is said of it."""
    county, agreement = funded
    office, clerk = county.at(Role.MANAGER), county.at(Role.COORDINATOR)

    def said(day):
        return flat(words_of(county, clerk.perform(issue_statement, IssueStatement(agreement, day)).answer))

    office.perform(suspend_agreement, change(county, agreement, date(2026, 5, 11), "hospital"))
    paused = "It has been paused since 11 May 2026: nothing is paid for days from then on."
    assert flat(paused) in said(date(2026, 7, 22))
    assert "paused" not in said(date(2026, 5, 10))
    office.perform(resume_agreement, change(county, agreement, date(2026, 8, 3), "Home again"))
    assert flat(f"{paused} It is paid again from 3 August 2026.") in said(date(2026, 7, 22))
    office.perform(end_agreement, change(county, agreement, date(2026, 6, 30), "asked to end"))
    assert "paused" not in said(date(2026, 7, 22))


def test_what_is_paid_once_is_never_decided_for_a_day_on_which_nothing_is_paid(file_county):
    county = file_county
    agreement, office = an_agreement(county), county.at(Role.MANAGER)
    office.perform(suspend_agreement, change(county, agreement, SECOND, "hospital"))
    office.perform(resume_agreement, change(county, agreement, date(2026, 5, 18), "Home again"))
    once = an_award(agreement, rate=5000, kind="extra", per="once", since=date(2026, 5, 17))
    with pytest.raises(Refused, match="suspended on 17 May 2026") as refused:
        office.perform(decide_award_part, once)
    assert refused.value.field == "from_day"
    office.perform(decide_award_part, replace(once, from_day=date(2026, 5, 18)))
    paid(county)
    (line,) = lines_of(county, drafted(county, SECOND))
    assert line.gross_pence == 19548 + 5000


def test_a_suspension_is_shortened_or_made_longer_before_it_ends(file_county):
    county = file_county
    agreement, office = an_agreement(county), county.at(Role.MANAGER)
    office.perform(suspend_agreement, change(county, agreement, date(2026, 7, 1), "hospital"))
    office.perform(resume_agreement, change(county, agreement, date(2026, 9, 1), "Home then"))
    with pytest.raises(Refused, match="suspended on 1 August 2026 already") as refused:
        office.perform(suspend_agreement, change(county, agreement, date(2026, 8, 1), "hospital"))
    assert refused.value.field == "from_day"
    office.perform(resume_agreement, change(county, agreement, date(2026, 8, 10), "Home sooner"))
    office.perform(suspend_agreement, change(county, agreement, date(2026, 9, 1), "hospital"))
    days = (date(2026, 8, 9), date(2026, 8, 10), date(2026, 8, 31), date(2026, 9, 1))
    assert [office.ask(account_card, agreement, day).state for day in days] == ["suspended", "active", "active", "suspended"]


def test_returns_are_due_after_12_weeks_then_quarterly_and_chased_by_the_ladder(funded):
    county, _ = funded
    assert next_period(date(2026, 4, 6), None, 12, 3) == (date(2026, 4, 6), date(2026, 6, 28))
    assert next_period(date(2026, 4, 6), date(2026, 6, 28), 12, 3) == (date(2026, 6, 29), date(2026, 9, 28))
    due = date(2026, 7, 26)
    office = county.at(Role.FINANCE)
    assert office.perform(ask_returns, AskReturns(date(2026, 7, 22))).answer == 1
    assert office.perform(ask_returns, AskReturns(date(2026, 7, 22))).answer == 0
    with Session(county.database.reading) as db:
        kept = db.scalars(select(Return)).one()
    assert (kept.last_day, kept.due_on) == (date(2026, 6, 28), due)
    with pytest.raises(Refused, match="9 August 2026"):
        office.perform(chase_return, ChaseReturn(kept.id, 1))
    county.clock.forward(days=18)
    assert office.perform(chase_return, ChaseReturn(kept.id, 1)).answer == 1
    with pytest.raises(Refused, match="23 August 2026"):
        office.perform(chase_return, ChaseReturn(kept.id, 2))
    county.clock.forward(days=13)
    with pytest.raises(Refused, match="23 August 2026"):
        office.perform(chase_return, ChaseReturn(kept.id, 2))
    county.clock.forward(days=1)
    assert office.perform(chase_return, ChaseReturn(kept.id, 2)).answer == 2
    with pytest.raises(Refused, match="looked at first"):
        county.at(Role.APPROVER).perform(decide_return, DecideReturn(kept.id, 3, "extend", ""))
    extend = DecideReturn(kept.id, 3, "extend", "Mother ill", date(2026, 9, 1))
    county.at(Role.APPROVER).perform(decide_return, extend)
    office.perform(receive_return, ReceiveReturn(kept.id, 4, date(2026, 8, 1), ""))
    with pytest.raises(Refused, match="received before"):
        office.perform(receive_return, ReceiveReturn(kept.id, 5, date(2026, 8, 1), ""))


def test_a_death_noted_on_the_childs_card_stops_every_payment_letter_and_the_run_says_so(funded):
    county, agreement = funded
    with Session(county.database.reading) as db:
        child = db.get(Agreement, agreement).child_id
        seen = db.get(Child, child).version
    county.at(Role.MANAGER).perform(note_ending, NoteEnding(child, seen, "died", date(2026, 7, 20), "Her grandmother rang"))
    office = county.at(Role.COORDINATOR)
    assert office.ask(letters_ready, office.ask(statements_wanted, date(2026, 7, 22)))[0].why.startswith("Letters are stopped")
    with pytest.raises(Refused, match="stopped"):
        office.perform(issue_statement, IssueStatement(agreement, date(2026, 7, 22)))
    with Session(county.database.reading) as db:
        assert not list(returns_to_ask(db, date(2026, 12, 31)))
    (line,) = lines_of(county, drafted(county, SECOND))
    assert "died" in line.flags.split(",")


def test_whoever_holds_money_after_the_end_has_a_statement_until_it_is_settled(county):
    """Ended a year ago: one still holds it, one sent it back in March, one in April."""
    ids = [an_agreement(county, last=last) for last in ("Holds", "March", "April")]
    paid(county)
    for agreement in ids:
        county.at(Role.MANAGER).perform(end_agreement, change(county, agreement, date(2026, 5, 3), "moved away"))
    county.clock.set(datetime(2027, 4, 30, 9, tzinfo=UTC))
    for agreement, day in zip(ids[1:], (date(2027, 3, 31), date(2027, 4, 1)), strict=True):
        county.at(Role.FINANCE).perform(take_unspent, TakeUnspent(agreement, 39096, day, f"FT {agreement}"))
    keys = county.at(Role.COORDINATOR).ask(statements_wanted, date(2027, 4, 30))
    assert [key.agreement_id for key in keys] == [ids[0], ids[2]]
    said = words_of(county, issue(county, keys[0]))
    assert "It ended on 3 May 2026" in said
    assert "£390.96" in said


def test_an_end_that_was_known_before_the_payment_is_not_said_to_be_paid_after_it(funded):
    county, agreement = funded
    county.at(Role.MANAGER).perform(end_agreement, change(county, agreement, date(2026, 5, 10), "asked to end"))
    paid(county, SECOND)  # 7 of its 28 days
    second = county.at(Role.FINANCE).perform(draft_run, DraftRun(28, date(2026, 6, 1)))
    assert [line.flags for line in lines_of(county, second.answer)] == ["ended"]
    other = an_agreement(county, last="Stone", starts=date(2026, 6, 1))
    county.at(Role.FINANCE).perform(drop_run, DropRun(second.answer, run_of(county, second.answer).version, "Another began"))
    paid(county, date(2026, 6, 1))
    county.at(Role.MANAGER).perform(end_agreement, change(county, other, date(2026, 6, 10), "asked to end"))
    third = lines_of(county, drafted(county, date(2026, 6, 29)))
    assert [line.flags for line in third if line.agreement_id == other] == ["ended,after end"]


def test_29_days_in_hospital_ask_for_somebody_and_28_do_not(county):
    agreement, office = an_agreement(county), county.at(Role.FINANCE)
    with pytest.raises(Refused, match="has not come yet"):
        office.perform(note_away, NoteAway(agreement, "hospital", date(2026, 9, 1), None))
    county.clock.set(datetime(2026, 9, 28, 9, tzinfo=UTC))
    with pytest.raises(Refused, match="before it begins") as refused:
        office.perform(note_away, NoteAway(agreement, "hospital", date(2026, 9, 1), date(2026, 8, 31)))
    assert refused.value.field == "until_day"
    office.perform(note_away, NoteAway(agreement, "hospital", date(2026, 9, 1), None))
    assert "away" not in office.ask(accounts_listed)[0].needs
    county.clock.forward(days=1)
    assert "away" in office.ask(accounts_listed)[0].needs
    assert office.ask(account_card, agreement).away.words == "In hospital since 1 September 2026, 29 days"
    county.at(Role.MANAGER).perform(suspend_agreement, change(county, agreement, date(2026, 10, 1), "hospital"))
    assert "away" in office.ask(accounts_listed)[0].needs  # not paused yet
    office.perform(note_away, NoteAway(agreement, "hospital", date(2026, 9, 1), date(2026, 9, 28)))
    assert "away" not in office.ask(accounts_listed)[0].needs
    assert office.ask(account_card, agreement, date(2026, 9, 28)).away.days == 28


def test_letters_of_a_past_day_are_those_issued_by_its_end(county):
    agreement = an_agreement(county)
    office = county.at(Role.COORDINATOR)
    office.perform(issue_statement, IssueStatement(agreement, date(2026, 7, 22)))
    county.clock.forward(days=2)
    office.perform(issue_statement, IssueStatement(agreement, date(2026, 7, 24)))
    finance = county.at(Role.FINANCE)
    found = [len(finance.ask(letters_of_account, agreement, day).issued) for day in (date(2026, 7, 21), date(2026, 7, 22), None)]
    assert found == [0, 1, 2]
    assert finance.ask(letters_of_account, agreement, date(2026, 7, 22)).due == ()
