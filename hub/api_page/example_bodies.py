"""What requests look like, by operation id: as a client would write them. The first of several is the one the page fills in."""

from typing import Any

from hub.api_page import example_chats as chats
from hub.api_page import example_prints as prints
from hub.api_page import example_things as things

DUMPLINGS = {"sku_id": str(things.SKU), "quantity": 2}
ITEM = {
    "category_id": str(things.CATEGORY),
    "names": things.DUMPLINGS,
    "station": "hot",
    "price": 2800,
    "prep_seconds": 600,
    "allergens": ["gluten", "soybeans"],
    "options": [
        {"names": {"zh-CN": "馅料", "en": "Filling"}, "choices": [{"names": {"zh-CN": "猪肉白菜", "en": "Pork and cabbage"}}]},
    ],
}
SHOP = {"name": "云上汤泉·外滩店", "timezone": "Asia/Shanghai", "day_start": "03:00", "currency": "CNY"}
STAFF = {"username": "lin.xiaoyu", "name": "林小雨", "password": "three-clear-soups", "role": "cook", "shop_id": str(things.SHOP)}

TEXTS = {
    "zh-CN": {"text": "{roomName}房间下单了[{goodsName}{num}份]，请注意"},
    "en": {"text": "Room {roomName} ordered [{num} × {goodsName}]"},
}

Bodies = dict[str, Any]
"""Name of the case → body."""

BODIES: dict[str, Bodies] = {
    "login": {"a cook": {"username": "lin.xiaoyu", "password": "three-clear-soups"}},
    "open_browser_session": {
        "a cook": {"username": "lin.xiaoyu", "password": "three-clear-soups"},
        "a session opened elsewhere": {"refresh_token": things.REFRESH},
    },
    "refresh": {"a device": {"refresh_token": things.REFRESH}},
    "change_password": {"a person": {"current": "three-clear-soups", "password": "seven-cold-dishes"}},
    "add_staff": {"a cook": STAFF},
    "change_staff": {"to the waiters": {"role": "waiter"}, "a new password": {"password": "nine-warm-towels"}},
    "add_shop": {"a shop": SHOP},
    "edit_shop": {
        "an extension on": {"settings": {"ext_rush": True}},
        "a new phone": {"phone": "+86 21 5555 0119"},
    },
    "set_shop_state": {"a pause": {"state": "paused", "reopens_at": "2026-11-22T12:30:00.000Z"}, "open again": {"state": "open"}},
    "add_room": {"a room": {"number": "809", "area": "八楼", "area_names": {"zh-CN": "八楼", "en": "8th floor"}}},
    "open_room": {"two guests": {"guests": 2}, "with wristbands": {"guests": 2, "wristbands": ["A017", "A018"]}},
    "move_guests": {"to another room": {"to": str(things.OTHER_ROOM)}},
    "add_wristband": {"a tag": {"code": "A017"}},
    "hand_out": {"at the desk": {"guests": 1}, "to a guest in a room": {"guests": 1, "room_id": str(things.ROOM)}},
    "start_session": {"an hour": {"staff_id": str(things.PERSON), "room_id": str(things.ROOM), "minutes": 60}},
    "extend_session": {"half an hour": {"minutes": 30}},
    "add_category": {"a category": {"names": things.NOODLES, "position": 1}},
    "put_category": {"a category": {"names": things.NOODLES, "position": 2}},
    "order_menu": {
        "categories": {"categories": [str(things.CATEGORY)]},
        "items of a category": {"items": [str(things.ITEM)]},
    },
    "add_item": {"a dish": ITEM},
    "put_item": {"a dearer dish": ITEM | {"price": 3000}},
    "mark_sold_out": {"for today": {"mode": "today"}, "until later": {"mode": "until", "until": "2026-11-22T12:00:00.000Z"}},
    "place_order": {
        "from a pad": {"lines": [DUMPLINGS]},
        "with wishes": {
            "lines": [DUMPLINGS | {"options": [str(things.CHOICE)], "note": "不要香菜"}, {"sku_id": str(things.OTHER_SKU), "quantity": 1}]
        },
        "on a wristband": {"lines": [DUMPLINGS], "wristband": "A017"},
        "at the desk for a room": {"lines": [DUMPLINGS], "room_id": str(things.ROOM)},
    },
    "cancel_order": {"all or nothing": {}, "what is still possible": {"partial": True, "reason": "too_slow"}},
    "cancel_line": {"for a reason everybody knows": {"reason": "guest_changed_mind"}, "in words": {"reason": "客人换了房间"}},
    "void_line": {"with a reason": {"reason": "客人退单"}},
    "rush_line": {"first": {"on": True}, "no longer": {"on": False}},
    "move_lines": {
        "all or none": {"action": "start", "line_ids": [str(things.LINE), str(things.SECOND)]},
        "what is possible": {"action": "finish", "line_ids": [str(things.LINE), str(things.SECOND)], "partial": True},
        "with a reason": {"action": "cancel", "line_ids": [str(things.SECOND)], "reason": "wrong_dish"},
    },
    "set_station": {"the hot kitchen": {"names": {"zh-CN": "热菜", "en": "Hot"}, "amber_seconds": 300, "red_seconds": 480, "position": 1}},
    "make_pad_call": {"some water": {"service": "water"}, "the bill": {"service": "cashier"}},
    **chats.BODIES,
    **prints.BODIES,
    "ask_pairing": {
        "a kitchen screen": {"kind": "kitchen", "app": "kitchen/1.0.0", "model": "Lenovo Tab M11", "shop_id": str(things.SHOP)}
    },
    "redeem_pairing": {"a screen": {"device_code": "vh_dc_of-screen-hot-as-an-example-of-43-characters"}},
    "approve_pairing": {
        "a kitchen screen": {"shop_id": str(things.SHOP), "kind": "kitchen", "name": "Hot 1", "stations": ["hot"]},
        "a pad": {"shop_id": str(things.SHOP), "kind": "pad", "name": "Pad 801", "room_id": str(things.ROOM)},
        "in place of a broken one": {"shop_id": str(things.SHOP), "kind": "pad", "name": "Pad 801", "replaces": str(things.DEVICE)},
    },
    "bind_device": {"into a room": {"room_id": str(things.ROOM)}, "to a station": {"stations": ["hot"]}},
    "call_by_hand": {
        "an announcement": {
            "brand_id": str(things.BRAND),
            "shop_id": str(things.SHOP),
            "event": "order_placed",
            "kind": "announcement",
            "channels": ["kitchen:hot", "call"],
            "params": {"roomName": "801", "goodsName": "水饺", "num": "2"},
        },
        "words of one's own": {
            "brand_id": str(things.BRAND),
            "shop_id": str(things.SHOP),
            "event": "custom",
            "kind": "notice",
            "channels": ["handheld", "cashier"],
            "params": {"message": "请到前台集合"},
        },
        "a refresh": {
            "brand_id": str(things.BRAND),
            "shop_id": str(things.SHOP),
            "event": "custom",
            "kind": "refresh",
            "channels": ["all"],
            "params": {"resource": "menu", "version": 12},
        },
    },
    "try_rule": {"a kitchen screen": {"device_id": str(things.KITCHEN)}},
    "add_template": {"an order": {"event": "order_placed", "name": "房间下单", "texts": TEXTS}},
    "edit_template": {"other words": {"texts": {"zh-CN": {"text": "{roomName}房间点了[{goodsName}{num}份]"}}}},
    "preview_template": {
        "an example": {"event": "order_placed", "texts": TEXTS, "language": "zh-CN"},
        "two dishes": {
            "event": "order_placed",
            "texts": TEXTS,
            "language": "zh-CN",
            "params": {"roomName": "802"},
            "items": [{"goodsName": "水饺", "num": "2"}, {"goodsName": "龙井茶", "num": "1"}],
        },
    },
    "add_rule": {
        "three times to the kitchen": {
            "event": "order_placed",
            "channel": "kitchen",
            "kind": "announcement",
            "template_id": str(things.TEMPLATE),
            "times": 3,
            "interval_seconds": 30,
            "chime": "new_order",
        }
    },
    "edit_rule": {"off": {"enabled": False}, "softer": {"volume": 50}, "shown only at night": {"quiet_from": "23:00", "quiet_to": "07:00"}},
}
"""Every operation that takes a body."""
