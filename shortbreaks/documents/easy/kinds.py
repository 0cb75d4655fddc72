"""Which kinds of paper are written in easy read too: known to screens before anything that draws is read."""

EASY_READ = frozenset({
    "agreement summary", "award letter", "booking list", "cancellation notice", "confirmation", "decision letter", "end letter",
    "offer letter", "pay-back letter", "plan letter", "return reminder", "return request", "round result", "statement",
    "stay confirmation", "stay offer", "surplus letter", "waiting-list letter", "waiting-list letter for nights",
})  # fmt: skip
