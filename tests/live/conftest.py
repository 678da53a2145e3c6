"""The mechanics of streams and sockets are looked at in a house that announces nothing."""

import pytest

from tests.quiet import hushed
from tests.venues import Venue


@pytest.fixture
async def venue(venue: Venue) -> Venue:
    return hushed(venue)
