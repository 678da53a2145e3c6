"""Sounds over HTTP, and how the voice of this hub is."""

from hashlib import sha256
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from hub.im.speech import queries
from hub.im.speech.errors import RangeNotSatisfiable
from hub.im.speech.ranges import range_of
from hub.im.speech.schemas import Sound, SpeechOut
from hub.im.speech.studio import Studio
from hub.kit.errors import NotFound
from hub.kit.web import Run, allow, refuses

MEDIA_TYPE = "audio/wav"
FOR_EVER = "private, max-age=31536000, immutable"

Asked = Request[Any, Any, State]


def studio_of(request: Asked) -> Studio:
    studio: Studio = request.app.state.studio
    return studio


@get(
    "/sounds/{sound:str}",
    guards=[allow("menu.read")],
    responses=refuses(NotFound, RangeNotSatisfiable),
    summary="The sound of an announcement",
    tags=["Messages"],
    media_type=MEDIA_TYPE,
)
async def get_sound(request: Asked, sound: FromPath[str], run: NamedDependency[Run]) -> Response[bytes]:
    """A WAV file, at the address that a message names as `audio`. The header `Sound` says what it holds: `speech`, or `chime` when the
    words cannot be said now; `Sound-Why` then says why (`off`, `unavailable`, `failed`, `slow`, `busy`), and it must not be kept."""
    key, _, kind = sound.rpartition(".")
    wanted = await run.peek(queries.find_sound, key if kind == "wav" else "")
    return sound_answer(request, await studio_of(request).sound(wanted))


def sound_answer(request: Asked, sound: Sound) -> Response[bytes]:
    """The file, the part of it that is asked for, or that the asker has it already."""
    body = sound.body
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"etag": etag, "accept-ranges": "bytes", "cache-control": "no-store" if sound.why else FOR_EVER}
    headers |= {"sound": "chime", "sound-why": sound.why} if sound.why else {"sound": "speech"}
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, media_type=MEDIA_TYPE, headers=headers)
    asked = request.headers.get("range") if request.headers.get("if-range", etag) == etag else None
    try:
        part = range_of(asked, len(body))
    except ValueError:
        document = msgspec.json.encode(RangeNotSatisfiable().problem(request.url.path))
        return Response(document, status_code=416, media_type="application/problem+json", headers={"content-range": f"bytes */{len(body)}"})
    if part is None:
        return Response(body, media_type=MEDIA_TYPE, headers=headers)
    headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{len(body)}"
    return Response(body[part], status_code=206, media_type=MEDIA_TYPE, headers=headers)


@get("/im/speech", guards=[allow("devices.manage")], responses=refuses(), summary="How the voice is", tags=["Messages"])
async def get_speech(request: Asked, run: NamedDependency[Run]) -> SpeechOut:
    """Whether announcements are heard in words: `ready`, `unavailable` (devices play the chime, and screens use their own voice) or `off`.
    Each hub process answers for itself."""
    await run.peek(lambda _tx, _who: None)
    return studio_of(request).report()


ROUTES = [get_sound, get_speech]
