"""What a screen holds: a snapshot and the events after it. Pure: no socket, no clock, no storage.

Applying an event twice is the same as once, and `apply(events, old snapshot) == new snapshot` is what the hub promises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from devices.client.board_rules import ARRAY_OF_MEMBER, BOARD_EVENTS, KINDS, Scope, Thing, order_closed
from devices.client.clock import instant

GOES_WITH_ORDER = ("lines", "rounds")


class Shelf:
    """The things of one array by id, and where they belong to an order, the ids of each order's things."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self._of_order: dict[str, set[str]] = {}

    def put(self, thing: Thing) -> None:
        """Put it in the place of the one with the same id, unless that has a higher version."""
        held = self.things.get(thing["id"])
        if held is None or not newer(held, thing):
            self.things[thing["id"]] = thing
            if "order_id" in thing:
                self._of_order.setdefault(thing["order_id"], set()).add(thing["id"])

    def take(self, thing_id: str) -> Thing | None:
        """Take it out; None when it is not here."""
        thing = self.things.pop(thing_id, None)
        if thing is not None and "order_id" in thing:
            ids = self._of_order.get(thing["order_id"], set())
            ids.discard(thing_id)
            if not ids:
                self._of_order.pop(thing["order_id"], None)
        return thing

    def of_order(self, order_id: str) -> list[Thing]:
        """The things of one order."""
        return [self.things[thing_id] for thing_id in self._of_order.get(order_id, ())]


class Board:
    """The board of one kind of device or one role of staff.

    `kind` is a device kind or a role; one that is not known holds the shop alone. `stations` are the codes the device is bound to, as the
    welcome says (none: all). Things are the plain objects of the wire and must not be changed by whoever reads them.
    """

    def __init__(self, kind: str, stations: Iterable[str] = ()) -> None:
        self.kind = kind
        self.row = KINDS.get(kind, KINDS["speaker"])
        self.stations = frozenset(stations)
        self.singles: dict[str, Thing | None] = dict.fromkeys(self.row.singles)
        self.shelves: dict[str, Shelf] = {name: Shelf() for name in self.row.arrays}

    def load(self, snapshot: Mapping[str, Any]) -> None:
        """Hold exactly what the `board` of `GET /me/board` says; what was held before is dropped. Unknown members are ignored."""
        self.singles = {name: snapshot.get(name) for name in self.row.singles}
        self.shelves = {name: Shelf() for name in self.row.arrays}
        for name, shelf in self.shelves.items():
            for thing in snapshot.get(name) or ():
                shelf.put(thing)

    def dump(self) -> dict[str, Any]:
        """The board in the form of the snapshot, arrays in order of id: what `load` takes."""
        arrays = {name: [shelf.things[thing_id] for thing_id in sorted(shelf.things)] for name, shelf in self.shelves.items()}
        return {**self.singles, **arrays}

    def apply(self, event_type: str, data: Mapping[str, Any]) -> None:
        """Apply one event: put what it names, take out what it removes, drop what the rules no longer keep.

        Types and members that the board has no place for change nothing.
        """
        if event_type not in BOARD_EVENTS:
            return
        self._put_singles(data)
        orders_touched: set[str] = set()
        orders_over: set[str] = set()
        scope = self.scope
        for member, array in ARRAY_OF_MEMBER.items():
            for thing in _things(data.get(member)):
                if array == "orders":
                    thing = self._order_head(thing, orders_touched)
                    if order_closed(thing):
                        orders_over.add(thing["id"])
                elif "order_id" in thing:
                    orders_touched.add(thing["order_id"])
                self._put(array, thing, scope)
        self._remove(data.get("removed"), orders_touched)
        for order_id in orders_touched:
            self._settle_order(order_id, scope, over=order_id in orders_over)

    def expire(self, now: datetime) -> None:
        """Drop what has reached its end (`until`) at `now`, hub time. Both sides do so at that time; no event says it."""
        shelf = self.shelves.get("sold_out")
        if shelf is None:
            return
        for mark in list(shelf.things.values()):
            if mark.get("until") is not None and instant(mark["until"]) <= now:
                shelf.take(mark["id"])

    @property
    def scope(self) -> Scope:
        """What the rules may look at."""
        return Scope(self.stations, self.singles.get("room"), self.singles.get("stay"))

    @property
    def shop(self) -> Thing | None:
        """The shop, or None before the first snapshot."""
        return self.singles.get("shop")

    @property
    def room(self) -> Thing | None:
        """A pad's own room; None when it is bound to none, and for every other kind."""
        return self.singles.get("room")

    @property
    def stay(self) -> Thing | None:
        """The stay that runs in a pad's own room."""
        return self.singles.get("stay")

    def array(self, name: str) -> dict[str, Thing]:
        """The things of one array by id; empty for an array that this kind does not hold."""
        shelf = self.shelves.get(name)
        return shelf.things if shelf is not None else {}

    @property
    def orders(self) -> dict[str, Thing]:
        """Order heads by id."""
        return self.array("orders")

    @property
    def lines(self) -> dict[str, Thing]:
        """Order lines by id."""
        return self.array("lines")

    def lines_of(self, order_id: str) -> list[Thing]:
        """The lines held of one order, in no particular order."""
        shelf = self.shelves.get("lines")
        return shelf.of_order(order_id) if shelf is not None else []

    def state_hash(self) -> str:
        """SHA-256 over the board, the same for two boards that hold the same, in whatever order it came."""
        return hashlib.sha256(msgspec.json.encode(self.dump(), order="deterministic")).hexdigest()

    def differences(self, other: Board) -> list[str]:
        """In words, what this board and another hold differently; empty when they are equal."""
        found = [f"{name}: {held} here, {there} there" for name, held in self.singles.items() if (there := other.singles.get(name)) != held]
        for name in sorted(self.shelves.keys() | other.shelves.keys()):
            here, there_things = self.array(name), other.array(name)
            found += [f"{name} {thing_id}: only here" for thing_id in sorted(here.keys() - there_things.keys())]
            found += [f"{name} {thing_id}: only there" for thing_id in sorted(there_things.keys() - here.keys())]
            for thing_id in sorted(here.keys() & there_things.keys()):
                found += _member_differences(f"{name} {thing_id}", here[thing_id], there_things[thing_id])
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Board):
            return NotImplemented
        return self.singles == other.singles and self._things_by_array() == other._things_by_array()

    __hash__ = None  # type: ignore[assignment]  # a board changes, so it is no key

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(shelf.things)} {name}" for name, shelf in self.shelves.items())
        return f"<Board {self.kind}: {counts}>"

    def _things_by_array(self) -> dict[str, dict[str, Thing]]:
        return {name: shelf.things for name, shelf in self.shelves.items()}

    def _put_singles(self, data: Mapping[str, Any]) -> None:
        """Shop, room and stay are put only in their own place: another shop's or another room's has none here."""
        for name in ("shop", "room"):
            held, thing = self.singles.get(name), data.get(name)
            if held is not None and isinstance(thing, dict) and thing.get("id") == held["id"] and not newer(held, thing):
                self.singles[name] = thing
        if "stay" not in self.singles:
            return
        before, own_id = self.singles["stay"], (self.singles.get("room") or {}).get("stay_id")
        for thing in (*_things(data.get("stay")), *_things(data.get("stays"))):
            held = self.singles["stay"]
            if thing["id"] == own_id and not (held is not None and held["id"] == own_id and newer(held, thing)):
                self.singles["stay"] = thing
        held = self.singles["stay"]
        if held is not None and (held["id"] != own_id or held.get("closed_at") is not None):
            self.singles["stay"] = None
        if (before or {}).get("id") != (self.singles["stay"] or {}).get("id"):
            self._settle_all()

    def _settle_all(self) -> None:
        """Another guest, or none: everything that hung on the stay before is looked at again."""
        scope = self.scope
        for order_id in list(self.orders):
            self._settle_order(order_id, scope, over=False)
        for name in ("pad_calls", "chats"):
            for thing in list(self.array(name).values()):
                self._keep_or_take(name, thing, scope)

    def _order_head(self, order: Thing, touched: set[str]) -> Thing:
        """An order fetched whole brings its lines inside; the board holds heads and lines apart."""
        touched.add(order["id"])
        if "lines" not in order:
            return order
        if "lines" in self.shelves:
            for line in _things(order["lines"]):
                self.shelves["lines"].put(line)
        return {name: value for name, value in order.items() if name != "lines"}

    def _put(self, array: str, thing: Thing, scope: Scope) -> None:
        shelf = self.shelves.get(array)
        if shelf is None:
            return
        shelf.put(thing)
        if array != "orders" and array not in GOES_WITH_ORDER:
            self._keep_or_take(array, shelf.things[thing["id"]], scope)

    def _remove(self, removed: object, touched: set[str]) -> None:
        if not isinstance(removed, dict):
            return
        for member, ids in removed.items():
            shelf = self.shelves.get(ARRAY_OF_MEMBER.get(member, ""))
            for thing_id in ids if shelf is not None else ():
                thing = shelf.take(thing_id) if shelf is not None else None
                if thing is not None:
                    touched.add(thing.get("order_id", thing_id))

    def _settle_order(self, order_id: str, scope: Scope, *, over: bool) -> None:
        """Look at an order, its lines and its rounds once more. An order that is over takes them along."""
        order = self.orders.get(order_id)
        if "orders" in self.row.arrays:
            over = order is None or not self.row.arrays["orders"](order, scope)
        for array in GOES_WITH_ORDER:
            shelf = self.shelves.get(array)
            for thing in shelf.of_order(order_id) if shelf is not None else ():
                if over and shelf is not None:
                    shelf.take(thing["id"])
                else:
                    self._keep_or_take(array, thing, scope)
        if order is not None and (over or (self.row.orders_need_lines and not self.lines_of(order_id))):
            self.shelves["orders"].take(order_id)

    def _keep_or_take(self, array: str, thing: Thing, scope: Scope) -> None:
        if not self.row.arrays[array](thing, scope):
            self.shelves[array].take(thing["id"])


def newer(held: Thing, thing: Thing) -> bool:
    """Whether the one held has a higher version; things without a version replace each other as they come."""
    return bool(held.get("version", 0) > thing.get("version", 0)) if "version" in held and "version" in thing else False


def _things(value: object) -> list[Thing]:
    found = value if isinstance(value, list) else [value]
    return [thing for thing in found if isinstance(thing, dict) and "id" in thing]


def _member_differences(name: str, here: Thing, there: Thing) -> list[str]:
    members = sorted(member for member in here.keys() | there.keys() if here.get(member) != there.get(member))
    return [f"{name}.{member}: {here.get(member)!r} here, {there.get(member)!r} there" for member in members]
