"""Who may do what, cell by cell as the protocol's table (§11) says it."""

import pytest

from hub.accounts.permissions import DEVICE_KINDS, DEVICE_PERMISSIONS, PERMISSIONS, ROLES, STAFF_PERMISSIONS

ALL_DEVICES = "pad kitchen call_screen cashier handheld speaker printer"
TABLE = {
    "menu.read": (ALL_DEVICES, "cashier waiter cook cleaner"),
    "orders.place": ("pad cashier handheld", "cashier waiter"),
    "orders.read": ("pad cashier handheld kitchen", "cashier waiter cook"),
    "orders.cancel": ("pad cashier", "cashier"),
    "orders.confirm": ("cashier", "cashier"),
    "kds.read": ("kitchen cashier handheld", "cook waiter cashier"),
    "kds.cook": ("kitchen", "cook"),
    "kds.call": ("kitchen cashier", "cook cashier"),
    "kds.serve": ("handheld cashier kitchen", "waiter cashier"),
    "kds.rush": ("handheld cashier kitchen", "waiter cashier cook"),
    "kds.void": ("", ""),
    "rooms.use": ("cashier", "cashier"),
    "rooms.clean": ("cashier handheld", "cashier waiter cleaner"),
    "menu.sold_out": ("kitchen cashier", "cook cashier"),
    "menu.edit": ("", ""),
    "calls.make": ("pad", ""),
    "calls.answer": ("handheld cashier", "waiter cashier"),
    "calls.supervise": ("cashier", "cashier"),
    "chat.talk": ("pad", "cashier waiter cook cleaner"),
    "chat.answer": ("", "cashier waiter"),
    "chat.phrases": ("", ""),
    "print.work": ("printer", ""),
    "print.ask": ("cashier", "cashier"),
    **dict.fromkeys(["im.call", "im.rules", "devices.manage", "shop.edit", "staff.manage", "reports.read", "audit.read"], ("", "")),
}


def test_the_table_is_whole() -> None:
    assert set(TABLE) == PERMISSIONS


@pytest.mark.parametrize("permission", TABLE)
def test_devices_and_staff_hold_a_permission_as_the_protocol_says(permission: str) -> None:
    devices, staff = TABLE[permission]
    assert {kind for kind in DEVICE_KINDS if permission in DEVICE_PERMISSIONS[kind]} == set(devices.split())
    assert {role for role in ROLES if permission in STAFF_PERMISSIONS[role]} == {"owner", "manager", *staff.split()}
