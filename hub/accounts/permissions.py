"""Who may do what: one table for device kinds, one for roles of staff. Pure data; the API document and the tests read it too."""

from collections.abc import Mapping
from typing import Literal, get_args

DeviceKind = Literal["pad", "kitchen", "call_screen", "cashier", "handheld", "speaker", "printer"]
Role = Literal["owner", "manager", "cashier", "waiter", "cook", "cleaner"]

DEVICE_KINDS: tuple[str, ...] = get_args(DeviceKind)
ROLES: tuple[str, ...] = get_args(Role)

# permission: (device kinds, roles below manager). Owner and manager hold every permission.
_TABLE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "menu.read": (DEVICE_KINDS, ("cashier", "waiter", "cook", "cleaner")),
    "orders.place": (("pad", "cashier", "handheld"), ("cashier", "waiter")),
    "orders.read": (("pad", "cashier", "handheld", "kitchen"), ("cashier", "waiter", "cook")),
    "orders.cancel": (("pad", "cashier"), ("cashier",)),
    "orders.confirm": (("cashier",), ("cashier",)),
    "kds.read": (("kitchen", "cashier", "handheld"), ("cook", "waiter", "cashier")),
    "kds.cook": (("kitchen",), ("cook",)),
    "kds.call": (("kitchen", "cashier"), ("cook", "cashier")),
    "kds.serve": (("handheld", "cashier", "kitchen"), ("waiter", "cashier")),
    "kds.rush": (("handheld", "cashier", "kitchen"), ("waiter", "cashier", "cook")),
    "kds.void": ((), ()),
    "rooms.use": (("cashier",), ("cashier",)),
    "rooms.clean": (("cashier", "handheld"), ("cashier", "waiter", "cleaner")),
    "menu.sold_out": (("kitchen", "cashier"), ("cook", "cashier")),
    "menu.edit": ((), ()),
    "calls.make": (("pad",), ()),
    "calls.answer": (("handheld", "cashier"), ("waiter", "cashier")),
    "calls.supervise": (("cashier",), ("cashier",)),
    "print.work": (("printer",), ()),
    "print.ask": (("cashier",), ("cashier",)),
    "chat.talk": (("pad",), ("cashier", "waiter", "cook", "cleaner")),
    "chat.answer": ((), ("cashier", "waiter")),
    "chat.phrases": ((), ()),
    "im.call": ((), ()),
    "im.rules": ((), ()),
    "devices.manage": ((), ()),
    "shop.edit": ((), ()),
    "staff.manage": ((), ()),
    "reports.read": ((), ()),
    "audit.read": ((), ()),
}

PERMISSIONS: frozenset[str] = frozenset(_TABLE)

DEVICE_PERMISSIONS: Mapping[str, frozenset[str]] = {
    kind: frozenset(permission for permission, (kinds, _) in _TABLE.items() if kind in kinds) for kind in DEVICE_KINDS
}

STAFF_PERMISSIONS: Mapping[str, frozenset[str]] = {
    role: PERMISSIONS
    if role in ("owner", "manager")
    else frozenset(permission for permission, (_, roles) in _TABLE.items() if role in roles)
    for role in ROLES
}
