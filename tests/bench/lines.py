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
