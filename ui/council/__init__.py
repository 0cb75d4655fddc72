"""Screen of what the council has decided."""
