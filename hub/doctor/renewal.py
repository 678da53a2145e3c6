"""What the doctor changes when it is asked to: new epochs after a restore by hand, and another try for jobs that were given up."""

from collections.abc import Callable

import click

from hub.audit.reading import NothingToRead, opened, require_current
from hub.kit.clock import Clock
from hub.kit.db import Database, Tx
from hub.kit.db_postgresql import PostgresDatabase
from hub.kit.db_sqlite import SqliteDatabase
from hub.kit.dead_letters import run_dead_again
from hub.kit.lock import AlreadyServed, FolderLock
from hub.live.log import renew_epochs
from hub.migrations import sqlite_path
from hub.settings import Settings


def renew(settings: Settings) -> int:
    """Give every stream a new epoch: every device takes a fresh snapshot."""

    def said(count: int) -> str:
        return f"{count} stream{'s begin' if count != 1 else ' begins'} a new epoch: every device takes a fresh snapshot."

    return change(settings, renew_epochs, said)


def run_jobs_again(settings: Settings) -> int:
    """Let jobs that were given up run once more, with all their attempts."""
    return change(
        settings, run_dead_again, lambda count: f"{count} job{'s that were' if count != 1 else ' that was'} given up will run again."
    )


def change(settings: Settings, work: Callable[[Tx], int], said: Callable[[int], str]) -> int:
    """One transaction; on SQLite only while nobody serves the folder. The status to leave with."""
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
            count = database.run_now(work)
        finally:
            database.close()
    except (NothingToRead, AlreadyServed) as reason:
        click.echo(f"venuehub: {reason}", err=True)
        return 1
    finally:
        if lock is not None:
            lock.release()
    click.echo(said(count))
    return 0
