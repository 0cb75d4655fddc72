"""The decision letter (domain.md section 4 no. 6): what was decided and why, in the words of the stored decision."""

from dataclasses import dataclass
from datetime import date

from shortbreaks.dates import say_day
from shortbreaks.documents.page import Drawn, Letterhead, draw
from shortbreaks.documents.parts import Block, mixed, opening, questions, title
from shortbreaks.documents.said import closing
from shortbreaks.documents.style import Style, style_named
from shortbreaks.documents.words import Run, unbroken
from shortbreaks.words import inside

PAYMENT = {
    "yes": "You asked to have it as a direct payment: money, so that you arrange the breaks yourselves. We arrange it with you.",
    "declined": "You told us that you do not want a direct payment. You can change your mind at any time.",
    "not yet": "You can have some or all of it as a direct payment: money, so that you arrange the breaks yourselves. It is "
    "your choice. Ask us about it.",
}


@dataclass(frozen=True, slots=True)
class AwardedFacts:
    """So much of one unit in words, and what it is for: "60 hours", "Clubs and schemes"."""

    amount: str
    purpose: str


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """Everything a decision letter says, taken from the decision as it was stored."""

    head: Letterhead
    number: str
    child: str
    family: str
    dated: date
    dear: str
    agreed: bool
    decided_by: str
    decided_on: date
    asked_on: date | None
    asked: str
    awards: tuple[AwardedFacts, ...]
    from_day: date
    until_day: date | None
    reason: str
    scheme: str
    criteria: tuple[str, ...]
    answer: str
    gives: str
    conditions: str
    review_on: date | None
    payment: str
    challenge_by: date
    challenge: str
    ask: str
    foot: str
    relay: str
    not_agreed: str = ""  # units that were asked for and of which nothing was awarded: "12 nights"


def decision_letter(given: DecisionFacts, style_name: str) -> Drawn:
    """Draw a decision letter in "standard" or "large" print. Raises Refused for a style that is not made."""
    style = style_named(style_name)
    said = decided_title(given)
    story = [
        title(said, style),
        *opening(("Our reference", given.number), given, style),
        _outcome(given, style),
        *questions(_answers(given), style),
        closing(given, style),
    ]
    return draw(said, f"Decision {given.number}", given.head, style, story)


def decided_title(given: DecisionFacts) -> str:
    """What was decided, as the letter's first words."""
    agreed = "Part of your request is agreed" if given.not_agreed else "Your short breaks are agreed"
    return agreed if given.agreed else "We have not agreed your request"


def verdict_of(given: DecisionFacts) -> str:
    """What was decided, as the end of a sentence about who decided."""
    first = given.child.split(" ")[0]
    agreed = "agreed part of it" if given.not_agreed else f"agreed short breaks for {first}"
    return agreed if given.agreed else f"did not agree the request for {first}"


def _outcome(given: DecisionFacts, style: Style) -> Block:
    verdict = verdict_of(given)
    when = unbroken(say_day(given.decided_on))
    return mixed([(f"On {when} {who_decided(given.decided_by)} ", False), (verdict, True), (".", False)], style, 0.8)


def who_decided(name: str) -> str:
    """A panel is "the panel" within a sentence; people keep their names."""
    return f"the {name[:1].lower()}{name[1:]}" if name.casefold().endswith(("panel", "team", "service")) else name


def _answers(given: DecisionFacts) -> list[tuple[str, list[Run]]]:
    answers: list[tuple[str, list[Run]]] = []
    if given.asked:
        since = f" You asked on {unbroken(say_day(given.asked_on))}." if given.asked_on else ""
        answers.append(("You asked for", [(f"{as_sentence(given.asked)}{since}", False)]))
    if given.agreed:
        answers += [(name, runs) for name, runs in _awarded(given)]
        if given.not_agreed:
            answers.append(("Not agreed", [(given.not_agreed, True), (". Why is said next.", False)]))
    answers.append(("Why", [(given.reason, False)]))
    if given.conditions:
        answers.append(("Depends on", [(given.conditions, False)]))
    answers.append(("How decided", _criteria(given)))
    if given.review_on:
        answers.append(("Next review", [(f"We look at this again with you by {unbroken(say_day(given.review_on))}.", False)]))
    if given.agreed and given.payment:
        answers.append(("Direct payment", [(PAYMENT[given.payment], False)]))
    by = unbroken(say_day(given.challenge_by))
    disagree = f"Ring us on {unbroken(given.head.phone)} or write to us by {by}. {given.challenge}"
    answers.append(("If you disagree", [(disagree, False)]))
    # Who wrote the letter stands at its head already: a letter with one line more keeps to its page, and earlier ones their bytes
    if not (given.not_agreed and given.head.officer.startswith(given.ask)):
        answers.append(("Questions", [(f"Ask {given.ask}.", False)]))
    return answers


def _awarded(given: DecisionFacts) -> list[tuple[str, list[Run]]]:
    """Each unit in a line of its own: hours, sessions, nights and pounds are never one sum."""
    rows: list[tuple[str, list[Run]]] = []
    for place, one in enumerate(given.awards):
        rows.append(("We agreed" if place == 0 else "And", [(unbroken(one.amount), True), (f", {inside(one.purpose)}", False)]))
    until = f" to {unbroken(say_day(given.until_day))}" if given.until_day else ""
    rows.append(("From", [(f"{unbroken(say_day(given.from_day))}{until}", False)]))
    return rows


def _criteria(given: DecisionFacts) -> list[Run]:
    if not given.criteria:
        return [("By what is said above.", False)]
    named = f"By the council’s scheme “{given.scheme}” as it stood on {unbroken(say_day(given.decided_on))}. It looks at: "
    runs: list[Run] = [(named, False), (f"{'; '.join(inside(line) for line in given.criteria)}.", False)]
    if given.answer:
        runs.append((f" {as_sentence(given.answer)}", False))
        if given.gives:
            runs.append((f" For that it gives {given.gives}.", False))
    runs.append((" A person decided, and looked at your family’s own situation.", False))
    return runs


def as_sentence(words: str) -> str:
    """What somebody wrote, with its full stop."""
    return words if words.endswith((".", "!", "?")) else f"{words}."
