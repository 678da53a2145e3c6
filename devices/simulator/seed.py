"""The demo venue as `venuehub seed --json` prints it: who can be played, and with which tokens."""

from __future__ import annotations

import msgspec


class SeedRoom(msgspec.Struct):
    """A room of the demo venue."""

    id: str
    number: str


class SeedWristband(msgspec.Struct):
    """A wristband of the demo venue."""

    code: str
    handed_out: bool


class SeedShop(msgspec.Struct):
    """A shop of the demo venue."""

    id: str
    brand_id: str
    name: str
    timezone: str
    rooms: list[SeedRoom] = msgspec.field(default_factory=list)
    stations: list[str] = msgspec.field(default_factory=list)
    wristbands: list[SeedWristband] = msgspec.field(default_factory=list)


class SeedUser(msgspec.Struct):
    """A person of the demo venue; an owner's shop is null."""

    id: str
    username: str
    password: str
    role: str
    brand_id: str
    access_token: str
    shop_id: str | None = None


class SeedDevice(msgspec.Struct):
    """A paired device of the demo venue; `room` is a room's number."""

    id: str
    kind: str
    name: str
    shop_id: str
    access_token: str
    refresh_token: str
    room: str | None = None
    stations: list[str] = msgspec.field(default_factory=list)


class Seed(msgspec.Struct):
    """What `venuehub seed --json` prints."""

    shops: list[SeedShop]
    users: list[SeedUser]
    devices: list[SeedDevice]
    brands: list[dict[str, str]] = msgspec.field(default_factory=list)


def read_seed(text: bytes | str) -> Seed:
    """The demo venue from its JSON.

    Raises:
        msgspec.ValidationError: it is no such object.
    """
    return msgspec.json.decode(text, type=Seed)
