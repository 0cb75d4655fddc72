"""Accounts, entries and transfers; knows no feature."""
