"""Registers of sessions: who came, what was marked, and the conversations after no-shows."""
