"""Sessions whose day became a bank holiday, or fell out of or into a school term: found, told of, and decided by a person."""
