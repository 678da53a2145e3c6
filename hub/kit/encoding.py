"""Reading the pictures that people bring, and writing them as we keep them. Slow to load, so only whoever encodes loads it."""

import io
import struct
import warnings
import zlib
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps

from hub.kit.errors import NotAPicture

FORMATS = ("PNG", "JPEG", "WEBP")
PIXELS_MAX = 50_000_000
"""What a telephone of today takes: as JPEG, which is decoded at about the size that is wanted."""
DECODED_MAX = 16_000_000
"""Of the formats that are decoded whole: up to 64 MB, held three times over while it is turned and made plain. One is decoded at a time."""
QUALITY = 82
BROKEN = (
    *(OSError, SyntaxError, ValueError, LookupError, ArithmeticError, EOFError, MemoryError, struct.error, zlib.error),
    Image.DecompressionBombError,
)
"""What the readers of the formats raise for a file that is broken, or made to look like one."""

Image.MAX_IMAGE_PIXELS = PIXELS_MAX
warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # refused below, before anything is decoded


class Encoded(NamedTuple):
    """A picture as it is kept."""

    body: bytes
    width: int
    height: int


def encoded(body: bytes, largest: tuple[int, int]) -> Encoded:
    """The picture upright, in plain RGB, no larger than this, as WebP without anything beside the pixels.

    Raises:
        NotAPicture: it is none, a broken one, or has more than 50 million pixels (PNG and WebP: 16 million).
    """
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
            most = PIXELS_MAX if opened.format == "JPEG" else DECODED_MAX
            if opened.width * opened.height > most:
                raise NotAPicture(f"the picture has {opened.width} by {opened.height} pixels; {most // 1_000_000} million are the most")
            opened.draft("RGB", (max(largest), max(largest)))  # a JPEG is read at the size that is wanted
            picture = plain(ImageOps.exif_transpose(opened))
    except NotAPicture:
        raise
    except BROKEN as error:
        raise NotAPicture from error
    picture.thumbnail(largest, Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    picture.save(kept, "WEBP", quality=QUALITY, method=4)
    return Encoded(kept.getvalue(), *picture.size)


def plain(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through; colours as screens without profiles understand them."""
    wanted = "RGBA" if picture.has_transparency_data else "RGB"
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            changed = ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB")
            picture = changed or picture
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that cannot be read says nothing
    found = Image.new(wanted, picture.size)  # a new one: what the file said beside its pixels stays behind
    found.paste(picture if picture.mode == wanted else picture.convert(wanted))
    return found
