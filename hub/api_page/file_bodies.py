"""Operations that take or give files instead of JSON: which types, and what the page says of them."""

from typing import Any

from hub.store.pictures import MEDIA_TYPE as WEBP
from hub.store.pictures import TAKEN

PICTURE = {"description": "The picture, nothing around it."}

TAKES: dict[str, dict[str, dict[str, Any]]] = {
    "add_picture": dict.fromkeys(TAKEN, PICTURE),
}
"""By operation: media type → schema of the body."""

GIVES: dict[str, dict[str, dict[str, Any]]] = {
    "get_picture": {WEBP: {"description": "The picture."}},
}
"""By operation: media type → schema of the answer."""


def content(kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {kind: {"schema": schema} for kind, schema in kinds.items()}
