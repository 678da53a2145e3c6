"""POST /im/calls: what it takes, whom it refuses, who is meant (M-08 … M-21)."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import MakeVenue
from tests.im.messages.saying import PLACED, add_rule, became, call, log, rule, settled
from tests.venues import Venue


async def test_a_call_is_answered_before_anything_is_sent(venue: Venue) -> None:
    made = await call(venue, "kitchen", "call")
    assert (made["event"], made["kind"], made["channels"], made["params"]) == ("order_placed", "announcement", ["kitchen", "call"], PLACED)
    await settled(venue)
    rows = await became(venue, made["id"])
    assert {(each["channel"], each["repeat"]) for each in rows} == {("kitchen", 1), ("kitchen", 2), ("kitchen", 3), ("call", 1)}
    firsts = {each["channel"]: each for each in rows if each["repeat"] == 1}
    assert {each["text"] for each in firsts.values()} == {"801房间下单了水饺2份，请注意"}
    heard = {name: sorted(each["device"] for each in row["deliveries"]) for name, row in firsts.items()}
    assert heard == {"kitchen": ["kitchen", "kitchen cold", "kitchen hot"], "call": ["call", "speaker"]}


async def test_a_brand_or_a_shop_that_is_not_theirs_is_not_there(venue: Venue, make_venue: MakeVenue) -> None:
    stranger, sister = make_venue(), make_venue(brand_id=venue.brand_id)
    assert (await call(venue, "call", brand_id=str(stranger.brand_id), expect=404))["code"] == "not_found"
    assert (await call(venue, "call", shop_id=str(stranger.shop_id), expect=404))["code"] == "not_found"
    assert (await call(venue, "call", shop_id=str(sister.shop_id), expect=404))["code"] == "not_found"
    assert (await call(venue, "call", who="owner", shop_id=str(sister.shop_id)))["shop_id"] == str(sister.shop_id)
    foreign = await call(stranger, "call")
    assert (await venue["manager"].get(f"/im/calls/{foreign['id']}/messages")).status_code == 404
    assert (await venue["cook"].get(f"/im/calls/{foreign['id']}/messages")).status_code == 403


@pytest.mark.parametrize("missing", ["roomName", "goodsName", "num"])
async def test_a_param_that_the_event_must_bring(venue: Venue, missing: str) -> None:
    problem = await call(venue, "call", params={name: value for name, value in PLACED.items() if name != missing}, expect=422)
    assert (problem["code"], problem["param"]) == ("missing_param", missing)
    assert await log(venue) == []


@pytest.mark.parametrize(
    "change",
    [
        {"event": "order_eaten"},
        {"kind": "shout"},
        {"channels": []},
        {"channels": ["kitchen:sauna"]},
        {"channels": ["roof"]},
        {"channels": ["room:801"]},
        {"kind": "refresh", "event": "custom", "params": {"resource": "x" * 81}},
        {"kind": "refresh", "event": "custom", "params": {}},
        {"kind": "refresh", "event": "custom", "params": {"resource": " ", "version": 1}},
        {"kind": "refresh", "event": "custom", "params": {"resource": "menu", "version": "v2"}},
        {"kind": "refresh", "event": "custom", "params": {"resource": "menu", "version": 1_234_567_890}},
        {"params": {"roomName": ["801"]}},
        {"colour": "red"},
    ],
)
async def test_what_makes_no_sense_is_refused(venue: Venue, change: dict[str, Any]) -> None:
    problem = await call(venue, "call", expect=422, **change)
    assert problem["code"] == "invalid"


async def test_a_room_is_the_same_room_however_its_id_is_written(venue: Venue) -> None:
    room = venue.rooms["801"]
    made = await call(venue, f"room:{room.replace('-', '')}", f"room:{room.upper()}", f"room:{room}", f"device:{venue['call'].id.upper()}")
    await settled(venue)
    heard = {each["channel"]: sorted(one["device"] for one in each["deliveries"]) for each in await became(venue, made["id"])}
    assert heard == {f"room:{room}": ["pad 801", "pad 801 b"], f"device:{venue['call'].id}": ["call"]}


async def test_only_a_pad_call_takes_a_template_and_it_needs_one(venue: Venue) -> None:
    template = (await rule(venue, "service_requested", "handheld", kind="pad_call"))["template_id"]
    service: dict[str, Any] = {"event": "service_requested", "params": {"roomName": "801", "service": "water"}}
    assert (await call(venue, "handheld", kind="pad_call", expect=422, **service))["errors"][0]["pointer"] == "/template_id"
    for kind in ("announcement", "notice", "refresh"):
        await call(venue, "handheld", kind=kind, template_id=template, expect=422)
    await call(venue, "handheld", kind="pad_call", template_id=str(uuid4()), expect=404, **service)
    made = await call(venue, "handheld", kind="pad_call", template_id=template, **service)
    await settled(venue)
    assert (await became(venue, made["id"]))[0]["text"] == "801房间需要加水"


async def test_one_call_of_each_kind(venue: Venue) -> None:
    """M-15: spoken, a resource with its version, shown, called."""
    template = (await rule(venue, "service_requested", "handheld", kind="pad_call"))["template_id"]
    line = PLACED | {"displayNo": "#01"}
    made = {
        "announcement": await call(venue, "kitchen:hot"),
        "refresh": await call(venue, "cashier", kind="refresh", event="custom", params={"resource": "menu", "version": 12}),
        "notice": await call(venue, "handheld", kind="notice", event="line_called", params=line),
        "pad_call": await call(
            venue,
            "handheld",
            kind="pad_call",
            event="service_requested",
            template_id=template,
            params={"roomName": "801", "service": "water"},
        ),
    }
    await settled(venue)
    firsts = {kind: (await became(venue, each["id"]))[0] for kind, each in made.items()}
    assert {kind: each["kind"] for kind, each in firsts.items()} == {kind: kind for kind in made}
    assert {kind: each["voice"] for kind, each in firsts.items()} == {
        "announcement": True,
        "refresh": False,
        "notice": False,
        "pad_call": True,
    }


async def test_markup_in_a_param_stays_text(venue: Venue) -> None:
    made = await call(venue, "call", params=PLACED | {"goodsName": "<b>水饺</b>{num}\u0007"})
    await settled(venue)
    assert (await became(venue, made["id"]))[0]["text"] == "801房间下单了<b>水饺</b>(num)2份，请注意"


async def test_designated_nobody_is_not_everybody(venue: Venue) -> None:
    problem = await call(venue, "kitchen:hot", "call", designated=[], expect=422)
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("invalid", "/designated")
    assert await log(venue) == []
    assert (await call(venue, "call", designated=None))["designated"] is None


async def test_what_somebody_says_themselves_is_said_on_every_channel(venue: Venue) -> None:
    made = await call(venue, "kitchen", "cashier", event="custom", params={"message": "请到前台集合"})
    await settled(venue)
    rows = await became(venue, made["id"])
    assert [(each["channel"], each["text"], each["state"], each["reason"]) for each in rows] == [
        ("kitchen", "请到前台集合", "sent", None),
        ("cashier", "请到前台集合", "sent", None),
    ]
    notice = await call(venue, "handheld", event="custom", kind="notice", params={"message": "hello"})
    silent = await call(venue, "call", event="custom", params={})
    await settled(venue)
    assert [each["text"] for each in await became(venue, notice["id"])] == ["hello"]
    assert [(each["state"], each["reason"]) for each in await became(venue, silent["id"])] == [("failed", "render")]


async def test_a_rule_that_is_off_is_told_from_none_at_all(venue: Venue) -> None:
    (everywhere,) = [each for each in (await venue["manager"].get("/im/rules", limit=200)).json()["items"] if each["event"] == "custom"]
    assert (await venue["manager"].patch(f"/im/rules/{everywhere['id']}", {"enabled": False})).status_code == 200
    off = await call(venue, "kitchen", "cashier", event="custom", params={"message": "hello"})
    assert {(each["state"], each["reason"]) for each in await became(venue, off["id"])} == {("dropped", "channel_off")}
    assert (await venue["manager"].delete(f"/im/rules/{everywhere['id']}")).status_code in (200, 204)
    none = await call(venue, "kitchen", "cashier", event="custom", params={"message": "hello"})
    assert {(each["state"], each["reason"]) for each in await became(venue, none["id"])} == {("dropped", "no_rule")}


async def test_designated_accounts_alone_are_told(venue: Venue, make_venue: MakeVenue) -> None:
    hot = venue.accounts["kitchen hot"]
    made = await call(venue, "kitchen:hot", "call", designated=[hot])
    await settled(venue)
    rows = {each["channel"]: each for each in await became(venue, made["id"]) if each["repeat"] == 1}
    assert [each["device"] for each in rows["kitchen:hot"]["deliveries"]] == ["kitchen hot"]
    assert (rows["call"]["state"], rows["call"]["reason"]) == ("dropped", "device_moved")
    assert (await call(venue, "call", designated=[make_venue().accounts["call"]], expect=404))["code"] == "not_found"
    params = {"wristband": "A017", "goodsName": "水饺", "num": "2", "displayNo": "#01"}
    at_the_desk = [venue.accounts["cashier 1"]]
    shared = await call(venue, "cashier", kind="notice", event="line_called", params=params, designated=at_the_desk)
    await settled(venue)
    (row,) = await became(venue, shared["id"])
    assert [each["device"] for each in row["deliveries"]] == ["cashier 1", "cashier 2"]  # the terminals share one account


async def test_a_call_about_an_order_ends_with_it(venue: Venue) -> None:
    await add_rule(venue, "custom", "cashier", {"zh-CN": {"text": "请看{roomName}"}}, times=2, interval_seconds=60)
    order = await venue.order("dumplings")
    about = {"line_id": order["lines"][0]["id"]}
    made = await call(venue, "cashier", event="custom", params={"roomName": "801"}, about=about)
    again = await call(venue, "cashier", event="custom", params={"roomName": "801"}, about={"order_id": order["id"]})
    await settled(venue)
    await venue.bring(order["lines"][0], "cancelled")
    assert [each["state"] for each in await became(venue, made["id"])][1:] == ["dropped"]
    assert (await became(venue, again["id"]))[0]["reason"] != "duplicate"  # a person may call about one thing again
    assert {each["order_id"] for each in await log(venue, order_id=order["id"])} == {order["id"]}
    for about in ({"order_id": str(uuid4())}, {"session_id": str(uuid4())}, {"stay_id": str(uuid4())}, {"room_id": str(uuid4())}):
        await call(venue, "cashier", event="custom", params={}, about=about, expect=404)


async def test_a_rule_is_tried_out_on_one_device_even_when_it_is_off(venue: Venue) -> None:
    off = await rule(venue, "order_placed", "kitchen", enabled=False)
    answer = await venue["manager"].post(f"/im/rules/{off['id']}/test", {"device_id": venue["kitchen hot"].id})
    assert answer.status_code == 202, answer.text
    await settled(venue)
    (row,) = await became(venue, answer.json()["call"]["id"])
    assert (row["state"], row["text"]) == ("sent", "801房间下单了水饺2份，请注意")
    assert [each["device"] for each in row["deliveries"]] == ["kitchen hot"]
    assert (await venue["manager"].post(f"/im/rules/{off['id']}/test", {"device_id": str(uuid4())})).status_code == 404
    assert (await venue["cook"].post(f"/im/rules/{off['id']}/test", {"device_id": venue["kitchen hot"].id})).status_code == 403


async def test_the_log_is_read_page_by_page_and_by_device(venue: Venue) -> None:
    for _ in range(3):
        await call(venue, "kitchen:hot", "call")
    await settled(venue)
    everything = [each["id"] for each in reversed(await log(venue))]
    paged: list[str] = []
    cursor: str | None = None
    while True:
        page = (await venue["manager"].get("/im/messages", limit=5, **({"cursor": cursor} if cursor else {}))).json()
        paged += [each["id"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == everything
    assert len(everything) == 12
    assert {each["channel"] for each in await log(venue, device_id=venue["call"].id)} == {"call"}
    assert (await venue["waiter"].get("/im/messages")).status_code == 403


async def test_the_door_and_what_has_run_out_are_told_where_a_rule_wants_it(venue: Venue) -> None:
    closed = {"zh-CN": {"text": "{shopName}营业状态已变"}}
    await add_rule(venue, "shop_state_changed", "cashier", closed, kind="notice", voice=False)
    await add_rule(venue, "sold_out_changed", "handheld", {"zh-CN": {"text": "{goodsName}已售罄"}}, kind="notice", voice=False)
    await venue["manager"].put(f"/sold-out/{venue.skus['salad']}", {"mode": "today"})
    await venue["manager"].put(f"/sold-out/{venue.skus['salad']}", {"mode": "indefinite"})
    await settled(venue)
    for state in ("paused", "open", "paused", "closed"):
        await venue["manager"].post(f"/shops/{venue.shop_id}/state", {"state": state})
        await settled(venue)  # the next one ends what is not said yet
    told = [(each["channel"], each["event"], each["state"], each["text"]) for each in await log(venue)]
    shop = (await venue["manager"].get(f"/shops/{venue.shop_id}")).json()["shop"]["name"]
    assert [each for each in told if each[1] == "sold_out_changed"] == [("handheld", "sold_out_changed", "sent", "salad已售罄")]
    assert [each for each in told if each[1] == "shop_state_changed"] == [
        ("cashier", "shop_state_changed", "sent", f"{shop}营业状态已变")
    ] * 4
