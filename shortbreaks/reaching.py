"""Telephone numbers and e-mail addresses as people give them: kept as said, refused when nobody could be reached."""

from shortbreaks.errors import Refused

LONGEST = 80


def read_phone(text: str, field: str = "phone") -> str:
    """A telephone number as it was given, with any words beside it ("01632 960170 after five"); "" for none.

    Raises Refused when no number that could be rung from Kent is in it.
    """
    from phonenumbers import Leniency, PhoneNumberMatcher

    tidy = " ".join(text.split())
    if not tidy:
        return ""
    if len(tidy) <= LONGEST and next(iter(PhoneNumberMatcher(tidy, "GB", Leniency.POSSIBLE)), None) is not None:
        return tidy
    raise Refused(
        f"“{tidy[:30]}” is not a telephone number.", "Write it with its area code, like 01632 960170.", field
    )


def read_email(text: str, field: str = "email") -> str:
    """An e-mail address as it was given; "" for none. Raises Refused when nothing could be sent to it."""
    from email_validator import EmailNotValidError, validate_email

    tidy = text.strip()
    if not tidy:
        return ""
    try:
        validate_email(tidy, check_deliverability=False)
    except EmailNotValidError:
        raise Refused(f"“{tidy[:40]}” is not an e-mail address.", "Write it like name@example.org.", field) from None
    return tidy
