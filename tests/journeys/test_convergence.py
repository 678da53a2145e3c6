"""The test that matters: for every verb and every kind of screen, `apply(events, old snapshot) == new snapshot`.

Random commands against the real verbs, no sockets: what each screen would have been sent is read from the log by its
channels, applied, and compared with a fresh snapshot after every single command.
"""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from devices.client.board import Board
from hub.accounts.actor import Actor
from hub.accounts.tokens import hash_of
from hub.boards import my_board
from hub.im import devices as im
from hub.im.alarms.queries import STANDING_ALARMS
from hub.im.alarms.schemas import AlarmAbout
from hub.im.alarms.service import Fault, clear_alarm, raise_alarm
from hub.im.chat import agents, talking, tidying
from hub.im.chat import service as chats
from hub.im.chat.schemas import BeAgent, BeginChat, MarkRead, PostMessage, RateChat, TransferChat
from hub.im.identity import authenticate, seat
from hub.im.pad_calls import service as pad_calls
from hub.im.pad_calls.schemas import MakePadCall
from hub.im.pad_calls.states import ACCEPTED
from hub.im.schemas import Bind
from hub.kds import service as kds
from hub.kds.moves import Wish
from hub.kds.schemas import CancelOrder
from hub.kit.db import Tx
from hub.kit.errors import Refusal
from hub.live.append import frame_text
from hub.live.log import read_after
from hub.orders import closing
from hub.orders import service as orders
from hub.orders.rounds import mark_round_seen, note_missed_rounds
from hub.orders.schemas import OrderedLine, PlaceOrder
from hub.store import sold_out
from hub.store.schemas import MarkSoldOut
from hub.tables import TABLES
from hub.venue import rooms, sessions, shops, wristbands
from hub.venue.events import RoomChanged
from hub.venue.schemas import ExtendSession, HandOut, MoveGuests, OpenRoom, SetShopState, StartSession
from tests.running import RunningHub
from tests.venues import Venue

SCREENS = (
    "pad 801",
    "pad 802",
    "pad 803",
    "kitchen",
    "kitchen hot",
    "kitchen cold",
    "call",
    "cashier 1",
    "handheld 1",
    "speaker",
    "printer",
    "manager",
    "owner",
    "cook",
    "waiter",
    "cashier",
    "cleaner",
)
PADS = SCREENS[:3]
STAFF = ("manager", "waiter", "cashier")
ROOMS = st.sampled_from(["801", "802", "803", "804"])
DISHES = st.lists(st.sampled_from(["dumplings", "noodles", "salad", "tea", "beer"]), min_size=1, max_size=4)
BAND = st.integers(0, 2)
PICK = st.integers(0, 30)
CHAT_ACTIONS = ("accept", "take_over", "transfer", "give_back", "close", "read", "type")
LINE_ACTIONS = ("start", "finish", "call", "serve", "cancel", "undo", "recall", "void", "confirm", "rush", "claim")

COMMANDS = st.one_of(
    st.tuples(st.just("place"), ROOMS, DISHES),
    st.tuples(st.just("place_band"), BAND, DISHES),
    st.tuples(st.just("line"), st.sampled_from(LINE_ACTIONS[:4]), PICK),
    st.tuples(st.just("line"), st.sampled_from(LINE_ACTIONS), PICK),
    st.tuples(st.just("cancel_order"), PICK, st.booleans()),
    st.tuples(st.just("confirm_order"), PICK),
    st.tuples(st.just("open"), ROOMS),
    st.tuples(st.just("move"), ROOMS, ROOMS),
    st.tuples(st.just("checkout"), ROOMS),
    st.tuples(st.just("clean"), ROOMS),
    st.tuples(st.just("hand_out"), BAND, st.one_of(st.none(), ROOMS)),
    st.tuples(st.just("hand_in"), BAND),
    st.tuples(st.just("sold_out"), st.sampled_from(["salad", "tea"]), st.booleans()),
    st.tuples(st.just("shop"), st.sampled_from(["open", "paused"])),
    st.tuples(st.just("session_on"), ROOMS),
    st.tuples(st.just("session"), st.sampled_from(["extend", "finish"]), PICK),
    st.tuples(st.just("bind"), ROOMS),
    st.tuples(st.just("seen"), PICK, st.integers(1, 3)),
    st.tuples(st.just("missed")),
    st.tuples(st.just("ring"), st.sampled_from(PADS), st.sampled_from(["water", "cashier"])),
    st.tuples(st.just("answer"), st.sampled_from(["accept", "take_over", "hand_back", "finish", "escalate", "forget"]), PICK),
    st.tuples(st.just("withdraw"), st.sampled_from(PADS), PICK),
    st.tuples(st.just("alarm"), st.sampled_from(["kitchen", "kitchen hot"])),
    st.tuples(st.just("alarm_over"), PICK),
    st.tuples(st.just("ask"), st.sampled_from(PADS)),
    st.tuples(st.just("write_to"), st.sampled_from(STAFF), ROOMS),
    st.tuples(st.just("write"), st.sampled_from(PADS), PICK),
    st.tuples(st.just("write"), st.sampled_from((*PADS, *STAFF)), PICK),
    st.tuples(st.just("chat"), st.sampled_from(CHAT_ACTIONS), st.sampled_from((*PADS, *STAFF)), PICK),
    st.tuples(st.just("rate"), st.sampled_from(PADS), PICK),
    st.tuples(st.just("duty"), st.sampled_from(STAFF), st.booleans()),
    st.tuples(st.just("rest")),
)


class World:
    """One venue, its screens as boards, and the commands of one example."""

    def __init__(self, running: RunningHub, needs_confirm: bool) -> None:
        self.database = running.database
        self.venue = Venue(running, httpx.AsyncClient(), settings={"wristband_needs_confirm": needs_confirm})
        self.who = self.venue.as_actor("manager")
        self.boards: dict[str, Board] = {}
        self.channels: dict[str, frozenset[str]] = {}
        self.heard: dict[str, set[int]] = {name: set() for name in SCREENS}
        """The numbers of the events that each screen was sent."""
        self.position = 0
        self.seated = self.database.read_now(self.seats)
        for name in SCREENS:
            self.snapshot(name)

    def seats(self, tx: Tx) -> dict[str, Any]:
        found = {}
        for name in SCREENS:
            actor = authenticate(tx, hash_of(self.venue[name].token))
            found[name] = (actor, seat(tx, actor, self.venue.shop_id))
        return found

    def look(self, name: str) -> tuple[Board, int]:
        actor = self.seated[name][0]
        found = self.database.read_now(lambda tx: my_board(tx, actor, self.venue.shop_id))
        board = Board(actor.role, actor.stations)
        board.load(msgspec.json.decode(msgspec.json.encode(found.board)))
        return board, found.seq

    def snapshot(self, name: str) -> None:
        self.boards[name], self.position = self.look(name)
        self.channels[name] = self.channels_of(self.seated[name])

    def channels_of(self, seated: Any) -> frozenset[str]:
        return next(frozenset(each.channels) for each in seated[1].follows if each.stream == self.venue.stream)

    def ids(self, name: str) -> list[UUID]:
        table = TABLES[name]
        rows = select(table.c.id).where(table.c.shop_id == self.venue.shop_id).order_by(table.c.id)
        return self.database.read_now(lambda tx: [row.id for row in tx.query(rows)])

    def do(self, command: tuple[Any, ...]) -> None:
        """Run one command; a refusal is a fine outcome, and then nothing may have changed."""
        verb = getattr(self, f"do_{command[0]}")
        with contextlib.suppress(Refusal):
            self.database.run_now(lambda tx: verb(tx, *command[1:]))

    def room(self, number: str) -> UUID:
        return UUID(self.venue.rooms[number])

    def wanted(self, dishes: list[str]) -> list[OrderedLine]:
        return [OrderedLine(sku_id=UUID(self.venue.skus[dish]), quantity=1) for dish in dishes]

    def do_place(self, tx: Tx, number: str, dishes: list[str]) -> None:
        orders.place_order(tx, self.who, PlaceOrder(lines=self.wanted(dishes), room_id=self.room(number)))

    def do_place_band(self, tx: Tx, band: int, dishes: list[str]) -> None:
        orders.place_order(tx, self.who, PlaceOrder(lines=self.wanted(dishes), wristband=self.venue.wristbands[band]))

    def do_line(self, tx: Tx, action: str, pick: int) -> None:
        ids = self.picked["order_line"]
        if ids:
            kds.move_line(tx, self.who, ids[pick % len(ids)], action, Wish(reason="burnt", on=bool(pick % 2)))

    def do_cancel_order(self, tx: Tx, pick: int, partial: bool) -> None:
        ids = self.picked["food_order"]
        if ids:
            kds.cancel_order(tx, self.who, ids[pick % len(ids)], CancelOrder(partial=partial))

    def do_confirm_order(self, tx: Tx, pick: int) -> None:
        ids = self.picked["food_order"]
        if ids:
            orders.confirm_order(tx, self.who, ids[pick % len(ids)])

    def do_open(self, tx: Tx, number: str) -> None:
        rooms.open_room(tx, self.who, self.room(number), OpenRoom(guests=2))

    def do_move(self, tx: Tx, number: str, to: str) -> None:
        rooms.move_guests(tx, self.who, self.room(number), MoveGuests(to=self.room(to)))

    def do_checkout(self, tx: Tx, number: str) -> None:
        rooms.check_out(tx, self.who, self.room(number))

    def do_clean(self, tx: Tx, number: str) -> None:
        closing.clean_room(tx, self.who, self.room(number))

    def do_hand_out(self, tx: Tx, band: int, number: str | None) -> None:
        data = HandOut(guests=1, room_id=None if number is None else self.room(number))
        wristbands.hand_out(tx, self.who, self.venue.wristbands[band], data)

    def do_hand_in(self, tx: Tx, band: int) -> None:
        closing.hand_in_wristband(tx, self.who, self.venue.wristbands[band])

    def do_sold_out(self, tx: Tx, dish: str, on: bool) -> None:
        sku_id = UUID(self.venue.skus[dish])
        if on:
            sold_out.mark_sold_out(tx, self.who, sku_id, MarkSoldOut(mode="indefinite"))
        else:
            sold_out.clear_sold_out(tx, self.who, sku_id)

    def do_shop(self, tx: Tx, state: Any) -> None:
        shops.set_shop_state(tx, self.who, self.venue.shop_id, SetShopState(state=state))

    def do_session_on(self, tx: Tx, number: str) -> None:
        staff = UUID(self.venue["cleaner"].id)
        sessions.start_session(tx, self.who, StartSession(staff_id=staff, room_id=self.room(number), minutes=60))

    def do_session(self, tx: Tx, action: str, pick: int) -> None:
        ids = self.picked["therapist_session"]
        if ids and action == "extend":
            sessions.extend_session(tx, self.who, ids[pick % len(ids)], ExtendSession(minutes=10))
        elif ids:
            sessions.finish_session(tx, self.who, ids[pick % len(ids)])

    def do_bind(self, tx: Tx, number: str) -> None:
        im.bind_device(tx, self.who, UUID(self.venue["pad 803"].id), Bind(room_id=self.room(number)))

    def do_seen(self, tx: Tx, pick: int, number: int) -> None:
        ids = self.picked["food_order"]
        if ids:
            mark_round_seen(tx, self.venue.shop_id, [(ids[pick % len(ids)], number)])

    def do_missed(self, tx: Tx) -> None:
        note_missed_rounds(tx, before=tx.now + timedelta(seconds=1))

    def do_ring(self, tx: Tx, pad: str, service: Any) -> None:
        pad_calls.make_pad_call(tx, self.seated[pad][0], MakePadCall(service=service))

    def do_answer(self, tx: Tx, action: str, pick: int) -> None:
        ids = self.picked["pad_call"]
        if ids and action == "escalate":
            pad_calls.escalate_pad_call(tx, self.venue.shop_id, ids[pick % len(ids)])
        elif ids and action == "forget":
            pad_calls.escalate_pad_call(tx, self.venue.shop_id, ids[pick % len(ids)], ACCEPTED)
        elif ids:
            verb = {
                "accept": pad_calls.accept_pad_call,
                "take_over": pad_calls.take_over_pad_call,
                "hand_back": pad_calls.hand_back_pad_call,
                "finish": pad_calls.finish_pad_call,
            }[action]
            verb(tx, self.seated["cashier 1" if action == "take_over" else "handheld 1"][0], ids[pick % len(ids)])

    def do_withdraw(self, tx: Tx, pad: str, pick: int) -> None:
        ids = self.picked["pad_call"]
        if ids:
            pad_calls.withdraw_pad_call(tx, self.seated[pad][0], ids[pick % len(ids)])

    def do_alarm(self, tx: Tx, name: str) -> None:
        ident, shop_id = UUID(self.venue[name].id), self.venue.shop_id
        about = AlarmAbout(device_id=ident, device=name)
        raise_alarm(tx, Fault(self.venue.brand_id, shop_id, "device_unreachable", f"device:{ident}", about, tx.now))

    def do_alarm_over(self, tx: Tx, pick: int) -> None:
        rows = tx.all(STANDING_ALARMS, shop_id=self.venue.shop_id)
        if rows:
            clear_alarm(tx, rows[pick % len(rows)], "connected")

    def actor(self, name: str) -> Actor:
        actor: Actor = self.seated[name][0]
        return actor

    def do_ask(self, tx: Tx, pad: str) -> None:
        chats.begin_chat(tx, self.actor(pad), BeginChat())

    def do_write_to(self, tx: Tx, person: str, number: str) -> None:
        chats.begin_chat(tx, self.actor(person), BeginChat(room_id=self.room(number)))

    def do_write(self, tx: Tx, name: str, pick: int) -> None:
        ids = self.picked["chat"]
        talking.post_message(tx, self.actor(name), ids[pick % len(ids)], PostMessage(text=f"{name} {pick}"))

    def do_chat(self, tx: Tx, action: str, name: str, pick: int) -> None:
        ids, who = self.picked["chat"], self.actor(name)
        chat_id = ids[pick % len(ids)]
        match action:
            case "accept":
                chats.accept_chat(tx, who, chat_id)
            case "transfer" | "take_over" | "give_back":
                to = {"transfer": UUID(self.venue["waiter"].id), "take_over": who.id}.get(action)
                chats.transfer_chat(tx, who, chat_id, TransferChat(staff_id=to, note="see to it"))
            case "close":
                chats.close_chat(tx, who, chat_id)
            case "read":
                talking.mark_read(tx, who, chat_id, MarkRead(upto=pick))
            case "type":
                talking.type_on(tx, who, chat_id)

    def do_rate(self, tx: Tx, pad: str, pick: int) -> None:
        ids = self.picked["chat"]
        chats.rate_chat(tx, self.actor(pad), ids[pick % len(ids)], RateChat(stars=1 + pick % 5))

    def do_duty(self, tx: Tx, person: str, takes: bool) -> None:
        agents.be_agent(tx, self.actor(person), BeAgent(available=takes), self.venue.shop_id)

    def do_rest(self, tx: Tx) -> None:
        tx.now += timedelta(minutes=10, seconds=1)
        tidying.let_rest(tx)
        tidying.take_back(tx)

    def do_revoke(self, tx: Tx, name: str) -> None:
        im.revoke_device(tx, self.who, UUID(self.venue[name].id))

    def settled(self) -> tuple[list[Any], dict[str, tuple[Board, int]]]:
        """The events since the last step and a fresh look at every screen, at one number: the hub itself raises alarms meanwhile."""
        while True:
            rows = list(self.database.read_now(lambda tx: read_after(tx, self.venue.stream, self.position)))
            looks = {name: self.look(name) for name in SCREENS}
            if {seq for _, seq in looks.values()} == {rows[-1].seq if rows else self.position}:
                return rows, looks

    def step(self, command: tuple[Any, ...]) -> None:
        self.picked = {name: self.ids(name) for name in ("order_line", "food_order", "therapist_session", "pad_call", "chat")}
        self.do(command)
        rows, looks = self.settled()
        moved = any(row.type == "im.device_moved" for row in rows)
        turned = self.database.read_now(self.seats) if any(row.type == RoomChanged.type for row in rows) else self.seated
        for name in SCREENS:
            if moved and name == "pad 803":
                continue  # the scope changed: such a screen takes a snapshot
            for row in rows:
                if not self.channels[name].isdisjoint(row.channels):
                    self.heard[name].add(row.seq)
                    if row.type == RoomChanged.type:  # other guests may be there: a pad hears from here on what is theirs
                        self.channels[name] = self.channels_of(turned[name])
                    event = msgspec.json.decode(frame_text(self.venue.stream, row.seq, row.body))
                    self.boards[name].apply(event["type"], event["data"])
            fresh, _ = looks[name]
            assert self.boards[name] == fresh, f"{name} after {command}: {self.boards[name].differences(fresh)}"
        self.position = rows[-1].seq if rows else self.position
        if moved:
            self.seated = self.database.read_now(self.seats)
            self.snapshot("pad 803")


@pytest.fixture(scope="module")
def hub(running: RunningHub) -> Iterator[RunningHub]:
    yield running


NEW_GUESTS: list[tuple[Any, ...]] = [
    *(("ask", "pad 801"), ("write", "pad 801", 1), ("write_to", "manager", "802"), ("write", "waiter", 1)),
    *(("clean", "801"), ("open", "801"), ("ask", "pad 801"), ("write", "pad 801", 3), ("write", "manager", 3)),
    *(("chat", "read", "pad 801", 3), ("chat", "close", "manager", 3), ("rate", "pad 801", 3), ("write", "pad 801", 3)),
]
"""Guests write, leave, and others come and write: chance alone does this too seldom."""
MOVED_GUESTS: list[tuple[Any, ...]] = [
    *(("clean", "802"), ("ask", "pad 801"), ("write", "waiter", 1), ("move", "801", "802"), ("write", "pad 802", 1)),
    *(("write", "waiter", 1), ("rest",), ("write", "pad 802", 1), ("chat", "take_over", "cashier", 1), ("chat", "give_back", "manager", 1)),
    *(("duty", "waiter", True), ("chat", "accept", "cashier", 1), ("checkout", "802"), ("rate", "pad 802", 1), ("clean", "802")),
]


@example(commands=NEW_GUESTS, needs_confirm=False)
@example(commands=MOVED_GUESTS, needs_confirm=True)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(commands=st.lists(COMMANDS, min_size=5, max_size=40), needs_confirm=st.booleans())
def test_every_screen_is_its_snapshot_plus_events(hub: RunningHub, commands: list[tuple[Any, ...]], needs_confirm: bool) -> None:
    world = World(hub, needs_confirm)
    for command in commands:
        world.step(command)
