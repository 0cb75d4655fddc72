"""What letters are built from: a title, facts beside their names, sessions as a table or as blocks, a box."""

from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from shortbreaks.documents.style import GROUND, INK, MARGIN, RULE, TEAL, Style
from shortbreaks.documents.words import clean, marked, paragraph, text_style

WIDTH = A4[0] - 2 * MARGIN


def title(words: str, style: Style) -> Flowable:
    """The outcome, in the words of a person: "Your booking is confirmed"."""
    return paragraph(marked(words, bold=True), text_style(style.title, 1.2, INK, style.body * 0.6))


def body(words: str, style: Style, after: float = 0.5) -> Flowable:
    """A paragraph of plain text."""
    return paragraph(marked(words), text_style(style.body, style.lead, INK, style.body * after))


def mixed(parts: Sequence[tuple[str, bool]], style: Style, after: float = 0.5) -> Flowable:
    """A paragraph of (text, bold) runs."""
    markup = "".join(marked(text, bold=bold) for text, bold in parts)
    return paragraph(markup, text_style(style.body, style.lead, INK, style.body * after))


def facts(pairs: Sequence[tuple[str, Sequence[tuple[str, bool]]]], style: Style) -> Flowable:
    """Names and values beside each other; one below the other in large print."""
    plain = text_style(style.body, 1.3)
    if style.blocks:
        rows = []
        for name, parts in pairs:
            rows.append(paragraph(marked(f"{name}: ") + "".join(marked(t, bold=b) for t, b in parts), plain))
        return KeepTogether([*rows, Spacer(1, style.body * 0.6)])
    cells = [
        [paragraph(marked(n), plain), paragraph("".join(marked(t, bold=b) for t, b in p), plain)] for n, p in pairs
    ]
    table = Table(cells, colWidths=[WIDTH * 0.27, WIDTH * 0.73], spaceAfter=style.body * 0.6, hAlign="LEFT")
    table.setStyle(TableStyle(_tight(bottom=2)))
    return table


def questions(pairs: Sequence[tuple[str, Sequence[tuple[str, bool]]]], style: Style) -> list[Flowable]:
    """Question words in teal with their answers; above them in large print."""
    answer = text_style(style.body, style.lead)
    asked = text_style(style.body, style.lead, TEAL)
    found: list[Flowable] = []
    for name, parts in pairs:
        said = paragraph("".join(marked(text, bold=bold) for text, bold in parts), answer)
        word = paragraph(marked(name, bold=True), asked)
        if style.blocks:
            found.append(KeepTogether([word, said, Spacer(1, style.body * 0.6)]))
            continue
        table = Table([[word, said]], colWidths=[WIDTH * 0.25, WIDTH * 0.75], hAlign="LEFT")
        table.setStyle(TableStyle(_tight(bottom=style.body * 0.55)))
        found.append(table)
    return found


def _tight(bottom: float) -> list[tuple[object, ...]]:
    everything = (0, 0), (-1, -1)
    return [
        ("VALIGN", *everything, "TOP"), ("LEFTPADDING", *everything, 0), ("RIGHTPADDING", *everything, 4),
        ("TOPPADDING", *everything, 0), ("BOTTOMPADDING", *everything, bottom),
    ]  # fmt: skip


def grid(
    heads: Sequence[str], rows: Sequence[Sequence[Sequence[tuple[str, bool]]]], style: Style, shares: Sequence[float]
) -> list[Flowable]:
    """A table with its head repeated on each page; in large print each row is a block, one fact a line."""
    plain = text_style(style.body, 1.3)
    if style.blocks:
        blocks: list[Flowable] = []
        for row in rows:
            lines = [
                paragraph(
                    (marked(f"{head}: ") if place else "") + "".join(marked(t, bold=b or not place) for t, b in cell),
                    plain,
                )
                for place, (head, cell) in enumerate(zip(heads, row, strict=True))
                if any(clean(text) for text, _ in cell)
            ]
            blocks.append(KeepTogether([*lines, Spacer(1, style.body * 0.7)]))
        return blocks
    cells = [[paragraph(marked(head, bold=True), plain) for head in heads]]
    cells += [[paragraph("".join(marked(t, bold=b) for t, b in cell), plain) for cell in row] for row in rows]
    table = Table(
        cells, colWidths=[WIDTH * share for share in shares], repeatRows=1, spaceAfter=style.body, hAlign="LEFT"
    )
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"), ("BACKGROUND", (0, 0), (-1, 0), GROUND),
                ("LINEABOVE", (0, 0), (-1, 0), 0.8, RULE), ("LINEBELOW", (0, 0), (-1, -1), 0.8, RULE),
                ("LEFTPADDING", (0, 0), (-1, -1), 8), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 7), ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )  # fmt: skip
    return [table]


def box(words: str, style: Style) -> Flowable:
    """The framed words at a letter's end."""
    table = Table([[body(words, style, 0)]], colWidths=[WIDTH], spaceBefore=style.body * 0.4, hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 1, TEAL), ("LEFTPADDING", (0, 0), (-1, -1), 11),
                ("TOPPADDING", (0, 0), (-1, -1), 6), ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )  # fmt: skip
    return table
