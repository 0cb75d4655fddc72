"""A batch of letters: two processes, stops and goes on, nothing twice, nothing that the record does not say."""

import hashlib
import re
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.documents import drawing_pool
from shortbreaks.documents.keeping import to_json
from shortbreaks.documents.prints import Print
from shortbreaks.errors import Refused, Unavailable
from shortbreaks.families.papers import paper_again
from shortbreaks.families.tables import Adult
from shortbreaks.payments.ending import end_agreement, suspend_agreement
from shortbreaks.payments.letters import batches as letter_batches
from shortbreaks.payments.letters import commands as letters
from shortbreaks.payments.letters import printer_file
from shortbreaks.payments.letters.batches import issue_all
from shortbreaks.payments.letters.commands import (
    DrawnLetter,
    RegisterLetters,
    letters_as_read,
    letters_ready,
    register_letters,
)
from shortbreaks.payments.letters.due import letters_due, statements_wanted
from shortbreaks.payments.letters.keys import statement_key
from shortbreaks.payments.letters.printer_file import print_file
from shortbreaks.payments.queries import account_card
from shortbreaks.payments.statements import statement_facts
from shortbreaks.payments.tables import Agreement
from tests.counting import statements as counted_statements
from tests.payments.builders import SECOND, a_file, an_agreement, paid, take
from tests.payments.letter_builders import amounts_in, changed, papers, text_of

DAY = date(2026, 7, 22)
FAMILIES = ("Okafor", "Stone", "Łukasik", "O'Neill", "Ng")


@pytest.fixture
def families(county):
    """Five families who were paid twice; the first has spent."""
    agreements = [an_agreement(county, last=last, rate=1600 + n) for n, last in enumerate(FAMILIES)]
    for first in (date(2026, 4, 6), SECOND):
        paid(county, first)
    take(county, agreements[0], a_file())
    return county, agreements


@pytest.fixture
def folder(tmp_path):
    """Where the letters go: a folder of their own."""
    made = tmp_path / "letters"
    made.mkdir()
    return made


def wanted(county):
    return county.at(Role.COORDINATOR).ask(statements_wanted, DAY)


def batch(county, folder, **other):
    return issue_all(county.at(Role.COORDINATOR), wanted(county), folder, **{"processes": 1, **other})


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_familys_statement_is_in_the_folder_and_in_the_register_without_a_name(families, folder):
    county, agreements = families
    moved = []
    outcome = batch(county, folder, processes=2, progress=lambda done, of: moved.append((done, of)))
    assert (outcome.wanted, outcome.issued, outcome.not_done, outcome.stopped) == (5, 5, [], False)
    assert moved[-1] == (5, 5)
    found = files(folder)
    assert sorted(found) == [f"DP-{10000 + n}-statement-2026-07-22.pdf" for n in agreements]
    kept = {paper.sha256: paper for paper in papers(county)}
    assert {hashlib.sha256(pdf).hexdigest() for pdf in found.values()} == set(kept)
    for paper in kept.values():
        again = county.at(Role.COORDINATOR).ask(paper_again, paper.id)
        agreement = int(paper.about.partition(":")[2])
        card = county.at(Role.FINANCE).ask(account_card, agreement)
        said = amounts_in(text_of(again.pdf))
        assert {f"£{card.closing / 100:,.2f}", f"£{card.in_pence / 100:,.2f}"} <= said


def test_going_on_after_a_stop_issues_the_rest_and_no_paper_twice(families, folder, monkeypatch):
    county, _ = families
    monkeypatch.setattr(letter_batches, "CHUNK", 1)
    answers = iter([False, False, False])
    outcome = batch(county, folder, stop=lambda: next(answers, True))
    assert (outcome.issued, outcome.left, outcome.stopped) == (3, 2, True)
    assert not list(folder.glob("*.part"))  # what was drawn ahead is gone
    assert len(files(folder)) == len(papers(county)) == 3
    before = files(folder)
    outcome = batch(county, folder)
    assert (outcome.issued, outcome.before, outcome.stopped) == (2, 3, False)
    assert len(papers(county)) == 5
    assert before.items() <= files(folder).items()
    assert batch(county, folder).before == 5


def test_what_is_stopped_easy_to_read_or_wrong_is_said_and_the_others_go(families, folder):
    county, agreements = families
    county.at(Role.MANAGER).perform(end_agreement, changed(county, agreements[1], date(2026, 7, 21), "died"))
    with Session(county.database.writing) as db, db.begin():
        payee = county.at(Role.COORDINATOR).ask(letters_ready, (statement_key(agreements[2], DAY),))[0].adult_id
        db.get(Adult, payee).letter_format = "easy"
    county.at(Role.MANAGER).perform(suspend_agreement, changed(county, agreements[2], date(2026, 7, 21), "hospital"))
    (pause,) = [row.key for row in county.at(Role.COORDINATOR).ask(letters_due) if row.key.kind == "suspension notice"]
    outcome = issue_all(county.at(Role.COORDINATOR), (*wanted(county), pause), folder, processes=1)
    assert outcome.issued == 5  # the pause in easy read, too
    said = {one.ref: one.why for one in outcome.not_done}
    assert said[f"DP-{10000 + agreements[1]}"] == "Letters are stopped. Speak to Manager One first."
    assert f"DP-{10000 + agreements[2]}" not in said
    assert len(files(folder)) == len(papers(county)) == 5


def test_a_statement_that_does_not_add_up_is_not_issued_and_says_so(families, folder, monkeypatch):
    county, agreements = families
    real = statement_facts

    def torn(letters, ids, last):
        found = real(letters, ids, last)
        return {n: replace(f, closing=f.closing + 1) if n == agreements[3] else f for n, f in found.items()}

    monkeypatch.setattr("shortbreaks.payments.letters.commands.statement_facts", torn)
    outcome = batch(county, folder)
    (wrong,) = outcome.not_done
    assert (outcome.issued, wrong.ref) == (4, f"DP-{10000 + agreements[3]}")
    assert "does not add up" in wrong.why


def test_money_that_moves_while_a_letter_is_drawn_is_in_the_letter(families, folder):
    """The control: registering what was read before the money moved is refused with the word that has it drawn anew."""
    county, agreements = families
    office = county.at(Role.COORDINATOR)
    (ready,) = office.ask(letters_ready, (statement_key(agreements[4], DAY),))
    moved = []

    def meanwhile(_done, _of):
        if not moved:
            moved.append(take(county, agreements[4], a_file("20/07/2026,Kite shop,5.00,"), "july.csv"))

    stale = DrawnLetter(ready.key, ready.facts, ready.style, Print(1, "0" * 64, b"", ()))
    meanwhile(0, 0)
    assert office.perform(register_letters, RegisterLetters((stale,))).answer == ["It changed while it was drawn."]
    assert papers(county) == []
    outcome = batch(county, folder)
    assert (outcome.issued, outcome.not_done) == (5, [])
    pdf = files(folder)[f"DP-{10000 + agreements[4]}-statement-2026-07-22.pdf"]
    assert "£5.00" in amounts_in(text_of(pdf))


def test_a_batch_draws_anew_what_changed_between_reading_and_keeping(families, folder, monkeypatch):
    county, agreements = families
    real, moved = letter_batches._Batch.keep, []

    def keep(self):
        if not moved:
            moved.append(take(county, agreements[0], a_file("20/07/2026,Kite shop,5.00,"), "july.csv"))
        real(self)

    monkeypatch.setattr(letter_batches._Batch, "keep", keep)
    assert batch(county, folder).issued == 5
    assert "£5.00" in amounts_in(text_of(files(folder)[f"DP-{10000 + agreements[0]}-statement-2026-07-22.pdf"]))


def as_read(county, agreements):
    """Statements as they were read, and the request that registers them as if they had been drawn."""
    keys = tuple(statement_key(one, DAY) for one in agreements)
    read = county.at(Role.COORDINATOR).ask(letters_as_read, keys)
    drawn = tuple(DrawnLetter(x.key, x.facts, x.style, Print(1, "0" * 64, b"", ())) for x in read.ready)
    return read, RegisterLetters(drawn, read)


def test_what_was_read_stands_until_somebody_does_anything_but_issue_letters(families):
    """The control: with the entry of another day, writer or letter nothing is taken on trust, and all is read again."""
    county, agreements = families
    office = county.at(Role.COORDINATOR)
    _, first = as_read(county, agreements[:1])
    read, second = as_read(county, agreements[1:3])
    with counted_statements(county) as sent:
        assert office.perform(register_letters, first).answer == [""]
        assert office.perform(register_letters, second).answer == ["", ""]  # the first is in the trail meanwhile
    assert not any("setting_value" in one for one in sent)
    assert sorted((x.about, x.facts) for x in papers(county)) == sorted(
        (f"agreement:{x.key.agreement_id}", to_json(x.facts)) for x in (*first.letters, *second.letters)
    )
    assert office.perform(register_letters, second).answer == ["Issued before.", "Issued before."]
    for wrong in (
        replace(read, entry=(read.entry[0], "0" * 64)), replace(read, on=date(2026, 7, 21)), replace(read, person_id=0),
        replace(read, ready=read.ready[::-1]),
    ):  # fmt: skip
        with counted_statements(county) as sent:
            office.perform(register_letters, replace(second, read=wrong))
        assert any("setting_value" in one for one in sent)


def test_money_that_moves_after_the_reading_is_seen_by_the_register_whatever_it_trusts(families):
    county, agreements = families
    _, request = as_read(county, agreements[3:])
    take(county, agreements[4], a_file("20/07/2026,Kite shop,5.00,"), "july.csv")
    said = county.at(Role.COORDINATOR).perform(register_letters, request).answer
    assert said == ["", "It changed while it was drawn."]


def test_money_that_moves_at_the_very_moment_of_registering_undoes_the_chunk(families, monkeypatch):
    """Only a server has a second writer: what is saved while letters are entered is seen once nobody else may save."""
    county, agreements = families
    if county.kind == "file":
        return
    _, request = as_read(county, agreements[3:])
    real = letters.keep_letters

    def keep(work, kept):
        real(work, kept)
        take(county, agreements[4], a_file("20/07/2026,Kite shop,5.00,"), "july.csv")

    monkeypatch.setattr(letters, "keep_letters", keep)
    with pytest.raises(Refused, match="Something was saved at this very moment"):
        county.at(Role.COORDINATOR).perform(register_letters, request)
    assert papers(county) == []


def test_after_a_crash_between_register_and_name_the_folder_is_put_in_order(families, folder, monkeypatch):
    county, _ = families

    def torn(_source, _target):
        raise Unavailable("The power went.", "")

    monkeypatch.setattr(letter_batches, "CHUNK", 2)
    monkeypatch.setattr(letter_batches, "rename", torn)
    with pytest.raises(Unavailable):
        batch(county, folder)
    assert len(papers(county)) == 2
    (folder / "DP-10009-statement-2026-07-22.pdf.part").write_bytes(b"never registered")
    monkeypatch.undo()
    outcome = batch(county, folder)
    assert (outcome.issued, outcome.before) == (3, 2)
    found = files(folder)
    assert len(found) == 5
    assert {hashlib.sha256(pdf).hexdigest() for pdf in found.values()} == {paper.sha256 for paper in papers(county)}


def test_a_disk_that_fills_leaves_no_letter_half_done_and_going_on_issues_the_rest(families, folder, monkeypatch):
    county, _ = families
    real, written = drawing_pool.write_part, []

    def full(path, content):
        if len(written) == 3:
            raise Unavailable("The disk is full.", "Make room.")
        written.append(path)
        real(path, content)

    monkeypatch.setattr(letter_batches, "CHUNK", 1)
    monkeypatch.setattr(drawing_pool, "write_part", full)
    with pytest.raises(Unavailable, match="The disk is full"):
        batch(county, folder)
    assert len(papers(county)) == len(files(folder)) == 1  # three were drawn ahead, and one of them was registered
    monkeypatch.undo()
    outcome = batch(county, folder)
    assert (outcome.issued, outcome.before, len(files(folder))) == (4, 1, 5)


def test_two_batches_at_the_same_moment_issue_each_letter_once(families, folder, monkeypatch):
    county, _ = families
    ours, theirs = folder / "ours", folder / "theirs"
    ours.mkdir()
    theirs.mkdir()
    real, other = letter_batches._Batch.keep, []

    def keep(self):
        if not other:
            other.append(None)
            other.append(batch(county, theirs))
        real(self)

    monkeypatch.setattr(letter_batches._Batch, "keep", keep)
    outcome = batch(county, ours)
    assert (outcome.issued, outcome.before, other[1].issued) == (0, 5, 5)
    assert len(papers(county)) == 5
    assert files(ours) == {}


def test_lists_of_letters_take_as_many_questions_for_one_as_for_many(county):
    office = county.at(Role.COORDINATOR)
    counts = []
    for last in ("Okafor", "Stone", "Ng"):
        an_agreement(county, last=last)
        if last == "Stone":
            continue
        keys = office.ask(statements_wanted, DAY)
        with counted_statements(county) as sent:
            office.ask(letters_due)
            office.ask(letters_ready, keys)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_bulk_statement_is_the_account_card_line_by_line(families):
    county, agreements = families
    ready = county.at(Role.COORDINATOR).ask(letters_ready, wanted(county))
    for one, agreement in zip(ready, agreements, strict=True):
        card = county.at(Role.FINANCE).ask(account_card, agreement)
        facts = one.facts
        assert (facts.opening, facts.closing, facts.over) == (card.opening, card.closing, card.surplus.over)
        assert [(x.on, x.pence) for x in facts.lines] == [(x.on, x.pence) for x in card.lines]
        assert (facts.next_pence, facts.may_hold) == (card.next_pence, card.surplus.may_hold)




def test_all_letters_are_one_file_in_family_order_each_on_its_own_sheet_and_their_own_files_stay(families, folder):
    county, agreements = families
    second = an_agreement(county, child=child_of(county, agreements[0]), rate=1700)
    paid(county, date(2026, 6, 1))
    office, keys = county.at(Role.COORDINATOR), wanted(county)
    with pytest.raises(Refused, match="No letter of this batch"):
        print_file(office, keys, folder)
    issue_all(office, keys, folder, processes=1)
    before = files(folder)
    stray = folder / "DP-10003-statement-2026-07-22.pdf"
    stray.write_bytes(before["DP-10001-statement-2026-07-22.pdf"] + b"% changed since")  # not what the register has
    moved = []
    made = print_file(office, keys, folder, progress=lambda done, of: moved.append((done, of)))
    assert (made.letters, made.missing, made.stopped, [path.name for path in made.files]) == (5, 1, False, ["For the printer.pdf"])
    assert moved[-1] == (6, 6)
    pages = [page.extract_text() for page in PdfReader(made.files[0]).pages]
    firsts = [n for n, text in enumerate(pages) if "Your direct payment statement" in text and "Page 1 of" in text]
    assert all(n % 2 == 0 for n in firsts)
    order = [re.search(r"DP-\d+", pages[n]).group() for n in firsts]
    assert order == ["DP-10001", f"DP-{10000 + second}", "DP-10002", "DP-10004", "DP-10005"]  # a family's own together
    assert made.pages + sum(1 for text in pages if not text.strip()) == len(pages)
    assert {name: pdf for name, pdf in files(folder).items() if name in before and name != stray.name} == {
        name: pdf for name, pdf in before.items() if name != stray.name
    }


def test_putting_together_stops_between_letters_and_a_large_batch_is_several_files(families, folder, monkeypatch):
    county, _ = families
    office, keys = county.at(Role.COORDINATOR), wanted(county)
    issue_all(office, keys, folder, processes=1)
    said = []
    stopped = print_file(office, keys, folder, progress=lambda done, _of: said.append(done), stop=lambda: len(said) == 2)
    assert (stopped.stopped, stopped.files) == (True, ())
    assert not list(folder.glob("For the printer*"))
    monkeypatch.setattr(printer_file, "MOST_PAPERS", 2)
    made = print_file(office, keys, folder)
    assert [path.name for path in made.files] == [f"For the printer {n} of 3.pdf" for n in (1, 2, 3)]
    assert made.letters == 5


def child_of(county, agreement):
    with Session(county.database.reading) as db:
        return db.get(Agreement, agreement).child_id
