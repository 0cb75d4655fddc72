"""A file is written whole or not at all, also where another program holds it for a moment (safety.md A18)."""

import sys
import time
from pathlib import Path

import pytest

from shortbreaks.database.files import WINDOWS_TRIES, take_away, whole_text, write_whole
from shortbreaks.errors import Unavailable


def by_bytes(path, words):
    write_whole(path, words.encode())


def by_pieces(path, words):
    with whole_text(path) as write:
        for letter in words:
            write(letter)


@pytest.fixture
def holder(monkeypatch):
    """holder("replace", 3): the next three tries fail as on Windows while a scanner reads the file; answers how long was waited."""
    left, waited = [0], []

    def held(name, times):
        really = getattr(Path, name)

        def tried(self, *args, **kwargs):
            if left[0]:
                left[0] -= 1
                raise PermissionError(13, "The process cannot access the file because it is being used by another process")
            return really(self, *args, **kwargs)

        left[0] = times
        monkeypatch.setattr(Path, name, tried)
        return waited

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(time, "sleep", waited.append)
    return held


@pytest.mark.parametrize("write", [by_bytes, by_pieces])
def test_a_file_that_is_held_for_a_moment_is_written_all_the_same(tmp_path, holder, write):
    target = tmp_path / "run.csv"
    target.write_text("old")
    for times in range(1, WINDOWS_TRIES):
        waited = holder("replace", times)
        write(target, f"new {times}")
        assert target.read_text() == f"new {times}"
    assert len(waited) == sum(range(1, WINDOWS_TRIES)) and set(waited) == {0.1}


@pytest.mark.parametrize("write", [by_bytes, by_pieces])
def test_a_file_that_is_held_on_is_said_and_stays_as_it_was(tmp_path, holder, write):
    target = tmp_path / "run.csv"
    target.write_text("old")
    holder("replace", WINDOWS_TRIES)
    with pytest.raises(Unavailable, match=r"run\.csv could not be written: The process cannot access the file"):
        write(target, "new")
    assert target.read_text() == "old" and [one.name for one in tmp_path.iterdir()] == ["run.csv"]


@pytest.mark.parametrize("write", [by_bytes, by_pieces])
def test_a_folder_that_is_not_there_is_said(tmp_path, write):
    with pytest.raises(Unavailable, match=r"run\.csv could not be written: No such file or directory"):
        write(tmp_path / "gone" / "run.csv", "new")


def test_what_fails_while_it_is_written_leaves_nothing(tmp_path):
    target = tmp_path / "books.journal"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError):
        by_pieces(target, (str(1 // number) for number in (1, 0)))
    assert target.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_a_file_that_nobody_needs_goes_once_it_is_let_go(tmp_path, holder):
    target = tmp_path / "old.sbo"
    target.write_text("old")
    holder("unlink", WINDOWS_TRIES - 1)
    assert take_away(target) and not target.exists()
    target.write_text("old")
    holder("unlink", WINDOWS_TRIES)
    assert not take_away(target) and target.exists()
