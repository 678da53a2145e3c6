"""Brands and shops: their basic information, and whether the door is open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlalchemy import bindparam, select, update

from hub.accounts.actor import Actor
from hub.accounts.audit import record
from hub.kit.clock import instant, stamp, stamp_or_none
from hub.kit.db import Tx
from hub.kit.door import Row, insert_row
from hub.kit.errors import Forbidden, VersionMismatch, invalid
from hub.kit.jobs import add_job
from hub.live.append import publish, shop_stream, tell
from hub.venue.days import is_zone
from hub.venue.errors import ShopClosed
from hub.venue.events import ShopAdded, ShopChanged, ShopStateChanged
from hub.venue.hours import Standing, is_open_by, next_change, next_opening, standing_at
from hub.venue.models import brand, shop
from hub.venue.queries import OWN_ID, ShopRow, at_shop, shop_as_detail, shop_as_out, shop_row
from hub.venue.schemas import AddShop, EditShop, OpeningHours, SetShopState, ShopAnswer, ShopDetailAnswer, ShopOut
from hub.venue.settings import merged, setting
from hub.venue.states import CLOSED, OPEN

FOLLOW_HOURS = "venue.follow_hours"

ADD_BRAND = insert_row(brand)
ADD_SHOP = insert_row(shop)
LOCK_SHOP = select(shop).where(shop.c.id == bindparam("shop_id")).with_for_update().execution_options(any_tenant=OWN_ID)
EDITABLE = ("name", "names", "address", "phone", "logo", "timezone", "day_start", "hours", "settings")
STANDING = ("state", "state_since", "state_by", "reopens_at")
WRITE_SHOP = (
    update(shop)
    .where(shop.c.id == bindparam("one_shop"))
    .values({name: bindparam(name) for name in (*EDITABLE, *STANDING, "updated_at")} | {"version": shop.c.version + 1})
    .returning(shop)
    .execution_options(any_tenant=OWN_ID)
)
RAISE_MENU_VERSION = (
    update(shop)
    .where(shop.c.id == bindparam("one_shop"))
    .values(menu_version=shop.c.menu_version + 1, version=shop.c.version + 1, updated_at=bindparam("updated_at"))
    .returning(shop)
    .execution_options(any_tenant=OWN_ID)
)


def add_brand(tx: Tx, name: str) -> UUID:
    """A new company. Nobody inside a brand can do this; it comes from the command line."""
    brand_id = tx.new_id()
    tx.run(ADD_BRAND, id=brand_id, name=name, created_at=tx.now)
    return brand_id


def add_shop(tx: Tx, who: Actor | None, brand_id: UUID, data: AddShop) -> UUID:
    """A new shop of a brand: open, as its hours say, with the switches of a new shop.

    Raises:
        Invalid: no such zone or setting.
    """
    check_zone(data.timezone)
    shop_id = tx.new_id()
    opens = is_open_by(data.hours, data.timezone, tx.now)
    values = msgspec.structs.asdict(data) | {"hours": msgspec.to_builtins(data.hours), "settings": merged({}, data.settings)}
    tx.run(
        ADD_SHOP,
        **values,
        id=shop_id,
        brand_id=brand_id,
        state=OPEN if opens else CLOSED,
        state_since=tx.now,
        state_by="hours",
        reopens_at=None if opens else next_opening(data.hours, data.timezone, tx.now),
        menu_version=1,
        created_at=tx.now,
        updated_at=tx.now,
        version=1,
    )
    row = tx.one(LOCK_SHOP, shop_id=shop_id)
    watch_hours(tx, row, tx.now)
    if who is not None:
        record(tx, who.at(shop_id), "venue.add_shop", "shop", shop_id, None, values)
    tell(tx, ShopAdded(brand_id=brand_id, shop_id=shop_id, language=setting(row.settings, "language")))
    return shop_id


def create_shop(tx: Tx, who: Actor, data: AddShop) -> ShopDetailAnswer:
    """An owner adds a shop.

    Raises:
        Forbidden: a manager has one shop only.
    """
    if who.shop_id is not None:
        raise Forbidden("only an owner adds shops")
    shop_id = add_shop(tx, who, who.brand_id, data)
    return ShopDetailAnswer(shop=shop_as_detail(tx.one(LOCK_SHOP, shop_id=shop_id)))


def edit_shop(tx: Tx, who: Actor, shop_id: UUID, data: EditShop) -> ShopDetailAnswer:
    """Change the basic information; what was not sent stays.

    Raises:
        VersionMismatch: `If-Match` names an older version.
        Invalid: no such zone or setting.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    row = tx.one(LOCK_SHOP, shop_id=shop_id)
    require_version(tx, row.version)
    changes = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not UNSET}
    if "timezone" in changes:
        check_zone(changes["timezone"])
    if "hours" in changes:
        changes["hours"] = msgspec.to_builtins(changes["hours"])
    if "settings" in changes:
        changes["settings"] = merged(row.settings, changes["settings"])
    before = {name: getattr(row, name) for name in changes}
    changed = {name: value for name, value in changes.items() if value != before[name]}
    if changed:
        standing = standing_after_edit(row, changed, tx.now)
        row = write_shop(tx, row, changed, standing, row.state_by, tx.now)
        record(tx, who, "venue.edit_shop", "shop", shop_id, {name: before[name] for name in changed}, changed)
    return ShopDetailAnswer(shop=shop_as_detail(row))


def standing_after_edit(row: Row, changed: dict[str, Any], now: datetime) -> Standing:
    """New hours act at once on a shop that follows them; what a hand has set stays until it ends."""
    standing = Standing(row.state, row.state_since, row.reopens_at)
    if row.state_by == "hand" or not changed.keys() & {"hours", "timezone"}:
        return standing
    zone = changed.get("timezone", row.timezone)
    hours = msgspec.convert(changed.get("hours", row.hours), list[OpeningHours])
    if is_open_by(hours, zone, now):
        return standing if row.state == OPEN else Standing(OPEN, now, None)
    return Standing(CLOSED, row.state_since if row.state == CLOSED else now, next_opening(hours, zone, now))


def set_shop_state(tx: Tx, who: Actor, shop_id: UUID, data: SetShopState) -> ShopAnswer:
    """Open, pause or close by hand. Without `reopens_at` the next opening hour ends a pause or a closing.

    Raises:
        Invalid: `reopens_at` is no time, has passed, or comes with `open`.
    """
    who, shop_id = at_shop(tx, who, shop_id)
    row = tx.one(LOCK_SHOP, shop_id=shop_id)
    reopens_at = future(data.reopens_at, "/reopens_at", tx.now)
    if data.state == OPEN and reopens_at is not None:
        raise invalid("/reopens_at", "an open shop does not reopen")
    if row.state == data.state and data.reopens_at in (None, stamp_or_none(row.reopens_at)):
        return ShopAnswer(shop=shop_as_out(row))
    if data.state != OPEN and reopens_at is None:
        reopens_at = next_opening(hours_of(row), row.timezone, tx.now)
    before = {"state": row.state, "reopens_at": stamp_or_none(row.reopens_at)}
    since = row.state_since if row.state == data.state else tx.now
    row = write_shop(tx, row, {}, Standing(data.state, since, reopens_at), "hand", tx.now)
    record(tx, who, "venue.set_shop_state", "shop", shop_id, before, {"state": row.state, "reopens_at": stamp_or_none(row.reopens_at)})
    return ShopAnswer(shop=shop_as_out(row))


def follow_hours(tx: Tx, shop_id: UUID, due_at: datetime) -> bool:
    """Let the clock open or close the shop; whether it did. Late, repeated and forgotten calls end in the same state.

    `due_at` is when this was wanted: the job's clock may run a little ahead of ours.
    """
    row = tx.one_or_none(LOCK_SHOP, shop_id=shop_id)
    if row is None:
        return False
    now = max(tx.now, due_at)
    was = Standing(row.state, row.state_since, row.reopens_at)
    standing = standing_at(now, was, hours_of(row), row.timezone)
    if standing == was:
        watch_hours(tx, row, now)
        return False
    write_shop(tx, row, {}, standing, "hours", now)
    return True


def write_shop(tx: Tx, row: Row, changed: dict[str, Any], standing: Standing, state_by: str, now: datetime) -> Row:
    """Write the shop, tell every screen of it, and look at it again when its state ends by itself."""
    values = {name: changed.get(name, getattr(row, name)) for name in EDITABLE}
    state, since, reopens_at = standing
    written = tx.one(
        WRITE_SHOP, one_shop=row.id, **values, state=state, state_since=since, state_by=state_by, reopens_at=reopens_at, updated_at=tx.now
    )
    watch_hours(tx, written, now)
    publish(tx, ShopChanged(shop=shop_as_out(written)), stream=shop_stream(row.id), to=["all"])
    if state != row.state:
        before = {"was": row.state, "was_since": row.state_since}
        tell(tx, ShopStateChanged(brand_id=row.brand_id, shop_id=row.id, state=state, since=since, **before))
    return written


def watch_hours(tx: Tx, row: Row, now: datetime) -> None:
    """Want `follow_hours` when the state ends by itself. One wish per shop and moment; one that is out of date does nothing."""
    due_at = next_change(Standing(row.state, row.state_since, row.reopens_at), hours_of(row), row.timezone, now)
    if due_at is not None:
        add_job(tx, FOLLOW_HOURS, f"{row.id}@{stamp(due_at)}", due_at, {"shop_id": str(row.id), "due_at": stamp(due_at)})


def raise_menu_version(tx: Tx, shop_id: UUID) -> ShopOut:
    """The menu of this shop is another one from now on. The caller tells the screens."""
    return shop_as_out(tx.one(RAISE_MENU_VERSION, one_shop=shop_id, updated_at=tx.now))


def require_open(tx: Tx, shop_id: UUID) -> ShopRow:
    """The shop, if it takes new orders.

    Raises:
        ShopClosed: paused or closed; says when it opens again, if that is known.
    """
    row = shop_row(tx, shop_id)
    if row.state != OPEN:
        raise ShopClosed(f"the shop is {row.state}", state=row.state, reopens_at=stamp_or_none(row.reopens_at))
    return row


def hours_of(row: Row) -> Sequence[OpeningHours]:
    return msgspec.convert(row.hours, list[OpeningHours])


def check_zone(name: str) -> None:
    """Raises `Invalid` for anything but a zone of the IANA data: a missing one would silently mean UTC."""
    if not is_zone(name):
        raise invalid("/timezone", "an IANA time zone such as Asia/Shanghai")


def future(text: str | None, pointer: str, now: datetime) -> datetime | None:
    """A time from the wire that has to lie ahead.

    Raises:
        Invalid: it is no time, or has passed.
    """
    if text is None:
        return None
    try:
        at = instant(text)
    except (ValueError, OverflowError):
        raise invalid(pointer, "a UTC time such as 2026-11-22T02:41:07.123Z") from None
    if at <= now:
        raise invalid(pointer, "that time has passed")
    return at


def require_version(tx: Tx, version: int) -> None:
    """Raises `VersionMismatch` when `If-Match` names another version."""
    if tx.if_match is not None and tx.if_match.strip().removeprefix("W/").strip('"') not in ("*", str(version)):
        raise VersionMismatch(version=version)
