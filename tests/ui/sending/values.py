"""What is typed into a field: right, wrong by its kind or grammar, longer than its room, and nasty as far as there is room."""

from collections import Counter
from itertools import count

from shortbreaks.words import LONGEST_NAME, LONGEST_TEXT
from tests.nasty import TEXTS

# (right, wrong) by kind, and by name where a field has a grammar that its command reads
KINDS = {
    "money": ("12.50", "1.234,56"), "date": ("22/7/2026", "31/02/2026"), "birthday": ("14/11/2016", "00/00/0000"),
    "time": ("10:00", "25:99"), "whole": ("2", "٣٤"),
}  # fmt: skip
GRAMMARS = {
    "phone": ("01632 960170", "ring the school"), "contact_phone": ("01632 960170", "ask at the door"),
    "postcode": ("CT11 9HH", "CT11 9H"), "email": ("a.b@example.org", "a.b at example"),
    "website": ("https://example.org/", "example org"), "hours": ("6.5", "6.3"), "last4": ("0042", "4 a"),
    "school_year": ("2027-28", "27/28"), "language": ("en-GB", "*"),
}  # fmt: skip
BETWEEN = " | "
USED: Counter[str] = Counter()
_number = count(1)


def room_of(field):
    return field.longest or (LONGEST_TEXT if field.kind == "long" else LONGEST_NAME)


def grammar(field):
    """(right, wrong) for a field that not any words go into, else None."""
    if field.kind in KINDS:
        return KINDS[field.kind]
    return None if field.kind in {"long", "password"} else GRAMMARS.get(field.name)


def too_long(field):
    """One letter more than there is room for, hostile all the way."""
    words = BETWEEN.join(one for one in TEXTS if one.isprintable())
    room = room_of(field)
    return f"{(words * (room // len(words) + 1))[: room - 1]}W!"


def nasty(field):
    """Nasty values, those first that were typed least so far, as many as a field has room for, with a mark of their own; and which."""
    mark = f" ⟨{next(_number)}⟩"
    room = min(room_of(field), 4 * LONGEST_NAME) - len(mark)
    chosen: list[str] = []
    for value in sorted(TEXTS, key=USED.__getitem__):
        if len(value) + len(BETWEEN) * bool(chosen) <= room:
            room -= len(value) + len(BETWEEN) * bool(chosen)
            chosen.append(value)
    USED.update(chosen)
    return BETWEEN.join(chosen).encode("utf-8", "ignore").decode() + mark, chosen
