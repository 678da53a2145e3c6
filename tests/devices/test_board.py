"""The reducer: what each kind of screen takes, keeps and drops."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.client.board import Board
from devices.client.board_rules import KINDS
from tests.devices.things import ROOM_801, ROOM_802, SHOP, chat, line, moved, order, pad_call, placed, round_, stay


def board(kind: str, stations: tuple[str, ...] = (), **held: Any) -> Board:
    """A board that holds the shop, and what is given."""
    made = Board(kind, stations)
    made.load({"shop": SHOP, **held})
    return made


def pad(**held: Any) -> Board:
    """The pad of room 801, its guest in it."""
    return board("pad", **{"room": ROOM_801, "stay": stay(), **held})


def test_an_order_appears_with_its_lines_on_the_kitchen_of_their_station() -> None:
    hot = board("kitchen", ("hot",))
    hot.apply("orders.order_placed", placed(line(), line("line-2", station="bar")))
    assert list(hot.lines) == ["line-1"]
    assert list(hot.orders) == ["order-1"]


def test_a_kitchen_bound_to_no_station_shows_all() -> None:
    kitchen = board("kitchen")
    kitchen.apply("orders.order_placed", placed(line(), line("line-2", station="bar")))
    assert set(kitchen.lines) == {"line-1", "line-2"}


def test_an_order_of_other_stations_only_leaves_no_head_behind() -> None:
    bar = board("kitchen", ("bar",))
    bar.apply("orders.order_placed", placed(line()))
    bar.apply("orders.order_changed", {"order": order(paid=1000, version=2)})
    assert bar.dump() == {"shop": SHOP, "orders": [], "lines": [], "sold_out": []}


@pytest.mark.parametrize("state", ["served", "cancelled"])
def test_a_line_that_is_over_leaves_the_kitchen_and_takes_its_order_when_it_was_the_last(state: str) -> None:
    kitchen = board("kitchen", orders=[order()], lines=[line(), line("line-2")])
    kitchen.apply("kds.line_moved", moved("x", line(state=state, version=5)))
    assert list(kitchen.lines) == ["line-2"] and list(kitchen.orders) == ["order-1"]
    kitchen.apply("kds.line_moved", moved("x", line("line-2", state=state, version=5)))
    assert not kitchen.lines and not kitchen.orders


def test_a_recalled_line_comes_back_with_its_order() -> None:
    kitchen = board("kitchen")
    kitchen.apply("kds.line_moved", moved("recall", line(state="ready", version=7)))
    assert set(kitchen.lines) == {"line-1"} and set(kitchen.orders) == {"order-1"}


def test_voided_food_stays_in_the_kitchen_until_somebody_has_confirmed_it() -> None:
    kitchen = board("kitchen", orders=[order()], lines=[line()])
    voided = line(state="voided", voided_at="2026-11-22T03:00:00.000Z", version=2)
    kitchen.apply("kds.line_moved", moved("void", voided, state="cancelled", version=2))
    assert kitchen.lines["line-1"]["state"] == "voided"
    kitchen.apply("kds.line_moved", moved("confirm", {**voided, "void_confirmed_at": "2026-11-22T03:01:00.000Z", "version": 3}, version=3))
    assert not kitchen.lines and not kitchen.orders


def test_an_order_that_waits_for_the_cashier_comes_to_the_kitchen_when_confirmed() -> None:
    kitchen = board("kitchen")
    kitchen.apply("orders.order_placed", placed(line(), confirmed=False))
    assert not kitchen.lines and not kitchen.orders
    kitchen.apply("orders.order_changed", {"order": order(version=2), "lines": [line()]})
    assert set(kitchen.lines) == {"line-1"} and set(kitchen.orders) == {"order-1"}


@pytest.mark.parametrize("kind", ["kitchen", "cashier", "handheld", "pad", "manager"])
def test_an_order_that_is_closed_takes_its_lines_and_rounds_with_it(kind: str) -> None:
    things: dict[str, Any] = {"orders": [order()], "lines": [line(state="ready")], "rounds": [round_()]}
    screen = pad(**things) if kind == "pad" else board(kind, **things)
    assert screen.lines
    screen.apply("orders.order_closed", {"order": order(state="completed", version=4), "unfinished": ["line-1"]})
    assert not screen.lines and not screen.orders and not screen.array("rounds")


def test_the_cashier_drops_a_cancelled_order_and_the_guest_still_sees_it() -> None:
    cancelled = moved("cancel", line(state="cancelled", version=2), state="cancelled", version=2)
    till = board("cashier", orders=[order()], lines=[line()], rounds=[round_()])
    till.apply("kds.line_moved", cancelled)
    assert not till.orders and not till.lines and not till.array("rounds")
    guest = pad(orders=[order()], lines=[line()], rounds=[round_()])
    guest.apply("kds.line_moved", cancelled)
    assert guest.orders["order-1"]["state"] == "cancelled" and guest.lines["line-1"]["state"] == "cancelled"


def test_the_one_held_stays_when_its_version_is_higher() -> None:
    kitchen = board("kitchen", orders=[order(version=5)], lines=[line(state="preparing", version=4)])
    kitchen.apply("kds.line_moved", moved("undo", line(version=3), version=4))
    assert kitchen.lines["line-1"]["state"] == "preparing" and kitchen.orders["order-1"]["version"] == 5


def test_a_pad_shows_its_own_stay_and_no_wristband_in_the_room() -> None:
    guest = pad()
    guest.apply("orders.order_placed", placed(line()))
    guest.apply(
        "orders.order_placed", {"order": order("order-2", stay_id="stay-9"), "round": round_("r9", order_id="order-2"), "lines": []}
    )
    assert list(guest.orders) == ["order-1"] and list(guest.array("rounds")) == ["round-1"]
    guest.apply("venue.room_changed", {"room": ROOM_801, "stay": stay("stay-9", wristbands=["W7"])})
    assert guest.stay == stay()


def test_a_cleaned_room_empties_its_pad_and_the_next_guest_starts_with_nothing() -> None:
    guest = pad(orders=[order()], lines=[line()], rounds=[round_()], pad_calls=[pad_call()], chats=[chat()])
    clean = {**ROOM_801, "state": "free", "stay_id": None, "version": 4}
    guest.apply("venue.room_changed", {"room": clean, "stay": stay(closed_at="2026-11-22T05:00:00.000Z", version=2)})
    assert guest.dump() == {
        "shop": SHOP,
        "room": clean,
        "stay": None,
        "orders": [],
        "lines": [],
        "rounds": [],
        "pad_calls": [],
        "chats": [],
        "sold_out": [],
    }
    opened = {**clean, "state": "in_use", "stay_id": "stay-2", "version": 5}
    guest.apply("venue.room_changed", {"room": opened, "stay": stay("stay-2")})
    assert guest.stay == stay("stay-2") and not guest.orders


def test_a_guest_who_moves_leaves_one_pad_and_appears_on_the_other() -> None:
    left = pad(orders=[order()], lines=[line()], rounds=[round_()])
    entered = board("pad", room=ROOM_802, stay=None)
    there = {"id": "room-802", "number": "802"}
    guest = stay(room=there, version=2)
    left.apply("venue.room_changed", {"room": {**ROOM_801, "state": "dirty", "stay_id": None, "version": 4}, "stay": guest})
    entered.apply("venue.room_changed", {"room": {**ROOM_802, "state": "in_use", "stay_id": "stay-1", "version": 2}, "stay": guest})
    entered.apply("orders.order_changed", {"order": order(room=there, version=2), "lines": [line(version=2)], "rounds": [round_()]})
    assert not left.orders and left.stay is None
    assert entered.stay == guest and set(entered.orders) == {"order-1"} and set(entered.array("rounds")) == {"round-1"}


def test_a_pad_keeps_the_calls_of_its_own_guests_until_they_are_finished() -> None:
    guest = pad()
    guest.apply("im.pad_call_changed", {"pad_call": pad_call()})
    guest.apply("im.pad_call_changed", {"pad_call": pad_call("call-2", stay_id="stay-2")})
    assert list(guest.array("pad_calls")) == ["call-1"]
    guest.apply("im.pad_call_changed", {"pad_call": pad_call(state="finished", version=3)})
    assert not guest.array("pad_calls")


def test_a_handheld_holds_what_can_be_carried() -> None:
    handheld = board("handheld", rooms=[ROOM_801])
    handheld.apply("kds.line_moved", moved("finish", line(state="ready", version=3)))
    assert set(handheld.lines) == {"line-1"}
    handheld.apply("kds.line_moved", moved("recall", line(state="preparing", version=4)))
    assert not handheld.lines and "orders" not in handheld.dump()


def test_a_call_screen_holds_numbers_alone() -> None:
    screen = board("call_screen")
    number = {"id": "order-1", "number": "#01", "business_day": "2026-11-22", "state": "preparing", "called_at": None, "version": 1}
    screen.apply("kds.number_changed", {"number": number})
    screen.apply("orders.order_placed", placed(line()))
    assert screen.dump() == {"shop": SHOP, "numbers": [number]}
    screen.apply("kds.number_changed", {"removed": {"number": ["order-1"]}})
    assert screen.dump() == {"shop": SHOP, "numbers": []}


def test_the_cashier_keeps_what_is_not_over() -> None:
    till = board("cashier", rooms=[ROOM_801], stays=[stay()])
    session = {"id": "session-1", "staff": "Li", "room": None, "state": "on", "ends_at": None, "version": 1}
    till.apply("venue.session_changed", {"session": session})
    till.apply("im.alarm_raised", {"alarm": {"id": "alarm-1", "kind": "round_missed", "subject": "round-1", "since": "x"}})
    till.apply("venue.room_changed", {"room": ROOM_802})
    assert till.array("sessions") and till.array("alarms") and set(till.array("rooms")) == {"room-801", "room-802"}
    till.apply("venue.session_changed", {"session": {**session, "state": "off", "version": 2}})
    till.apply("im.alarm_cleared", {"removed": {"alarm": ["alarm-1"]}})
    till.apply("venue.room_changed", {"room": {**ROOM_801, "version": 9}, "stay": stay(closed_at="2026-11-22T05:00:00.000Z", version=2)})
    assert not till.array("sessions") and not till.array("alarms") and not till.array("stays")


def test_a_manager_holds_the_cashiers_arrays_and_the_devices() -> None:
    office = board("manager")
    screen: dict[str, Any] = {
        "id": "device-1",
        "kind": "pad",
        "name": "801",
        "room": None,
        "stations": [],
        "presence": "online",
        "faults": [],
        "app": "x",
    }
    office.apply("im.device_changed", {"device": screen})
    assert office.array("devices") == {"device-1": screen}
    office.apply("im.device_changed", {"removed": {"device": ["device-1"]}})
    assert not office.array("devices")
    assert set(office.dump()) == set(board("cashier").dump()) | {"devices"}


def test_another_shop_and_another_room_have_no_place() -> None:
    guest = pad()
    guest.apply("venue.shop_changed", {"shop": {**SHOP, "id": "shop-2", "version": 9}})
    guest.apply("venue.room_changed", {"room": {**ROOM_802, "version": 9}})
    assert guest.shop == SHOP and guest.room == ROOM_801
    guest.apply("store.menu_changed", {"shop": {**SHOP, "menu_version": 2, "version": 2}})
    assert guest.shop is not None and guest.shop["menu_version"] == 2


def test_a_sold_out_mark_ends_by_the_hubs_clock() -> None:
    guest = pad()
    guest.apply("store.sold_out_changed", {"shop": SHOP, "sold_out": {"id": "sku-1", "mode": "today", "until": "2026-11-22T19:00:00.000Z"}})
    guest.apply("store.sold_out_changed", {"shop": SHOP, "sold_out": {"id": "sku-2", "mode": "indefinite", "until": None}})
    guest.expire(datetime(2026, 11, 22, 18, 59, 59, 999000, UTC))
    assert set(guest.array("sold_out")) == {"sku-1", "sku-2"}
    guest.expire(datetime(2026, 11, 22, 19, 0, tzinfo=UTC))
    assert set(guest.array("sold_out")) == {"sku-2"}
    guest.apply("store.sold_out_changed", {"shop": SHOP, "removed": {"sold_out": ["sku-2"]}})
    assert not guest.array("sold_out")


def test_unknown_types_members_and_numbers_change_nothing() -> None:
    kitchen = board("kitchen", orders=[order()], lines=[line()])
    before = kitchen.dump()
    kitchen.apply("orders.order_split", {"line": line(state="served", version=9)})
    kitchen.apply("kds.line_moved", {"weather": {"id": "rain"}, "action": "x", "round": 3, "line": None})
    kitchen.apply("kds.line_moved", {"removed": {"weather": ["rain"], "line": ["line-9"]}})
    assert kitchen.dump() == before


def test_an_order_fetched_whole_is_the_same_as_its_event() -> None:
    by_event, fetched = board("kitchen", ("hot",)), board("kitchen", ("hot",))
    by_event.apply("orders.order_placed", placed(line(), line("line-2", station="bar")))
    fetched.apply("orders.order_placed", {"order": {**order(), "lines": [line(), line("line-2", station="bar")]}})
    assert by_event == fetched


def test_boards_are_equal_whatever_the_order_inside_an_array() -> None:
    one = board("kitchen", orders=[order()], lines=[line(), line("line-2")])
    other = board("kitchen", orders=[order()], lines=[line("line-2"), line()])
    assert one == other and one.state_hash() == other.state_hash() and one.differences(other) == []
    other.apply("kds.line_moved", moved("start", line(state="preparing", version=2)))
    assert one != other and one.state_hash() != other.state_hash()
    assert any("line-1.state: 'placed' here, 'preparing' there" in found for found in one.differences(other))


def test_a_dumped_board_loads_as_the_same() -> None:
    guest = pad(orders=[order()], lines=[line()], rounds=[round_()])
    again = Board("pad")
    again.load(guest.dump())
    assert again == guest


STATES = ["placed", "preparing", "ready", "called", "served", "cancelled", "voided"]
steps = st.lists(
    st.tuples(
        st.integers(1, 3), st.sampled_from(STATES), st.sampled_from(["hot", "bar"]), st.sampled_from(["placed", "served", "completed"])
    ),
    max_size=25,
)


@given(kind=st.sampled_from(sorted(KINDS)), steps=steps)
def test_applying_the_last_event_twice_changes_nothing_and_no_line_stays_without_its_order(kind: str, steps: list[Any]) -> None:
    own: dict[str, Any] = {"room": ROOM_801, "stay": stay()} if kind == "pad" else {}
    screen: Board = board(kind, ("hot",), **own)
    for version, (number, state, station, order_state) in enumerate(steps, start=1):
        over = order_state == "completed"
        data = moved("x", line(f"line-{number}", state=state, station=station, version=version), state=order_state, version=version)
        screen.apply("orders.order_closed" if over else "kds.line_moved", data)
        once = screen.state_hash()
        screen.apply("orders.order_closed" if over else "kds.line_moved", data)
        assert screen.state_hash() == once
        if "orders" in screen.shelves:
            assert all(held["order_id"] in screen.orders for held in screen.lines.values())


def test_a_pad_keeps_its_guests_chat_until_it_is_rated_and_staff_until_it_is_closed() -> None:
    guest, waiter = pad(), Board("waiter")
    theirs = chat("chat-2", subject={"stay_id": "stay-2", "room": None, "wristband": "W7"})
    for board in (guest, waiter):
        board.apply("chat.changed", {"chat": chat()})
        board.apply("chat.message_added", {"chat": theirs, "message": {"id": "message-1"}})
        board.apply("chat.changed", {"chat": chat("group", kind="group", state="open", subject=None)})
    assert (list(guest.array("chats")), list(waiter.array("chats"))) == (["chat-1"], ["chat-1", "chat-2"])
    closed = chat(state="closed", version=2)
    for board in (guest, waiter):
        board.apply("chat.changed", {"chat": closed})
    assert (list(guest.array("chats")), list(waiter.array("chats"))) == (["chat-1"], ["chat-2"])
    guest.apply("chat.changed", {"chat": {**closed, "rating": {"stars": 5}, "version": 3}})
    assert not guest.array("chats")
