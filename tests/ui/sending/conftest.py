"""One example office with its window for a whole room of tests: its forms are sent one after another, as on a working day."""

import pytest

from tests.conftest import _copied
from tests.ui.sending.trip import Trip


@pytest.fixture(scope="module")
def trip(qapp, _filled, tmp_path_factory):
    county = _copied(_filled(0.1), tmp_path_factory.mktemp("sent"))
    made = Trip(county)
    yield made
    made.close()
    county.database.close()
