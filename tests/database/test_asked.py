"""What is asked for reaches commands without what is hidden in people's words, however deep it lies (safety.md 5)."""

from dataclasses import dataclass
from datetime import date

import pytest

from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.database.asked import as_asked
from shortbreaks.errors import Refused
from tests.builders import a_child


@dataclass(frozen=True, slots=True)
class Inner:
    reason: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Outer:
    parts: tuple[Inner, ...]
    days: frozenset[date]
    note: str = ""
    by_rule: dict | None = None


def test_every_text_of_a_request_is_as_it_is_kept_and_a_clean_request_is_the_same_one():
    day = date(2026, 7, 22)
    asked = Outer((Inner("\u200b"), Inner("abc\u202etxt", "a\u202eb")), frozenset({day}), "esc\x1bb", {"R-E1": "\u2066yes\u2069"})
    assert as_asked(asked) == Outer((Inner(""), Inner("abctxt", "a\u202eb")), frozenset({day}), "escb", {"R-E1": "yes"})
    clean = Outer((Inner("Zoë"),), frozenset({day}), "two\nlines")
    assert as_asked(clean) is clean


def test_a_reason_that_nobody_sees_is_none(county):
    child = a_child(county)
    with pytest.raises(Refused, match="reason"):
        county.at().perform(note_ending, NoteEnding(child, 1, "closed", date(2026, 7, 22), "\u200b\u2060"))
