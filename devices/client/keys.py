"""Idempotency keys: time-ordered ids (UUIDv7, RFC 9562) made on the device.

Time order is not for looks: random keys halve the rate at which the hub's database takes them.
"""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def new_key() -> str:
    """A new UUIDv7 as text, 36 characters."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = secrets.randbits(74)
    version_and_random = (0x7 << 12) | (random_bits >> 62)
    variant_and_random = (0b10 << 62) | (random_bits & ((1 << 62) - 1))
    return str(UUID(int=((milliseconds & ((1 << 48) - 1)) << 80) | (version_and_random << 64) | variant_and_random))
