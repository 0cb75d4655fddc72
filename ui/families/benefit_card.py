"""Who pays for a child's breaks: the parents until 16, then the young person; and the benefits that free from charges."""

from functools import partial
from typing import Any

from shortbreaks.access.permissions import Permission
from shortbreaks.bookings.benefit_seen import BenefitRow, SeeBenefit, WhoPays, see_benefit, who_pays
from shortbreaks.database.office import Done
from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.words import counted
from ui.families.forms import benefit_fields
from ui.families.read_card import ReadCard
from ui.kit.buttons import Button
from ui.kit.chips import Chip
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet

MAY_NOT = "Your role may look, not decide about charges."


class BenefitCard(ReadCard):
    """One card, read again with the page."""

    def ask(self, child_id: int) -> None:
        """Read it again."""
        self.page.desk.ask(self, "who_pays", who_pays, child_id, then=self._show)

    def _show(self, pays: WhoPays) -> None:
        chip = Chip(f"Free from charges: {pays.counts}", "ok", name="benefit_counts") if pays.counts else Chip(
            "Charged", "neutral", name="benefit_counts"
        )  # fmt: skip
        card = self.begin("Who pays for breaks", chip, "warn" if pays.to_ask else "")
        card.body.addWidget(label(_liable(pays), "second", wrap=True, name="who_pays"))
        if pays.to_ask:
            words = f"The family receives {pays.family}, which does not free {pays.child} from charges any more. Ask for the own benefit."
            card.body.addWidget(label(words, wrap=True, name="own_benefit_to_ask"))
        for one in pays.seen:
            card.body.addWidget(label(_seen(one, pays), wrap=True))
        if not pays.seen:
            card.body.addWidget(label("No benefit has been seen.", "second"))
        buttons = [
            Button("Family’s benefit seen", "link", name="see_family_benefit", then=partial(self._form, "family", pays)),
            Button("Own benefit seen", "link", name="see_own_benefit", then=partial(self._form, "own", pays)),
        ]
        self.end(card, buttons, Permission.DECIDE, MAY_NOT)

    def _form(self, whose: str, pays: WhoPays) -> None:
        own = whose == "own"

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(see_benefit, SeeBenefit(pays.child_id, own, **values), "The benefit is kept.", "", self._said)

        begin = {"from_day": self.page.today, "seen_on": self.page.today}
        title = f"{pays.child}’s own benefit" if own else "The family’s benefit"
        self.sheet = FormSheet(self.page, title, benefit_fields(self.page.desk.lists), begin, "Keep it", send)
        about = (
            f"It counts for breaks from {say_day(pays.sixteen_on)}, the 16th birthday; from then the family’s does not."
            if own
            else f"It counts for breaks before each child’s 16th birthday, for {pays.child} until {say_day(pays.sixteen_on)}."
        )
        self.sheet.above.addWidget(label(about, "second", wrap=True))

    def _said(self, done: Done) -> None:
        breaks, pence = done.answer
        if breaks:
            less = f"{pounds(abs(pence))} {'less' if pence < 0 else 'more'} in all."
            self.page.desk.notices.news(f"{counted(breaks, 'break')} charged anew.", less)


def _liable(pays: WhoPays) -> str:
    day = say_day(pays.sixteen_on)
    if pays.liable == "parents":
        return f"The parents are liable, and the family’s benefit counts, for breaks before {day}, the 16th birthday."
    return f"16 on {day}: {pays.child} is the one who is liable, and only the own benefit counts."


def _seen(one: BenefitRow, pays: WhoPays) -> str:
    whose = pays.child if one.own else "The family"
    by = f" Entered by {one.person}." if one.person else ""
    what = f"receives {one.words}" if one.words else "receives none"
    return f"{whose} {what} from {say_day(one.from_day)}; seen {say_day(one.seen_on)}. {one.evidence}{by}"
