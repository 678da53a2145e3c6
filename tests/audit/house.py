"""A venue with something of everything in it, made by the hub's own verbs, and a way to spoil it that leaves no trace."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import pytest
from sqlalchemy import CheckConstraint, select
from sqlalchemy.schema import DropConstraint, DropIndex

from hub.accounts import sessions
from hub.accounts.actor import Actor
from hub.accounts.permissions import DEVICE_PERMISSIONS, STAFF_PERMISSIONS
from hub.accounts.staff import add_user
from hub.accounts.tokens import hash_of
from hub.im import identity
from hub.im.chat.schemas import BeginChat, PostMessage
from hub.im.chat.service import begin_chat
from hub.im.chat.talking import post_message
from hub.im.devices import add_device, bind_device, revoke_device
from hub.im.messages.deliveries import mark_acked, record_receipt
from hub.im.messages.sending import send_due
from hub.im.schemas import Bind
from hub.kds.schemas import PutStation
from hub.kds.service import move_line
from hub.kds.stations import put_station
from hub.kit import db_postgresql, db_sqlite, idempotency
from hub.kit.clock import MovableClock
from hub.kit.db import Database, Tx
from hub.orders.closing import clean_room
from hub.orders.schemas import OrderedLine, OrderOut, PlaceOrder
from hub.orders.service import place_order
from hub.printing.making import print_receipt
from hub.printing.queries import own_jobs
from hub.printing.schemas import PrintFailed, PrintWhere
from hub.printing.service import job_failed, job_printed, print_again, take_job
from hub.settings import Settings
from hub.store.menu import put_category, put_item
from hub.store.schemas import PutCategory, PutItem
from hub.tables import TABLES
from hub.venue.rooms import add_room, open_room
from hub.venue.schemas import AddRoom, AddShop, HandOut, OpenRoom, StartSession
from hub.venue.sessions import start_session
from hub.venue.shops import add_brand, add_shop
from hub.venue.wristbands import add_wristband, hand_out

EXTENSIONS = {"ext_undo": True, "ext_recall": True, "ext_void": True, "ext_rush": True}
on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="session")
on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True, scope="session")
ALL = {"any_tenant": "tests look at everything"}


def both(text: str) -> dict[Literal["zh-CN", "en"], str]:
    return {"zh-CN": text, "en": text}


class Place:
    """One shop: two rooms with guests and one without, two wristbands, a kitchen, a menu, staff and screens."""

    def __init__(self, house: "House", brand_id: UUID, name: str) -> None:
        run = house.run
        self.brand_id = brand_id
        self.id: UUID = run(add_shop, None, brand_id, AddShop(name=name, timezone="Asia/Shanghai", settings=dict(EXTENSIONS)))
        for position, code in enumerate(("hot", "cold")):
            run(put_station, brand_id, self.id, code, PutStation(names=both(code), position=position))
        self.rooms = {number: run(add_room, None, brand_id, self.id, AddRoom(number=number)).id for number in ("801", "802", "803")}
        for code in ("W1", "W2"):
            run(add_wristband, None, brand_id, self.id, code)
        category = run(put_category, None, self.id, None, PutCategory(names=both("Food"))).id
        for dish, station, price in (("soup", "hot", 1800), ("salad", "cold", 1200)):
            run(put_item, None, self.id, None, PutItem(category_id=category, names=both(dish), station=station, price=price))
        self.manager = self.person(house, "manager", name)
        self.waiter = self.person(house, "waiter", name)
        self.pad = self.screen(house, "pad", room_id=self.rooms["801"])
        self.kitchen = self.screen(house, "kitchen")
        self.cashier = self.screen(house, "cashier")
        self.second_cashier = self.screen(house, "cashier")
        self.lost = self.screen(house, "handheld")
        self.printer = self.screen(house, "printer", stations=["hot"])
        self.desk_printer = self.screen(house, "printer")
        run(revoke_device, self.manager, self.lost)
        run(bind_device, self.manager, self.pad, Bind(room_id=self.rooms["802"]))
        for number in ("801", "802"):
            run(open_room, self.manager, self.rooms[number], OpenRoom(guests=2))
        run(hand_out, self.manager, "W1", HandOut(guests=1))
        run(start_session, self.manager, StartSession(staff_id=self.waiter.id, room_id=self.rooms["801"]))

    @property
    def guest(self) -> Actor:
        """The pad, as the guests in its room use it."""
        of = {"brand_id": self.brand_id, "shop_id": self.id, "room_id": self.rooms["802"], "permissions": DEVICE_PERMISSIONS["pad"]}
        return Actor(kind="device", id=self.pad, name="pad", role="pad", **of)

    def printing(self, device_id: UUID) -> Actor:
        """A printer, as its program speaks for it."""
        of: dict[str, Any] = {"brand_id": self.brand_id, "shop_id": self.id, "permissions": DEVICE_PERMISSIONS["printer"]}
        return Actor(kind="device", id=device_id, name="printer", role="printer", **of)

    def person(self, house: "House", role: str, mark: str) -> Actor:
        """A member of staff, signed in."""
        named = {"role": role, "username": f"{role}.{mark}", "name": role, "password_hash": "-"}
        user_id = house.run(lambda tx: add_user(tx, brand_id=self.brand_id, shop_id=self.id, **named))
        house.run(lambda tx: sessions.open_session(tx, kind="user", subject_id=user_id, brand_id=self.brand_id))
        permissions = STAFF_PERMISSIONS[role]
        return Actor(kind="user", id=user_id, name=role, role=role, brand_id=self.brand_id, shop_id=self.id, permissions=permissions)

    def screen(self, house: "House", kind: str, **place: Any) -> UUID:
        """A device with a session that has been refreshed once."""
        device = house.run(lambda tx: add_device(tx, brand_id=self.brand_id, shop_id=self.id, kind=kind, name=kind, **place))
        tokens = house.run(lambda tx: sessions.open_session(tx, kind="device", subject_id=device.id, brand_id=self.brand_id))
        house.run(lambda tx: sessions.refresh_tokens(tx, hash_of(tokens.refresh_token)))
        return device.id  # type: ignore[no-any-return]


class House:
    """Two brands with a shop each, and a day's work in the first."""

    def __init__(self, settings: Settings, database: Database, clock: MovableClock) -> None:
        self.settings, self.database, self.clock = settings, database, clock
        self.commands = 0
        self.shop = Place(self, self.run(add_brand, "First"), "first")
        self.stranger = Place(self, self.run(add_brand, "Second"), "second")
        self.skus = {place.id: self.column("sku", "id", shop_id=place.id) for place in (self.shop, self.stranger)}
        self.order = self.place("801", 2, 1)
        self.hear()
        self.paper = self.print_next(self.shop.printer)
        self.order = self.place("801", 3)
        self.line, self.cancelled, self.voided = self.order.lines
        for action in ("start", "rush", "finish", "call", "call", "serve", "recall"):
            self.move(self.line.id, action)
        self.move(self.cancelled.id, "cancel")
        for action in ("start", "void", "confirm"):
            self.move(self.voided.id, action)
        self.closed = self.place("802", 1)
        self.command(clean_room, self.shop.manager, self.shop.rooms["802"])
        self.on_wristband = self.place("W1", 1)
        self.command(print_receipt, self.shop.manager, self.order.id, PrintWhere())
        self.receipt = self.print_next(self.shop.desk_printer)
        self.command(print_again, self.shop.manager, self.receipt, PrintWhere())
        self.jammed = self.take_next(self.shop.printer)
        self.command(job_failed, self.shop.printing(self.shop.printer), self.jammed, PrintFailed(problem="paper_out"))
        self.chat = self.command(begin_chat, self.shop.manager, BeginChat(room_id=self.shop.rooms["801"])).chat
        for text in ("one", "two", "three"):
            self.command(post_message, self.shop.manager, self.chat.id, PostMessage(text=text))
        self.command(begin_chat, self.stranger.guest, BeginChat())
        self.gone = self.order_in(self.stranger, "802", 1)
        for line in self.gone.lines:
            self.command(move_line, self.stranger.manager, line.id, "cancel")

    def run(self, verb: Callable[..., Any], *args: Any) -> Any:
        """A verb without a key, as the seed and the jobs run it."""
        return self.database.run_now(lambda tx: verb(tx, *args))

    def command(self, verb: Callable[..., Any], who: Actor, *args: Any) -> Any:
        """A verb as a request brings it: behind a key, with its answer stored; each a second after the other."""
        self.clock.advance(5)
        self.commands += 1
        key = f"command-{self.commands}"

        def work(tx: Tx) -> Any:
            tx.cause = key
            result = verb(tx, who, *args)
            idempotency.keep(tx, idempotency.Answer(who.key_owner, key, b"h" * 32, 200, b"{}"))
            return result

        answer = self.database.run_now(work)
        for place in (self.shop, self.stranger):
            self.run(send_due, place.id)
        return answer

    def hear(self) -> None:
        """A screen of the first shop stores and speaks the first message that it was sent."""
        delivery = TABLES["im_delivery"]
        first = select(delivery).where(delivery.c.shop_id == self.shop.id).order_by(delivery.c.message_id).limit(1)
        self.told = self.database.read_now(lambda tx: tx.query(first))[0]
        actor = Actor(kind="device", id=self.told.device_id, name="k", role="kitchen", brand_id=self.shop.brand_id, shop_id=self.shop.id)
        seat = self.database.read_now(lambda tx: identity.seat(tx, actor))
        self.run(mark_acked, self.shop.id, self.told.device_id, [self.told.message_id])
        self.run(record_receipt, seat, self.told.message_id, "spoken")

    def take_next(self, printer: UUID) -> UUID:
        """A printer takes the oldest of its jobs of which something is left."""
        who = self.shop.printing(printer)
        while True:
            oldest = self.database.read_now(lambda tx: own_jobs(tx, who)).items[0].id
            if self.command(take_job, who, oldest).content is not None:
                return oldest

    def print_next(self, printer: UUID) -> UUID:
        taken = self.take_next(printer)
        self.command(job_printed, self.shop.printing(printer), taken)
        return taken

    def place(self, where: str, *quantities: int) -> OrderOut:
        return self.order_in(self.shop, where, *quantities)

    def order_in(self, place: Place, where: str, *quantities: int) -> OrderOut:
        """A round of as many lines, in a room or on a wristband."""
        skus = self.skus[place.id]
        lines = [OrderedLine(sku_id=skus[index % len(skus)], quantity=quantity) for index, quantity in enumerate(quantities)]
        at = {"room_id": place.rooms[where]} if where in place.rooms else {"wristband": where}
        return self.command(place_order, place.manager, PlaceOrder(lines=lines, **at)).order  # type: ignore[no-any-return]

    def move(self, line_id: UUID, action: str) -> None:
        self.command(move_line, self.shop.manager, line_id, action)

    def column(self, table: str, name: str, **where: Any) -> list[Any]:
        rows = TABLES[table]
        conditions = [rows.c[key] == value for key, value in where.items()]
        statement = select(rows.c[name]).where(*conditions).order_by(rows.c[name]).execution_options(**ALL)
        return [row[0] for row in self.database.read_now(lambda tx: tx.query(statement))]

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def drop_guards(self) -> None:
        """Take away what would keep a test from spoiling the data: unique indexes and checks; nothing else changes."""
        postgresql = self.database.kind == "postgresql"
        with self.connection() as cursor:
            for table in TABLES.values():
                for index in table.indexes:
                    if index.unique:
                        cursor.execute(self.ddl(DropIndex(index)))
                if postgresql:
                    for constraint in table.constraints:
                        if isinstance(constraint, CheckConstraint):
                            cursor.execute(self.ddl(DropConstraint(constraint)))

    def ddl(self, element: DropIndex | DropConstraint) -> str:
        return str(element.compile(dialect=self.database.door.dialect))

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """A cursor that foreign keys and checks do not hold back."""
        if self.database.kind == "postgresql":
            connection: Any = db_postgresql.connect(self.settings.database.url)
            connection.execute("SET session_replication_role = replica")
        else:
            connection = db_sqlite.connect(self.settings.data_path / "hub.db")
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("PRAGMA ignore_check_constraints = ON")
        try:
            yield connection.cursor()
        finally:
            connection.close()

    @contextmanager
    def spoiled(self) -> Iterator[Tx]:
        """A transaction whose changes nobody else sees, and that are taken back."""
        with self.connection() as cursor:
            cursor.execute("BEGIN")
            yield Tx(self.database.door, cursor, self.now, {}, set())
            cursor.execute("ROLLBACK")
