"""Whether the kitchen has seen a round: said once, to those who wait for the answer."""

from typing import Any
from uuid import UUID

from hub.kit.clock import MovableClock
from hub.orders.rounds import mark_round_seen, note_missed_rounds
from tests.orders.log import head, said
from tests.venues import Venue


def see(venue: Venue, order: dict[str, Any], *rounds: int) -> list[Any]:
    shop_id, order_id = venue.shop_id, UUID(order["id"])
    found: list[Any] = venue.running.database.run_now(lambda tx: mark_round_seen(tx, shop_id, [(order_id, number) for number in rounds]))
    return found


def sweep(venue: Venue) -> list[str]:
    """The orders of this venue that a sweep at this moment reports."""
    told = head(venue)
    venue.running.database.run_now(lambda tx: note_missed_rounds(tx, tx.now))
    return [event.data["round"]["order_id"] for event in said(venue, told, "kds.round_missed")]


async def test_the_first_acknowledgement_is_told_once_with_its_delay(timed_venue: Venue, clock: MovableClock) -> None:
    order = await timed_venue.order("tea")
    clock.advance(1.25)
    told = head(timed_venue)
    assert [seen.delay_ms for seen in see(timed_venue, order, 1, 2)] == [1250]
    clock.advance(5)
    assert see(timed_venue, order, 1) == []
    (event,) = said(timed_venue, told)
    assert event.type == "kds.round_seen"
    assert event.channels == {"cashier", "office", f"room:{timed_venue.rooms['801']}"}
    (shown,) = (await timed_venue["pad 801"].get("/me/board")).json()["board"]["rounds"]
    assert shown == event.data["round"]
    assert (shown["round"], shown["delay_ms"]) == (1, 1250)


async def test_a_round_that_no_screen_acknowledges_is_missed_once(timed_venue: Venue, clock: MovableClock) -> None:
    order = await timed_venue.order("tea")
    seen = await timed_venue.order("tea", who="pad 802")
    see(timed_venue, seen, 1)
    clock.advance(11)
    told = head(timed_venue)
    assert sweep(timed_venue) in ([order["id"]], [])  # the hub's own sweep may have been first
    assert sweep(timed_venue) == []
    missed = said(timed_venue, told - 1, "kds.round_missed")
    assert [event.data["round"]["order_id"] for event in missed] in ([order["id"]], [])
    assert [event.data["round"]["order_id"] for event in said(timed_venue, 0, "kds.round_missed")] == [order["id"]]
    assert see(timed_venue, order, 1)[0].seen_at is not None


async def test_a_round_that_is_being_cooked_or_is_over_is_not_missed(timed_venue: Venue, clock: MovableClock) -> None:
    cooked = await timed_venue.order("tea", "salad")
    await timed_venue.act(cooked["lines"][0], "start", "kitchen")
    cancelled = await timed_venue.order("tea", who="pad 802")
    await timed_venue["pad 802"].post(f"/orders/{cancelled['id']}/cancel")
    bracelet = await timed_venue.order("tea", who="cashier 1", wristband=timed_venue.wristbands[0])
    await timed_venue["cashier 1"].post(f"/wristbands/{timed_venue.wristbands[0]}/hand-in")
    clock.advance(11)
    assert sweep(timed_venue) == []
    assert said(timed_venue, 0, "kds.round_missed") == []
    told = head(timed_venue)
    assert len(see(timed_venue, bracelet, 1)) == 1
    assert said(timed_venue, told) == [], "no board holds the order any more"
