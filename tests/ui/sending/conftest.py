"""One example office with its window for a whole room of tests: its forms are sent one after another, as on a working day."""

import os

import pytest

from tests.conftest import TODAY, County, _copied
from tests.ui.sending import values
from tests.ui.sending.trip import Trip


@pytest.fixture(scope="module")
def trip(request, qapp, tmp_path_factory):
    """A trip on a file, or on the engine that SENT_ON names: on a server it takes half as long again, and a county made there."""
    values.USED.clear()  # the same words for a room's forms, whatever was sent before: some names are like a child's already here
    folder = tmp_path_factory.mktemp("sent")
    if os.environ.get("SENT_ON") == "server":
        county = _on_server(request.getfixturevalue("server"), folder.name)
    else:
        county = _copied(request.getfixturevalue("_filled")(0.1), folder)
    made = Trip(county, folder)
    yield made
    made.close()
    county.database.close()


def _on_server(server, name):
    """The same example county in a database of its own, which the tests' server drops with itself."""
    from shortbreaks.database.connections import open_server
    from shortbreaks.example.build import fill

    server.run(f"create database {name} template template_county owner sb_owner{server.how}")
    county = County(open_server(server.url(name, "sb_people")), kind="server")
    fill(county.database, 0.1, TODAY.date(), now=lambda: TODAY)
    server.run("analyze", name)
    return county
