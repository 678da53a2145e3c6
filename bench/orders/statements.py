"""The same work as raw statements of the standard library's sqlite3, one transaction per request; what the floors run."""

import sqlite3
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar.exceptions import ClientException, NotAuthorizedException

from bench.orders.peer_venue import DAY, STREAM, token_hash
from bench.orders.wire import LineOut, OrderOut, Placed, PlaceOrder, new_id, stamp

SIGNED_IN = "SELECT id, brand_id, shop_id, token_expires_at FROM device WHERE token_hash = ? AND revoked_at IS NULL"
STORED = "SELECT request_hash, status, body FROM stored_answer WHERE owner_id = ? AND key = ?"
ITEM_COLUMNS = "sku_id, name, names, kitchen_name, station, allergens, unit_price, sold_out"
ITEMS = f"SELECT {ITEM_COLUMNS} FROM menu_item WHERE shop_id = ? AND sku_id IN (?, ?, ?)"
NUMBER = "UPDATE daily_number SET last = last + 1 WHERE shop_id = ? AND business_day = ? RETURNING last"
ORDER = 'INSERT INTO "order" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'
LINE = "INSERT INTO order_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
MOVE = "INSERT INTO line_move VALUES (?, ?, ?, ?, ?, ?, ?)"
HEAD = "UPDATE stream SET head = head + ? WHERE name = ? RETURNING head"
EVENT = "INSERT INTO stream_event VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
ANSWER = "INSERT INTO stored_answer VALUES (?, ?, ?, ?, ?, ?)"


def connect(file: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, cached_statements=64)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def place_order(connection: sqlite3.Connection, who: tuple[Any, ...], wanted: PlaceOrder, key: str, now: str) -> bytes:
    device_id, brand_id, shop_id, _ = who
    skus = [line.sku_id.hex for line in wanted.lines]
    items = {row[0]: row for row in connection.execute(ITEMS, (shop_id, *skus)).fetchall()}
    number = connection.execute(NUMBER, (shop_id, DAY.isoformat())).fetchone()[0]
    order_id, label = new_id(), f"#{number:02d}"
    lines = [line_out(order_id, label, items[line.sku_id.hex], line.quantity, line.note, now) for line in wanted.lines]
    total = sum(line.unit_price * line.quantity for line in lines)
    order = OrderOut(
        id=order_id,
        number=label,
        business_day=DAY.isoformat(),
        shop_id=UUID(shop_id),
        source="cashier",
        state="placed",
        stations=sorted({line.station for line in lines}),
        total=total,
        currency="CNY",
        created_at=now,
        lines=lines,
    )
    connection.execute(ORDER, (order_id.hex, shop_id, brand_id, number, DAY.isoformat(), "cashier", "placed", total, "CNY", now, 1))
    for line in lines:
        item = items[line.sku_id.hex]
        if item[7]:
            raise ClientException(status_code=409)
        values = (line.name, item[2], line.kitchen_name, line.station, item[5], line.quantity, line.note, line.unit_price)
        connection.execute(LINE, (line.id.hex, order_id.hex, line.sku_id.hex, *values, "placed", now, 1))
        connection.execute(MOVE, (new_id().hex, line.id.hex, "place", None, "placed", device_id, now))
    publish(connection, order, key, now)
    return msgspec.json.encode(Placed(order))


def publish(connection: sqlite3.Connection, order: OrderOut, key: str, now: str) -> None:
    head = connection.execute(HEAD, (2, STREAM)).fetchone()[0]
    placed = msgspec.json.encode({"order": order, "lines": order.lines, "round": 1}).decode()
    number = msgspec.json.encode({"number": {"id": order.id, "number": order.number, "state": "preparing"}}).decode()
    kitchen = '["kitchen","kitchen:hot","cashier","office"]'
    connection.execute(EVENT, (STREAM, head - 1, new_id().hex, "orders.order_placed", now, key, kitchen, placed))
    connection.execute(EVENT, (STREAM, head, new_id().hex, "kds.number_changed", now, key, '["call"]', number))


def line_out(order_id: UUID, label: str, item: tuple[Any, ...], quantity: int, note: str, now: str) -> LineOut:
    return LineOut(
        id=new_id(),
        order_id=order_id,
        number=label,
        sku_id=UUID(item[0]),
        name=item[1],
        names=msgspec.json.decode(item[2]),
        kitchen_name=item[3],
        quantity=quantity,
        note=note,
        allergens=msgspec.json.decode(item[5]),
        station=item[4],
        state="placed",
        unit_price=item[6],
        placed_at=now,
    )


def unit(connection: sqlite3.Connection, token: str, wanted: PlaceOrder, key: str, wish: bytes) -> tuple[int, bytes]:
    """The whole request in one durable transaction: status and body."""
    now = datetime.now(UTC)
    at = stamp(now)
    connection.execute("BEGIN IMMEDIATE")
    try:
        who = connection.execute(SIGNED_IN, (token_hash(token),)).fetchone()
        if who is None or datetime.fromisoformat(who[3]) < now.replace(tzinfo=None):
            raise NotAuthorizedException
        stored = connection.execute(STORED, (who[0], key)).fetchone()
        if stored is not None:
            if stored[0] != wish:
                raise ClientException(status_code=422)
            answer = (int(stored[1]), bytes(stored[2]))
        else:
            answer = (201, place_order(connection, who, wanted, key, at))
            connection.execute(ANSWER, (who[0], key, wish, *answer, at))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return answer
