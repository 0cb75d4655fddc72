"""Make the paper cut of Atkinson Hyperlegible Next: figures of one width, which ReportLab cannot switch on itself.

Run once when the font changes: `python -m uv run --with fonttools resources/fonts/make_paper_fonts.py`. The licence (OFL,
no reserved name) allows a changed build; it carries another name all the same.
"""

from pathlib import Path

from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
DIGITS = "0123456789"


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


def make(source: Path) -> None:
    """Write the paper cut of one weight."""
    font = TTFont(source)
    names = tabular_names(font)
    for subtable in font["cmap"].tables:
        for digit in DIGITS:
            glyph = subtable.cmap.get(ord(digit))
            if glyph in names:
                subtable.cmap[ord(digit)] = names[glyph]
    weight = source.stem.rpartition("-")[2]
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6, 16}:
            record.string = f"ShortBreaksPaper-{weight}" if record.nameID in {3, 6} else f"Short Breaks Paper {weight}"
    for tag in ("GSUB", "GPOS", "GDEF", "STAT", "DSIG"):
        if tag in font:
            del font[tag]
    font.save(HERE / "paper" / f"ShortBreaksPaper-{weight}.ttf")


if __name__ == "__main__":
    for path in sorted(HERE.glob("AtkinsonHyperlegibleNext-*.ttf")):
        make(path)
