"""Finding by half a name, misspelt or without accents: the same folded words on both engines."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Index, String, Table, bindparam, delete, exists, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortbreaks.database.kept import kept
from shortbreaks.database.prepared import Prepared, PreparedAmong
from shortbreaks.database.records import Record
from shortbreaks.words import HIDDEN

APOSTROPHES = "'’‘ʼʻ`´′"  # as keyboards, phones and other programs write them
# Letters that Unicode does not take apart into a plain letter and a mark, and what is never kept of what was typed or pasted
PLAIN = HIDDEN | str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
     **dict.fromkeys(APOSTROPHES, "")}
)  # fmt: skip
APART = str.maketrans(dict.fromkeys(APOSTROPHES, " "))
LONGEST = 40
LONG, SLIPS = 6, 2  # letters from which a word may have two slips of the hand instead of one
LAST = "\U0010ffff"  # no letter comes after it


class SearchWord(Record):
    """One folded word by which a row is found."""

    __tablename__ = "search_word"

    kind: Mapped[str] = mapped_column(primary_key=True)  # "child", "provider", …
    word: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_search_word_row", "kind", "row_id"), {"sqlite_with_rowid": False})


words_table: Table = SearchWord.__table__  # type: ignore[assignment]
# Built once: building a select costs more than running it (speed.md).
_ROWS = select(words_table.c.row_id).where(words_table.c.kind == bindparam("kind"))
_WITH_ANY = PreparedAmong(lambda words: _ROWS.where(words_table.c.word.in_(words)), String())
_BY_WORD = Prepared(select(words_table.c.word, words_table.c.row_id).where(words_table.c.kind == bindparam("kind")))
_WORDS = select(words_table.c.word).where(words_table.c.kind == bindparam("kind")).distinct()


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """A text as it is compared: lower case, no accents, no apostrophes, both engines alike (safety.md D15).

    The same few thousand names and payees come again and again, in a list sorted by name as in a file of spending.
    """
    lower = text.casefold().translate(PLAIN)
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(PLAIN)


def words_of(*texts: str) -> frozenset[str]:
    """The folded words of some texts; anything but letters and figures parts them."""
    return _words(*texts) if len(texts) == 1 else frozenset().union(*map(_words, texts))


@lru_cache(maxsize=16_384)
def _words(text: str) -> frozenset[str]:
    spaced = "".join(letter if letter.isalnum() else " " for letter in fold(text))
    return frozenset(word[:LONGEST] for word in spaced.split())


def names_of(*texts: str) -> frozenset[str]:
    """The folded words by which some names are found, however they are parted when somebody types them.

    Jean-Luc by "jean", "luc" and "jeanluc", O'Brien by "obrien" and "brien", and 王小明 by the inner part 小明.
    """
    return _names(*texts) if len(texts) == 1 else frozenset().union(*map(_names, texts))


@lru_cache(maxsize=16_384)
def _names(text: str) -> frozenset[str]:
    parted = text.casefold().translate(APART)
    found = set(_words(text) | _words(parted))
    in_turn = "".join(letter if letter.isalnum() else " " for letter in fold(parted)).split()
    found |= {"".join(in_turn[n:])[:LONGEST] for n in range(len(in_turn) - 1)}
    if not text.isascii():
        found |= {word[n:] for word in tuple(found) for n, letter in enumerate(word) if _stands_alone(letter)}
    return frozenset(found)


def _stands_alone(letter: str) -> bool:
    """Whether a letter begins a word without a space before it: Chinese, Japanese, and a Korean syllable taken apart."""
    return "\u1100" <= letter < "\u1160" or letter >= "\u2e80"


def ending(number: str) -> str:
    """A telephone number turned round, as the word by which its last figures find it; no name is spelt so."""
    return f"~{number[::-1]}"


def index_words(db: Session, kind: str, row_id: int, words: Iterable[str]) -> None:
    """Make a row findable by exactly these words. A search index, not a record: it is not audited."""
    connection = db.connection()
    connection.execute(delete(words_table).where(words_table.c.kind == kind, words_table.c.row_id == row_id))
    rows: list[dict[str, Any]] = [{"kind": kind, "word": word, "row_id": row_id} for word in sorted(set(words))]
    if rows:
        connection.execute(insert(words_table), rows)


def rows_having(db: Session, kind: str, words: Sequence[str], most: int = 2000, *, whole: bool = False) -> list[int]:
    """The ids of rows that have, for each of some folded words, one that begins so, or with `whole` that very word.

    Read in the order of the first word, so that those which have it whole come first; at most so many are read. That is the
    most telling word then: of rows that are not read nobody asks for the others.
    """
    spans = {f"low{n}": word for n, word in enumerate(words)} | {f"high{n}": word if whole else word + LAST for n, word in enumerate(words)}
    rows = _having(len(words), most).rows(db.connection(), {"kind": kind, **spans})
    return list(dict.fromkeys([row_id for row_id, in rows]))


@lru_cache(maxsize=16)
def _having(words: int, most: int) -> Prepared:
    """The question for so many words: along the index for the first, and by the row for each of the others."""
    kind: BindParameter[str] = bindparam("kind")
    word, row_id = words_table.c.word, words_table.c.row_id
    found = _ROWS.where(word >= bindparam("low0"), word <= bindparam("high0"))
    for n in range(1, words):
        other = words_table.alias(f"other{n}").c
        span = other.word.between(bindparam(f"low{n}"), bindparam(f"high{n}"))
        found = found.where(exists().where(other.kind == kind, other.row_id == row_id, span))
    return Prepared(found.order_by(word, row_id).limit(most))


def rows_by_word(db: Session, kind: str) -> list[tuple[str, int]]:
    """Every word of a kind with its row, in order: for a kind of few rows that is kept whole."""
    return sorted(_BY_WORD.rows(db.connection(), {"kind": kind}))


def rows_with_any(db: Session, kind: str, words: Collection[str]) -> set[int]:
    """The ids of rows that have one of these very words (already folded)."""
    return {row_id for row_id, in _WITH_ANY.rows(db.connection(), words, {"kind": kind})}


# What the words of every kind are made from; `index_words` is called wherever one of these changes
NAMED = ("child", "household", "adult", "address", "provider", "service", "venue")


def words_known(db: Session, kind: str) -> tuple[str, ...]:
    """Every distinct word of a kind in order, for finding what was meant by a misspelt one; read anew once a name changed."""

    def read() -> tuple[str, ...]:
        return tuple(sorted(db.connection().execute(_WORDS, {"kind": kind}).scalars().all()))

    return kept(db, ("words", kind), NAMED, read)


def is_beginning(db: Session, kind: str, word: str) -> bool:
    """Whether any known word begins so (already folded)."""
    known = words_known(db, kind)
    place = bisect_left(known, word)
    return place < len(known) and known[place].startswith(word)


def words_spelt(db: Session, kind: str) -> tuple[str, ...]:
    """Those among them that could be meant by a word of letters alone: with two slips of the hand at most, two figures are the most."""
    return kept(db, ("spelt", kind), NAMED, lambda: tuple(word for word in words_known(db, kind) if _figures(word) <= SLIPS))


def _figures(word: str) -> int:
    return sum(letter.isdigit() for letter in word)


def near(db: Session, kind: str, word: str, limit: int = 12) -> set[str]:
    """The known words that begin like a word, or like one about one slip of the hand away: two for long words."""
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    known = words_known(db, kind)
    choices = known if _figures(word) else words_spelt(db, kind)
    slips = 1 if len(word) < LONG else SLIPS
    alike = process.extract(word, choices, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=limit)
    begins = (word, *(name for name, _, _ in alike))
    return {one for begin in begins for one in known[bisect_left(known, begin) : bisect_right(known, begin + LAST)]}
