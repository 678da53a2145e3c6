"""How every operation can be refused: what its route declares, and what all routes of its kind share."""

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler
from msgspec import UNSET, UnsetType

from hub.accounts.errors import TokenExpired, TokenInvalid
from hub.api_page.example_things import LINE, ORDER, OTHER_SKU
from hub.kit.errors import (
    BadJson,
    Busy,
    CommandTooOld,
    Forbidden,
    Invalid,
    KeyMissing,
    KeyReused,
    NotFound,
    NotSignedIn,
    RateLimited,
    ReadOnly,
    Refusal,
    RequestInProgress,
    StorageFull,
    TooLarge,
    UnsupportedMediaType,
)
from hub.kit.problems import MEDIA_TYPE
from hub.kit.web import Problem, guard_of

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

SIGNED_IN = (NotSignedIn, TokenInvalid, TokenExpired, Forbidden)
WITH_BODY = (BadJson, Invalid, TooLarge, UnsupportedMediaType)
WRITING = (Busy, ReadOnly, StorageFull)
KEYED = (KeyMissing, Invalid, KeyReused, RequestInProgress, CommandTooOld, TooLarge, RateLimited)

FACTS: dict[str, dict[str, Any]] = {
    "invalid": {
        "detail": "Expected `int` >= 1",
        "errors": [{"pointer": "/lines/0/quantity", "detail": "Expected `int` >= 1"}],
        "instance": "/api/v1/orders",
    },
    "bad_json": {"detail": "JSON is malformed: expected ':' (byte 9)"},
    "busy": {"retry_after": 1},
    "read_only": {"retry_after": 5},
    "rate_limited": {"retry_after": 30},
    "request_in_progress": {"retry_after": 1},
    "not_found": {"instance": f"/api/v1/orders/{ORDER}"},
    "shop_closed": {"reopens_at": "2026-11-23T02:00:00.000Z", "instance": "/api/v1/orders"},
    "product_sold_out": {"lines": [{"index": 1, "sku_id": str(OTHER_SKU), "code": "product_sold_out"}], "instance": "/api/v1/orders"},
    "unknown_sku": {"lines": [{"index": 0, "sku_id": str(OTHER_SKU), "code": "unknown_sku"}], "instance": "/api/v1/orders"},
    "unknown_option": {"lines": [{"index": 0, "sku_id": str(OTHER_SKU), "code": "unknown_option"}], "instance": "/api/v1/orders"},
    "line_already_started": {"from": "preparing", "allowed": ["placed"], "instance": f"/api/v1/kds/lines/{LINE}/cancel"},
    "line_not_started": {"from": "placed", "allowed": ["preparing"], "instance": f"/api/v1/kds/lines/{LINE}/finish"},
    "line_not_ready": {"from": "preparing", "allowed": ["ready", "called"], "instance": f"/api/v1/kds/lines/{LINE}/serve"},
    "lines_refused": {
        "lines": [{"id": str(LINE), "state": "cancelled", "code": "line_cancelled"}],
        "instance": "/api/v1/kds/lines/transitions",
    },
    "already_claimed": {"claimed_by": "Handheld 2"},
    "already_accepted": {"by": "Handheld 2"},
    "room_not_free": {"from": "dirty", "allowed": ["free", "reserved"]},
    "category_not_empty": {"items": 4},
    "unreadable_sheet": {"detail": "nobody knows the column “Colour”; take it away, or begin with an exported table"},
    "import_refused": {
        "detail": "row 7, price: at most 2 digits behind the point (and 1 more)",
        "rows": [
            {"row": 7, "column": "price", "code": "too_many_decimals", "detail": "at most 2 digits behind the point"},
            {"row": 9, "column": "station", "code": "unknown", "detail": "the shop has no such station; it has hot, cold, bar"},
        ],
    },
    "unknown_placeholder": {
        "detail": "order_placed has no {dishName}",
        "placeholder": "dishName",
        "allowed": ["roomName", "wristband", "goodsName", "num"],
        "errors": [{"pointer": "/texts/zh-CN/text", "detail": "order_placed has no {dishName}"}],
        "instance": "/api/v1/im/templates",
    },
    "missing_param": {
        "detail": "order_placed needs goodsName",
        "param": "goodsName",
        "one_of": ["goodsName"],
        "instance": "/api/v1/im/calls",
    },
    "template_in_use": {"rules": 2},
    "wristband_in_use": {"codes": ["A017"]},
}
"""The members that make an example look like the real answer of that code."""

RETRY_AFTER = "Retry-After"
HEADERS: dict[int, str] = {401: "WWW-Authenticate", 429: RETRY_AFTER, 503: RETRY_AFTER}


class Failed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """One thing that was refused among several; which members it has depends on the `code`."""

    code: str
    index: int | UnsetType = UNSET
    id: str | UnsetType = UNSET
    sku_id: str | UnsetType = UNSET
    state: str | UnsetType | None = UNSET


class PointedOut(msgspec.Struct, frozen=True, kw_only=True):
    """A member that breaks a rule; `pointer` is a JSON pointer into the body, or names a parameter."""

    pointer: str
    detail: str


class ProblemDocument(Problem, frozen=True, kw_only=True):
    """RFC 9457. `code` is stable and what programs look at; `type` is a page for people. Members beside these carry facts of the case."""

    errors: list[PointedOut] | UnsetType = UNSET
    lines: list[Failed] | UnsetType = UNSET
    met: str | UnsetType = msgspec.field(default=UNSET, name="from")
    allowed: list[str] | UnsetType = UNSET
    retry_after: int | UnsetType = UNSET


def kinds_by_code() -> dict[str, type[Refusal]]:
    """Every loaded refusal under its code; of several with one code the most general."""
    known: dict[str, type[Refusal]] = {}
    for kind in Refusal.all_kinds():
        known.setdefault(kind.code, kind)
    return known


def shared(handler: HTTPRouteHandler, method: str, parameters: list[dict[str, Any]]) -> Iterator[type[Refusal]]:
    """What the route need not declare, since all of its kind can answer it."""
    guard = guard_of(handler)
    if guard.permissions:
        yield from SIGNED_IN
        yield Busy
    if any(parameter["in"] == "path" for parameter in parameters):
        yield NotFound
    if any(parameter["in"] == "query" for parameter in parameters):
        yield Invalid
    if handler.parsed_data_field is not None:
        yield from WITH_BODY
    if method in WRITES:
        yield from WRITING
        if not guard.keyless:
            yield from KEYED


def declared(handler: HTTPRouteHandler, known: dict[str, type[Refusal]]) -> Iterator[type[Refusal]]:
    """What the route itself says by `responses=refuses(…)`."""
    for spec in (handler.responses or {}).values():
        if spec.media_type == MEDIA_TYPE:
            yield from (known[example.id] for example in spec.examples or () if example.id)


def by_status(kinds: list[type[Refusal]]) -> dict[str, dict[str, Any]]:
    """One response per status, naming each code and pointing to its example."""
    grouped: dict[int, dict[str, type[Refusal]]] = {}
    for kind in kinds:
        grouped.setdefault(kind.status, {})[kind.code] = kind
    return {str(status): response(status, list(group.values())) for status, group in sorted(grouped.items())}


def response(status: int, kinds: list[type[Refusal]]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": "\n".join(f"- `{kind.code}` {kind.title}" for kind in kinds),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/ProblemDocument"},
                "examples": {kind.code: {"$ref": f"#/components/examples/{kind.code}"} for kind in kinds},
            }
        },
    }
    header = HEADERS.get(status) or (RETRY_AFTER if RequestInProgress in kinds else None)
    if header:
        answer["headers"] = {header: {"$ref": f"#/components/headers/{header}"}}
    return answer


def example(kind: type[Refusal]) -> dict[str, Any]:
    """The problem document of a code, with the facts that go with it."""
    facts = dict(FACTS.get(kind.code, {}))
    detail = facts.pop("detail", "")
    return {
        "summary": kind.title,
        "description": " ".join((kind.__doc__ or "").split()),
        "value": kind(detail, **facts).problem(),
    }
