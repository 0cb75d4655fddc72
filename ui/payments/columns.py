"""What the tables of direct payments show."""

from collections.abc import Sequence
from datetime import date

from shortbreaks.dates import say_short, say_short_days, short_day
from shortbreaks.money import pounds
from shortbreaks.payments.account_list import NEEDS, AccountRow
from shortbreaks.payments.queries import MoneyLine
from shortbreaks.payments.rules import DAY, Step
from shortbreaks.payments.runs.drafting import FLAGS, SETTLE
from shortbreaks.payments.runs.queries import RunLineRow, RunRow
from ui.kit import theme
from ui.kit.rows import Column, Mark

STATES = {
    "draft": Mark("Not started", "neutral"), "active": Mark("Paying", "ok"), "suspended": Mark("Suspended", "warn"),
    "ended": Mark("Ended", "neutral"),
}  # fmt: skip
SOON = {"active": "Paid", "suspended": "Suspended", "ended": "Ends"}
NEED_MEANINGS = {
    "odd": "warn", "return": "bad", "over": "warn", "vendor": "bad", "review": "warn", "away": "warn", "again": "bad", "there": "warn",
    "draft": "neutral", "final": "warn", "end": "bad", "plan": "warn", "sixteen": "warn",
}  # fmt: skip
RUN_STATES = {
    "drafted": Mark("Prepared", "warn"), "approved": Mark("Approved", "info"), "posted": Mark("Posted", "info"),
    "exported": Mark("With finance", "info"), "acknowledged": Mark("Paid", "ok"), "dropped": Mark("Dropped", "neutral"),
}  # fmt: skip
DONE = {
    "posted": Mark("Posted", "info"), "acknowledged": Mark("Paid", "ok"), "left out": Mark("Not paid", "neutral"),
    "rejected": Mark("Rejected", "bad"), "returned": Mark("Sent back", "bad"), "held back": Mark("Held back", "bad"),
}  # fmt: skip
ASKED = {  # of a misspent part; while its debt is open, how much it is
    "recovered": Mark("Came back", "ok"), "written off": Mark("Written off", "neutral"), "withdrawn": Mark("Not asked back", "neutral"),
}  # fmt: skip
MOST_MARKS, LARGE = 2, 125  # chips of a row; per cent of text above which one must do, so that rows stay low


def state_mark(state: str, coming: Step | None, today: date) -> Mark:
    """An agreement's state on this day, and until when it holds where another was decided."""
    if coming is None:
        return STATES[state]
    if state == "draft":
        return coming_mark(coming, today)
    return Mark(f"{STATES[state].text} to {short_day(coming.from_day - DAY, today)}", STATES[coming.state].meaning)


def coming_mark(coming: Step, today: date) -> Mark:
    """What was decided from a day to come: money follows the day, and so do the words."""
    return Mark(f"{SOON[coming.state]} from {short_day(coming.from_day, today)}", STATES[coming.state].meaning)


def _needs(row: AccountRow) -> Sequence[Mark]:
    marks = [Mark(NEEDS[name], NEED_MEANINGS[name]) for name in row.needs]
    most = MOST_MARKS if theme.text_size() <= LARGE else 1
    return (*marks[:most], *([Mark(f"{len(marks) - most} more", "neutral", "")] if marks[most:] else []))


def account_columns(today: date) -> Sequence[Column[AccountRow]]:
    """Family, state, what needs doing, and what is held against the weeks it may hold."""
    name: Column[AccountRow] = Column("Family", lambda r: r.name, second=lambda r: r.ref, strong=True)
    return [
        name,
        Column("State", marks=lambda r: (state_mark(r.state, r.coming, today),), sort=lambda r: r.state, width=172),
        Column("What needs doing", marks=_needs, sort=lambda r: -len(r.needs), width=330),
        Column("A week", lambda r: pounds(r.week) if r.week else "–", sort=lambda r: r.week, right=True, width=92, tabular=True),
        Column("Held", lambda r: pounds(r.balance), sort=lambda r: r.balance, right=True, width=108, tabular=True),
        Column("Over", lambda r: pounds(r.over) if r.over else "–", sort=lambda r: r.over, right=True, width=100, tabular=True),
        Column(
            "Review", lambda r: short_day(r.review_on, today) if r.review_on else "–", sort=lambda r: r.review_on,
            width=112, tabular=True,
        ),
    ]  # fmt: skip


def _evidence(row: MoneyLine) -> Sequence[Mark]:
    if row.bank is not None:
        ours = Mark("Arrived" if row.pence > 0 else "Gone back", "ok", quiet=True)
        return (Mark("Same money", "info") if row.bank.reference else ours,)
    if row.spend_id is None or row.undone:
        return ()
    if row.match == "misspent":
        return (ASKED.get(row.asked) or Mark(f"{pounds(row.misspent)} to give back", "bad"),)
    if row.match == "odd":
        return (Mark("To look at", "warn"),)
    return (Mark("Seen", "ok", quiet=True),) if row.evidence else (Mark("Not yet", "warn", "clock"),)


def _taken_back(row: MoneyLine, today: date) -> str:
    """Which line a correction is of, and that a line was corrected."""
    if row.corrects is not None and row.bank is None:
        return f"Corrects {short_day(row.corrects, today)}"
    return "Reversed" if row.undone and row.bank is None else ""


def _entered(row: MoneyLine, today: date) -> str:
    """On a past day: when a line was entered that counts by it and was not there that evening."""
    return f", entered {short_day(row.entered, today)}" if row.entered is not None else ""


def line_columns(today: date) -> Sequence[Column[MoneyLine]]:
    """Date, what, kind, evidence, in, out and the balance after it."""
    first: Column[MoneyLine] = Column(
        "Date", lambda r: short_day(r.on, today), sort=lambda r: r.on, width=74, tabular=True
    )
    return [
        first,
        Column("What", lambda r: r.what + _entered(r, today), strong=True),
        Column("Kind", lambda r: r.kind.capitalize(), width=116),
        Column("Evidence", lambda r: _taken_back(r, today), marks=_evidence, width=122),
        Column(
            "In",
            lambda r: pounds(r.pence) if r.pence > 0 else "",
            sort=lambda r: r.pence,
            right=True,
            width=92,
            tabular=True,
            ink="ok",
        ),
        Column(
            "Out",
            lambda r: pounds(-r.pence) if r.pence < 0 else "",
            sort=lambda r: -r.pence,
            right=True,
            width=92,
            tabular=True,
        ),
        Column(
            "Balance",
            lambda r: pounds(r.balance),
            sort=lambda r: r.balance,
            right=True,
            width=100,
            strong=True,
            tabular=True,
        ),
    ]


def run_columns(today: date) -> Sequence[Column[RunRow]]:
    """Number, cycle, days that matter, state, count and total."""
    first: Column[RunRow] = Column("Run", lambda r: f"Run {r.number}", sort=lambda r: r.number, width=84, strong=True)
    return [
        first,
        Column("Cycle", lambda r: say_short_days(r.first, r.last, today), sort=lambda r: r.first, tabular=True),
        Column("Money arrives", lambda r: say_short(r.pay_on, today), sort=lambda r: r.pay_on, width=150, tabular=True),
        Column("File by", lambda r: say_short(r.file_by, today), sort=lambda r: r.file_by, width=150, tabular=True),
        Column("State", marks=lambda r: (RUN_STATES[r.state],), width=130),
        Column("Payments", lambda r: f"{r.count:,}", sort=lambda r: r.count, right=True, width=90, tabular=True),
        Column(
            "Total", lambda r: pounds(r.total), sort=lambda r: r.total, right=True, width=124, strong=True, tabular=True
        ),
    ]


def _state(row: RunLineRow) -> Sequence[Mark]:
    if row.state in DONE:
        return (DONE[row.state],)  # the run went: nobody looks at it for the run's sake any more
    if row.group == "To settle first":
        return (Mark("Settle first", "bad"),)
    return (Mark("Look", "warn"),) if row.flags else (Mark("As before", "ok"),)


def payment_columns() -> Sequence[Column[RunLineRow]]:
    """Payee and child, what is different, last run, this run and the change."""

    def change(row: RunLineRow) -> str:
        if row.before is None:
            return ""
        return ("+" if row.net > row.before else "") + pounds(row.net - row.before)

    def different(row: RunLineRow) -> list[str]:
        """What is different, what has to be settled first."""
        return [FLAGS[flag] for flag in sorted(row.flags, key=lambda flag: flag not in SETTLE)]

    def more(row: RunLineRow) -> str:
        """What else is different, then the reason or the sum."""
        return "; ".join(filter(None, (*different(row)[1:], row.reason or row.workings)))

    first: Column[RunLineRow] = Column(
        "Family", lambda r: r.payee, second=lambda r: f"for {r.child} · {r.ref}", strong=True, width=200
    )
    return [
        first,
        Column(
            "What is different", lambda r: (different(r) or [r.group or "Nothing"])[0], second=more,
        ),
        Column(
            "Last run", lambda r: "–" if r.before is None else pounds(r.before), sort=lambda r: r.before, right=True,
            width=96, tabular=True,
        ),
        Column("This run", lambda r: pounds(r.net), sort=lambda r: r.net, right=True, width=96, strong=True, tabular=True),
        Column("Change", change, sort=lambda r: r.net - (r.before or 0), right=True, width=96, tabular=True),
        Column("State", marks=_state, width=118),
    ]  # fmt: skip
