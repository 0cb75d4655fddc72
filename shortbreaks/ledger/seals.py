"""The seal of a ledger entry: its text and its lines, chained to the entry before, so that later tampering shows."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date

FIRST_SEAL = "0" * 64


def seal_of(
    previous: str, number: int, on: date, posted_on: date, person_id: int, what: str, about: str,
    reverses: int | None, lines: Iterable[tuple[int, int, int]],
) -> str:  # fmt: skip
    """The seal of entry `number` after one sealed `previous` (FIRST_SEAL for the first).

    `reverses` is the id of the entry it undoes; `lines` are (from account, to account, pence) in any order.
    """
    facts = [number, on.isoformat(), posted_on.isoformat(), person_id, what, about, reverses, sorted(lines)]
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
