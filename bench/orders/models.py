"""The tables of the peers: what one order needs, by the book as mapped classes. The raw peer writes to the same tables."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, UUID: Uuid}


class Device(Base):
    __tablename__ = "device"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    token_expires_at: Mapped[datetime]
    kind: Mapped[str]
    name: Mapped[str]
    brand_id: Mapped[UUID]
    shop_id: Mapped[UUID]
    revoked_at: Mapped[datetime | None]


class StoredAnswer(Base):
    __tablename__ = "stored_answer"
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class MenuItem(Base):
    __tablename__ = "menu_item"
    sku_id: Mapped[UUID] = mapped_column(primary_key=True)
    shop_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    names: Mapped[dict[str, Any]]
    kitchen_name: Mapped[str]
    station: Mapped[str]
    allergens: Mapped[list[Any]]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    sold_out: Mapped[bool]


class DailyNumber(Base):
    __tablename__ = "daily_number"
    shop_id: Mapped[UUID] = mapped_column(primary_key=True)
    business_day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


class Order(Base):
    __tablename__ = "order"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    shop_id: Mapped[UUID] = mapped_column(index=True)
    brand_id: Mapped[UUID]
    number: Mapped[int]
    business_day: Mapped[date]
    source: Mapped[str]
    state: Mapped[str]
    total: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    created_at: Mapped[datetime]
    version: Mapped[int]
    lines: Mapped[list["Line"]] = relationship(back_populates="order", order_by="Line.id")


class Line(Base):
    __tablename__ = "order_line"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    sku_id: Mapped[UUID]
    name: Mapped[str]
    names: Mapped[dict[str, Any]]
    kitchen_name: Mapped[str]
    station: Mapped[str]
    allergens: Mapped[list[Any]]
    quantity: Mapped[int]
    note: Mapped[str]
    unit_price: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str]
    placed_at: Mapped[datetime]
    version: Mapped[int]
    order: Mapped[Order] = relationship(back_populates="lines")
    history: Mapped[list["Move"]] = relationship(back_populates="line")


class Move(Base):
    """One row of a line's history."""

    __tablename__ = "line_move"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id"), index=True)
    action: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str]
    by: Mapped[UUID]
    at: Mapped[datetime]
    line: Mapped[Line] = relationship(back_populates="history")


class Stream(Base):
    __tablename__ = "stream"
    name: Mapped[str] = mapped_column(primary_key=True)
    head: Mapped[int] = mapped_column(BigInteger)


class StreamEvent(Base):
    __tablename__ = "stream_event"
    stream: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[UUID]
    type: Mapped[str]
    at: Mapped[datetime]
    cause: Mapped[str]
    channels: Mapped[list[Any]]
    data: Mapped[dict[str, Any]]
