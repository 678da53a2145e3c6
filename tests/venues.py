"""A small venue for one test, made by the hub's own verbs, and everybody in it as a client."""

import asyncio
import secrets
import uuid
from typing import Any

import httpx
from sqlalchemy import bindparam, select

from devices.client import Device, Hub
from hub.accounts import sessions
from hub.accounts.passwords import hash_password
from hub.kit.db import Tx
from hub.kit.ids import new_id
from hub.seed import ROOMS, TABLES, actor_for, make_shop
from hub.venue.shops import add_brand
from tests.running import RunningHub

PASSWORD = "a long enough password 1"
_hash: list[str] = []

device, user, sku, menu_item = (TABLES[name] for name in ("device", "user", "sku", "menu_item"))
DEVICES = select(device.c.id, device.c.name, device.c.account_id).where(device.c.shop_id == bindparam("shop_id"))
USERS = select(user.c.id, user.c.username).where(user.c.brand_id == bindparam("brand_id"))
SKUS = (
    select(sku.c.id, menu_item.c.kitchen_name)
    .join_from(sku, menu_item, (menu_item.c.id == sku.c.item_id) & (menu_item.c.shop_id == sku.c.shop_id))
    .where(sku.c.shop_id == bindparam("shop_id"))
)

EXTENSIONS = {"ext_undo": True, "ext_recall": True, "ext_void": True, "ext_rush": True}


def both(text: str) -> dict[str, str]:
    return {"zh-CN": text, "en": text}


def described(zone: str, currency: str, settings: dict[str, Any], mark: str, roles: tuple[str, ...]) -> dict[str, Any]:
    """A shop as the demo's files would describe it."""
    return {
        "shop": {
            "names": both(f"Shop {mark}"),
            "language": "zh-CN",
            "timezone": zone,
            "day_start": __import__("datetime").time(3),
            "currency": currency,
        },
        "settings": settings,
        "area": [{"code": "a", "names": both("Area")}],
        "station": [{"code": code, "names": both(code), "amber_seconds": 300, "red_seconds": 480} for code in ("hot", "cold", "bar")],
        "room": [{"number": number, "area": "a", "guests": 2} for number in ("801", "802")]
        + [{"number": number, "area": "a"} for number in ("803", "804")],
        "wristband": [
            {"code": f"A01{mark}", "handed_out": True, "guests": 1},
            {"code": f"A02{mark}", "handed_out": True, "guests": 1, "room": "801"},
            {"code": f"A03{mark}", "handed_out": False},
        ],
        "staff": [{"username": f"{role}.{mark}", "name": f"{role.title()} {mark}", "role": role} for role in roles],
        "device": [
            {"kind": "pad", "name": "pad 801", "room": "801"},
            {"kind": "pad", "name": "pad 801 b", "room": "801"},
            {"kind": "pad", "name": "pad 802", "room": "802"},
            {"kind": "pad", "name": "pad 803", "room": "803"},
            {"kind": "kitchen", "name": "kitchen"},
            {"kind": "kitchen", "name": "kitchen hot", "stations": ["hot"]},
            {"kind": "kitchen", "name": "kitchen cold", "stations": ["cold"]},
            {"kind": "call_screen", "name": "call"},
            {"kind": "cashier", "name": "cashier 1"},
            {"kind": "cashier", "name": "cashier 2"},
            {"kind": "handheld", "name": "handheld 1"},
            {"kind": "handheld", "name": "handheld 2"},
            {"kind": "speaker", "name": "speaker"},
            {"kind": "printer", "name": "printer"},
        ],
    }


MENU: dict[str, Any] = {
    "category": [{"code": "c", "names": both("Food")}],
    "option": [
        {
            "code": "spice",
            "names": both("Spice"),
            "min": 0,
            "max": 1,
            "choices": [{"names": both("mild"), "price": 0}, {"names": both("hot"), "price": 100}],
        },
        {"code": "set", "names": both("Main"), "min": 1, "max": 1, "choices": [{"names": both("rice"), "price": 0}]},
    ],
    "dish": [
        {
            "code": code,
            "category": "c",
            "names": {"zh-CN": code, "en": code.title()},
            "descriptions": both(code),
            "kitchen_name": code,
            "price": price,
            "station": station,
            "prep_seconds": 300,
            "allergens": ["gluten"],
            "options": options,
            "picture": code,
        }
        for code, price, station, options in (
            ("dumplings", 3800, "hot", ["spice"]),
            ("noodles", 3200, "hot", []),
            ("salad", 1800, "cold", []),
            ("tea", 1200, "bar", []),
            ("beer", 1500, "bar", []),
            ("set menu", 5000, "hot", ["set"]),
        )
    ],
}

ROLES = ("manager", "cashier", "waiter", "waiter2", "cook", "cleaner")


async def comes_to_agree(screen: Device) -> None:
    """Wait until a screen shows what a fresh snapshot holds: what the hub notes by itself may come between asking and looking."""
    async with asyncio.timeout(30):
        while screen.board.differences(await screen.fresh_board()):  # noqa: ASYNC110 (each look asks the hub)
            await asyncio.sleep(0.05)


class Client:
    """One device or person over plain HTTP; writes get a fresh Idempotency-Key unless they bring one."""

    def __init__(self, http: httpx.AsyncClient, token: str, ident: str) -> None:
        self.http = http
        self.token = token
        self.id = ident

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(f"/api/v1{path}", params=params, headers=self.headers())

    async def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.send("POST", path, body, **more)

    async def put(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.send("PUT", path, body, **more)

    async def patch(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return await self.send("PATCH", path, body, **more)

    async def delete(self, path: str, **more: Any) -> httpx.Response:
        return await self.send("DELETE", path, None, **more)

    async def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        given = self.headers() | {"Idempotency-Key": key or str(new_id())} | (headers or {})
        return await self.http.request(method, f"/api/v1{path}", json=body, headers=given)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


class Venue:
    """A brand with one shop of four rooms (801 and 802 in use), three stations, six dishes, and clients for everybody.

    Clients by name: devices as they are called (`pad 801`, `kitchen`, `kitchen hot`, `call`, `cashier 1`, `handheld 1`, …),
    people by role (`manager`, `cook`, `waiter`, `cleaner`, `cashier`, `owner`).
    """

    def __init__(
        self,
        running: RunningHub,
        http: httpx.AsyncClient,
        *,
        zone: str = "Asia/Shanghai",
        currency: str = "CNY",
        settings: dict[str, Any] | None = None,
        brand_id: uuid.UUID | None = None,
    ) -> None:
        self.running = running
        self.http = http
        self.mark = secrets.token_hex(4)
        self.clients: dict[str, Client] = {}
        self.accounts: dict[str, str] = {}
        if not _hash:
            _hash.append(hash_password(PASSWORD))
        about = described(zone, currency, EXTENSIONS | {"language": "zh-CN"} | (settings or {}), self.mark, ROLES)
        for person in about["staff"]:
            person["role"] = person["role"].rstrip("2")
        running.database.run_now(lambda tx: self._make(tx, about, brand_id))

    def _make(self, tx: Tx, about: dict[str, Any], brand_id: uuid.UUID | None) -> None:
        self.brand_id = brand_id or add_brand(tx, f"Brand {self.mark}")
        hashes = {person["username"]: _hash[0] for person in about["staff"]}
        owner = {"username": f"owner.{self.mark}", "name": f"Owner {self.mark}", "role": "owner"}
        from hub.seed import add_person

        add_person(tx, self.brand_id, None, owner, {owner["username"]: _hash[0]})
        make_shop(tx, self.brand_id, about, MENU, hashes)
        shop = TABLES["shop"]
        found = tx.query(select(shop.c.id).where(shop.c.brand_id == self.brand_id, shop.c.name == about["shop"]["names"]["en"]))
        self.shop_id: uuid.UUID = found[0].id
        self.stream = f"shop:{self.shop_id}"
        self.rooms = {row.number: str(row.id) for row in tx.all(ROOMS, shop_id=self.shop_id)}
        self.skus = {row.kitchen_name: str(row.id) for row in tx.all(SKUS, shop_id=self.shop_id)}
        self.wristbands = [band["code"] for band in about["wristband"]]
        for row in tx.all(DEVICES, shop_id=self.shop_id):
            self.accounts[row.name] = str(row.account_id)
            self._let_in(tx, "device", row.id, row.name)
        for row in tx.all(USERS, brand_id=self.brand_id):
            role, _, mark = row.username.partition(".")
            if mark == self.mark:
                self._let_in(tx, "user", row.id, role)

    def _let_in(self, tx: Tx, kind: Any, subject_id: uuid.UUID, name: str) -> None:
        tokens = sessions.open_session(tx, kind=kind, subject_id=subject_id, brand_id=self.brand_id, access_seconds=86_400)
        self.clients[name] = Client(self.http, tokens.access_token, str(subject_id))
        self.clients[name].refresh_token = tokens.refresh_token  # type: ignore[attr-defined]

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]

    def as_actor(self, role: str = "manager") -> Any:
        """The actor for calling a verb directly."""
        return actor_for(self.brand_id, self.shop_id, {"role": role, "name": role}, uuid.UUID(self[role].id))

    def lines(self, *dishes: str, quantity: int = 1) -> list[dict[str, Any]]:
        return [{"sku_id": self.skus[dish], "quantity": quantity} for dish in dishes]

    async def order(self, *dishes: str, who: str = "pad 801", **more: Any) -> dict[str, Any]:
        """Place a round and give back the order."""
        answer = await self[who].post("/orders", {"lines": self.lines(*(dishes or ("dumplings",)))} | more)
        assert answer.status_code == 201, answer.text
        return answer.json()["order"]  # type: ignore[no-any-return]

    async def act(self, line: dict[str, Any], action: str, who: str = "manager", body: Any = None, **more: Any) -> httpx.Response:
        return await self[who].post(f"/kds/lines/{line['id']}/{action}", body, **more)

    async def bring(self, line: dict[str, Any], state: str) -> dict[str, Any]:
        """Bring a placed line to a state by the ordinary way."""
        ways: dict[str, tuple[str, ...]] = {
            "placed": (),
            "preparing": ("start",),
            "ready": ("start", "finish"),
            "called": ("start", "finish", "call"),
            "served": ("start", "finish", "serve"),
            "cancelled": ("cancel",),
            "voided": ("start", "void"),
        }
        for action in ways[state]:
            answer = await self.act(line, action, body={"reason": "test"} if action == "void" else None)
            assert answer.status_code == 200, answer.text
            line = answer.json()["line"]
        assert line["state"] == state
        return line

    def device(self, name: str, hub: Hub, **more: Any) -> Device:
        """A live screen of the client library for one of the venue's devices or people."""
        return Device(hub, self[name].token, name=name, **more)
