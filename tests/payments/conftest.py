"""An agreement that was paid once."""

import pytest

from tests.payments.builders import an_agreement, paid


@pytest.fixture
def funded(county):
    agreement = an_agreement(county)
    paid(county)
    return county, agreement
