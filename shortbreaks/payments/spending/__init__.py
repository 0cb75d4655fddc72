"""What families spent: bank and card lines read, matched, tied to the books and put right."""
