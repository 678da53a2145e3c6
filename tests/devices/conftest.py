"""What the tests of the device programs share: an event loop, and a hub of their own making at the protocol's edge."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from devices.client import Hub
from tests.devices.fake_hub import FakeHub


@pytest.fixture
def anyio_backend() -> str:
    """These programs are asyncio programs."""
    return "asyncio"


@pytest.fixture
async def fake(anyio_backend: str) -> AsyncIterator[FakeHub]:
    """A hub that says what a test tells it to, on a real port."""
    async with FakeHub() as hub:
        yield hub


@pytest.fixture
async def hub(fake: FakeHub) -> AsyncIterator[Hub]:
    """The client's side of it."""
    async with Hub(fake.url) as address:
        yield address
