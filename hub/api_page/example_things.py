"""The things that the examples speak of: an evening in room 801 of the demo venue. The same id is the same thing everywhere."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import asdict, replace

from hub.accounts.schemas import UserOut
from hub.im.alarms.schemas import AlarmAbout, AlarmListed, AlarmStep
from hub.im.messages.schemas import CallOut, DeliveryOut, LoggedMessage, MessageLife, MessageOut
from hub.im.pad_calls.schemas import PadCallOut
from hub.im.rules.schemas import RuleOut, TemplateOut, Words
from hub.im.schemas import (
    AccountRef,
    DeviceListed,
    DeviceOut,
    DeviceRef,
    MeOut,
    SeatShop,
    WaitingPairing,
)
from hub.kds.schemas import (
    Moved,
    Spread,
    StationOut,
    Times,
)
from hub.orders.schemas import Ended, LineOut, OrderHead, OrderOut, PlacedRound, RoundOut
from hub.store.schemas import (
    CategoryDetail,
    ChoiceOut,
    ItemDetail,
    ItemOut,
    OptionOut,
    SoldOutOut,
)
from hub.venue.schemas import (
    OpeningHours,
    RoomMoved,
    RoomOut,
    RoomRef,
    SessionOut,
    ShopDetail,
    ShopOut,
    StaffRef,
    StayOut,
)


def an_id(number: int) -> UUID:
    """A version 7 id of that evening; the same number is the same thing in every example."""
    return UUID(f"01a20120-da{number:02x}-7c1d-9b52-{number * 2654435761 % 2**48:012x}")


BRAND, SHOP, ROOM, STAY, ORDER, LINE, SECOND, CATEGORY, ITEM, SKU, OPTION, CHOICE, DEVICE, ACCOUNT, PERSON, SESSION = map(an_id, range(16))
OTHER_ROOM, OTHER_SKU, KITCHEN, ROUND, BINDING, AUDIT, WRISTBAND, CASHIER = map(an_id, range(16, 24))
PAD_CALL, ALARM, ALARM_CALL = map(an_id, range(50, 53))

OPENED = "2026-11-22T10:02:11.480Z"
PLACED_AT = "2026-11-22T10:41:07.123Z"
STARTED_AT = "2026-11-22T10:42:30.006Z"
READY_AT = "2026-11-22T10:49:12.870Z"
ACCESS = "vh_at_of-room-801-as-an-example-of-43-characters-1"
REFRESH = "vh_rt_of-room-801-as-an-example-of-43-characters-1"
PICTURE = "/api/v1/pictures/3f9c1d0e5b7a48c2960de1f4a8b3c57d12e60f9a7b4c8d35e1f02a6b9c7d4e81.webp"
DUMPLINGS = {"zh-CN": "水饺", "en": "Boiled dumplings"}
TEA = {"zh-CN": "龙井茶", "en": "Longjing tea"}

AT_801 = RoomRef(id=ROOM, number="801")
A_ROOM = RoomOut(
    id=ROOM, number="801", area="八楼", area_names={"zh-CN": "八楼", "en": "8th floor"}, state="in_use", stay_id=STAY, version=4
)
A_STAY = StayOut(id=STAY, room=AT_801, wristbands=[], guests=2, opened_at=OPENED, checked_out_at=None, closed_at=None, version=1)
ON_WRISTBAND = replace(A_STAY, wristbands=["A017"], guests=1)
MOVED = RoomMoved(room=A_ROOM, stay=A_STAY, changed=True)
A_SESSION = SessionOut(
    id=SESSION,
    staff=StaffRef(id=PERSON, name="林小雨"),
    room=AT_801,
    state="on",
    started_at=OPENED,
    ends_at="2026-11-22T11:02:11.480Z",
    version=1,
)
A_SHOP = ShopOut(
    id=SHOP,
    name="云上汤泉·外滩店",
    names={"zh-CN": "云上汤泉·外滩店", "en": "Cloud Springs, the Bund"},
    timezone="Asia/Shanghai",
    day_start="03:00",
    state="open",
    reopens_at=None,
    menu_version=12,
    version=3,
)
SHOP_IN_FULL = ShopDetail(
    **asdict(A_SHOP),
    brand_id=BRAND,
    address="上海市黄浦区中山东一路18号",
    phone="+86 21 5555 0118",
    logo="",
    currency="CNY",
    hours=[OpeningHours(day=day, opens="10:00", closes="02:00") for day in (6, 7)],
    settings={"ext_undo": True, "wristband_needs_confirm": False},
    updated_at=OPENED,
)

A_LINE = LineOut(
    id=LINE,
    order_id=ORDER,
    number="#01",
    round=1,
    room=AT_801,
    sku_id=SKU,
    name="水饺",
    names=DUMPLINGS,
    kitchen_name="水饺",
    quantity=2,
    options=[{"id": str(CHOICE), "name": "猪肉白菜", "names": {"zh-CN": "猪肉白菜", "en": "Pork and cabbage"}, "price": 0}],
    note="不要香菜",
    allergens=["gluten", "soybeans"],
    station="hot",
    state="placed",
    rush=False,
    unit_price=2800,
    placed_at=PLACED_AT,
    started_at=None,
    started_by=None,
    ready_at=None,
    ready_by=None,
    called_at=None,
    call_count=0,
    claimed_by=None,
    served_at=None,
    served_by=None,
    cancelled_at=None,
    voided_at=None,
    void_confirmed_at=None,
    version=1,
)
A_TEA = replace(
    A_LINE,
    id=SECOND,
    sku_id=OTHER_SKU,
    name="龙井茶",
    names=TEA,
    kitchen_name="龙井",
    quantity=1,
    options=[],
    note="",
    allergens=[],
    station="bar",
    unit_price=3800,
)
STARTED = replace(A_LINE, state="preparing", started_at=STARTED_AT, started_by="Hot 1", version=2)
READY = replace(STARTED, state="ready", ready_at=READY_AT, ready_by="Hot 1", version=3)
A_HEAD = OrderHead(
    id=ORDER,
    number="#01",
    business_day="2026-11-22",
    shop_id=SHOP,
    stay_id=STAY,
    room=AT_801,
    wristband=None,
    source="pad",
    state="placed",
    rounds=[PlacedRound(round=1, source="pad", placed_by="Pad 801", placed_at=PLACED_AT)],
    stations=["bar", "hot"],
    confirmed=True,
    total=9400,
    currency="CNY",
    paid=0,
    created_at=PLACED_AT,
    version=1,
)
AN_ORDER = OrderOut(**asdict(A_HEAD), lines=[A_LINE, A_TEA])
CANCELLED = replace(A_TEA, state="cancelled", cancelled_at=STARTED_AT, version=2)
PARTLY_CANCELLED = replace(AN_ORDER, state="in_progress", total=5600, version=2, lines=[STARTED, CANCELLED])
ENDED = Ended(room=replace(A_ROOM, state="free", stay_id=None, version=6), completed_orders=[ORDER], unfinished=[], changed=True)


def moved(line: LineOut, **changes: Any) -> Moved:
    return Moved(line=replace(line, **changes), changed=True)


FILLING = OptionOut(
    id=OPTION,
    name="馅料",
    names={"zh-CN": "馅料", "en": "Filling"},
    min=0,
    max=1,
    choices=[ChoiceOut(id=CHOICE, name="猪肉白菜", names={"zh-CN": "猪肉白菜", "en": "Pork and cabbage"}, price=0)],
)
AN_ITEM = ItemOut(
    id=ITEM,
    sku_id=SKU,
    name="水饺",
    names=DUMPLINGS,
    descriptions={"zh-CN": "一份10只。", "en": "Ten dumplings."},
    price=2800,
    currency="CNY",
    options=[FILLING],
    allergens=["gluten", "soybeans"],
    picture=PICTURE,
    sold_out=False,
    station="hot",
    prep_seconds=600,
    kitchen_name="水饺",
)
ITEM_IN_FULL = ItemDetail(
    **asdict(AN_ITEM),
    category_id=CATEGORY,
    position=1,
    on_sale=True,
    version=2,
)
NOODLES = {"zh-CN": "饺子面饭", "en": "Dumplings, noodles & rice"}
A_CATEGORY = CategoryDetail(id=CATEGORY, name="饺子面饭", names=NOODLES, position=1)
SOLD_OUT = SoldOutOut(id=SKU, mode="today", until="2026-11-22T19:00:00.000Z")
HOT = StationOut(code="hot", names={"zh-CN": "热菜", "en": "Hot"}, amber_seconds=300, red_seconds=480, position=1)

A_PAD = DeviceOut(id=DEVICE, kind="pad", name="Pad 801", room=AT_801, stations=[], presence="online", faults=[], app="pad/1.0.0")
A_SCREEN = DeviceOut(
    id=KITCHEN, kind="kitchen", name="Hot 1", room=None, stations=["hot"], presence="online", faults=["audio_blocked"], app="kitchen/1.0.0"
)
A_WAITING_SCREEN = WaitingPairing(
    user_code="WDJB-MJHT",
    kind="kitchen",
    app="kitchen/1.0.0",
    model="Lenovo Tab M11",
    shop_id=SHOP,
    created_at=PLACED_AT,
    expires_at="2026-11-22T10:51:07.123Z",
)
LISTED = DeviceListed(
    **asdict(A_SCREEN),
    shop_id=SHOP,
    account_id=ACCOUNT,
    state="active",
    model="Lenovo Tab M11",
    last_seen_at=PLACED_AT,
    created_at="2026-09-01T02:00:00.000Z",
)
A_COOK = UserOut(id=PERSON, username="lin.xiaoyu", name="林小雨", role="cook", job="热菜", brand_id=BRAND, shop_id=SHOP, state="active")
ME = MeOut(
    kind="device",
    role="pad",
    brand_id=BRAND,
    device=DeviceRef(id=DEVICE, kind="pad", name="Pad 801"),
    user=None,
    account=AccountRef(id=ACCOUNT),
    shop=SeatShop(id=SHOP, name=A_SHOP.name, timezone="Asia/Shanghai", day_start="03:00", business_day="2026-11-22"),
    room=AT_801,
    stations=[],
    permissions=["calls.make", "menu.read", "orders.cancel", "orders.place", "orders.read"],
    channels=["all", f"device:{DEVICE}", f"room:{ROOM}"],
)
STREAM = f"shop:{SHOP}"
EVENT = {
    "t": "event",
    "stream": STREAM,
    "seq": 4712,
    "id": str(an_id(30)),
    "type": "kds.line_moved",
    "at": STARTED_AT,
    "cause": "3f0c7a52-start",
    "channels": ["cashier", "kitchen:hot", "office", f"room:{ROOM}"],
    "data": {"line": msgspec.to_builtins(STARTED), "order": msgspec.to_builtins(A_HEAD), "action": "start"},
}
A_CALL = PadCallOut(
    id=PAD_CALL,
    stay_id=STAY,
    room=AT_801,
    service="water",
    state="open",
    by=None,
    created_at=STARTED_AT,
    accepted_at=None,
    escalated_at=None,
    presses=1,
    version=1,
)
CALL_TAKEN = replace(A_CALL, state="accepted", by="Handheld 1", by_kind="device", accepted_at=READY_AT, version=2)
AN_ALARM = AlarmListed(
    id=ALARM,
    kind="device_unreachable",
    subject=f"device:{DEVICE}",
    since=STARTED_AT,
    about=AlarmAbout(device_id=DEVICE, device="Hot 1"),
    shop_id=SHOP,
    raised_at=READY_AT,
    cleared_at=None,
    ended=None,
    steps=[
        AlarmStep(step="notice", state="done", reason=None, call_id=ALARM_CALL, at=READY_AT),
        AlarmStep(step="print", state="skipped", reason="no_printer", call_id=None, at=READY_AT),
    ],
)
BOARD = {
    "shop": A_SHOP,
    "room": A_ROOM,
    "stay": A_STAY,
    "orders": [A_HEAD],
    "lines": [A_LINE, A_TEA],
    "rounds": [RoundOut(id=ROUND, order_id=ORDER, round=1, seen_at="2026-11-22T10:41:07.310Z", delay_ms=187)],
    "pad_calls": [A_CALL],
    "sold_out": [SOLD_OUT],
}
TIMES = Times(
    lines=118,
    portions=131,
    waiting=Spread(count=118, median_ms=82_000, p90_ms=214_000),
    cooking=Spread(count=116, median_ms=402_000, p90_ms=655_000),
    pickup=Spread(count=115, median_ms=61_000, p90_ms=140_000),
    late=7,
    cancelled=2,
    voided=1,
    recalled=1,
    abandoned=0,
)
RULE, TEMPLATE = an_id(40), an_id(41)
A_TEMPLATE = TemplateOut(
    id=TEMPLATE,
    event="order_placed",
    name="房间下单",
    texts={
        "zh-CN": Words(text="{roomName}房间下单了[{goodsName}{num}份]，请注意"),
        "en": Words(text="Room {roomName} ordered [{num} × {goodsName}]", speech="New order from room {roomName}: [{num} {goodsName}]"),
    },
    rules=2,
    updated_at=OPENED,
    version=1,
)
A_RULE = RuleOut(
    id=RULE,
    event="order_placed",
    source="any",
    channel="kitchen",
    kind="announcement",
    enabled=True,
    times=3,
    interval_seconds=30,
    time_limit_seconds=120,
    chime="new_order",
    voice=True,
    volume=80,
    language="zh-CN",
    quiet_from="23:00",
    quiet_to="07:00",
    template_id=TEMPLATE,
    updated_at=OPENED,
    version=2,
)

CALL, MESSAGE = an_id(60), an_id(61)
A_MADE_CALL = CallOut(
    id=CALL,
    brand_id=BRAND,
    shop_id=SHOP,
    event="order_placed",
    kind="announcement",
    channels=["kitchen:hot"],
    params={"roomName": "801", "goodsName": "水饺", "num": "2"},
    designated=None,
    template_id=None,
    messages=3,
    created_at=PLACED_AT,
)
A_MESSAGE = MessageOut(
    id=MESSAGE,
    channel="kitchen:hot",
    kind="announcement",
    repeat=1,
    of=3,
    due_at=PLACED_AT,
    expires_at="2026-11-22T10:43:07.123Z",
    state="spoken",
    reason=None,
    text="801房间下单了水饺2份，请注意",
    speech="八零一房间下单了水饺2份，请注意",
    lang="zh-CN",
    voice=True,
    chime="new_order",
    audio="/api/v1/sounds/5f0c4f1c9d2a7be3016f8a4d5c9b27e813fa604d.wav",
    attempts=1,
    turn_at=None,
    made_at=PLACED_AT,
    sent_at=PLACED_AT,
    updated_at="2026-11-22T10:41:09.310Z",
    got_by="Hot 1",
    got_at="2026-11-22T10:41:15.023Z",
    rule_id=RULE,
    lines=[LINE],
    deliveries=[
        DeliveryOut(
            device_id=KITCHEN,
            device="Hot 1",
            sent_at=PLACED_AT,
            acked_at="2026-11-22T10:41:07.391Z",
            result="spoken",
            at="2026-11-22T10:41:09.310Z",
        )
    ],
)
A_LOGGED_MESSAGE = LoggedMessage(
    **{name: getattr(A_MESSAGE, name) for name in MessageOut.__struct_fields__},
    call_id=CALL,
    event="order_placed",
    order_id=ORDER,
    line_id=None,
    room_id=ROOM,
    number="#07",
    room="801",
    wristband=None,
    trial=False,
    made_by="",
    problem=None,
)
A_LIFE = MessageLife(message=A_LOGGED_MESSAGE, rule=A_RULE, siblings=[A_LOGGED_MESSAGE])
