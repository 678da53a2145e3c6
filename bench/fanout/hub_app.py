"""The hub's whole live part with nothing behind it: its server, handshake, connections, tails and frames, over an empty log.

usage: python -m bench.fanout.hub_app PORT CONTROL_PORT

Only who is asking is made up: every hello is a kitchen screen of its own. Events come from the control connection instead of from
commits; what an order costs as a whole is measured by the other parts.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import create_engine, insert

from bench.fanout import event
from bench.fanout.control import serve_control
from hub.kit.clock import Clock
from hub.kit.columns import metadata
from hub.kit.db import Tx
from hub.kit.db_sqlite import SqliteDatabase
from hub.kit.ids import new_id
from hub.live.fanout import Fanout
from hub.live.models import events, streams
from hub.live.seat import Follow, Seat
from hub.live.server import serve
from hub.live.stage import Stage
from hub.live.tail import Entry, entry

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SHOP, BRAND = new_id(), new_id()
STREAM = f"shop:{SHOP}"


def identify(tx: Tx, token: str, shop_id: UUID | None) -> Seat:
    """Whoever says hello is another kitchen screen of the same shop."""
    device, session = new_id(), new_id()
    channels = frozenset({"all", "kitchen", "kitchen:hot", f"device:{device}", f"session:{session}"})
    return Seat(
        kind="kitchen",
        owner=device,
        session_id=session,
        brand_id=BRAND,
        shop_id=SHOP,
        follows=(Follow(stream=STREAM, channels=channels, scope="1"),),
        device={"id": device, "kind": "kitchen", "name": "Hot 1"},
        account={"id": new_id()},
        shop={"id": SHOP, "name": "Bench"},
        stations=("hot",),
    )


def numbered(seq: int) -> Entry:
    """An event whose whole text has as many bytes as with the other servers."""
    head = f'{{"t":"event","stream":"{STREAM}","seq":{seq},'
    body = '"type":"kds.line_moved","data":{"fill":"'
    fill = "x" * (event.BYTES - len(head) - len(body) - 3)
    return entry(STREAM, seq, "kds.line_moved", ("kitchen:hot", "cashier"), f'{body}{fill}"}}}}'.encode())


def empty_log(file: Path) -> None:
    engine = create_engine(f"sqlite:///{file}")
    metadata.create_all(engine, tables=[streams, events])
    clock = Clock()
    with engine.begin() as connection:
        connection.execute(insert(streams).values(name=STREAM, epoch="bench", head=event.FIRST, oldest=event.FIRST, created_at=clock.now()))
    engine.dispose()


class App:
    """The ASGI application: the stage, and a lifespan that opens the control connection."""

    def __init__(self, file: Path, control_port: int) -> None:
        self.database = SqliteDatabase(file, Clock())
        self.fanout = Fanout(self.database)
        self.stage = Stage(self.database, self.fanout, identify, identify, "no ticket begins like this")
        self.control_port = control_port

    def publish(self, count: int) -> None:
        head = self.fanout.tails[STREAM].head
        self.fanout.offer(STREAM, [numbered(head + step) for step in range(1, count + 1)])

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        else:
            await self.stage(scope, receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.database.attach(asyncio.get_running_loop())
        control = await serve_control(self.control_port, self.publish)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        control.close()
        await self.stage.stop()
        self.database.close()
        await send({"type": "lifespan.shutdown.complete"})


def main(port: int, control_port: int) -> None:
    with tempfile.TemporaryDirectory(prefix="venuehub-bench-") as folder:
        file = Path(folder) / "hub.sqlite3"
        empty_log(file)
        serve(App(file, control_port), "127.0.0.1", port)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
