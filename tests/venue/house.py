"""A small venue on both databases, for tests that run verbs without the web: two brands, three shops, rooms and wristbands."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import bindparam, select

from hub.accounts.actor import Actor
from hub.accounts.permissions import STAFF_PERMISSIONS
from hub.accounts.staff import add_user
from hub.app import open_database
from hub.kit.clock import MovableClock
from hub.kit.db import Database, Tx
from hub.kit.errors import Refusal
from hub.kit.ids import new_id
from hub.live.append import shop_stream
from hub.tables import TABLES
from hub.venue.rooms import add_room
from hub.venue.schemas import AddRoom, AddShop
from hub.venue.shops import add_brand, add_shop
from hub.venue.wristbands import add_wristband
from tests.running import Backend

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
"""Noon in Shanghai."""
EVENTS = select(TABLES["event"]).where(TABLES["event"].c.stream == bindparam("of_stream")).order_by(TABLES["event"].c.seq)
AUDIT = select(TABLES["audit_log"]).where(TABLES["audit_log"].c.shop_id == bindparam("shop_id")).order_by(TABLES["audit_log"].c.id)


class News(NamedTuple):
    """One event as a screen would get it."""

    type: str
    channels: frozenset[str]
    data: dict[str, Any]


class Place(NamedTuple):
    """One shop with its rooms by number."""

    id: UUID
    brand_id: UUID
    rooms: dict[str, UUID]
    therapists: list[UUID]

    def actor(self, role: str = "manager") -> Actor:
        return Actor(
            kind="user",
            id=new_id(),
            name=role,
            role=role,
            brand_id=self.brand_id,
            shop_id=None if role == "owner" else self.id,
            permissions=STAFF_PERMISSIONS[role],
        )


class House:
    """Three shops; the first two belong to one brand."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database = database
        self.clock = clock
        self.seen: dict[UUID, int] = {}
        self.shop, self.sister, self.stranger = self.run(self._build)
        self.manager, self.owner = self.shop.actor(), self.shop.actor("owner")
        self.outsider = self.stranger.actor()
        self.news()

    def _build(self, tx: Tx) -> list[Place]:
        first, second = add_brand(tx, "First"), add_brand(tx, "Second")
        return [self._place(tx, brand) for brand in (first, first, second)]

    def _place(self, tx: Tx, brand_id: UUID) -> Place:
        shop_id = add_shop(tx, None, brand_id, AddShop(name="Shop", timezone="Asia/Shanghai"))
        rooms = {number: add_room(tx, None, brand_id, shop_id, AddRoom(number=number, area="8")).id for number in ("801", "802", "803")}
        for code in ("W1", "W2", "W3"):
            add_wristband(tx, None, brand_id, shop_id, code)
        return Place(shop_id, brand_id, rooms, [self._therapist(tx, brand_id, shop_id, name) for name in ("T1", "T2")])

    def _therapist(self, tx: Tx, brand_id: UUID, shop_id: UUID, name: str) -> UUID:
        username = f"{name}-{new_id().hex}"
        made = add_user(
            tx, brand_id=brand_id, shop_id=shop_id, role="cleaner", username=username, name=name, password_hash="-", job="therapist"
        )
        assert made is not None
        return made

    def run(self, verb: Callable[..., Any], *args: Any, if_match: str | None = None, **kwargs: Any) -> Any:
        def work(tx: Any) -> Any:
            tx.if_match = if_match
            return verb(tx, *args, **kwargs)

        return self.database.run_now(work)

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self.database.read_now(lambda tx: query(tx, *args, **kwargs))

    def refused(self, code: str, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The facts of a refusal; nothing was said to anybody."""
        before = len(self.all_news(self.shop))
        with pytest.raises(Refusal) as caught:
            self.run(verb, *args, **kwargs)
        assert caught.value.code == code
        assert len(self.all_news(self.shop)) == before
        return caught.value.facts

    def race(self, *works: Callable[[], Any]) -> list[Any]:
        """All at once; a refusal counts as its code."""

        def outcome(work: Callable[[], Any]) -> Any:
            try:
                return work()
            except Refusal as refusal:
                return refusal.code

        with ThreadPoolExecutor(len(works)) as pool:
            return list(pool.map(outcome, works))

    def all_news(self, place: Place) -> list[News]:
        rows = self.read(lambda tx: tx.all(EVENTS, of_stream=shop_stream(place.id)))
        return [News(row.type, frozenset(row.channels), msgspec.json.decode(b"{" + row.body)["data"]) for row in rows]

    def news(self, place: Place | None = None) -> list[News]:
        """What was said since the last call."""
        place = place or self.shop
        found = self.all_news(place)
        start = self.seen.get(place.id, 0)
        self.seen[place.id] = len(found)
        return found[start:]

    def audit(self) -> list[Any]:
        return self.read(lambda tx: tx.all(AUDIT, shop_id=self.shop.id))  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def databases(backend: Backend) -> Iterator[tuple[Database, MovableClock]]:
    """One migrated database of each kind; every test makes shops of its own in it."""
    clock = MovableClock(NOON)
    settings = backend.settings()
    database = open_database(settings, clock)
    yield database, clock
    database.close()
    backend.forget(settings)


@pytest.fixture
def house(databases: tuple[Database, MovableClock]) -> House:
    database, clock = databases
    clock.jump(NOON)
    return House(database, clock)
