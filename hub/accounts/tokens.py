"""Opaque tokens: 256 bits of chance, a prefix that names the kind, SHA-256 in the database. Pure."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final, Literal

import msgspec

ACCESS_PREFIX: Final = "vh_at_"
REFRESH_PREFIX: Final = "vh_rt_"
TICKET_PREFIX: Final = "vh_tk_"
DEVICE_CODE_PREFIX: Final = "vh_dc_"

ACCESS_SECONDS = 900
TICKET_SECONDS = 30
REFRESH_LIFE = {"user": timedelta(days=30), "device": timedelta(days=180)}
"""Counted from the last refresh: a session that is used goes on."""
LEEWAY = timedelta(seconds=60)
"""A clock that is set back or forth a little must not sign a venue out."""

Kind = Literal["vh_at_", "vh_rt_", "vh_tk_", "vh_dc_"]


class Minted(msgspec.Struct, frozen=True):
    """A fresh token and the hash under which it is known."""

    token: str
    hash: bytes


def mint(prefix: Kind) -> Minted:
    """A token nobody can guess."""
    token = prefix + secrets.token_urlsafe(32)
    return Minted(token, hash_of(token))


def hash_of(token: str) -> bytes:
    """What the database knows of a token. No salt: 256 random bits cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()
