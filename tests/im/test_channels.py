"""Which channels somebody hears (protocol §1), for every kind of device and every role. Pure."""

from typing import Any
from uuid import UUID

import pytest

from hub.accounts.actor import Actor
from hub.accounts.permissions import DEVICE_KINDS, DEVICE_PERMISSIONS, ROLES, STAFF_PERMISSIONS
from hub.im.identity import channels_of

ME, ROOM = UUID(int=1), UUID(int=2)
IN_ROOM, OWN = f"room:{ROOM}", f"device:{ME}"
SHOP_STATIONS = ("bar", "cold", "hot")

DEVICES = {
    ("pad", True, ()): {IN_ROOM},
    ("pad", False, ()): set(),
    ("kitchen", False, ("hot",)): {"kitchen", "kitchen:hot"},
    ("kitchen", False, ("hot", "bar")): {"kitchen", "kitchen:hot", "kitchen:bar"},
    ("kitchen", False, ()): {"kitchen", "kitchen:bar", "kitchen:cold", "kitchen:hot"},
    ("call_screen", False, ()): {"call"},
    ("cashier", False, ()): {"cashier"},
    ("handheld", False, ()): {"handheld"},
    ("speaker", True, ()): {IN_ROOM},
    ("speaker", False, ("hot",)): {"kitchen:hot"},
    ("speaker", True, ("hot",)): {IN_ROOM, "kitchen:hot"},
    ("speaker", False, ()): {"call"},
    ("printer", True, ()): {IN_ROOM},
    ("printer", False, ("bar",)): {"kitchen:bar"},
    ("printer", False, ()): {"cashier"},
}
STAFF = {
    "owner": {"staff", "chat", "office"},
    "manager": {"staff", "chat", "office"},
    "cook": {"staff", "kitchen", "kitchen:bar", "kitchen:cold", "kitchen:hot"},
    "waiter": {"staff", "chat", "handheld"},
    "cashier": {"staff", "chat", "cashier"},
    "cleaner": {"staff"},
}


def actor(kind: Any, role: str, room: bool = False, stations: tuple[str, ...] = ()) -> Actor:
    permissions = (STAFF_PERMISSIONS if kind == "user" else DEVICE_PERMISSIONS)[role]
    where = {"room_id": ROOM if room else None, "stations": stations}
    return Actor(kind=kind, id=ME, name="x", role=role, brand_id=UUID(int=3), permissions=permissions, **where)


@pytest.mark.parametrize("bound", DEVICES, ids=str)
def test_a_device_hears_all_itself_and_its_place(bound: tuple[str, bool, tuple[str, ...]]) -> None:
    assert channels_of(actor("device", *bound), SHOP_STATIONS) == {"all", OWN} | DEVICES[bound]


@pytest.mark.parametrize("role", STAFF)
def test_staff_hear_the_channels_of_their_role(role: str) -> None:
    assert channels_of(actor("user", role), SHOP_STATIONS) == {"all"} | STAFF[role]


def test_the_tables_are_whole() -> None:
    assert {kind for kind, _, _ in DEVICES} == set(DEVICE_KINDS)
    assert set(STAFF) == set(ROLES)
