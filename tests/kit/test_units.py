"""Units of work: what commits, what does not, and who is told."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Event as Flag
from threading import Thread
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlalchemy import bindparam, func, select, update

from hub.app import open_database
from hub.kit.clock import Clock
from hub.kit.db import MOST_WAITING, Database, Tx, Unit
from hub.kit.db_sqlite import SqliteDatabase, Writer, connect
from hub.kit.door import insert_row
from hub.kit.errors import Busy, Refusal, StorageFull
from hub.kit.ids import new_id
from hub.live.append import publish
from hub.live.events import Event
from hub.tables import TABLES
from tests.running import Backend

brand = TABLES["brand"]
ADD = insert_row(brand)
COUNT = select(func.count().label("n")).select_from(brand)
RENAME = update(brand).where(brand.c.id == bindparam("brand_id")).values(name=brand.c.name + "!").returning(brand.c.name)


class Told(Event, frozen=True, kw_only=True):
    """For these tests."""

    type: ClassVar[str] = "test.thing_told"
    number: int


class No(Refusal):
    """For these tests."""

    status, code, title = 409, "no_for_tests", "No"


def add(tx: Tx, name: str = "x") -> UUID:
    brand_id = tx.new_id()
    tx.run(ADD, id=brand_id, name=name, created_at=tx.now)
    return brand_id


@pytest.fixture
def database(backend: Backend) -> Iterator[Database]:
    settings = backend.settings()
    database = open_database(settings, Clock())
    yield database
    database.close()
    backend.forget(settings)


async def test_a_unit_that_refuses_leaves_nothing_and_takes_no_other_with_it(database: Database) -> None:
    def refuse(tx: Tx) -> None:
        add(tx)
        raise No

    outcomes = await asyncio.gather(
        *(database.run(refuse if number % 3 == 0 else add) for number in range(60)),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes].count(No) == 20
    assert await database.read(lambda tx: tx.value(COUNT)) == 40


async def test_no_update_is_lost_between_units(database: Database) -> None:
    brand_id = await database.run(add)
    await asyncio.gather(*(database.run(lambda tx: tx.one(RENAME, brand_id=brand_id)) for _ in range(50)))
    name = await database.read(lambda tx: tx.value(select(brand.c.name).where(brand.c.id == bindparam("brand_id")), brand_id=brand_id))
    assert name == "x" + "!" * 50


async def test_more_than_512_waiting_units_are_refused(database: Database) -> None:
    hold = Flag()
    try:
        blocked = [database.run(lambda tx: hold.wait(10)) for _ in range(8)]
        tasks = [asyncio.create_task(each) for each in blocked]
        await asyncio.sleep(0.1)
        waiting = [asyncio.create_task(database.run(add)) for _ in range(MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(Busy):
            for _ in range(64):
                database.submit(Unit(add, Future()))
    finally:
        hold.set()
        await asyncio.gather(*tasks, *waiting, return_exceptions=True)


async def test_a_patient_unit_runs_when_nobody_waits_in_front(database: Database) -> None:
    first = [asyncio.create_task(database.run(add)) for _ in range(100)]
    patient = [asyncio.create_task(database.run_later(lambda tx: tx.value(COUNT))) for _ in range(3)]
    counts = await asyncio.gather(*patient)
    await asyncio.gather(*first)
    if database.kind == "sqlite":
        assert min(counts) == 100


async def test_who_listens_to_commits_hears_of_each_once_and_in_order(database: Database) -> None:
    heard: list[Any] = []
    database.attach(asyncio.get_running_loop())
    database.on_commit = lambda txs: heard.extend(news for tx in txs for news in tx.news)

    def tell(tx: Tx, number: int) -> None:
        publish(tx, Told(number=number), stream="shop:test", to=["all"])

    await asyncio.gather(*(database.run(lambda tx, number=number: tell(tx, number)) for number in range(40)))  # type: ignore[misc]
    assert sorted(news.seq for news in heard) == list(range(1, 41))
    if database.kind == "sqlite":
        assert [news.seq for news in heard] == list(range(1, 41))


def test_a_batch_whose_transaction_is_lost_is_run_again_unit_by_unit(sqlite_backend: Backend) -> None:
    settings = sqlite_backend.settings()
    database = open_database(settings, Clock())
    assert isinstance(database, SqliteDatabase)
    writer = Writer(database, connect(database.path))
    ran: list[str] = []

    def lose(tx: Tx) -> None:
        ran.append("lose")
        add(tx)
        writer.connection.execute("ROLLBACK")  # as SQLite does by itself when the disk is full

    def good(tx: Tx) -> UUID:
        ran.append("good")
        return add(tx)

    units: list[Unit] = [Unit(work, Future()) for work in (good, lose, good)]
    writer.step(units)
    assert ran == ["good", "lose", "good", "lose", "good"]
    assert [type(unit.error) for unit in units] == [type(None), StorageFull, type(None)]
    assert database.read_now(lambda tx: tx.value(COUNT)) == 2
    database.close()


def test_the_log_beside_a_new_file_is_there_before_reader_and_writer_meet(sqlite_backend: Backend) -> None:
    """Two who change to it at the same moment find the file locked, and no time-out helps."""
    reader = connect(sqlite_backend.settings().data_path / "hub.db", read_only=True)
    assert reader.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_sqlite_is_set_to_survive_a_power_cut(sqlite_backend: Backend) -> None:
    settings = sqlite_backend.settings()
    connection = connect(settings.data_path / "hub.db")
    pragmas = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    reader = connect(settings.data_path / "hub.db", read_only=True)
    with pytest.raises(sqlite3.OperationalError):
        reader.execute("DELETE FROM brand")


def test_ids_sort_by_the_time_they_were_made() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {each.version for each in ids} == {7}


async def test_small_patient_units_share_a_transaction_and_fail_alone(database: Database) -> None:
    """What a thousand devices leave behind when they come back at once. A sweep among them stays by itself; on PostgreSQL all do."""
    together: list[list[Unit]] = []
    announce, hold = database.announce, Flag()

    def seen(units: list[Unit]) -> None:
        together.append(list(units))
        announce(units)

    def fail(tx: Tx) -> None:
        add(tx, "never there")
        raise No("for these tests")

    database.announce = seen  # type: ignore[method-assign, assignment]
    try:
        first = asyncio.create_task(database.run(lambda tx: hold.wait(10)))
        await asyncio.sleep(0)
        plans: list[tuple[Callable[[Tx], Any], bool]] = [(add, True), (fail, True), (add, True), (add, False), (add, True)]
        patient = [asyncio.create_task(database.run_later(work, small=small)) for work, small in plans]
        await asyncio.sleep(0)
        hold.set()
        outcomes = await asyncio.gather(first, *patient, return_exceptions=True)
    finally:
        database.announce = announce  # type: ignore[method-assign]
    assert [type(each) for each in outcomes[1:]] == [UUID, No, UUID, UUID, UUID]
    sizes = sorted(len(units) for units in together if units)
    assert sizes == ([1, 1, 1, 3] if isinstance(database, SqliteDatabase) else [1] * 6), sizes
    assert await database.read(lambda tx: tx.value(COUNT)) == 4


async def test_patient_units_take_no_place_that_a_command_could_wait_in(database: Database) -> None:
    """As when the access point comes back and every screen of the house says hello at once."""
    hold = Flag()
    try:
        running = [asyncio.create_task(database.run(lambda tx: hold.wait(10))) for _ in range(8)]
        await asyncio.sleep(0.1)
        patient = [asyncio.create_task(database.run_later(add)) for _ in range(MOST_WAITING + 100)]
        await asyncio.sleep(0.05)
        command = asyncio.create_task(database.run(add))
        await asyncio.sleep(0.05)
    finally:
        hold.set()
    await command
    await asyncio.gather(*running, *patient)
    assert await database.read(lambda tx: tx.value(COUNT)) == MOST_WAITING + 101


@pytest.mark.timeout(20)
async def test_an_iterator_that_ends_inside_a_unit_leaves_nobody_waiting(database: Database) -> None:
    """A future cannot carry a StopIteration: set as it is, it would leave the caller, and the rest of the batch, waiting for ever."""
    outcomes = await asyncio.gather(
        database.run(add),
        database.run(lambda tx: next(iter(()))),
        database.run(add),
        database.read(lambda tx: next(iter(()))),
        return_exceptions=True,
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["UUID", "Fault", "UUID", "Fault"]


def test_a_unit_that_comes_while_the_database_closes_is_run_or_refused(database: Database) -> None:
    """Between the look at whether it closes and the queue: whoever waits for such a unit must not wait for ever."""
    real, entered, may_go = database._inbox, Flag(), Flag()  # type: ignore[attr-defined]

    class Slow:
        qsize, get, get_nowait, empty = real.qsize, real.get, real.get_nowait, real.empty

        def put(self, unit: Any) -> None:
            if unit is not None:
                entered.set()
                may_go.wait(10)
            real.put(unit)

    database._inbox = Slow()  # type: ignore[attr-defined]
    said: list[Any] = []

    def ask() -> None:
        try:
            said.append(database.run_now(lambda _: "run"))
        except Busy:
            said.append("refused")

    asking, closing = Thread(target=ask, daemon=True), Thread(target=database.close, daemon=True)
    asking.start()
    assert entered.wait(10)
    closing.start()
    closing.join(1)  # it may wait for the one who is under way, or have gone already
    may_go.set()
    asking.join(10)
    closing.join(10)
    assert said in (["run"], ["refused"])
