"""Write the bank holidays that are kept beside the application anew from the library: `python -m tests.write_bank_holidays`."""

import csv

from shortbreaks.council.england import FIRST, KEPT, LAST, known_to_library
from shortbreaks.resources import resource

if __name__ == "__main__":
    with resource(KEPT).open("w", encoding="ascii", newline="") as file:
        for year in range(FIRST, LAST + 1):
            csv.writer(file, lineterminator="\n").writerows((day.isoformat(), name) for day, name in known_to_library(year).items())
