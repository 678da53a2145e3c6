"""A hub without one of its protections: `python -m tests.faults.sabotage NAME serve --data …`.

The product has no switch for any of this. Each twin replaces one part before the hub starts, and the driver that finds nothing
in the real hub must find losses in it: otherwise its zeros would prove nothing.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg

ORDER_COMMITTED = "order_committed"
"""A place of the twins' own to end a hub at: an order is on the disk, and nobody has been told or answered."""

NUMBERS_TAKEN = "numbers_taken"
"""Another: events have their numbers, and their commit is still to come."""

MESSAGES_TOLD = "messages_told"
"""Another: messages are in the stream, and nobody has written down that they are out."""


def pass_order_committed(units: Sequence[Any]) -> None:
    """Come by `ORDER_COMMITTED` if one of these committed units placed an order."""
    from hub.kit.crash import crash_point

    txs = [unit.tx for unit in units if unit.error is None and unit.tx is not None]
    if any(news.type == "orders.order_placed" for tx in txs for news in tx.news):
        crash_point(ORDER_COMMITTED)


@contextmanager
def second_transaction(database: Any) -> Iterator[Any]:
    """On a connection of its own, after the commit that it belongs to."""
    from hub.kit.db import Tx
    from hub.kit.db_postgresql import PostgresDatabase
    from hub.kit.db_postgresql import connect as connect_postgresql
    from hub.kit.db_sqlite import connect as connect_sqlite

    connection = connect_postgresql(database.url) if isinstance(database, PostgresDatabase) else connect_sqlite(database.path)
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    yield Tx(database.door, cursor, database.clock.now(), {}, set())
    cursor.execute("COMMIT")
    connection.close()


def without_keys() -> None:
    """A repeated command is judged anew: no key is looked up and none is kept."""
    from hub.kit import idempotency
    from hub.kit.db import Database, Unit

    idempotency.claim = lambda tx, owner, key, request_hash: None
    idempotency.keep = lambda tx, answer: None
    announce = Database.announce

    def announce_or_end(self: Database, units: Sequence[Unit]) -> None:
        pass_order_committed(units)
        announce(self, units)

    Database.announce = announce_or_end  # type: ignore[method-assign]


def events_afterwards() -> None:
    """The event rows are written in a second transaction, after the commit of what they tell."""
    import hub.app
    from hub.kit.db import Database, Unit
    from hub.live.append import append_events

    hub.app.append_events = lambda tx, txs: None  # type: ignore[attr-defined]
    announce = Database.announce

    def announce_after_a_second_transaction(self: Database, units: Sequence[Unit]) -> None:
        pass_order_committed(units)
        txs = [unit.tx for unit in units if unit.error is None and unit.tx is not None and unit.tx.news]
        if txs:
            with second_transaction(self) as tx:
                append_events(tx, txs)
        announce(self, units)

    Database.announce = announce_after_a_second_transaction  # type: ignore[method-assign]


def numbers_outside() -> None:
    """The stream's numbers are handed out before the commit, as a sequence would: the next one goes on while this one may still fail."""
    import hub.app
    from hub.kit.crash import crash_point
    from hub.kit.db import Tx
    from hub.live import append

    # Two units that wait for each other, one of them in here, are no deadlock that the database could see.
    server = psycopg.connect(os.environ["VENUEHUB_DATABASE_URL"], autocommit=True, options="-c lock_timeout=1000")
    take = b"update stream set head = head + %s where name = %s returning head, epoch"

    class Counter(NamedTuple):
        head: int
        epoch: str

    class Outside:
        """The transaction, but for the statement that takes numbers."""

        def __init__(self, tx: Tx) -> None:
            self.tx = tx

        def one_or_none(self, statement: Any, /, **values: Any) -> Any:
            if statement is not append.TAKE_NUMBERS:
                return self.tx.one_or_none(statement, **values)
            row = server.execute(take, [values["many"], values["stream_name"]]).fetchone()
            if row is not None:
                crash_point(NUMBERS_TAKEN)
            return None if row is None else Counter(*row)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.tx, name)

    append_events = append.append_events
    hub.app.append_events = lambda tx, txs: append_events(Outside(tx), txs)  # type: ignore[attr-defined, arg-type]


def cursors_ignored() -> None:
    """Who comes back is told that it resumes, and is fed from the head on: what it missed is never sent."""
    from hub.live.connection import Connection
    from hub.live.protocol import Cursor

    begin = Connection.begin

    async def begin_at_the_head(self: Connection, states: dict[str, Any], cursors: dict[str, Cursor]) -> None:
        heads = {name: Cursor(epoch=cursor.epoch, seq=states[name].head) for name, cursor in cursors.items() if name in states}
        await begin(self, states, heads)

    Connection.begin = begin_at_the_head  # type: ignore[method-assign]


def raises_on_a_shape() -> None:
    """One shape of frame is thought impossible, and raises."""
    from hub.live.connection import Connection
    from hub.live.protocol import Frame, Sync

    take = Connection._take

    def take_what_is_expected(self: Connection, said: Frame) -> None:
        if isinstance(said, Sync) and said.from_ < 0:
            raise KeyError(said.from_)
        take(self, said)

    Connection._take = take_what_is_expected  # type: ignore[method-assign]


def keeps_what_is_wrong() -> None:
    """Every complaint is kept, with room for more."""
    from hub.live.connection import Connection

    kept: list[bytearray] = []
    complain = Connection.complain

    def complain_and_keep(self: Connection, problem: dict[str, Any]) -> None:
        kept.append(bytearray(b"x" * 128 * 1024))
        complain(self, problem)

    Connection.complain = complain_and_keep  # type: ignore[method-assign]


def takes_any_depth() -> None:
    """Nobody looks how deep a frame is."""
    from hub.live import protocol

    protocol.depth_of = lambda text: 0


def thinks_about_it() -> None:
    """A frame that is wrong holds everybody up for a while."""
    import time

    from hub.live.connection import Connection

    complain = Connection.complain

    def complain_slowly(self: Connection, problem: dict[str, Any]) -> None:
        time.sleep(0.05)
        complain(self, problem)

    Connection.complain = complain_slowly  # type: ignore[method-assign]


def small_page_cache() -> None:
    """SQLite keeps few pages in memory: what it keeps grows with its file, and would look like something that is not let go."""
    from hub.kit import db_sqlite

    connect = db_sqlite.connect

    def connect_small(*given: Any, **more: Any) -> Any:
        made = connect(*given, **more)
        made.execute("PRAGMA cache_size=-1024")
        return made

    db_sqlite.connect = connect_small


def forgets_to_leave() -> None:
    """A connection that ends with a bad frame is not written down as gone."""
    from hub.live import codes
    from hub.live.codes import Close
    from hub.live.connection import Connection

    end = Connection.end

    def end_quietly(self: Connection, close: Close, retry_after_ms: int = 0) -> None:
        if close is codes.BAD_FRAME:
            self.stage.connections.pop(self, None)  # type: ignore[attr-defined]
        end(self, close, retry_after_ms)

    Connection.end = end_quietly  # type: ignore[method-assign]


def no_late_sweep() -> None:
    """Messages are left to their job: nobody looks for those whose worker died."""
    import hub.app
    import hub.worker

    async def look_at_nothing(database: Any) -> None:
        pass

    hub.app.send_late = hub.worker.send_late = look_at_nothing  # type: ignore[attr-defined]


def marks_afterwards() -> None:
    """That a message is out is written in a second transaction, a moment after the one with its event."""
    import hub.app  # noqa: F401  (whoever imports these two first is the one who reads what is replaced here)
    from hub.im.messages import sending
    from hub.kit.crash import crash_point
    from hub.kit.db import Database, Tx, Unit

    marks: dict[int, list[dict[str, Any]]] = {}
    many, announce = Tx.many, Database.announce

    def many_but_marks(self: Tx, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
        if statement is sending.PUT and rows:
            marks[id(self)] = list(rows)
        else:
            many(self, statement, rows)

    def announce_after_the_marks(self: Database, units: Sequence[Unit]) -> None:
        late = [row for unit in units for row in marks.pop(id(unit.tx), []) if unit.error is None]
        if late:
            crash_point(MESSAGES_TOLD)
            with second_transaction(self) as tx:
                many(tx, sending.PUT, late)
        announce(self, units)

    Tx.many = many_but_marks  # type: ignore[method-assign]
    Database.announce = announce_after_the_marks  # type: ignore[method-assign]


SABOTAGES: dict[str, Callable[[], None]] = {
    "without-keys": without_keys,
    "events-afterwards": events_afterwards,
    "numbers-outside": numbers_outside,
    "cursors-ignored": cursors_ignored,
    "no-late-sweep": no_late_sweep,
    "marks-afterwards": marks_afterwards,
    "raises-on-a-shape": raises_on_a_shape,
    "keeps-what-is-wrong": keeps_what_is_wrong,
    "takes-any-depth": takes_any_depth,
    "thinks-about-it": thinks_about_it,
    "forgets-to-leave": forgets_to_leave,
    "small-page-cache": small_page_cache,
}


def main() -> None:
    """Replace the part, then be the command line."""
    from hub.cli import main as command_line

    for name in sys.argv.pop(1).split("+"):
        SABOTAGES[name]()
    command_line()


if __name__ == "__main__":
    main()
