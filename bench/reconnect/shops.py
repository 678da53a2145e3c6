"""More shops for the demo's first brand: copies of its first shop with its menu, written before the hub starts."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from bench.hub_process import HubVenue, Row, new_id

COPIED = ("shop", "station", "category", "menu_item", "sku")  # in the order in which they refer to each other


def add_shops(venue: HubVenue, count: int) -> list[dict[str, Any]]:
    """Each as its `id` and the `skus` that can be ordered there."""
    first = UUID(venue.shop["id"])
    shops = []
    now = datetime.now(UTC).replace(microsecond=0)
    with venue.engine.begin() as connection:
        originals: dict[str, list[Row]] = {}
        for name in COPIED:
            table = venue.tables[name]
            own = table.c.id if name == "shop" else table.c.shop_id
            originals[name] = [dict(row) for row in connection.execute(select(table).where(own == first)).mappings()]
        for _ in range(count):
            ids = {str(row["id"]): str(new_id()) for rows in originals.values() for row in rows}
            for name in COPIED:
                connection.execute(insert(venue.tables[name]), [renamed(row, ids) for row in originals[name]])
            stream = {"name": f"shop:{ids[str(first)]}", "epoch": secrets.token_hex(4), "head": 0, "oldest": 1, "created_at": now}
            connection.execute(insert(venue.tables["stream"]), stream)
            shops.append({"id": UUID(ids[str(first)]), "skus": [ids[sku] for sku in venue.skus]})
    return shops


def renamed(row: Row, ids: Mapping[str, str]) -> Row:
    """The row with every id that was copied along replaced, inside JSON too."""

    def value(old: Any) -> Any:
        if isinstance(old, UUID):
            return UUID(ids.get(str(old), str(old)))
        if isinstance(old, dict | list):
            text = json.dumps(old)
            for before, after in ids.items():
                text = text.replace(before, after)
            return json.loads(text)
        return old

    return {name: value(old) for name, old in row.items()}
