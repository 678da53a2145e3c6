"""The socket's document as a page to read: made on the hub, no script."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hub.live.protocol import SUBPROTOCOL

NAMES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null", "object": "object"}


class Bit(NamedTuple):
    """A piece of a type's name; `shape` when it leads to a thing further down."""

    text: str
    shape: bool = False


class Member(NamedTuple):
    """One member of a frame or a thing."""

    name: str
    required: bool
    type: list[Bit]
    said: str


def socket_page(document: dict[str, Any], templates: Path) -> bytes:
    """The page of one document."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # a hub whose document nobody reads starts without it

    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    schemas, messages = document["components"]["schemas"], document["components"]["messages"]
    channel = document["channels"]["stream"]
    lead, rules = described(document["info"]["description"])
    heard, sent = ([ref["$ref"].rpartition("/")[2] for ref in document["operations"][name]["messages"]] for name in ("heard", "sent"))
    parts = [
        {"title": "From a screen", "frames": [frame(messages[name], schemas) for name in heard]},
        {"title": "From the hub", "frames": [frame(messages[name], schemas) for name in sent if "." not in name]},
        {"title": "Events, with the members of their data", "frames": [frame(messages[name], schemas) for name in sent if "." in name]},
    ]
    carried = {each["payload"].get("$ref", "").rpartition("/")[2] for each in messages.values()}
    carried |= {
        each["payload"]["properties"]["data"]["$ref"].rpartition("/")[2] for each in messages.values() if "$ref" not in each["payload"]
    }
    shapes = [
        {"name": name, "said": schema.get("description", ""), "members": members(schema)}
        for name, schema in schemas.items()
        if name not in carried
    ]
    text = environment.get_template("socket.html").render(
        title=document["info"]["title"],
        address=channel["address"],
        subprotocol=SUBPROTOCOL,
        lead=lead,
        rules=rules,
        parts=parts,
        shapes=shapes,
        closes=channel["x-close-codes"],
    )
    return text.encode()


def described(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The description's paragraph and its list, as plain text."""
    lead, _, rest = text.partition("\n\n")
    rules = []
    for item in re.split(r"\n- |^- ", rest)[1:]:
        named = re.match(r"\*\*(.+?)\*\* (.+)", " ".join(item.split()))
        rules.append((named[1], named[2]) if named else ("", " ".join(item.split())))
    return [" ".join(lead.split()).replace("`", "")], [(name, text.replace("`", "")) for name, text in rules]


def frame(message: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A frame with its members; of an event those of its `data`, for what stands around is the same for all."""
    return {"name": message["name"], "summary": message["summary"], "members": members(schemas[carried_by(message)])}


def carried_by(message: dict[str, Any]) -> str:
    """The name of the schema that is the frame, or the `data` of an event's."""
    payload = message["payload"]
    inner = payload if "$ref" in payload else payload["properties"]["data"]
    return str(inner["$ref"].rpartition("/")[2])


def members(schema: dict[str, Any]) -> list[Member]:
    required = schema.get("required", ())
    return [
        Member(name, name in required, list(bits(part)), part.get("description", "")) for name, part in schema.get("properties", {}).items()
    ]


def bits(schema: dict[str, Any]) -> Iterator[Bit]:
    """A schema in words."""
    if "$ref" in schema:
        yield Bit(schema["$ref"].rpartition("/")[2], shape=True)
    elif "anyOf" in schema:
        for index, part in enumerate(schema["anyOf"]):
            if index:
                yield Bit(" or ")
            yield from bits(part)
    elif "const" in schema or "enum" in schema:
        yield Bit(" · ".join(str(each) for each in schema.get("enum", [schema.get("const")])))
    elif schema.get("type") == "array":
        yield Bit("list of ")
        yield from bits(schema.get("items") or {})
    elif isinstance(schema.get("additionalProperties"), dict):
        yield Bit("object of ")
        yield from bits(schema["additionalProperties"])
    elif schema.get("format") in ("uuid", "date-time", "date"):
        yield Bit({"uuid": "id", "date-time": "time", "date": "day"}[schema["format"]])
    else:
        yield Bit(NAMES.get(schema.get("type", ""), "any value"))
