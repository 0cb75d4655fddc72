"""Evidence, decisions and allocations."""
