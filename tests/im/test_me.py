"""`GET /me` and the seat of a socket: the same facts, from the same token."""

from uuid import uuid4

import pytest

from hub.accounts.permissions import DEVICE_PERMISSIONS, STAFF_PERMISSIONS
from hub.im import identity
from hub.kit.errors import NotFound
from hub.live.seat import Seat
from tests.accounts.signing import code_of
from tests.conftest import MakeVenue
from tests.venues import Venue


def seat_of(venue: Venue, name: str, shop_id: object = None) -> Seat:
    return venue.running.database.read_now(lambda tx: identity.identify(tx, venue[name].token, shop_id))  # type: ignore[arg-type]


async def test_a_pad_learns_its_room(venue: Venue) -> None:
    me = (await venue["pad 801"].get("/me")).json()
    assert (me["kind"], me["role"], me["user"]) == ("device", "pad", None)
    assert me["device"] == {"id": venue["pad 801"].id, "kind": "pad", "name": "pad 801"}
    assert me["account"] == {"id": venue.accounts["pad 801"]}
    assert me["room"] == {"id": venue.rooms["801"], "number": "801"}
    assert me["channels"] == sorted(["all", f"device:{venue['pad 801'].id}", f"room:{venue.rooms['801']}"])
    assert me["permissions"] == sorted(DEVICE_PERMISSIONS["pad"])
    assert me["shop"]["id"] == str(venue.shop_id)
    assert me["shop"]["day_start"] == "03:00"


async def test_a_kitchen_screen_without_stations_hears_all_of_them(venue: Venue) -> None:
    me = (await venue["kitchen"].get("/me")).json()
    assert me["stations"] == []
    assert {"kitchen", "kitchen:hot", "kitchen:cold", "kitchen:bar"} < set(me["channels"])
    bound = (await venue["kitchen hot"].get("/me")).json()
    assert bound["stations"] == ["hot"]
    assert "kitchen:cold" not in bound["channels"]


@pytest.mark.parametrize("role", ["manager", "cashier", "waiter", "cook", "cleaner"])
async def test_a_person_learns_their_role(venue: Venue, role: str) -> None:
    me = (await venue[role].get("/me")).json()
    assert (me["kind"], me["role"], me["device"], me["account"], me["room"]) == ("user", role, None, None, None)
    assert me["user"]["id"] == venue[role].id
    assert me["permissions"] == sorted(STAFF_PERMISSIONS[role])
    assert me["shop"]["id"] == str(venue.shop_id)


async def test_an_owner_names_the_shop_or_none(venue: Venue, make_venue: MakeVenue) -> None:
    foreign = make_venue()
    assert (await venue["owner"].get("/me")).json()["shop"] is None
    assert (await venue["owner"].get("/me", shop_id=str(venue.shop_id))).json()["shop"]["id"] == str(venue.shop_id)
    assert code_of(await venue["owner"].get("/me", shop_id=str(foreign.shop_id))) == (404, "not_found")
    assert code_of(await venue["owner"].get("/me", shop_id=str(uuid4()))) == (404, "not_found")


async def test_nobody_follows_the_shop_next_door(venue: Venue, make_venue: MakeVenue) -> None:
    sibling = make_venue(brand_id=venue.brand_id)
    for name in ("manager", "pad 801", "cashier 1"):
        assert code_of(await venue[name].get("/me", shop_id=str(sibling.shop_id))) == (404, "not_found")
        with pytest.raises(NotFound):
            seat_of(venue, name, sibling.shop_id)


async def test_the_seat_of_a_device(venue: Venue) -> None:
    seat = seat_of(venue, "pad 801")
    assert (seat.kind, str(seat.owner), seat.replaces_after, seat.account_key) == ("pad", venue["pad 801"].id, 4, None)
    assert [follow.stream for follow in seat.follows] == [venue.stream]
    shown = {channel for channel in seat.follows[0].channels if not channel.startswith("session:")}
    guests = (await venue["pad 801"].get("/me/board")).json()["board"]["stay"]["id"]
    assert shown == {"all", "guests", f"device:{venue['pad 801'].id}", f"room:{venue.rooms['801']}", f"stay:{guests}"}
    assert seat.follows[0].told("k3f9") == "k3f9.1"


async def test_the_seats_of_a_shops_cashier_terminals_share_an_account(venue: Venue) -> None:
    one, two = seat_of(venue, "cashier 1"), seat_of(venue, "cashier 2")
    assert one.owner != two.owner
    assert one.account_key == two.account_key is not None
    assert (one.account_most, one.replaces_after) == (32, 4)


async def test_the_seat_of_a_person(venue: Venue) -> None:
    manager, owner = seat_of(venue, "manager"), seat_of(venue, "owner")
    assert [follow.stream for follow in manager.follows] == [f"user:{venue['manager'].id}", venue.stream]
    assert [follow.stream for follow in owner.follows] == [f"user:{venue['owner'].id}", f"brand:{venue.brand_id}"]
    followed = seat_of(venue, "owner", venue.shop_id)
    assert [follow.stream for follow in followed.follows][1] == venue.stream
    assert followed.follows[1].channels == {"all", "staff", "chat", "office"}
    assert manager.device is None
    assert manager.user is not None
