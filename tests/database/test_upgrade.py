"""Bringing an older office up to date: same form as a fresh one, killed anywhere it is the old one or the new one."""

import multiprocessing
import os
import random
import subprocess
import sys
import textwrap
import time
from functools import partial
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from shortbreaks.access.sign_in import sign_in_to_file
from shortbreaks.database.check import check
from shortbreaks.database.connections import open_file, open_server
from shortbreaks.database.identity import SCHEMA
from shortbreaks.database.keys import keys_path
from shortbreaks.database.manifest import OFFICE_FILE, read_manifest
from shortbreaks.database.reasons import BEFORE_MIGRATION
from shortbreaks.database.records import metadata
from shortbreaks.database.shape import make_guards, make_tables
from shortbreaks.database.upgrade import SCRIPTS, Steps, migrate, upgrade_file, upgrade_server
from shortbreaks.errors import Spoken
from tests.conftest import TODAY

ROOT = Path(__file__).parents[2]
KEY = bytes(range(32))
SECOND = '''
"""A second form, for tests: a column and many rows."""
from alembic import op
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None
def upgrade():
    op.execute("alter table rate add column agreed_with text not null default 'nobody'")
    for number in range(%d):
        op.execute(f"insert into rate (kind, unit, from_day, pence, reason) values ('k{number}', 'hour', '2026-04-01', {number}, 'test')")
'''


def form_of_file(database):
    with database.reading.connect() as connection:
        rows = connection.exec_driver_sql("select type, name, sql from sqlite_master where sql is not null").fetchall()
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in rows}


def form_of_server(database):
    asked = {
        "columns": "select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns where table_schema = 'public'",
        "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace",
        "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
        "triggers": "select tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
        "functions": "select proname, prosrc, prosecdef from pg_proc where pronamespace = 'public'::regnamespace",
    }
    with database.reading.connect() as connection:
        return {name: sorted(map(str, connection.execute(text(sql)))) for name, sql in asked.items()}


def test_the_number_of_the_form_is_the_newest_revision():
    heads = ScriptDirectory(str(SCRIPTS)).get_heads()
    assert heads == [f"{SCHEMA:04d}"]


def test_migrating_an_empty_file_gives_the_form_of_a_fresh_one(tmp_path):
    migrated, fresh = open_file(tmp_path / "a.sbo", KEY), open_file(tmp_path / "b.sbo", KEY)
    with migrated.writing.begin() as connection:
        migrate(connection, 0)
    with fresh.writing.begin() as connection:
        make_tables(connection)
        make_guards(connection)
    assert form_of_file(migrated) == form_of_file(fresh)
    assert any(kind == "trigger" for kind, _ in form_of_file(migrated))
    migrated.close()
    fresh.close()


def test_migrating_an_empty_server_gives_the_form_of_a_fresh_one(server):
    forms = []
    for name, make in (("migrated", lambda c: migrate(c, 0)), ("fresh", metadata.create_all)):
        server.run(f"create database {name} owner sb_owner")
        database = open_server(server.url(name, "sb_owner"))
        with database.writing.begin() as connection:
            make(connection)
        forms.append(form_of_server(database))
        database.close()
    assert forms[0] == forms[1]
    assert forms[0]["triggers"]


def test_alembic_is_not_loaded_for_an_office_of_today(file_county, tmp_path):
    file_county.database.close()
    script = f"""
        import sys
        from pathlib import Path
        import shortbreaks.schema
        from shortbreaks.access.sign_in import sign_in_to_file
        sign_in_to_file(Path({str(tmp_path / "office.sbo")!r}), "coordinator@example", "four plain words here").opened.close()
        print("alembic" in sys.modules)
    """
    found = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


def test_every_table_is_asked_for_only_by_an_office_of_an_older_form(file_county, tmp_path):
    """Signing in does not wait for tables that only an upgrade needs; an upgrade never begins without them."""
    path, asked = tmp_path / "office.sbo", []

    def every_table():
        asked.append(1)
        raise RuntimeError("not read yet")

    file_county.database.close()
    sign_in = partial(sign_in_to_file, path, "coordinator@example", "four plain words here", every_table=every_table)
    opened = sign_in().opened
    assert asked == []
    with opened.database.writing.begin() as connection:
        connection.exec_driver_sql("update office set schema_number = 0")
    opened.close()
    with pytest.raises(RuntimeError, match="not read yet"):
        sign_in()
    assert asked == [1]


@pytest.fixture
def two_steps(tmp_path):
    """Revisions as if a second form had been released."""

    def make(rows=5):
        import shutil

        scripts = tmp_path / "migrations"
        shutil.copytree(SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
        (scripts / "versions" / "r0002.py").write_text(SECOND % rows)
        return Steps(scripts, 2)

    return make


def test_an_upgrade_keeps_a_backup_and_changes_the_form(file_county, tmp_path, two_steps):
    path, key = Path(file_county.database.place), file_county.database.key
    with file_county.database.writing.begin() as connection:
        connection.exec_driver_sql("update office set key_file = replace(key_file, '\"number\": 1', '\"number\": 3')")
    file_county.database.close()
    before = upgrade_file(path, key, TODAY, tmp_path / "Backups", two_steps())
    made = read_manifest(before)
    assert (made.reason, made.key, "-key3-before-" in before.name) == (BEFORE_MIGRATION, 3, True)
    kept, new = open_file(before / OFFICE_FILE, key, read_only=True), open_file(path, key)
    assert check(kept).sound
    with new.reading.connect() as connection:
        assert connection.execute(text("select count(*), max(agreed_with) from rate")).one() == (5, "nobody")
        assert connection.execute(text("select schema_number from office")).scalar() == 2
        assert connection.exec_driver_sql("pragma user_version").scalar() == 2
        assert connection.execute(text("select count(*) from sqlite_master where name like 'alembic%'")).scalar() == 0
    new.close()
    kept.close()


def test_an_upgrade_that_goes_wrong_leaves_the_file_as_it_was(file_county, tmp_path, two_steps):
    path, key = Path(file_county.database.place), file_county.database.key
    file_county.database.close()
    steps = two_steps()
    (steps.scripts / "versions" / "r0002.py").write_text(SECOND % 5 + "    raise RuntimeError('a slip')\n")
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="a slip"):
        upgrade_file(path, key, TODAY, tmp_path / "Backups", steps)
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".upgrading*"))


def test_a_damaged_office_is_not_upgraded(file_county, tmp_path, two_steps):
    path, key = Path(file_county.database.place), file_county.database.key
    file_county.database.close()
    content = bytearray(path.read_bytes())
    content[-2000] ^= 1
    path.write_bytes(content)
    with pytest.raises(Spoken, match="damaged"):
        upgrade_file(path, key, TODAY, tmp_path / "Backups", two_steps())
    assert path.read_bytes() == bytes(content)


def test_a_shared_office_is_upgraded_in_one_transaction(server, two_steps):
    server.run("create database to_upgrade template template_county owner sb_owner")
    url = server.url("to_upgrade", "sb_owner")
    steps = two_steps()
    good = (steps.scripts / "versions" / "r0002.py").read_text()
    (steps.scripts / "versions" / "r0002.py").write_text(good + "    raise RuntimeError('a slip')\n")
    with pytest.raises(RuntimeError, match="a slip"):
        upgrade_server(url, "sb_people", steps)
    people = open_server(server.url("to_upgrade", "sb_people"))
    with people.reading.connect() as connection:
        assert connection.execute(text("select schema_number from office")).scalar() == 1
        assert connection.execute(text("select to_regclass('alembic_version') is null")).scalar()
    (steps.scripts / "versions" / "r0002.py").write_text(good)
    assert upgrade_server(url, "sb_people", steps) == 1
    with people.reading.connect() as connection:
        assert connection.execute(text("select count(agreed_with) from rate")).scalar() == 5
    people.close()


@pytest.fixture
def upgrading():
    """Starts an upgrade in a process of its own, forked from one that has imported what it needs."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["shortbreaks.schema", "shortbreaks.database.upgrade", "alembic.command", "alembic.config"])
    first = context.Process(target=int)  # which waits until everything is imported
    first.start()
    first.join()

    def started(*what):
        process = context.Process(target=upgrade_file, args=what)
        process.start()
        return process

    return started


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are not of this system")
def test_killed_at_any_moment_it_is_the_old_form_or_the_new_and_goes_on(file_county, tmp_path, two_steps, upgrading):
    path, key = Path(file_county.database.place), file_county.database.key
    file_county.database.close()
    steps = two_steps(rows=400)
    whole = path, key, TODAY, tmp_path / "Backups", steps
    seed = random.randrange(10**6)
    print("seed", seed)
    chance = random.Random(seed)
    old, key_bytes = path.read_bytes(), keys_path(path).read_bytes()
    since = time.monotonic()
    left_alone = upgrading(*whole)
    left_alone.join()
    lasts = time.monotonic() - since
    assert form_and_rows(path, key) == (2, 400)
    for _ in range(6):
        path.write_bytes(old)
        killed = upgrading(*whole)
        time.sleep(chance.uniform(0, lasts))
        killed.kill()
        killed.join()
        assert form_and_rows(path, key) in {(1, 0), (2, 400)}
    assert keys_path(path).read_bytes() == key_bytes
    path.write_bytes(old)
    upgrade_file(*whole)


def form_and_rows(path, key):
    database = open_file(path, key)
    with database.reading.connect() as connection:
        number = connection.execute(text("select schema_number from office")).scalar()
        rows = connection.execute(text("select count(*) from rate")).scalar()
        assert connection.exec_driver_sql("pragma quick_check").scalar() == "ok"
    database.close()
    return number, rows
