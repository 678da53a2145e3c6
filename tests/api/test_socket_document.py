"""The socket's document: complete, the same each time, and true of what the hub sends."""

import json
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from hub.live.protocol import read_frame
from tests.frames import checked, document

EXAMPLES = sorted((Path(__file__).resolve().parents[1] / "displays" / "examples").glob("*.json"))
OF_THE_PROTOCOL = {
    "orders.order_placed",
    "orders.order_changed",
    "orders.order_closed",
    "kds.line_moved",
    "kds.number_changed",
    "kds.round_seen",
    "kds.round_missed",
    "store.menu_changed",
    "store.sold_out_changed",
    "venue.shop_changed",
    "venue.room_changed",
    "venue.session_changed",
    "im.message_sent",
    "im.pad_call_changed",
    "im.device_moved",
    "im.device_changed",
    "im.alarm_raised",
    "im.alarm_cleared",
}
SAID: list[dict[str, Any]] = [
    {"t": "hello", "token": "t" * 40, "app": "kitchen/1.0.0", "cursors": {"shop:1": {"epoch": "k3f9", "seq": 4711}}, "audio": "ready"},
    {"t": "ack", "stream": "shop:1", "seq": 4712},
    {"t": "receipt", "message": "01a20120-da00-7c1d-9b52-000000000001", "result": "spoken"},
    {"t": "sync", "stream": "shop:1", "from": 4713},
    {"t": "health", "visible": True, "audio": "ready", "wake_lock": True, "clock_offset_ms": -120, "unsent": 0},
    {"t": "pong", "now": "2026-11-22T02:41:07.123Z"},
]


def refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [each for name, part in value.items() for each in ([part] if name == "$ref" else refs(part))]
    return [each for part in value for each in refs(part)] if isinstance(value, list) else []


def test_every_reference_leads_somewhere() -> None:
    whole = document()
    for ref in refs(whole):
        found: Any = whole
        for step in ref.removeprefix("#/").split("/"):
            found = found[step]
        assert found, ref


def test_every_event_of_the_protocol_is_described() -> None:
    messages = document()["components"]["messages"]
    assert set(messages) >= OF_THE_PROTOCOL
    assert [name for name, each in messages.items() if not each["summary"]] == []


def test_each_message_is_heard_or_sent_and_never_both() -> None:
    heard, sent = ({ref["$ref"] for ref in document()["operations"][name]["messages"]} for name in ("heard", "sent"))
    assert not heard & sent
    assert len(heard | sent) == len(document()["components"]["messages"])


@pytest.mark.parametrize("frame", SAID, ids=lambda frame: frame["t"])
def test_what_a_client_says_is_read_as_it_is_described(frame: dict[str, Any]) -> None:
    read_frame(json.dumps(checked(frame)))


@pytest.mark.parametrize("frame", SAID, ids=lambda frame: frame["t"])
def test_a_member_too_many_is_refused_by_both(frame: dict[str, Any]) -> None:
    wrong = frame | {"surprise": 1}
    with pytest.raises(AssertionError):
        checked(wrong)
    with pytest.raises(msgspec.ValidationError):
        read_frame(json.dumps(wrong))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_recorded_evenings_are_as_described(path: Path) -> None:
    events = [event for step in json.loads(path.read_text("utf-8"))["steps"] for event in step["events"]]
    assert events
    for event in events:
        kind = document()["components"]["messages"][event["type"]]["payload"]
        whole = {"t": "event", "stream": "shop:1", "id": "01a20120-da00-7c1d-9b52-000000000001", "at": "2026-11-22T02:41:07.123Z"}
        checked({name: value for name, value in (whole | {"channels": ["all"]} | event).items() if name in kind["properties"]})


def test_an_event_that_says_something_else_is_caught() -> None:
    with pytest.raises(AssertionError, match="sold_out_changed"):
        checked({"t": "event", "type": "store.sold_out_changed", "seq": "7"})
    with pytest.raises(AssertionError, match="not in the socket's document"):
        checked({"t": "event", "type": "kds.line_flew"})


def test_the_document_is_served_and_kept(browser: httpx.Client) -> None:
    answer = browser.get("/schema/asyncapi.json")
    assert answer.json() == document()
    assert answer.json()["asyncapi"] == "3.0.0"
    assert browser.get("/schema/asyncapi.json", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


def test_the_page_names_every_frame_and_every_close_code(browser: httpx.Client) -> None:
    text = browser.get("/schema/socket").text
    for name in document()["components"]["messages"]:
        assert f'id="{name}"' in text
    for close in document()["channels"]["stream"]["x-close-codes"]:
        assert str(close["code"]) in text
