"""Households, adults, children, needs, contact wishes and address safety."""
