"""A hub without one of its protections: `python -m tests.faults.sabotage NAME serve --data …`.

The product has no switch for any of this. Each twin replaces one part before the hub starts, and the driver that finds nothing
in the real hub must find losses in it: otherwise its zeros would prove nothing.
"""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import psycopg

ORDER_COMMITTED = "order_committed"
"""A place of the twins' own to end a hub at: an order is on the disk, and nobody has been told or answered."""


def pass_order_committed(units: Sequence[Any]) -> None:
    """Come by `ORDER_COMMITTED` if one of these committed units placed an order."""
    from hub.kit.crash import crash_point

    txs = [unit.tx for unit in units if unit.error is None and unit.tx is not None]
    if any(news.type == "orders.order_placed" for tx in txs for news in tx.news):
        crash_point(ORDER_COMMITTED)


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
    from hub.kit.db import Database, Tx, Unit
    from hub.kit.db_postgresql import PostgresDatabase
    from hub.kit.db_postgresql import connect as connect_postgresql
    from hub.kit.db_sqlite import SqliteDatabase
    from hub.kit.db_sqlite import connect as connect_sqlite
    from hub.live.append import append_events

    hub.app.append_events = lambda tx, txs: None  # type: ignore[attr-defined]
    announce = Database.announce

    def open_second(database: Database) -> Any:
        if isinstance(database, PostgresDatabase):
            return connect_postgresql(database.url)
        assert isinstance(database, SqliteDatabase)
        return connect_sqlite(database.path)

    def announce_after_a_second_transaction(self: Database, units: Sequence[Unit]) -> None:
        pass_order_committed(units)
        txs = [unit.tx for unit in units if unit.error is None and unit.tx is not None and unit.tx.news]
        if txs:
            connection = open_second(self)
            cursor = connection.cursor()
            cursor.execute("BEGIN")
            append_events(Tx(self.door, cursor, self.clock.now(), {}, set()), txs)
            cursor.execute("COMMIT")
            connection.close()
        announce(self, units)

    Database.announce = announce_after_a_second_transaction  # type: ignore[method-assign]


def numbers_outside() -> None:
    """The stream's numbers are handed out before the commit, as a sequence would: the next one goes on while this one may still fail."""
    import hub.app
    from hub.kit.db import Tx
    from hub.live import append

    server = psycopg.connect(os.environ["VENUEHUB_DATABASE_URL"], autocommit=True)
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


SABOTAGES: dict[str, Callable[[], None]] = {
    "without-keys": without_keys,
    "events-afterwards": events_afterwards,
    "numbers-outside": numbers_outside,
    "cursors-ignored": cursors_ignored,
}


def main() -> None:
    """Replace the part, then be the command line."""
    from hub.cli import main as command_line

    SABOTAGES[sys.argv.pop(1)]()
    command_line()


if __name__ == "__main__":
    main()
