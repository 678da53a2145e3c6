"""The schema's history, and how a database is brought to its head."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine, event, inspect, text

from hub.kit.db_sqlite import connect
from hub.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config

SQLITE_FILE = "hub.db"


def sqlite_path(settings: Settings) -> Path:
    return settings.data_path / SQLITE_FILE


def engine_of(settings: Settings) -> Engine:
    """An engine for schema work only; the hub itself talks to the drivers."""
    url = settings.database.url
    if url:
        scheme, _, rest = url.partition("://")
        return create_engine(f"postgresql+psycopg://{rest}" if scheme.startswith("postgres") else url)
    settings.data_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{sqlite_path(settings)}")

    @event.listens_for(engine, "connect")
    def by_hand(connection, _record):  # type: ignore[no-untyped-def]
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection):  # type: ignore[no-untyped-def]
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def config_for(engine: Engine) -> "Config":
    from alembic.config import Config  # half a second that a hub with a current schema need not spend

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["engine"] = engine
    return config


def head() -> str:
    """The newest revision: files are named after theirs, in order."""
    return max(path.stem for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))


def revision_of(engine: Engine) -> str | None:
    """The revision a database stands at; None when it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("select version_num from alembic_version")).scalar()


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema; on a database that is there already, nothing happens."""
    engine = engine_of(settings)
    try:
        if revision_of(engine) != head():
            from alembic import command

            command.upgrade(config_for(engine), "head")
            if not settings.database.url:
                connect(sqlite_path(settings)).close()  # with the log beside it, before writer and readers open it at the same moment
    finally:
        engine.dispose()


def is_current(settings: Settings) -> bool:
    """Whether the database stands at the newest schema."""
    engine = engine_of(settings)
    try:
        return revision_of(engine) == head()
    finally:
        engine.dispose()
