"""Control totals beside a file (5.3), and how a cut, altered or exchanged file is found, whatever its kind (C11)."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from shortbreaks.errors import Refused
from shortbreaks.finance.kinds import KINDS
from shortbreaks.finance.layout import digits_of, line_mark, rows_of
from shortbreaks.money import pounds, read_filed_money
from shortbreaks.words import counted

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Control:
    """The control totals of one file (pence): all that is needed to prove it without the office.

    `parts` are the sums of each sort of line, `fields` the columns in order, `audit_head` the trail's end when it was
    prepared, so that the trail cannot be cut behind it (safety.md 3.8).
    """

    kind: str
    sequence: int
    count: int
    pence: int
    vendor_sum: int
    first_due: date
    last_due: date
    sha256: str
    parts: Mapping[str, int] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    dates: str = "iso"
    audit_head: str = ""


def control_text(control: Control) -> bytes:
    """The side file of control totals, as JSON that a person can read too, closed by its own fingerprint."""
    said = {
        **asdict(control), "parts": dict(control.parts), "fields": list(control.fields),
        "first_due": f"{control.first_due}", "last_due": f"{control.last_due}",
    }  # fmt: skip
    return (json.dumps({**said, "seal": _seal(said)}, indent=1, sort_keys=True) + "\n").encode()


def _seal(said: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_control(text: bytes) -> Control:
    """Control totals as they stand in their file. Raises Refused when it is not whole."""
    try:
        said = json.loads(text.decode("utf-8"))
        seal = said.pop("seal")
        if text != (json.dumps({**said, "seal": seal}, indent=1, sort_keys=True) + "\n").encode() or seal != _seal(said):
            raise ValueError
        days = {name: date.fromisoformat(said.pop(name)) for name in ("first_due", "last_due")}
        return Control(**{**said, **days, "fields": tuple(said["fields"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused("The control totals are not as they were written.", "Write the file again.") from None


def flaws_of(content: bytes, control: Control) -> list[str]:
    """What is wrong with a file against its control totals, the lines named; empty when it is whole (safety.md C11)."""
    if hashlib.sha256(content).hexdigest() == control.sha256:
        return []
    flaws = ["The file is not the one that was prepared: its fingerprint differs."]
    rows = rows_of(content)[1:]
    if len(rows) != control.count:
        flaws.append(f"The file has {counted(len(rows), 'line')}, and {control.count} were prepared.")
    flaws += _altered(rows, control)
    flaws += _sums(rows, control)
    return flaws


def _altered(rows: Sequence[Sequence[str]], control: Control) -> list[str]:
    if "hash" not in control.fields:
        return []
    place = control.fields.index("hash")
    wrong = [
        number for number, row in enumerate(rows, 1)
        if len(row) != len(control.fields) or line_mark([*row[:place], *row[place + 1 :]]) != row[place]
    ]  # fmt: skip
    said = ", ".join(str(number) for number in wrong[:SHOWN]) + (" and others" if len(wrong) > SHOWN else "")
    return [f"Altered: line {said}."] if wrong else []


def _sums(rows: Sequence[Sequence[str]], control: Control) -> list[str]:
    kind = KINDS[control.kind]
    flaws = []
    pence = _added(rows, control, kind.amount, read_filed_money)
    if pence is not None and pence != control.pence:
        flaws.append(f"Its lines come to {pounds(pence)}, and {pounds(control.pence)} was prepared.")
    figures = _added(rows, control, kind.account, digits_of)
    if figures is not None and figures != control.vendor_sum:
        flaws.append(f"The figures of its {kind.account} come to {figures}, and {control.vendor_sum} was prepared.")
    days = [_day(cell, control.dates) for cell in _cells(rows, control, kind.due)]
    if not all(day is not None and control.first_due <= day <= control.last_due for day in days):
        flaws.append(f"A {kind.due} lies outside {control.first_due} to {control.last_due}.")
    return flaws


def _cells(rows: Sequence[Sequence[str]], control: Control, name: str) -> list[str]:
    place = control.fields.index(name) if name in control.fields else None
    return [] if place is None else [row[place] for row in rows if len(row) > place]


def _added(rows: Sequence[Sequence[str]], control: Control, name: str, read: Callable[[str], int]) -> int | None:
    """The sum of a column, or None when a cell cannot be read: the line is named as altered then."""
    try:
        return sum(read(cell) for cell in _cells(rows, control, name))
    except Refused:
        return None


def _day(cell: str, dates: str) -> date | None:
    try:
        if dates == "iso":
            return date.fromisoformat(cell)
        return datetime.strptime(cell, "%d/%m/%Y").date()  # noqa: DTZ007 - a date of a file, no time
    except ValueError:
        return None
