"""Finding among many who are alike: who has every word whole comes first, whichever engine reads the words."""

from sqlalchemy.orm import Session

from shortbreaks.database.search import index_words, near, rows_having
from shortbreaks.families.search import LOOKED_AT, READ, matching

EXACT, BOTH = 900, 901


def test_an_exact_name_is_not_crowded_out_and_every_word_counts(county):
    with Session(county.database.writing) as db, db.begin():
        for number in range(1, LOOKED_AT + 20):
            index_words(db, "child", number, ("joseph", "smithson", f"f{20_000 + number}"))
        index_words(db, "child", EXACT, ("jo", "smith", "smithers"))
        index_words(db, "child", BOTH, ("zolc", "zoe", "o5"))
    with Session(county.database.reading) as db:
        assert matching(db, "child", "smith jo", most=READ)[0] == EXACT
        assert matching(db, "child", "jo", most=READ)[0] == EXACT
        assert len(matching(db, "child", "jos smiths", most=READ)) == LOOKED_AT + 19
        assert matching(db, "child", "jo smither", most=READ) == [EXACT]
        assert rows_having(db, "child", ("smithson", "zoe")) == []
        assert rows_having(db, "child", ("zo", "zol")) == [BOTH]
        assert matching(db, "child", "smtihers", most=READ) == [EXACT]
        assert near(db, "child", "smihters") == {"smithers"}
        assert near(db, "child", "f2000") >= {"f20001", "f20009"}
