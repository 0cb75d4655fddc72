"""Counts as people say them."""


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word: 1 payment, 2 payments, 1,204 families."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
