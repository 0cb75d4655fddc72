"""Memory that is free within the process is given back to the computer."""

import sys


def give_back() -> None:
    """After what reads much once, a check or a drill: else Linux keeps tens of MB for the next time. Others do so by themselves."""
    if sys.platform == "linux":
        import ctypes

        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # another C library may have none
        if trim is not None:
            trim(0)
