"""A parent or carer: the record, what they may do from a day on, and that they are gone."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from shortbreaks.database.office import Done
from shortbreaks.families.adults import ChangeRights, SaveAdult, change_rights, save_adult
from shortbreaks.families.leaving import EndAdult, end_adult
from shortbreaks.families.queries import AdultRow, ChildCard, GoneRow
from shortbreaks.families.responsibility import SayResponsibility, said_choices, say_responsibility
from shortbreaks.families.rights import RIGHTS
from shortbreaks.payments.mistaken_adult import AfterMistake, ParentLives, closed_by_death, parent_lives
from shortbreaks.words import listed
from ui.families.forms import FORMATS
from ui.kit.fields import Field
from ui.kit.text import label
from ui.shell.form_sheet import FormSheet
from ui.shell.page import Page

ADULT = (
    Field("title", "Title", optional=True),
    Field("first_name", "First name", beside=True),
    Field("last_name", "Last name", beside=True, optional=True),
    Field("relation", "They are the child's", hint="Mother"),
    Field("phone", "Telephone", beside=True, optional=True),
    Field("email", "E-mail", optional=True),
    Field("letter_format", "Letters in", "choice", choices=FORMATS),
    Field("language", "Language of letters", beside=True, hint="en-GB"),
    Field("lives_elsewhere", "Lives elsewhere, and does not learn this family's address", "yes"),
)
HAS = Field("parental_responsibility", "Has parental responsibility", "yes")
MAY = (
    Field("may_book", "Rings, books and cancels", "yes"),
    Field("gets_letters", "Gets the letters", "yes"),
    Field("may_collect", "May collect the child", "yes"),
    Field("may_be_told", "May be told where and when the child has breaks", "yes"),
)
SOURCES = (("said", "Somebody said so"), ("court", "A court’s order, which was seen"))
SINCE = (
    Field("from_day", "From", "date"),
    Field("until_day", "Until", "date", beside=True, optional=True, hint="Until changed"),
    Field("reason", "Why", "long", longest=1000),
    Field("source", "On whose word", "choice", choices=SOURCES),
    Field("said_by", "Who said it, or saw the order", hint="Grace, on the telephone"),
    Field("said_on", "Said or seen on", "date", beside=True),
)
RESPONSIBLE = (
    Field("held", "Has parental responsibility", "yes"),
    Field("from_day", "From", "date", optional=True, hint="Not known"),
    Field("until_day", "Until", "date", beside=True, optional=True, hint="Until changed"),
    Field("source", "By what", "choice", choices=(("", "Choose"), *said_choices())),
    Field("seen", "What was seen, and where it is kept", "long", longest=1000, hint="Birth certificate, seen by Jo Finch, in the file"),
)
REASON = (Field("reason", "Who said so, and how it came about", "long", longest=1000),)
NEW = {
    "language": "en-GB", "letter_format": "standard", "parental_responsibility": True, "may_book": True, "may_collect": True,
    "may_be_told": True,
}  # fmt: skip


def gone_fields(adults: Sequence[tuple[str, str]]) -> tuple[Field, ...]:
    """Who died or left, or must not be told any more; nobody is chosen beforehand."""
    return (
        Field("adult_id", "Who died or left", "choice", choices=(("", "Choose"), *adults)),
        Field("what", "What happened", "choice", choices=(("left", "Left the family"), ("died", "Died"))),
        Field("reason", "Who said so, and when", "long", hint="Died on 3 July; her sister rang.", longest=1000),
    )


LIVES_AGAIN = "Holds again at once:"
STAYS = "Stays as it is, until somebody looks at it:"


class AdultActs:
    """What is done with the adults of the family that a page shows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sheet: FormSheet | None = None

    def record(self, card: ChildCard, adult: AdultRow | None) -> FormSheet:
        """The record of an adult, or a new one with what they may do."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SaveAdult(card.household_id, adult.id if adult else None, adult.version if adult else None, **values)
            sheet.perform(save_adult, request, "Saved.", f"{values['relation']}, {values['first_name']}.")

        title = f"{adult.relation}, {adult.short}" if adult else "Another parent or carer"
        values = {field.name: getattr(adult, field.name) for field in ADULT} if adult else NEW
        return FormSheet(self.page, title, ADULT if adult else (*ADULT, HAS, *MAY), values, "Save", send)

    def rights(self, adult: AdultRow, today: date) -> FormSheet:
        """What an adult may do from a day on, with the reason and who said so."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = ChangeRights(adult.id, adult.version, **values)
            sheet.perform(change_rights, request, "Kept.", f"{adult.relation}, {adult.short}. What held before stays readable.")

        values: dict[str, Any] = {right: getattr(adult.rights, right) for right in RIGHTS}
        values |= {"from_day": today, "said_on": today, "source": "said"}
        return FormSheet(self.page, f"What {adult.short} may do", (*MAY, *SINCE), values, "Keep it", send)

    def responsibility(self, adult: AdultRow) -> FormSheet:
        """Whether an adult has parental responsibility, since when and by what."""

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            request = SayResponsibility(adult.id, adult.version, **values)
            sheet.perform(say_responsibility, request, "Kept.", f"{adult.relation}, {adult.short}. What held before stays readable.")

        now = adult.responsibility
        values = {"held": now.held, "from_day": now.from_day, "until_day": now.until_day, "source": ""}
        sheet = FormSheet(self.page, f"Parental responsibility of {adult.short}", RESPONSIBLE, values, "Keep it", send)
        sheet.above.addWidget(label(f"Today: {now.said()}", "second", wrap=True))
        return sheet

    def mistaken(self, gone: GoneRow) -> None:
        """A death entered by mistake: what it closed is read first, then said above the reason."""
        self.page.desk.ask(self.page, "closed_by_death", closed_by_death, gone.id, then=partial(self._lives, gone))

    def _lives(self, gone: GoneRow, found: AfterMistake) -> None:
        def done(answer: Done) -> None:
            rest = f"Look at each of these yourself: {listed(answer.answer)}."
            self.page.desk.notices.news(f"The record says that {gone.short} lives.", rest)

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            sheet.perform(parent_lives, ParentLives(gone.id, gone.version, values["reason"]), "It is put right.", "", done)

        self.sheet = FormSheet(self.page, f"The death of {gone.short} was entered by mistake", REASON, {}, f"{gone.short} lives", send)
        for lead, lines in ((LIVES_AGAIN, found.again), (STAYS, found.stays)):
            self.sheet.above.addWidget(label(lead, "second", wrap=True))
            self.sheet.above.addWidget(label("\n".join(lines), wrap=True))

    def gone(self, card: ChildCard) -> FormSheet:
        """Somebody who died or left: the record is closed, with its reason."""
        names = {str(one.id): f"{one.relation}, {one.short}" for one in card.adults}
        versions = {str(one.id): one.version for one in card.adults}

        def send(sheet: FormSheet, values: dict[str, Any]) -> None:
            who = values["adult_id"]
            request = EndAdult(int(who), versions[who], values["reason"], values["what"] == "died")
            sheet.perform(end_adult, request, "Nothing goes there any more.", f"{names[who]}. The record is kept.")

        fields = gone_fields(tuple(names.items()))
        return FormSheet(self.page, "A parent or carer who is gone", fields, {"adult_id": ""}, "Close the record", send)
