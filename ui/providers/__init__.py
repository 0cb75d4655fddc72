"""Screens of the provider directory."""
