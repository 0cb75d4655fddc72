"""The seal of a ledger entry: its text and its lines, chained to the entry before, so that later tampering shows."""

import hashlib
from collections.abc import Iterable
from datetime import date
from json.encoder import encode_basestring as quoted

FIRST_SEAL = "0" * 64


def seal_of(
    previous: str, number: int, on: date, posted_on: date, person_id: int, what: str, about: str,
    reverses: int | None, lines: Iterable[tuple[int, int, int]],
) -> str:  # fmt: skip
    """The seal of entry `number` after one sealed `previous` (FIRST_SEAL for the first).

    `reverses` is the id of the entry it undoes; `lines` are (from account, to account, pence) in any order.
    """
    moved = ",".join([f"[{source},{target},{pence}]" for source, target, pence in sorted(lines)])
    # JSON written by hand, four times as fast as by its library: an import seals 100,000 entries
    text = (
        f'[{number},"{on.isoformat()}","{posted_on.isoformat()}",{person_id},{quoted(what)},{quoted(about)},'
        f"{'null' if reverses is None else reverses},[{moved}]]"
    )
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
