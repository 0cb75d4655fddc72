"""Cancellation notices: whom to tell of a break that will not happen, and that they were told."""
