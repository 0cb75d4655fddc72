"""HTML of foreign directories to plain text: paragraphs, lists and addresses of links kept, everything else as it stands."""

import re
import unicodedata
from html.entities import html5
from html.parser import HTMLParser

from shortbreaks.words import TURNS

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table",
    "tbody", "thead", "tfoot", "tr", "ul", "caption", "figcaption",
))  # fmt: skip
LINES = frozenset(("br", "li", "tr", "dt", "dd", "option"))
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "center", "cite", "code", "del", "em", "font", "i",
    "iframe", "img", "input", "ins", "kbd", "label", "link", "mark", "meta", "nobr", "o:p", "q", "s", "samp",
    "select", "small", "span", "strike", "strong", "sub", "sup", "svg", "path", "td", "th", "time", "tt", "u",
    "var", "video", "audio", "source", "wbr", "button", "body", "html", "head", "title", "object", "embed",
    "script", "style", "col", "colgroup", "picture", "option", "textarea",
))  # fmt: skip
KNOWN = "|".join(sorted((re.escape(tag) for tag in BLOCKS | LINES | INLINE), key=len, reverse=True))
# Only what is surely a tag is one: "Smith <junior>", "a < b" and "ages <5" stay as people wrote them.
TAG = re.compile(rf"</?(?:{KNOWN})(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->|<!DOCTYPE[^>]*>|<!\[CDATA\[|\]\]>", re.IGNORECASE | re.DOTALL)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
TWICE = re.compile(r"&amp;(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Tags that nobody writes about, encoded: their text was HTML before
PARAGRAPHS = re.compile(r"&lt;(?:/(?:p|div|li|ul|ol|h[1-6]|strong|span|a)|br ?/?)&gt;", re.IGNORECASE)
MOST_ENCODED = 4
# UTF-8 of the signs that British texts use, read as Windows Western
MISREAD = re.compile("â€[™œ\u009d˜“”¦¢]|Ã[\u00a0-¿‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œžŸ]|Â[\u00a0£©®°·½¼¾´]")
HIDDEN = frozenset(("script", "style", "head", "title"))
BARE = re.compile(r"&(?!#?\w{1,32};)")
# Signs without width or meaning that editors leave behind; joiners stay, whole scripts need them.
DIRT = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x200B, 0x2060, 0xFEFF, 0xAD, *TURNS])


def to_plain(text: str) -> str:
    """A text as people read it: HTML taken apart, entities said, lines and paragraphs kept, also where it was encoded twice."""
    text = _once_encoded(COMMENT.sub("", _as_meant(text).replace("\r\n", "\n").replace("\r", "\n")))
    if TAG.search(text):
        reader = _Reader()
        reader.feed(_only_tags(text))
        reader.close()
        text = reader.text()
    else:
        text = ENTITY.sub(lambda found: _letter(found[0]), text)
    return tidy(text)


def _as_meant(text: str) -> str:
    """A text whose UTF-8 was once read as Windows Western ("cafÃ©", "Itâ€™s") as it was written; any other as it is."""
    if not MISREAD.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return MISREAD.sub(lambda found: _meant(found[0]), text)


def _meant(signs: str) -> str:
    try:
        return signs.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return signs


def _once_encoded(text: str) -> str:
    """A text whose HTML was encoded again and again ("&amp;amp;", "&lt;p&gt;") with one encoding left."""
    for _ in range(MOST_ENCODED):
        if TWICE.search(text):
            text = TWICE.sub(
                lambda found: f"&{found[1]};" if f"{found[1]};" in html5 or found[1][0] == "#" else found[0], text
            )
        elif not TAG.search(text) and PARAGRAPHS.search(text):
            text = ENTITY.sub(lambda found: _letter(found[0]), text)
        else:
            break
    return text


def tidy(text: str) -> str:
    """A text without signs that have no width, no spaces at the ends of lines, and at most one empty line together."""
    text = unicodedata.normalize("NFC", text.translate(DIRT))
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def one_line(text: str) -> str:
    """A name as people read it, on one line."""
    return " ".join(to_plain(text).split())


def _letter(entity: str) -> str:
    name = entity[1:]
    if name.startswith("#"):
        number = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
        printable = 31 < number < 0xD800 or 0xDFFF < number < 0x110000 or number in {9, 10}
        return chr(number) if printable else entity
    return html5.get(name, entity)


def _only_tags(text: str) -> str:
    """The text with everything escaped that is neither a known tag nor a whole entity."""
    parts, end = [], 0
    for tag in TAG.finditer(text):
        # the parser would read "?a=1&copy=2" of an address as ©
        parts += [_escaped(text[end : tag.start()]), BARE.sub("&amp;", tag[0])]
        end = tag.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    said = ENTITY.sub(lambda found: _letter(found[0]), text)
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Reader(HTMLParser):
    """Puts together the words of an HTML text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._hidden = 0
        self._links: list[tuple[str, int]] = []
        self._order: list[int] = []

    def text(self) -> str:
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._hidden += tag in HIDDEN
        if tag in BLOCKS:
            self._break(2 if tag not in {"tr", "dt", "dd", "ul", "ol", "tbody"} else 1)
        elif tag in LINES:
            self._parts.append("\n") if tag == "br" else self._break(1)
        if tag in {"ol", "ul"}:
            self._order.append(0 if tag == "ol" else -1)
        if tag == "li":
            self._parts.append(self._bullet())
        if tag in {"td", "th"} and not self.text().endswith("\n"):
            self._parts.append(" · ")
        if tag == "a":
            self._links.append((found.get("href", ""), len(self._parts)))
        if tag in {"img", "iframe", "video"}:
            self._parts.append(" ".join(filter(None, (found.get("alt", ""), _bracketed(found.get("src", ""), "")))))

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in HIDDEN))
        if tag in {"ol", "ul"} and self._order:
            self._order.pop()
        if tag == "a" and self._links:
            address, begin = self._links.pop()
            self._parts.append(_bracketed(address, "".join(self._parts[begin:])))
        if tag in BLOCKS:
            self._break(2 if tag not in {"tr", "dt", "dd", "tbody"} else 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(re.sub(r"\s+", " ", data))

    def _bullet(self) -> str:
        if not self._order or self._order[-1] < 0:
            return "• "
        self._order[-1] += 1
        return f"{self._order[-1]}. "

    def _break(self, lines: int) -> None:
        here = "".join(self._parts[-4:]).rstrip(" ")
        missing = lines - (len(here) - len(here.rstrip("\n")))
        self._parts.append("\n" * max(0, missing))


def _bracketed(address: str, words: str) -> str:
    """A link's address after its words, unless the words say it already or it leads nowhere."""
    bare = re.sub(r"^(https?://|mailto:|tel:)", "", address.strip(), flags=re.IGNORECASE).rstrip("/")
    if not bare or bare.startswith(("#", "javascript:")) or bare.casefold() in words.casefold().replace(" ", ""):
        return ""
    return f" ({address.strip()})"
