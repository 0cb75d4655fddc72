"""Letters in easy read, word for word: one idea a line in a short sentence, each with its picture, and the record's own sums."""

import io
from dataclasses import replace
from datetime import date, datetime

import pypdf
import pytest

from shortbreaks.documents import page
from shortbreaks.documents.cancellation import AlternativeFacts, CancelledBreak, NoticeFacts
from shortbreaks.documents.confirmation import SessionFacts, charge_sentence
from shortbreaks.documents.drawing import PAPERS
from shortbreaks.documents.easy.confirmation import easy_confirmation
from shortbreaks.documents.offer_letter import OfferFacts
from shortbreaks.documents.pictures import BOX, picture
from shortbreaks.documents.words import kept_whole
from shortbreaks.errors import Refused
from shortbreaks.resources import resource
from tests.documents.test_golden import FACTS, said, session

EASY = """Example County Council Short breaks for disabled children Priya Nair, coordinator 01632 960170 breaks@example.gov.uk
Your booking is confirmed Dear Ms O. Amara has a place. It is at Sandpipers Saturday Club.
When Saturday 1 August 2026. It starts at 10:00. It ends at 13:00. Saturday 8 August 2026. It starts at 10:00. It ends at 13:00.
Where Pierremont Hall, Broadstairs CT10 1JX. Park behind the hall, free.
What it costs It costs £25.50. You paid £25.50 on 22 July 2026. There is nothing more to pay.
Your allowance These breaks use 6 hours. You will have 28 hours of 60 hours left until 31 March 2027.
On the day Ring Jo Pierce if you are late. Ring Jo Pierce if Amara is unwell. The number is 07700 900655. Who collects: Her aunt Joy.
Please bring: Medicine in its own box. If plans change Ring us if you cannot come. Our number is 01632 960170.
For Saturday 1 August 2026: You pay nothing if you cancel by Saturday 25 July at 10:00. You pay half if you cancel by
Thursday 30 July at 10:00. For Saturday 8 August 2026: You pay nothing if you cancel by Saturday 1 August at 10:00. You pay half if
you cancel by Thursday 6 August at 10:00. If Amara is ill, there is no charge. If the provider cancels, you pay nothing. Then your
allowance goes back. Then we ring you to find another day. Ring us too if anything here is not right. About this letter Your booking
number is B-48267. It is about Amara O. Your family number is F-20418. We wrote it on 22 July 2026.
You can have this letter in large print, easy read or another language. Ring 01632 960170, or use Relay UK: 18001 then the number."""


def drawn_words(facts):
    return said(easy_confirmation(facts).pdf)


def test_the_easy_letter_word_for_word():
    found = easy_confirmation(FACTS)
    text = said(found.pdf)
    for number in range(1, found.pages + 1):
        text = text.replace(f"Booking B-48267 Page {number} of {found.pages}", "")
    assert text.split() == EASY.split()
    assert found.sha256 == easy_confirmation(FACTS).sha256, "the same facts, the same bytes"


OFFER = OfferFacts(
    head=FACTS.head, number="OF-0007", child="Amara O.", family="F-20418", dated=date(2026, 7, 22), dear="Ms O.",
    service="Sandpipers Saturday Club", venue="Pierremont Hall, Broadstairs CT10 1JX.",
    days=((datetime(2026, 8, 1, 10), datetime(2026, 8, 1, 13)),), until=datetime(2026, 7, 25, 12), list_pence=(1275,),
    charge_pence=1275, exempt="", together=False, after="waits", foot=FACTS.foot, relay=FACTS.relay,
    allocation_words="Saying yes uses 3 hours. You will then have 31 hours left.",
)  # fmt: skip
SAID_OFFER = """We can offer you a place Dear Ms O. A place is free for Amara. It is at Sandpipers Saturday Club.
We hold it for you until Saturday 25 July 2026 at 12:00. When Saturday 1 August 2026. It starts at 10:00. It ends at 13:00.
Where Pierremont Hall, Broadstairs CT10 1JX. What it costs It costs £12.75. You pay when you say yes; nothing is due before.
Your allowance Saying yes uses 3 hours. You will then have 31 hours left. To say yes Ring us. Our number is 01632 960170.
Or write to breaks@example.gov.uk. Do it by Saturday 25 July 2026 at 12:00. Tell us the number OF-0007. To say no Please tell us too.
Then another family can have the place sooner. It changes nothing else for you. If we do not hear We wait until Saturday 25 July 2026
at 12:00. Then the place goes to the next family. You stay on the waiting list for other days."""
NOTICE = NoticeFacts(
    head=FACTS.head, number="N-0003", child="Amara O.", family="F-20418", dated=date(2026, 7, 22), dear="Ms O.", who="You",
    reason="", refilled=False, refund_words="We pay £6.37 back to your card by 5 August 2026.", liable_words="",
    allowance_words="3 hours go back to your allowance.", no_alternative="", foot=FACTS.foot, relay=FACTS.relay,
    breaks=(CancelledBreak("Sandpipers Saturday Club", "Pierremont Hall", datetime(2026, 8, 1, 10), datetime(2026, 8, 1, 13),
                           datetime(2026, 7, 29, 9, 5), 1275, 638, "Half of £12.75 is £6.38.", "£6.37 goes back to you."),),
    alternatives=(AlternativeFacts("Beach Club", "Margate", datetime(2026, 8, 2, 10), datetime(2026, 8, 2, 12), to_ask=True),),
)  # fmt: skip
SAID_NOTICE = """Your break is cancelled Dear Ms O. You cancelled Amara’s place. What you do not go to Sandpipers Saturday Club,
Pierremont Hall. Saturday 1 August 2026. It starts at 10:00. It ends at 13:00. We heard on 29 July 2026 at 09:05. Half of £12.75 is
£6.38. You pay £6.38. £6.37 goes back to you. Money We pay £6.37 back to your card by 5 August 2026. Your allowance 3 hours go back to
your allowance. Instead We looked for other breaks that fit. We do not hold them for you. Ring us soon. Our number is 01632 960170.
Beach Club, Margate. Sunday 2 August 2026. It starts at 10:00. It ends at 12:00. We would settle one thing with you first.
If you disagree Is anything wrong? Is the charge not fair? Ring us or write to us. Somebody who did not decide it looks again. We
answer in writing. You can also complain to the council."""


@pytest.mark.parametrize(("kind", "facts", "wanted"), [("offer letter", OFFER, SAID_OFFER), ("cancellation notice", NOTICE, SAID_NOTICE)])
def test_an_offer_and_a_cancellation_word_for_word(kind, facts, wanted):
    found = PAPERS[kind].draw(facts, "easy")
    text = " ".join(said(found.pdf).split())
    for number in range(1, found.pages + 1):
        text = text.replace(f"{wanted_number(kind, facts)} Page {number} of {found.pages} ", "")
    begin = text.index(wanted[:20])
    assert text[begin : text.index(" About this letter")].split() == wanted.split()
    assert f"number is {facts.number}. It is about Amara O. Your family number is F-20418. We wrote it on 22 July 2026." in text
    with pytest.raises(Refused, match="not made of this kind of letter yet"):
        PAPERS["house sheet"].draw(facts, "easy")


def wanted_number(kind, facts):
    return f"{'Offer' if kind == 'offer letter' else 'Notice'} {facts.number}"


@pytest.mark.parametrize(("after", "change", "wanted"), [
    ("ends", {}, "Your request for this then ends. You can ask for another day at any time."),
    ("", {"whole": True}, "Places are free for Amara. It is at Sandpipers Saturday Club. We hold them for you until"),
    ("waits", {"together": True}, "There is a place for your other child too. You can take both places. Or you can say no to both."),
    ("waits", {"exempt": "s29(3)", "charge_pence": 0}, "There is nothing to pay. Families who receive certain benefits are not charged."),
])  # fmt: skip
def test_an_offer_says_what_becomes_of_it_and_what_hangs_together(after, change, wanted):
    assert wanted in " ".join(said(PAPERS["offer letter"].draw(replace(OFFER, after=after, **change), "easy").pdf).split())


def test_every_idea_has_its_picture(monkeypatch):
    """As many pictures as sentences between the greeting and the box at the end; the headings have none."""
    shown = []
    monkeypatch.setattr(page, "draw_picture", lambda _canvas, name, _left, foot, _size: shown.append((name, foot)))
    easy_confirmation(FACTS)
    ideas = EASY.split("Dear Ms O. ")[1].split("You can have", maxsplit=1)[0].replace("\n", " ")
    assert len(shown) == ideas.count(". ") + ideas.count("2026:")
    assert all(foot > 30 for _, foot in shown)


@pytest.mark.parametrize(("pence", "paid", "exempt", "wanted"), [
    (2550, 2550, "", "It costs £25.50. You paid £25.50 on 22 July 2026. There is nothing more to pay."),
    (2550, 1000, "", "It costs £25.50. You paid £10.00. £15.50 is still to pay."),
    (2550, 0, "", "It costs £25.50. £25.50 is still to pay; ring us to pay by card."),
    (0, 0, "", "What it costs There is nothing to pay. Your allowance"),
    (0, 0, "s29(3)", "There is nothing to pay. Families who receive certain benefits are not charged."),
    (0, 0, "provider", "The provider asks for its own fee, £12.75 a session. You pay it to the provider. The council charges nothing."),
])  # fmt: skip
def test_what_it_costs_is_what_the_record_says(pence, paid, exempt, wanted):
    words = charge_sentence((1275, 1275), pence, paid, date(2026, 7, 22), exempt)
    assert wanted in drawn_words(replace(FACTS, charge_pence=pence, paid_pence=paid, charge_words=words))


def test_one_day_a_night_a_third_of_the_charge_and_nothing_to_bring():
    night = SessionFacts(datetime(2026, 8, 1, 16), datetime(2026, 8, 2, 10), None, datetime(2026, 7, 30, 16), 33)
    words = drawn_words(replace(FACTS, sessions=(night,), bring="", day_phone="", collected_by="", allocation_words="", directions=""))
    assert "It starts at 16:00. It ends at 10:00 on Sunday 2 August 2026." in words
    assert "You pay 33% of it if you cancel by Thursday 30 July at 16:00." in words and "For Saturday" not in words
    assert "On the day Please bring medicine in its own box with the chemist’s label." in words
    assert "You pay nothing if you cancel" not in words and "Your allowance" not in words


def test_sixty_days_are_all_there_on_numbered_pages():
    drawn = easy_confirmation(replace(FACTS, sessions=tuple(session(7 * n) for n in range(60))))
    assert said(drawn.pdf).count("It starts at 10:00.") == 60
    last = pypdf.PdfReader(io.BytesIO(drawn.pdf)).pages[-1].extract_text().replace("\u00a0", " ")
    assert f"Page {drawn.pages} of {drawn.pages}" in last and len(drawn.pdf) <= 100_000


ICONS = sorted(path.name.removesuffix("-filled.svg") for path in resource("icons").glob("*-filled.svg"))


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_that_ships_can_be_a_picture(name):
    steps = picture(name)
    assert steps[0].act == "move" and len(steps) > 2
    places = [value for step in steps for value in step.points]
    assert all(-0.5 <= value <= BOX + 0.5 for value in places), "within its box, handles and all"


def test_an_arc_goes_the_way_round_that_its_flags_say():
    """The clock is a ring of radius eight about the middle: its handles lie on the side to which it turns."""
    curves = [step.points for step in picture("clock") if step.act == "curve"]
    far = max(abs(x - 10) for points in curves for x in points[::2])
    assert far == pytest.approx(8, abs=0.01)


def test_a_date_and_a_postcode_of_the_record_stay_on_one_line():
    words = "Village Hall, Folkestone CT20 3GX. 17 hours of 80 left until 31 March 2027, seen on 4 May; room 12 B, 3 miles."
    kept = kept_whole(words)
    assert kept.replace("\u00a0", " ") == words
    assert [part for part in kept.split(" ") if "\u00a0" in part] == ["CT20\u00a03GX.", "31\u00a0March\u00a02027,", "4\u00a0May;"]
