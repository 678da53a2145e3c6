"""`venuehub worker`: executes jobs of hubs that share a PostgreSQL database and a Redis."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Sequence

from hub import reactions
from hub.app import open_broker, open_database
from hub.im.messages.tidying import LOOK_EVERY_SECONDS, send_late
from hub.im.speech.prepare import use_voices
from hub.im.speech.voices import expected_voices, voices_there
from hub.kit.clock import Clock
from hub.kit.db import Database, Tx
from hub.kit.jobs import Dispatcher
from hub.kit.lock import FolderLock
from hub.kit.timer import every
from hub.live.epoch import installation
from hub.live.fanout import Fanout
from hub.live.hints import Hints
from hub.migrations import migrate
from hub.settings import Settings

log = logging.getLogger("hub.worker")


def work(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT.

    Raises:
        AlreadyServed: on SQLite, where the hub runs its own jobs.
    """
    if not settings.database.url:
        FolderLock(settings.data_path).take()
    migrate(settings)
    asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    database = open_database(settings, Clock())
    database.attach(asyncio.get_running_loop())
    worker = Worker(settings, database)
    use_voices(expected_voices(settings.speech) or await asyncio.to_thread(voices_there, settings.speech))
    await worker.start()
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
    log.info("jobs: %s", ", ".join(sorted(reactions.JOB_KINDS)))
    await stop.wait()
    await worker.stop()
    await asyncio.to_thread(database.close)


class Worker:
    """One worker: it takes jobs as they fall due, and looks after late messages as hubs do, for it may be the last that lives."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.database = database
        self.dispatcher = Dispatcher(database, open_broker(settings, database))
        self.fanout = Fanout(database)
        self.hints = Hints(settings.redis.url, self.fanout, database.run_now(installation)) if settings.redis.url else None
        self.looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.database.on_commit = self.committed
        if self.hints is not None:
            self.hints.start(hear=False)
        await self.dispatcher.start()
        self.looking = asyncio.create_task(every(LOOK_EVERY_SECONDS, send_late, self.database), name="late-messages")

    async def stop(self) -> None:
        if self.looking is not None:
            self.looking.cancel()
            await asyncio.gather(self.looking, return_exceptions=True)
        await self.dispatcher.stop()
        if self.hints is not None:
            await self.hints.stop()

    def committed(self, txs: Sequence[Tx]) -> None:
        """No screen hangs here: what a job has told, the hubs hear from Redis at once, else by their own look at the log."""
        self.fanout.deliver(txs)
        self.dispatcher.wake(txs)
