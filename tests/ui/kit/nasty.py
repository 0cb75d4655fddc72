"""Words that people and files really bring, and that must stay words (safety.md section 5)."""

MARKUP = (
    "Tom <b>Bold</b>", "<b>", "Smith <junior>", "a < b & c", "&lt;b&gt;", "&amp;", "</para>", '<img src="x.png"/>',
    "<h1>PAY NOW</h1>", '<a href="file:///c:/">x</a>', "{0}", "{name!r}", "%s", "%n", "A&B", "&&", "50%_x", "{{7*7}}",
    "'; DROP TABLE child;--", "javascript:alert(1)", "O’Brien-O'Neill", "Zoë Łukasz", "محمد", "李", "👩‍👧", "Ⅳ", "ſ",
)  # fmt: skip
