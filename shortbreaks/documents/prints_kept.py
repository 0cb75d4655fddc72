"""The bytes of every paper that was issued, as the register keeps them: put in, taken out, and proved."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from sqlalchemy import Connection, Table, select, text

from shortbreaks.database.bulk import BulkInsert
from shortbreaks.database.proofs import proof
from shortbreaks.documents.prints import Print, whole
from shortbreaks.documents.tables import Paper, PaperPart, PaperPrint

NOTHING = "{}"  # facts of a paper whose family was erased (R-P4)
AT_ONCE = 500  # papers in one question of the proof
papers: Table = Paper.__table__  # type: ignore[assignment]
prints: Table = PaperPrint.__table__  # type: ignore[assignment]
parts: Table = PaperPart.__table__  # type: ignore[assignment]
_ADD = BulkInsert(prints, "paper_id", "own", "shared")
# Two people may be the first with a typeface at the same moment
_ADD_PART = text("insert into paper_part (sha256, content) values (:sha256, :content) on conflict do nothing")


def keep_prints(connection: Connection, kept: Sequence[tuple[int, Print]]) -> None:
    """Keep the bytes of papers that were entered in the register just now, each by the paper's id."""
    said = shared_as_kept(connection, [one for _, one in kept])
    _ADD(connection, [(paper, one.own, shared) for (paper, one), shared in zip(kept, said, strict=True)])


def shared_as_kept(connection: Connection, kept: Sequence[Print]) -> list[str]:
    """What each paper shares with others, as its row says it; a typeface that no paper had before is kept first."""
    contents = {content: hashlib.sha256(content).hexdigest() for one in kept for _, content in one.shared}
    known = _known(connection, contents.values())
    new = [{"sha256": digest, "content": zlib.compress(content, 9)} for content, digest in contents.items() if digest not in known]
    if new:
        connection.execute(_ADD_PART, new)
        known = _known(connection, contents.values())
    return [json.dumps([[at, known[contents[content]]] for at, content in one.shared]) for one in kept]


def _known(connection: Connection, digests: Iterable[str]) -> dict[str, int]:
    found = connection.execute(select(parts.c.sha256, parts.c.id).where(parts.c.sha256.in_(list(digests))))
    return {row.sha256: row.id for row in found}


def kept_bytes(connection: Connection, paper_id: int) -> bytes:
    """The bytes of a paper as they went out; b"" where they are not kept, or are damaged."""
    row = connection.execute(select(prints.c.own, prints.c.shared, papers.c.sha256)
                             .join(papers, papers.c.id == prints.c.paper_id).where(papers.c.id == paper_id)).first()  # fmt: skip
    if row is None:
        return b""
    named = [part for _, part in json.loads(row.shared)]
    found = connection.execute(select(parts.c.id, parts.c.content).where(parts.c.id.in_(named)))
    packed = {part.id: part.content for part in found}
    return _bytes(row.own, row.shared, lambda part: zlib.decompress(packed[part]), row.sha256)


def _bytes(own: bytes, shared: str, part: Callable[[int], bytes], sha256: str) -> bytes:
    """A paper put together again, or b"" where that is not what was issued."""
    try:
        pdf = whole(own, [(at, part(number)) for at, number in json.loads(shared)])
    except (zlib.error, KeyError, TypeError, ValueError):
        return b""
    return pdf if hashlib.sha256(pdf).hexdigest() == sha256 else b""


@proof("papers as they were issued")
def papers_are_kept(connection: Connection) -> Iterator[tuple[str, str]]:
    """Every paper's bytes are kept, and have the fingerprint of the day on which it went out; those of an erased family are gone."""
    packed = {part.id: part.content for part in connection.execute(select(parts.c.id, parts.c.content))}

    @lru_cache(maxsize=64)
    def part(number: int) -> bytes:
        return zlib.decompress(packed[number])

    asked = select(papers.c.id, papers.c.sha256, papers.c.facts == NOTHING, prints.c.own, prints.c.shared)
    asked = asked.outerjoin(prints, prints.c.paper_id == papers.c.id).order_by(papers.c.id).limit(AT_ONCE)
    last = 0
    while rows := connection.execute(asked.where(papers.c.id > last)).all():
        for number, sha256, erased, own, shared in rows:
            if own is None:
                yield f"paper {number}", "its bytes are missing"
            elif erased and own:
                yield f"paper {number}", "what it said was erased, and its bytes are still kept"
            elif not erased and not _bytes(own, shared, part, sha256):
                yield f"paper {number}", "what is kept of it is not what was issued"
        last = rows[-1][0]
