"""Finance: the files written for it, and the months of the books."""
