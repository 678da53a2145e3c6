"""The same verb by the book: Litestar, mapped classes, one AsyncSession per request.

usage: python -m bench.orders.book PORT DATABASE_URL POOL_SIZE
"""

import hashlib
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, Request, Response, post
from litestar.exceptions import ClientException, NotAuthorizedException
from litestar.params import JSONBody
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bench.orders.models import DailyNumber, Device, Line, MenuItem, Move, Order, StoredAnswer, Stream, StreamEvent
from bench.orders.peer_venue import DAY, STREAM, token_hash
from bench.orders.wire import LineOut, OrderOut, Placed, PlaceOrder, new_id, stamp


def make_engine(url: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=pool_size, max_overflow=0)
    if engine.dialect.name == "sqlite":
        # Without these the driver does not begin before a SELECT and loses updates silently.
        @event.listens_for(engine.sync_engine, "connect")
        def set_up(connection: Any, _: object) -> None:
            connection.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


async def signed_in(session: AsyncSession, request: Request[Any, Any, Any], now: datetime) -> Device:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    device = await session.scalar(select(Device).where(Device.token_hash == token_hash(token), Device.revoked_at.is_(None)))
    if device is None or device.token_expires_at < now:
        raise NotAuthorizedException
    return device


async def place_order(session: AsyncSession, who: Device, wanted: PlaceOrder, key: str, now: datetime) -> Placed:
    found = await session.scalars(
        select(MenuItem).where(MenuItem.shop_id == who.shop_id, MenuItem.sku_id.in_([line.sku_id for line in wanted.lines]))
    )
    items = {item.sku_id: item for item in found}
    number = await session.get_one(DailyNumber, (who.shop_id, DAY), with_for_update=True)
    number.last += 1
    order = Order(
        id=new_id(),
        shop_id=who.shop_id,
        brand_id=who.brand_id,
        number=number.last,
        business_day=DAY,
        source="cashier",
        state="placed",
        total=sum(items[line.sku_id].unit_price * line.quantity for line in wanted.lines),
        currency="CNY",
        created_at=now,
        version=1,
    )
    for one in wanted.lines:
        item = items[one.sku_id]
        if item.sold_out:
            raise ClientException(status_code=409)
        order.lines.append(
            Line(
                id=new_id(),
                sku_id=item.sku_id,
                name=item.name,
                names=item.names,
                kitchen_name=item.kitchen_name,
                station=item.station,
                allergens=item.allergens,
                quantity=one.quantity,
                note=one.note,
                unit_price=item.unit_price,
                state="placed",
                placed_at=now,
                version=1,
                history=[Move(id=new_id(), action="place", before=None, after="placed", by=who.id, at=now)],
            )
        )
    session.add(order)
    await session.flush()
    placed = Placed(shown(order))
    await publish(session, placed.order, key, now)
    return placed


async def publish(session: AsyncSession, order: OrderOut, key: str, now: datetime) -> None:
    """Two events, as the hub writes them: the order for those who cook and serve, its number for the call screen."""
    stream = await session.get_one(Stream, STREAM, with_for_update=True)
    whole = msgspec.to_builtins(order)
    told: list[tuple[str, list[str], dict[str, Any]]] = [
        ("orders.order_placed", ["kitchen", "kitchen:hot", "cashier", "office"], {"order": whole, "lines": whole["lines"], "round": 1}),
        ("kds.number_changed", ["call"], {"number": {"id": whole["id"], "number": order.number, "state": "preparing"}}),
    ]
    for type_, channels, data in told:
        stream.head += 1
        session.add(StreamEvent(stream=STREAM, seq=stream.head, id=new_id(), type=type_, at=now, cause=key, channels=channels, data=data))


def shown(order: Order) -> OrderOut:
    number = f"#{order.number:02d}"
    lines = [
        LineOut(
            id=line.id,
            order_id=order.id,
            number=number,
            sku_id=line.sku_id,
            name=line.name,
            names=line.names,
            kitchen_name=line.kitchen_name,
            quantity=line.quantity,
            note=line.note,
            allergens=line.allergens,
            station=line.station,
            state=line.state,
            unit_price=line.unit_price,
            placed_at=stamp(line.placed_at),
        )
        for line in order.lines
    ]
    return OrderOut(**head_members(order, number), lines=lines)


def head_members(order: Order, number: str) -> dict[str, Any]:
    return {
        "id": order.id,
        "number": number,
        "business_day": order.business_day.isoformat(),
        "shop_id": order.shop_id,
        "source": order.source,
        "state": order.state,
        "stations": sorted({line.station for line in order.lines}),
        "total": order.total,
        "currency": order.currency,
        "created_at": stamp(order.created_at),
    }


def create_app(engine: AsyncEngine) -> Litestar:
    sessions = async_sessionmaker(engine, expire_on_commit=False)

    @post("/api/v1/orders", status_code=201)
    async def place(request: Request[Any, Any, Any], data: JSONBody[PlaceOrder]) -> Response[bytes]:
        key = request.headers["Idempotency-Key"]
        wish = hashlib.sha256(b"POST /api/v1/orders " + await request.body()).digest()
        now = datetime.now(UTC).replace(tzinfo=None)
        async with sessions() as session, session.begin():
            who = await signed_in(session, request, now)
            stored = await session.get(StoredAnswer, (who.id, key))
            if stored is not None:
                if stored.request_hash != wish:
                    raise ClientException(status_code=422)
                return Response(stored.body, status_code=stored.status, media_type="application/json")
            body = msgspec.json.encode(await place_order(session, who, data, key, now))
            session.add(StoredAnswer(owner_id=who.id, key=key, request_hash=wish, status=201, body=body, created_at=now))
        return Response(body, status_code=201, media_type="application/json")

    return Litestar([place], openapi_config=None)


def main(port: str, url: str, pool_size: str) -> None:
    uvicorn.run(create_app(make_engine(url, int(pool_size))), port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
