"""The nine checks before sending, each with its reason; at write time and at sending time (M-20, V13, V14, V15, V22)."""

from typing import Any

import pytest

from hub.kit.clock import MovableClock, instant
from tests.im.messages.saying import add_rule, became, call, ends, later, log, rule, settled
from tests.venues import Venue

TEXTS = {"zh-CN": {"text": "{roomName}房间请注意"}, "en": {"text": "Room {roomName}"}}


async def second(venue: Venue, made: dict[str, Any]) -> tuple[str, str | None]:
    """How the second repeat on the first channel has ended."""
    rows = await became(venue, made["id"])
    return next((each["state"], each["reason"]) for each in rows if each["repeat"] == 2)


async def twice(venue: Venue, channel: str = "room", **more: Any) -> dict[str, Any]:
    """A rule for a call by hand that is told at 0 and at 10 s."""
    return await add_rule(venue, "custom", channel, TEXTS, **{"times": 2, "interval_seconds": 10} | more)


async def test_what_is_older_than_its_limit_is_not_said(timed_venue: Venue, clock: MovableClock) -> None:
    await timed_venue.order("dumplings")
    await settled(timed_venue)
    await later(timed_venue, clock, 30 + 121)  # the hub slept: the second repeat was due at 30 s and lives for 120
    states = {each["repeat"]: (each["state"], each["reason"]) for each in await log(timed_venue) if each["channel"] == "kitchen:hot"}
    assert states == {1: ("sent", None), 2: ("dropped", "expired"), 3: ("sent", None)}


async def test_a_closed_shop_is_silent_but_for_orders_that_still_run(timed_venue: Venue, clock: MovableClock) -> None:
    await twice(timed_venue)
    await timed_venue.order("dumplings")
    made = await call(timed_venue, f"room:{timed_venue.rooms['801']}", event="custom", params={"roomName": "801"})
    await settled(timed_venue)
    await timed_venue["manager"].post(f"/shops/{timed_venue.shop_id}/state", {"state": "closed"})
    await later(timed_venue, clock, 30)
    assert await second(timed_venue, made) == ("dropped", "shop_closed")
    assert [each["state"] for each in await log(timed_venue) if each["event"] == "order_placed" and each["repeat"] == 2] == ["sent"]


async def test_a_channel_that_is_off_gets_rows_that_say_so(timed_venue: Venue) -> None:
    """M-20: at write time."""
    await rule(timed_venue, "order_placed", "kitchen", enabled=False)
    await timed_venue.order("dumplings")
    await settled(timed_venue)
    assert ends(await log(timed_venue)) == [
        *(("kitchen:hot", n, "dropped", "channel_off") for n in (1, 2, 3)),
        ("call", 1, "sent", None),
    ]


async def test_a_channel_that_is_switched_off_meanwhile_is_not_told(timed_venue: Venue, clock: MovableClock) -> None:
    """V13: between write and send."""
    await timed_venue.order("dumplings")
    await settled(timed_venue)
    await rule(timed_venue, "order_placed", "kitchen", enabled=False)
    await later(timed_venue, clock, 60)
    assert {(each["state"], each["reason"]) for each in await log(timed_venue) if each["repeat"] > 1} == {("dropped", "channel_off")}


async def test_in_quiet_hours_the_text_is_shown_and_nothing_is_said(timed_venue: Venue) -> None:
    await rule(timed_venue, "order_placed", "kitchen", quiet_from="11:30", quiet_to="12:30")  # it is noon in Shanghai
    await timed_venue.order("dumplings")
    await settled(timed_venue)
    voices = {each["channel"]: each["voice"] for each in await log(timed_venue) if each["state"] == "sent"}
    assert voices == {"kitchen:hot": False, "call": True}


async def test_a_therapist_who_has_clocked_off_is_not_called(timed_venue: Venue, clock: MovableClock) -> None:
    """V14."""
    await twice(timed_venue, "cashier")
    body = {"staff_id": timed_venue["cleaner"].id, "room_id": timed_venue.rooms["801"], "minutes": 60}
    session = (await timed_venue["cashier 1"].post("/therapist-sessions", body)).json()["session"]["id"]
    made = await call(timed_venue, "cashier", event="custom", params={"roomName": "801"}, about={"session_id": session})
    await settled(timed_venue)
    await timed_venue["cashier 1"].post(f"/therapist-sessions/{session}/finish")
    await later(timed_venue, clock, 10)
    assert await second(timed_venue, made) == ("dropped", "session_ended")


async def test_guests_who_have_left_are_not_called(timed_venue: Venue, clock: MovableClock) -> None:
    await twice(timed_venue, "cashier")
    rooms = (await timed_venue["cashier 1"].get("/me/board")).json()["board"]["rooms"]
    stay = next(each["stay_id"] for each in rooms if each["number"] == "801")
    made = await call(timed_venue, "cashier", event="custom", params={"roomName": "801"}, about={"stay_id": stay})
    await settled(timed_venue)
    await timed_venue["cleaner"].post(f"/rooms/{timed_venue.rooms['801']}/clean")
    await later(timed_venue, clock, 10)
    assert await second(timed_venue, made) == ("dropped", "session_ended")


async def test_a_message_to_a_room_goes_to_the_pads_that_are_there_by_then(timed_venue: Venue, clock: MovableClock) -> None:
    """V15: the pad that has moved away does not get it, the one that has come does."""
    await twice(timed_venue)
    room = timed_venue.rooms["801"]
    made = await call(timed_venue, f"room:{room}", event="custom", params={"roomName": "801"})
    await settled(timed_venue)
    for pad, where in (("pad 801", "802"), ("pad 803", "801")):
        await timed_venue["manager"].post(f"/devices/{timed_venue[pad].id}/bind", {"room_id": timed_venue.rooms[where]})
    await later(timed_venue, clock, 10)
    rows = await became(timed_venue, made["id"])
    assert [sorted(each["device"] for each in row["deliveries"]) for row in rows] == [["pad 801", "pad 801 b"], ["pad 801 b", "pad 803"]]


async def test_a_message_to_a_device_that_stands_elsewhere_by_now_is_dropped(timed_venue: Venue, clock: MovableClock) -> None:
    await twice(timed_venue)
    pad = timed_venue["pad 801"].id
    made = await call(timed_venue, f"device:{pad}", event="custom", params={"roomName": "801"})
    await settled(timed_venue)
    await timed_venue["manager"].post(f"/devices/{pad}/bind", {"room_id": timed_venue.rooms["802"]})
    await later(timed_venue, clock, 10)
    assert ends(await became(timed_venue, made["id"])) == [
        (f"device:{pad}", 1, "sent", None),
        (f"device:{pad}", 2, "dropped", "device_moved"),
    ]


async def test_guests_who_move_are_spoken_of_by_their_new_room(timed_venue: Venue, clock: MovableClock) -> None:
    """V22, and a room's own rule follows them too."""
    await add_rule(timed_venue, "order_placed", "room", TEXTS, times=2, interval_seconds=10)
    await timed_venue.order("dumplings", who="pad 802")
    await settled(timed_venue)
    await timed_venue["cashier 1"].post(f"/rooms/{timed_venue.rooms['802']}/move", {"to": timed_venue.rooms["803"]})
    await later(timed_venue, clock, 30)
    told = [each for each in await log(timed_venue) if each["repeat"] == 2]
    assert {(each["channel"].partition(":")[0], each["text"]) for each in told} == {
        ("kitchen", "803房间下单了dumplings1份，请注意"),
        ("room", "803房间请注意"),
    }
    (room,) = [each for each in told if each["channel"].startswith("room")]
    assert room["channel"] == f"room:{timed_venue.rooms['803']}"
    assert [each["device"] for each in room["deliveries"]] == ["pad 803"]


async def test_a_renamed_room_is_spoken_of_by_its_new_name(timed_venue: Venue, clock: MovableClock) -> None:
    """M-24: the text is put together when it is sent."""
    await twice(timed_venue, "cashier")
    room = timed_venue.rooms["801"]
    made = await call(timed_venue, "cashier", event="custom", params={"roomName": "801"}, about={"room_id": room})
    await settled(timed_venue)
    from uuid import UUID

    from sqlalchemy import update

    from hub.tables import TABLES

    rooms = TABLES["room"]
    rename = update(rooms).where(rooms.c.id == UUID(room), rooms.c.shop_id == timed_venue.shop_id).values(number="901")
    timed_venue.running.database.run_now(lambda tx: tx.run(rename))
    await later(timed_venue, clock, 10)
    assert [each["text"] for each in await became(timed_venue, made["id"])] == ["801房间请注意", "901房间请注意"]


async def test_an_edited_template_is_what_is_said_next(timed_venue: Venue, clock: MovableClock) -> None:
    """M-17."""
    made = await twice(timed_venue, "cashier")
    sent = await call(timed_venue, "cashier", event="custom", params={"roomName": "801"})
    await settled(timed_venue)
    edit = {"texts": {"zh-CN": {"text": "请到{roomName}"}}}
    answer = await timed_venue["manager"].patch(f"/im/templates/{made['template_id']}", edit, headers={"If-Match": "1"})
    assert answer.status_code == 200, answer.text
    await later(timed_venue, clock, 10)
    assert [each["text"] for each in await became(timed_venue, sent["id"])] == ["801房间请注意", "请到801"]


async def test_the_same_happening_is_said_once(timed_venue: Venue) -> None:
    """Two parts of the hub make a call for one round: of the same group, repeat and channel the second is dropped."""
    from hub.im.messages.calls import make_call

    order = await timed_venue.order("dumplings")
    await settled(timed_venue)

    def again(tx: Any) -> Any:
        subject = f"round:{order['id']}:1"
        from uuid import UUID

        return make_call(
            tx,
            shop_id=timed_venue.shop_id,
            event="order_placed",
            source="pad",
            params={},
            subject=subject,
            about={"order_id": UUID(order["id"])},
            stations=["hot"],
        )

    second_call = timed_venue.running.database.run_now(again)
    await settled(timed_venue)
    firsts = [each for each in await became(timed_venue, str(second_call)) if each["repeat"] == 1]
    assert {(each["channel"], each["state"], each["reason"]) for each in firsts} == {
        ("kitchen:hot", "dropped", "duplicate"),
        ("call", "dropped", "duplicate"),
    }


async def test_voices_of_one_channel_take_turns(timed_venue: Venue, clock: MovableClock) -> None:
    """One in two seconds, twenty in a minute; what would come too late is not said at all."""
    made = [await call(timed_venue, "call") for _ in range(24)]
    await settled(timed_venue)
    sent_at: list[float] = []
    for step in range(125):
        states = [(await became(timed_venue, each["id"]))[0]["state"] for each in made] if step % 31 == 0 else []
        if step == 0:
            assert states.count("sent") == 1
        await later(timed_venue, clock, 1)
    rows = [(await became(timed_venue, each["id"]))[0] for each in made]
    assert {each["state"] for each in rows} == {"sent"}
    times = sorted(instant(each["sent_at"]) for each in rows)
    sent_at = [(each - times[0]).total_seconds() for each in times]
    assert sent_at[:20] == [2.0 * n for n in range(20)]
    assert sent_at[20:] == [60.0, 62.0, 64.0, 66.0]


async def test_a_clock_that_is_set_back_silences_nobody(timed_venue: Venue, clock: MovableClock) -> None:
    """What was said by the old time books nothing by the new: nobody waits an hour for their turn, or is dropped for it."""
    await call(timed_venue, "call")
    await settled(timed_venue)
    clock.advance(-3600)
    made = await call(timed_venue, "call")
    await settled(timed_venue)
    assert ends(await became(timed_venue, made["id"])) == [("call", 1, "sent", None)]
    soon = await call(timed_venue, "call")
    await settled(timed_venue)
    assert ends(await became(timed_venue, soon["id"])) == [("call", 1, "scheduled", "delayed")]


async def test_a_silent_message_waits_for_nobody(timed_venue: Venue) -> None:
    await rule(timed_venue, "order_placed", "call", voice=False)
    made = [await call(timed_venue, "call") for _ in range(5)]
    await settled(timed_venue)
    assert {(await became(timed_venue, each["id"]))[0]["state"] for each in made} == {"sent"}


async def test_refreshes_of_one_resource_merge(timed_venue: Venue, clock: MovableClock) -> None:
    """The first goes out at once; of those that follow within a second the newest version alone."""

    async def refresh(version: str) -> dict[str, Any]:
        made: dict[str, Any] = await call(
            timed_venue, "cashier", event="custom", kind="refresh", params={"resource": "menu", "version": version}
        )
        await settled(timed_venue)
        return made

    made = [await refresh(version) for version in ("7", "8", "10", "9")]
    await later(timed_venue, clock, 1)
    rows = [(await became(timed_venue, each["id"]))[0] for each in made]
    assert [(each["state"], each["reason"]) for each in rows] == [
        ("sent", None),
        ("dropped", "merged"),
        ("sent", None),
        ("dropped", "merged"),
    ]


async def test_a_placeholder_without_a_value_is_never_spoken(timed_venue: Venue) -> None:
    """V16: the row ends as failed, and a manager can try it again once the words are mended."""
    made_rule = await add_rule(timed_venue, "custom", "cashier", {"zh-CN": {"text": "{guestName}请注意"}})
    made = await call(timed_venue, "cashier", event="custom", params={})
    await settled(timed_venue)
    (row,) = await became(timed_venue, made["id"])
    assert (row["state"], row["reason"], row["text"], row["deliveries"]) == ("failed", "render", None, [])
    assert [each["id"] for each in await log(timed_venue, state="failed")] == [row["id"]]
    edit = {"texts": {"zh-CN": {"text": "请注意"}}}
    await timed_venue["manager"].patch(f"/im/templates/{made_rule['template_id']}", edit, headers={"If-Match": "1"})
    answer = (await timed_venue["manager"].post(f"/im/messages/{row['id']}/retry")).json()
    assert (answer["changed"], answer["message"]["state"]) == (True, "scheduled")
    await settled(timed_venue)
    (row,) = await became(timed_venue, made["id"])
    assert (row["state"], row["text"]) == ("sent", "请注意")
    assert (await timed_venue["manager"].post(f"/im/messages/{row['id']}/retry")).json()["changed"] is False


@pytest.mark.parametrize("limit", [30, 3600])
async def test_what_is_tried_again_lives_as_long_as_its_rule_says(timed_venue: Venue, clock: MovableClock, limit: int) -> None:
    await add_rule(timed_venue, "custom", "cashier", {"zh-CN": {"text": "{guestName}请注意"}}, time_limit_seconds=limit)
    made = await call(timed_venue, "cashier", event="custom", params={})
    await settled(timed_venue)
    clock.advance(10)
    (failed,) = await became(timed_venue, made["id"])
    revived = (await timed_venue["manager"].post(f"/im/messages/{failed['id']}/retry")).json()["message"]
    assert (instant(revived["expires_at"]) - clock.now()).total_seconds() == limit
