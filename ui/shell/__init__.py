"""Desk, window, navigation, notices, sign-in and crash report."""
