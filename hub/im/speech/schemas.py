"""What is wanted of the voice, what came of it, and how the voice is."""

from typing import Literal, NamedTuple

from hub.kit.clock import Stamp
from hub.kit.web import Out

State = Literal["ready", "unavailable", "off"]


class Wanted(NamedTuple):
    """Some words to be said by a voice; `file` holds the sound where it is kept already."""

    key: str
    text: str
    voice: str
    rate: int
    file: str | None = None


class Sound(NamedTuple):
    """A WAV file. `why` is empty when it holds the words, else says why it is the chime instead."""

    body: bytes
    why: str = ""


class SpeechOut(Out, frozen=True, kw_only=True):
    """How the voice of this hub is. `why` and `since` stand there when it is not `ready`; `failed` counts since the start."""

    state: State
    why: str | None
    since: Stamp | None
    voices: dict[str, str]
    rendered: int
    failed: int
    waiting: int
