"""The states of a device and of a pairing. Pure."""

from collections.abc import Mapping
from typing import Final

import msgspec

ACTIVE: Final = "active"
DISABLED: Final = "disabled"
REVOKED: Final = "revoked"


class Move(msgspec.Struct, frozen=True):
    """From which states an action starts, where it leads, and where it finds nothing to do."""

    before: frozenset[str]
    after: str
    already: frozenset[str] = frozenset()


DEVICE_FLOW: Mapping[str, Move] = {
    "disable": Move(frozenset({ACTIVE}), DISABLED, already=frozenset({DISABLED})),
    "enable": Move(frozenset({DISABLED}), ACTIVE, already=frozenset({ACTIVE})),
    "revoke": Move(frozenset({ACTIVE, DISABLED}), REVOKED, already=frozenset({REVOKED})),
}

WAITING: Final = "waiting"
APPROVED: Final = "approved"
DENIED: Final = "denied"
USED: Final = "used"

PAIRING_FLOW: Mapping[str, Move] = {
    "approve": Move(frozenset({WAITING}), APPROVED),
    "deny": Move(frozenset({WAITING}), DENIED),
    "redeem": Move(frozenset({APPROVED}), USED),
}

ONLINE: Final = "online"
AWAY: Final = "away"
OFFLINE: Final = "offline"
