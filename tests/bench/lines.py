"""A line of a bench: raw work beside ours, the target and whether it is met."""

import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    work: str
    raw_ms: float
    ours_ms: float
    times: float = 0.0  # speed.md's target as a multiple of the raw work, or
    most_ms: float = 0.0  # as milliseconds; none of either is shown without a verdict

    def said(self) -> str:
        ratio = self.ours_ms / self.raw_ms if self.raw_ms else 0.0
        target = f"{self.times:g} x" if self.times else f"{self.most_ms:g} ms" if self.most_ms else "-"
        met = ratio <= self.times if self.times else self.ours_ms <= self.most_ms
        verdict = "" if target == "-" else "met" if met else "NOT met"
        return f"{self.work:<48}{self.raw_ms:>10.3f}{self.ours_ms:>10.3f}{ratio:>8.1f}{target:>9}  {verdict}"


def median(work, times=30):
    """The median of some runs in milliseconds of the processor's time, after three that are not counted.

    Not of the clock's: on a computer that others share, that says how busy they are.
    """
    return statistics.median([spent(work, number) for number in range(times + 3)][3:])


def spent(work, *given):
    """One run in milliseconds of the processor's time."""
    begun = time.process_time()
    work(*given)
    return (time.process_time() - begun) * 1000


def least(work, times=30):
    """The least processor time of some runs in milliseconds: what others do on the computer is not in it."""
    found = []
    for number in range(times + 3):
        begun = time.process_time()
        work(number)
        if number > 2:
            found.append((time.process_time() - begun) * 1000)
    return min(found)


def print_head():
    """The titles of the columns."""
    print(f"{'work':<48}{'raw':>10}{'ours':>10}{'ratio':>8}{'target':>9}")


def busy_family(raw):
    """The family's account with most lines in the twelve months before the bench, of those with 125 at most.

    A county ten times as large has one that is busier; the same work must be timed in both.
    """
    sides = " union all ".join(f"select {side} as account, on_date from transfer" for side in ("to_account", "from_account"))
    return raw.execute(
        f"select account from ({sides}) join account a on a.id = account where a.kind in ('family charges', 'direct payment') "
        f"and on_date between '2025-08-01' and '2026-07-31' group by account having count(*) <= 125 order by count(*) desc, account limit 1"
    ).fetchone()[0]


def year_by_hand(raw, account, first, last):
    """Every line of an account between two days, as a statement shows it but for its balances."""
    sides = " union all ".join(
        f"select t.on_date, t.id, {sign}t.pence, e.number, e.what, e.about, e.id from transfer t join entry e on e.id = t.entry_id "
        f"where t.{side} = ?1 and t.on_date >= ?2 and t.on_date <= ?3"
        for side, sign in (("to_account", ""), ("from_account", "-"))
    )
    return raw.execute(sides + " order by 1, 2", (account, f"{first}", f"{last}")).fetchall()
