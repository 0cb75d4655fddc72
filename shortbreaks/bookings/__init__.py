"""Finding a break and taking, keeping and giving back a place."""
