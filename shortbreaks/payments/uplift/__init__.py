"""Uplifts: rates changed from a day over every agreement at once."""
