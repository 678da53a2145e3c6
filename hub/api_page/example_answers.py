"""What answers look like, by operation id: the structs the hub really sends, so that a member that is renamed breaks here."""

from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from hub.accounts.schemas import AuditOut, SessionOut, SignedIn, StaffAnswer, TicketOut, Tokens
from hub.api_page import example_chats as chats
from hub.api_page import example_prints as prints
from hub.api_page import example_things as things
from hub.im.messages.schemas import CallAnswer, CallMessages, MessageAnswer
from hub.im.pad_calls.schemas import PadCallAnswer
from hub.im.rules.queries import KNOWN_EVENTS
from hub.im.rules.schemas import Preview, RuleAnswer, TemplateAnswer
from hub.im.schemas import (
    BindingOut,
    DeviceAnswer,
    DeviceTokens,
    PairingOut,
)
from hub.im.speech.schemas import SpeechOut
from hub.kds.schemas import (
    CancelledOrder,
    DayTimes,
    DishTimes,
    HourTimes,
    KitchenBoard,
    KitchenStats,
    Moved,
    MovedLines,
    MoveResult,
    StationAnswer,
    Stations,
    StationTimes,
)
from hub.kit.paging import Page
from hub.live.polling import Polled
from hub.machines import MACHINES, Machines
from hub.orders.schemas import By, Confirmed, HistoryEntry, OneOrder, OrderHistory
from hub.store.schemas import (
    CategoryAnswer,
    CategoryOut,
    ImportReport,
    ItemAnswer,
    MenuOrdered,
    MenuOut,
    PictureOut,
    SheetRow,
    SoldOutAnswer,
)
from hub.venue.schemas import (
    RoomAndStay,
    RoomAnswer,
    RoomMoved,
    RoomRef,
    SessionAnswer,
    ShopAnswer,
    ShopDetailAnswer,
    StayAnswer,
    Therapists,
    WristbandAnswer,
)

ANSWERS: dict[str, Any] = {
    "login": SignedIn(access_token=things.ACCESS, refresh_token=things.REFRESH, expires_in=900, user=things.A_COOK),
    "open_browser_session": SessionOut(access_token=things.ACCESS, expires_in=900, user=things.A_COOK),
    "refresh_browser_session": SessionOut(access_token=things.ACCESS, expires_in=900, user=things.A_COOK),
    "refresh": Tokens(access_token=things.ACCESS, refresh_token=things.REFRESH, expires_in=900),
    "ticket": TicketOut(ticket="vh_tk_of-room-801-as-an-example-of-43-characters-1", expires_in=30),
    "who_am_i": things.ME,
    "list_staff": Page(items=[things.A_COOK]),
    "add_staff": things.A_COOK,
    "get_staff": things.A_COOK,
    "change_staff": StaffAnswer(user=things.A_COOK, changed=True),
    "disable_staff": StaffAnswer(user=replace(things.A_COOK, state="disabled"), changed=True),
    "enable_staff": StaffAnswer(user=things.A_COOK, changed=True),
    "read_audit": Page(
        items=[
            AuditOut(
                id=things.AUDIT,
                at=things.PLACED_AT,
                shop_id=things.SHOP,
                actor_kind="user",
                actor_id=things.CASHIER,
                actor_name="周敏",
                action="room.open",
                object_kind="room",
                object_id=str(things.ROOM),
                before={"state": "free"},
                after={"state": "in_use"},
                request_id="5b1f0c2e9a7d4410",
                cause="desk-2-0193",
            )
        ]
    ),
    "list_shops": Page(items=[things.SHOP_IN_FULL]),
    "add_shop": ShopDetailAnswer(shop=things.SHOP_IN_FULL),
    "get_shop": ShopDetailAnswer(shop=things.SHOP_IN_FULL),
    "edit_shop": ShopDetailAnswer(shop=things.SHOP_IN_FULL),
    "set_shop_state": ShopAnswer(shop=replace(things.A_SHOP, state="paused", reopens_at="2026-11-22T12:30:00.000Z", version=4)),
    "list_rooms": Page(items=[RoomAndStay(**asdict(things.A_ROOM), stay=things.A_STAY)]),
    "add_room": RoomAnswer(room=replace(things.A_ROOM, id=things.OTHER_ROOM, number="809", state="free", stay_id=None, version=1)),
    "open_room": things.MOVED,
    "move_guests": RoomMoved(
        room=replace(things.A_ROOM, id=things.OTHER_ROOM, number="802"),
        stay=replace(things.A_STAY, room=RoomRef(id=things.OTHER_ROOM, number="802"), version=2),
        changed=True,
    ),
    "check_out": RoomMoved(
        room=replace(things.A_ROOM, state="dirty", version=5),
        stay=replace(things.A_STAY, checked_out_at="2026-11-22T14:10:00.512Z", version=2),
        changed=True,
    ),
    "reserve_room": RoomMoved(room=replace(things.A_ROOM, state="reserved", stay_id=None), stay=None, changed=True),
    "release_room": RoomMoved(room=replace(things.A_ROOM, state="free", stay_id=None), stay=None, changed=True),
    "block_room": RoomMoved(room=replace(things.A_ROOM, state="out_of_order", stay_id=None), stay=None, changed=True),
    "unblock_room": RoomMoved(room=replace(things.A_ROOM, state="free", stay_id=None), stay=None, changed=True),
    "clean_room": things.ENDED,
    "list_wristbands": Page(items=[WristbandAnswer(id=things.WRISTBAND, code="A017", state="in")]),
    "add_wristband": WristbandAnswer(id=things.WRISTBAND, code="A017", state="in"),
    "hand_out": StayAnswer(stay=things.ON_WRISTBAND),
    "hand_in_wristband": replace(things.ENDED, room=None),
    "list_therapists": Therapists(therapists=[things.A_SESSION.staff]),
    "start_session": SessionAnswer(session=things.A_SESSION, changed=True),
    "extend_session": SessionAnswer(session=replace(things.A_SESSION, ends_at="2026-11-22T11:32:11.480Z", version=2), changed=True),
    "finish_session": SessionAnswer(session=replace(things.A_SESSION, state="off", ends_at=things.READY_AT, version=2), changed=True),
    "get_menu": MenuOut(
        version=12,
        currency="CNY",
        categories=[CategoryOut(id=things.CATEGORY, name="饺子面饭", names=things.NOODLES, items=[things.AN_ITEM])],
    ),
    "list_items": Page(items=[things.ITEM_IN_FULL]),
    "list_categories": Page(items=[things.A_CATEGORY]),
    "order_menu": MenuOrdered(changed=True, version=13),
    "import_menu": ImportReport(
        dry_run=True,
        added=1,
        changed=1,
        unchanged=40,
        rows=[
            SheetRow(row=2, what="changed", item_id=things.ITEM, name="水饺", columns=["price"]),
            SheetRow(row=43, what="added", item_id=None, name="葱油拌面", columns=[]),
        ],
        errors=[],
    ),
    "add_category": CategoryAnswer(category=things.A_CATEGORY),
    "put_category": CategoryAnswer(category=things.A_CATEGORY),
    "add_item": ItemAnswer(item=things.ITEM_IN_FULL),
    "put_item": ItemAnswer(item=things.ITEM_IN_FULL),
    "add_picture": PictureOut(picture=things.PICTURE, width=1200, height=900),
    "list_sold_out": Page(items=[things.SOLD_OUT]),
    "mark_sold_out": SoldOutAnswer(sold_out=things.SOLD_OUT),
    "place_order": OneOrder(order=things.AN_ORDER),
    "list_orders": Page(items=[things.A_HEAD]),
    "get_order": OneOrder(order=things.AN_ORDER),
    "order_history": OrderHistory(
        items=[
            HistoryEntry(
                key=f"{things.LINE}/1",
                at=things.PLACED_AT,
                action="place",
                by=By(kind="device", id=things.DEVICE, name="Pad 801"),
                round=1,
                line_id=things.LINE,
                from_state=None,
                to_state="placed",
            ),
            HistoryEntry(
                key=f"{things.ROUND}/seen",
                at="2026-11-22T10:41:07.310Z",
                action="seen",
                by=By(kind="hub", id=None, name=""),
                round=1,
                delay_ms=187,
            ),
            HistoryEntry(
                key=str(things.AUDIT),
                at="2026-11-22T12:20:40.002Z",
                action="moved",
                by=By(kind="user", id=things.CASHIER, name="周敏"),
                left="801",
                entered="802",
            ),
        ]
    ),
    "confirm_order": Confirmed(order=things.AN_ORDER, changed=True),
    "cancel_order": CancelledOrder(order=things.PARTLY_CANCELLED, cancelled=[things.SECOND], refused=[]),
    "start_line": Moved(line=things.STARTED, changed=True),
    "finish_line": Moved(line=things.READY, changed=True),
    "call_line": things.moved(things.READY, state="called", called_at="2026-11-22T10:49:20.001Z", call_count=1, version=4),
    "serve_line": things.moved(things.READY, state="served", served_at="2026-11-22T10:51:44.310Z", version=4),
    "cancel_line": things.moved(things.A_LINE, state="cancelled", cancelled_at=things.STARTED_AT, version=2),
    "undo_line": things.moved(things.A_LINE, version=3),
    "recall_line": things.moved(things.STARTED, version=4),
    "void_line": things.moved(things.STARTED, state="voided", voided_at=things.READY_AT, version=3),
    "confirm_line": things.moved(
        things.STARTED, state="voided", voided_at=things.READY_AT, void_confirmed_at="2026-11-22T10:49:31.402Z", version=4
    ),
    "rush_line": things.moved(things.A_LINE, rush=True, version=2),
    "claim_line": things.moved(things.READY, claimed_by="Handheld 1", version=4),
    "move_lines": MovedLines(results=[MoveResult(line_id=things.LINE, line=things.STARTED, changed=True)]),
    "kitchen_board": KitchenBoard(lines=[things.A_LINE]),
    "list_stations": Stations(stations=[things.HOT]),
    "set_station": StationAnswer(station=things.HOT),
    "kitchen_stats": KitchenStats(
        first="2026-11-16",
        last="2026-11-22",
        timezone="Asia/Shanghai",
        total=things.TIMES,
        days=[DayTimes(**asdict(things.TIMES), business_day="2026-11-22")],
        stations=[StationTimes(**asdict(things.TIMES), station="hot")],
        dishes=[DishTimes(**asdict(things.TIMES), station="hot", sku_id=things.SKU, name="水饺", names=things.DUMPLINGS)],
        hours=[HourTimes(**asdict(things.TIMES), hour=18)],
    ),
    "state_machines": Machines(machines=[machine for machine in MACHINES.machines if machine.name == "order"]),
    "ask_pairing": PairingOut(
        device_code="vh_dc_of-screen-hot-as-an-example-of-43-characters",
        user_code="WDJB-MJHT",
        verification_uri="http://127.0.0.1:8000/office/pair",
        verification_uri_complete="http://127.0.0.1:8000/office/pair?code=WDJB-MJHT",
        expires_in=600,
        interval=5,
    ),
    "redeem_pairing": DeviceTokens(access_token=things.ACCESS, refresh_token=things.REFRESH, expires_in=900, device=things.A_SCREEN),
    "list_pairings": Page(items=[things.A_WAITING_SCREEN]),
    "get_pairing": things.A_WAITING_SCREEN,
    "approve_pairing": things.A_SCREEN,
    "list_devices": Page(items=[things.LISTED]),
    "get_device": things.LISTED,
    "list_bindings": Page(items=[BindingOut(id=things.BINDING, room=None, stations=["hot"], since="2026-09-01T02:00:00.000Z", until=None)]),
    "bind_device": DeviceAnswer(device=things.A_PAD, changed=True),
    "disable_device": DeviceAnswer(device=things.A_PAD, changed=True),
    "enable_device": DeviceAnswer(device=things.A_PAD, changed=True),
    "make_pad_call": PadCallAnswer(pad_call=things.A_CALL, changed=True),
    "withdraw_pad_call": PadCallAnswer(pad_call=replace(things.A_CALL, state="finished", version=2), changed=True),
    "accept_pad_call": PadCallAnswer(pad_call=things.CALL_TAKEN, changed=True),
    "finish_pad_call": PadCallAnswer(
        pad_call=replace(things.CALL_TAKEN, state="finished", finished_by="Handheld 1", version=3), changed=True
    ),
    "take_over_pad_call": PadCallAnswer(pad_call=replace(things.CALL_TAKEN, by="Handheld 2", turn=2, version=4), changed=True),
    "hand_back_pad_call": PadCallAnswer(pad_call=replace(things.A_CALL, turn=2, version=3), changed=True),
    **chats.ANSWERS,
    **prints.ANSWERS,
    "get_speech": SpeechOut(
        state="unavailable",
        why="the engine was ended after 10 s",
        since=things.STARTED_AT,
        voices={"zh-CN": "sit/cmn", "en": "gmw/en"},
        rendered=210,
        failed=1,
        waiting=0,
    ),
    "call_by_hand": CallAnswer(call=things.A_MADE_CALL),
    "try_rule": CallAnswer(call=replace(things.A_MADE_CALL, channels=[f"device:{things.KITCHEN}"], messages=1)),
    "call_messages": CallMessages(call=things.A_MADE_CALL, messages=[things.A_MESSAGE]),
    "message_log": Page(items=[things.A_LOGGED_MESSAGE]),
    "message_life": things.A_LIFE,
    "got_it": MessageAnswer(message=things.A_MESSAGE, changed=True, ended=2),
    "retry_message": MessageAnswer(
        message=replace(things.A_MESSAGE, state="scheduled", attempts=0, text=None, speech=None, sent_at=None, deliveries=[]), changed=True
    ),
    "list_alarms": Page(items=[things.AN_ALARM]),
    "me_board": {"stream": things.STREAM, "epoch": "k3f9.2", "seq": 4711, "board": things.BOARD},
    "me_events": Polled(
        stream=things.STREAM, epoch="k3f9.2", head=4712, resumed=True, events=[msgspec.Raw(msgspec.json.encode(things.EVENT))]
    ),
    "list_events": replace(KNOWN_EVENTS, events=KNOWN_EVENTS.events[:1]),
    "list_rules": Page(items=[things.A_RULE]),
    "add_rule": RuleAnswer(rule=things.A_RULE),
    "edit_rule": RuleAnswer(rule=replace(things.A_RULE, times=2, version=3)),
    "list_templates": Page(items=[things.A_TEMPLATE]),
    "add_template": TemplateAnswer(template=replace(things.A_TEMPLATE, rules=0)),
    "edit_template": TemplateAnswer(template=replace(things.A_TEMPLATE, version=2)),
    "preview_template": Preview(text="801房间下单了水饺2份，请注意", speech="八零一房间下单了水饺2份，请注意", language="zh-CN"),
    "live": {"status": "alive"},
    "ready": {"status": "ready", "checks": {"database": True, "jobs": True}},
}
"""One answer per operation that answers with a body."""
