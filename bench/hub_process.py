"""The real hub for the other parts: a seeded folder or database, more devices and rooms in it, and `venuehub serve` on top.

Devices, rooms and stays beyond the demo venue are copies of its rows with new ids, written before the hub starts; pairing and
checking in thousands of them over HTTP would measure something else.
"""

import atexit
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, insert, select, update

from bench.orders.shots import Shots
from bench.processes import ROOT, NotRun, Process, free_port, python

Row = dict[str, Any]


class HubVenue:
    """A seeded database, with its data folder: SQLite in the folder, or the PostgreSQL at `url`."""

    def __init__(self, folder: Path, url: str, seed: dict[str, Any], skus: list[str] | None = None) -> None:
        self.folder = folder
        self.url = url
        self.seed = seed
        self.shop: dict[str, Any] = seed["shops"][0]
        self.engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:")) if url else sqlite_engine(self.database_file())
        self.tables = hub_tables()
        self.skus = skus if skus is not None else plain_dishes(self)

    @classmethod
    def on_sqlite(cls, folder: Path) -> Self:
        """A copy of one demo venue that is seeded once for all parts."""
        model = sqlite_model()
        shutil.copytree(model.folder, folder)
        return cls(folder, "", model.seed, model.skus)

    @classmethod
    def on_postgres(cls, folder: Path, url: str) -> Self:
        venue = cls(folder, url, seeded(folder, url))
        venue.announce(False)
        return venue

    def copied(self, folder: Path, url: str) -> "HubVenue":
        """The same venue in a database that was made as a copy of this one."""
        folder.mkdir()
        return HubVenue(folder, url, self.seed, self.skus)

    def database_file(self) -> Path:
        found = sorted([*self.folder.glob("*.sqlite3"), *self.folder.glob("*.db")])
        if not found:
            raise NotRun("the seeded folder holds no SQLite file")
        return found[0]

    def device(self, kind: str) -> dict[str, Any]:
        """The demo's device of this kind in the first shop."""
        found: dict[str, Any] = next(one for one in self.seed["devices"] if one["kind"] == kind and one["shop_id"] == self.shop["id"])
        return found

    def add_devices(self, kind: str, count: int, rooms: list[UUID] | None = None, shop_id: UUID | None = None) -> list[str]:
        """Copies of the demo's device of this kind, each with an account, a binding and a session of its own; their access tokens.

        With `rooms`, the first device is bound to the first room, and so on; without, to nothing: a kitchen screen then sees all stations.
        """
        model = UUID(self.device(kind)["id"])
        shop = {"shop_id": shop_id or UUID(self.shop["id"])}
        tokens = [f"vh_at_{secrets.token_urlsafe(32)}" for _ in range(count)]
        table = self.tables
        with self.engine.begin() as connection:
            device = first(connection, table["device"], id=model)
            account = first(connection, table["device_account"], id=device["account_id"])
            binding = first(connection, table["device_binding"], device_id=model, until=None)
            session = first(connection, table["session"], subject_id=model)
            rows: dict[str, list[Row]] = {name: [] for name in ("device_account", "device", "device_binding", "session", "access_token")}
            for number, token in enumerate(tokens):
                ids = {name: new_id() for name in ("account", "device", "binding", "session")}
                shared = bool(account["shared"])
                if not shared:
                    rows["device_account"].append({**account, **shop, "id": ids["account"]})
                holder = account["id"] if shared else ids["account"]
                rows["device"].append({**device, **shop, "id": ids["device"], "account_id": holder, "name": f"Bench {kind} {number}"})
                place: Row = {"room_id": rooms[number]} if rooms else {"stations": []}
                rows["device_binding"].append({**binding, **shop, "id": ids["binding"], "device_id": ids["device"], **place})
                rows["session"].append(
                    {**session, "id": ids["session"], "subject_id": ids["device"], "current_refresh": secrets.token_bytes(32)}
                )
                rows["access_token"].append(
                    {"hash": hashlib.sha256(token.encode()).digest(), "session_id": ids["session"], "expires_at": tomorrow()}
                )
            for name, many in rows.items():
                if many:
                    connection.execute(insert(table[name]), many)
        return tokens

    def add_rooms(self, count: int, shop_id: UUID | None = None) -> list[UUID]:
        """Copies of an occupied room, each with a running stay that has no order yet."""
        table = self.tables
        with self.engine.begin() as connection:
            room = first(connection, table["room"], shop_id=UUID(self.shop["id"]), state="in_use")
            stay = first(connection, table["stay"], id=room["stay_id"])
            shop = {"shop_id": shop_id or room["shop_id"]}
            rooms, stays = [], []
            tag = secrets.token_hex(2)
            for number in range(count):
                room_id, stay_id = new_id(), new_id()
                stays.append({**stay, **shop, "id": stay_id, "room_id": room_id})
                rooms.append({**room, **shop, "id": room_id, "number": f"{tag}{number}", "stay_id": stay_id})
            connection.execute(insert(table["room"]), rooms)
            connection.execute(insert(table["stay"]), stays)
        return [room["id"] for room in rooms]

    def announce(self, wanted: bool) -> None:
        """Whether orders are announced. The peers announce nothing, so what is compared with them does not either."""
        with self.engine.begin() as connection:
            connection.execute(update(self.tables["im_rule"]).values(enabled=wanted))

    def shots(self, orders: int, clients: int) -> Shots:
        """Orders of three lines by cashiers, each for a stay of its own."""
        tokens = self.add_devices("cashier", clients)
        wanted = [json.dumps(three_lines(self.skus, n))[1:-1] for n in range(len(self.skus))]
        bodies = [f'{{{wanted[n % len(wanted)]},"room_id":"{room}"}}' for n, room in enumerate(self.add_rooms(orders))]
        return Shots(path="/api/v1/orders", tokens=tokens, bodies=bodies, once=True)

    def close(self) -> None:
        self.engine.dispose()


@cache
def sqlite_model() -> HubVenue:
    """The demo venue that is copied; it goes with the process."""
    folder = Path(tempfile.mkdtemp(prefix="venuehub-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    venue = HubVenue(folder / "hub", "", seeded(folder / "hub", ""))
    venue.announce(False)
    venue.close()
    return venue


def seeded(folder: Path, url: str) -> dict[str, Any]:
    """`venuehub seed`, and what it printed."""
    argv = [*python("hub.cli"), "seed", "--json", "--data", str(folder)]
    env = {**os.environ, **({"VENUEHUB_DATABASE_URL": url} if url else {})}
    try:
        made = subprocess.run(argv, check=False, cwd=ROOT, capture_output=True, text=True, timeout=120, env=env)
    except subprocess.TimeoutExpired:
        raise NotRun("venuehub seed did not end") from None
    if made.returncode:
        words = made.stderr.strip().splitlines()
        raise NotRun(f"venuehub seed failed: {words[-1][:200] if words else 'no reason given'}")
    told: dict[str, Any] = json.loads(made.stdout)
    return told


def plain_dishes(venue: HubVenue) -> list[str]:
    """Dishes that can be ordered as they are; asked of a hub, since the menu knows what is sold out and what needs a choice."""
    with serving(venue, name="hub for its menu") as hub:
        menu = hub.get("/api/v1/menu", venue.device("cashier")["access_token"])
    items = [item for category in menu["categories"] for item in category["items"]]
    plain = [item["sku_id"] for item in items if not item["sold_out"] and not any(option["min"] for option in item["options"])]
    if len(plain) < 3:
        raise NotRun("the demo's menu has too few plain dishes")
    return plain


class Hub:
    """A serving hub process."""

    def __init__(self, process: Process, port: int) -> None:
        self.process = process
        self.port = port

    def get(self, path: str, token: str) -> Any:
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def fetch(self, path: str, token: str) -> bytes:
        """An answer of any kind, as it came."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return bytes(answer.read())

    def send(self, method: str, path: str, token: str, body: Any, key: str) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def serving(
    venue: HubVenue,
    commits: Path | None = None,
    name: str = "hub",
    port: int = 0,
    start: list[str] | None = None,
    settings: dict[str, str] | None = None,
) -> Iterator[Hub]:
    """`venuehub serve` on this venue; with `commits`, the start that also notes the moment of each commit; or another `start`."""
    port = port or free_port()
    arguments = ["serve", "--port", str(port), "--host", "127.0.0.1", "--data", str(venue.folder)]
    begin = start or (python("bench.delivery.timed_hub", commits) if commits else python("hub.cli"))
    own = {"VENUEHUB_SPEECH_ENGINE": "none", **({"VENUEHUB_DATABASE_URL": venue.url} if venue.url else {}), **(settings or {})}
    with Process(name, [*begin, *arguments], own) as process:
        hub = Hub(process, port)
        process.wait_until(hub.ready, 60, "not ready after 60 s")
        yield hub


def hub_tables() -> dict[str, Table]:
    """The hub's own tables, by name: they know how each database keeps ids and times."""
    import hub.tables  # noqa: F401  importing it registers every table
    from hub.kit.columns import metadata

    registry: MetaData = metadata
    return dict(registry.tables)


def sqlite_engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def quick(connection: Any, _: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")

    return engine


def first(connection: Connection, table: Table, **where: Any) -> Row:
    """One row to copy from."""
    found = connection.execute(select(table).where(*[table.c[name] == value for name, value in where.items()]).limit(1)).mappings().first()
    if found is None:
        raise NotRun(f"the demo venue has no {table.name} to copy")
    return dict(found)


def three_lines(skus: list[str], number: int) -> dict[str, Any]:
    picked = dict.fromkeys(skus[(number + step) % len(skus)] for step in (0, 7, 19, 1, 2))
    return {"lines": [{"sku_id": sku, "quantity": 2, "note": "less salt"} for sku in list(picked)[:3]]}


def tomorrow() -> datetime:
    return (datetime.now(UTC) + timedelta(hours=23)).replace(microsecond=0)


def new_id() -> UUID:
    from hub.kit.ids import new_id as hub_id

    made: UUID = hub_id()
    return made
