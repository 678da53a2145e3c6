"""Draw the pictures of the demo menus anew: `python config/demo/pictures/draw.py [NAME ...]`.

The same script draws the same pictures; what it drew last is in `drawn.json`, which a test compares with what lies here.
"""

import io
import json
import sys
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from drawing import cold, fish, hot, snacks, soups, staples, sweet  # noqa: E402, F401
from drawing.album import ALBUM, paint  # noqa: E402
from drawing.drinks import alcohol, coffee, juices, soft, tea  # noqa: E402, F401

LARGEST = 58_000
"""Bytes of one picture: a page of forty loads in a moment on the venue's own network."""


def encoded(name: str) -> bytes:
    """The picture as WebP, at the best quality that fits."""
    drawn = paint(name).finished()
    for quality in (82, 78, 74, 70):
        file = io.BytesIO()
        drawn.save(file, "WEBP", quality=quality, method=6)
        if len(file.getvalue()) <= LARGEST:
            break
    return file.getvalue()


def sources() -> str:
    """What the pictures are drawn by, as one number."""
    return sha256(b"".join(path.read_bytes() for path in sorted(HERE.glob("drawing/**/*.py")))).hexdigest()


def main(names: list[str]) -> None:
    for name in names or sorted(ALBUM):
        (HERE / f"{name}.webp").write_bytes(encoded(name))
        print(name)
    pictures = {path.stem: sha256(path.read_bytes()).hexdigest() for path in sorted(HERE.glob("*.webp"))}
    (HERE / "drawn.json").write_text(json.dumps({"sources": sources(), "pictures": pictures}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
