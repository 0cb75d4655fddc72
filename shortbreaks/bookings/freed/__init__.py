"""Breaks had free by a benefit: seen, found not to count after all, charged or let be."""
