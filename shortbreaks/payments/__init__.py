"""Direct payments: agreements, awards, runs, spending, and what is given back."""
