"""Who is told what: the house's table, happening by happening, over the log of a venue."""

from typing import Any

import pytest

from tests.conftest import MakeVenue
from tests.orders.log import head, said
from tests.venues import Venue

KITCHEN = {"kitchen:hot", "kitchen:bar"}
TO_ALL = KITCHEN | {"cashier", "handheld", "office"}
NOT_HANDHELD = KITCHEN | {"cashier", "office"}
# action, the state it starts from, who is told besides the room, and what a call screen sees afterwards
ROWS: list[tuple[str, str, set[str], str | None]] = [
    ("start", "placed", NOT_HANDHELD, None),
    ("finish", "preparing", TO_ALL, None),
    ("call", "ready", TO_ALL, "called"),
    ("serve", "ready", TO_ALL, None),
    ("cancel", "placed", NOT_HANDHELD, None),
    ("undo", "preparing", TO_ALL, None),
    ("recall", "called", TO_ALL, "preparing"),
    ("void", "preparing", TO_ALL, None),
    ("confirm", "voided", TO_ALL, None),
    ("rush", "placed", TO_ALL, None),
    ("claim", "ready", TO_ALL, None),
]


@pytest.mark.parametrize(("action", "state", "channels", "number"), ROWS)
@pytest.mark.parametrize("guest", ["room", "wristband"])
async def test_a_move_is_told_to_every_station_of_the_order_and_to_its_own_pad_only(
    venue: Venue, action: str, state: str, channels: set[str], number: str | None, guest: str
) -> None:
    where = {"room_id": venue.rooms["801"]} if guest == "room" else {"wristband": venue.wristbands[1]}
    order = await venue.order("dumplings", "tea", who="cashier 1", **where)
    line = await venue.bring(order["lines"][0], state)
    told = head(venue)
    assert (await venue.act(line, action, body={"reason": "x"} if action == "void" else None)).json()["changed"] is True
    (moved,) = said(venue, told, "kds.line_moved")
    assert moved.channels == channels | ({f"room:{venue.rooms['801']}"} if guest == "room" else set())
    assert moved.data["action"] == action
    assert [event.data["number"]["state"] for event in said(venue, told, "kds.number_changed")] == ([number] if number else [])


@pytest.mark.parametrize("who", ["pad 801", "cashier 1", "handheld 1", "manager"])
async def test_an_order_for_a_room_is_told_alike_whoever_placed_it(venue: Venue, who: str) -> None:
    order = await venue.order("dumplings", "tea", who=who, room_id=venue.rooms["801"])
    by_type = {event.type: event for event in said(venue)}
    assert by_type["orders.order_placed"].channels == NOT_HANDHELD | {f"room:{venue.rooms['801']}"}
    assert by_type["kds.number_changed"].channels == {"call"}
    assert by_type["kds.number_changed"].data["number"] == {
        "id": order["id"],
        "number": "#01",
        "business_day": order["business_day"],
        "state": "preparing",
        "called_at": None,
        "version": 1,
    }


async def test_a_wristbands_order_shows_on_no_pad(venue: Venue) -> None:
    await venue.order("dumplings", "tea", who="cashier 1", wristband=venue.wristbands[1])
    (placed,) = said(venue, 0, "orders.order_placed")
    assert placed.channels == NOT_HANDHELD


async def test_the_call_screen_hears_of_an_order_only_when_what_it_shows_changes(venue: Venue) -> None:
    first, second = (await venue.order("dumplings", "tea"))["lines"]
    numbers: list[Any] = []
    for line, action in (
        (first, "start"),
        (first, "finish"),
        (second, "start"),
        (second, "finish"),
        (first, "serve"),
        (second, "call"),
        (second, "serve"),
    ):
        told = head(venue)
        await venue.act(line, action)
        numbers.append([(event.data.get("number") or {"state": "gone"})["state"] for event in said(venue, told, "kds.number_changed")])
    assert numbers == [[], [], [], ["ready"], [], ["called"], ["gone"]]
    versions = [event.data["number"]["version"] for event in said(venue, 0, "kds.number_changed") if "number" in event.data]
    assert versions == sorted(set(versions))


async def test_no_event_crosses_a_shop(venue: Venue, make_venue: MakeVenue) -> None:
    other = make_venue(brand_id=venue.brand_id)
    before = head(other)
    await venue.bring((await venue.order("tea"))["lines"][0], "served")
    assert head(other) == before


async def test_what_becomes_of_a_cancelled_order_is_not_told_to_the_next_guests(venue: Venue) -> None:
    """Such an order is not closed with its room: the kitchen may confirm what was voided when others sit there already."""
    (line,) = (await venue.order("dumplings"))["lines"]
    line = await venue.bring(line, "voided")
    own = f"room:{venue.rooms['801']}"
    assert own in said(venue)[-1].channels, "its own guest is told"
    for verb in ("clean", "open"):
        assert (await venue["cashier 1"].post(f"/rooms/{venue.rooms['801']}/{verb}", {} if verb == "open" else None)).status_code == 200
    told = head(venue)
    assert (await venue.act(line, "confirm", "kitchen")).json()["changed"] is True
    (moved,) = said(venue, told, "kds.line_moved")
    assert moved.channels == {"kitchen:hot", "cashier", "handheld", "office"}
