"""Operations that take or give files instead of JSON: which types, and what the page says of them."""

from typing import Any

from hub.kit import pictures, sheets

TABLE = {"description": "A table: CSV in UTF-8, or an XLSX workbook whose first sheet counts."}
PICTURE = {"description": "The picture, nothing around it."}

TAKES: dict[str, dict[str, dict[str, Any]]] = {
    "add_picture": dict.fromkeys(pictures.TAKEN, PICTURE),
    "bring_picture": dict.fromkeys(pictures.TAKEN, PICTURE),
    "import_menu": dict.fromkeys(sheets.TAKEN, TABLE),
}
"""By operation: media type → schema of the body."""

GIVES: dict[str, dict[str, dict[str, Any]]] = {
    "get_sound": {"audio/wav": {"description": "16 bits, one channel. With a `Range` header that part of it, status 206."}},
    "get_picture": {pictures.MEDIA_TYPE: {"description": "The picture."}},
    "chat_picture": {pictures.MEDIA_TYPE: {"description": "The picture."}},
    "export_stats": {"text/csv": {"description": "A table in UTF-8, its first line the heading."}},
    "export_menu": dict.fromkeys(sheets.MEDIA_TYPES.values(), TABLE),
}
"""By operation: media type → schema of the answer."""


def content(kinds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {kind: {"schema": schema} for kind, schema in kinds.items()}
