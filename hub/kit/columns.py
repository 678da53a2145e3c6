"""Column types and the one registry of tables. Both databases give back exactly what was put in."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, SafeUUID

import msgspec
from sqlalchemy import BigInteger, Boolean, Date, Integer, LargeBinary, MetaData, SmallInteger, String, Text
from sqlalchemy import Uuid as NativeUuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TIMESTAMP, TypeDecorator, TypeEngine

__all__ = [
    "BigInteger",
    "Boolean",
    "Date",
    "Instant",
    "Integer",
    "Json",
    "LargeBinary",
    "SmallInteger",
    "String",
    "Text",
    "Uuid",
    "metadata",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


_new = object.__new__
_set = object.__setattr__
_UNKNOWN = SafeUUID.unknown
"""Looked up once: the enum's own look-up costs more than the rest of reading an id."""


def uuid_of(stored: bytes) -> UUID:
    """What `UUID(bytes=…)` gives, without its checks: what is stored came from a UUID."""
    value = _new(UUID)
    _set(value, "int", int.from_bytes(stored))
    _set(value, "is_safe", _UNKNOWN)
    return value


class Uuid(TypeDecorator[UUID]):
    """An id: `uuid` on PostgreSQL, its 16 bytes on SQLite (half the index of the usual text)."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(NativeUuid())
        return dialect.type_descriptor(LargeBinary(16))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else _to_bytes(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return value if dialect.name == "postgresql" else _from_bytes(value)


class Instant(TypeDecorator[datetime]):
    """An aware UTC time of whole milliseconds: `timestamptz` on PostgreSQL, milliseconds since 1970 on SQLite."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else _to_ms(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return _in_utc(value) if dialect.name == "postgresql" else _from_ms(value)


class Json(TypeDecorator[Any]):
    """Plain Python lists and dicts as JSON text. Nothing searches inside them, so text on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return _to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return _from_json(value)


OWN = (Instant, Json, Uuid)


def binder(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    """How a value of one of our own types becomes a parameter, in one call; None when the driver takes it as it is."""
    if isinstance(kind, Json):
        return _to_json
    if dialect.name == "postgresql":
        return None
    return _to_ms if isinstance(kind, Instant) else _to_bytes


def reader(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    """The way back."""
    if isinstance(kind, Json):
        return _from_json
    if dialect.name == "postgresql":
        return _in_utc if isinstance(kind, Instant) else None
    return _from_ms if isinstance(kind, Instant) else _from_bytes


_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode


def _to_json(value: Any) -> str | None:
    return None if value is None else _encode(value).decode()


def _from_json(value: str | None) -> Any:
    return None if value is None else _decode(value)


def _to_ms(value: datetime | None) -> int | None:
    return None if value is None else (value - _EPOCH) // _MS


def _from_ms(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(milliseconds=value)


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _to_bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _from_bytes(value: bytes | None) -> UUID | None:
    return None if value is None else uuid_of(value)
