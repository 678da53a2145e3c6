"""The peers' venue: one shop, its menu and sixteen cashiers, made the same on SQLite and on PostgreSQL."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench.orders.models import Base, DailyNumber, Device, MenuItem, Stream
from bench.orders.shots import Shots
from bench.orders.wire import new_id

SHOP, BRAND = UUID(int=0xA0 << 64), UUID(int=0xB0 << 64)
DAY = date(2026, 11, 22)
STREAM = f"shop:{SHOP}"
DISHES = 40
STATIONS = ("hot", "cold", "bar")


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def make(url: str, clients: int) -> Shots:
    """Empty tables with one venue in them, and the requests that its cashiers will send."""
    engine = create_engine(url)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    tokens = [f"bench-token-{n:04d}-{'x' * 30}" for n in range(clients)]
    items = [dish(n) for n in range(DISHES)]
    skus = [item.sku_id for item in items]
    with Session(engine) as session, session.begin():
        session.add_all(cashier(n, token) for n, token in enumerate(tokens))
        session.add_all(items)
        session.add_all([DailyNumber(shop_id=SHOP, business_day=DAY, last=0), Stream(name=STREAM, head=0)])
    engine.dispose()
    bodies = [f'{{"lines":[{",".join(wanted(skus[(n + step) % DISHES]) for step in (0, 7, 19))}]}}' for n in range(DISHES)]
    return Shots(path="/api/v1/orders", tokens=tokens, bodies=bodies, once=False)


def cashier(number: int, token: str) -> Device:
    return Device(
        id=new_id(),
        token_hash=token_hash(token),
        token_expires_at=datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1),
        kind="cashier",
        name=f"Cashier {number}",
        brand_id=BRAND,
        shop_id=SHOP,
        revoked_at=None,
    )


def dish(number: int) -> MenuItem:
    return MenuItem(
        sku_id=new_id(),
        shop_id=SHOP,
        name=f"Dish {number}",
        names={"en": f"Dish {number}", "zh-CN": f"菜{number}"},
        kitchen_name=f"D{number}",
        station=STATIONS[number % len(STATIONS)],
        allergens=["gluten"],
        unit_price=1_000 + number * 50,
        sold_out=False,
    )


def wanted(sku_id: UUID) -> str:
    return f'{{"sku_id":"{sku_id}","quantity":2,"note":"less salt"}}'


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"
