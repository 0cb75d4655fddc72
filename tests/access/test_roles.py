"""Every command and query against every role: who may is asked in the office, not in the window (safety.md 3.10, F7)."""

import importlib
import pkgutil
from pathlib import Path

import pytest

import shortbreaks
from shortbreaks.access.permissions import MAY, Permission, Role
from shortbreaks.database.commands import COMMANDS, QUERIES
from shortbreaks.errors import NotAllowed

for module in pkgutil.walk_packages(shortbreaks.__path__, "shortbreaks."):
    if "migrations" not in module.name:
        importlib.import_module(module.name)
OURS = {name: label for name, label in {**COMMANDS, **QUERIES}.items() if name.startswith("shortbreaks.")}
P = Permission
# What each role must never be able to do, whoever edits the table of permissions (safety.md 3.10).
NEVER = {
    Role.COORDINATOR: {P.APPROVE, P.CLOSE_BOOKS, P.CHANGE_PEOPLE, P.KEEP_OFFICE, P.CHANGE_COUNCIL},
    Role.APPROVER: {P.POST_MONEY, P.BOOK, P.CHANGE_PEOPLE, P.KEEP_OFFICE, P.CHANGE_COUNCIL},
    Role.FINANCE: {P.SEE_CASES, P.CHANGE_FAMILIES, P.BOOK, P.APPROVE, P.CHANGE_PEOPLE, P.KEEP_OFFICE},
    Role.MANAGER: set(),
    Role.AUDITOR: {permission for permission in P if not permission.value.startswith("see ")},
    Role.ADMINISTRATOR: {P.SEE_CASES, P.CHANGE_FAMILIES, P.BOOK, P.POST_MONEY, P.APPROVE, P.SEE_MONEY},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_that_may_not_is_refused_before_anything_is_done(file_county, role):
    """With no request at all: the refusal comes first."""
    office = file_county.at(role)
    assert len(COMMANDS) > 20
    for name, label in OURS.items():
        if label.needs in MAY[role]:
            continue
        with pytest.raises(NotAllowed, match=role.value):
            (office.perform if name in COMMANDS else office.ask)(label.function, None)
    assert office.changes_since(0) == (0, frozenset())


@pytest.mark.parametrize("role", Role)
def test_no_role_may_what_it_must_never(role):
    assert MAY[role] & NEVER[role] == set()


def test_every_permission_is_somebodys_and_every_need_is_a_permission():
    assert set().union(*MAY.values()) == set(P)
    assert {label.needs for label in OURS.values()} <= {permission.value for permission in P}
    assert MAY[Role.MANAGER] == frozenset(P), "one person alone can do everything"


def test_nobody_is_let_do_more_by_the_way():
    """What each act and question needs is written down a second time: whoever widens one, or adds one, says so there."""
    written = Path(__file__).with_name("needs.txt").read_text("utf-8").splitlines()
    found = sorted(f"{name.removeprefix('shortbreaks.')}: {label.needs}" for name, label in OURS.items())
    differ = sorted({*found} ^ {*written})
    assert written == found, f"tests/access/needs.txt: these lines are missing there, or not so any more: {differ}"


def test_whoever_only_audits_writes_nothing():
    may = {name for name, label in COMMANDS.items() if name.startswith("shortbreaks.") and label.needs in MAY[Role.AUDITOR]}
    assert may == {
        "shortbreaks.access.commands.change_own_password",
        "shortbreaks.access.drafts.keep_draft",  # of a form of their own, which is no record
        "shortbreaks.access.drafts.drop_draft",
        "shortbreaks.families.looks.keep_looks",  # what they themselves looked at
        "shortbreaks.families.papers.note_printed",  # and what they took out of the office
        "shortbreaks.families.papers.note_saved",
    }
