"""The allocation round of a holiday scheme: wishes by a cut-off, and one fair, explained allocation of all its places."""
