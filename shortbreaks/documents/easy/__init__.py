"""Papers in easy read: short sentences and pictures, every sum, day and time as in the standard print."""
