"""Publishing proved: the waiting list and unmet need, letters, two people at once, kill-safe, and what is never changed after."""

from datetime import date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shortbreaks.access.permissions import Role
from shortbreaks.database.check import check
from shortbreaks.errors import NotAllowed, Refused
from shortbreaks.families.papers import paper_again
from shortbreaks.rounds.commands import KeepPreview, keep_preview
from shortbreaks.rounds.letters import ReissueLetter, letters_listed, reissue_letter
from shortbreaks.rounds.preview import preview_of
from shortbreaks.rounds.publishing import PublishRound, publish_round
from shortbreaks.rounds.queries import round_shown
from shortbreaks.rounds.wishes import AnswerWishes, WithdrawWish, answer_wishes, withdraw_wish
from tests.builders import a_child
from tests.counting import statements
from tests.racing import race
from tests.rounds import racer
from tests.rounds.builders import a_round, a_scheme, closed, looked_at, outcomes, published, wish


def rows_of(county, statement):
    with county.database.reading.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement)).all()]


def words_of(county, paper):
    from io import BytesIO

    from pypdf import PdfReader

    pages = PdfReader(BytesIO(county.at().ask(paper_again, paper).pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def test_who_got_nothing_waits_and_is_kept_as_unmet_need(county):
    service, days = a_scheme(county, places=1)
    children = [a_child(county, first=name) for name in ("Amara", "Ben", "Cleo")]
    number = a_round(county, [service])
    for child in children:
        wish(county, number, child, days[0])
    second = wish(county, number, children[0], days[1])
    counts = published(county, number)
    assert counts["given"] == 2 and counts["children with nothing"] in (1, 2)
    waiting = rows_of(county, "select child_id, session_id, state, unmet_id is null from waiting_request order by id")
    assert len(waiting) == counts["waiting"] == 2 and {one[1] for one in waiting} == {days[0]}
    unmet = rows_of(county, "select child_id, reason, about from unmet_request")
    assert len(unmet) == counts["unmet"] == counts["children with nothing"]
    assert {one[1:] for one in unmet} == {("no_place", f"allocation_round:{number}")}
    assert {one[0] for one in waiting if not one[3]} == {one[0] for one in unmet}
    asked = rows_of(county, "select min(asked_at) from waiting_request")[0][0]
    assert str(asked).startswith("2026-07-20 08:00"), "asked for when the wish came, 9:00 in Kent"
    assert rows_of(county, f"select outcome from round_result where wish_id = {second}") == [("given",)]
    assert check(county.database).flaws == ()


def test_both_days_or_none_wait_for_both_days_or_none(county):
    """A wish for two days that was not given is one request, with one place in the order and one offer (A15 for days)."""
    from shortbreaks.bookings.waiting.queries import waiting_list

    service, days = a_scheme(county, places=1)
    number = a_round(county, [service])
    for name in ("Amara", "Ben"):
        wish(county, number, a_child(county, first=name), days[0], days[1])
    counts = published(county, number)
    assert (counts["given"], counts["waiting"]) == (1, 1)
    assert rows_of(county, "select whole, session_id is null, from_day = until_day from waiting_request") in ([(1, 1, 0)], [(True, True, False)])
    assert rows_of(county, "select session_id from waiting_session order by 1") == [(days[0],), (days[1],)]
    assert county.at().ask(waiting_list)[0].each_day == "All or none of Mon 10 Aug and Tue 11 Aug"
    assert check(county.database).flaws == ()


def test_siblings_wait_together(county):
    service, days = a_scheme(county, places=1)
    one = a_child(county, first="Amara")
    home = rows_of(county, "select max(household_id) from child")[0][0]
    other = a_child(county, first="Bola", household=home)
    number = a_round(county, [service])
    for child in (one, other):
        wish(county, number, child, days[0], together=True)
    counts = published(county, number)
    assert counts["given"] == 0 and counts["waiting"] == 2
    together = rows_of(county, "select together from waiting_request")
    assert together[0] == together[1] != (None,)


def test_a_letter_says_what_the_record_says(county):
    service, days = a_scheme(county, places=1)
    amara, ben = a_child(county, first="Amara"), a_child(county, first="Ben", last="Quill")
    number = a_round(county, [service])
    wish(county, number, amara, days[0])
    wish(county, number, ben, days[1])
    wish(county, number, ben, days[0])
    published(county, number)
    letters = county.at().ask(letters_listed, number)
    papers = {row.family: row.paper_id for row in letters}
    amaras, bens = [words_of(county, paper) for paper in papers.values()]
    assert "Your places in Summer scheme 2026" in amaras
    assert "Monday 10 August 2026 10:00 to 15:00 Sunbeams Scheme, Pierremont Hall CT10 1JX" in amaras
    assert "Say yes by Monday 3 August at 23:59" in amaras
    assert "If you say yes there is £12.75 to pay: 1 session × £12.75" in amaras
    assert "Second wish, Sunbeams Scheme on Monday 10 August: The one place at Sunbeams Scheme on Monday 10 August is taken" in bens
    assert "on our waiting list" in bens and "on our waiting list" not in amaras
    assert "Ben" not in amaras and "Amara" not in bens, "never another family's child"
    assert "drew lots" in amaras
    large = county.at().perform(reissue_letter, ReissueLetter(letters[0].id, "large")).answer
    assert large != letters[0].paper_id and "Say yes by" in words_of(county, large)
    assert [row.style for row in county.at().ask(letters_listed, number)] == ["large", "standard"]
    assert words_of(county, letters[0].paper_id) == amaras, "what went out first stays in the register"


def test_a_round_is_published_with_all_its_letters_or_not_at_all(file_county):
    """A letter that cannot be drawn leaves no place taken, nobody on the list, and the round as it was."""
    service, days = a_scheme(file_county, places=1)
    number = a_round(file_county, [service])
    for name in ("Amara", "Ben"):
        wish(file_county, number, a_child(file_county, first=name), days[0])
    looked_at(file_county, number)
    with file_county.database.writing.begin() as connection:
        connection.exec_driver_sql("create trigger shut before insert on paper when (select count(*) from paper) > 0 begin select raise(abort, 'says: It is shut.'); end")
    with pytest.raises(Refused, match="It is shut"):
        file_county.at(Role.MANAGER).perform(publish_round, PublishRound(number))
    counted = "select (select count(*) from booking), (select count(*) from waiting_request), (select count(*) from paper)"
    assert rows_of(file_county, counted) == [(0, 0, 0)]
    assert file_county.at().ask(round_shown, number).state == "previewed"
    with file_county.database.writing.begin() as connection:
        connection.exec_driver_sql("drop trigger shut")
        connection.execute(text("update adult set letter_format = case when id = 1 then 'large' else 'easy' end"))
    counts = file_county.at(Role.MANAGER).perform(publish_round, PublishRound(number)).answer
    assert counts["letters"] == 2
    letters = file_county.at().ask(letters_listed, number)
    assert [row.style for row in letters] == ["large", "easy"]
    assert file_county.at().ask(round_shown, number).letters == 2
    assert rows_of(file_county, "select distinct kind, about from paper") == [("round result", f"allocation_round:{number}")]
    assert check(file_county.database, pages=False).flaws == ()


def test_a_family_whose_letters_are_stopped_gets_none(county):
    from shortbreaks.bookings.endings import NoteEnding, note_ending

    service, days = a_scheme(county, places=1)
    number = a_round(county, [service])
    children = [a_child(county, first=name) for name in ("Amara", "Ben")]
    for child in children:
        wish(county, number, child, days[0])
    county.at().perform(note_ending, NoteEnding(children[1], 1, "died", date(2026, 7, 21), "The hospital rang."))
    counts = published(county, number)
    assert counts["letters"] == len(county.at().ask(letters_listed, number)) == 1


def test_a_letter_to_a_family_that_gets_nothing(county):
    service, days = a_scheme(county, places=0)
    child = a_child(county, benefit="UC")
    number = a_round(county, [service])
    wish(county, number, child, days[0])
    published(county, number)
    (letter,) = county.at().ask(letters_listed, number)
    words = words_of(county, letter.paper_id)
    assert "Summer scheme 2026: no place this time" in words and "gets no place in this round" in words
    assert "you come first among equals in the next round" in words and "Say yes" not in words


def test_last_rounds_losers_are_lifted_in_the_next(county):
    service, days = a_scheme(county, places=1)
    children = [a_child(county, first=name) for name in ("Amara", "Ben", "Cleo", "Dev")]
    first = a_round(county, [service], name="Spring")
    for child in children[:2]:
        wish(county, first, child, days[0])
    published(county, first)
    loser = rows_of(county, "select w.child_id from round_result r join wish w on w.id = r.wish_id where r.outcome = 'not given'")[0][0]
    county.clock.set(datetime(2026, 7, 27, 10, tzinfo=county.clock.moment.tzinfo))
    from datetime import date

    from shortbreaks.rounds.commands import CloseRound, MakeRound, close_round, make_round
    from shortbreaks.rounds.wishes import EnterWish, enter_wish

    request = MakeRound("Summer", (service,), date(2026, 8, 11), date(2026, 8, 14), date(2026, 7, 27), date(2026, 7, 28), 3)
    second = county.at().perform(make_round, request).answer
    for child in children:
        county.at().perform(enter_wish, EnterWish(second, child, (days[1],)))
    county.clock.forward(days=2)
    county.at().perform(close_round, CloseRound(second, county.at().ask(round_shown, second).version))
    (given,) = [row.child_id for row in county.at().ask(preview_of, second).rows if row.outcome == "given"]
    assert given == loser


def test_a_withdrawn_or_new_wish_after_the_preview_is_noticed(county):
    service, days = a_scheme(county)
    child = a_child(county)
    number = a_round(county, [service])
    wish(county, number, child, days[0])
    second = wish(county, number, child, days[1])
    looked_at(county, number)
    county.at().perform(withdraw_wish, WithdrawWish(second, 1, "Away that week"))
    with pytest.raises(Refused, match="Since the preview was looked at"):
        county.at().perform(publish_round, PublishRound(number))
    mark = county.at().ask(preview_of, number).mark
    county.at().perform(keep_preview, KeepPreview(number, county.at().ask(round_shown, number).version, mark))
    assert county.at().perform(publish_round, PublishRound(number)).answer["given"] == 1


def test_a_persons_reason_goes_with_the_booking(county):
    service, days = a_scheme(county)
    child = a_child(county, needs=("AUT",))
    number = a_round(county, [service])
    one = wish(county, number, child, days[0])
    assert outcomes(closed(county, number)) == {one: "needs a person"}
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(answer_wishes, AnswerWishes(number, (one,), "R-B10", " "))
    county.at().perform(answer_wishes, AnswerWishes(number, (one,), "R-B10", "Jo of Sunbeams says yes"))
    preview = county.at().ask(preview_of, number)
    assert outcomes(preview) == {one: "given"}
    county.at().perform(keep_preview, KeepPreview(number, county.at().ask(round_shown, number).version, preview.mark))
    county.at().perform(publish_round, PublishRound(number))
    assert rows_of(county, "select rule, reason from rule_override") == [("R-B10", "Jo of Sunbeams says yes")]


def test_what_is_published_stays_as_it_was(county):
    service, days = a_scheme(county)
    child = a_child(county)
    number = a_round(county, [service])
    one = wish(county, number, child, days[0])
    published(county, number)
    with pytest.raises(Refused, match="This round is published"):
        wish(county, number, child, days[1])
    with pytest.raises(Refused, match="This round is published"):
        county.at().perform(withdraw_wish, WithdrawWish(one, 1, "Away"))
    for statement in (
        f"update allocation_round set state = 'closed' where id = {number}",
        f"update allocation_round set seed = seed + 1 where id = {number}",
        f"update wish set rank = 9 where id = {one}",
        "update round_result set outcome = 'late'",
        "delete from round_result",
        ("insert into round_step (round_id, state, words, at, person_id, on_date) "
        f"values ({number}, 'published', '', '2026-07-28 10:00:00', 1, '2026-07-28')"),
    ):
        with pytest.raises(DBAPIError), county.database.writing.begin() as connection:
            connection.execute(text(statement))


def test_publishing_needs_a_preview_and_a_role(county):
    service, days = a_scheme(county)
    number = a_round(county, [service])
    wish(county, number, a_child(county), days[0])
    with pytest.raises(Refused, match="Nobody has looked at"):
        county.at().perform(publish_round, PublishRound(number))
    looked_at(county, number)
    with pytest.raises(NotAllowed):
        county.at(Role.AUDITOR).perform(publish_round, PublishRound(number))


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_statements_however_many_wishes(file_county, count):
    service, days = a_scheme(file_county)
    number = a_round(file_county, [service])
    for n in range(count):
        wish(file_county, number, a_child(file_county, first=f"Child{n}"), days[n])
    with statements(file_county) as sent:
        file_county.at().ask(preview_of, number)
    assert len(sent) <= 28, len(sent)
    COUNTS.add(len(sent))
    assert len(COUNTS) == 1


COUNTS: set[int] = set()


def test_two_people_publish_at_once(county):
    """One of them publishes, the others are told so; every place is taken once."""
    service, days = a_scheme(county, places=2)
    children = [a_child(county, first=f"Child{n}") for n in range(5)]
    number = a_round(county, [service])
    for child in children:
        wish(county, number, child, days[0])
    looked_at(county, number)
    said = race(county, racer.publish, [(number,)] * 4)
    sentences = sorted(sentence for _, _, sentence in said)
    assert sentences[0] == "" and all(sentences[1:]), "one of them, and nobody else"
    assert set(sentences[1:]) <= {"This round was published already.", "Somebody else is saving just now, so this was not saved."}
    assert rows_of(county, "select count(*) from booking") == [(2,)]
    assert check(county.database).flaws == ()


def test_the_control_without_the_lock_publishes_more_than_once(county):
    """Looking and then publishing without a lock and without the unique step lets several publish."""
    from tests.racing import naive_table

    naive_table(county, "naive_publishing", "round_id bigint")
    race(county, racer.publish_naively, [(1,)] * 4, 2)
    assert rows_of(county, "select count(*) from naive_publishing")[0][0] > 1


def test_an_error_on_the_way_leaves_nothing(county, monkeypatch):
    from shortbreaks.rounds import publishing

    service, days = a_scheme(county)
    number = a_round(county, [service])
    wish(county, number, a_child(county), days[0])
    looked_at(county, number)

    def fails(*_args):
        raise RuntimeError("the power goes")

    monkeypatch.setattr(publishing, "keep_letters", fails)
    with pytest.raises(RuntimeError):
        county.at().perform(publish_round, PublishRound(number))
    for table in ("booking", "booking_place", "round_result", "waiting_request", "unmet_request", "round_letter"):
        assert rows_of(county, f"select count(*) from {table}") == [(0,)], table
    monkeypatch.undo()
    county.at().perform(publish_round, PublishRound(number))
    assert rows_of(county, "select count(*) from booking") == [(1,)]


def test_a_merged_child_keeps_its_wishes_or_the_merge_says_why_not(county):
    service, days = a_scheme(county)
    number = a_round(county, [service])
    kept, other = a_child(county, first="Amara"), a_child(county, first="Amara")
    wish(county, number, other, days[0])
    wish(county, number, kept, days[1], rank=2)
    from shortbreaks.bookings.merging import MergeFamilies, merge_families

    homes = rows_of(county, "select household_id from child order by id")
    county.at().perform(merge_families, MergeFamilies(homes[0][0], homes[1][0], 1, 1, ((kept, other),), "both"))
    assert {row[0] for row in rows_of(county, "select child_id from wish")} == {kept}


def test_a_person_may_let_a_wish_pass_the_allowance(county):
    service, days = a_scheme(county)
    child = a_child(county, hours=6 * 60)
    number = a_round(county, [service])
    first, second = wish(county, number, child, days[0]), wish(county, number, child, days[1])
    preview = closed(county, number)
    assert outcomes(preview) == {first: "given", second: "not given"}
    row = next(one for one in preview.rows if one.wish == second)
    assert row.rule == "R-B8" and "allowance" in row.reason
    county.at().perform(answer_wishes, AnswerWishes(number, (second,), "R-B8", "Agreed by the panel"))
    assert outcomes(county.at().ask(preview_of, number)) == {first: "given", second: "given"}


@pytest.mark.parametrize("nasty", ["O’Neill <b>=1+1</b>", "محمد العربي", "'; DROP TABLE child;--"])
def test_nasty_values_stay_text_on_the_letter(file_county, nasty):
    service, days = a_scheme(file_county, name=nasty)
    number = a_round(file_county, [service], name=nasty)
    child = a_child(file_county, first=nasty, needs=("AUT",))
    one = wish(file_county, number, child, days[0])
    closed(file_county, number)
    file_county.at().perform(answer_wishes, AnswerWishes(number, (one,), "R-B10", nasty))
    mark = file_county.at().ask(preview_of, number).mark
    file_county.at().perform(keep_preview, KeepPreview(number, file_county.at().ask(round_shown, number).version, mark))
    file_county.at().perform(publish_round, PublishRound(number))
    (letter,) = file_county.at().ask(letters_listed, number)
    words = words_of(file_county, letter.paper_id)
    assert "Say yes by" in words
    assert rows_of(file_county, "select reason from rule_override") == [(nasty,)]


def test_rounds_prove_themselves(file_county):
    service, days = a_scheme(file_county)
    number = a_round(file_county, [service])
    wish(file_county, number, a_child(file_county), days[0])
    published(file_county, number)
    assert check(file_county.database).flaws == ()
    with file_county.database.writing.begin() as connection:
        connection.execute(text("drop trigger round_result_no_delete"))
        connection.execute(text("delete from round_result"))
    assert "results of rounds" in {flaw.proof for flaw in check(file_county.database).flaws}


def test_a_cut_off_is_changed_only_while_wishes_are_collected_and_with_a_reason(county):
    from datetime import date

    from shortbreaks.rounds.commands import ChangeRound, change_round

    service, days = a_scheme(county)
    number = a_round(county, [service])
    wish(county, number, a_child(county), days[0])
    with pytest.raises(Refused, match="needs its reason"):
        county.at().perform(change_round, ChangeRound(number, 1, date(2026, 7, 27), "12:00", 2, "days", " "))
    county.at().perform(change_round, ChangeRound(number, 1, date(2026, 7, 23), "12:00", 2, "days", "The brochure was late"))
    shown = county.at().ask(round_shown, number)
    assert (shown.closes_at, shown.cap) == (datetime(2026, 7, 23, 12), 2) and shown.steps[0].words == "The brochure was late"
    closed(county, number)
    with pytest.raises(Refused, match="its cut-off and cap stand"):
        county.at().perform(change_round, ChangeRound(number, 3, date(2026, 7, 28), "12:00", 4, "days", "Why not"))


def test_a_letter_never_says_what_a_child_needs(file_county):
    """What a person still decides stays in the office: the letter says that there is a question, not which (R-P6)."""
    service, days = a_scheme(file_county)
    number = a_round(file_county, [service])
    wish(file_county, number, a_child(file_county, needs=("AUT",)), days[0])
    published(file_county, number)
    (letter,) = file_county.at().ask(letters_listed, number)
    words = words_of(file_county, letter.paper_id)
    assert "We have a question to settle before we can say yes or no. We ring you about it." in words
    assert "utism" not in words and "Ask the provider" not in words
