"""Kitchen screens of an open shop that nobody can reach: raised after 20 s without a connection, over with the next one.

Presence is read as it was last told. A hub that is killed leaves its connections open until its lease has lapsed, so an alarm may come
that much later, never too early. A screen that has never been connected has not been put up yet and alarms nobody.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, exists, or_, select

from hub.im.alarms.models import STANDS, alarm
from hub.im.alarms.schemas import AlarmAbout
from hub.im.alarms.service import Fault, clear_alarm, raise_alarm
from hub.im.models import device
from hub.im.states import ACTIVE, OFFLINE
from hub.kit.columns import Instant
from hub.kit.db import Tx
from hub.venue.queries import OPEN_SHOPS

UNREACHABLE_AFTER = timedelta(seconds=20)
KIND: Final = "device_unreachable"
MUST_BE_REACHABLE = "kitchen"
AT_ONCE = 15
"""Each takes more than a millisecond, its notice to the desk included; the rest follow in the next second."""
ALL_SHOPS = "one sweep looks after all shops"

_open = OPEN_SHOPS.subquery("open_shop")
_stands = and_(alarm.c.shop_id == device.c.shop_id, alarm.c.kind == KIND, alarm.c.device_id == device.c.id, STANDS)

GONE: Select[Any] = (
    select(device.c.id, device.c.brand_id, device.c.shop_id, device.c.name, device.c.last_seen_at.label("gone_since"), _open.c.state_since)
    .join_from(device, _open, _open.c.id == device.c.shop_id)
    .where(
        device.c.kind == MUST_BE_REACHABLE,
        device.c.state == ACTIVE,
        device.c.presence == OFFLINE,
        device.c.last_seen_at <= bindparam("before", type_=Instant),
        _open.c.state_since <= bindparam("before", type_=Instant),
        ~exists().where(_stands),
    )
    .order_by(device.c.id)
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)
OVER: Select[Any] = (
    select(
        alarm,
        case(
            (device.c.state != ACTIVE, "switched_off"),
            (device.c.presence != OFFLINE, "connected"),
            else_="shop_closed",
        ).label("how"),
    )
    .join_from(alarm, device, _stands)
    .outerjoin(_open, _open.c.id == device.c.shop_id)
    .where(or_(device.c.presence != OFFLINE, device.c.state != ACTIVE, _open.c.id.is_(None)))
    .order_by(alarm.c.id)
    .limit(AT_ONCE)
    .execution_options(any_tenant=ALL_SHOPS)
)


def _shops(rows: Select[Any]) -> Select[Any]:
    """The shops of such rows, however many each has: a limit would let the first ones hide the others."""
    return rows.with_only_columns(device.c.shop_id).order_by(None).limit(None).distinct()


SHOPS_GONE, SHOPS_OVER = _shops(GONE), _shops(OVER)
GONE, OVER = (each.where(device.c.shop_id == bindparam("shop_id")) for each in (GONE, OVER))


def shops_over(tx: Tx) -> set[UUID]:
    """Where an alarm of this kind need stand no longer."""
    return {row.shop_id for row in tx.all(SHOPS_OVER)}


def clear_devices(tx: Tx, shop_id: UUID) -> None:
    """Clear what is reachable again, was thrown out, or stands in a shop that has closed."""
    for row in tx.all(OVER, shop_id=shop_id):
        clear_alarm(tx, row, row.how)


def shops_gone(tx: Tx) -> set[UUID]:
    """Where a screen has become unreachable."""
    return {row.shop_id for row in tx.all(SHOPS_GONE, before=tx.now - UNREACHABLE_AFTER)}


def raise_devices(tx: Tx, shop_id: UUID) -> None:
    """Raise what has been unreachable for long enough."""
    for row in tx.all(GONE, shop_id=shop_id, before=tx.now - UNREACHABLE_AFTER):
        since: datetime = max(row.gone_since, row.state_since)
        about = AlarmAbout(device_id=row.id, device=row.name)
        raise_alarm(tx, Fault(row.brand_id, row.shop_id, KIND, f"device:{row.id}", about, since))
