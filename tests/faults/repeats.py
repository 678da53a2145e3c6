"""For every address that changes something: a situation in which it does, so that a repeat could do it again.

A new route has no row here, and the test says so; whoever adds the route adds the row.
"""

import io
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any, NamedTuple

from PIL import Image

from tests.im.messages.saying import PLACED, became, call, settled
from tests.printing.working import add_printer
from tests.venues import Venue

_numbers = count(1)


class Ask(NamedTuple):
    """One command. `other` is a different body that would be fine by itself; an address that reads none takes any.

    Bodies of bytes are sent as they are, as the media type `kind`.
    """

    who: str
    path: str
    body: Any = None
    other: Any = None
    kind: str = "application/json"


Prepare = Callable[[Venue, int], Awaitable[Ask]]
"""Brings about a fresh situation. It is called twice for each address, with turn 0 and 1, for those who need someone new each time."""

CASES: dict[tuple[str, str], Prepare] = {}


def case(method: str, path: str) -> Callable[[Prepare], Prepare]:
    def known(prepare: Prepare) -> Prepare:
        CASES[method, path] = prepare
        return prepare

    return known


async def done(venue: Venue, who: str, method: str, path: str, body: Any = None) -> Any:
    """A command on the way to the situation."""
    answer = await venue[who].send(method, path, body)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def fresh(text: str) -> str:
    """A name that nothing else has."""
    return f"{text} {next(_numbers)}"


async def free_room(venue: Venue) -> str:
    return str((await done(venue, "manager", "POST", "/rooms", {"number": fresh("R"), "area": "a"}))["room"]["id"])


async def used_room(venue: Venue) -> str:
    room_id = await free_room(venue)
    await done(venue, "cashier", "POST", f"/rooms/{room_id}/open", {"guests": 2})
    return room_id


async def wristband(venue: Venue, *, out: bool) -> str:
    code = f"W{next(_numbers):05d}"
    await done(venue, "manager", "POST", "/wristbands", {"code": code})
    if out:
        await done(venue, "cashier", "POST", f"/wristbands/{code}/hand-out", {"guests": 1})
    return code


# Orders and lines


@case("POST", "/orders")
async def place(venue: Venue, _turn: int) -> Ask:
    await venue.order("tea")  # the day's counter of numbers begins with its first order
    body = {"lines": venue.lines("dumplings", "tea"), "room_id": await used_room(venue)}
    return Ask("cashier 1", "/orders", body, body | {"lines": venue.lines("beer")})


@case("POST", "/orders/{order_id:uuid}/confirm")
async def confirm(venue: Venue, _turn: int) -> Ask:
    await done(venue, "manager", "PATCH", f"/shops/{venue.shop_id}", {"settings": {"wristband_needs_confirm": True}})
    code = await wristband(venue, out=True)
    order = (await done(venue, "cashier", "POST", "/orders", {"lines": venue.lines("tea"), "wristband": code}))["order"]
    return Ask("cashier 1", f"/orders/{order['id']}/confirm")


@case("POST", "/orders/{order_id:uuid}/cancel")
async def cancel_order(venue: Venue, _turn: int) -> Ask:
    order = await venue.order("tea", "beer", who="cashier", room_id=await used_room(venue))
    return Ask("cashier", f"/orders/{order['id']}/cancel", {"partial": True}, {"partial": False})


def line_case(action: str, state: str, who: str = "manager", body: Any = None, other: Any = None) -> None:
    @case("POST", f"/kds/lines/{{line_id:uuid}}/{action}")
    async def move(venue: Venue, _turn: int) -> Ask:
        order = await venue.order("dumplings", who="cashier", room_id=await used_room(venue))
        line = await venue.bring(order["lines"][0], state)
        return Ask(who, f"/kds/lines/{line['id']}/{action}", body, other)


line_case("start", "placed", "kitchen")
line_case("finish", "preparing", "kitchen")
line_case("call", "ready", "cook")
line_case("serve", "called", "handheld 1")
line_case("cancel", "placed", "cashier 1", {"reason": "guest_changed_mind"}, {"reason": "wrong_dish"})
line_case("undo", "preparing", "cook")
line_case("recall", "ready", "cook")
line_case("void", "preparing", "manager", {"reason": "fell"}, {"reason": "was cold"})
line_case("confirm", "voided", "kitchen")
line_case("rush", "placed", "cashier", {"on": True}, {"on": False})
line_case("claim", "ready", "waiter")


@case("POST", "/kds/lines/transitions")
async def move_lines(venue: Venue, _turn: int) -> Ask:
    order = await venue.order("dumplings", "salad", who="cashier", room_id=await used_room(venue))
    ids = [line["id"] for line in order["lines"]]
    return Ask("cook", "/kds/lines/transitions", {"action": "start", "line_ids": ids}, {"action": "start", "line_ids": ids[:1]})


@case("PUT", "/kds/stations/{code:str}")
async def set_station(_venue: Venue, turn: int) -> Ask:
    body = {"names": {"zh-CN": "新", "en": "New"}, "amber_seconds": 60, "red_seconds": 120}
    return Ask("manager", f"/kds/stations/new{turn}", body, body | {"red_seconds": 180})


# Rooms, wristbands, sessions


def room_case(action: str, *first: str, used: bool = False, body: Any = None, other: Any = None) -> None:
    @case("POST", f"/rooms/{{room_id:uuid}}/{action}")
    async def change(venue: Venue, _turn: int) -> Ask:
        room_id = await (used_room(venue) if used else free_room(venue))
        for before in first:
            await done(venue, "cashier", "POST", f"/rooms/{room_id}/{before}")
        return Ask("cashier", f"/rooms/{room_id}/{action}", body, other)


room_case("open", body={"guests": 2}, other={"guests": 3})
room_case("checkout", used=True)
room_case("clean", "checkout", used=True)
room_case("reserve")
room_case("release", "reserve")
room_case("block")
room_case("unblock", "block")


@case("POST", "/rooms/{room_id:uuid}/move")
async def move_guests(venue: Venue, _turn: int) -> Ask:
    room_id, to, elsewhere = await used_room(venue), await free_room(venue), await free_room(venue)
    await venue.order("tea", who="cashier", room_id=room_id)
    return Ask("cashier", f"/rooms/{room_id}/move", {"to": to}, {"to": elsewhere})


@case("POST", "/rooms")
async def add_room(_venue: Venue, _turn: int) -> Ask:
    return Ask("manager", "/rooms", {"number": fresh("N"), "area": "a"}, {"number": fresh("N"), "area": "a"})


@case("POST", "/wristbands")
async def add_wristband(_venue: Venue, _turn: int) -> Ask:
    return Ask("manager", "/wristbands", {"code": f"N{next(_numbers):05d}"}, {"code": f"N{next(_numbers):05d}"})


@case("POST", "/wristbands/{code:str}/hand-out")
async def hand_out(venue: Venue, _turn: int) -> Ask:
    return Ask("cashier", f"/wristbands/{await wristband(venue, out=False)}/hand-out", {"guests": 1}, {"guests": 2})


@case("POST", "/wristbands/{code:str}/hand-in")
async def hand_in(venue: Venue, _turn: int) -> Ask:
    code = await wristband(venue, out=True)
    await done(venue, "cashier", "POST", "/orders", {"lines": venue.lines("tea"), "wristband": code})
    return Ask("cashier", f"/wristbands/{code}/hand-in")


async def session(venue: Venue, turn: int) -> dict[str, Any]:
    room_id, staff_id = await used_room(venue), venue[("waiter", "waiter2")[turn]].id
    return {"staff_id": staff_id, "room_id": room_id, "minutes": 30}


@case("POST", "/therapist-sessions")
async def start_session(venue: Venue, turn: int) -> Ask:
    body = await session(venue, turn)
    return Ask("cashier", "/therapist-sessions", body, body | {"minutes": 60})


@case("POST", "/therapist-sessions/{session_id:uuid}/extend")
async def extend_session(venue: Venue, turn: int) -> Ask:
    begun = (await done(venue, "cashier", "POST", "/therapist-sessions", await session(venue, turn)))["session"]
    return Ask("cashier", f"/therapist-sessions/{begun['id']}/extend", {"minutes": 15}, {"minutes": 20})


@case("POST", "/therapist-sessions/{session_id:uuid}/finish")
async def finish_session(venue: Venue, turn: int) -> Ask:
    begun = (await done(venue, "cashier", "POST", "/therapist-sessions", await session(venue, turn)))["session"]
    return Ask("cashier", f"/therapist-sessions/{begun['id']}/finish")


# The menu


def names(text: str) -> dict[str, str]:
    return {"zh-CN": text, "en": text}


async def category(venue: Venue) -> str:
    return str((await done(venue, "manager", "POST", "/menu/categories", {"names": names(fresh("c"))}))["category"]["id"])


async def item_body(venue: Venue) -> dict[str, Any]:
    return {"category_id": await category(venue), "names": names(fresh("dish")), "station": "hot", "price": 900}


@case("POST", "/menu/categories")
async def add_category(_venue: Venue, _turn: int) -> Ask:
    return Ask("manager", "/menu/categories", {"names": names("soups")}, {"names": names("stews")})


@case("PUT", "/menu/categories/{category_id:uuid}")
async def put_category(venue: Venue, _turn: int) -> Ask:
    return Ask("manager", f"/menu/categories/{await category(venue)}", {"names": names("soups")}, {"names": names("stews")})


@case("DELETE", "/menu/categories/{category_id:uuid}")
async def remove_category(venue: Venue, _turn: int) -> Ask:
    return Ask("manager", f"/menu/categories/{await category(venue)}")


@case("POST", "/menu/order")
async def order_menu(venue: Venue, _turn: int) -> Ask:
    body = await item_body(venue)
    made = [await done(venue, "manager", "POST", "/menu/items", body | {"position": place}) for place in (0, 1)]
    ids = [one["item"]["id"] for one in made]
    return Ask("manager", "/menu/order", {"items": ids[::-1]}, {"items": ids})


@case("POST", "/menu/import")
async def import_menu(_venue: Venue, turn: int) -> Ask:
    table = "name_en,category,station,price\nStew {0},Food,hot,{1}\n"
    return Ask("manager", "/menu/import?format=csv", table.format(turn, 28).encode(), table.format(turn, 29).encode(), "text/csv")


@case("POST", "/menu/items")
async def add_item(venue: Venue, _turn: int) -> Ask:
    body = await item_body(venue)
    return Ask("manager", "/menu/items", body, body | {"price": 950})


@case("PUT", "/menu/items/{item_id:uuid}")
async def put_item(venue: Venue, _turn: int) -> Ask:
    body = await item_body(venue)
    item = (await done(venue, "manager", "POST", "/menu/items", body))["item"]
    return Ask("manager", f"/menu/items/{item['id']}", body | {"price": 990}, body | {"price": 995})


@case("DELETE", "/menu/items/{item_id:uuid}")
async def hide_item(venue: Venue, _turn: int) -> Ask:
    item = (await done(venue, "manager", "POST", "/menu/items", await item_body(venue)))["item"]
    return Ask("manager", f"/menu/items/{item['id']}")


@case("POST", "/menu/pictures")
async def add_picture(_venue: Venue, turn: int) -> Ask:
    return Ask("manager", "/menu/pictures", a_picture("green", turn), a_picture("red", turn), "image/png")


def a_picture(colour: str, turn: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40 + turn, 30), colour).save(file, "PNG")
    return file.getvalue()


@case("PUT", "/sold-out/{sku_id:uuid}")
async def mark_sold_out(venue: Venue, turn: int) -> Ask:
    sku_id = venue.skus[("tea", "beer")[turn]]
    return Ask("kitchen", f"/sold-out/{sku_id}", {"mode": "indefinite"}, {"mode": "today"})


@case("DELETE", "/sold-out/{sku_id:uuid}")
async def clear_sold_out(venue: Venue, turn: int) -> Ask:
    sku_id = venue.skus[("tea", "beer")[turn]]
    await done(venue, "cook", "PUT", f"/sold-out/{sku_id}", {"mode": "indefinite"})
    return Ask("kitchen", f"/sold-out/{sku_id}")


# Shops, devices, staff


@case("POST", "/shops")
async def add_shop(_venue: Venue, _turn: int) -> Ask:
    body = {"name": fresh("Shop"), "timezone": "Asia/Shanghai"}
    return Ask("owner", "/shops", body, body | {"timezone": "Europe/Berlin"})


@case("PATCH", "/shops/{shop_id:uuid}")
async def edit_shop(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/shops/{venue.shop_id}", {"phone": f"100{turn}"}, {"phone": "2000"})


@case("POST", "/shops/{shop_id:uuid}/state")
async def set_shop_state(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/shops/{venue.shop_id}/state", {"state": ("paused", "closed")[turn]}, {"state": "open"})


def device_of(venue: Venue, turn: int) -> str:
    return venue[("handheld 1", "handheld 2")[turn]].id


@case("POST", "/devices/{device_id:uuid}/bind")
async def bind(venue: Venue, turn: int) -> Ask:
    printer_or_speaker = venue[("printer", "speaker")[turn]].id
    rooms = venue.rooms
    return Ask("manager", f"/devices/{printer_or_speaker}/bind", {"room_id": rooms["803"]}, {"room_id": rooms["804"]})


@case("POST", "/devices/{device_id:uuid}/disable")
async def disable_device(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/devices/{device_of(venue, turn)}/disable")


@case("POST", "/devices/{device_id:uuid}/enable")
async def enable_device(venue: Venue, turn: int) -> Ask:
    await done(venue, "manager", "POST", f"/devices/{device_of(venue, turn)}/disable")
    return Ask("manager", f"/devices/{device_of(venue, turn)}/enable")


@case("POST", "/devices/{device_id:uuid}/identify")
async def identify_device(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/devices/{device_of(venue, turn)}/identify")


@case("POST", "/devices/{device_id:uuid}/revoke")
async def revoke_device(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/devices/{device_of(venue, turn)}/revoke")


@case("POST", "/staff")
async def add_staff(venue: Venue, turn: int) -> Ask:
    body = {"username": f"new{turn}.{venue.mark}", "name": "New", "password": "correct horse battery", "role": "waiter"}
    return Ask("manager", "/staff", body, body | {"name": "Newer"})


def person_of(venue: Venue, turn: int) -> str:
    return venue[("waiter", "waiter2")[turn]].id


@case("PATCH", "/staff/{user_id:uuid}")
async def change_staff(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/staff/{person_of(venue, turn)}", {"job": "host"}, {"job": "guide"})


@case("POST", "/staff/{user_id:uuid}/disable")
async def disable_staff(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/staff/{person_of(venue, turn)}/disable")


@case("POST", "/staff/{user_id:uuid}/enable")
async def enable_staff(venue: Venue, turn: int) -> Ask:
    await done(venue, "manager", "POST", f"/staff/{person_of(venue, turn)}/disable")
    return Ask("manager", f"/staff/{person_of(venue, turn)}/enable")


# Rules and templates

WORDS = {"zh-CN": {"text": "{roomName}有新订单"}}


async def template_of(venue: Venue) -> str:
    body = {"event": "line_ready", "name": fresh("Words"), "texts": WORDS}
    return str((await done(venue, "manager", "POST", "/im/templates", body))["template"]["id"])


async def rule_of(venue: Venue, turn: int) -> Any:
    return (await venue["manager"].get("/im/rules")).json()["items"][turn]


@case("POST", "/im/templates")
async def add_template(_venue: Venue, _turn: int) -> Ask:
    body = {"event": "line_ready", "name": fresh("Words"), "texts": WORDS}
    return Ask("manager", "/im/templates", body, body | {"name": "Other"})


@case("PATCH", "/im/templates/{template_id:uuid}")
async def edit_template(venue: Venue, _turn: int) -> Ask:
    return Ask("manager", f"/im/templates/{await template_of(venue)}", {"name": fresh("Words")}, {"name": "Other"})


@case("DELETE", "/im/templates/{template_id:uuid}")
async def remove_template(venue: Venue, _turn: int) -> Ask:
    return Ask("manager", f"/im/templates/{await template_of(venue)}")


@case("POST", "/im/rules")
async def add_rule(venue: Venue, turn: int) -> Ask:
    body = {"event": "line_ready", "channel": ("handheld", "office")[turn], "kind": "notice", "template_id": await template_of(venue)}
    return Ask("manager", "/im/rules", body, body | {"channel": "all"})


@case("PATCH", "/im/rules/{rule_id:uuid}")
async def edit_rule(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/im/rules/{(await rule_of(venue, turn))['id']}", {"times": 7 + turn}, {"times": 2})


@case("DELETE", "/im/rules/{rule_id:uuid}")
async def remove_rule(venue: Venue, turn: int) -> Ask:
    return Ask("manager", f"/im/rules/{(await rule_of(venue, turn))['id']}")


@case("POST", "/im/rules/{rule_id:uuid}/test")
async def try_rule(venue: Venue, turn: int) -> Ask:
    rule_id = (await rule_of(venue, turn))["id"]
    return Ask("manager", f"/im/rules/{rule_id}/test", {"device_id": venue["cashier 1"].id}, {"device_id": venue["cashier 2"].id})


# Guests' calls


async def pressed(venue: Venue, turn: int) -> str:
    """A guest's call that waits for somebody, and is not marked as late while the tests count."""
    await patient(venue)
    made = await done(venue, "pad 801", "POST", "/me/calls", {"service": ("water", "clean")[turn]})
    return str(made["pad_call"]["id"])


async def patient(venue: Venue) -> None:
    await done(venue, "manager", "PATCH", f"/shops/{venue.shop_id}", {"settings": {"call_escalate_seconds": 86_400}})


@case("POST", "/me/calls")
async def press_button(venue: Venue, turn: int) -> Ask:
    await patient(venue)
    return Ask(("pad 801", "pad 802")[turn], "/me/calls", {"service": "water"}, {"service": "cashier"})  # each party has a pace of its own


@case("DELETE", "/me/calls/{call_id:uuid}")
async def withdraw_call(venue: Venue, turn: int) -> Ask:
    return Ask("pad 801", f"/me/calls/{await pressed(venue, turn)}")


@case("POST", "/pad-calls/{call_id:uuid}/accept")
async def accept_call(venue: Venue, turn: int) -> Ask:
    return Ask("handheld 1", f"/pad-calls/{await pressed(venue, turn)}/accept")


@case("POST", "/pad-calls/{call_id:uuid}/take-over")
async def take_over_call(venue: Venue, turn: int) -> Ask:
    call_id = await pressed(venue, turn)
    await done(venue, "handheld 1", "POST", f"/pad-calls/{call_id}/accept")
    return Ask("cashier 1", f"/pad-calls/{call_id}/take-over")


@case("POST", "/pad-calls/{call_id:uuid}/hand-back")
async def hand_back_call(venue: Venue, turn: int) -> Ask:
    call_id = await pressed(venue, turn)
    await done(venue, "handheld 1", "POST", f"/pad-calls/{call_id}/accept")
    return Ask("handheld 1", f"/pad-calls/{call_id}/hand-back")


@case("POST", "/pad-calls/{call_id:uuid}/finish")
async def finish_call(venue: Venue, turn: int) -> Ask:
    call_id = await pressed(venue, turn)
    await done(venue, "handheld 1", "POST", f"/pad-calls/{call_id}/accept")
    return Ask("handheld 1", f"/pad-calls/{call_id}/finish")


# Chats


async def asked_for(venue: Venue, turn: int) -> str:
    """A chat of guests who wait, in a shop whose desk has been at work before."""
    made = await done(venue, ("pad 801", "pad 802")[turn], "POST", "/chats", {})
    return str(made["chat"]["id"])


async def taken_chat(venue: Venue, turn: int) -> str:
    chat_id = await asked_for(venue, turn)
    await done(venue, "waiter", "POST", f"/chats/{chat_id}/accept")
    return chat_id


@case("POST", "/chats")
async def begin_chat(venue: Venue, turn: int) -> Ask:
    for pad in (0, 1):
        await done(venue, "manager", "POST", f"/chats/{await asked_for(venue, pad)}/close")
    return Ask(("pad 801", "pad 802")[turn], "/chats", {}, {"room_id": venue.rooms["801"]})


@case("POST", "/chats/{chat_id:uuid}/messages")
async def post_message(venue: Venue, turn: int) -> Ask:
    chat_id = await taken_chat(venue, turn)
    await done(venue, "waiter", "POST", f"/chats/{chat_id}/messages", {"text": "您好"})  # so that the hub knows how fast they write
    return Ask("waiter", f"/chats/{chat_id}/messages", {"text": "好的", "client_id": "7"}, {"text": "好"})


@case("POST", "/chats/{chat_id:uuid}/pictures")
async def bring_picture(venue: Venue, turn: int) -> Ask:
    chat_id = await asked_for(venue, turn)
    return Ask(("pad 801", "pad 802")[turn], f"/chats/{chat_id}/pictures", a_picture("green", turn), a_picture("red", turn), "image/png")


@case("POST", "/chats/{chat_id:uuid}/read")
async def mark_read(venue: Venue, turn: int) -> Ask:
    chat_id = await asked_for(venue, turn)
    for text in ("一", "二"):
        await done(venue, ("pad 801", "pad 802")[turn], "POST", f"/chats/{chat_id}/messages", {"text": text})
    return Ask("waiter", f"/chats/{chat_id}/read", {"upto": 1}, {"upto": 2})


@case("POST", "/chats/{chat_id:uuid}/typing")
async def type_on(venue: Venue, turn: int) -> Ask:
    return Ask("waiter", f"/chats/{await taken_chat(venue, turn)}/typing", {})


@case("POST", "/chats/{chat_id:uuid}/accept")
async def accept_chat(venue: Venue, turn: int) -> Ask:
    await done(venue, "waiter", "PUT", "/me/chat-agent", {"available": False})  # the desk knows them already
    return Ask("waiter", f"/chats/{await asked_for(venue, turn)}/accept")


@case("POST", "/chats/{chat_id:uuid}/transfer")
async def transfer_chat(venue: Venue, turn: int) -> Ask:
    return Ask("waiter", f"/chats/{await taken_chat(venue, turn)}/transfer", {}, {"note": "for somebody else"})


@case("POST", "/chats/{chat_id:uuid}/close")
async def close_chat(venue: Venue, turn: int) -> Ask:
    return Ask("waiter", f"/chats/{await taken_chat(venue, turn)}/close")


@case("POST", "/chats/{chat_id:uuid}/rating")
async def rate_chat(venue: Venue, turn: int) -> Ask:
    chat_id = await taken_chat(venue, turn)
    await done(venue, "waiter", "POST", f"/chats/{chat_id}/close")
    return Ask(("pad 801", "pad 802")[turn], f"/chats/{chat_id}/rating", {"stars": 5}, {"stars": 1})


@case("PUT", "/me/chat-agent")
async def be_agent(venue: Venue, turn: int) -> Ask:
    await done(venue, "manager", "PUT", "/me/chat-agent", {"available": False})
    return Ask(("waiter", "waiter2")[turn], "/me/chat-agent", {"available": True, "capacity": 2}, {"available": False})


async def phrase_of(venue: Venue) -> str:
    body = {"names": {"en": fresh("Phrase")}, "shortcut": f"p{next(_numbers)}"}
    return str((await done(venue, "manager", "POST", "/chat-phrases", body))["phrase"]["id"])


@case("POST", "/chat-phrases")
async def add_phrase(_venue: Venue, _turn: int) -> Ask:
    body = {"names": {"en": fresh("Phrase")}, "shortcut": f"p{next(_numbers)}"}
    return Ask("manager", "/chat-phrases", body, body | {"names": {"en": "Other"}})


@case("PATCH", "/chat-phrases/{phrase_id:uuid}")
async def edit_phrase(venue: Venue, _turn: int) -> Ask:
    return Ask("manager", f"/chat-phrases/{await phrase_of(venue)}", {"names": {"en": fresh("Words")}}, {"names": {"en": "Other"}})


@case("DELETE", "/chat-phrases/{phrase_id:uuid}")
async def remove_phrase(venue: Venue, _turn: int) -> Ask:
    return Ask("manager", f"/chat-phrases/{await phrase_of(venue)}")


# Calls by hand, and their messages


@case("POST", "/im/calls")
async def call_by_hand(venue: Venue, _turn: int) -> Ask:
    of_shop = {"brand_id": str(venue.brand_id), "shop_id": str(venue.shop_id)}
    body = of_shop | {"event": "order_placed", "kind": "announcement", "channels": ["kitchen", "call"], "params": PLACED}
    return Ask("manager", "/im/calls", body, body | {"channels": ["call"]})


@case("POST", "/im/messages/{message_id:uuid}/got-it")
async def understand(venue: Venue, turn: int) -> Ask:
    """The second is told elsewhere: where the first was just spoken it would have to wait."""
    made = await call(venue, ("kitchen:hot", "kitchen:cold")[turn])
    await settled(venue)
    heard = next(each for each in await became(venue, made["id"]) if each["state"] == "sent")
    return Ask("kitchen", f"/im/messages/{heard['id']}/got-it")


@case("POST", "/im/messages/{message_id:uuid}/retry")
async def retry_message(venue: Venue, _turn: int) -> Ask:
    """Its words name a room that the call does not bring, so it fails, and fails again each time."""
    made = await call(venue, "handheld", event="custom", kind="pad_call", template_id=await template_of(venue), params={})
    await settled(venue)
    (failed,) = await became(venue, made["id"])
    assert (failed["state"], failed["reason"]) == ("failed", "render")
    return Ask("manager", f"/im/messages/{failed['id']}/retry")


# Printing


async def receipt_of(venue: Venue) -> dict[str, Any]:
    """A receipt that waits for the desk's printer."""
    order = await venue.order("tea", who="cashier", room_id=await used_room(venue))
    return dict((await done(venue, "cashier", "POST", f"/orders/{order['id']}/receipt", {}))["print_job"])


@case("POST", "/orders/{order_id:uuid}/receipt")
async def print_receipt(venue: Venue, _turn: int) -> Ask:
    order = await venue.order("tea", who="cashier", room_id=await used_room(venue))
    return Ask("cashier", f"/orders/{order['id']}/receipt", {}, {"device_id": venue["printer"].id})


@case("POST", "/print-jobs/{job_id:uuid}/take")
async def take_job(venue: Venue, _turn: int) -> Ask:
    return Ask("printer", f"/print-jobs/{(await receipt_of(venue))['id']}/take")


@case("POST", "/print-jobs/{job_id:uuid}/printed")
async def job_printed(venue: Venue, _turn: int) -> Ask:
    job = await receipt_of(venue)
    await done(venue, "printer", "POST", f"/print-jobs/{job['id']}/take")
    return Ask("printer", f"/print-jobs/{job['id']}/printed")


@case("POST", "/print-jobs/{job_id:uuid}/failed")
async def job_failed(venue: Venue, _turn: int) -> Ask:
    job = await receipt_of(venue)
    await done(venue, "printer", "POST", f"/print-jobs/{job['id']}/take")
    return Ask("printer", f"/print-jobs/{job['id']}/failed", {"problem": "paper_out"}, {"problem": "off"})


@case("POST", "/print-jobs/{job_id:uuid}/print")
async def print_again(venue: Venue, _turn: int) -> Ask:
    job = await receipt_of(venue)
    await done(venue, "printer", "POST", f"/print-jobs/{job['id']}/take")
    await done(venue, "printer", "POST", f"/print-jobs/{job['id']}/printed")
    return Ask("cashier", f"/print-jobs/{job['id']}/print", {}, {"device_id": venue["printer"].id})


@case("POST", "/print-jobs/{job_id:uuid}/cancel")
async def cancel_job(venue: Venue, _turn: int) -> Ask:
    return Ask("cashier", f"/print-jobs/{(await receipt_of(venue))['id']}/cancel")


@case("PUT", "/printers/{device_id:uuid}")
async def set_printer(venue: Venue, _turn: int) -> Ask:
    """A printer of which nobody has said anything yet."""
    printer = add_printer(venue, fresh("Printer"))
    body = {"kitchen": True, "receipt": True, "fallback": True}
    return Ask("manager", f"/printers/{printer.id}", body, body | {"kitchen": False})


@case("POST", "/devices/{device_id:uuid}/test-print")
async def try_printer(venue: Venue, _turn: int) -> Ask:
    return Ask("manager", f"/devices/{venue['printer'].id}/test-print")
