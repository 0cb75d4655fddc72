"""Find a break: the child and the wish, the answers, and the booking."""
