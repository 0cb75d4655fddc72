"""What is tried of a round without being kept: another cap, more places or workers, a wish left out."""

from collections.abc import Callable
from typing import Any

from shortbreaks.dates import say_short
from shortbreaks.rounds.facts import WhatIf
from shortbreaks.rounds.preview import NOTHING
from shortbreaks.rounds.queries import RoundShown
from ui.kit.buttons import Button
from ui.kit.cards import Card
from ui.kit.fields import Field
from ui.kit.form import Form
from ui.kit.layouts import column, empty, row
from ui.kit.text import label

EVERY = "0"


class WhatIfCard(Card):
    """`tried` is what is tried now; `changed` is called when it is another."""

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__()
        self._changed = changed
        self.tried = NOTHING
        self.round: RoundShown | None = None
        self.form: Form | None = None
        self.heading("What if")
        self._box = column(gap=8)
        self.body.addLayout(self._box)
        self.try_it = Button("Try it", name="try_it", then=self.send)
        self.clear = Button("As it stands", "link", name="clear_try", then=self.forget)
        self.body.addLayout(row(self.try_it, self.clear, None, gap=8))
        self.body.addWidget(label("Nothing is kept of what is tried.", "caption", wrap=True))

    def put_away(self) -> None:
        """Another round is shown: its form is made anew."""
        self.tried, self.form, self.round = NOTHING, None, None
        empty(self._box)

    def show_round(self, found: RoundShown, today: Any) -> None:
        """The round whose cap, places and workers can be tried otherwise."""
        self.round = found
        if self.form is not None:
            return
        days = [(str(one.id), f"{say_short(one.start.date(), today)}, {one.service}") for one in found.sessions]
        fields = (
            Field("cap", f"One child gets at most ({found.cap_unit})", "whole"),
            Field("session", "Places and workers at", "choice", choices=[(EVERY, "Every session"), *days]),
            Field("places", "More places", "whole", optional=True, hint="2"),
            Field("workers", "More workers", "whole", optional=True, hint="1", beside=True),
        )
        self.form = Form(fields, {"cap": found.cap, "session": EVERY}, today=lambda: today, keyed=False)
        self.form.sent.connect(self._try)
        self._box.addWidget(self.form)

    def send(self) -> None:
        """Try what is typed."""
        if self.form is not None:
            self.form.send()

    def _try(self, values: dict[str, Any]) -> None:
        found = self.round
        if found is None:
            return
        chosen = [one for one in found.sessions if values["session"] in {EVERY, str(one.id)}]
        more, staff = values["places"] or 0, values["workers"] or 0
        self._take(
            WhatIf(
                values["cap"] if values["cap"] != found.cap else None,
                tuple((one.id, one.places + more) for one in chosen) if more else (),
                tuple((one.id, one.workers + staff) for one in chosen if one.workers) if staff else (), self.tried.ranks,
            )
        )  # fmt: skip

    def without(self, wish: int) -> None:
        """Try the round without one wish more."""
        ranks = dict(self.tried.ranks) | {wish: 0}
        self._take(WhatIf(self.tried.cap, self.tried.places, self.tried.workers, tuple(sorted(ranks.items()))))

    def forget(self) -> None:
        """The round as it stands."""
        if self.form is not None and self.round is not None:
            for name, value in (("cap", self.round.cap), ("session", EVERY), ("places", None), ("workers", None)):
                self.form.set_value(name, value)
        self._take(NOTHING)

    def _take(self, tried: WhatIf) -> None:
        self.tried = tried
        self.clear.setEnabled(tried != NOTHING)
        self._changed()
