"""Pages of other origins stay out before anything is agreed; the hub's own pages and boxes without an origin come in."""

import socket

import pytest
from websockets.exceptions import InvalidStatus

from hub.live.stage import Stage
from tests.live.plain import greeting, opening, received
from tests.running import Backend, RunningHub
from tests.venues import Venue

HOSTILE = [
    "null",
    "Null",
    "*",
    "x",
    "undefined",
    "file://",
    "about:blank",
    "http://evil.example",
    "https://evil.example",
    "http://evil.example:{port}",
    "http://127.0.0.1",
    "http://127.0.0.1:80",
    "https://127.0.0.1",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:{other}",
    "http://127.0.0.1:0{port}",
    "http://127.0.0.1:{port}0",
    "http://127.0.0.1:",
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/kitchen",
    "http://127.0.0.1:{port}?",
    "http://127.0.0.1:{port}#",
    "http://127.0.0.1:{port};",
    "http://127.0.0.1:{port} ,http://127.0.0.1:{port}",
    "http://127.0.0.1:{port} http://evil.example",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1.evil.example:{port}",
    "http://evil127.0.0.1:{port}",
    "http://evil.127.0.0.1:{port}",
    "http://127.0.0.1.:{port}",
    "http://localhost.:{port}",
    "http://localhost.evil.example:{port}",
    "http://notlocalhost:{port}",
    "http://local\thost:{port}",
    "http://user@127.0.0.1:{port}",
    "http://user:pass@127.0.0.1:{port}",
    "http://127.0.0.1:{port}@evil.example",
    "http://127.0.0.1:{port}@evil.example:{port}",
    "http://evil.example@127.0.0.1:{port}",
    "http://@127.0.0.1:{port}",
    "http://evil.example#@127.0.0.1:{port}",
    "http://evil.example\\@127.0.0.1:{port}",
    "http://evil.example/127.0.0.1:{port}",
    "HTTP://127.0.0.1:{port}",
    "http://LOCALHOST:{port}",
    "http://Localhost:{port}",
    "http:/127.0.0.1:{port}",
    "http:127.0.0.1:{port}",
    "//127.0.0.1:{port}",
    "127.0.0.1:{port}",
    "ws://127.0.0.1:{port}",
    "wss://127.0.0.1:{port}",
    "ftp://127.0.0.1:{port}",
    "javascript://127.0.0.1:{port}",
    "chrome-extension://127.0.0.1:{port}",
    "http://127.1:{port}",
    "http://127.0.1:{port}",
    "http://0x7f.0.0.1:{port}",
    "http://2130706433:{port}",
    "http://0177.0.0.1:{port}",
    "http://127.0.0.01:{port}",
    "http://0.0.0.0:{port}",
    "http://127.0.0.2:{port}",
    "http://[::]:{port}",
    "http://[::1:{port}",
    "http://::1:{port}",
    "http://[0:0:0:0:0:0:0:1]:{port}",
    "http://[::ffff:127.0.0.1]:{port}",
    "http://[127.0.0.1]:{port}",
    "http://localhosț:{port}",
    "http://ⅼocalhost:{port}",
    "http://127。0。0。1:{port}",
    "http://xn--localhos-1lb:{port}",
    "http://127.0.0.1%00.evil.example:{port}",
    "http://127.0.0.1:{port}%20",
    "http://%3127.0.0.1:{port}",
]


@pytest.fixture(scope="module")
def backend(sqlite_backend: Backend) -> Backend:
    """No data is touched, so one database is enough."""
    return sqlite_backend


def ports(hub: RunningHub, origin: str) -> str:
    return origin.format(port=hub.server.port, other=hub.server.port + 1)


@pytest.mark.parametrize("origin", HOSTILE)
async def test_a_foreign_origin_is_refused_before_the_upgrade(running: RunningHub, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await opening(running, origin=ports(running, origin).encode().decode("latin-1"))
    assert refused.value.response.status_code == 403


def test_the_list_of_hostile_origins_is_long_enough() -> None:
    assert len(set(HOSTILE)) >= 40


@pytest.mark.parametrize("origin", [None, "http://127.0.0.1:{port}", "http://localhost:{port}", "http://[::1]:{port}"])
async def test_our_own_pages_and_boxes_without_an_origin_come_in(running: RunningHub, venue: Venue, origin: str | None) -> None:
    async with opening(running, origin=None if origin is None else ports(running, origin)) as ws:
        await ws.send(greeting(venue["pad 801"].token))
        assert (await received(ws))["t"] == "welcome"


async def test_without_a_token_an_own_page_gets_no_further_than_anybody(running: RunningHub) -> None:
    async with opening(running, origin=ports(running, "http://127.0.0.1:{port}")) as ws:
        await ws.send(greeting("x"))
        await ws.wait_closed()
        assert ws.close_code == 4001


async def test_two_origins_are_none(running: RunningHub) -> None:
    from websockets.asyncio.client import connect

    from tests.live.plain import stream_url

    own = ports(running, "http://127.0.0.1:{port}")
    with pytest.raises(InvalidStatus) as refused:
        await connect(stream_url(running), origin=own, additional_headers={"Origin": own}, proxy=None)  # type: ignore[arg-type]
    assert refused.value.response.status_code in (400, 403)


def own(stage: Stage, origin: str, *, host: str, port: int, scheme: str = "ws") -> bool:
    scope = {"headers": [(b"origin", origin.encode())], "server": (host, port), "scheme": scheme}
    return stage.welcome_origin(scope)


def test_the_address_that_was_called_is_the_hubs_own(running: RunningHub) -> None:
    """A tablet opens the page at the hub's address in the venue's network, whatever name the machine has."""
    stage = running.hub.stage
    assert own(stage, "http://192.168.7.9:8000", host="192.168.7.9", port=8000)
    assert own(stage, "http://[fd00::9]:8000", host="fd00::9", port=8000)
    assert own(stage, f"http://{socket.gethostname().lower()}:8000", host="192.168.7.9", port=8000)
    assert not own(stage, "http://192.168.7.8:8000", host="192.168.7.9", port=8000)
    assert not own(stage, "http://192.168.7.9:8001", host="192.168.7.9", port=8000)


def test_the_usual_port_is_left_out(running: RunningHub) -> None:
    stage = running.hub.stage
    assert own(stage, "http://192.168.7.9", host="192.168.7.9", port=80)
    assert own(stage, "https://192.168.7.9", host="192.168.7.9", port=443, scheme="wss")
    assert own(stage, "https://192.168.7.9:8443", host="192.168.7.9", port=8443, scheme="wss")
    assert not own(stage, "http://192.168.7.9:80", host="192.168.7.9", port=80)
    assert not own(stage, "http://192.168.7.9:8443", host="192.168.7.9", port=8443, scheme="wss")
    assert not own(stage, "http://192.168.7.9", host="192.168.7.9", port=8000)


def test_listed_origins_are_taken_to_the_letter(running: RunningHub) -> None:
    stage = running.hub.stage
    before = stage.origins
    stage.origins = frozenset({"https://hub.example"})
    try:
        assert own(stage, "https://hub.example", host="10.0.0.1", port=8000)
        for near in (
            "https://hub.example:443",
            "http://hub.example",
            "https://hub.example/",
            "https://Hub.example",
            "https://x.hub.example",
        ):
            assert not own(stage, near, host="10.0.0.1", port=8000)
    finally:
        stage.origins = before
