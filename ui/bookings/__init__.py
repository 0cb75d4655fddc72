"""Screens for finding, booking and cancelling a break."""
