"""Erasure of families whose time is up: put on a list, approved by another, and done again after an older backup."""
