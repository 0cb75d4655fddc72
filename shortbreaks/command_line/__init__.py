"""What can be done without the window: its words, how it asks and signs in, and each act."""
