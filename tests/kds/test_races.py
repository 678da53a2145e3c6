"""Two hands on one thing, on PostgreSQL, where units really run side by side: one wins, the other is told, nothing is lost."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, func, select

from hub.accounts.actor import Actor
from hub.im.identity import authenticate
from hub.kds import service as kds
from hub.kds.moves import Wish
from hub.kds.schemas import Moved, MoveLines
from hub.kit.db import Tx
from hub.kit.errors import Refusal
from hub.orders import closing, queries
from hub.orders import service as orders
from hub.orders.schemas import LineOut, OrderedLine, OrderOut, PlaceOrder
from hub.tables import TABLES
from hub.venue.rooms import open_room
from hub.venue.schemas import OpenRoom
from tests.running import RunningHub
from tests.venues import Venue

ROUNDS = 200
WISH = Wish(reason="race")
pytestmark = pytest.mark.timeout(300)

event, line_history, food_order, stay = (TABLES[name] for name in ("event", "line_history", "food_order", "stay"))
MOVED = select(func.count()).where(event.c.stream == bindparam("stream"), event.c.type == "kds.line_moved")
STEPS = select(line_history).where(line_history.c.line_id == bindparam("line_id"), line_history.c.shop_id == bindparam("shop_id"))
ORPHANS = (
    select(food_order.c.id)
    .join_from(food_order, stay, (stay.c.id == food_order.c.stay_id) & (stay.c.shop_id == food_order.c.shop_id))
    .where(
        food_order.c.shop_id == bindparam("shop_id"),
        food_order.c.closed_at.is_(None),
        food_order.c.cancelled_at.is_(None),
        stay.c.closed_at.is_not(None),
    )
)


class Ring:
    """A venue, its people as actors, and hands that act at the same moment."""

    def __init__(self, running: RunningHub, pool: ThreadPoolExecutor) -> None:
        self.database = running.database
        self.venue = Venue(running, None)  # type: ignore[arg-type]  # nobody speaks HTTP here
        self.pool = pool

    def actor(self, name: str) -> Actor:
        token = hashlib.sha256(self.venue[name].token.encode()).digest()
        return self.do(lambda tx: authenticate(tx, token))  # type: ignore[no-any-return]

    def do(self, work: Callable[[Tx], Any]) -> Any:
        return self.database.run_now(work)

    def race(self, *works: Callable[[Tx], Any]) -> list[Any]:
        """What each of them got, or how it was refused; whatever else goes wrong fails the test."""
        start = Barrier(len(works))

        def run(work: Callable[[Tx], Any]) -> Any:
            start.wait(20)
            try:
                return self.do(work)
            except Refusal as refusal:
                return refusal

        return list(self.pool.map(run, works))

    def place(self, who: Actor, *dishes: str) -> Callable[[Tx], OrderOut]:
        command = PlaceOrder(lines=[OrderedLine(sku_id=UUID(self.venue.skus[dish]), quantity=1) for dish in dishes])
        return lambda tx: orders.place_order(tx, who, command).order

    def steps(self, line: LineOut) -> list[Any]:
        found = self.database.read_now(lambda tx: tx.all(STEPS, line_id=line.id, shop_id=self.venue.shop_id))
        return sorted(found, key=lambda row: row.version)

    def refresh_room(self, who: Actor) -> None:
        room_id = UUID(self.venue.rooms["801"])
        self.do(lambda tx: closing.clean_room(tx, who, room_id))
        self.do(lambda tx: open_room(tx, who, room_id, OpenRoom()))


@pytest.fixture
def ring(running_postgresql: RunningHub) -> Iterator[Ring]:
    with ThreadPoolExecutor(50) as pool:
        yield Ring(running_postgresql, pool)


def acting(who: Actor, line: LineOut, action: str) -> Callable[[Tx], Moved]:
    return lambda tx: kds.move_line(tx, who, line.id, action, WISH)


def test_of_fifty_starts_one_changes_the_line(ring: Ring) -> None:
    pad, cook, room = ring.actor("pad 801"), ring.actor("kitchen"), ring.actor("manager")
    for _ in range(ROUNDS // 10):
        ring.refresh_room(room)
        for line in ring.do(ring.place(pad, *["tea"] * 10)).lines:
            answers = ring.race(*[acting(cook, line, "start")] * 50)
            assert [answer.changed for answer in answers].count(True) == 1
            assert [row.action for row in ring.steps(line)] == ["place", "start"]
    assert ring.database.read_now(lambda tx: tx.value(MOVED, stream=ring.venue.stream)) == ROUNDS


@pytest.mark.parametrize(
    ("way", "one", "other", "told"),
    [
        ((), "start", "cancel", {"line_cancelled", "line_already_started"}),
        (("start",), "finish", "void", {"line_voided"}),
        (("start",), "finish", "undo", {"line_not_started", "state_not_allowed"}),
        (("start", "finish"), "serve", "void", {"line_already_served", "line_voided"}),
        (("start", "finish"), "serve", "recall", {"line_not_ready"}),
    ],
)
def test_of_two_actions_that_exclude_each_other_the_table_decides(
    ring: Ring, way: tuple[str, ...], one: str, other: str, told: set[str]
) -> None:
    pad, manager = ring.actor("pad 801"), ring.actor("manager")
    for _ in range(ROUNDS // 20):
        ring.refresh_room(manager)
        for line in ring.do(ring.place(pad, *["tea"] * 20)).lines:
            for action in way:
                ring.do(acting(manager, line, action))
            answers = ring.race(*[acting(manager, line, action) for action in (one, other) * 4])
            assert {answer.code for answer in answers if isinstance(answer, Refusal)} <= told
            steps = ring.steps(line)
            assert [row.version for row in steps] == list(range(1, len(steps) + 1))
            assert all(before.to_state == after.from_state for before, after in pairwise(steps))
            shown = ring.do(lambda tx, line=line: queries.get_order(tx, manager, line.order_id)).order
            now = next(each for each in shown.lines if each.id == line.id)
            assert now.state == steps[-1].to_state
            assert now.started_at is None or now.cancelled_at is None
            changed = [answer for answer in answers if isinstance(answer, Moved) and answer.changed]
            assert len(changed) == len(steps) - 1 - len(way)


def test_of_two_waiters_one_claims_a_line(ring: Ring) -> None:
    pad, manager = ring.actor("pad 801"), ring.actor("manager")
    waiters = [ring.actor(name) for name in ("handheld 1", "handheld 2", "waiter", "waiter2")]
    for _ in range(ROUNDS // 20):
        ring.refresh_room(manager)
        for line in ring.do(ring.place(pad, *["tea"] * 20)).lines:
            for action in ("start", "finish"):
                ring.do(acting(manager, line, action))
            answers = ring.race(*[acting(who, line, "claim") for who in waiters])
            (winner,) = [answer.line.claimed_by for answer in answers if isinstance(answer, Moved)]
            assert [answer.facts["claimed_by"] for answer in answers if isinstance(answer, Refusal)] == [winner] * 3


def test_pads_that_press_first_at_the_same_moment_make_one_order(ring: Ring) -> None:
    pads, manager = [ring.actor("pad 801"), ring.actor("pad 801 b")], ring.actor("manager")
    for _ in range(ROUNDS):
        ring.refresh_room(manager)
        placed = ring.race(*[ring.place(pad, "tea") for pad in pads * 2])
        assert len({(order.id, order.number) for order in placed}) == 1
        whole = ring.do(lambda tx, order=placed[0]: queries.get_order(tx, manager, order.id)).order
        assert sorted(line.round for line in whole.lines) == [1, 2, 3, 4]
        assert (len(whole.rounds), whole.total) == (4, 4 * 1200)


def test_a_round_lands_before_the_cleaning_or_is_refused(ring: Ring) -> None:
    pads, manager = [ring.actor("pad 801"), ring.actor("pad 801 b")], ring.actor("manager")
    room_id = UUID(ring.venue.rooms["801"])
    for _ in range(ROUNDS):
        ring.refresh_room(manager)
        answers = ring.race(*[ring.place(pad, "tea") for pad in pads], lambda tx: closing.clean_room(tx, manager, room_id))
        landed = [answer for answer in answers[:2] if isinstance(answer, OrderOut)]
        assert {answer.code for answer in answers[:2] if isinstance(answer, Refusal)} <= {"stay_closed"}
        assert answers[2].completed_orders == list({order.id for order in landed})
        assert len(answers[2].unfinished) == len(landed)
    assert ring.database.read_now(lambda tx: tx.all(ORPHANS, shop_id=ring.venue.shop_id)) == []


def test_whole_cards_moved_from_both_ends_do_not_block_each_other(ring: Ring) -> None:
    pads, manager = [ring.actor("pad 801"), ring.actor("pad 802")], ring.actor("manager")
    for _ in range(ROUNDS // 4):
        ring.refresh_room(manager)
        lines = [line.id for pad in pads for line in ring.do(ring.place(pad, "tea", "salad", "noodles")).lines[-3:]]
        there = MoveLines(action="start", line_ids=lines, partial=True)
        back = MoveLines(action="cancel", line_ids=lines[::-1], partial=True)
        answers = ring.race(*[lambda tx, each=each: kds.move_lines(tx, manager, each) for each in (there, back) * 4])
        assert not [answer for answer in answers if isinstance(answer, Refusal)]
        changed = [result.line_id for answer in answers for result in answer.results if result.changed is True]
        assert sorted(changed) == sorted(lines)
