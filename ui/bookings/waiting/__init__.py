"""Screens of waiting: the lines for places and nights, what is free, and what could not be met."""
