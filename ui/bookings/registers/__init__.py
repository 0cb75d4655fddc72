"""Screens of registers: which are back, one as a grid, and how reliable services are."""
