"""`venuehub doctor --new-epoch`: after a restore by hand, or whenever screens must not trust what they have."""

import click

from hub.audit.reading import NothingToRead, opened, require_current
from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.db_postgresql import PostgresDatabase
from hub.kit.db_sqlite import SqliteDatabase
from hub.kit.lock import AlreadyServed, FolderLock
from hub.live.log import renew_epochs
from hub.migrations import sqlite_path
from hub.settings import Settings


def renew(settings: Settings) -> int:
    """Give every stream a new epoch; on SQLite only while nobody serves the folder."""
    lock: FolderLock | None = None
    try:
        with opened(settings) as readable:
            require_current(readable)
        if not settings.database.url:
            lock = FolderLock(settings.data_path)
            lock.take()
        database: Database = (
            PostgresDatabase(settings.database.url, Clock()) if settings.database.url else SqliteDatabase(sqlite_path(settings), Clock())
        )
        try:
            count = database.run_now(renew_epochs)
        finally:
            database.close()
    except (NothingToRead, AlreadyServed) as reason:
        click.echo(f"venuehub: {reason}", err=True)
        return 1
    finally:
        if lock is not None:
            lock.release()
    click.echo(f"{count} stream{'s begin' if count != 1 else ' begins'} a new epoch: every device takes a fresh snapshot.")
    return 0
