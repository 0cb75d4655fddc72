"""Short Breaks: opens the window; also check, backup, restore, import, export and example, without one."""

import gc
import sys
from io import TextIOWrapper


def main(arguments: list[str]) -> int:
    """Run the application or one of its commands; 0 done, 1 refused, 2 not understood."""
    if not arguments or arguments[0] == "example":
        return _window(arguments)
    from shortbreaks.command_line.run import run

    for stream in (sys.stdout, sys.stderr):  # a letter that a file or an old console cannot take must not stop the work
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    return run(arguments)


def _window(arguments: list[str]) -> int:
    gc.disable()  # nothing that is read for a start goes away again; ui.start sweeps again when everything is read
    example = None
    if arguments:
        import argparse

        words = argparse.ArgumentParser(prog="main.py example", description="Open the made-up county in the window.")
        words.add_argument("--scale", type=float, default=1.0, help="how large: 1 is 900 children (default), 10, 100")
        example = words.parse_args(arguments[1:]).scale
        if not 0 < example <= 1000:
            words.error("argument --scale: a number above nought, such as 0.1, 1 or 10")
    from ui.start import open_window

    return open_window(example)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
