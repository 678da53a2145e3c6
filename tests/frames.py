"""Every frame that a test receives is held against the socket's document, so that the document cannot say what the hub does not do."""

import functools
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

import hub.app  # noqa: F401  every type of event is known once everything is loaded
from hub.api_page.socket_document import socket_document


@functools.cache
def document() -> dict[str, Any]:
    return socket_document()


@functools.cache
def _validator(name: str) -> Draft202012Validator:
    message = document()["components"]["messages"][name]
    return Draft202012Validator({"components": document()["components"], **message["payload"]}, format_checker=FormatChecker())


def checked(frame: dict[str, Any]) -> dict[str, Any]:
    """The frame, when it is one of the document's.

    Raises:
        AssertionError: naming what differs.
    """
    name = frame["type"] if frame["t"] == "event" else frame["t"]
    assert name in document()["components"]["messages"], f"{name} is not in the socket's document"
    wrong = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in _validator(name).iter_errors(frame)]
    assert not wrong, f"{name}: {wrong}"
    return frame
