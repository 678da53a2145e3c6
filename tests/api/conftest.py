"""One hub for the API page's tests, with the app it serves."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

from hub.api_page.document import Operation, operations
from tests.running import Backend, RunningHub

DEMO = {
    "brands": [{"id": "b1", "name": "Cloud <Springs>"}],
    "shops": [
        {
            "id": "s1",
            "brand_id": "b1",
            "name": "Cloud <b>Springs</b>",
            "timezone": "Asia/Shanghai",
            "rooms": [{"id": "r1", "number": "801"}],
            "stations": ["hot"],
            "wristbands": [{"code": "W1", "handed_out": False}],
        }
    ],
    "users": [
        {
            "id": "u1",
            "username": "cook1",
            "password": "pw-of-cook1",
            "role": "cook",
            "brand_id": "b1",
            "shop_id": "s1",
            "access_token": "token-cook1",
        },
        {
            "id": "u2",
            "username": "owner1",
            "password": "pw-own",
            "role": "owner",
            "brand_id": "b1",
            "shop_id": None,
            "access_token": "token-owner1",
        },
    ],
    "devices": [
        {
            "id": "d1",
            "kind": "pad",
            "name": "Pad 802",
            "room": "802",
            "stations": [],
            "shop_id": "s1",
            "access_token": "token-802",
            "refresh_token": "r",
        },
        {
            "id": "d2",
            "kind": "pad",
            "name": "Pad 801",
            "room": "801",
            "stations": [],
            "shop_id": "s1",
            "access_token": "token-801",
            "refresh_token": "r",
        },
        {
            "id": "d3",
            "kind": "kitchen",
            "name": "Hot 1",
            "room": None,
            "stations": ["hot"],
            "shop_id": "s1",
            "access_token": "token-hot",
            "refresh_token": "r",
        },
    ],
}
"""What `seed` says of a demo venue, in small."""


@pytest.fixture(scope="session")
def serving(sqlite_backend: Backend) -> Iterator[RunningHub]:
    settings = sqlite_backend.settings()
    hub = RunningHub(settings)
    try:
        yield hub
    finally:
        hub.stop()
        sqlite_backend.forget(settings)


@pytest.fixture(scope="session")
def browser(serving: RunningHub) -> Iterator[httpx.Client]:
    """Plain HTTP, as a browser would ask."""
    with httpx.Client(base_url=serving.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def app(serving: RunningHub) -> Litestar:
    served: Any = serving.server.config.app
    assert isinstance(served, Litestar)
    return served


@pytest.fixture(scope="session")
def every_operation(app: Litestar) -> list[Operation]:
    found = list(operations(app))
    assert len(found) > 60
    return found


@pytest.fixture(scope="session")
def document(browser: httpx.Client) -> dict[str, Any]:
    answer = browser.get("/schema/openapi.json")
    assert answer.status_code == 200
    written: dict[str, Any] = answer.json()
    return written
