"""The one place where parts are wired: settings in, an ASGI application out."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

import dramatiq
from litestar import Litestar, Response, Router, get
from litestar.di import Provide
from litestar.handlers import asgi

from displays.pages import display_pages
from displays.templating import DISPLAYS
from hub import boards, machines, reactions
from hub.accounts.actor import Actor
from hub.accounts.tokens import TICKET_PREFIX
from hub.demo_links import DemoLinks
from hub.features import ROUTES
from hub.im.identity import PAD_TURNS_ON, authenticate, identify, redeem, seat, seat_again
from hub.im.messages.provider import Provider, use_provider
from hub.im.messages.tidying import LOOK_EVERY_SECONDS, send_late
from hub.im.sockets import SocketHooks
from hub.im.speech.studio import Studio
from hub.kit import idempotency, jobs
from hub.kit.clock import Clock
from hub.kit.db import Database, Tx
from hub.kit.db_sqlite import SqliteDatabase
from hub.kit.errors import NotFound, Refusal
from hub.kit.files import FILES, FolderFiles
from hub.kit.jobs import Dispatcher
from hub.kit.lock import FolderLock
from hub.kit.problems import HANDLERS, Envelope, problem_page
from hub.kit.timer import every
from hub.kit.web import PUBLIC, Desk, HubRequest, guard_of, make_run
from hub.live.append import append_events
from hub.live.epoch import RENEW_SECONDS, Marks, installation
from hub.live.fanout import Fanout
from hub.live.polling import LongPoll
from hub.live.seat import Seat
from hub.live.stage import Stage, own_addresses
from hub.migrations import migrate, sqlite_path
from hub.settings import BadSettings, Settings
from hub.upkeep import Upkeep
from sounds.voice import Voice

if TYPE_CHECKING:
    from hub.live.hints import Hints

log = logging.getLogger("hub")

PREFIX = "/api/v1"
BROKER_SECONDS = 5
"""A Redis that does not answer for so long is away: else one that hangs would hold up the dispatcher for ever."""
CHIME = DISPLAYS / "static" / "sounds" / "called.wav"
"""Heard in the place of words that cannot be said."""


def open_database(settings: Settings, clock: Clock) -> Database:
    """The database of these settings, with what every transaction writes last."""
    database: Database
    if settings.database.url:
        from hub.kit.db_postgresql import PostgresDatabase  # a small machine starts without its driver

        database = PostgresDatabase(settings.database.url, clock)
    else:
        database = SqliteDatabase(sqlite_path(settings), clock)
    use_provider(
        database,
        Provider(
            url=settings.im.provider_url,
            token=settings.im.provider_token,
            channels=frozenset(settings.im.provider_channels),
            seconds=settings.im.provider_seconds,
        ),
    )
    database.endings = (idempotency.store_answers, append_events)
    database.reactions = reactions.REACTIONS
    return database


def open_broker(settings: Settings, database: Database) -> dramatiq.Broker | None:
    """dramatiq's broker on Redis, or None: jobs run inside the process. Several installations may share a Redis."""
    if not settings.redis.url:
        return None
    import redis
    from dramatiq.brokers.redis import RedisBroker

    client = redis.Redis.from_url(settings.redis.url, socket_connect_timeout=1, socket_timeout=BROKER_SECONDS)
    broker: dramatiq.Broker = RedisBroker(  # type: ignore[no-untyped-call]
        client=client,
        namespace=f"venuehub-jobs-{database.run_now(installation)}",
        maintenance_chance=100_000,
        heartbeat_timeout=15_000,
    )
    dramatiq.set_broker(broker)
    return broker


def seat_on(tx: Tx, who: Actor, stream: str) -> Seat:
    """The seat of a long poll: an owner's shop is the one whose stream is asked for."""
    kind, _, name = stream.partition(":")
    try:
        shop_id = UUID(name) if kind == "shop" and who.shop_id is None else None
    except ValueError:
        raise NotFound from None
    return seat(tx, who, shop_id)


def origin_of(base_url: str) -> list[str]:
    """The origin of the pages that people open under this address, if there is one."""
    parts = urlsplit(base_url)
    return [f"{parts.scheme}://{parts.netloc}".lower()] if parts.netloc else []


class Hub:
    """One running hub: what `create_app` wires and the application's lifespan starts and stops."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.lock = None if settings.database.url else FolderLock(settings.data_path)
        self.database: Database
        self.fanout: Fanout
        self.stage: Stage
        self.desk: Desk
        self.dispatcher: Dispatcher
        self.hints: Hints | None = None
        self.demo: dict[str, Any] | None = None
        """What `venuehub seed` printed, for the front page of the demo."""
        self.demo_links: DemoLinks | None = None
        self.long_poll: LongPoll
        self.marks = Marks(settings.data_path)
        self.tls: tuple[str, str] | None = None
        """Files of the certificate and of its key, when this hub serves https."""
        self.tasks: list[asyncio.Task[None]] = []
        self.upkeep: Upkeep
        self.studio: Studio

    def prepare(self) -> None:
        """Take the folder and bring the database to the newest schema, before anything runs.

        Raises:
            AlreadyServed: another process works on this SQLite folder.
            BadSettings: nobody would run the jobs.
        """
        if not self.settings.jobs.inside and not self.settings.redis.url:
            raise BadSettings("jobs.inside is off and there is no redis.url: nobody would run the jobs of this hub")
        if self.lock is not None:
            self.lock.take()
        migrate(self.settings)
        self.database = open_database(self.settings, self.clock)
        self.fanout = Fanout(self.database)
        self.stage = Stage(self.database, self.fanout, identify, redeem, TICKET_PREFIX)
        self.stage.scope_events = reactions.SCOPE_EVENTS
        self.stage.seat_again, self.fanout.turning = seat_again, PAD_TURNS_ON
        self.stage.origins = frozenset([*self.settings.server.origins, *origin_of(self.settings.server.base_url)])
        self.stage.own_hosts = own_addresses()
        if self.settings.server.tls:
            from hub import tls  # half the start of a small machine, for those who want it

            certificates = tls.prepare(self.settings.data_path)
            self.tls = str(certificates.files.certificate), str(certificates.files.key)
            self.stage.own_hosts |= certificates.hosts
        self.desk = Desk(self.database, authenticate, FolderFiles(self.settings.data_path / FILES))
        voice = Voice(limit_seconds=self.settings.speech.time_limit_seconds)
        self.studio = Studio(self.settings.speech, self.database, self.desk.files, voice, CHIME.read_bytes())
        self.dispatcher = Dispatcher(self.database, open_broker(self.settings, self.database))
        self.long_poll = LongPoll(self.database, self.fanout, seat_on)
        if self.settings.redis.url:
            from hub.live.hints import Hints

            self.hints = Hints(self.settings.redis.url, self.fanout, self.database.run_now(installation))

    def show_demo(self, demo: dict[str, Any]) -> None:
        """Let the front page tell and open everything in this demo venue."""
        self.demo, self.demo_links = demo, DemoLinks(self.database, demo)

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self.database.attach(loop)
        self.database.on_commit = self.committed
        await self._renew_mark(starting=True)
        hooks = SocketHooks(self.database)
        await hooks.start()
        self.stage.hooks = hooks
        self.upkeep = Upkeep(self.database, hooks, self.desk.files)
        self.fanout.start()
        self.stage.start()
        if self.hints is not None:
            self.hints.start()
        self.studio.start()
        inside = self.settings.jobs.inside
        await self.dispatcher.start(execute=inside)
        self.tasks = [
            asyncio.create_task(every(RENEW_SECONDS, self._renew_mark), name="marks"),
            asyncio.create_task(every(LOOK_EVERY_SECONDS, send_late, self.database), name="late-messages"),
            asyncio.create_task(every(1.0, self.upkeep.second), name="upkeep-second"),
            asyncio.create_task(every(60.0, self.upkeep.minute), name="upkeep-minute"),
            asyncio.create_task(every(600.0, self.studio.tidy), name="sounds-tidy"),
        ]

    async def _renew_mark(self, *, starting: bool = False) -> None:
        if await asyncio.to_thread(self.marks.renew, self.database, starting=starting):
            log.warning("this database is not the one this hub left: every stream begins a new epoch")

    def committed(self, txs: Sequence[Tx]) -> None:
        """After each commit, on the loop: screens first, then jobs that are due, then the sound of what was announced."""
        self.fanout.deliver(txs)
        self.dispatcher.wake(txs)
        self.studio.warm(txs)

    def going_away(self) -> None:
        """The server begins to stop: nobody new, and long polls are answered."""
        self.stage.going_away = True
        self.long_poll.release()

    async def stop(self) -> None:
        self.going_away()
        await self.stage.stop()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.dispatcher.stop()
        await self.studio.stop()
        if self.hints is not None:
            await self.hints.stop()
        await self.fanout.stop()
        hooks = self.stage.hooks
        if isinstance(hooks, SocketHooks):
            await hooks.stop()
        await asyncio.to_thread(self.database.close)
        if self.lock is not None:
            self.lock.release()

    async def readiness(self) -> dict[str, bool]:
        """What must work before this hub should get traffic."""
        try:
            await self.database.read(lambda tx: tx.all(jobs.NEXT_DUE))
            reads = True
        except Refusal:
            reads = False
        turned = self.dispatcher.last_turn
        return {"database": reads, "jobs": turned is not None and self.clock.monotonic() - turned < 30}


def create_app(settings: Settings, clock: Clock | None = None) -> Litestar:
    """The whole hub as one ASGI application.

    Raises:
        AlreadyServed: another process works on this SQLite folder.
        RuntimeError: a route declares no permission.
    """
    hub = Hub(settings, clock or Clock())
    hub.prepare()

    @get("/health/live", guards=[PUBLIC], tags=["Health"], summary="Alive")
    async def live() -> dict[str, str]:
        """200 while the process answers."""
        return {"status": "alive"}

    @get("/health/ready", guards=[PUBLIC], tags=["Health"], summary="Ready")
    async def ready() -> Response[dict[str, Any]]:
        """200 when commands and screens can be served, else 503 with what is missing."""
        checks = await hub.readiness()
        good = all(checks.values())
        return Response({"status": "ready" if good else "not ready", "checks": checks}, status_code=200 if good else 503)

    @asgi(f"{PREFIX}/stream", opt={"allow": PUBLIC}, copy_scope=False)
    async def stream(scope: Any, receive: Any, send: Any) -> None:
        await hub.stage(scope, receive, send)

    @contextlib.asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await hub.start()
        try:
            yield
        finally:
            await hub.stop()

    api = Router(path=PREFIX, route_handlers=[*ROUTES, boards.me_board, machines.state_machines, hub.long_poll.route()])
    handlers: list[Any] = [api, live, ready, stream, problem_page, *display_pages()]
    document = None
    if settings.server.schema:
        from hub.api_page import api_document, api_pages

        document = api_document()
        handlers += api_pages()
    app = Litestar(
        route_handlers=handlers,
        dependencies={"run": Provide(make_run, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        request_class=HubRequest,
        request_max_body_size=settings.server.body_bytes_max,
        openapi_config=document,
        logging_config=None,  # the framework's own would replace the handlers of `kit/log.py`
        lifespan=[lifespan],
        middleware=[],
    )
    app.state.desk = hub.desk
    app.state.hub = hub
    app.state.studio = hub.studio
    check_routes(app)
    app.asgi_handler = Envelope(app.asgi_handler)
    return app


def check_routes(app: Litestar) -> None:
    """Deny by default: a route without a declared permission does not start the app.

    Raises:
        RuntimeError: naming the route.
    """
    for route in app.routes:
        handlers: list[Any] = list(getattr(route, "route_handlers", None) or [route.route_handler])  # type: ignore[union-attr]
        for handler in handlers:
            if getattr(handler, "http_methods", None) != {"OPTIONS"}:  # the framework answers those itself, with the allowed methods
                guard_of(handler)
