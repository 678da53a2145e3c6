"""Byte ranges (RFC 9110 §14): one range is answered; several, or what cannot be read, are passed over. Pure."""

import re

ONE = re.compile(r"bytes=\s*(?:(\d{1,15})-(\d{0,15})|-(\d{1,15}))\s*")


def range_of(header: str | None, size: int) -> slice | None:
    """Which part of `size` bytes is asked for; None: all of it.

    Raises:
        ValueError: it lies beyond the end.
    """
    found = ONE.fullmatch(header or "")
    if found is None:
        return None
    first, last, length = found.groups()
    if length is not None:
        start, stop = max(0, size - int(length)), size
    else:
        start, stop = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise ValueError("beyond the end")
    return slice(start, stop)
