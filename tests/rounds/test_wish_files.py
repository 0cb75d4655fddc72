"""A file of wishes: all of it or nothing, every bad line listed with its number and its reason."""

from datetime import datetime

import pytest
from sqlalchemy import text

from shortbreaks.errors import Refused
from shortbreaks.rounds.queries import wishes_listed
from shortbreaks.rounds.wish_files import TakeWishes, preview_wishes, take_wishes
from tests.builders import a_child
from tests.nasty import TEXTS
from tests.rounds.builders import a_round, a_scheme, wish

HEAD = "family,child,scheme,day,rank,received,together"


def file_of(*lines):
    return "\r\n".join((HEAD, *lines)).encode()


def family_of(county, child):
    with county.database.reading.connect() as connection:
        return connection.execute(text("select h.ref from household h join child c on c.household_id = h.id where c.id = :id"), {"id": child}).scalar()


def a_filed_round(county):
    service, days = a_scheme(county)
    child = a_child(county)
    number = a_round(county, [service])
    return number, days, child, family_of(county, child)


def test_a_file_is_looked_at_and_taken_whole(county):
    number, days, _child, ref = a_filed_round(county)
    data = file_of(
        f"{ref},Amara,Sunbeams Scheme,10/8/2026,2,20/7/2026 16:55,no",
        f"{ref.lower().replace('-', '')},amara okafor,sunbeams scheme,11 Aug,1,21/7/2026,",
        f"{ref},Amara,Sunbeams Scheme,12/8/2026,,,yes",
    )
    found = county.at().ask(preview_wishes, data, number)
    assert found.faults == () and [one.request.rank for one in found.lines] == [2, 1, 3]
    assert [one.request.session_ids for one in found.lines] == [(days[0],), (days[1],), (days[2],)]
    assert found.lines[0].request.received_at == datetime(2026, 7, 20, 16, 55)
    assert county.at().ask(wishes_listed, number) == (), "looking keeps nothing"
    assert county.at().perform(take_wishes, TakeWishes(data, number, found.mark)).answer == 3
    assert [(row.rank, row.together) for row in county.at().ask(wishes_listed, number)] == [(1, False), (2, False), (3, True)]
    with pytest.raises(Refused, match="cannot be taken"):
        county.at().perform(take_wishes, TakeWishes(data, number, found.mark))


def test_every_bad_line_is_listed_and_keeps_the_file_out(county):
    number, days, child, ref = a_filed_round(county)
    wish(county, number, child, days[0])
    data = file_of(
        f"{ref},Amara,Sunbeams Scheme,11/8/2026,,,",
        "F-99999,Amara,Sunbeams Scheme,11/8/2026,,,",
        f"{ref},Zoe,Sunbeams Scheme,11/8/2026,,,",
        f"{ref},Amara,Moonbeams,11/8/2026,,,",
        f"{ref},Amara,Sunbeams Scheme,31/2/2026,,,",
        f"{ref},Amara,Sunbeams Scheme,12/8/2026,1,,",
        f"{ref},Amara,Sunbeams Scheme,10/8/2026,,,",
        f"{ref},Amara,Sunbeams Scheme,13/8/2026,,23/7/2026 9:00,",
        f"{ref},Amara,Sunbeams Scheme,13/8/2026,,,perhaps",
        f"{ref},Amara,Sunbeams Scheme",
    )
    found = county.at().ask(preview_wishes, data, number)
    said = {fault.line: fault.sentence for fault in found.faults}
    assert len(found.lines) == 1 and sorted(said) == list(range(3, 12))
    for line, words in (
        (3, "no family F-99999"), (4, "“Zoe” is not in family"), (5, "“Moonbeams” has no session"), (6, "no day 31/2"),
        (7, "has a wish of rank 1 already"), (8, "has this wish already"), (9, "cannot come in the future"),
        (10, "neither yes nor no"), (11, "3 cells"),
    ):  # fmt: skip
        assert words in said[line], said[line]
    with pytest.raises(Refused, match="cannot be taken"):
        county.at().perform(take_wishes, TakeWishes(data, number, found.mark))
    assert len(county.at().ask(wishes_listed, number)) == 1


def test_a_file_without_its_columns_says_which(county):
    number, *_ = a_filed_round(county)
    with pytest.raises(Refused, match=r"no column called scheme\. Its columns are family, child"):
        county.at().ask(preview_wishes, b"family,child,day\r\nF-1,A,1/8\r\n", number)


def test_nasty_cells_are_faults_and_never_more(file_county):
    number, _, _, ref = a_filed_round(file_county)
    import csv
    import io

    for nasty in TEXTS:
        cell = nasty.encode("utf-8", "replace").decode()
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(HEAD.split(","))
        writer.writerow([ref, cell, cell, "10/8/2026", cell, cell, cell])
        try:
            found = file_county.at().ask(preview_wishes, out.getvalue().encode(), number)
        except Refused:
            continue
        assert found.lines == () and len(found.faults) == 1


def test_the_cut_off_minute(county):
    number, _days, _child, ref = a_filed_round(county)
    county.clock.set(county.clock.moment.replace(day=25))
    data = file_of(
        f"{ref},Amara,Sunbeams Scheme,10/8/2026,,24/7/2026 17:00,", f"{ref},Amara,Sunbeams Scheme,11/8/2026,,24/7/2026 17:01,"
    )
    assert [one.late for one in county.at().ask(preview_wishes, data, number).lines] == [False, True]
