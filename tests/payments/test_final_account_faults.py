"""Final accounts in the machine of the books: faults of them, each found by the check meant for it (R-D22)."""

import shutil
from copy import deepcopy
from dataclasses import replace

import pytest

from shortbreaks.access.permissions import Role
from shortbreaks.database.connections import open_file
from shortbreaks.database.keys import keys_path, load_keys, unlock
from shortbreaks.errors import Refused
from shortbreaks.ledger.posting import account_for
from shortbreaks.payments import ending, final_accounts
from shortbreaks.payments.debts import money_back, recovery
from tests.conftest import PASSWORD, PEOPLE, County
from tests.payments.test_money_machine import BALANCE, DAY, Chosen, Money


def office_in(folder):
    """The office of a folder, and nothing of a life lived in it yet."""
    path = folder / "office.sbo"
    return County(open_file(path, unlock(load_keys(keys_path(path)), PEOPLE[Role.COORDINATOR][0], PASSWORD)))


@pytest.fixture(scope="module")
def paid_once(_file_template, tmp_path_factory):
    """A folder with an office of four families, each paid for four weeks, one of whom spent most of it; and the model of them."""
    folder = tmp_path_factory.mktemp("paid")
    for path in (_file_template, keys_path(_file_template)):
        shutil.copy(path, folder / path.name)

    def of_folder():
        yield office_in(folder)

    life = type("Life", (Money,), {"make_county": staticmethod(of_folder)})()
    life.open_office(minutes=360)
    for minutes in (120, 615, 360):
        life.start_family(minutes=minutes, late=0)
    life.take_a_file(Chosen(2), first=1, size=3)
    life.draft()
    life.approve_it()
    life.post_it()
    life.finance_answers(Chosen(set()))
    life.county.database.close()
    return folder, life.families


def a_life_with_three_ends(paid_once, tmp_path):
    """One is paid too much and has spent most of it, one gives back what it holds less a bill, one may keep what is left."""
    folder, families = paid_once
    shutil.copytree(folder, tmp_path / "office")
    life = Money()
    life.county, life.families = office_in(tmp_path / "office"), deepcopy(families)
    life.cycle, life.run, life.stage, life.kept_out, life.closed = 1, None, "", set(), False
    try:
        life.end_and_settle(Chosen(2), back=20, bill=0, how="own money")
        life.end_and_settle(Chosen(3), back=5, bill=2500, how="held")
        life.every_balance_is_what_was_paid_less_what_was_spent()
        life.end_and_settle(Chosen(4), back=12, bill=0, how="left")
        life.every_balance_is_what_was_paid_less_what_was_spent()
        life.draft()
        life.approve_it()
        life.prove_the_books()
    finally:
        life.county.database.close()


def a_day_early(work, agreement, request, state, since):
    return REAL_STEP(work, agreement, request, state, since - DAY)


def no_sum_too_much(*asked):
    return {key: replace(one, too_much=0) for key, one in REAL_COUNTED(*asked).items()}


REAL_STEP, REAL_COUNTED = ending._step, recovery.counted_on
UNSPENT, OVER = ("settle", "what is unspent"), ("nothing_over", "DID NOT RAISE")
FAULTS = {
    "what was paid for days after the end is not found": ([(ending, "owe_for_paid_days", lambda *_: 0)], UNSPENT),
    "the last day is not paid for": ([(ending, "_step", a_day_early)], UNSPENT),
    "what was spent of too much is not asked back": ([(recovery, "counted_on", no_sum_too_much)], UNSPENT),
    "bills are asked back too": ([(recovery, "aside_on", lambda *_: [])], UNSPENT),
    "what is asked back is asked again": ([(final_accounts, "_asked", lambda *_, **__: {})], ("nothing_over", "is asked back already")),
    "what was left with a family is asked back": ([(final_accounts, "_left", lambda *_: {})], OVER),
    "what was too much waits on after it was asked back": ([(recovery, "take_up_too_much", lambda *_: None)], OVER),
    "what came back is not counted": ([(money_back, "came_back", lambda *_: None)], ("prove_the_books", "came back, and the books say")),
    "it comes out of the wrong money": ([(money_back, "account_of_agreement", lambda work, _: account_for(work, "x", "x", "x"))], BALANCE),
}


def test_three_ends_are_sound(paid_once, tmp_path):
    a_life_with_three_ends(paid_once, tmp_path)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_of_a_final_account_is_found(fault, paid_once, tmp_path, monkeypatch):
    faults, (where, words) = FAULTS[fault]
    for room, name, wrong in faults:
        assert hasattr(room, name), name
        monkeypatch.setattr(room, name, wrong)
    with pytest.raises((AssertionError, pytest.fail.Exception, Refused)) as found:
        a_life_with_three_ends(paid_once, tmp_path)
    last = [one for one in found.traceback if one.path.name == "test_money_machine.py"][-1]
    assert last.name == where, f"{last.name}: {found.value}"
    assert words in f"{last.statement} {found.value}", f"{last.statement} {found.value}"
