"""Providers, venues, services, sessions, prices and checks in date."""
