"""Which kinds of paper are written in easy read too: known to screens before anything that draws is read."""

EASY_READ = frozenset({
    "agreement summary", "award letter", "booking list", "cancellation notice", "confirmation", "cycle letter", "decision letter",
    "end letter", "offer letter", "on again notice", "pay-back letter", "plan letter", "reconsideration letter", "return reminder",
    "return request", "round result", "statement", "stay confirmation", "stay offer", "surplus letter", "suspension notice",
    "transition letter", "uplift letter", "waiting-list letter", "waiting-list letter for nights",
})  # fmt: skip
