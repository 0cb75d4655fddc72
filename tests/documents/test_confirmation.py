"""Every nasty value through the confirmation; the same facts give the same bytes; fonts embedded, language set."""

import io
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest

from shortbreaks.documents.confirmation import ConfirmationFacts, SessionFacts, charge_sentence, confirmation
from shortbreaks.documents.keeping import from_json, to_json
from shortbreaks.documents.page import Letterhead
from shortbreaks.documents.words import clean, pieces
from tests.nasty import TEXTS

HEAD = Letterhead("Example County Council", "Short breaks", "Priya Nair, coordinator", "01632 960170", "x@example.org")


def session(day, hour=10):
    start = datetime(2026, 8, 1, hour) + timedelta(days=day)
    return SessionFacts(start, start + timedelta(hours=3), start - timedelta(days=7), start - timedelta(days=2), 50)


FACTS = ConfirmationFacts(
    HEAD, "B-48267", "Amara O.", "F-20418", date(2026, 7, 22), "Ms O.", "Sandpipers", "The Hall CT10 1JX.", "Park behind.",
    (session(0),), (1275,), 1275, 0, "1 session × £12.75 = £12.75.", "", "Jo", "07700 900655", "A hat.", "", "Large print?", "18001",
)  # fmt: skip


def pages(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf)).pages


@pytest.mark.parametrize("style", ["standard", "large"])
@pytest.mark.parametrize("text", TEXTS, ids=[f"value{n}" for n in range(len(TEXTS))])
def test_no_value_breaks_or_decorates_a_paper(text, style):
    name = text if text.strip() else "x"
    drawn = confirmation(
        replace(FACTS, child=f"{name} O.", service=name, venue=name, dear=name, day_contact=name, bring=name, collected_by=name,
                head=replace(HEAD, officer=name, council=name)),
        style,
    )  # fmt: skip
    said = "".join("".join(page.extract_text() for page in pages(drawn.pdf)).split())
    assert all(not page.images for page in pages(drawn.pdf))
    assert "■" not in said and "\ufffd" not in said
    # joined Arabic forms are compared as the letters they stand for; a letter no font has is told by its code
    drawn_as = "".join(letters for _, letters in pieces(text, bold=False))
    if "[U+" not in drawn_as:
        assert kept("".join(clean(text).split())) in kept(said)


def kept(text):
    return unicodedata.normalize("NFKC", text)


def test_the_same_facts_give_the_same_bytes_in_another_process(tmp_path):
    here = confirmation(FACTS, "standard")
    script = (
        "import sys; from tests.documents.test_confirmation import FACTS; "
        "from shortbreaks.documents.confirmation import confirmation; sys.stdout.write(confirmation(FACTS, 'standard').sha256)"
    )
    root = Path(__file__).parents[2]
    other = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert other.stdout == here.sha256 == confirmation(FACTS, "standard").sha256


def test_facts_survive_the_register():
    assert from_json(ConfirmationFacts, to_json(FACTS)) == FACTS


def test_many_days_break_well_and_repeat_their_head():
    drawn = confirmation(replace(FACTS, sessions=tuple(session(n) for n in range(60))), "standard")
    texts = [page.extract_text() for page in pages(drawn.pdf)]
    assert drawn.pages == len(texts) > 3
    assert sum("Cancel free until" in text for text in texts) >= drawn.pages - 1
    assert f"Page {drawn.pages} of {drawn.pages}" in texts[-1].replace("\u00a0", " ")


def test_metadata_language_and_fonts():
    drawn = confirmation(FACTS, "standard")
    reader = pypdf.PdfReader(io.BytesIO(drawn.pdf))
    assert (reader.metadata.title, reader.metadata.author) == ("Your booking is confirmed", "Example County Council")
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"
    fonts = reader.pages[0]["/Resources"]["/Font"]
    used = [font.get_object() for font in fonts.values()]
    assert any("ShortBreaksPaper" in str(font["/BaseFont"]) for font in used)
    assert all("/FontFile2" in font["/FontDescriptor"] for font in used if font["/Subtype"] == "/TrueType")
    assert len(drawn.pdf) <= 60_000


def test_the_sum_in_words():
    on = date(2026, 7, 22)
    assert charge_sentence((1275, 1275), 2550, 0, on, "").endswith(
        "= £25.50. £25.50 is still to pay; ring us to pay by card."
    )
    assert charge_sentence((1275, 950), 2225, 1000, on, "").startswith(
        "£12.75 + £9.50 = £22.25. You paid £10.00. £12.25"
    )
    assert charge_sentence((500,), 0, 0, on, "provider").startswith("The provider asks for its own fee, £5.00")
