"""Requests that could not be met: kept, followed and reported."""
