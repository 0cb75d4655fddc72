"""A whole county erased: no name of anybody in any column of any table, and everything still proves (T24, F14)."""

import json
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import LargeBinary, String, select, text

from shortbreaks.access.permissions import Role
from shortbreaks.bookings.registers.tables import RegisterNote
from shortbreaks.database.check import check
from shortbreaks.database.records import metadata
from shortbreaks.documents.prints import Print
from shortbreaks.documents.prints_kept import keep_prints
from shortbreaks.documents.tables import Paper
from shortbreaks.errors import Refused, Unavailable
from shortbreaks.example import families, long_past, payments
from shortbreaks.example.build import fill
from shortbreaks.families.papers import paper_again
from shortbreaks.families.rules import short_name
from shortbreaks.finance.batches import batch_file
from shortbreaks.payments.erasure.commands import ApproveErasures, ProposeErasure, approve_erasures, propose_erasure
from shortbreaks.payments.erasure.queries import families_due
from tests.bookings.test_asking import home_of
from tests.builders import a_child, save
from tests.conftest import TODAY
from tests.finance.builders import written
from tests.finance.test_recoveries import a_debt, prepared
from tests.payments.builders import an_agreement
from tests.rounds.builders import a_round, a_scheme, published, wish

MARKS = ("zqx", "vqx", "wqx")  # how the first names, last names and adults' names of this county begin
# Where names certainly stand before: what is found by no key, in files and papers, and in bank lines too
BEFORE = {
    "child.first_name", "adult.last_name", "paper.facts", "paper_print.own", "export_batch.content", "run_line.payee_name", "spend_line.payee",
    "emergency_contact.name", "address.lines", "search_word.word", "family_note.words",
}  # fmt: skip


def named(database):
    """How many values of each column name somebody of the county."""
    found = Counter()
    with database.reading.connect() as connection:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, (String, LargeBinary)):
                    for value in connection.execute(select(column)).scalars():
                        words = value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""
                        found[f"{table.name}.{column.name}"] += any(mark in words.lower() for mark in MARKS)
    return {name: count for name, count in found.items() if count}


def test_nobody_of_a_whole_county_is_named_once_it_is_erased(file_county, monkeypatch):
    for room in (families, long_past, payments):
        for names, mark in zip(("FIRST", "LAST", "ADULT"), MARKS, strict=True):
            if hasattr(room, names):
                monkeypatch.setattr(room, names, tuple(f"{mark.capitalize()}{name}" for name in getattr(room, names)))
    fill(file_county.database, 0.03, TODAY.date(), now=lambda: TODAY)
    with file_county.database.writing.begin() as connection:  # a provider's register of many, which is about no child
        child = connection.execute(text("select first_name, last_name from child where id = 5")).one()
        facts = json.dumps({"children": ["Nobody N.", short_name(*child)]}, ensure_ascii=False)
        connection.execute(Paper.__table__.insert(), [{
            "kind": "register", "about": "provider:1", "style": "standard", "audience": "provider", "facts": facts, "pages": 1,
            "sha256": "0" * 64, "issued_at": TODAY, "person_id": 1,
        }])  # fmt: skip
        number = connection.execute(text("select max(id) from paper")).scalar()
        keep_prints(connection, [(number, Print(1, "0" * 64, facts.encode(), ()))])
    assert set(named(file_county.database)) >= BEFORE
    ending, at = "insert into child_ending (child_id, kind, on_date, reason, at, person_id) select id", "'2026-07-22 10:00:00'"
    for statement in (  # everybody has left, and nothing is open any more
        f"{ending}, 'closed', '2026-07-22', 'Zqx left', {at}, 1 from child where state = 'open'",
        f"{ending}, 'lifted', '2026-07-22', 'x', {at}, 1 from child",
        "update child set state = 'closed' where state = 'open'",
        "update agreement set state = 'ended', ended_on = '2026-07-22' where state <> 'ended'",
        f"insert into erasure_answer select 1, id, asked_by, 2, 'taken out', 'x', {at} from erasure",
    ):
        with file_county.database.writing.begin() as connection:
            connection.execute(text(statement))
    file_county.clock.set(datetime(2110, 1, 1, 10, tzinfo=UTC))
    due = tuple(one.household_id for one in file_county.at().ask(families_due))
    listed = file_county.at().perform(propose_erasure, ProposeErasure(due)).answer
    done = file_county.at(Role.MANAGER).perform(approve_erasures, ApproveErasures(tuple(listed))).answer
    assert done["families"] == len(due) > 20 and done["rows"] > 1000
    assert named(file_county.database) == {}
    with file_county.database.reading.connect() as connection:
        batch, paper = (connection.execute(text(sql)).scalar() for sql in (
            "select id from export_batch where length(content) = 0", "select id from paper where facts = '{}' and child_id is null",
        ))  # fmt: skip
    with pytest.raises(Refused, match="was erased"):
        file_county.at(Role.FINANCE).ask(batch_file, batch)
    with pytest.raises(Unavailable, match="was erased"):
        file_county.at().ask(paper_again, paper)
    report = check(file_county.database)
    assert report.sound, report.flaws


def test_what_names_a_child_by_no_key_goes_and_what_names_another_stays(file_county):
    """A register's talk, what a holiday round decided on a wish, and the finance file that takes a debt back."""
    county = file_county
    (club, (first,)), (owls, (second,)) = (a_scheme(county, days=1, name=name) for name in ("Sunbeams", "Owls"))
    gone, stays = a_child(county, first="Zqxabel", last="Vqxborne"), a_child(county, first="Amara", last="Okafor")
    round_id = a_round(county, [club, owls])
    wishes = [wish(county, round_id, child, session) for child, session in ((gone, first), (stays, second))]
    published(county, round_id)
    save(county, *(
        RegisterNote(session_id=first, kind="chased", who="Wendy", words=words, at=TODAY, person_id=1, on=TODAY.date())
        for words in ("Zqxabel was there", "Amara was there")
    ))  # fmt: skip
    agreements = [an_agreement(county, child=child) for child in (gone, stays)]
    for agreement in agreements:
        a_debt(county, agreement=agreement)
        written(county, prepared(county))
    at = "'2026-07-22 10:00:00'"
    with county.database.writing.begin() as connection:
        for statement in (
            f"insert into child_ending (child_id, kind, on_date, reason, at, person_id) values ({gone}, 'closed', '2026-07-22', 'x', {at}, 1)",
            f"update child set state = 'closed' where id = {gone}",
            f"update agreement set state = 'ended', ended_on = '2026-07-22' where id = {agreements[0]}",
        ):
            connection.execute(text(statement))
    county.clock.set(datetime(2110, 1, 1, 10, tzinfo=UTC))

    def said(question):
        with county.database.reading.connect() as connection:
            return list(connection.execute(text(question)).scalars())

    results = said("select reason from round_result order by wish_id")
    assert said("select wish_id from round_result order by wish_id") == wishes and all(results)
    assert [b"Vqxborne" in one for one in said("select content from export_batch order by id")] == [True, False]
    listed = county.at().perform(propose_erasure, ProposeErasure((home_of(county, gone),))).answer
    county.at(Role.MANAGER).perform(approve_erasures, ApproveErasures(tuple(listed)))
    assert said("select words from register_note order by id") == ["Erased", "Amara was there"]
    assert said("select reason from round_result order by wish_id") == ["Erased", results[1]]
    assert [len(one) > 0 for one in said("select content from export_batch order by id")] == [False, True]
    assert named(county.database) == {}
