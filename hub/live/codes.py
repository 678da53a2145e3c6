"""Close codes: what a client should do next can be read from the hundreds."""

from typing import NamedTuple


class Close(NamedTuple):
    """A close code of the protocol with the word that goes with it."""

    code: int
    reason: str


TOKEN_INVALID = Close(4001, "token_invalid")
REVOKED = Close(4002, "revoked")
FORBIDDEN = Close(4003, "forbidden")
BAD_FRAME = Close(4004, "bad_frame")
VERSION = Close(4005, "version")
REPLACED = Close(4006, "replaced")
SERVER_ERROR = Close(4100, "server_error")
SLOW = Close(4101, "slow")
RATE_LIMITED = Close(4102, "rate_limited")
HELLO_TIMEOUT = Close(4103, "hello_timeout")
NO_PONG = Close(4104, "no_pong")
BUSY = Close(4105, "busy")
GOING_AWAY = Close(4200, "going_away")
MOVED = Close(4201, "moved")

ALL = (
    TOKEN_INVALID,
    REVOKED,
    FORBIDDEN,
    BAD_FRAME,
    VERSION,
    REPLACED,
    SERVER_ERROR,
    SLOW,
    RATE_LIMITED,
    HELLO_TIMEOUT,
    NO_PONG,
    BUSY,
    GOING_AWAY,
    MOVED,
)
