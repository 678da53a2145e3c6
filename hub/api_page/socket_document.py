"""The socket's document: AsyncAPI 3, made of the very structs that read and write the frames.

The hub is the application that is described, so it receives what clients say and sends what the hub says. Each type of event is a
message of its own, with the `data` it carries.
"""

from importlib.metadata import version
from typing import Any

import msgspec

from hub.api_page.document import REF, anything, tidied
from hub.im.schemas import AccountRef, DeviceRef, SeatShop, UserRef
from hub.kit.problems import MEDIA_TYPE
from hub.live import codes
from hub.live.events import Event
from hub.live.protocol import (
    DEPTH,
    FRAME_BYTES,
    FRAMES_BURST,
    FRAMES_PER_SECOND,
    HELLO_SECONDS,
    PING_SECONDS,
    PONG_SECONDS,
    REPLAY_MOST,
    SUBPROTOCOL,
    Ack,
    Bye,
    ErrorFrame,
    Health,
    Hello,
    Ping,
    Pong,
    Receipt,
    Sync,
    Welcome,
)
from hub.venue.schemas import RoomRef

CLIENT_FRAMES = (Hello, Ack, Receipt, Sync, Health, Pong)
HUB_FRAMES = (Welcome, Ping, Bye, ErrorFrame)
SEATS = {"device": DeviceRef, "account": AccountRef, "user": UserRef, "shop": SeatShop, "room": RoomRef}
"""What stands in a welcome where the live part, which knows no venue, says `Any`."""

DESCRIPTION = f"""
One websocket per screen. The first frame is a `hello` within {HELLO_SECONDS:g} s; the hub answers with `welcome`, then with what was
missed, then with what happens. All changes go over HTTP: the socket carries no commands.

- **Order.** `seq` rises along a stream. One connection sees its own channels only, so holes are normal; a client ignores
  what it has applied.
- **Resume.** A `hello` with cursors gets what is missing, at most {REPLAY_MOST} events; `resumed: false` means: take the snapshot
  (`GET /api/v1/me/board`).
- **Alive.** A `ping` every {PING_SECONDS} s, a `pong` within {PONG_SECONDS} s. A client that hears nothing for 15 s reconnects.
- **Receipts.** A `ping` with `receipts` names those that are written; a client says the others again after a break.
- **Limits.** {FRAME_BYTES} bytes and {DEPTH} levels a frame, {FRAMES_PER_SECOND} frames a second, {FRAMES_BURST} at once.
- Clients ignore types and members they do not know.
""".strip()


def event_kinds() -> list[type[Event]]:
    """Every type of event that the hub sends, in alphabetical order."""
    return sorted((kind for kind in Event.all_kinds() if kind.type), key=lambda kind: kind.type)


def first_line(kind: type) -> str:
    """What its docstring says of a struct."""
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


def socket_document() -> dict[str, Any]:
    """The document as it is served. The same structs give the same document, byte for byte."""
    kinds = event_kinds()
    types: list[Any] = [*CLIENT_FRAMES, *HUB_FRAMES, *SEATS.values(), *kinds]
    _, components = msgspec.json.schema_components(types, schema_hook=anything, ref_template=REF)
    schemas = {name: tidied(components[name]) for name in sorted(components)}
    for member, kind in SEATS.items():
        schemas["Welcome"]["properties"][member] = {"anyOf": [{"$ref": REF.format(name=kind.__name__)}, {"type": "null"}]}
    schemas["ErrorFrame"]["properties"]["problem"]["description"] = f"A problem document, as in answers of type `{MEDIA_TYPE}`."
    frames = {name_of(kind): frame_message(kind) for kind in (*CLIENT_FRAMES, *HUB_FRAMES)}
    events = {kind.type: event_message(kind) for kind in kinds}
    messages = frames | events
    said = [name_of(kind) for kind in CLIENT_FRAMES]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Venue Hub, the socket",
            "version": version("venuehub"),
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
            "externalDocs": {"description": "The HTTP API", "url": "/schema"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "stream": {
                "address": "/api/v1/stream",
                "title": f"The socket, subprotocol {SUBPROTOCOL}",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
                "x-subprotocol": SUBPROTOCOL,
                "x-close-codes": [{"code": each.code, "reason": each.reason} for each in codes.ALL],
            }
        },
        "operations": {
            "heard": operation("receive", "What a client says", said),
            "sent": operation("send", "What the hub says", [name for name in messages if name not in said]),
        },
        "components": {"messages": messages, "schemas": schemas},
    }


def operation(action: str, title: str, names: list[str]) -> dict[str, Any]:
    return {
        "action": action,
        "title": title,
        "channel": {"$ref": "#/channels/stream"},
        "messages": [{"$ref": f"#/channels/stream/messages/{name}"} for name in names],
    }


def name_of(kind: type[msgspec.Struct]) -> str:
    """The word in a frame's `t`."""
    return str(kind.__struct_config__.tag)


def frame_message(kind: type[msgspec.Struct]) -> dict[str, Any]:
    name = name_of(kind)
    return {"name": name, "title": name, "summary": first_line(kind), "payload": {"$ref": REF.format(name=kind.__name__)}}


def event_message(kind: type[Event]) -> dict[str, Any]:
    """The frame around one type of event."""
    members = {
        "t": {"const": "event"},
        "stream": {"type": "string", "description": "`shop:`, `user:` or `brand:` and an id."},
        "seq": {"type": "integer", "minimum": 1},
        "id": {"type": "string", "format": "uuid"},
        "type": {"const": kind.type},
        "at": {"type": "string", "format": "date-time"},
        "cause": {"type": "string", "description": "The `Idempotency-Key` of the request that led to it."},
        "channels": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "data": {"$ref": REF.format(name=kind.__name__)},
    }
    payload = {"type": "object", "properties": members, "required": [name for name in members if name != "cause"]}
    return {"name": kind.type, "title": kind.type, "summary": first_line(kind), "payload": payload}
