"""Screens of entitlement: what waits to be decided, told and delivered."""
