"""The parts of a run's page: its way, its total and its control figures."""

from shortbreaks.dates import say_day, say_full
from shortbreaks.money import pounds
from shortbreaks.payments.runs.queries import RunLineRow, RunShown
from ui.kit.bridge import Bridge, Span
from ui.kit.cards import Card
from ui.kit.facts import facts
from ui.kit.progress_steps import StepShown
from ui.kit.text import label

ORDER = ("drafted", "approved", "posted", "exported", "acknowledged")
UNPAID = frozenset({"left out", "rejected", "returned", "held back", "dropped"})


def kinds(run: RunShown) -> tuple[tuple[RunLineRow, ...], ...]:
    """Exceptions, all that are paid, and those that are not."""
    paid = tuple(one for one in run.lines if one.state not in UNPAID)
    return tuple(one for one in paid if one.flags), paid, tuple(one for one in run.lines if one.state in UNPAID)


def steps(run: RunShown) -> tuple[StepShown, ...]:
    """Where the run is on its way."""
    at = ORDER.index(run.state) if run.state in ORDER else 0
    settle = f"{run.to_settle} to settle" if run.to_settle else "nothing to settle"
    words = (
        ("Prepared", run.drafted_by), ("Exceptions", settle), ("Approve", run.approved_by or "a second person"),
        ("Post", "to the ledger"), ("File", f"by {say_day(run.file_by)}"), ("Finance replied", "line by line"),
    )  # fmt: skip
    done = (1, 3, 4, 5, 6)[at]
    return tuple(
        StepShown(name, second, "done" if place < done else "now" if place == done else "later")
        for place, (name, second) in enumerate(words)
    )


def total_card(run: RunShown) -> Card:
    """The total, and the bridge from the run before."""
    card = Card()
    card.heading("Total to pay")
    card.body.addWidget(label(pounds(run.total), "figure", tabular=True, name="run_total"))
    spans, at = [], run.before_total
    if run.before_number is not None:
        spans.append(Span(f"Run {run.before_number}", 0, at, pounds(at), whole=True))
    for name, count, pence in run.bridge:
        spans.append(Span(f"{name} {count}", at, at + pence, f"{'+' if pence > 0 else ''}{pounds(pence)}"))
        at += pence
    spans.append(Span(f"Run {run.number}", 0, run.total, pounds(run.total), whole=True))
    card.body.addWidget(Bridge(spans, name="run_bridge"))
    return card


def control_card(run: RunShown) -> Card:
    """Figures that finance compares with its own."""
    paid = [one for one in run.lines if one.state in {"in", "posted", "acknowledged"}]
    held = sum(one.net for one in run.lines if one.state == "held back")  # not in the file, whose totals are these
    card = Card()
    card.heading("Control figures")
    card.body.addWidget(
        facts(
            [
                ("Payments", f"{len(paid):,}"), ("Pence", f"{run.total - held}"), *([("Held back", pounds(held))] if held else []),
                ("Money arrives", say_full(run.pay_on)), ("File by", say_full(run.file_by)),
                ("Same payee", "none paid twice for this period"),
            ],
            name="control_figures",
        )
    )  # fmt: skip
    return card
