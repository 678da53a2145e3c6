"""A book of finished business days in a hub's database: many orders after the model of one, their lines drawn from its lines."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, insert, select

from hub.kit.ids import new_id

OPENS_HOURS, OPEN_HOURS = 2, 12
"""From 10:00 to 22:00 in Shanghai."""
LINES = (2, 3, 3, 4, 5)
CANCELLED, RECALLED = 0.03, 0.01
"""Shares of the lines. An order whose lines are all cancelled is cancelled."""
STEPS = ("place", "start", "finish", "serve")

Row = dict[str, Any]


def write_book(connection: Connection, tables: dict[str, Table], model: UUID, last: date, days: int, orders: int, seed: int = 1) -> int:
    """So many business days up to `last`, each with so many orders; how many lines that made."""
    return sum(
        Day(connection, tables, model, last - timedelta(days=back), Random(f"{seed} {back}")).write(orders)
        for back in reversed(range(days))
    )


class Day:
    """One business day of the shop that the model order belongs to."""

    def __init__(self, connection: Connection, tables: dict[str, Table], model: UUID, day: date, random: Random) -> None:
        self.connection, self.tables, self.day, self.random = connection, tables, day, random
        self.opens = datetime(day.year, day.month, day.day, OPENS_HOURS, tzinfo=UTC)
        (self.order,) = self._read("food_order", id=model)
        (self.stay,) = self._read("stay", id=self.order["stay_id"])
        self.round = self._read("order_round", order_id=model)[0]
        self.dishes = self._read("order_line", order_id=model)
        self.placing = self._read("line_history", line_id=self.dishes[0]["id"], action="place")[0]
        self.rows: dict[str, list[Row]] = {name: [] for name in ("stay", "food_order", "order_round", "order_line", "line_history")}

    def write(self, orders: int) -> int:
        for number in range(1, orders + 1):
            self._order(number, self.opens + timedelta(hours=OPEN_HOURS) * ((number - 1) / orders))
        for name, rows in self.rows.items():
            self.connection.execute(insert(self.tables[name]), rows)
        return len(self.rows["order_line"])

    def _read(self, name: str, **where: Any) -> list[Row]:
        table = self.tables[name]
        found = self.connection.execute(select(table).where(*(table.c[column] == value for column, value in where.items()))).mappings()
        return [dict(row) for row in found]

    def _order(self, number: int, placed_at: datetime) -> None:
        placed_at = placed_at.replace(microsecond=0)
        order_id, stay_id, gone_at = new_id(), new_id(), placed_at + timedelta(hours=1)
        lines = [self._line(order_id, position, placed_at) for position in range(self.random.choice(LINES))]
        cancelled = all(line["state"] == "cancelled" for line in lines)
        ends: Row = (
            {"state": "cancelled", "cancelled_at": gone_at, "closed_at": None}
            if cancelled
            else {"state": "completed", "closed_at": gone_at}
        )
        times = {"created_at": placed_at, "updated_at": gone_at}
        left = {"checked_out_at": gone_at, "closed_at": gone_at}
        self.rows["stay"].append({**self.stay, "id": stay_id, "opened_at": placed_at, **left})
        counted = {"line_count": len(lines), "stations": sorted({line["station"] for line in lines})}
        self.rows["food_order"].append(
            {**self.order, "id": order_id, "stay_id": stay_id, "business_day": self.day, "number": number, **counted, **times, **ends}
        )
        self.rows["order_round"].append({**self.round, "order_id": order_id, "id": new_id(), "placed_at": placed_at, "seen_at": placed_at})
        self.rows["order_line"] += lines

    def _line(self, order_id: UUID, position: int, placed_at: datetime) -> Row:
        random = self.random
        line_id = new_id()
        spans = (random.uniform(20, 400), random.triangular(60, 1500, 300), random.uniform(20, 240))
        times = [placed_at]
        for seconds in spans:
            times.append(times[-1] + timedelta(milliseconds=int(seconds * 1000)))
        cancelled = random.random() < CANCELLED
        steps = list(zip(STEPS, times, strict=True))[: 1 if cancelled else None]
        steps += [("cancel", times[1])] if cancelled else [("recall", times[3])] * (random.random() < RECALLED)
        states = {"place": "placed", "start": "preparing", "finish": "ready", "serve": "served", "cancel": "cancelled", "recall": "served"}
        for version, (action, at) in enumerate(steps, 1):
            told = {"action": action, "to_state": states[action], "at": at, "version": version}
            self.rows["line_history"].append({**self.placing, "line_id": line_id, "order_id": order_id, **told})
        if cancelled:
            ends: Row = {"state": "cancelled", "cancelled_at": times[1]}
        else:
            ends = {"state": "served", "started_at": times[1], "ready_at": times[2], "served_at": times[3]}
        made = {"id": line_id, "order_id": order_id, "position": position, "round": 1, "placed_at": placed_at, "version": len(steps)}
        return {**random.choice(self.dishes), **made, **ends}
