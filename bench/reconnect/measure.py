"""The hub restarts while thousands of devices hang on it, something happens meanwhile, and all of them come back."""

import secrets
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from bench.driver import Driver
from bench.findings import Findings, Table, Verdict
from bench.hub_process import Hub, HubVenue, serving, three_lines
from bench.orders.measure import work_folder
from bench.processes import raise_file_limit
from bench.reconnect.devices import Expected, Plan
from bench.scale import Scale
from bench.spread import spread

MISSED_ORDERS = 10
METHOD = (
    "One device in five is a kitchen screen, which sees every order, the others are pads in rooms of their own. All connect; the hub is "
    f"stopped and started again; {MISSED_ORDERS} orders and one sold-out dish follow while nobody is there. Then all devices say hello "
    "at once with their cursors, after a first back-off of up to half a second. A device is back when it has had its welcome, with "
    "`resumed`, and every event it missed, in order; the time runs from the common start."
)


class Devices:
    """The client process with all the devices."""

    def __init__(self, port: int, tokens: list[str], folder: Path) -> None:
        self.folder = folder
        plan = folder / "plan.json"
        plan.write_bytes(msgspec.json.encode(Plan(port, tokens)))
        self.client = Driver("bench.reconnect.devices", plan)

    def come_back(self, causes: list[list[str]]) -> dict[str, Any]:
        file = self.folder / "expected.json"
        file.write_bytes(msgspec.json.encode(Expected(causes)))
        return self.client.ask(f"return {file}")


def measure(scale: Scale) -> Findings:
    count = scale.reconnecting
    raise_file_limit(count + 500)
    with tempfile.TemporaryDirectory(dir=work_folder(), prefix="reconnect-") as name:
        folder = Path(name)
        venue = HubVenue.on_sqlite(folder / "hub")
        try:
            told = come_and_go(venue, folder, count)
        finally:
            venue.close()
    back = told["back"]
    first = told["first"]
    rows = [
        ("first time, without a cursor", f"{first['p50']:.1f} s", f"{first['p99']:.1f} s", str(first["wrong"]), ""),
        ("back, with replay", f"{back['p50']:.1f} s", f"{back['p99']:.1f} s", str(back["wrong"]), f"{told['memory_mib']:.0f} MiB"),
    ]
    notes = [f"An idle device holds {told['idle_kib']:.0f} KiB of the hub's memory.", *[f"not right: {why}" for why in back["reasons"]]]
    columns = ("when", "p50", "p99", "not as they should", "hub's memory")
    what = f"{count:,} devices reconnect"
    return Findings(
        part="reconnect",
        method=METHOD,
        tables=[Table(title=f"{count:,} devices", columns=columns, rows=rows)],
        notes=notes,
        verdicts=[
            Verdict(what=f"{what}: not all correct", limit=0, at_most=True, unit="", reached=spread([back["wrong"]])),
            Verdict(what=f"{what}: p99", limit=15, at_most=True, unit=" s", reached=spread([back["p99"]])),
            Verdict(what=f"{what}: the hub's memory", limit=500, at_most=True, unit=" MiB", reached=spread([told["memory_mib"]])),
        ],
        raw=told,
    )


def come_and_go(venue: HubVenue, folder: Path, count: int) -> dict[str, Any]:
    rooms = venue.add_rooms(count - count // 5)
    tokens = venue.add_devices("kitchen", count // 5) + venue.add_devices("pad", len(rooms), rooms)
    with serving(venue, name="reconnect hub") as hub:
        port = hub.port
        before = hub.process.memory_kib()
        devices = Devices(port, tokens, folder)
        try:
            devices.client.wait()
            first = devices.client.ask("connect")
            idle_kib = (hub.process.memory_kib() - before) / count
            devices.client.ask("leave")
            hub.process.stop()
            with serving(venue, name="reconnect hub again", port=port) as again:
                orders, sold_out = while_away(venue, again, rooms)
                kitchen = [cause for _, cause in orders] + [sold_out]
                of_room = {room: [cause, sold_out] for room, cause in orders}
                causes = [kitchen] * (count // 5) + [of_room.get(room, [sold_out]) for room in rooms]
                back = devices.come_back(causes)
                memory_mib = again.process.memory_kib() / 1024
        finally:
            devices.client.stop()
    return {"first": first, "back": back, "idle_kib": idle_kib, "memory_mib": memory_mib}


def while_away(venue: HubVenue, hub: Hub, rooms: list[Any]) -> tuple[list[tuple[Any, str]], str]:
    """Orders in some of the rooms, and news for everybody; their keys are the causes in the events."""
    cashier = venue.device("cashier")["access_token"]
    orders = []
    for number, room in enumerate(rooms[:: max(1, len(rooms) // MISSED_ORDERS)][:MISSED_ORDERS]):
        key = f"bench-missed-{number}-{secrets.token_hex(4)}"
        hub.send("POST", "/api/v1/orders", cashier, {**three_lines(venue.skus, number), "room_id": str(room)}, key)
        orders.append((room, key))
    sold_out = f"bench-sold-out-{secrets.token_hex(4)}"
    hub.send("PUT", f"/api/v1/sold-out/{venue.skus[0]}", cashier, {"mode": "today"}, sold_out)
    return orders, sold_out
