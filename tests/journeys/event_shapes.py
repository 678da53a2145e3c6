"""What the members of events are, as the protocol writes them: nothing missing, and nothing that is not said there or below.

Added since: `names` of a shop, and who started, finished and served a line.
"""

import re
from typing import Any

HEAD = "id number business_day shop_id stay_id room wristband source state rounds stations confirmed total currency paid created_at version"
LINE = (
    "id order_id number round room sku_id name names kitchen_name quantity options note allergens station state rush unit_price placed_at"
    " started_at started_by ready_at ready_by called_at call_count claimed_by served_at served_by cancelled_at voided_at"
    " void_confirmed_at version"
)
MESSAGE = (
    "message kind event text speech lang chime audio expires_at group repeat of silent volume lines room pad_call order resource version"
)
THINGS: dict[str, set[str]] = {
    name: set(members.split())
    for name, members in {
        "order": HEAD,
        "line": LINE,
        "round": "id order_id round seen_at delay_ms",
        "number": "id number business_day state called_at version",
        "room": "id number area area_names state stay_id version",
        "stay": "id room wristbands guests opened_at checked_out_at closed_at version",
        "shop": "id name names timezone day_start state reopens_at menu_version version",
        "session": "id staff room state started_at ends_at version",
        "sold_out": "id mode until",
        "pad_call": "id stay_id room service state by by_kind created_at accepted_at escalated_at presses turn finished_by version",
        "device": "id kind name room stations presence faults app",
    }.items()
}
DATA: dict[str, list[set[str]]] = {
    "orders.order_placed": [{"order", "round", "lines"}],
    "orders.order_changed": [{"order"}, {"order", "lines"}, {"order", "lines", "rounds"}],
    "orders.order_closed": [{"order", "unfinished"}],
    "kds.line_moved": [{"line", "order", "action"}],
    "kds.number_changed": [{"number"}, {"removed"}],
    "kds.round_seen": [{"round"}],
    "kds.round_missed": [{"round"}],
    "store.menu_changed": [{"shop"}],
    "store.sold_out_changed": [{"sold_out"}, {"removed"}],
    "venue.shop_changed": [{"shop"}],
    "venue.room_changed": [{"room"}, {"room", "stay"}, {"stay"}],
    "venue.session_changed": [{"session"}],
    "im.pad_call_changed": [{"pad_call"}],
    "im.message_sent": [set(MESSAGE.split())],
    "im.device_moved": [{"device", "channels"}],
    "im.device_changed": [{"device"}, {"removed"}],
    "im.group_stopped": [{"group"}],
    "im.identify_asked": [{"name", "by"}],
}
"""The protocol leaves out `rounds` of a moved stay: the pad of the new room has never seen them, and its board has a place for them."""

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
IDS = {"id", "order_id", "shop_id", "stay_id", "sku_id"}
WHOLE = {"version", "total", "paid", "unit_price", "quantity", "call_count", "round", "guests", "menu_version"}


def check_frame(frame: dict[str, Any], cause: str | None) -> None:
    """The frame of an event, down to the last member; `cause` is the key of the request, None when any or none will do."""
    assert frame.keys() - {"cause"} == {"t", "stream", "seq", "id", "type", "at", "channels", "data"}
    assert frame["t"] == "event"
    assert ID.fullmatch(frame["id"])
    assert frame["id"][14] == "7"
    assert TIME.fullmatch(frame["at"])
    assert frame["channels"]
    assert len(set(frame["channels"])) == len(frame["channels"])
    if cause is not None:
        assert frame["cause"] == cause
    data = frame["data"]
    assert set(data) in DATA[frame["type"]], frame["type"]
    if frame["type"] == "im.message_sent":
        check_message(data)
        return
    for name, value in data.items():
        if name == "removed":
            assert all(thing in THINGS and all(ID.fullmatch(each) for each in ids) for thing, ids in value.items())
        elif name in THINGS:
            check_thing(name, value)
        elif name in ("lines", "rounds"):
            for each in value:
                check_thing(name[:-1], each)


def check_thing(name: str, thing: dict[str, Any]) -> None:
    """One thing of an event: its members, and that ids, times, days and numbers are what they are called."""
    assert set(thing) == THINGS[name], name
    for member, value in thing.items():
        if member.endswith(("_at", "until")) and value is not None:
            assert TIME.fullmatch(value), (name, member)
        elif member in IDS and value is not None:
            assert ID.fullmatch(value), (name, member)
        elif member in WHOLE:
            assert type(value) is int, (name, member)
        elif member == "business_day":
            assert DAY.fullmatch(value)
        elif member == "room" and value is not None:
            assert value.keys() == {"id", "number"}
    if name == "order":
        assert all(each.keys() == {"round", "source", "placed_by", "placed_at"} for each in thing["rounds"])


def check_message(data: dict[str, Any]) -> None:
    """A message names things by their ids; a board takes nothing from it."""
    assert ID.fullmatch(data["message"])
    assert data["kind"] in {"announcement", "notice", "refresh", "pad_call"}
    assert data["expires_at"] is None or TIME.fullmatch(data["expires_at"])
    assert data["room"] is None or data["room"].keys() == {"id", "number"}
    assert all(ID.fullmatch(line) for line in data["lines"])
    assert (type(data["repeat"]), type(data["of"]), type(data["silent"])) == (int, int, bool)
    assert 0 <= data["volume"] <= 100
    assert data["silent"] is False or data["audio"] is None
