"""Reading devices: for the office's list, for boards, for events."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, or_, select, tuple_

from hub.accounts.actor import Actor
from hub.im.models import device, device_binding, device_pairing
from hub.im.schemas import BindingOut, DeviceListed, DeviceOut, WaitingPairing
from hub.im.states import REVOKED, WAITING
from hub.kit.clock import stamp, stamp_or_none
from hub.kit.db import Tx
from hub.kit.errors import NotFound
from hub.kit.paging import Page, key_of, limit_of, page_of
from hub.venue.queries import room_of
from hub.venue.schemas import RoomRef

_DEVICES: Select[Any] = select(device, device_binding.c.room_id, device_binding.c.stations).outerjoin_from(
    device,
    device_binding,
    and_(device_binding.c.device_id == device.c.id, device_binding.c.shop_id == device.c.shop_id, device_binding.c.until.is_(None)),
)
OF_BRAND = device.c.brand_id == bindparam("brand_id")
NOT_REVOKED = device.c.state != REVOKED
FAULTS_FIRST = case((device.c.faults == "[]", 1), else_=0)
