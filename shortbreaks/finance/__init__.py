"""Files for finance: payments, the books as a journal, and what finance answers."""
