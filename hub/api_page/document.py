"""The API document: what the framework knows of the routes, with schemas, refusals, headers and examples made whole.

Schemas are msgspec's own: the very types that read the bodies and write the answers. What many operations share stands in
`components`, once.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

import msgspec
from litestar import Litestar, Response, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme, Tag
from litestar.routes import BaseRoute, HTTPRoute

from hub.accounts.permissions import DEVICE_KINDS, DEVICE_PERMISSIONS, ROLES, STAFF_PERMISSIONS
from hub.api_page import example_things as things
from hub.api_page import refusals
from hub.api_page.board_shape import MyBoardShape
from hub.api_page.example_answers import ANSWERS
from hub.api_page.example_bodies import BODIES
from hub.api_page.file_bodies import GIVES, TAKES, content
from hub.api_page.parameters import ANSWER_HEADERS, HEADERS, KEY, MATCH, QUEUED, explained
from hub.kit.errors import Refusal
from hub.kit.problems import MEDIA_TYPE
from hub.kit.web import guard_of

PATH = "/schema"
SCHEME = "token"
REF = "#/components/schemas/{name}"

TAGS = {
    "Accounts": "Signing in and out, who I am, staff, and the audit log.",
    "Live": "What a screen shows: the snapshot, and events for clients without a websocket. The socket itself is `/api/v1/stream`.",
    "Menu": "What the shop sells, and what is sold out.",
    "Orders": "Placing, reading, confirming and cancelling. A stay has one open order; each press of “order” is a round of it.",
    "Kitchen": "The board, and one address per action on a line: start, finish, call, serve and the others.",
    "Rooms": "Guests come in, move and leave; rooms, wristbands and therapist sessions.",
    "Shops": "Shops of the brand and what can be set in them.",
    "Devices": "Pairing (in the words of RFC 8628), bindings, and throwing a device out.",
    "Printing": "Kitchen cards, receipts and the slips of alarms: what printers have to do, and what became of it.",
    "Messages": "Telling devices something: announcements, notices, a guest's call.",
    "Chat": "Guests and staff write to each other: support chats with their queue, the group of the shop, canned phrases.",
    "Meta": "The flows as data.",
    "Health": "For whoever watches over the process.",
}
"""In the order of the page."""

DESCRIPTION = """
One hub for the live operations of a venue: guests order, the kitchen cooks, waiters fetch, the cashier settles, and every screen sees it.

- **Signing in.** `Authorization: Bearer …` with the access token of a device (pairing) or a person (`/auth/login`); it lives 15 minutes.
- **Writing.** Every write names an `Idempotency-Key`: the same key and request get the same answer, and happen once.
- **Refusals** are RFC 9457 documents. `code` is stable; `type` leads to a page that explains it.
- **Values.** Ids are UUIDs; times are UTC with milliseconds and `Z`; money is whole minor units; times not reached are null.
- **Lists** take `limit` and `cursor` and answer `{items, next}`.
- Requests with unknown members are refused; clients ignore members they do not know.
- **Live** events come over the websocket `/api/v1/stream`, subprotocol `venuehub.v1.json`.
""".strip()

SAID_OF_ANSWER = {200: "Done", 201: "Made", 202: "Taken on", 204: "Done; there is nothing to say"}

EXAMPLE_IDS = {
    "shop": str(things.SHOP),
    "room": str(things.ROOM),
    "device": str(things.DEVICE),
    "sku": str(things.SKU),
    "other_sku": str(things.OTHER_SKU),
    "item": str(things.ITEM),
    "choice": str(things.CHOICE),
    "order": str(things.ORDER),
    "line": str(things.LINE),
}
"""The page puts real ids in their place once it knows who is asking, so that the examples can be sent as they are."""

ANSWER_SHAPES: dict[str, Any] = {"me_board": MyBoardShape}
"""Where the answer's type says less than the protocol does."""


class Unserved(Router):
    """The framework would serve pages of its own beside the document; ours are all in `api_pages`."""

    def register(self, value: Any) -> list[BaseRoute]:
        return []


class Operation(NamedTuple):
    """One method of one address."""

    id: str
    path: str
    method: str
    handler: HTTPRouteHandler


def api_document() -> OpenAPIConfig:
    """The head of the document, and how operations are named: after the handler, a verb as staff say it."""
    return OpenAPIConfig(
        title="Venue Hub",
        version=version("venuehub"),
        description=DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        components=Components(
            security_schemes={
                SCHEME: SecurityScheme(
                    type="http", scheme="bearer", bearer_format="opaque", description="The access token of a device or a person."
                )
            }
        ),
        security=[{SCHEME: []}],
        tags=[Tag(name=name, description=said) for name, said in TAGS.items()],
        path=PATH,
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, *_: handler.handler_name,
        openapi_router=Unserved(PATH, route_handlers=[]),
        render_plugins=[JsonRenderPlugin()],
    )


def operations(app: Litestar) -> Iterator[Operation]:
    """Everything that stands in the document."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if handler.resolve_include_in_schema():
                    yield Operation(handler.handler_name, route.path_format, str(method), handler)


def whole_document(app: Litestar) -> dict[str, Any]:
    """The document as it is served. The same routes give the same document, byte for byte."""
    document: dict[str, Any] = app.openapi_schema.to_schema()
    del document["servers"]  # the hub that serves the document is the one that is meant
    known = refusals.kinds_by_code()
    all_operations = list(operations(app))
    shapes = Shapes(all_operations)
    for operation in all_operations:
        written = document["paths"][operation.path][operation.method.lower()]
        complete(written, operation, shapes, known)
    components = document["components"]
    components["schemas"] = shapes.components
    components["parameters"] = {name: {"name": name, "in": "header", **said} for name, said in HEADERS.items()}
    components["headers"] = ANSWER_HEADERS
    used = {code for operation in all_operations for code in codes(document, operation)}
    components["examples"] = {code: refusals.example(known[code]) for code in sorted(used)}
    seen = {tag for operation in all_operations for tag in operation.handler.resolve_tags()}
    document["x-example-ids"] = EXAMPLE_IDS
    document["tags"] = [tag for tag in document["tags"] if tag["name"] in seen]
    return document


def codes(document: dict[str, Any], operation: Operation) -> Iterator[str]:
    for answer in document["paths"][operation.path][operation.method.lower()]["responses"].values():
        yield from answer.get("content", {}).get(MEDIA_TYPE, {}).get("examples", ())


class Shapes:
    """The schemas of all bodies and answers, by msgspec."""

    def __init__(self, all_operations: Sequence[Operation]) -> None:
        self.bodies = {each.id: body_type(each.handler) for each in all_operations if each.handler.parsed_data_field is not None}
        self.answers = {each.id: answer_type(each) for each in all_operations if each.handler.status_code != 204 and each.id not in GIVES}
        types = [*self.bodies.values(), *self.answers.values(), refusals.ProblemDocument]
        found, components = msgspec.json.schema_components(types, schema_hook=anything, ref_template=REF)
        schemas = iter(found)
        self.body = dict(zip(self.bodies, schemas, strict=False))
        self.answer = dict(zip(self.answers, schemas, strict=False))
        self.components = {name: tidied(components[name]) for name in sorted(components)}


def anything(kind: type) -> dict[str, Any]:
    """The schema of `object`: any JSON value.

    Raises:
        NotImplementedError: a type that JSON does not know.
    """
    if kind is object:
        return {"description": "Any JSON value."}
    raise NotImplementedError


def body_type(handler: HTTPRouteHandler) -> Any:
    """The type `HubRequest` reads the body into."""
    field = handler.parsed_data_field
    return None if field is None else field.annotation


def answer_type(operation: Operation) -> Any:
    """What stands in `Response[…]`, or the plain return type."""
    returned = operation.handler.parsed_fn_signature.return_type
    if operation.id in ANSWER_SHAPES:
        return ANSWER_SHAPES[operation.id]
    if returned.is_subclass_of(Response):
        return returned.inner_types[0].annotation
    return returned.annotation


def tidied(schema: Any) -> Any:
    """msgspec's schema with what readers and generators want: a type beside each enum, and which languages `names` may hold."""
    if isinstance(schema, list):
        return [tidied(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {name: tidied(value) for name, value in schema.items()}
    if isinstance(schema.get("enum"), list) and all(isinstance(value, str) for value in schema["enum"]):
        schema = {"type": "string"} | schema
    for name in ("names", "descriptions"):
        texts = schema.get("properties", {}).get(name, {})
        if "additionalProperties" in texts:
            texts["propertyNames"] = {"enum": ["zh-CN", "en"]}
    return schema


def complete(written: dict[str, Any], operation: Operation, shapes: Shapes, known: dict[str, type[Refusal]]) -> None:
    """Make one operation whole."""
    handler, method = operation.handler, operation.method
    guard = guard_of(handler)
    keyed = method in refusals.WRITES and not guard.keyless
    parameters = [explained(operation.id, each) for each in written.get("parameters", ())]
    kinds = list(dict.fromkeys([*refusals.declared(handler, known), *refusals.shared(handler, method, parameters)]))
    headers = [KEY, QUEUED] if keyed else []
    if keyed and any(kind.status == 412 for kind in kinds):
        headers.append(MATCH)
    parameters += [{"$ref": f"#/components/parameters/{name}"} for name in headers]
    if parameters:
        written["parameters"] = parameters
    written.pop("deprecated", None)
    if operation.id in shapes.body:
        written["requestBody"] = body(operation, shapes.body[operation.id])
    if operation.id in TAKES:
        written["requestBody"] = {"required": True, "content": content(TAKES[operation.id])}
    good = answer(operation, shapes.answer.get(operation.id), keyed)
    others = {status: each for status, each in written["responses"].items() if is_own_answer(handler, status)}
    written["responses"] = {str(handler.status_code): good, **others, **refusals.by_status(kinds)}
    written["description"] = "\n\n".join(filter(None, [written.get("description"), who_may(guard.permissions)]))
    if guard.permissions:
        written["x-permissions"] = list(guard.permissions)
    else:
        written["security"] = []


def is_own_answer(handler: HTTPRouteHandler, status: str) -> bool:
    """Whether a route declares an answer of this status that is no problem document."""
    spec = (handler.responses or {}).get(int(status))
    return spec is not None and spec.media_type != MEDIA_TYPE


def body(operation: Operation, schema: dict[str, Any]) -> dict[str, Any]:
    field = operation.handler.parsed_data_field
    content: dict[str, Any] = {"schema": schema}
    cases = BODIES.get(operation.id, {})
    if cases:
        content["examples"] = {name.replace(" ", "-"): {"summary": name.capitalize(), "value": value} for name, value in cases.items()}
    return {"required": field is not None and not field.has_default, "content": {"application/json": content}}


def answer(operation: Operation, schema: dict[str, Any] | None, keyed: bool) -> dict[str, Any]:
    written: dict[str, Any] = {"description": SAID_OF_ANSWER.get(operation.handler.status_code, "Done")}
    if keyed:
        written["headers"] = {"Idempotency-Replayed": {"$ref": "#/components/headers/Idempotency-Replayed"}}
    if operation.id in GIVES:
        written["content"] = content(GIVES[operation.id])
    elif schema is not None:
        written["content"] = {"application/json": {"schema": schema}}
        if operation.id in ANSWERS:
            written["content"]["application/json"]["example"] = msgspec.json.decode(msgspec.json.encode(ANSWERS[operation.id]))
    return written


def who_may(permissions: Sequence[str]) -> str:
    """Which devices and which staff hold one of the permissions."""
    if not permissions:
        return "**Who:** everyone, signed in or not."
    devices = [kind for kind in DEVICE_KINDS if DEVICE_PERMISSIONS[kind].intersection(permissions)]
    staff = [role for role in ROLES if STAFF_PERMISSIONS[role].intersection(permissions)]
    if len(devices) == len(DEVICE_KINDS) and len(staff) == len(ROLES):
        return "**Who:** everyone who is signed in."
    said = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in (("devices", devices), ("staff", staff)) if names)
    return f"**Who:** {said} ({' or '.join(f'`{permission}`' for permission in permissions)})."
