"""Before an office is open, and when it is locked: signing in, founding, connecting, recovering, restoring."""
