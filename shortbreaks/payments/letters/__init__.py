"""Letters of direct payments: which are due, what they say, their batches and what is kept of them."""
