"""What a confirmation says, word for word, in both prints; nothing outside the margins; nothing that must not be there."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import pypdf
import pytest

from shortbreaks.documents.confirmation import ConfirmationFacts, SessionFacts, charge_sentence, confirmation
from shortbreaks.documents.drawing import PAPERS
from shortbreaks.documents.page import Letterhead
from shortbreaks.documents.style import MARGIN, WIDTH
from shortbreaks.documents.words import width_of
from tests.nasty import TEXTS

HEAD = Letterhead(
    "Example County Council", "Short breaks for disabled children", "Priya Nair, coordinator", "01632 960170", "breaks@example.gov.uk"
)


def session(day):
    start = datetime(2026, 8, 1, 10) + timedelta(days=day)
    return SessionFacts(start, start + timedelta(hours=3), start - timedelta(days=7), start - timedelta(days=2), 50)


FACTS = ConfirmationFacts(
    HEAD, "B-48267", "Amara O.", "F-20418", date(2026, 7, 22), "Ms O.", "Sandpipers Saturday Club",
    "Pierremont Hall, Broadstairs CT10 1JX.", "Park behind the hall, free.", (session(0), session(7)), (1275, 1275), 2550, 2550,
    charge_sentence((1275, 1275), 2550, 2550, date(2026, 7, 22), ""),
    "These breaks use 6 hours. You will have 28 hours of 60 hours left until 31 March 2027.", "Jo Pierce", "07700 900655",
    "Medicine in its own box.", "Her aunt Joy.", "You can have this letter in large print, easy read or another language.",
    "18001 then the number",
)  # fmt: skip

STANDARD = """Example County Council Short breaks for disabled children Priya Nair, coordinator 01632 960170 breaks@example.gov.uk
Your booking is confirmed Booking number B-48267 Child Amara O., family number F-20418 Date of letter 22 July 2026 Dear Ms O.
Amara has a place at Sandpipers Saturday Club on these two days. Day Time Cancel free until Half charge until
Saturday 1 August 2026 10:00 to 13:00 Saturday 25 July at 10:00 Thursday 30 July at 10:00
Saturday 8 August 2026 10:00 to 13:00 Saturday 1 August at 10:00 Thursday 6 August at 10:00
Where Pierremont Hall, Broadstairs CT10 1JX. Park behind the hall, free.
What it costs 2 sessions × £12.75 = £25.50. You paid £25.50 on 22 July 2026. There is nothing more to pay.
Your allowance These breaks use 6 hours. You will have 28 hours of 60 hours left until 31 March 2027.
On the day Ring Jo Pierce on 07700 900655 if you are late or Amara is unwell. Who collects Her aunt Joy.
Please bring Medicine in its own box. If plans change Ring us on 01632 960170. If Amara is ill there is no charge. If the provider
cancels, you pay nothing, your allowance goes back, and we ring you to find another day. Ring us too if anything here is not right.
You can have this letter in large print, easy read or another language. Ring 01632 960170, or use Relay UK: 18001 then the number."""
# large print turns the table into blocks, one fact a line
BLOCKS = [
    ("Day Time Cancel free until Half charge until\nSaturday 1", "Saturday 1"),
    ("2026 10:00 to 13:00 Saturday 25 July at 10:00 Thursday 30 July at 10:00",
     "2026, 10:00 to 13:00 Cancel free until Saturday 25 July at 10:00. Half charge until Thursday 30 July at 10:00."),
    ("2026 10:00 to 13:00 Saturday 1 August at 10:00 Thursday 6 August at 10:00",
     "2026, 10:00 to 13:00 Cancel free until Saturday 1 August at 10:00. Half charge until Thursday 6 August at 10:00."),
]  # fmt: skip


def said(pdf):
    """Words in reading order, the foot of each page taken out."""
    words = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        lines = []
        page.extract_text(visitor_text=lambda text, _cm, tm, _f, _s, lines=lines: lines.append(text) if tm[5] > 40 else None)
        words += "".join(lines).replace("\u00a0", " ").split()
    return " ".join(words)


def test_the_standard_letter_word_for_word():
    drawn = confirmation(FACTS, "standard")
    assert drawn.pages == 1
    assert said(drawn.pdf).split("Booking B-48267 Page")[0].split() == STANDARD.split()


def test_large_print_has_the_same_facts_in_the_same_order():
    wanted = STANDARD
    for beside, below in BLOCKS:
        assert beside in wanted
        wanted = wanted.replace(beside, below)
    found = confirmation(FACTS, "large")
    text = said(found.pdf)
    for number in range(1, found.pages + 1):
        text = text.replace(f"Booking B-48267 Page {number} of {found.pages}", "")
    assert text.split() == wanted.split()


def sizes_and_ends(pdf):
    """For each run of text: its size, where it begins and where it ends, in points."""
    found = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:

        def see(text, _cm, tm, font, size, found=found):
            if text.strip():
                name = str((font or {}).get("/BaseFont", "")).partition("+")[2].replace("-Regular", "")
                found.append((size, tm[4], tm[5], tm[4] + width_of(name, text.strip("\n")) * size))

        page.extract_text(visitor_text=see)
    return found


@pytest.mark.parametrize(("style", "smallest"), [("standard", 12), ("large", 18), ("easy", 18)])
def test_no_letter_is_smaller_than_promised(style, smallest):
    assert min(size for size, *_ in sizes_and_ends(PAPERS["confirmation"].draw(FACTS, style).pdf)) >= smallest


@pytest.mark.parametrize("style", ["standard", "large", "easy"])
@pytest.mark.parametrize("text", [*TEXTS, "W" * 10_000, "word " * 2_000], ids=lambda text: repr(text[:12]))
def test_nothing_stands_outside_the_margins(text, style):
    name = text if text.strip() else "x"
    facts = replace(
        FACTS, child=f"{name[:255]} O.", service=name[:255], venue=name, bring=name, day_contact=name[:255],
        head=Letterhead(name[:255], name[:255], name[:255], name[:60], name[:255]),
    )  # fmt: skip
    for _, left, up, right in sizes_and_ends(PAPERS["confirmation"].draw(facts, style).pdf):
        assert left >= MARGIN - 0.1 and right <= MARGIN + WIDTH + 0.6 and 25 < up < 842 - 40


def test_nothing_to_pay_and_no_deadline_when_nothing_is_charged():
    free = replace(FACTS.sessions[0], free_until=None, half_until=None)
    drawn = confirmation(replace(FACTS, sessions=(free,), charge_words="There is nothing to pay.", allocation_words=""), "large")
    text = said(drawn.pdf)
    assert "Cancel free until" not in text and "–" not in text and "on this day." in text
    assert "What it costs There is nothing to pay. On the day" in text


def test_a_stay_over_midnight_says_the_day_it_ends():
    night = SessionFacts(datetime(2026, 8, 1, 16), datetime(2026, 8, 2, 10), None, None, 50)
    text = said(confirmation(replace(FACTS, sessions=(night,)), "standard").pdf)
    assert "16:00 to 10:00 on Sunday 2 August" in text


@pytest.mark.parametrize("style", ["standard", "large"])
@pytest.mark.parametrize("count", [1, 2, 3, 11, 12, 13, 14, 60])
def test_every_day_is_there_once_and_every_page_counted(count, style):
    drawn = confirmation(replace(FACTS, sessions=tuple(session(7 * n) for n in range(count))), style)
    text = said(drawn.pdf)
    days = [f"{session(7 * n).start:%A} {session(7 * n).start.day} {session(7 * n).start:%B %Y}" for n in range(count)]
    places = [text.index(day) for day in days]
    assert places == sorted(places)
    assert len(drawn.pdf) <= 60_000
    pages = [page.extract_text().replace("\u00a0", " ") for page in pypdf.PdfReader(io.BytesIO(drawn.pdf)).pages]
    assert all(f"Page {n} of {drawn.pages}" in page for n, page in enumerate(pages, 1))


def test_a_letter_says_nothing_of_tier_diagnosis_or_plan():
    text = said(confirmation(FACTS, "standard").pdf).casefold()
    for word in ("tier", "specialist", "targeted", "universal", "diagnos", "section 17", "s29", "epilep", "autis", "ehc", "in need"):
        assert word not in text
