"""Breaks that were had and not charged, and may be after all: found, decided about by a person, told to the family."""
