"""Therapist sessions: on, longer, off, and over when the guest is gone."""

from datetime import timedelta

from hub.kit.clock import stamp
from hub.kit.ids import new_id
from hub.venue import queries
from hub.venue.rooms import end_room_stay, move_guests, open_room
from hub.venue.schemas import ExtendSession, HandOut, MoveGuests, OpenRoom, StartSession
from hub.venue.sessions import extend_session, finish_session, start_session, therapists
from hub.venue.wristbands import end_wristband_stay, hand_out
from tests.venue.house import NOON, House


def started(house: House, number: str = "801", minutes: int | None = 60):  # type: ignore[no-untyped-def]
    room = house.shop.rooms[number]
    house.run(open_room, house.manager, room, OpenRoom())
    house.news()
    return house.run(start_session, house.manager, StartSession(staff_id=house.shop.therapists[0], room_id=room, minutes=minutes))


def test_start_tells_the_desk_who_is_where_until_when(house: House) -> None:
    answer = started(house)
    session = answer.session
    assert answer.changed
    assert (session.state, session.staff.name, session.room.number) == ("on", "T1", "801")
    assert session.ends_at == stamp(NOON + timedelta(minutes=60))
    (told,) = house.news()
    assert (told.type, told.channels) == ("venue.session_changed", {"cashier", "office"})
    assert house.read(queries.board_sessions, house.shop.id) == [session]


def test_starting_the_same_session_again_changes_nothing(house: House) -> None:
    first = started(house).session
    house.news()
    again = house.run(start_session, house.manager, StartSession(staff_id=first.staff.id, room_id=first.room.id))
    assert (again.changed, again.session.id) == (False, first.id)
    assert house.news() == []


def test_a_therapist_works_on_one_guest_at_a_time(house: House) -> None:
    first = started(house).session
    other = house.shop.rooms["802"]
    house.run(open_room, house.manager, other, OpenRoom())
    facts = house.refused("state_not_allowed", start_session, house.manager, StartSession(staff_id=first.staff.id, room_id=other))
    assert facts["from"] == "on"
    house.run(finish_session, house.manager, first.id)
    assert house.run(start_session, house.manager, StartSession(staff_id=first.staff.id, room_id=other)).changed


def test_a_session_needs_guests_staff_and_a_room_of_the_shop(house: House) -> None:
    room, therapist = house.shop.rooms["801"], house.shop.therapists[0]
    house.refused("stay_closed", start_session, house.manager, StartSession(staff_id=therapist, room_id=room))
    house.run(open_room, house.manager, room, OpenRoom())
    for staff in (house.sister.therapists[0], house.stranger.therapists[0], new_id()):
        house.refused("not_found", start_session, house.manager, StartSession(staff_id=staff, room_id=room))
    for place in (house.sister, house.stranger):
        house.refused("not_found", start_session, house.manager, StartSession(staff_id=therapist, room_id=place.rooms["801"]))


def test_a_guest_with_a_wristband_only_can_have_one_too(house: House) -> None:
    room = house.shop.rooms["801"]
    house.run(hand_out, house.manager, "W1", HandOut(room_id=room))
    house.run(start_session, house.manager, StartSession(staff_id=house.shop.therapists[0], room_id=room))
    house.run(end_wristband_stay, house.manager, "W1")
    assert house.read(queries.board_sessions, house.shop.id) == []


def test_longer_counts_from_the_planned_end(house: House) -> None:
    first = started(house).session
    longer = house.run(extend_session, house.manager, first.id, ExtendSession(minutes=30)).session
    assert longer.ends_at == stamp(NOON + timedelta(minutes=90))
    assert longer.version == first.version + 1


def test_longer_counts_from_now_where_the_end_was_open(house: House) -> None:
    first = started(house, minutes=None).session
    assert first.ends_at is None
    house.clock.advance(600)
    longer = house.run(extend_session, house.manager, first.id, ExtendSession(minutes=30)).session
    assert longer.ends_at == stamp(NOON + timedelta(minutes=40))


def test_finish_is_told_once_and_ends_the_session_for_good(house: House) -> None:
    first = started(house).session
    house.clock.advance(600)
    house.news()
    off = house.run(finish_session, house.manager, first.id)
    assert (off.changed, off.session.state, off.session.ends_at) == (True, "off", stamp(NOON + timedelta(minutes=10)))
    assert not house.run(finish_session, house.manager, first.id).changed
    assert len(house.news()) == 1
    assert house.refused("state_not_allowed", extend_session, house.manager, first.id, ExtendSession(minutes=1))["from"] == "off"
    assert house.read(queries.board_sessions, house.shop.id) == []


def test_cleaning_the_room_ends_the_session(house: House) -> None:
    first = started(house).session
    house.news()
    house.run(end_room_stay, house.manager, first.room.id)
    assert ("venue.session_changed", "off") in [(told.type, told.data.get("session", {}).get("state")) for told in house.news()]
    assert house.read(queries.board_sessions, house.shop.id) == []


def test_a_move_takes_the_therapist_along(house: House) -> None:
    first = started(house).session
    house.news()
    house.run(move_guests, house.manager, first.room.id, MoveGuests(to=house.shop.rooms["802"]))
    (there,) = house.read(queries.board_sessions, house.shop.id)
    assert there.room.number == "802"
    assert house.news()[-1].data["session"]["room"]["number"] == "802"


def test_another_shops_session_is_not_there(house: House) -> None:
    first = started(house).session
    for who in (house.sister.actor(), house.outsider, house.stranger.actor("owner")):
        house.refused("not_found", finish_session, who, first.id)
        house.refused("not_found", extend_session, who, first.id, ExtendSession(minutes=1))
    assert house.run(finish_session, house.owner, first.id).changed


def test_of_eight_desks_that_start_a_therapist_one_does(house: House) -> None:
    room = house.shop.rooms["801"]
    house.run(open_room, house.manager, room, OpenRoom())
    start = StartSession(staff_id=house.shop.therapists[0], room_id=room)
    answers = house.race(*[lambda: house.run(start_session, house.manager, start)] * 8)
    assert [answer.changed for answer in answers].count(True) == 1
    assert len({answer.session.id for answer in answers}) == 1


def test_the_desk_is_offered_the_therapists_of_its_shop_by_name(house: House) -> None:
    """Not those of the sister shop, and nobody who does other work."""
    offered = house.read(therapists, house.manager).therapists
    assert [(person.id, person.name) for person in offered] == list(zip(house.shop.therapists, ("T1", "T2"), strict=True))
