"""Placing and confirming orders."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.clock import stamp
from hub.kit.db import Tx
from hub.kit.errors import StateNotAllowed, invalid
from hub.live.append import publish, shop_stream, tell
from hub.orders import heads
from hub.orders.audience import audience_of
from hub.orders.errors import OrderClosed, met
from hub.orders.events import OrderChanged, OrderConfirmed, OrderPlaced, RoundPlaced
from hub.orders.lines import add_lines, lines_of
from hub.orders.queries import at_order
from hub.orders.rounds import add_round, tell_kitchen
from hub.orders.rows import LineRow, OrderRow, head_of, in_portions, is_too_large, line_of, order_of, recent_rounds
from hub.orders.schemas import Confirmed, LineOut, OneOrder, PlaceOrder, RoundOut
from hub.orders.states import CANCELLED, OPEN_ORDER_STATES, PLACED, Source
from hub.store.queries import price_lines
from hub.store.schemas import PricedLine, WantedLine
from hub.venue.days import business_day
from hub.venue.errors import StayClosed
from hub.venue.queries import ShopRow, at_room, at_shop, at_wristband
from hub.venue.shops import require_open
from hub.venue.stays import HeldStay, hold_room_stay, hold_wristband_stay

SOURCES: dict[str, Source] = {"pad": "pad", "cashier": "cashier", "handheld": "handheld", "waiter": "handheld"}
"""Where an order for a room comes from, by device kind or role; whoever else may order does so as at the cashier's."""


def place_order(tx: Tx, who: Actor, command: PlaceOrder) -> OneOrder:
    """Put a round on the order of a stay; the first round makes the order and takes its number.

    The stay is held meanwhile, so of two pads that press at once one makes the order and the other finds it.

    Raises:
        ShopClosed: the shop takes no orders now.
        StayClosed: no stay runs in the room or on the wristband, or its guests have checked out.
        UnknownSku: and UnknownOption, ProductSoldOut: with every line that fails.
        NotFound: the shop has no such room or wristband.
    """
    who, shop_id = _at_guests(tx, who, command)
    shop = require_open(tx, shop_id)
    source, stay = _hold_guests(tx, who, shop_id, command)
    if command.stay_id not in (None, stay.stay_id):
        raise StayClosed("the guests this was ordered for have left; others are there now")
    priced = price_lines(tx, shop, [_wanted(line) for line in command.lines])
    order = next(iter(heads.hold(tx, heads.HOLD_OPEN_OF_STAY, shop_id=shop.id, stay_id=stay.stay_id)), None)
    if order is None:
        return _first_round(tx, who, shop, stay, source, priced)
    return _further_round(tx, who, order, source, priced)


def confirm_order(tx: Tx, who: Actor, order_id: UUID) -> Confirmed:
    """The cashier accepts a wristband's order: from now on it stands on the kitchen's boards.

    Raises:
        OrderClosed: it is completed.
        StateNotAllowed: every line was cancelled meanwhile.
        NotFound: not an order of this shop.
    """
    who, shop_id = at_order(tx, who, order_id)
    order = heads.hold_order(tx, shop_id, order_id)
    if order.closed_at is not None:
        raise OrderClosed(**met(order.state, ()))
    before = lines_of(tx, order.shop_id, order.id)
    if order.confirmed:
        return Confirmed(order=order_of(order, [line_of(line, order) for line in before]), changed=False)
    if order.state == CANCELLED:
        raise StateNotAllowed("every line of it is cancelled", **met(order.state, OPEN_ORDER_STATES))
    order = heads.extend_order(tx, order, before, confirmed=True)
    tell_kitchen(tx, order)
    shown = [line_of(line, order) for line in before]
    head = head_of(order)
    for portion in in_portions(head, shown):
        publish(tx, OrderChanged(order=head, lines=portion), stream=shop_stream(order.shop_id), to=audience_of("order_confirmed", order))
    tell(tx, OrderConfirmed(order=order, lines=before))
    record(tx, who, "orders.confirm", "order", order.id, {"confirmed": False}, {"confirmed": True})
    return Confirmed(order=order_of(order, shown), changed=True)


def _at_guests(tx: Tx, who: Actor, command: PlaceOrder) -> tuple[Actor, UUID]:
    """The caller, in the shop of the guests they order for; a pad orders for its own room, whatever it says."""
    if who.role == "pad":
        if command.wristband is not None:
            raise invalid("/wristband", "a pad orders for the room it is bound to")
        return at_shop(tx, who, None)
    if (command.wristband is None) == (command.room_id is None):
        raise invalid("/room_id", "name either a room or a wristband")
    if command.room_id is not None:
        return at_room(tx, who, command.room_id)
    return at_wristband(tx, who, command.wristband or "")


def _hold_guests(tx: Tx, who: Actor, shop_id: UUID, command: PlaceOrder) -> tuple[Source, HeldStay]:
    if command.wristband is not None:
        return "wristband", hold_wristband_stay(tx, shop_id, command.wristband)
    room_id = who.room_id if who.role == "pad" else command.room_id
    if room_id is None:
        raise StayClosed("this pad is bound to no room")
    return SOURCES.get(who.role, "cashier"), hold_room_stay(tx, shop_id, room_id)


def _first_round(tx: Tx, who: Actor, shop: ShopRow, stay: HeldStay, source: Source, priced: Sequence[PricedLine]) -> OneOrder:
    day = business_day(tx.now, shop.timezone, shop.day_start)
    order = OrderRow(
        id=tx.new_id(),
        brand_id=shop.brand_id,
        shop_id=shop.id,
        stay_id=stay.stay_id,
        business_day=day,
        number=heads.next_number(tx, shop.brand_id, shop.id, day),
        room_id=stay.room.id if stay.room else None,
        room_number=stay.room.number if stay.room else None,
        wristband=stay.wristband,
        source=source,
        state="placed",
        confirmed=source != "wristband" or not shop.setting("wristband_needs_confirm"),
        rounds=[_pressed(tx, who, 1, source)],
        stations=_stations([], priced),
        line_count=len(priced),
        total_minor=0,
        currency=shop.currency,
        paid_minor=0,
        number_state=None,
        number_called_at=None,
        number_version=0,
        created_at=tx.now,
        updated_at=tx.now,
        closed_at=None,
        cancelled_at=None,
        version=1,
    )
    added = _new_lines(tx, order, 1, 0, priced)
    order = heads.add_order(tx, order, added)
    return _round_placed(tx, who, order, 1, source, [], added)


def _further_round(tx: Tx, who: Actor, order: OrderRow, source: Source, priced: Sequence[PricedLine]) -> OneOrder:
    before = lines_of(tx, order.shop_id, order.id)
    number = order.rounds[-1]["round"] + 1
    added = _new_lines(tx, order, number, order.line_count, priced)
    order = heads.extend_order(
        tx,
        order,
        [*before, *added],
        rounds=recent_rounds([*order.rounds, _pressed(tx, who, number, source)]),
        stations=_stations(order.stations, priced),
        line_count=order.line_count + len(added),
    )
    return _round_placed(tx, who, order, number, source, before, added)


def _round_placed(
    tx: Tx, who: Actor, order: OrderRow, number: int, source: Source, before: Sequence[LineRow], added: Sequence[LineRow]
) -> OneOrder:
    """Write the round and its lines, and tell everyone of the new lines only.

    What follows from it reads before it writes, so it comes first: behind the inserts its reads would wait for all of them.
    """
    tell(tx, RoundPlaced(order=order, round=number, source=source, lines=added))
    add_lines(tx, who, added)
    placed = add_round(tx, who, order, number, source)
    shown = [line_of(line, order) for line in added]
    _tell_placed(tx, order, placed, shown)
    if who.kind == "user":
        record(tx, who, "orders.place", "order", order.id, None, {"round": number, "lines": len(added), "total": order.total_minor})
    return OneOrder(order=order_of(order, [*(line_of(line, order) for line in before), *shown]))


def _tell_placed(tx: Tx, order: OrderRow, placed: RoundOut, shown: Sequence[LineOut]) -> None:
    for index, line in enumerate(shown):
        if is_too_large(line):
            raise invalid(f"/lines/{index}/options", "more options than one line can carry")
    head = head_of(order)
    for portion in in_portions(head, shown):
        publish(tx, OrderPlaced(order=head, round=placed, lines=portion), stream=shop_stream(order.shop_id), to=audience_of("place", order))


def _wanted(line: Any) -> WantedLine:
    return WantedLine(sku_id=line.sku_id, quantity=line.quantity, options=line.options, note=line.note)


def _pressed(tx: Tx, who: Actor, number: int, source: Source) -> dict[str, Any]:
    return {"round": number, "source": source, "placed_by": who.name, "placed_at": stamp(tx.now)}


def _stations(known: Sequence[str], priced: Sequence[PricedLine]) -> list[str]:
    return sorted({*known, *(line.station for line in priced)})


def _new_lines(tx: Tx, order: OrderRow, number: int, behind: int, priced: Sequence[PricedLine]) -> list[LineRow]:
    """The snapshot of what was sold; nothing that happens to the menu later changes it."""
    return [
        LineRow(
            id=tx.new_id(),
            brand_id=order.brand_id,
            shop_id=order.shop_id,
            order_id=order.id,
            round=number,
            position=behind + place,
            sku_id=line.sku_id,
            name=line.name,
            names=line.names,
            kitchen_name=line.kitchen_name,
            quantity=line.quantity,
            options=line.options,
            note=line.note,
            allergens=line.allergens,
            station=line.station,
            unit_price_minor=line.unit_price,
            prep_seconds=line.prep_seconds,
            state=PLACED,
            rush=False,
            placed_at=tx.now,
            started_at=None,
            started_by=None,
            ready_at=None,
            ready_by=None,
            called_at=None,
            call_count=0,
            claimed_by_id=None,
            claimed_by_name=None,
            served_at=None,
            served_by=None,
            cancelled_at=None,
            voided_at=None,
            void_confirmed_at=None,
            version=1,
        )
        for place, line in enumerate(priced, 1)
    ]
