"""Breaks that were booked before their price was known: found, charged once it is, or let be."""
