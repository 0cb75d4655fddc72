"""Here offices are opened, closed, copied and broken: each test has a file that nobody opened before."""

import pytest


@pytest.fixture
def file_county(new_file_county):
    return new_file_county
