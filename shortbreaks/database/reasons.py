"""Why a backup was made, as its manifest keeps it and people read it; and how many rows make a file a long one."""

BEFORE_MIGRATION = "before migration"
BEFORE_IMPORT, BEFORE_YEAR_END = "before a file came in", "before a year end"
BEFORE_ERASURE, BEFORE_RESTORE = "before an erasure", "before a restore"
BEFORE_NEW_KEY, NEW_KEY = "before a new key", "under a new key"
MANY_ROWS = 50  # a file with more comes in only after a verified backup (safety.md 3.5.1)
