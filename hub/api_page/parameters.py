"""What the parameters and headers mean that many operations share, in one place; `shop_id` says the same wherever it stands."""

from typing import Any

from hub.api_page import example_things as things

KEY, MATCH, QUEUED = "Idempotency-Key", "If-Match", "Queued-At"

HEADERS: dict[str, dict[str, Any]] = {
    KEY: {
        "description": "8 to 128 visible ASCII characters that the client makes for this one command and stores before the first send. "
        "Same key after silence or 5xx: the command is done once, and the answer comes again with `Idempotency-Replayed: true`. "
        "A new key after a refusal. Keys live 7 days per device or person.",
        "required": True,
        "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": r"^[\x21-\x7e]{8,128}$"},
    },
    MATCH: {
        "description": "The version of the thing as the client knows it: 412 when it has moved on.",
        "required": False,
        "schema": {"type": "string", "maxLength": 64},
    },
    QUEUED: {
        "description": "Since when this command waits in a device's queue, UTC. After 72 hours it is refused: a person should look at it.",
        "required": False,
        "schema": {"type": "string", "format": "date-time"},
    },
}

ANSWER_HEADERS: dict[str, dict[str, Any]] = {
    "Idempotency-Replayed": {
        "description": "`true`: this is the stored answer to an earlier request with the same key; nothing was done again.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Retry-After": {
        "description": "Seconds to wait before the same request, with the same key.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {"description": "How to sign in.", "schema": {"type": "string"}, "example": 'Bearer realm="venuehub"'},
}

Words = dict[str, Any]
"""Members that are laid over the parameter: its description, an example; `schema` is laid over its schema."""

SAID: dict[str, Words] = {
    "limit": {"description": "At most so many.", "schema": {"minimum": 1, "maximum": 200, "default": 50}},
    "cursor": {"description": "`next` of the page before; nothing for the first.", "schema": {"pattern": "^[A-Za-z0-9_-]*$"}},
    "shop_id": {"description": "The shop that is meant. An owner names one; everybody else may leave it out.", "example": str(things.SHOP)},
    "room_id": {"description": "A room of the shop.", "example": str(things.ROOM)},
    "order_id": {"description": "An order of the caller's shop; for a pad, of its own stay.", "example": str(things.ORDER)},
    "line_id": {"description": "A line of an order.", "example": str(things.LINE)},
    "user_id": {"description": "A member of staff.", "example": str(things.PERSON)},
    "device_id": {"description": "A device.", "example": str(things.DEVICE)},
    "session_id": {"description": "A therapist session.", "example": str(things.SESSION)},
    "category_id": {"description": "A category of the menu.", "example": str(things.CATEGORY)},
    "item_id": {"description": "An item of the menu.", "example": str(things.ITEM)},
    "sku_id": {"description": "What is sold: `sku_id` of an item.", "example": str(things.SKU)},
    "user_code": {"description": "The code on the screen; case and dash do not matter.", "example": "WDJB-MJHT"},
    "code": {"description": "The code printed on the wristband.", "example": "A017"},
    "format": {"description": "What kind of file."},
    "dry_run": {"description": "Only say what would happen; nothing is changed.", "schema": {"default": False}},
    "name": {"description": "The name of a picture: the hash of its content.", "example": things.PICTURE.rpartition("/")[2]},
    "sound": {"description": "The last part of a message's `audio`.", "example": "5f0c4f1c9d2a7be3016f8a4d5c9b27e813fa604d.wav"},
    "station": {"description": "Only this station, by its code.", "example": "hot"},
    "business_day": {"description": "The shop's day, from its day start to the next; today's when left out.", "example": "2026-11-22"},
    "from": {"description": "The first business day.", "example": "2026-11-16"},
    "to": {"description": "The last business day, at most 92 days on.", "example": "2026-11-22"},
    "by": {"description": "What the rows are about, beside their day."},
    "number": {"description": "The number as the guest was told; `7`, `07` and `#07` are the same.", "example": "#07"},
    "room": {"description": "The number on the door of the room.", "example": "801"},
    "wristband": {"description": "The code printed on the wristband.", "example": "A017"},
    "state": {"description": "Only those in this state."},
    "kind": {"description": "Only devices of this kind."},
    "standing": {"description": "True: only those that are not over; false: only those that are."},
    "area": {"description": "Only rooms of this area.", "example": "八楼"},
    "job_id": {"description": "A print job, as boards and lists name it.", "example": str(things.an_id(70))},
    "message_id": {"description": "A message, as the event and the log name it.", "example": str(things.MESSAGE)},
    "call_id": {"description": "A call, as its answer and the log name it.", "example": str(things.CALL)},
    "channel": {"description": "Only what went to this channel.", "example": "kitchen:hot"},
    "problems": {"description": "True: only what a person should look at; false: only what went as it should."},
    "chat_id": {"description": "A chat that the caller may read.", "example": str(things.an_id(60))},
    "picture_id": {"description": "A picture in a chat.", "example": str(things.an_id(64))},
    "phrase_id": {"description": "A canned phrase of the shop.", "example": str(things.an_id(65))},
    "stay_id": {"description": "Only those of these guests.", "example": str(things.STAY)},
    "mine": {"description": "True: only those that are mine."},
    "before": {"description": "Only what stands before this number.", "example": 40},
    "rule_id": {"description": "A rule: who is told what.", "example": str(things.RULE)},
    "template_id": {"description": "The words for an event.", "example": str(things.TEMPLATE)},
    "event": {"description": "Only what is about this event."},
    "object_kind": {"description": "Only what was done to things of this kind.", "example": "room"},
    "object_id": {"description": "Only what was done to this thing.", "example": str(things.ROOM)},
    "actor_id": {"description": "Only what this person or device did.", "example": str(things.CASHIER)},
    "stream": {"description": "The stream that is followed, as `/me/board` names it.", "example": things.STREAM},
    "after": {"description": "The last number the client has.", "example": 4711},
    "wait": {
        "description": "Seconds to wait when there is nothing yet.",
        "schema": {"minimum": 0, "maximum": 25, "default": 0},
    },
    "epoch": {"description": "The epoch the client's number belongs to; it is checked when given.", "example": "k3f9.2"},
}
"""By name. The test of the document fails for a parameter that stands nowhere."""

SAID_OF: dict[tuple[str, str], Words] = {
    **{
        (name, "call_id"): {"description": "A guest's call, as boards and events name it.", "example": str(things.PAD_CALL)}
        for name in ("withdraw_pad_call", "accept_pad_call", "take_over_pad_call", "hand_back_pad_call", "finish_pad_call")
    },
    ("list_messages", "after"): {"description": "Only what stands behind this number.", "example": 12},
    ("list_chats", "room_id"): {"description": "Only those of guests who are or were last in this room.", "example": str(things.ROOM)},
    ("call_messages", "call_id"): {"description": "A call, as its answer named it.", "example": str(things.CALL)},
    ("message_log", "line_id"): {
        "description": "Only what was said of this line of an order, or would have been.",
        "example": str(things.LINE),
    },
    ("message_log", "business_day"): {"description": "Only calls of this day of the shop.", "example": "2026-11-22"},
    ("message_log", "order_id"): {"description": "Only messages about this order.", "example": str(things.ORDER)},
    ("list_print_jobs", "device_id"): {"description": "Only jobs of this printer.", "example": str(things.an_id(72))},
    ("list_print_jobs", "order_id"): {"description": "Only jobs about this order.", "example": str(things.ORDER)},
    ("message_log", "device_id"): {"description": "Only messages that went to this device.", "example": str(things.DEVICE)},
    ("set_station", "code"): {
        "description": "The station's code, by which everything names it.",
        "example": "hot",
    },
    ("list_orders", "business_day"): {"description": "Only orders of this day of the shop.", "example": "2026-11-22"},
}
"""Where a name means something else: by operation and name."""


def explained(operation_id: str, parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter with its words, and without null: a query string cannot say it."""
    words = dict(SAID_OF.get((operation_id, parameter["name"])) or SAID.get(parameter["name"], {}))
    schema = without_null(parameter["schema"]) | words.pop("schema", {})
    plain = {name: parameter[name] for name in ("name", "in", "required") if name in parameter}
    if not parameter.get("required"):
        words.pop("example", None)  # the page would fill it in, and ask for a shop that is not there
    return plain | {"schema": schema} | words


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    for choice in ("oneOf", "anyOf"):
        kinds = [each for each in schema.get(choice, ()) if each != {"type": "null"}]
        if len(kinds) == 1:
            schema = {name: value for name, value in schema.items() if name != choice} | kinds[0]
    if isinstance(schema.get("type"), list):
        kinds = [kind for kind in schema["type"] if kind != "null"]
        schema = schema | {"type": kinds[0] if len(kinds) == 1 else kinds}
    if "enum" in schema:
        schema = schema | {"enum": [value for value in schema["enum"] if value is not None]}
    return {name: value for name, value in schema.items() if not (name == "default" and value is None)}
