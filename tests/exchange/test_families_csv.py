"""Families from a table: looked at first, all or nothing, nobody twice, and hostile words kept as words."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortbreaks.access.permissions import Role
from shortbreaks.errors import Refused
from shortbreaks.exchange.adult_rights import COLUMNS
from shortbreaks.exchange.families_in import BringInFamilies, bring_in_families, families_previewed
from shortbreaks.families.queries import child_card
from shortbreaks.families.rules import Withheld
from shortbreaks.families.search import find_people
from shortbreaks.families.tables import Address, Adult, Child, ChildNeed, Household
from shortbreaks.families.withheld import withholding_of
from tests.builders import a_child
from tests.nasty import TEXTS

HEAD = ["Family", "Child first name", "Child last name", "Born", "Needs", "Own workers", "Parent first name", "Parent last name",
        "Relation", "Telephone", "Email", "Letters", "Address", "Postcode", "Address withheld", "Benefit", "New child", *COLUMNS]  # fmt: skip
ADA = {"Family": "A", "Child first name": "Ngozi", "Child last name": "Umeh", "Born": "14/11/2016", "Needs": "CON; Wheelchair",
       "Own workers": "1", "Parent first name": "Ada", "Parent last name": "Umeh", "Relation": "Mother",
       "Telephone": "01632 960171", "Email": "ada@example.org", "Letters": "large print",
       "Address": "2 High Street\nDover", "Postcode": "ct161aa", "Benefit": "Universal Credit"}  # fmt: skip


ORDER = {"May collect": "no", "Rights reason": "Order of the family court", "Rights source": "court", "Rights said by": "Jo Finch"}


def file_of(*rows, head=HEAD):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([[row.get(name, "") for name in head] for row in rows])
    return out.getvalue().encode("utf-8", "surrogatepass")


def look(county, *rows, **more):
    return county.at().ask(families_previewed, file_of(*rows, **more))


def bring(county, *rows):
    data = file_of(*rows)
    seen = county.at().ask(families_previewed, data).seen
    return county.at().perform(bring_in_families, BringInFamilies(data, seen)).answer


def counts(county):
    with Session(county.database.reading) as db:
        return tuple(db.scalar(select(func.count()).select_from(table)) for table in (Household, Adult, Child, Address))


def acts(preview):
    return [(row.line, row.act) for row in preview.rows]


def test_a_family_with_two_children_comes_in_whole(county):
    brother = ADA | {"Child first name": "Obi", "Born": "25/03/2013", "Needs": "AUT", "Own workers": ""}
    assert acts(look(county, ADA, brother)) == [(2, "new"), (4, "new")], "an address of two lines moves the next child down"
    assert counts(county) == (0, 0, 0, 0), "looking keeps nothing"
    assert bring(county, ADA, brother) == {"families": 1, "children": 2}
    assert counts(county) == (1, 1, 2, 1)
    card = county.at().ask(child_card, 1)
    assert (card.first_name, card.born, card.workers_needed) == ("Ngozi", date(2016, 11, 14), 1)
    with Session(county.database.reading) as db:
        home = db.scalars(select(Address)).one()
        adult = db.scalars(select(Adult)).one()
        needs = set(db.scalars(select(ChildNeed.code).where(ChildNeed.child_id == 1)))
        benefit = db.scalar(select(Household.benefit))
    assert (home.postcode, home.district, home.lines) == ("CT16 1AA", "E07000108", "2 High Street\nDover")
    assert (adult.first_name, adult.phone, adult.letter_format, adult.relation) == ("Ada", "01632 960171", "large", "Mother")
    assert (needs, benefit) == ({"CON", "WHEEL"}, "UC")
    assert [one.name for one in county.at().ask(find_people, "umeh")] == ["Ngozi U.", "Obi U."]


def test_a_file_tells_the_level_of_a_need(county):
    """R-E4: "Mobility: severe", in words or codes; a need without one has none, and a strange one is told with its line."""
    bring(county, ADA | {"Needs": "PC:Severe; Behaviour, with ADHD: moderate; Wheelchair, MOB : profound"})
    assert {need.code: need.level for need in county.at().ask(child_card, 1).needs} == {
        "PC": "severe", "BEH": "moderate", "WHEEL": "", "MOB": "profound"}  # fmt: skip
    for needs in ("PC: dire", "NONE: mild", "PC: <b>severe</b>", "PC: =severe"):
        assert acts(look(county, ADA | {"Child first name": "Obi", "Needs": needs})) == [(2, "refused")], needs


def test_the_same_file_twice_brings_nobody_twice(county):
    bring(county, ADA)
    assert acts(look(county, ADA)) == [(2, "known")]
    with pytest.raises(Refused, match="Nobody in the file is new"):
        bring(county, ADA)
    assert counts(county)[2] == 1


def test_who_may_be_here_already_stays_out_until_somebody_says_that_it_is_another_child(county):
    bring(county, ADA)
    misspelt = ADA | {"Child first name": "Ngosi"}
    turned = ADA | {"Child last name": "Umeh", "Born": "11/14/2016"}
    (row,) = look(county, misspelt).rows
    assert row.act == "alike" and "Ngozi U., F-20001, born the same day" in row.why
    assert acts(look(county, turned)) == [(2, "known")], "a column of American dates is read as one"
    assert bring(county, misspelt | {"New child": "yes"})["children"] == 1
    assert counts(county)[2] == 2


def test_a_new_brother_joins_the_family_that_is_here(county):
    bring(county, ADA)
    by_number = ADA | {"Family": "F-20001", "Child first name": "Obi", "Born": "25/03/2013"}
    beside = ADA | {"Child first name": "Ike", "Born": "26/03/2010"}
    assert acts(look(county, by_number, ADA, beside)) == [(2, "joins"), (4, "known"), (6, "joins")]
    bring(county, by_number, ADA, beside)
    assert counts(county) == (1, 1, 3, 1), "one family, its one mother and its one home"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"Child first name": " "}, "The name is empty."),
        ({"Born": ""}, "The day of birth is missing."),
        ({"Born": "23/07/2026"}, "has not come yet"),
        ({"Born": "14/11/1990"}, "older than 25"),
        ({"Needs": "flying"}, "“flying” is not a need on the list."),
        ({"Needs": "NONE; CON"}, "stands with another disability"),
        ({"Own workers": "3"}, "Own workers is 0, 1 or 2, not “3”."),
        ({"Letters": "braille"}, "Letters are standard, large or easy"),
        ({"Postcode": "CT16"}, "is not a whole postcode"),
        ({"Telephone": "12"}, "“12” is not a telephone number."),
        ({"Email": "ada(at)example"}, "is not an e-mail address"),
        ({"Benefit": "Lottery"}, "is no benefit on the list"),
        ({"Family": "F-99999"}, "There is no family F-99999 here."),
        ({"Parent first name": "", "Parent last name": ""}, "The parent or carer has no name."),
        ({"Address": "", "Address withheld": "yes"}, "The address is withheld, and there is none."),
        ({"Address withheld": "perhaps"}, "is neither yes nor no"),
        ({"May collect": "perhaps"}, "“perhaps” for may collect is neither yes nor no."),
        ({"May collect": "no"}, "What an adult may do has no reason."),
        ({"May collect": "no", "Rights reason": "Parted"}, "It does not say on whose word"),
        (ORDER | {"Rights source": "gossip"}, "Rights source is said or court, not “gossip”."),
        (ORDER | {"May be told": "no", "Gets letters": "yes"}, "can neither book nor get letters"),
        (ORDER | {"Rights from": "2026-09-01", "Rights until": "2026-08-31"}, "would end before it begins"),
        (ORDER | {"Rights until": "2026-07-01"}, "would end before it begins"),
        (ORDER | {"Rights said on": "2026-09-01"}, "has not come yet"),
        ({"Rights reason": "Parted"}, "and not what"),
        ({"Responsibility by": "birth"}, "not whether the adult has parental responsibility"),
        ({"Parental responsibility": "yes", "Responsibility by": "luck"}, "Responsibility by is one of birth, marriage"),
        ({"Parental responsibility": "no", "Responsibility by": "birth", "Responsibility seen": "x"}, "Nobody loses"),
    ],
)
def test_a_line_with_a_fault_stops_the_whole_file_and_says_where(county, change, says):
    good = ADA | {"Family": "B", "Child first name": "Femi", "Born": "25/03/2013"}
    data = file_of(good, ADA | change)
    preview = county.at().ask(families_previewed, data)
    assert [row.line for row in preview.rows if row.act == "refused"] == [4], preview.rows
    assert says in next(row.why for row in preview.rows if row.act == "refused")
    with pytest.raises(Refused, match="Some lines of the file cannot be read"):
        county.at().perform(bring_in_families, BringInFamilies(data, preview.seen))
    assert counts(county) == (0, 0, 0, 0)


def rights_of(county, child=1):
    (adult,) = county.at().ask(child_card, child).adults
    return adult


def test_a_file_says_what_an_adult_may_do_from_a_day_and_why_wherever_it_stands(county):
    """R-P6: whichever line of the family says it; what is not said is as when a family rings."""
    from_september = {"Rights from": "2026-09-01", "Rights until": "2026-12-31", "Rights said on": "2026-07-01"}
    order = ORDER | {"May be told": "no", "Rights reason": "=1+1 <b>Order</b>"} | from_september
    bring(county, ADA, ADA | order | {"Child first name": "Obi", "Born": "25/03/2013"})
    adult = rights_of(county)
    assert adult.rights.said() == "Rings and books, gets the letters, may collect", "until its day"
    said, first = adult.noted
    assert not any((said.may_book, said.gets_letters, said.may_collect, said.may_be_told)) and said.court
    assert said.why() == (
        "From 1 September 2026 until 31 December 2026: =1+1 <b>Order</b> (by a court’s order: Jo Finch, 1 July 2026)."
    )
    assert first.reason == "As it was first entered."
    assert adult.responsibility.said() == "Parental responsibility from an unknown day.", "where the file says nothing of it"
    born = {"Parental responsibility": "yes", "Responsibility from": "2016-11-14", "Responsibility by": "Birth", "Responsibility seen": "=A1"}
    other = ADA | {"Family": "B", "Child first name": "Femi", "Born": "26/04/2014", "Parent first name": "Sam"}
    bring(county, other | born | {"May collect": "no", "Rights reason": "Not well", "Rights said by": "Ada"})
    assert rights_of(county, 3).responsibility.said() == "Parental responsibility from 14 November 2016, by birth or the birth certificate (=A1)."
    assert rights_of(county, 3).rights.not_allowed() == ("Must not collect",) and not rights_of(county, 3).rights.court


def test_what_a_court_s_order_forbids_is_no_file_s_to_allow(county):
    bring(county, ADA | ORDER)
    brother = ADA | {"Child first name": "Obi", "Born": "25/03/2013"}
    allows = {"May collect": "yes", "Rights reason": "Ada says so", "Rights said by": "Ada"}
    (known, refused) = look(county, ADA | allows, brother | allows).rows
    assert known.act == "known" and known.why.endswith("enter it on the family’s card.")
    assert refused.act == "refused" and refused.why.startswith("A court’s order here forbids what the line lets this adult do.")
    (_, joins) = look(county, ADA, brother | ORDER).rows
    assert joins.act == "joins" and joins.why.endswith("change it on the family’s card.")
    (_, other) = look(county, brother | {"Family": "C"}, brother | ORDER | {"Family": "C", "Child first name": "Ife"}).rows
    assert other.act == "new", "a line that says nothing of it is no other word"
    two = [brother | {"Family": "C", "Child first name": name} | said for name, said in (("Eze", ORDER), ("Ify", ORDER | allows))]
    rows = look(county, *two).rows
    assert [row.why for row in rows if row.act == "refused"] == ["What this adult may do is said otherwise on line 2."]
    bring(county, ADA, brother)
    assert rights_of(county).rights.not_allowed() == ("Must not collect",) and len(rights_of(county).noted) == 2


def test_two_homes_of_one_family_and_a_child_twice_are_told(county):
    other = ADA | {"Child first name": "Obi", "Born": "25/03/2013", "Address": "9 Low Street"}
    assert [(r.line, r.why) for r in look(county, ADA, other, ADA).rows if r.act == "refused"] == [
        (4, "The family lives somewhere else on line 2."), (5, "The same child stands on line 2 already."),
    ]  # fmt: skip


@pytest.mark.parametrize("born", ["03/04/2016", "01/12/2015"])
def test_days_that_can_be_read_two_ways_stop_the_file(county, born):
    with pytest.raises(Refused, match=r"Born: .* could be read as day, month, year or as month, day, year"):
        look(county, ADA | {"Born": born})


def test_a_day_that_is_none_stops_the_file(county):
    with pytest.raises(Refused, match="Born: The dates have no form that all of them share"):
        look(county, ADA | {"Born": "31/04/2016"})


def test_a_file_of_something_else_says_which_column_is_missing(county):
    with pytest.raises(Refused, match="no column “Child first name”"):
        look(county, {"Provider": "Kites"}, head=["Provider", "Born"])


def test_somebody_registered_in_between_makes_the_preview_out_of_date(county):
    data = file_of(ADA)
    seen = county.at().ask(families_previewed, data).seen
    bring(county, ADA)
    bring(county, ADA | {"Family": "C", "Child first name": "Zola", "Born": "02/02/2012", "Parent first name": "Eve"} | {"Born": "22/02/2012"})
    with pytest.raises(Refused, match="have changed since the preview"):
        county.at().perform(bring_in_families, BringInFamilies(data, seen))


def test_a_withheld_address_comes_in_withheld(county):
    bring(county, ADA | {"Address withheld": "yes"})
    assert county.at().ask(child_card, 1).address == Withheld()
    assert county.at().ask(withholding_of, 1).mine, "whoever brought it in may see it"
    assert county.at(Role.MANAGER).ask(find_people, "CT16 1AA") == ()


def test_an_address_that_any_line_of_a_family_withholds_is_withheld(county):
    """safety.md 3.11: whoever is on the first line, and wherever the address stands."""
    first = ADA | {"Address": "", "Postcode": "", "Benefit": ""}
    bring(county, first, ADA | {"Child first name": "Obi", "Born": "25/03/2013"}, ADA | {"Child first name": "Ife", "Born": "26/04/2014", "Address withheld": "yes"})
    card = county.at(Role.MANAGER).ask(child_card, 1)
    assert card.address == Withheld() and county.at(Role.MANAGER).ask(find_people, "CT16 1AA") == ()
    with Session(county.database.reading) as db:
        home = db.scalars(select(Address)).one()
        assert (home.postcode, home.lines, db.scalar(select(Household.benefit))) == ("CT16 1AA", "2 High Street\nDover", "UC")


def test_a_line_that_withholds_an_open_address_says_so_and_joins_nobody(county):
    bring(county, ADA)
    told = {"Address withheld": "yes"}
    (known, refused) = look(county, ADA | told, ADA | told | {"Child first name": "Obi", "Born": "25/03/2013"}).rows
    assert known.act == "known" and known.why.endswith("The line withholds the address, and here it is open.")
    assert refused.act == "refused" and "withhold it on the family’s card first" in refused.why
    with Session(county.database.writing) as db, db.begin():
        db.scalars(select(Address)).one().visibility = "restricted"
    assert acts(look(county, ADA | told, ADA | told | {"Child first name": "Obi", "Born": "25/03/2013"})) == [(2, "known"), (4, "joins")]


def test_lines_of_one_family_that_name_two_benefits_are_at_fault(county):
    rows = look(county, ADA, ADA | {"Child first name": "Obi", "Born": "25/03/2013", "Benefit": "Income Support"}).rows
    assert [(row.act, row.why) for row in rows if row.act == "refused"] == [("refused", "The family has another benefit on line 2.")]


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_words_come_in_as_words_or_are_refused_with_their_line(file_county, text):
    row = ADA | {"Child first name": text, "Child last name": "", "School": text}
    try:
        data = file_of(row, head=[*HEAD, "School"])
    except UnicodeEncodeError:
        return
    try:
        preview = file_county.at().ask(families_previewed, data)
    except Refused:
        return
    if preview.count("refused"):
        return
    file_county.at().perform(bring_in_families, BringInFamilies(data, preview.seen))
    card = file_county.at().ask(child_card, 1)
    assert card.first_name == " ".join(card.first_name.split()) and card.first_name


def test_twelve_hundred_lines_are_looked_at_without_a_question_each(county):
    from tests.counting import statements

    a_child(county)
    few = [ADA | {"Family": f"{n}", "Child last name": f"Umeh{n}"} for n in range(3)]
    many = [ADA | {"Family": f"{n}", "Child last name": f"Umeh{n}", "Born": "14/11/2016"} for n in range(200)]
    sent = []
    look(county, *few)  # lists are read once and kept
    for rows in (few, many):
        with statements(county) as said:
            look(county, *rows)
        sent.append(len(said))
    assert sent[0] == sent[1]
