"""Which letters the bytes of a file are: by its mark, by being UTF-8, or by what makes sense."""

import codecs
import re

from shortbreaks.errors import Refused

MARKS = (
    (codecs.BOM_UTF8, "utf_8_sig"), (codecs.BOM_UTF32_LE, "utf_32"), (codecs.BOM_UTF32_BE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"), (codecs.BOM_UTF16_BE, "utf_16"),
)  # fmt: skip
GUESSED = ("cp1252", "cp1250", "iso8859_2", "cp1257", "cp1251", "mac_roman", "cp850", "cp437")
MIXED = "utf_8_mixed"  # UTF-8 with single letters of another program's pasted into it
ASTRAY = re.compile("[\udc80-\udcff]")
BEYOND = re.compile("[^\x00-\x7f\udc80-\udcff]")
SAID = {
    "utf_8": "UTF-8",
    "utf_8_sig": "UTF-8",
    "utf_16": "UTF-16",
    "utf_32": "UTF-32",
    "cp1252": "Windows Western",
    MIXED: "UTF-8 with some letters as Windows Western",
    "utf_16_le": "UTF-16",
    "utf_16_be": "UTF-16",
}
WESTERN = frozenset("‘’“”–—…£€©®™°½¼¾·•´\u00a0§×÷«»¿¡†")


def encoding_of(data: bytes) -> str:
    """The encoding of a file of text, by its mark, by being UTF-8, or by what makes sense of its letters."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    begin = data[:4000]
    if begin.count(0) * 4 > len(begin):
        return "utf_16_le" if begin[1:2] == b"\0" else "utf_16_be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if _mostly_utf_8(data):
            return MIXED
        if _looks_western(data):
            return "cp1252"
        from charset_normalizer import from_bytes  # large, and most files are UTF-8

        best = from_bytes(data, cp_isolation=list(GUESSED)).best()
        return best.encoding if best else "cp1252"
    return "utf_8"


def _mostly_utf_8(data: bytes) -> bool:
    """Whether at least as many letters beyond the plain ones are UTF-8 as are not: in another encoding hardly any are by chance."""
    text = data.decode("utf-8", "surrogateescape")
    return len(BEYOND.findall(text)) >= len(ASTRAY.findall(text))


def _looks_western(data: bytes) -> bool:
    """Whether bytes make sense as what British programs write: no odd signs in words, no word without a plain letter."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    strange = any(ord(sign) > 127 and not sign.isalpha() and sign not in WESTERN for sign in text)
    return not strange and not re.search(r"[^\W\d_]£|£[^\W\d_]|[\u00c0-\u017f]{4}", text)


# What a file begins with that is no text at all: chosen for a table by its name, it gets its own sentence
OTHER_KINDS = {
    b"%PDF": "a PDF", b"PK\x03\x04": "an Excel workbook or another packed file", b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"\x1f\x8b": "a packed file",
}  # fmt: skip


def decode(data: bytes, encoding: str) -> str:
    """The text of a file. Raises Refused when it is a file of another kind, or not of that encoding."""
    kind = next((said for begins, said in OTHER_KINDS.items() if data.startswith(begins)), "")
    if kind:
        raise Refused(f"This file is {kind}, not a table.", "Open it where it was made, save it as CSV, and choose that file.")
    if encoding == MIXED:
        text = data.decode("utf-8", "surrogateescape")
        return ASTRAY.sub(lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace"), text)
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        words = SAID.get(encoding, encoding)
        raise Refused(
            f"The file cannot be read as {words}.", "Choose another encoding, or save the file as CSV UTF-8."
        ) from None
