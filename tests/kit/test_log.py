"""Logs: one line each, with the request, without secrets."""

import json
import logging

import pytest

from hub.kit.log import JsonLines, PlainLines, request_id


def line_of(formatter: logging.Formatter, **extra: object) -> str:
    record = logging.makeLogRecord({"name": "hub.test", "levelno": logging.WARNING, "levelname": "WARNING", "msg": "said\nthis"} | extra)
    return formatter.format(record)


def test_a_line_is_one_json_object_and_names_its_request() -> None:
    mark = request_id.set("abc")
    try:
        line = line_of(JsonLines(), path="/x\nlevel: forged")
    finally:
        request_id.reset(mark)
    assert "\n" not in line
    said = json.loads(line)
    assert (said["event"], said["level"], said["request_id"], said["path"]) == ("said\nthis", "warning", "abc", "/x\nlevel: forged")


@pytest.mark.parametrize("formatter", [JsonLines(), PlainLines()])
def test_no_secret_reaches_a_log(formatter: logging.Formatter) -> None:
    line = line_of(formatter, access_token="vh_at_123", new_password="hunter2", Authorization="Bearer x", place="801")
    assert not any(secret in line for secret in ("vh_at_123", "hunter2", "Bearer x"))
    assert "801" in line
