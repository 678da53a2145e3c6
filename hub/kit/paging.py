"""Lists: `?limit=&cursor=` in, `{items, next}` out. A cursor is opaque and stays true while rows come and go."""

import base64
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from hub.kit.errors import invalid

T = TypeVar("T")

DEFAULT_LIMIT = 50
MOST = 200


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Part of a list. `next` is the cursor of what follows, or null at the end."""

    items: list[T]
    next: str | None = None


def limit_of(limit: int | None) -> int:
    """The page size asked for, 1 to 200.

    Raises:
        Invalid: outside that range.
    """
    if limit is None:
        return DEFAULT_LIMIT
    if not 1 <= limit <= MOST:
        raise invalid("/limit", f"from 1 to {MOST}")
    return limit


def cursor_of(*key: Any) -> str:
    """The cursor behind a row with this sort key (strings, numbers, ids)."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def key_of(cursor: str | None, kind: type[T]) -> T | None:
    """Read a cursor made by `cursor_of`; `kind` is a tuple type such as `tuple[str, UUID]`.

    Raises:
        Invalid: it is not one of ours.
    """
    if not cursor:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except (ValueError, msgspec.MsgspecError):
        raise invalid("/cursor", "not a cursor of this list") from None


def page_of(rows: Sequence[Any], limit: int, key: Callable[[Any], tuple[Any, ...]], out: Callable[[Any], T]) -> Page[T]:
    """A page from `limit + 1` rows read; `key` gives a row's sort key."""
    more = len(rows) > limit
    shown = rows[:limit]
    return Page(items=[out(row) for row in shown], next=cursor_of(*key(shown[-1])) if more else None)
