"""Screens of families and children."""
