"""Values that people and files really hold (safety.md section 5), for every form, list, search, paper and file."""

NAMES = [
    "O'Neill", "O’Neill", "D'Arcy-Ó Súilleabháin", "Llŷr Ŵyn", "Łukasz Żółć", "Zoë", "Zoe\u0308", "Nguyễn Thị Ánh",
    "محمد العربي", "שרה", "李小龙", "गौरी", "Ιωάννης", "Ðorđe", "straße", "STRASSE", "İpek", "ıpek", "X Æ A-12", "Null", "None",
    "nan", "True", "test", "-", ".", "W" * 100, "x" * 255, " leading", "trailing ", "double  space", "tab\tinside",
    "new\nline", "cr\rinside", "nb\u00a0sp", "zero\u200bwidth", "\ufeffbom", "abc\u202etxt.exe", "soft\u00adhyphen",
    "Z̷̈a̷l̷g̷o̷", "👧🏽", "👩‍👧", "lone\ud800", "nul\0b",
]
MARKUP = [
    "Tom <b>Bold</b>", "<b>", "Smith <junior>", "a < b & c", "&lt;b&gt;", "&amp;", "</para>", '<img src="/etc/passwd"/>',
    '<img src="file:///etc/passwd">', '<img src="http://127.0.0.1:9/x">', '<a href="file:///c:/">x</a>',
    '<font color="[[1]]">', '<font size="99999">', "{0}", "{name!r}", "%s", "%n", "A&B", "&&", "'; DROP TABLE child;--",
    '" OR ""="', "%", "_", "\\", "50%_x", "name DESC, (select 1)", "${jndi:x}", "{{7*7}}", "../../x", "CON",
    "a.csv:ads", "javascript:alert(1)",
]
FORMULAS = [
    "=1+1", "=cmd|'/c calc'!A1", "+1-1", "+44 7700 900123", "-", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1+1",
    '"quoted"', "a,b;c\td", "007123", "1E5", "1-2", "00-00-00", "1234567890123456",
]
TEXTS = [*NAMES, *MARKUP, *FORMULAS]
