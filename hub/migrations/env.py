"""How alembic reaches the database and the tables."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import text

from hub.kit.columns import Instant, Json, Uuid, metadata
from hub.tables import TABLES

LOCK = 7_262_011

assert TABLES is metadata.tables


def render_item(kind: str, value: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types under their own names."""
    if kind == "type" and isinstance(value, Instant | Json | Uuid):
        autogen.imports.add("from hub.kit.columns import Instant, Json, Uuid")
        return f"{type(value).__name__}()"
    return False


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=False,
    )
    if connection.in_transaction():
        connection.commit()
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
