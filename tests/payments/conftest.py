"""An agreement that was paid once, and one that gives money back by a plan."""

from pathlib import Path

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.database.connections import open_server
from shortbreaks.database.records import metadata
from shortbreaks.payments.debts.recovery import MoveDebt, move_debt
from shortbreaks.payments.judging import JudgeLine, judge_line
from shortbreaks.payments.letters.commands import IssueLetter, issue_letter
from shortbreaks.payments.letters.keys import pay_back_key
from shortbreaks.payments.spending.tables import Debt
from tests.conftest import County, _copied, _into_one_file
from tests.payments.builders import ROWS, a_file, an_agreement, paid, spent, take, version_of
from tests.put_back import Server, ServerOffice, room_for_putting_back
from tests.put_back_file import FileOffices


class FundedServer(Server):
    """Offices on the tests' server in which an agreement was paid once, each put back to that."""

    def _made(self):
        self.count += 1
        name = f"funded_{self.count}"
        self.run(f"create database {name} template template_funded owner sb_owner{self.how}")
        return ServerOffice(name, self.url(name, "sb_people"), self.url(name))


def fund(county):
    assert an_agreement(county) == 1
    paid(county)


@pytest.fixture(scope="session")
def funded_file(_file_template, tmp_path_factory):
    county = _copied(_file_template, tmp_path_factory.mktemp("funding"))
    fund(county)
    _into_one_file(county.database)
    county.database.close()
    offices = FileOffices(Path(county.database.place), county.database.key, tmp_path_factory.mktemp("funded"))
    yield offices
    offices.close()


@pytest.fixture(scope="session")
def funded_server(server):
    import psycopg

    server.run(f"create database template_funded template template_county owner sb_owner{server.how}")
    database = open_server(server.url("template_funded", "sb_people"))
    fund(County(database, kind="server"))
    database.close()
    with psycopg.connect(server.url("template_funded"), autocommit=True) as connection:
        room_for_putting_back(connection, metadata)
    offices = FundedServer(server.folder, server.how)
    yield offices
    for office in offices.back:
        office.close()


@pytest.fixture(params=["file", "server"])
def funded(request):
    """An office on each engine in turn in which an agreement was paid once, and that agreement: paid for all tests, not for each."""
    with request.getfixturevalue(f"funded_{request.param}").lent() as database:
        yield County(database, kind=request.param), 1


@pytest.fixture
def funded_in_file(funded_file):
    """The same on one engine."""
    with funded_file.lent() as database:
        yield County(database, kind="file"), 1


@pytest.fixture
def by_plan(funded):
    """£20.00 of cash, or another sum, to give back, £A.BC out of each payment: called with the pence."""
    county, agreement = funded

    def planned(a_cycle, pence=2000):
        take(county, agreement, a_file(*ROWS[:4], f"21/04/2026,Cash withdrawal,{pence / 100:.2f},"))
        county.at(Role.FINANCE).perform(judge_line, JudgeLine(spent(county)[4].id, 1, "other", None, pence, "Cash"))
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, 1, "approved"))
        county.at(Role.COORDINATOR).perform(issue_letter, IssueLetter(pay_back_key(agreement, 1)))
        county.at(Role.APPROVER).perform(move_debt, MoveDebt(1, version_of(county, Debt, 1), "plan agreed", a_cycle, reason="They agreed on the telephone"))
        return county, agreement

    return planned
