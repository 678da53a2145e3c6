"""One thing the doctor looked at."""

from typing import Literal, NamedTuple

Level = Literal["ok", "note", "BAD"]


class Check(NamedTuple):
    """How it stands, and what to do about it."""

    level: Level
    said: str
    todo: str = ""
