"""The requests a run of order clients will send, made beforehand so that the clients only have to send them."""

from pathlib import Path

import msgspec


class Shots(msgspec.Struct, frozen=True):
    path: str
    tokens: list[str]  # one per connection
    bodies: list[str]
    once: bool  # whether a body can be sent only once, since it names a stay that has no order yet

    def save(self, file: Path) -> None:
        file.write_bytes(msgspec.json.encode(self))


def load(file: Path) -> Shots:
    return msgspec.json.decode(file.read_bytes(), type=Shots)
