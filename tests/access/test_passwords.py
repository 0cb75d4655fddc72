"""Passwords: long, not common, not about oneself; nothing about kinds of letters."""

import pytest

from shortbreaks.access.passwords import LONGEST, check_password_rules, common
from shortbreaks.errors import Refused

ABOUT = ("priya.nair", "Priya Nair", "East Kent short breaks")


@pytest.mark.parametrize(
    "good",
    ["four plain words here", "marmalade otter bicycle rain", "x" * 3 + "abQ7 tulip window", "пароль из четырёх слов",
     "日本語のパスワードです。長い", "  spaces count too  ", "a" * 60 + "bcdef otter" + "z" * 57],
)  # fmt: skip
def test_long_and_uncommon_is_enough(good):
    check_password_rules(good, *ABOUT)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("elevenchars", "has 11 letters"), ("", "has 0 letters"), ("a", "has 1 letter;"), ("y" * (LONGEST + 1), "more than 128"),
        ("aaaaaaaaaaaaaaa", "repeats"), ("abcabcabcabcabc", "repeats"), ("123456789012", "follows the keys"),
        ("qwertyuiop1234", "follows the keys"), ("password2026", "Many people"), ("P4ssw0rd-2026", "Many people"),
        ("shortbreaks2026!", "Many people"), ("KentCountyCouncil", "Many people"), ("Priya.Nair2026", "your own name"),
        ("priyanair!!east", "your own name"),
    ],
)  # fmt: skip
def test_what_is_guessed_early_is_refused(bad, why):
    with pytest.raises(Refused, match=why) as refusal:
        check_password_rules(bad, *ABOUT)
    assert refusal.value.field == "password"
    assert refusal.value.remedy


def test_the_list_of_common_ones_is_long_enough():
    assert len(common()) >= 3000
