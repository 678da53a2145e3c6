"""The names of the pictures, each with what paints it."""

from collections.abc import Callable

from .paint import Painting

Painter = Callable[[Painting], None]
ALBUM: dict[str, Painter] = {}


def picture(name: str) -> Callable[[Painter], Painter]:
    """Enter a painter in the album."""

    def enter(painter: Painter) -> Painter:
        ALBUM[name] = painter
        return painter

    return enter


def paint(name: str) -> Painting:
    art = Painting(name)
    ALBUM[name](art)
    return art
