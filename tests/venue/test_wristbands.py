"""Wristbands: each a tab of its own, wherever its guest stands."""

from hub.venue import queries
from hub.venue.rooms import change_room, end_room_stay, open_room
from hub.venue.schemas import AddWristband, HandOut, OpenRoom
from hub.venue.stays import hold_wristband_stay
from hub.venue.wristbands import create_wristband, end_wristband_stay, hand_out
from tests.venue.house import House


def test_hand_out_begins_a_stay_that_the_staff_see_and_no_pad(house: House) -> None:
    room = house.shop.rooms["801"]
    stay = house.run(hand_out, house.manager, "W1", HandOut(guests=2, room_id=room)).stay
    assert (stay.wristbands, stay.guests, stay.room.number, stay.closed_at) == (["W1"], 2, "801", None)
    (told,) = house.news()
    assert told.type == "venue.room_changed"
    assert told.channels == {"cashier", "handheld", "office"}
    assert told.data["stay"]["id"] == str(stay.id) and told.data["room"]["stay_id"] is None
    held = house.run(hold_wristband_stay, house.shop.id, "W1")
    assert (held.stay_id, held.wristband, held.room.number) == (stay.id, "W1", "801")


def test_a_wristband_without_a_room_comes_alone(house: House) -> None:
    assert house.run(hand_out, house.manager, "W1", HandOut()).stay.room is None
    assert house.news()[0].data.keys() == {"stay"}
    assert house.run(hold_wristband_stay, house.shop.id, "W1").room is None


def test_a_wristband_that_is_out_is_not_given_to_another_guest(house: House) -> None:
    house.run(hand_out, house.manager, "W1", HandOut())
    facts = house.refused("wristband_in_use", hand_out, house.manager, "W1", HandOut())
    assert facts == {"codes": ["W1"], "from": "out", "allowed": ["in"]}


def test_a_room_that_is_out_of_order_takes_no_wristband(house: House) -> None:
    room = house.shop.rooms["801"]
    house.run(change_room, house.manager, room, "block")
    house.refused("room_not_free", hand_out, house.manager, "W1", HandOut(room_id=room))
    assert house.run(hand_out, house.manager, "W1", HandOut()).stay


def test_hand_in_ends_the_stay_once(house: House) -> None:
    room = house.shop.rooms["801"]
    own = house.run(open_room, house.manager, room, OpenRoom(wristbands=["W1"])).stay
    stay_id = house.run(hold_wristband_stay, house.shop.id, "W1").stay_id
    house.news()
    ended = house.run(end_wristband_stay, house.manager, "W1")
    assert (ended.changed, ended.stay_ids_closed, ended.room.number) == (True, [stay_id], "801")
    assert ended.room.stay_id == own.id, "the room's own stay goes on"
    (told,) = house.news()
    assert told.data["stay"]["closed_at"] and f"room:{room}" not in told.channels
    again = house.run(end_wristband_stay, house.manager, "W1")
    assert (again.changed, again.stay_ids_closed) == (False, [])
    house.refused("stay_closed", hold_wristband_stay, house.shop.id, "W1")


def test_the_next_guest_of_a_wristband_gets_another_stay(house: House) -> None:
    first = house.run(hand_out, house.manager, "W1", HandOut()).stay
    house.run(end_wristband_stay, house.manager, "W1")
    assert house.run(hand_out, house.manager, "W1", HandOut()).stay.id != first.id


def test_unknown_codes_and_rooms_are_not_there(house: House) -> None:
    house.refused("not_found", hold_wristband_stay, house.shop.id, "W9")
    house.refused("not_found", hand_out, house.manager, "W9", HandOut())
    house.refused("not_found", end_wristband_stay, house.manager, "W9")
    house.refused("not_found", open_room, house.manager, house.shop.rooms["801"], OpenRoom(wristbands=["W9"]))
    for place in (house.sister, house.stranger):
        house.refused("not_found", hand_out, house.manager, "W1", HandOut(room_id=place.rooms["801"]))


def test_the_same_code_in_another_shop_is_another_wristband(house: House) -> None:
    house.run(hand_out, house.manager, "W1", HandOut())
    assert house.run(hand_out, house.sister.actor(), "W1", HandOut()).stay
    assert len(house.read(queries.board_stays, house.shop.id)) == 1


def test_an_owner_says_which_shop_when_two_use_the_code(house: House) -> None:
    house.refused("invalid", hand_out, house.owner, "W1", HandOut())
    assert house.run(hand_out, house.owner, "W1", HandOut(), house.sister.id).stay
    house.refused("not_found", hand_out, house.owner, "W1", HandOut(), house.stranger.id)
    house.run(create_wristband, house.owner, AddWristband(code="X1"), house.shop.id)
    assert house.run(hand_out, house.owner, "X1", HandOut()).stay
    assert house.run(end_wristband_stay, house.owner, "X1").changed
    house.refused("not_found", hand_out, house.outsider, "X1", HandOut())


def test_a_shop_has_a_code_once(house: House) -> None:
    house.refused("invalid", create_wristband, house.manager, AddWristband(code="W1"))


def test_of_eight_desks_that_hand_out_a_wristband_one_begins_the_stay(house: House) -> None:
    answers = house.race(*[lambda: house.run(hand_out, house.manager, "W1", HandOut())] * 8)
    assert answers.count("wristband_in_use") == 7
    assert len(house.read(queries.board_stays, house.shop.id)) == 1


def test_of_eight_desks_that_take_it_back_one_ends_the_stay(house: House) -> None:
    house.run(hand_out, house.manager, "W1", HandOut())
    answers = house.race(*[lambda: house.run(end_wristband_stay, house.manager, "W1")] * 8)
    assert sum(len(answer.stay_ids_closed) for answer in answers) == 1


def test_two_rooms_that_hand_out_the_same_wristbands_in_another_order_do_not_block_each_other(house: House) -> None:
    rooms = house.shop.rooms
    for _ in range(5):
        answers = house.race(
            lambda: house.run(open_room, house.manager, rooms["801"], OpenRoom(wristbands=["W1", "W2", "W3"])),
            lambda: house.run(open_room, house.manager, rooms["802"], OpenRoom(wristbands=["W3", "W2", "W1"])),
        )
        assert answers.count("wristband_in_use") == 1
        for code in ("W1", "W2", "W3"):
            house.run(end_wristband_stay, house.manager, code)
        for room in house.read(queries.board_rooms, house.shop.id):
            house.run(end_room_stay, house.manager, room.id)
