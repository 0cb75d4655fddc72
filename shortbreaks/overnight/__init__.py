"""Overnight breaks: what a night counts as, the limits of the law, who may share, and the bed board."""
