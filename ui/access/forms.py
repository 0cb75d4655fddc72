"""What is filled in about somebody who signs in."""

from shortbreaks.access.passwords import LONGEST
from shortbreaks.access.permissions import Role
from ui.kit.fields import Field

ROLES = tuple((role.value, role.value.capitalize()) for role in Role)
NAME = Field("name", "Name, as colleagues know them", hint="Priya Nair")
REACH = (
    Field("phone", "Telephone", optional=True),
    Field("email", "E-mail", beside=True, optional=True),
)
FIRST_PASSWORD = Field("password", "First password, twelve letters or more", "password", longest=LONGEST)
ADD = (
    NAME,
    Field("sign_in", "Signs in as", hint="priya.nair"),
    Field("role", "Role", "choice", choices=ROLES, beside=True),
    FIRST_PASSWORD,
    *REACH,
)
CHANGE = (NAME, Field("role", "Role", "choice", choices=ROLES), *REACH)
PASSWORD = (Field("password", "New password, twelve letters or more", "password", longest=LONGEST),)
NEW_KEY = (Field("password", "Your own password", "password", longest=200),)
SECRET = (Field("secret", "New password", "password", longest=200),)
KEY_TRIAL = (Field("key", "Recovery key, from its sealed sheet", "password", longest=80),)
RESTORE_TRIAL = (
    *KEY_TRIAL,
    Field("place", "Folder of the copy: the stick, share or disk it was copied to", longest=400),
)
