"""Make the paper cut of Atkinson Hyperlegible Next: figures of one width, which ReportLab cannot switch on itself.

Run once when the font changes: `python -m uv run --with fonttools resources/fonts/make_paper_fonts.py [DEJAVU [DROID]]`. The licence
(OFL, no reserved name) allows a changed build; it carries another name all the same.

With DEJAVU, the folder of DejaVu Sans 2.37, the wide font is made too, for letters that Atkinson lacks: without hints and
layout tables, which no paper uses and every paper would carry. Its licence asks that a changed build has another name.
With DROID, the file DroidSansFallbackFull.ttf (Apache 2.0), so is the font of Chinese and Japanese letters.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
DIGITS = "0123456789"
WIDE = (
    (0x20, 0x58F),
    (0x590, 0x6FF),
    (0x10A0, 0x10FF),
    (0x1E00, 0x1FFF),
    (0x2000, 0x22FF),
    (0x2500, 0x27BF),
    (0xFB00, 0xFEFC),
)


def tabular_names(font: TTFont) -> dict[str, str]:
    """The glyph of one width for each figure's own glyph, from the font's `tnum` feature."""
    table = font["GSUB"].table
    lookups = {
        number
        for feature in table.FeatureList.FeatureRecord
        if feature.FeatureTag == "tnum"
        for number in feature.Feature.LookupListIndex
    }
    names: dict[str, str] = {}
    for number in sorted(lookups):
        for sub in table.LookupList.Lookup[number].SubTable:
            names.update(getattr(sub, "mapping", getattr(getattr(sub, "ExtSubTable", None), "mapping", {})))
    return names


def rename(font: TTFont, family: str, weight: str) -> None:
    """Give a changed build its own name."""
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16}:
            joined = record.nameID in {3, 6}
            record.string = f"ShortBreaks{family}-{weight}" if joined else f"Short Breaks {family} {weight}"


EAST = (
    (0x2E80, 0x303F),
    (0x3040, 0x312F),
    (0x31A0, 0x31BF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
)


def make_cut(source: Path, family: str, weight: str, letters: tuple[tuple[int, int], ...]) -> None:
    """Write a cut with these letters: Wide has the world's alphabets, accents, Hebrew, and Arabic with its joined forms."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in letters for code in range(first, last + 1)])
    subsetter.subset(font)
    for tag in ("kern", "GPOS", "GSUB", "GDEF"):
        if tag in font:
            del font[tag]
    rename(font, family, weight)
    font.save(HERE / "paper" / f"ShortBreaks{family}-{weight}.ttf")


def make(source: Path) -> None:
    """Write the paper cut of one weight."""
    font = TTFont(source, recalcTimestamp=False)
    names = tabular_names(font)
    for subtable in font["cmap"].tables:
        for digit in DIGITS:
            glyph = subtable.cmap.get(ord(digit))
            if glyph in names:
                subtable.cmap[ord(digit)] = names[glyph]
    weight = source.stem.rpartition("-")[2]
    rename(font, "Paper", weight)
    for tag in ("GSUB", "GPOS", "GDEF", "STAT", "DSIG"):
        if tag in font:
            del font[tag]
    font.save(HERE / "paper" / f"ShortBreaksPaper-{weight}.ttf")


if __name__ == "__main__":
    for kept in ("Regular", "Bold"):
        make(HERE / f"AtkinsonHyperlegibleNext-{kept}.ttf")
    for folder in sys.argv[1:2]:
        make_cut(Path(folder) / "DejaVuSans.ttf", "Wide", "Regular", WIDE)
        make_cut(Path(folder) / "DejaVuSans-Bold.ttf", "Wide", "Bold", WIDE)
    for file in sys.argv[2:3]:
        make_cut(Path(file), "East", "Regular", EAST)
