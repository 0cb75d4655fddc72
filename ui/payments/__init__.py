"""Direct payments: the list, one account, the runs."""
