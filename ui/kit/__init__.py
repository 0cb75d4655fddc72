"""Our own small set of widgets, on which every screen stands; it knows no page and no office.

palette, theme   colours by meaning, text size; `theme.colour("ok")`, `theme.px(32)`, `theme.font(14, 500)`
text, icons      `label(words, role)`: plain text always; `IconLabel("clock", "warn")`
buttons, chips   `Button(words, "filled", key="N")`, `.off_because(reason)`; `Chip(words, "warn")`, `Badge(7, "warn")`
cards, layouts   `Card("ok")`, `row(...)`, `column(...)`, `scroller(...)`, `flow(...)` for what wraps
fields, form     `Form([Field("born", "Date of birth", "birthday")], today=…)`: `sent`, `refuse(refusal)`
rows, table      `Table([Column("When", …)], key=…)` over frozen rows; `listing` adds foot and the sentences of an empty list
notice, sheet    what came of an act; a form or `confirm(...)` over the page, never a loop of its own
bars, facts, pdfview   allocation bars, names beside values, a paper inside the application
"""
