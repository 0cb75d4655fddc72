"""Merging a family that was entered twice: its reference, both families compared, and only then the act."""

from functools import partial
from typing import TYPE_CHECKING, Any

from shortbreaks.bookings.merge_preview import FamilySide, SideBySide, side_by_side
from shortbreaks.bookings.merging import MergeFamilies, merge_families
from shortbreaks.money import pounds
from ui.kit.fields import Field
from ui.kit.notice import Notice
from ui.shell.form_sheet import FormSheet

if TYPE_CHECKING:
    from ui.families.child_page import ChildPage

FIELDS = (Field("ref", "Reference of the family that was entered twice"),)


class MergeSheet:
    """Asks for the other family's reference, says what each side owns, and merges at the second press."""

    def __init__(self, page: "ChildPage", household_id: int, ref: str) -> None:
        self.page = page
        self.household_id = household_id
        self.compared: SideBySide | None = None
        self.form = FormSheet(
            page, f"Merge another family into {ref}", FIELDS, None, "Compare, then merge", self._send
        )

    def _send(self, sheet: FormSheet, values: dict[str, Any]) -> None:
        wanted = values["ref"].strip().upper().replace(" ", "")
        if self.compared is not None and self.compared.other.ref == wanted:
            self._merge(sheet, self.compared)
            return
        self.page.desk.ask(
            sheet.sheet, "sides", side_by_side, self.household_id, wanted,
            then=partial(self._compare, sheet), refused=sheet.form.refuse,
        )  # fmt: skip

    def _compare(self, sheet: FormSheet, found: SideBySide) -> None:
        self.compared = found
        names = dict(found.kept.children)
        same = "; ".join(names[one] for one, _ in found.pairs)
        joined = f"The same child in both: {same}." if same else "No child is in both; the children stay apart."
        words = (
            f"Kept: {_said(found.kept)} Merged into it: {_said(found.other)} {joined} "
            "This cannot be put back. Press the button again to merge them."
        )
        notice = Notice("warn", "Compare the two families.", words, closable=False)
        notice.setObjectName("families_compared")
        sheet.say_above(notice)

    def _merge(self, sheet: FormSheet, found: SideBySide) -> None:
        kept, other = found.kept, found.other
        request = MergeFamilies(kept.household_id, other.household_id, kept.version, other.version, found.pairs)
        sheet.perform(merge_families, request, "Families merged.", f"{other.ref} now leads to {kept.ref}.")


def _said(side: FamilySide) -> str:
    children = "; ".join(words for _, words in side.children) or "no children"
    adults = "; ".join(side.adults) or "no adults"
    return f"{side.ref} has {children}. {adults}. Bookings: {side.bookings}; owes {pounds(side.owes_pence)}."
