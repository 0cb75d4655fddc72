"""What this council has decided: dated settings, rates, holidays, code lists and districts."""
