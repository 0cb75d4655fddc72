"""A child's special educational needs and primary need: at most two types in their order, by codes of the council's lists."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from shortbreaks.council.lists import CodeList, code_list, code_lists
from shortbreaks.database.commands import Work
from shortbreaks.errors import Refused
from shortbreaks.families.tables import Child

# The fields of a child that hold such a code, each with the list it is of and what it is called
FIELDS: Mapping[str, tuple[str, str]] = {
    "sen_first": ("sen_type", "SEN type"), "sen_second": ("sen_type", "SEN type"), "sen_provision": ("sen_provision", "SEN provision"),
    "primary_need": ("primary_need", "primary need"),
}  # fmt: skip
MOST = 2
SHORTEST = 3  # letters of a SEN type that are searched for: "HI" is how half of a name begins


@dataclass(frozen=True, slots=True)
class SenSaid:
    """What is kept of a child, in words: the types as "1 … · 2 …", what school gives, the primary need, and older names."""

    types: str
    provision: str
    primary: str
    once: str


def say_sen(child: Child, lists: Mapping[str, CodeList]) -> SenSaid:
    """A child's record in the council's words; "" for what is not recorded."""
    words = [lists["sen_type"].said.get(code, code) for code in (child.sen_first, child.sen_second) if code]
    types = " · ".join(f"{rank} {one}" for rank, one in enumerate(words, 1)) if len(words) > 1 else "".join(words)
    return SenSaid(
        types, lists["sen_provision"].said.get(child.sen_provision, child.sen_provision),
        lists["primary_need"].said.get(child.primary_need, child.primary_need), child.sen_said,
    )  # fmt: skip


def set_sen(work: Work, child: Child, told: Mapping[str, str | None]) -> None:
    """Keep what was told by field; what is None stays, and so does a code that stands and is no longer offered.

    Raises Refused for a code that is not on its list, a second type without a first, or the same type twice.
    """
    asked = {field: code for field, code in told.items() if code is not None}
    if not asked:
        return
    lists = code_lists(work.db)
    for field, code in asked.items():
        name, words = FIELDS[field]
        standing = {child.sen_first, child.sen_second} if name == "sen_type" else {getattr(child, field)}
        if code and code not in {*lists[name].in_use(work.today), *standing}:
            raise Refused(f"“{code[:40]}” is no {words} on the list.", "Choose from the list.", field)
    first, second = (asked.get(field, getattr(child, field)) for field in ("sen_first", "sen_second"))
    if second and not first:
        raise Refused("There is a second SEN type and no first.", "Say which comes first.", "sen_first")
    if second and second == first:
        raise Refused("Both SEN types are the same.", "Leave the second empty, or choose another.", "sen_second")
    for field, code in asked.items():
        setattr(child, field, code)


def join_sen(kept: Child, other: Child) -> None:
    """What the record of the same child that is merged into this one knows beyond it; two types are kept at most."""
    types = [code for code in (kept.sen_first, kept.sen_second, other.sen_first, other.sen_second) if code]
    two = [*dict.fromkeys(types), "", ""][:MOST]
    kept.sen_first, kept.sen_second = two
    kept.sen_provision = kept.sen_provision or other.sen_provision
    kept.primary_need = kept.primary_need or other.primary_need
    kept.sen_said = "; ".join(dict.fromkeys(filter(None, (kept.sen_said, other.sen_said))))


def types_meant(listed: CodeList, said: str, offered: Mapping[str, str]) -> tuple[str, str, str]:
    """The first and second SEN type that a file means, and the older names by which it said them.

    They are parted by ";" or ","; words that hold a comma are looked for whole first. Raises Refused for one that is not on
    the list, and for more than two.
    """
    codes: list[str] = []
    once: list[str] = []
    parts = [part for whole in said.split(";") for part in ([whole] if listed.code_for(whole) else whole.split(","))]
    for text in filter(None, (part.strip() for part in parts)):
        code = listed.code_for(text)
        if code is None or code not in offered:
            raise Refused(f"“{text[:40]}” is no SEN type on the list.")
        if is_older(listed, code, text):
            once.append(text)
        if code not in codes:
            codes.append(code)
    if len(codes) > MOST:
        raise Refused("There are more than two SEN types.")
    first, second = [*codes, "", ""][:MOST]
    return first, second, ", ".join(once)


def is_older(listed: CodeList, code: str, text: str) -> bool:
    """Whether a text says a code by another name than its own letters and words."""
    return text.strip().casefold() not in {code.casefold(), listed.said[code].casefold()}


def sen_type_searched(db: Session, typed: str) -> str:
    """The SEN type that somebody searches for by its letters or an older name of them (BESD is SEMH now); "" for a name."""
    text = typed.strip()
    if not (len(text) >= SHORTEST and text.isascii() and text.isalnum()):
        return ""
    listed = code_list(db, "sen_type")
    code = listed.code_for(text)
    return code if code is not None and text.casefold() != listed.said[code].casefold() else ""
