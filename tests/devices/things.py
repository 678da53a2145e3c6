"""Things as the wire shows them, with what a test does not care about filled in."""

from __future__ import annotations

from typing import Any

Thing = dict[str, Any]

SHOP: Thing = {"id": "shop-1", "name": "Lake house", "timezone": "Asia/Shanghai", "state": "open", "menu_version": 1, "version": 1}
ROOM_801: Thing = {"id": "room-801", "number": "801", "area": None, "state": "in_use", "stay_id": "stay-1", "version": 3}
ROOM_802: Thing = {"id": "room-802", "number": "802", "area": None, "state": "free", "stay_id": None, "version": 1}


def order(order_id: str = "order-1", **more: Any) -> Thing:
    """An order head."""
    head = {"id": order_id, "number": "#01", "stay_id": "stay-1", "room": {"id": "room-801", "number": "801"}, "wristband": None}
    return {**head, "state": "placed", "stations": ["hot"], "confirmed": True, "total": 1000, "paid": 0, "version": 1, **more}


def line(line_id: str = "line-1", **more: Any) -> Thing:
    """A line of `order-1` at the hot station, placed."""
    dish = {"id": line_id, "order_id": "order-1", "number": "#01", "round": 1, "name": "水饺", "quantity": 2, "station": "hot"}
    return {
        **dish,
        "state": "placed",
        "rush": False,
        "placed_at": "2026-11-22T02:41:07.123Z",
        "void_confirmed_at": None,
        "version": 1,
        **more,
    }


def round_(round_id: str = "round-1", **more: Any) -> Thing:
    """A round of `order-1`, not seen by the kitchen yet."""
    return {"id": round_id, "order_id": "order-1", "round": 1, "seen_at": None, "delay_ms": None, **more}


def stay(stay_id: str = "stay-1", **more: Any) -> Thing:
    """A stay in room 801."""
    party = {"id": stay_id, "room": {"id": "room-801", "number": "801"}, "wristbands": [], "guests": 2}
    return {**party, "opened_at": "2026-11-22T02:00:00.000Z", "checked_out_at": None, "closed_at": None, "version": 1, **more}


def chat(chat_id: str = "chat-1", **more: Any) -> Thing:
    subject = {"stay_id": "stay-1", "room": {"id": "room-801", "number": "801"}, "wristband": None}
    return {"id": chat_id, "kind": "support", "state": "queued", "subject": subject, "rating": None, "version": 1} | more


def pad_call(call_id: str = "call-1", **more: Any) -> Thing:
    """A guest in 801 who wants water."""
    call = {"id": call_id, "stay_id": "stay-1", "room": {"id": "room-801", "number": "801"}, "service": "water"}
    return {**call, "state": "open", "by": None, "created_at": "2026-11-22T02:45:00.000Z", "version": 1, **more}


def placed(*lines: Thing, **more: Any) -> Thing:
    """The data of `orders.order_placed`."""
    return {"order": order(**more), "round": round_(), "lines": list(lines)}


def moved(action: str, moved_line: Thing, **more: Any) -> Thing:
    """The data of `kds.line_moved`."""
    return {"line": moved_line, "order": order(**more), "action": action}
