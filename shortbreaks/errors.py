"""The two ways the service says no: by its own rules, or because its surroundings do not answer."""


class Spoken(Exception):  # noqa: N818 - never raised itself; its children are refusals, not faults
    """A sentence for the person at the screen, with what would change it.

    `sentence` says what is wrong and where, `remedy` what would change it, `field` names the form field it is about
    (empty when it concerns the whole request).
    """

    def __init__(self, sentence: str, remedy: str = "", field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy
        self.field = field

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class Refused(Spoken):
    """The service says no: a rule, a permission or a mistake in what was typed."""


class Unavailable(Spoken):
    """The surroundings say no: the disk is full, the server is away, the file is in use."""


class NotAllowed(Refused):
    """The person's role may not do this."""


class RightsChanged(NotAllowed):
    """The person's sign-in was closed, or given another role, since they came in."""


class ChangedByAnother(Refused):
    """Somebody saved a newer version of what is being saved."""


class NotFound(Refused):
    """What was asked for is not kept here."""
