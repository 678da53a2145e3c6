"""Who hears a channel at this moment: the devices of a shop, as they are bound when a message is sent."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.accounts.actor import Actor
from hub.im import identity
from hub.im.identity import channels_of, hears_all_stations
from hub.im.models import WHERE_IT_STANDS, device, device_account, device_binding
from hub.im.states import ACTIVE
from hub.kit.db import Tx
from hub.kit.errors import NotFound, invalid
from hub.venue.queries import room_of

DEVICES = (
    select(
        device.c.id,
        device.c.brand_id,
        device.c.shop_id,
        device.c.account_id,
        device.c.kind,
        device_binding.c.room_id,
        device_binding.c.stations,
    )
    .outerjoin_from(device, device_binding, WHERE_IT_STANDS)
    .where(device.c.shop_id == bindparam("shop_id"), device.c.state == ACTIVE)
    .order_by(device.c.id)
)
ACCOUNTS = select(device_account.c.id).where(
    device_account.c.shop_id == bindparam("shop_id"), device_account.c.id.in_(bindparam("account_ids", expanding=True))
)

NAMED = frozenset({"all", "kitchen", "call", "cashier", "handheld", "office"})
"""Channels that are one whole; `kitchen:<station>`, `room:<id>` and `device:<id>` name one."""
RULE_CHANNEL = {
    "pad": "room",
    "kitchen": "kitchen",
    "call_screen": "call",
    "speaker": "call",
    "cashier": "cashier",
    "printer": "cashier",
    "handheld": "handheld",
}
"""By which rule a message to one device of this kind goes."""


class Listener(NamedTuple):
    """A device that is in use, and what it hears."""

    id: UUID
    account_id: UUID
    kind: str
    room_id: UUID | None
    channels: frozenset[str]
    all_stations: bool

    def hears(self, channel: str) -> bool:
        return channel in self.channels or (self.all_stations and channel.startswith("kitchen:"))


def listeners(tx: Tx, shop_id: UUID) -> list[Listener]:
    """The devices of a shop that are in use, wherever they are bound now."""
    found = []
    for row in tx.all(DEVICES, shop_id=shop_id):
        who = Actor(
            kind="device",
            id=row.id,
            name="",
            role=row.kind,
            brand_id=row.brand_id,
            shop_id=shop_id,
            room_id=row.room_id,
            stations=tuple(row.stations or ()),
        )
        found.append(Listener(row.id, row.account_id, row.kind, row.room_id, channels_of(who), hears_all_stations(who)))
    return found


def those_who_hear(devices: Sequence[Listener], channel: str, designated: Collection[str] | None) -> list[Listener]:
    """The devices that a message to this channel reaches; of designated accounts, theirs alone. Paper neither shows nor says anything."""
    heard = [each for each in devices if each.kind != "printer" and each.hears(channel)]
    return heard if designated is None else [each for each in heard if str(each.account_id) in designated]


def rule_channel(tx: Tx, shop_id: UUID, channel: str, devices: Sequence[Listener] | None = None) -> str:
    """The channel as rules name it."""
    name, _, rest = channel.partition(":")
    if name != "device":
        return name
    known = devices if devices is not None else listeners(tx, shop_id)
    return next((RULE_CHANNEL[each.kind] for each in known if str(each.id) == rest), "all")


def check_channels(tx: Tx, shop_id: UUID, channels: Sequence[str]) -> list[str]:
    """The channels of a call, each once.

    Raises:
        Invalid: there is no such channel.
        NotFound: a room or a device that is not the shop's.
    """
    checked = []
    for index, channel in enumerate(channels):
        name, colon, rest = channel.partition(":")
        if name in ("room", "device") and rest:
            ident = _id_in(rest, index)
            if name == "room":
                room_of(tx, shop_id, ident)
            elif all(each.id != ident for each in listeners(tx, shop_id)):
                raise NotFound
            checked.append(f"{name}:{ident}")  # as devices are told it, however the caller has written the id
        elif channel in NAMED or (name == "kitchen" and colon and rest in identity.known_stations(tx, shop_id)):
            checked.append(channel)
        else:
            raise invalid(f"/channels/{index}", "there is no such channel")
    return list(dict.fromkeys(checked))


def _id_in(text: str, index: int) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise invalid(f"/channels/{index}", "an id belongs behind the colon") from None


def check_designated(tx: Tx, shop_id: UUID, accounts: Sequence[UUID]) -> list[str]:
    """The designated accounts, as they are kept with the call.

    Raises:
        NotFound: one of them is not an account of this shop.
    """
    wanted = set(accounts)
    if wanted and {row.id for row in tx.all(ACCOUNTS, shop_id=shop_id, account_ids=sorted(wanted))} != wanted:
        raise NotFound
    return sorted(map(str, wanted))
