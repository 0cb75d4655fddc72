"""What is asked for reaches commands without what is hidden in people's words, however deep it lies (safety.md 5)."""

import re
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args, get_type_hints

import pytest

from shortbreaks.access.commands import AddPerson, ChangeOwnPassword
from shortbreaks.access.founding import FirstPerson
from shortbreaks.bookings.endings import NoteEnding, note_ending
from shortbreaks.database.asked import SECRET, as_asked, fingerprint_of, new_request_id
from shortbreaks.database.commands import COMMANDS
from shortbreaks.errors import Refused
from tests.builders import a_child


@dataclass(frozen=True, slots=True)
class Inner:
    reason: str
    password: str = field(default="", metadata=SECRET)


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


def requests_of(kind, seen):
    """A request's type and every dataclass within it."""
    for inner in get_args(kind):
        requests_of(inner, seen)
    if is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        for one in get_type_hints(kind).values():
            requests_of(one, seen)
    return seen


LIKE_A_PASSWORD = re.compile("password|passphrase|secret|recovery|^old$|^new$|^pin$|token")


def test_every_secret_of_a_request_says_that_it_is_one():
    """By reflection over all that can be done, and the office's founding: no word that opens anything is changed, shown by
    its request or spelt into a fingerprint, and nothing else calls itself a secret."""
    import shortbreaks.schema  # noqa: F401
    from tests.access.test_roles import OURS

    assert OURS and len(COMMANDS) > 100
    kinds = requests_of(FirstPerson, set())
    for label in COMMANDS.values():
        if label.name in OURS:
            for one in get_type_hints(label.function).values():
                requests_of(one, kinds)
    assert len(kinds) > 100
    held = {(kind, one.name): one for kind in kinds for one in fields(kind)}
    like = {where for where in held if get_type_hints(where[0])[where[1]] in {str, str | None, bytes} and LIKE_A_PASSWORD.search(where[1])}
    secret = {where for where, one in held.items() if "secret" in one.metadata}
    assert like == secret and {"password", "old", "new", "recovery_key"} == {name for _, name in secret}
    assert not [where for where in secret if held[where].repr], "it would stand in a crash report"


def test_a_fingerprint_is_of_all_that_is_asked_for_but_its_secrets():
    asked = Outer((Inner("a", "secret one"),), frozenset({date(2026, 7, 22), date(2026, 7, 21)}), "x", {"b": 1, "a": b"bytes"})
    same = Outer((Inner("a", "secret two"),), frozenset({date(2026, 7, 21), date(2026, 7, 22)}), "x", {"a": b"bytes", "b": 1})
    assert fingerprint_of("r", asked) == fingerprint_of("r", same) != fingerprint_of("s", asked)
    others = (
        replace(asked, note="y"), replace(asked, days=frozenset()), replace(asked, by_rule={"b": 1, "a": b"other"}),
        replace(asked, parts=(Inner("b"),)), replace(asked, by_rule=None), replace(asked, note="\ud800"),
    )  # fmt: skip
    assert len({fingerprint_of("r", one) for one in (asked, *others)}) == 7
    with pytest.raises(TypeError, match="no one spelling"):
        fingerprint_of("r", object())


def test_a_password_is_kept_as_typed_whatever_stands_in_it():
    for one in (AddPerson("a", "A", "finance", "a\u202eb"), ChangeOwnPassword("a\u202eb", "b\u2066c")):
        assert as_asked(one) is one


def test_requests_are_numbered_in_the_order_of_their_moments_and_two_of_one_moment_are_not_alike():
    moments = [datetime(2026, 7, 22, 10, 40, tzinfo=UTC) + timedelta(milliseconds=7 * n) for n in range(200)]
    made = [new_request_id(moment) for moment in moments]
    assert made == sorted(made)
    assert len({new_request_id(moments[0])[12:] for _ in range(200)}) == 200
    assert {len(one) for one in made} == {32}
