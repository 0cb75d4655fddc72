"""Speed against the raw limit of the same run: `python -m uv run python -m tests.bench [--scale N]`."""
