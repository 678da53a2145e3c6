"""Pictures that people bring: which are taken, and what becomes of them. Whatever it was, it is kept as one kind of file."""

from hub.kit.files import Files

TAKEN = ("image/png", "image/jpeg", "image/webp")
MEDIA_TYPE = "image/webp"
BYTES_MAX = 8 * 1024 * 1024


def kept_as(files: Files, body: bytes, kind: str, largest: tuple[int, int]) -> tuple[str, int, int]:
    """Encode a picture anew, no larger than this, and keep it: its name, width and height.

    Raises:
        NotAPicture: it is none, or a broken one, or far too large.
    """
    from hub.kit.encoding import encoded  # slow to load

    made = encoded(body, largest)
    return files.put(made.body, kind), made.width, made.height
