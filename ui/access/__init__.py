"""Screen of the people who sign in."""
