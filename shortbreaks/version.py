"""Which Short Breaks this is; a test ties it to pyproject.toml."""

VERSION = "0.1.0"
