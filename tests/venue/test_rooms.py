"""Rooms: every action from every state, what the screens are told, and who may not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest

from hub.kit.ids import new_id
from hub.venue import queries
from hub.venue.errors import StayClosed
from hub.venue.rooms import add_room, change_room, check_out, end_room_stay, move_guests, open_room
from hub.venue.schemas import AddRoom, AreaNames, HandOut, MoveGuests, OpenRoom
from hub.venue.states import ROOM_FLOW, ROOM_STATES
from hub.venue.stays import hold_room_stay, hold_wristband_stay
from hub.venue.wristbands import hand_out
from tests.venue.house import House

ROADS: dict[str, list[str]] = {
    "free": [],
    "reserved": ["reserve"],
    "in_use": ["open"],
    "dirty": ["open", "checkout"],
    "out_of_order": ["block"],
}
"""How a new room comes into each state."""


def do(house: House, action: str, room: UUID, *, target: UUID | None = None) -> Any:
    who = house.manager
    verbs: dict[str, Callable[[], Any]] = {
        "open": lambda: house.run(open_room, who, room, OpenRoom()),
        "move": lambda: house.run(move_guests, who, room, MoveGuests(to=target or house.shop.rooms["803"])),
        "checkout": lambda: house.run(check_out, who, room),
        "clean": lambda: house.run(end_room_stay, who, room),
    }
    return verbs.get(action, lambda: house.run(change_room, who, room, action))()


def room_in(house: House, state: str, number: str = "801") -> UUID:
    room = house.shop.rooms[number]
    for action in ROADS[state]:
        do(house, action, room)
    assert house.read(queries.get_room, house.shop.id, room).state == state
    house.news()
    return room


@pytest.mark.parametrize("state", ROOM_STATES)
@pytest.mark.parametrize("action", ROOM_FLOW)
def test_every_action_from_every_state_does_what_the_table_says(house: House, action: str, state: str) -> None:
    room, flow = room_in(house, state), ROOM_FLOW[action]
    outcome = house.race(lambda: do(house, action, room))[0]
    after = house.read(queries.get_room, house.shop.id, room).state
    if state in flow.before:
        assert outcome.changed and after == flow.after and house.news()
    elif state in flow.already:
        assert not outcome.changed and after == state and not house.news()
    else:
        assert isinstance(outcome, str) and after == state and not house.news()


def test_open_starts_a_stay_and_tells_the_desk_the_waiters_and_the_pad(house: House) -> None:
    room = house.shop.rooms["801"]
    opened = house.run(open_room, house.manager, room, OpenRoom(guests=2))
    assert (opened.room.state, opened.room.stay_id, opened.stay.guests) == ("in_use", opened.stay.id, 2)
    (told,) = house.news()
    assert told.type == "venue.room_changed"
    assert told.channels == {"cashier", "handheld", "office", f"room:{room}"}
    assert told.data["room"]["stay_id"] == told.data["stay"]["id"] == str(opened.stay.id)
    assert house.read(queries.room_with_stay, house.shop.id, room) == (opened.room, opened.stay)


def test_open_again_for_the_same_guests_changes_nothing_and_for_others_is_refused(house: House) -> None:
    room = house.shop.rooms["801"]
    first = house.run(open_room, house.manager, room, OpenRoom(guests=2, wristbands=["W1"]))
    again = house.run(open_room, house.manager, room, OpenRoom(guests=2, wristbands=["W1"]))
    assert (again.changed, again.stay, again.room) == (False, first.stay, first.room)
    assert not house.run(open_room, house.manager, room, OpenRoom()).changed
    facts = house.refused("room_in_use", open_room, house.manager, room, OpenRoom(guests=3))
    assert facts == {"from": "in_use", "allowed": ["free", "reserved"]}
    house.refused("room_in_use", open_room, house.manager, room, OpenRoom(wristbands=["W2"]))


def test_a_dirty_room_takes_nobody(house: House) -> None:
    room = room_in(house, "dirty")
    assert house.refused("room_not_free", open_room, house.manager, room, OpenRoom())["from"] == "dirty"
    house.refused("room_not_free", change_room, house.manager, room, "reserve")


def test_a_wristband_that_is_out_keeps_the_room_closed(house: House) -> None:
    house.run(hand_out, house.manager, "W2", HandOut())
    house.news()
    facts = house.refused("wristband_in_use", open_room, house.manager, house.shop.rooms["801"], OpenRoom(wristbands=["W1", "W2"]))
    assert facts["codes"] == ["W2"]
    assert house.read(queries.get_room, house.shop.id, house.shop.rooms["801"]).state == "free"
    assert house.run(hand_out, house.manager, "W1", HandOut()).stay.wristbands == ["W1"]


def test_two_wristbands_in_one_room_are_two_stays_beside_its_own(house: House) -> None:
    room = house.shop.rooms["801"]
    house.run(open_room, house.manager, room, OpenRoom(guests=3, wristbands=["W2", "W1"]))
    stays = house.read(queries.board_stays, house.shop.id)
    assert sorted(stay.wristbands for stay in stays) == [[], ["W1"], ["W2"]]
    assert all(stay.room.id == room for stay in stays)
    own, *others = house.news()
    assert f"room:{room}" in own.channels
    assert [told.channels for told in others] == [{"cashier", "handheld", "office"}] * 2


def test_cleaning_ends_the_own_stay_and_takes_the_room_off_the_wristbands(house: House) -> None:
    room = house.shop.rooms["801"]
    own = house.run(open_room, house.manager, room, OpenRoom(wristbands=["W1"])).stay
    house.news()
    ended = house.run(end_room_stay, house.manager, room)
    assert (ended.changed, ended.room.state, ended.room.stay_id, ended.stay_ids_closed) == (True, "free", None, [own.id])
    assert ended.stay.closed_at is not None
    (left,) = house.read(queries.board_stays, house.shop.id)
    assert (left.wristbands, left.room) == (["W1"], None)
    assert house.run(hold_wristband_stay, house.shop.id, "W1").room is None
    house.refused("stay_closed", hold_room_stay, house.shop.id, room)
    to_the_room, to_the_staff = house.news()
    assert to_the_room.data["stay"]["closed_at"] and f"room:{room}" in to_the_room.channels
    assert to_the_staff.data["stay"]["room"] is None and f"room:{room}" not in to_the_staff.channels


def test_cleaning_twice_changes_nothing(house: House) -> None:
    room = room_in(house, "in_use")
    assert house.run(end_room_stay, house.manager, room).changed
    again = house.run(end_room_stay, house.manager, room)
    assert (again.changed, again.stay_ids_closed) == (False, [])


def test_the_next_guests_of_a_room_get_another_stay(house: House) -> None:
    room = house.shop.rooms["801"]
    first = house.run(open_room, house.manager, room, OpenRoom()).stay
    house.run(end_room_stay, house.manager, room)
    assert house.run(open_room, house.manager, room, OpenRoom()).stay.id != first.id


def test_checked_out_guests_order_nothing_more(house: House) -> None:
    room = house.shop.rooms["801"]
    own = house.run(open_room, house.manager, room, OpenRoom()).stay
    assert house.run(hold_room_stay, house.shop.id, room).stay_id == own.id
    out = house.run(check_out, house.manager, room)
    assert (out.room.state, out.stay.id) == ("dirty", own.id)
    assert out.stay.checked_out_at and out.stay.closed_at is None
    house.refused("stay_closed", hold_room_stay, house.shop.id, room)
    house.refused("stay_closed", move_guests, house.manager, room, MoveGuests(to=house.shop.rooms["802"]))
    assert not house.run(check_out, house.manager, room).changed


def test_a_move_carries_the_stay_and_both_pads_are_told(house: House) -> None:
    here, there = house.shop.rooms["801"], house.shop.rooms["802"]
    own = house.run(open_room, house.manager, here, OpenRoom(wristbands=["W1"])).stay
    house.news()
    moved = house.run(move_guests, house.manager, here, MoveGuests(to=there))
    assert (moved.room.number, moved.room.state, moved.room.stay_id) == ("802", "in_use", own.id)
    assert (moved.stay.id, moved.stay.room.number, moved.stay.version) == (own.id, "802", own.version + 1)
    left, entered = house.news()
    assert f"room:{here}" in left.channels and f"room:{here}" not in entered.channels
    assert (left.data["room"]["state"], left.data["room"]["stay_id"]) == ("dirty", None)
    assert left.data["stay"] == entered.data["stay"]
    assert house.run(hold_room_stay, house.shop.id, there).stay_id == own.id
    assert house.run(hold_wristband_stay, house.shop.id, "W1").room.number == "801"
    house.refused("stay_closed", hold_room_stay, house.shop.id, here)


def test_a_move_needs_a_free_room(house: House) -> None:
    here, there = house.shop.rooms["801"], house.shop.rooms["802"]
    house.refused("stay_closed", move_guests, house.manager, here, MoveGuests(to=there))
    house.run(open_room, house.manager, here, OpenRoom())
    house.run(open_room, house.manager, there, OpenRoom())
    house.refused("room_in_use", move_guests, house.manager, here, MoveGuests(to=there))
    house.run(check_out, house.manager, there)
    house.refused("room_not_free", move_guests, house.manager, here, MoveGuests(to=there))
    house.refused("not_found", move_guests, house.manager, here, MoveGuests(to=house.stranger.rooms["802"]))
    house.refused("not_found", move_guests, house.manager, here, MoveGuests(to=house.sister.rooms["802"]))
    assert not house.run(move_guests, house.manager, here, MoveGuests(to=here)).changed


def test_a_dirty_room_that_was_blocked_comes_back_dirty(house: House) -> None:
    room = room_in(house, "dirty")
    assert house.run(change_room, house.manager, room, "block").room.state == "out_of_order"
    house.refused("state_not_allowed", end_room_stay, house.manager, room)
    assert house.run(change_room, house.manager, room, "unblock").room.state == "dirty"


@pytest.mark.parametrize("action", ["open", "move", "checkout", "clean", "reserve", "release", "block", "unblock"])
def test_another_shops_room_is_not_there(house: House, action: str) -> None:
    foreign = [place.rooms["801"] for place in (house.sister, house.stranger)]
    house.run(open_room, house.sister.actor(), foreign[0], OpenRoom())
    house.run(open_room, house.outsider, foreign[1], OpenRoom())
    assert house.race(*[lambda room=room: do(house, action, room) for room in foreign]) == ["not_found"] * 2
    assert house.race(lambda: do(house, action, new_id()))[0] == "not_found"


def test_an_owner_uses_the_rooms_of_all_their_shops_and_of_no_other(house: House) -> None:
    assert house.run(open_room, house.owner, house.sister.rooms["801"], OpenRoom()).changed
    house.refused("not_found", open_room, house.owner, house.stranger.rooms["801"], OpenRoom())


def test_every_act_stands_in_the_audit_log(house: House) -> None:
    room = house.shop.rooms["801"]
    house.run(open_room, house.owner, room, OpenRoom())
    house.run(end_room_stay, house.manager, room)
    opened, cleaned = house.audit()[-2:]
    assert (opened.action, opened.actor_name, opened.before, opened.after["state"]) == ("venue.open", "owner", {"state": "free"}, "in_use")
    assert (cleaned.action, cleaned.object_id, cleaned.after["state"]) == ("venue.clean", str(room), "free")


def test_a_shop_has_a_room_number_once(house: House) -> None:
    house.refused("invalid", add_room, None, house.shop.brand_id, house.shop.id, AddRoom(number="801"))


def test_of_eight_desks_that_open_a_room_one_begins_the_stay(house: House) -> None:
    room = house.shop.rooms["801"]
    answers = house.race(*[lambda: house.run(open_room, house.manager, room, OpenRoom())] * 8)
    assert [answer.changed for answer in answers].count(True) == 1
    assert len(house.read(queries.board_stays, house.shop.id)) == 1
    assert len(house.news()) == 1


def test_two_parties_that_move_into_each_others_way_end_in_one_room_each(house: House) -> None:
    first, second, free = (house.shop.rooms[number] for number in ("801", "802", "803"))
    for room in (first, second):
        house.run(open_room, house.manager, room, OpenRoom())
    answers = house.race(
        lambda: house.run(move_guests, house.manager, first, MoveGuests(to=free)),
        lambda: house.run(move_guests, house.manager, second, MoveGuests(to=free)),
    )
    assert answers.count("room_in_use") == 1
    stays = house.read(queries.board_stays, house.shop.id)
    assert len({stay.room.id for stay in stays}) == 2


def test_holding_a_stay_and_cleaning_its_room_happen_one_after_the_other(house: House) -> None:
    room = house.shop.rooms["801"]
    for _ in range(10):
        house.run(open_room, house.manager, room, OpenRoom())
        held, ended = house.race(
            lambda: house.run(hold_room_stay, house.shop.id, room), lambda: house.run(end_room_stay, house.manager, room)
        )
        assert ended.changed
        assert held == StayClosed.code or held.stay_id == ended.stay_ids_closed[0]


def test_the_board_agrees_with_the_events(house: House) -> None:
    rooms = {str(one.id): one for one in house.read(queries.board_rooms, house.shop.id)}
    here, there = house.shop.rooms["801"], house.shop.rooms["802"]
    house.run(open_room, house.manager, here, OpenRoom(wristbands=["W1", "W2"]))
    house.run(move_guests, house.manager, here, MoveGuests(to=there))
    house.run(end_room_stay, house.manager, here)
    house.run(check_out, house.manager, there)
    shown: dict[str, Any] = {}
    stays: dict[str, Any] = {}
    for told in house.news():
        if "room" in told.data:
            shown[told.data["room"]["id"]] = told.data["room"]
        if "stay" in told.data:
            stays[told.data["stay"]["id"]] = told.data["stay"]
    fresh = {str(one.id): one for one in house.read(queries.board_rooms, house.shop.id)}
    for room_id, one in fresh.items():
        assert shown.get(room_id, to_plain(rooms[room_id])) == to_plain(one)
    assert {key: stay for key, stay in stays.items() if stay["closed_at"] is None} == {
        str(one.id): to_plain(one) for one in house.read(queries.board_stays, house.shop.id)
    }


def to_plain(struct: Any) -> Any:
    return msgspec.to_builtins(struct)


def test_an_area_has_a_name_in_each_language_and_one_to_stand_together_by(house: House) -> None:
    names: AreaNames = {"zh-CN": "私汤房", "en": "Private springs"}
    add = (add_room, None, house.shop.brand_id, house.shop.id)
    first = house.run(*add, AddRoom(number="901", area_names=names))
    assert (first.area, first.area_names) == ("私汤房", names)
    house.run(*add, AddRoom(number="902", area="私汤房"))
    listed = house.read(queries.rooms, house.manager, area="私汤房").items
    assert [(one.number, one.area_names) for one in listed] == [("901", names), ("902", {})]


def test_rooms_are_listed_by_number_in_pages_with_their_stays(house: House) -> None:
    own = house.run(open_room, house.manager, house.shop.rooms["802"], OpenRoom()).stay
    first = house.read(queries.rooms, house.manager, limit=2)
    assert [(one.number, one.stay and one.stay.id) for one in first.items] == [("801", None), ("802", own.id)]
    rest = house.read(queries.rooms, house.manager, limit=2, cursor=first.next)
    assert [one.number for one in rest.items] == ["803"] and rest.next is None
    assert [one.number for one in house.read(queries.rooms, house.manager, state="in_use").items] == ["802"]
    assert house.read(queries.rooms, house.manager, area="9").items == []
    assert len(house.read(queries.rooms, house.owner, house.sister.id).items) == 3
    house.refused("not_found", queries.rooms, house.manager, house.sister.id)
    house.refused("not_found", queries.rooms, house.owner, house.stranger.id)
    house.refused("invalid", queries.rooms, house.owner)
