"""Which kinds of paper are written in easy read too: known to screens before anything that draws is read."""

EASY_READ = frozenset({
    "award letter", "cancellation notice", "confirmation", "decision letter", "end letter", "offer letter", "return reminder",
    "return request", "round result", "stay confirmation", "stay offer", "surplus letter", "waiting-list letter",
    "waiting-list letter for nights",
})  # fmt: skip
