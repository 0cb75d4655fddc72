"""Waiting lists: who waits for which service, in which order, and whom a free place is offered to."""
