"""The socket's document as a page to read: made on the hub, no script."""

from pathlib import Path
from typing import Any

from hub.api_page.rendering import described, paragraphs, render
from hub.api_page.schema_words import members, shown, target
from hub.live.protocol import SUBPROTOCOL


def socket_page(document: dict[str, Any], templates: Path) -> bytes:
    """The page of one document."""
    schemas, messages = document["components"]["schemas"], document["components"]["messages"]
    channel = document["channels"]["stream"]
    lead, rules = described(document["info"]["description"])
    heard, sent = ([target(ref["$ref"]) for ref in document["operations"][name]["messages"]] for name in ("heard", "sent"))

    def frames(names: list[str]) -> list[dict[str, Any]]:
        return [frame(messages[name], schemas) for name in names]

    parts = [
        {"title": "From a screen", "frames": frames(heard)},
        {"title": "From the hub", "frames": frames([name for name in sent if "." not in name])},
        {"title": "Events, with the members of their data", "frames": frames([name for name in sent if "." in name])},
    ]
    carried = {carried_by(each) for each in messages.values()}
    shapes = [
        {"id": name, "name": shown(name), "said": paragraphs(schema.get("description", "")), "members": list(members(schema, schemas))}
        for name, schema in schemas.items()
        if name not in carried
    ]
    return render(
        templates,
        "socket.html",
        title=document["info"]["title"],
        address=channel["address"],
        subprotocol=SUBPROTOCOL,
        lead=lead,
        rules=rules,
        parts=parts,
        shapes=shapes,
        closes=channel["x-close-codes"],
    )


def frame(message: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A frame with its members; of an event those of its `data`, for what stands around is the same for all."""
    return {"name": message["name"], "summary": message["summary"], "members": list(members(schemas[carried_by(message)], schemas))}


def carried_by(message: dict[str, Any]) -> str:
    """The name of the schema that is the frame, or the `data` of an event's."""
    payload = message["payload"]
    inner = payload if "$ref" in payload else payload["properties"]["data"]
    return target(inner["$ref"])
