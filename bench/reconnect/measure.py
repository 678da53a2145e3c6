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
from bench.reconnect.shops import add_shops
from bench.scale import Scale
from bench.spread import spread

PER_SHOP = 50
KITCHEN = 10  # of them; the others are pads in rooms of their own
METHOD = (
    f"Shops with {PER_SHOP} devices each, {KITCHEN} kitchen screens and the rest pads in rooms of their own. All connect; the hub is "
    "stopped and started again; in every shop a pad orders and a dish is sold out while the devices are away. Then all devices say hello "
    "at once with their cursors, after a first back-off of up to half a second. A device is back when it has had its welcome, with "
    "`resumed`, and every event it missed, in order; the time runs from the common start. One that the hub sends away as busy comes back "
    "after the next back-off, as the protocol says."
)


class Shop(msgspec.Struct, frozen=True):
    skus: list[str]
    kitchens: list[str]
    pads: list[str]


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
    notes = [
        f"An idle device holds {told['idle_kib']:.0f} KiB of the hub's memory.",
        f"{back['again']:,} devices needed more than one attempt.",
        *[f"not right: {why}" for why in back["reasons"]],
    ]
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
    shops = [furnished(venue, one) for one in add_shops(venue, count // PER_SHOP)]
    tokens = [token for shop in shops for token in (*shop.kitchens, *shop.pads)]
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
                causes = [expected for shop in shops for expected in while_away(again, shop)]
                back = devices.come_back(causes)
                memory_mib = again.process.memory_kib() / 1024
        finally:
            devices.client.stop()
    return {"first": first, "back": back, "idle_kib": idle_kib, "memory_mib": memory_mib}


def furnished(venue: HubVenue, shop: dict[str, Any]) -> Shop:
    rooms = venue.add_rooms(PER_SHOP - KITCHEN, shop["id"])
    kitchens = venue.add_devices("kitchen", KITCHEN, shop_id=shop["id"])
    return Shop(shop["skus"], kitchens, venue.add_devices("pad", len(rooms), rooms, shop["id"]))


def while_away(hub: Hub, shop: Shop) -> list[list[str]]:
    """An order and a dish that is sold out; per device the keys of the commands whose events it must get."""
    order, sold_out = f"bench-order-{secrets.token_hex(8)}", f"bench-sold-out-{secrets.token_hex(8)}"
    hub.send("POST", "/api/v1/orders", shop.pads[0], three_lines(shop.skus, 1), order)
    hub.send("PUT", f"/api/v1/sold-out/{shop.skus[0]}", shop.kitchens[0], {"mode": "today"}, sold_out)
    return [[order, sold_out]] * (len(shop.kitchens) + 1) + [[sold_out]] * (len(shop.pads) - 1)
