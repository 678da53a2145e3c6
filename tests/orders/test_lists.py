"""Lists of orders over a long history: none of them walks through all of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text

from bench.history.book import write_book
from bench.hub_process import sqlite_engine
from hub.kit.db import Tx
from hub.kit.paging import cursor_of
from hub.orders import queries
from hub.tables import TABLES
from tests.venues import Venue

DAYS, ORDERS = 10, 40


class Explaining:
    """The transaction, but that a list is not read: its plan is noted."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx
        self.plans: list[str] = []

    def query(self, statement: Any, /, **values: Any) -> list[Any]:
        sql, parameters = self.tx._door.compile(statement).bind(values)
        how = "EXPLAIN QUERY PLAN" if self.tx.dialect == "sqlite" else "EXPLAIN"
        self.tx._cursor.execute(f"{how} {sql}", parameters)
        self.plans.append("\n".join(str(row[-1]) for row in self.tx._cursor.fetchall()))
        return self.tx.query(statement, **values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tx, name)


def engine_of(venue: Venue) -> Engine:
    settings = venue.running.settings
    if settings.database.url:
        return create_engine(settings.database.url.replace("postgresql:", "postgresql+psycopg:"))
    return sqlite_engine(settings.data_path / "hub.db")


def keep_a_book(venue: Venue, model: str) -> None:
    """Days of finished orders before today, and what the database knows of them."""
    engine = engine_of(venue)
    with engine.begin() as connection:
        write_book(connection, dict(TABLES), UUID(model), datetime.now(UTC).date() - timedelta(days=3), DAYS, ORDERS)
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
    engine.dispose()


def plans(venue: Venue, **filters: Any) -> list[str]:
    def explain(tx: Tx) -> list[str]:
        explaining = Explaining(tx)
        queries.orders(explaining, venue.as_actor(), venue.shop_id, **filters)  # type: ignore[arg-type]
        return explaining.plans

    found: list[str] = venue.running.database.read_now(explain)
    return found


async def test_rare_states_are_found_in_an_index_of_their_own(venue: Venue) -> None:
    order = await venue.order("dumplings", "salad", "tea")
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    keep_a_book(venue, order["id"])
    for state, index in (
        ("placed", "ix_food_order_open"),
        ("in_progress", "ix_food_order_open"),
        ("ready", "ix_food_order_open"),
        ("served", "ix_food_order_open"),
        ("cancelled", "ix_food_order_cancelled"),
    ):
        (plan,) = plans(venue, state=state)
        assert index in plan, f"{state}: {plan}"
    (plan,) = plans(venue)
    assert "ix_food_order_open" not in plan and "ix_food_order_cancelled" not in plan, "every plan names them"


async def test_a_stations_orders_are_looked_for_within_bounds(venue: Venue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 50)
    order = await venue.order("dumplings", "salad")
    await venue["cleaner"].post(f"/rooms/{venue.rooms['801']}/clean")
    keep_a_book(venue, order["id"])
    places, listed = plans(venue, station="bar")
    if venue.running.database.read_now(lambda tx: tx.dialect) == "sqlite":
        for plan in (places, listed):
            assert "SCAN food_order" not in plan and "TEMP B-TREE" not in plan, plan
        assert "COVERING INDEX" in places, places
        assert "(business_day,number)>(" in listed, f"no end to the walk: {listed}"
    else:
        assert "Seq Scan on food_order" not in listed and "ROW(business_day, number) >=" in listed, listed


async def test_a_stations_pages_hold_every_order_of_it_once_however_few_are_looked_at(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_AT", 3)
    wanted = []
    for dish in ("tea", "salad", "salad", "salad", "salad", "beer", "tea", "salad", "noodles", "salad", "salad", "salad"):
        order = await venue.order(dish)
        wanted += [order["id"]] if dish in ("tea", "beer") else []
        await venue["cashier 1"].post(f"/orders/{order['id']}/cancel")
    found: list[str] = []
    empty, cursor = 0, dict[str, str]()
    while True:
        page = (await venue["manager"].get("/orders", station="bar", **cursor)).json()
        found += [each["id"] for each in page["items"]]
        empty += not page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == wanted[::-1]
    assert empty, "every page found something: the bound was not met"


async def test_a_later_page_begins_where_the_one_before_ended(venue: Venue) -> None:
    order = await venue.order("dumplings")
    keep_a_book(venue, order["id"])
    cursor = cursor_of(date.fromisoformat(order["business_day"]) - timedelta(days=8), 7)
    (plan,) = plans(venue, cursor=cursor)
    assert "(business_day,number)<(" in plan or "ROW(business_day, number) <" in plan, plan
