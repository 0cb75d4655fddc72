"""What is filled in about a family, a child, a home, a call and a decision."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from shortbreaks.dates import year_of_allocation
from shortbreaks.families.needs import may_have_level
from shortbreaks.families.queries import ChildCard
from shortbreaks.families.rules import Shown
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.shell.lists import Lists

FORMATS = (("standard", "Standard print"), ("large", "Large print"), ("easy", "Easy read"))
LEVEL = "level_"  # a need's code follows
SIBLING_ONLY = Field("sibling_only", "Here as brother or sister only: no short breaks", "yes")


def register_fields(lists: Lists) -> tuple[Field, ...]:
    """A family that is new: a child, a parent and the home."""
    return (
        Field("first_name", "Child's first name"),
        Field("last_name", "Last name", beside=True, optional=True),
        Field("born", "Date of birth", "birthday", beside=True),
        Field("adult_first_name", "Parent or carer's first name"),
        Field("adult_last_name", "Their last name", beside=True, optional=True),
        Field("relation", "They are the child's", hint="Mother"),
        Field("adult_title", "Title for letters", beside=True, optional=True, hint="Ms"),
        Field("phone", "Telephone"),
        Field("email", "E-mail", beside=True, optional=True),
        Field("address", "Home address, without the postcode", "long"),
        Field("postcode", "Postcode", hint="CT11 9HH"),
        _district(lists),
        Field("restricted", "Withhold this address", "yes"),
        Field("benefit", "Benefit that frees from charges", "choice", optional=True, choices=lists.choices("benefit")),
        Field("letter_format", "Letters in", "choice", beside=True, choices=FORMATS),
    )


def child_fields(lists: Lists, card: ChildCard | None = None, *, sibling: bool = False) -> tuple[Field, ...]:
    """A child's own record, as it stands on its `card`; `sibling` where it may be here only as brother or sister."""
    offered = lists.choices("need", [need.code for need in card.needs] if card else ())
    return (
        Field("first_name", "First name"),
        Field("last_name", "Last name", beside=True, optional=True),
        Field("known_as", "Known as", optional=True),
        Field("born", "Date of birth", "birthday", beside=True),
        *((SIBLING_ONLY,) if sibling else ()),
        Field(
            "workers_needed",
            "Support in a group",
            "choice",
            choices=((0, "In the group"), (1, "One to one"), (2, "Two to one")),  # type: ignore[arg-type]
        ),  # fmt: skip
        Field("care_plan_on", "Care and medicine plan of", "date", beside=True, optional=True),
        Field("communication", "How the child communicates", optional=True),
        Field("health", "Health and emergency facts", "long", optional=True, longest=2000),
        Field("likes", "What the child likes, and does not", "long", optional=True, longest=1000),
        Field("school", "School", optional=True),
        Field("key_worker", "Key worker", beside=True, optional=True),
        *sen_fields(lists, card),
        Field("early_support_point", "Early Support access point", optional=True),
        Field("advance_care_plan_held", "Advance Care Plan is held at", beside=True, optional=True),
        Field(
            "long_term",
            "Will it last over one year?",
            "choice",
            optional=True,
            choices=(("yes", "Yes, or permanent"), ("no", "No")),
        ),  # fmt: skip
        Field("palliative", "Palliative care: first on every list", "yes"),
        Field("needs", "Needs, equipment and medicine", "many", choices=offered),
        *level_fields(lists, offered),
    )


def sen_fields(lists: Lists, card: ChildCard | None) -> tuple[Field, ...]:
    """At most two special educational needs in their order, what school gives, and the primary need of the CIN census."""

    def of(name: str, *standing: str) -> tuple[tuple[str, str], ...]:
        return lists.choices(name, [code for code in standing if code], once=True)

    types = of("sen_type", card.sen_first, card.sen_second) if card else of("sen_type")
    return (
        Field("sen_first", "Special educational need", "choice", optional=True, choices=types),
        Field("sen_second", "Second special educational need", "choice", optional=True, choices=types),
        Field("sen_provision", "Support at school", "choice", optional=True,
              choices=of("sen_provision", card.sen_provision if card else "")),
        Field("primary_need", "Primary need (CIN)", "choice", beside=True, optional=True,
              choices=of("primary_need", card.primary_need if card else "")),
    )  # fmt: skip


def level_fields(lists: Lists, needs: Sequence[tuple[str, str]]) -> tuple[Field, ...]:
    """The level of each disability, one below the other: which are shown follows what is ticked (R-E4)."""
    levels = (("none", "Not recorded"), *lists.choices("level"))
    return tuple(Field(f"{LEVEL}{code}", f"{words}: level", "choice", choices=levels) for code, words in needs if may_have_level(code))


def take_child(values: dict[str, Any]) -> dict[str, Any]:
    """What a child's form gave, as its command takes it."""
    levels = take_levels(values)
    return values | {"long_term": {"yes": True, "no": False}.get(values["long_term"]), "levels": levels}


def levels_follow(form: Form) -> None:
    """Show the level of what is ticked, and of nothing else."""

    def show() -> None:
        ticked = form.value("needs")
        for name in form.fields:
            if name.startswith(LEVEL):
                form.show_field(name, there=name.removeprefix(LEVEL) in ticked)

    form.when_typed("needs", show)
    show()


def take_levels(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Take the levels out of what a form gave: each ticked need with its own, "" where none is recorded."""
    levels = {name.removeprefix(LEVEL): values.pop(name) for name in tuple(values) if name.startswith(LEVEL)}
    return tuple((code, "" if level == "none" else level) for code, level in levels.items() if code in values["needs"])


def child_values(card: ChildCard) -> dict[str, Any]:
    """What a child's form begins with."""
    long_term = {True: "yes", False: "no", None: ""}[card.long_term]
    own = {name: getattr(card, name) for name in (
        "first_name", "last_name", "known_as", "born", "workers_needed", "care_plan_on", "communication", "health", "likes", "school",
        "key_worker", "early_support_point", "advance_care_plan_held", "palliative", "sibling_only", "sen_first", "sen_second",
        "sen_provision", "primary_need",
    )}  # fmt: skip
    return own | {"long_term": long_term, "needs": tuple(need.code for need in card.needs)}


def level_values(card: ChildCard) -> dict[str, str]:
    """The levels with which a child's form begins."""
    return {f"{LEVEL}{need.code}": need.level or "none" for need in card.needs}


def home_fields(lists: Lists, card: ChildCard | None = None) -> tuple[Field, ...]:
    """A family's new home."""
    return (
        Field("address", "Home address, without the postcode", "long"),
        Field("postcode", "Postcode", hint="CT11 9HH"),
        _district(lists, card.district_named if card is not None else ""),
        Field("restricted", "Withhold this address", "yes"),
        Field("checked_who_learns", "I have checked who must not learn it", "yes"),
    )


def _district(lists: Lists, standing: str = "") -> Field:
    offered = lists.choices("district", (standing,) if standing else ())
    return Field("district", "District, if the postcode tells none", "choice", beside=True, optional=True, choices=offered)


def home_values(card: ChildCard) -> dict[str, Any]:
    """What the form of a home begins with; a withheld one begins empty."""
    if isinstance(card.address, Shown):
        return {
            "address": "\n".join(card.address.lines),
            "postcode": card.address.postcode,
            "district": card.district_named,
            "restricted": card.restricted,
        }
    return {"restricted": card.restricted}


NOTE = (
    Field("kind", "It was", "choice", choices=(("call", "A telephone call"), ("note", "A note"))),
    Field("words", "What was said", "long", longest=2000),
)
CONTACT = (
    Field("name", "Name"),
    Field("relation", "They are the child's", beside=True, optional=True, hint="Aunt"),
    Field("phone", "Telephone"),
    Field("within_two_hours", "Can reach the child within two hours", "yes"),
)
AMOUNTS = (
    Field("hours", "Hours", "whole", optional=True),
    Field("sessions", "Sessions", "whole", beside=True, optional=True),
    Field("nights", "Nights", "whole", beside=True, optional=True),
    Field("pounds", "Pounds", "money", beside=True, optional=True),
)
REQUEST_FIELDS = (
    Field("asked_by", "Who asks", hint="Mother, or the social worker’s name"),
    Field("asked_on", "Asked on", "date", beside=True),
    *AMOUNTS,
    Field("words", "In words", "long", optional=True, longest=1000),
    Field("panel_on", "The panel meets on", "date", optional=True),
    Field("officer", "Officer who brings it", beside=True, optional=True, hint="You, when left empty"),
)
TOLD_FIELDS = (
    Field("told_on", "Told on", "date"),
    Field("how", "How, and where the letter is kept", hint="Letter of 3 July, in the old file", longest=300),
)
OFFER_FIELDS = (
    Field("on", "Spoken of on", "date"),
    Field("answer", "A direct payment was offered", "choice",
          choices=(("yes", "Yes, and the family wants it"), ("declined", "Yes, and the family declined"), ("not yet", "Not yet"))),
    Field("no_other_choice", "There was no other choice but a direct payment", "yes"),
    Field("words", "What was said, or what was not to be had", "long", optional=True, longest=1000),
)  # fmt: skip


def benefit_fields(lists: Lists) -> tuple[Field, ...]:
    """A benefit that was seen, or that none is received any more (R-C1)."""
    return (
        Field("benefit", "Benefit", "choice", optional=True, choices=lists.choices("benefit"),
              hint="Leave it empty when none is received."),
        Field("from_day", "Received from", "date"),
        Field("seen_on", "Seen on", "date"),
        Field("evidence", "What was seen, and where it is kept", "long", longest=1000),
    )


def evidence_fields(lists: Lists) -> tuple[Field, ...]:
    """A letter or plan that was seen; the kinds are the council's own list."""
    return (
        Field("kind", "What was seen", "choice", choices=lists.choices("evidence")),
        Field("seen_on", "Seen on", "date"),
        Field("expires_on", "Runs out on", "date", beside=True, optional=True),
        Field("note", "Note", optional=True),
    )


def decision_fields(schemes: Sequence[str]) -> tuple[Field, ...]:
    """A decision with what it awards, by one of the schemes that hold."""
    return (
        Field("outcome", "Decision", "choice", choices=(("agreed", "Agreed"), ("declined", "Declined"))),
        Field("decided_by", "Decided by", beside=True, hint="Short breaks panel"),
        Field("decided_on", "On", "date", beside=True),
        Field("scheme", "By the scheme", "choice", choices=tuple((name, name) for name in schemes)),
        Field("answer", "Answer to what it asks", beside=True, optional=True, hint="lots, or points"),
        Field("officer", "Whom to ask", beside=True, optional=True, hint="You, when left empty"),
        Field("reason", "Reason, as the family will read it", "long", longest=2000),
        Field("from_day", "From", "date"),
        Field("until_day", "Until", "date", beside=True),
        Field("review_on", "Review on", "date", beside=True, optional=True),
        *AMOUNTS,
        Field("for_a_year", "These are a year’s amounts: give the share for the days left of the year", "yes"),
        Field("conditions", "What it depends on, as the family will read it", "long", optional=True, longest=1000),
    )


def decision_values(today: date) -> dict[str, Any]:
    """A decision of today, to the end of the year of allocation."""
    _, last = year_of_allocation(today)
    return {"outcome": "agreed", "decided_on": today, "from_day": today, "until_day": last}
