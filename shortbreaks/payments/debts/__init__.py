"""What families owe back: debts, surpluses recovered, and sums paid too much coming back in parts."""
