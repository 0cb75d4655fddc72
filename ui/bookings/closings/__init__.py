"""Screens of closings: who is affected, putting one back, and the notices that families are owed."""
