"""Payment runs: drafted, approved, posted, and what came back of them."""
