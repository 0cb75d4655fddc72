"""The card of a past day: by what it is shown, and what was entered after it."""

from shortbreaks.dates import say_day
from shortbreaks.money import pounds
from shortbreaks.payments.hindsight import Hindsight, LaterLines
from shortbreaks.payments.queries import AccountCard
from shortbreaks.words import counted
from ui.kit.cards import Card
from ui.kit.text import label

BY_WHAT = (
    "State, award, next payment and pay-back test are as they had been entered by this day’s evening. The lines and their"
    " balance are those of the books now; what was entered later is marked, and said here."
)


def past_card(card: AccountCard, found: Hindsight) -> Card:
    """What of the account had not been entered by the evening of the day, and how far that moves its balance."""
    made = Card("warn" if found.later or found.lines else "")
    made.heading(f"What was known on {say_day(card.last)}")
    made.body.addWidget(label(BY_WHAT, "caption", wrap=True, name="by_what"))
    for one in found.later:
        words = f"{one.words}. Entered {say_day(one.entered)}, counts from {say_day(one.from_day)}."
        made.body.addWidget(label(words, wrap=True, name="later_award"))
    if found.lines:
        made.body.addWidget(label(f"{say_known(card, found)}:", "name", wrap=True))
    for group in found.lines:
        made.body.addWidget(label(_say(group), wrap=True, name="later_lines"))
    if not (found.later or found.lines):
        made.body.addWidget(label("Everything that counts for it had been entered by then.", wrap=True, name="nothing_later"))
    return made


def say_known(card: AccountCard, found: Hindsight) -> str:
    """The balance as it was known that evening, beside the one of the books."""
    return f"{pounds(card.closing - found.pence)} as known that evening, {pounds(card.closing)} in the books now"


def _say(group: LaterLines) -> str:
    """What was entered on one day: 12 lines of 3 April to 27 April 2026, entered 10 May 2026: −£312.10."""
    days = f"of {say_day(group.first)}" + (f" to {say_day(group.last)}" if group.last > group.first else "")
    return f"{counted(group.count, 'line')} {days}, entered {say_day(group.entered)}: {pounds(group.pence)}"
