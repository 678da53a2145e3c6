"""`venuehub worker`: executes jobs of hubs that share a PostgreSQL database and a Redis."""

import asyncio
import contextlib
import logging
import signal

from hub import reactions
from hub.app import open_broker, open_database
from hub.im.speech.prepare import use_voices
from hub.im.speech.voices import expected_voices, voices_there
from hub.kit.clock import Clock
from hub.kit.jobs import Dispatcher
from hub.kit.lock import FolderLock
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
    dispatcher = Dispatcher(database, open_broker(settings, database))
    database.on_commit = dispatcher.wake
    use_voices(expected_voices(settings.speech) or await asyncio.to_thread(voices_there, settings.speech))
    await dispatcher.start()
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
    log.info("jobs: %s", ", ".join(sorted(reactions.JOB_KINDS)))
    await stop.wait()
    await dispatcher.stop()
    await asyncio.to_thread(database.close)
