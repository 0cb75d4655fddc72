"""The bed board: nights across and beds down, with a panel for the stay chosen or being placed."""
