"""What guests and staff have written before the demo begins, by the same verbs, each at its own time: `chats-*.toml` of `config/demo`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from hub.accounts.actor import Actor
from hub.accounts.permissions import DEVICE_PERMISSIONS
from hub.im import presence
from hub.im.chat.queries import group_chat, one_chat
from hub.im.chat.schemas import BeginChat, MarkRead, PostMessage, RateChat
from hub.im.chat.service import accept_chat, begin_chat, close_chat, rate_chat
from hub.im.chat.states import ANSWER
from hub.im.chat.talking import mark_read, post_message
from hub.im.identity import seat
from hub.kit.clock import MovableClock
from hub.kit.db import Database, Tx
from hub.orders.closing import clean_room
from hub.seed import DEVICE, ROOMS, USER, Demo, actor_for, find_shop, furnish, is_founded
from hub.venue.rooms import open_room
from hub.venue.schemas import OpenRoom

HUB = UUID(int=0)
"""That of the time before: no hub has this id."""
BEGINS = timedelta(minutes=100)
"""So long before the demo the venue opened: a little before anybody writes."""

Table = Mapping[str, Any]


def live_through(database: Database, clock: MovableClock, folder: Path) -> None:
    """Make the demo venue as it was a while ago, and let people write until now. A venue that is there already has lived."""
    demo, now = Demo(), clock.now()
    if is_founded(database, demo):
        return
    clock.jump(now - BEGINS)
    furnish(database, folder, demo)
    for described in demo.brands:
        for code in described["shops"]:
            shop = database.read_now(partial(Talkers, demo=demo, brand=described, code=code))
            clock.jump(now - BEGINS)
            database.run_now(shop.come)
            for at, step in steps_of(demo.read(f"chats-{code}"), now):
                clock.jump(at)
                database.run_now(partial(shop.take, step=step))
            clock.jump(now)
            database.run_now(shop.go)


def steps_of(described: Table, now: datetime) -> list[tuple[datetime, Table]]:
    """Everything that happens in a shop, in its order."""
    stays = described.get("stay", ())
    came = [(each["from"], {"by": "manager", "do": "open"} | each) for each in stays]
    left = [(each["until"], {"by": "manager", "do": "clean"} | each) for each in stays]
    steps = [*came, *((each["ago"], each) for each in described["said"]), *left]
    return [(now - timedelta(minutes=ago), step) for ago, step in sorted(steps, key=lambda each: -each[0])]


class Talkers:
    """The people of one shop, and the chats they have."""

    def __init__(self, tx: Tx, *, demo: Demo, brand: Table, code: str) -> None:
        about = demo.shops[code]
        brand_id, shop_id = find_shop(tx, brand, about["shop"])
        self.rooms: dict[str, UUID] = {row.number: row.id for row in tx.all(ROOMS, shop_id=shop_id)}
        self.people: dict[str, Actor] = {}
        self.screens: dict[UUID, Actor] = {}
        for person in about["staff"]:
            actor = actor_for(brand_id, shop_id, person, tx.value(USER, username=person["username"]))
            self.people[person["username"]] = self.people[person["role"]] = actor
            if actor.may(ANSWER):
                self.screens[tx.new_id()] = actor
        for each in about["device"]:
            if each["kind"] == "pad":
                self.people[each["room"]] = Actor(
                    kind="device",
                    id=tx.value(DEVICE, shop_id=shop_id, name=each["name"]),
                    name=each["name"],
                    role="pad",
                    brand_id=brand_id,
                    shop_id=shop_id,
                    room_id=self.rooms[each["room"]],
                    permissions=DEVICE_PERMISSIONS["pad"],
                )
        self.chats: dict[str, UUID] = {}

    def come(self, tx: Tx) -> None:
        """Whoever answers chats has a screen connected; nobody keeps a chat who is not here."""
        for screen, actor in self.screens.items():
            presence.connected(tx, seat(tx, actor, actor.shop_id), screen, HUB)

    def go(self, tx: Tx) -> None:
        for screen, actor in self.screens.items():
            presence.disconnected(tx, seat(tx, actor, actor.shop_id), screen)

    def take(self, tx: Tx, step: Table) -> None:
        who = self.people[step["by"]]
        match step.get("do"):
            case "open":
                open_room(tx, who, self.rooms[step["room"]], OpenRoom(guests=step["guests"]))
            case "clean":
                clean_room(tx, who, self.rooms[step["room"]])
            case "ask":
                self.chat(tx, who, step)
            case "accept":
                accept_chat(tx, who, self.chat(tx, who, step))
            case "read":
                chat = one_chat(tx, who, self.chat(tx, who, step)).chat
                mark_read(tx, who, chat.id, MarkRead(upto=chat.messages))
            case "close":
                close_chat(tx, who, self.chat(tx, who, step))
            case _ if "stars" in step:
                rate_chat(tx, who, self.chat(tx, who, step), RateChat(stars=step["stars"], comment=step.get("comment")))
            case _:
                post_message(tx, who, self.chat(tx, who, step), PostMessage(text=step["text"]))

    def chat(self, tx: Tx, who: Actor, step: Table) -> UUID:
        """The chat with the guests of a room, which begins with the first word; the group where no room is named."""
        room = step.get("to")
        if room is None:
            return group_chat(tx, who).chat.id
        if room not in self.chats:
            asked = BeginChat() if who.kind == "device" else BeginChat(room_id=self.rooms[room])
            self.chats[room] = begin_chat(tx, who, asked).chat.id
        return self.chats[room]
