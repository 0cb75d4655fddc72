"""Our own small set of widgets, on which every screen stands; it knows no page and no office.

palette, theme   colours by meaning, text size; `theme.colour("ok")`, `theme.px(32)`, `theme.font(14, 500)`
text, icons      `label(words, role)`: plain text always; `plain_tip` for tips; `IconLabel("clock", "warn")`
buttons, chips   `Button(words, "filled", key="N")`, `.off_because(reason)`; `Chip(words, "warn")`, `Badge(7, "warn")`
cards, layouts   `Card("ok")`, `row(...)`, `column(...)`, `scroller(...)`, `flow(...)` for what wraps
lines            `search_line(…)`, `Line(unit="miles")`: one line of typing with an icon or a unit inside it
fields, form     `Form([Field("born", "Date of birth", "birthday")], today=…)`: `sent`, `refuse(refusal)`
rows, table      `Table([Column("When", …)], key=…)` over frozen rows; `listing` adds foot and the sentences of an empty list
clipboard        copies that are harmless to spreadsheets and forgotten after half a minute
notice, sheet    what came of an act; a form or `confirm(...)` over the page, never a loop of its own
bars, charts, hexmap, facts, pdfview   allocations, weeks, districts, names beside values, a paper in the application
sheet_of_parts   all of it in one picture: `python -m ui.kit.sheet_of_parts OUT.png --dark --text 150`
"""
