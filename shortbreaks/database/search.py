"""Finding by half a name, misspelt or without accents: the same folded words on both engines."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Index, Table, bindparam, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortbreaks.database.kept import kept
from shortbreaks.database.records import Record

# Letters that Unicode does not take apart into a plain letter and a mark
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
     "'": "", "’": "", "ʼ": "", "`": ""}
)  # fmt: skip
LONGEST = 40


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
_BEGINNING = _ROWS.where(words_table.c.word >= bindparam("low"), words_table.c.word < bindparam("high")).limit(
    bindparam("most")
)
_WITH = _ROWS.where(words_table.c.word == bindparam("word"))
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
    found: set[str] = set()
    for text in texts:
        spaced = "".join(letter if letter.isalnum() else " " for letter in fold(text))
        found.update(word[:LONGEST] for word in spaced.split())
    return frozenset(found)


def index_words(db: Session, kind: str, row_id: int, words: Iterable[str]) -> None:
    """Make a row findable by exactly these words. A search index, not a record: it is not audited."""
    connection = db.connection()
    connection.execute(delete(words_table).where(words_table.c.kind == kind, words_table.c.row_id == row_id))
    rows: list[dict[str, Any]] = [{"kind": kind, "word": word, "row_id": row_id} for word in sorted(set(words))]
    if rows:
        connection.execute(insert(words_table), rows)


def rows_beginning(db: Session, kind: str, word: str, limit: int = 2000) -> set[int]:
    """The ids of rows that have a word beginning with `word` (already folded)."""
    span = {"kind": kind, "low": word, "high": word + "\uffff", "most": limit}
    return set(db.execute(_BEGINNING, span).scalars())


def rows_with(db: Session, kind: str, word: str) -> set[int]:
    """The ids of rows that have exactly this word (already folded)."""
    return set(db.execute(_WITH, {"kind": kind, "word": word}).scalars())


# What the words of every kind are made from; `index_words` is called wherever one of these changes
NAMED = ("child", "household", "adult", "address", "provider", "service", "venue")


def words_known(db: Session, kind: str) -> tuple[str, ...]:
    """Every distinct word of a kind, for finding what was meant by a misspelt one; read anew once a name changed."""

    def read() -> tuple[str, ...]:
        return tuple(db.connection().execute(_WORDS, {"kind": kind}).scalars())

    return kept(db, ("words", kind), NAMED, read)
