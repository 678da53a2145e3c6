"""The schema's history, and how a database is brought to its head."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event

from hub.settings import Settings

SQLITE_FILE = "hub.db"


def sqlite_path(settings: Settings) -> Path:
    return settings.data_path / SQLITE_FILE


def engine_of(settings: Settings) -> Engine:
    """An engine for schema work only; the hub itself talks to the drivers."""
    url = settings.database.url
    if url:
        scheme, _, rest = url.partition("://")
        return create_engine(f"postgresql+psycopg://{rest}" if scheme.startswith("postgres") else url)
    settings.data_path.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{sqlite_path(settings)}")

    @event.listens_for(engine, "connect")
    def by_hand(connection, _record):  # type: ignore[no-untyped-def]
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection):  # type: ignore[no-untyped-def]
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def config_for(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["engine"] = engine
    return config


def migrate(settings: Settings) -> None:
    """Bring the database to the newest schema; on a database that is there already, nothing happens."""
    engine = engine_of(settings)
    try:
        command.upgrade(config_for(engine), "head")
    finally:
        engine.dispose()


def is_current(settings: Settings) -> bool:
    """Whether the database stands at the newest schema."""
    engine = engine_of(settings)
    try:
        with engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
        return present == ScriptDirectory.from_config(config_for(engine)).get_current_head()
    finally:
        engine.dispose()
