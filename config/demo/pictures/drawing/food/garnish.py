"""Herbs, spices, seeds and blossoms: what is strewn over a dish or hung on its rim, a piece at a time."""

import math
from collections.abc import Sequence

from .. import shapes
from ..paint import Colour, Painting, any_of, deep, hue, pale
from ..shapes import Outline
from ..table import LEAF

GREEN = hue("6f9a3c")
CHILLI = hue("b3271c")


def leaf(art: Painting, x: float, y: float, size: float = 40, turn: float = 0, colour: Colour = GREEN) -> None:
    """A small leaf with a vein."""
    art.solid(
        shapes.placed(LEAF, x, y, size, turn),
        colour=pale(colour, 0.1),
        to=deep(colour, 0.25),
        round_=size * 0.1,
        cast=0.35,
        rise=3,
        light=0.5,
    )
    vein = shapes.placed([(0.05, 0), (0.5, -0.01), (0.92, 0)], x, y, size, turn)
    art.flat(shapes.ribbon(vein, max(1.2, size * 0.03), ends=(1, 0.2)), colour=pale(colour, 0.5), opacity=0.7)


def coriander(art: Painting, x: float, y: float, size: float = 1, turn: float = 0) -> None:
    """A sprig: three lobed leaves on a thin stem."""
    stem = shapes.placed(shapes.smooth([(0, 0), (10, -14), (14, -34)]), x, y, size, turn)
    art.solid(shapes.ribbon(stem, 3.2 * size, ends=(1, 0.6)), colour=hue("7ba23f"), round_=2, cast=0.3, rise=3)
    for px, py, lean, large in ((14, -38, 0, 1.0), (-2, -24, -55, 0.8), (26, -24, 55, 0.8)):
        lobes: list[Outline] = [shapes.ellipse(px, py, 8.5 * large, 8 * large)]
        for lobe in (-88, -44, 0, 44, 88):
            a = math.radians(lean + lobe - 90)
            reach = 10.5 if lobe % 88 else 11.5
            lobes.append(
                shapes.ellipse(
                    px + reach * large * math.cos(a), py + reach * large * math.sin(a), 5.6 * large, 4 * large, lean + lobe - 90, 24
                )
            )
        tone = any_of(art.random, [hue("5d8f35"), hue("6fa03e"), hue("4f812f")])
        art.solid(
            *(shapes.placed(lobe, x, y, size, turn) for lobe in lobes),
            colour=pale(tone, 0.06),
            to=deep(tone, 0.2),
            round_=4 * size,
            cast=0.35,
            rise=3,
            light=0.5,
        )


def scallion(art: Painting, x: float, y: float, size: float = 1, colour: Colour | None = None) -> None:
    """A ring of spring onion."""
    tone = colour or any_of(art.random, [hue("6aa03c"), hue("8bb954"), hue("57893a"), hue("a9cb76")])
    turn = art.random.uniform(0, 180)
    art.solid(shapes.ellipse(x, y, 8.5 * size, 6.6 * size, turn, 28), colour=tone, round_=3 * size, cast=0.35, rise=2.5, light=0.6)
    art.flat(shapes.ellipse(x, y, 4.6 * size, 3.2 * size, turn, 24), colour=deep(tone, 0.75), opacity=0.9)
    art.flat(shapes.ellipse(x + 0.6, y + 1, 3.6 * size, 2.2 * size, turn, 24), colour=pale(tone, 0.45), opacity=0.8)


def scallions(art: Painting, where: Sequence[shapes.Point], size: float = 1) -> None:
    for x, y in where:
        scallion(art, x, y, size * art.random.uniform(0.75, 1.15))


def sesame(art: Painting, x: float, y: float, size: float = 1, colour: Colour = (246, 230, 191)) -> None:
    turn = art.random.uniform(0, 180)
    drop = shapes.placed(
        shapes.smooth([(-4.6, 0), (-1, -2.6), (3.4, -1.6), (4.4, 0), (3.4, 1.6), (-1, 2.6)], closed=True, steps=4), x, y, size, turn
    )
    art.solid(drop, colour=colour, round_=2, cast=0.35, rise=1.4, light=0.3, dark=0.5)


def chilli_ring(art: Painting, x: float, y: float, size: float = 1, colour: Colour = CHILLI) -> None:
    turn = art.random.uniform(0, 180)
    art.solid(shapes.ellipse(x, y, 10 * size, 7 * size, turn, 28), colour=colour, round_=3, cast=0.4, rise=2.5, gloss=0.5)
    art.flat(shapes.ellipse(x, y, 5.5 * size, 3.6 * size, turn, 24), colour=deep(colour, 0.6))
    art.flat(shapes.ellipse(x + 1.5, y, 1.6 * size, 1.2 * size, 0, 12), colour=hue("f2dba0"))


def dried_chilli(art: Painting, x: float, y: float, size: float = 1, turn: float = 0) -> None:
    path = shapes.placed(shapes.smooth([(-30, 4), (-10, -3), (14, -1), (36, 7)]), x, y, size, turn)
    art.solid(
        shapes.ribbon(path, 15 * size, ends=(0.7, 0.15)),
        colour=any_of(art.random, [hue("9b1c16"), hue("b02a1b"), hue("82150f")]),
        round_=7 * size,
        cast=0.4,
        rise=4,
        gloss=0.8,
    )


def star_anise(art: Painting, x: float, y: float, size: float = 26, colour: Colour = (107, 52, 24)) -> None:
    for index in range(8):
        turn = index * 45 + art.random.uniform(-5, 5)
        art.solid(shapes.placed(LEAF, x, y, size, turn, 0.8), colour=colour, to=deep(colour, 0.3), round_=4, cast=0.4, rise=3, gloss=0.4)
        px, py = x + size * 0.55 * math.cos(math.radians(turn)), y + size * 0.44 * math.sin(math.radians(turn))
        art.solid(shapes.ellipse(px, py, 3.2, 2.6, 0, 16), colour=hue("b8763a"), round_=2, cast=0.2, rise=1, gloss=0.9)


def goji(art: Painting, x: float, y: float, size: float = 1, turn: float = 0) -> None:
    art.solid(
        shapes.ellipse(x, y, 9 * size, 5.4 * size, turn, 26), colour=hue("d8371f"), to=hue("a81f14"), round_=4, cast=0.4, rise=3, gloss=0.95
    )


def mint(art: Painting, x: float, y: float, size: float = 1) -> None:
    for turn, long in ((200, 40), (-20, 42), (255, 34), (-75, 36), (-130, 26)):
        leaf(art, x, y, long * size, turn, any_of(art.random, [hue("5fa33f"), hue("4c9138")]))


def lemon_slice(
    art: Painting,
    x: float,
    y: float,
    radius: float,
    turn: float = 0,
    flat: float = 1,
    peel: Colour = (242, 194, 48),
    flesh: Colour = (248, 226, 138),
) -> None:
    """A slice of citrus: peel, pith and segments."""
    art.solid(shapes.ellipse(x, y + 3, radius, radius * flat, 0, 60), colour=deep(peel, 0.25), round_=4, cast=0.4, rise=5)
    art.solid(shapes.ellipse(x, y, radius, radius * flat, 0, 60), colour=peel, round_=4, cast=0, gloss=0.4)
    art.flat(shapes.ellipse(x, y, radius * 0.88, radius * 0.88 * flat, 0, 60), colour=hue("fdf4d8"))
    for index in range(9):
        a, b = index * 40 + turn + 3, index * 40 + turn + 37
        segment = shapes.smooth([(0.12, (a + b) / 2), (0.74, a + 2), (0.8, (a + b) / 2), (0.74, b - 2)], closed=True, steps=5)
        outline = [
            (x + radius * reach * math.cos(math.radians(angle)), y + radius * reach * flat * math.sin(math.radians(angle)))
            for reach, angle in segment
        ]
        art.solid(outline, colour=pale(flesh, 0.1), to=deep(flesh, 0.1), round_=6, cast=0, gloss=0.5, rough=0.2, grain=6)


def osmanthus(art: Painting, x: float, y: float, size: float = 1) -> None:
    """A tiny four-petalled flower."""
    turn = art.random.uniform(0, 90)
    for index in range(4):
        a = math.radians(turn + index * 90)
        art.solid(
            shapes.ellipse(x + 3.2 * size * math.cos(a), y + 3 * size * math.sin(a), 3 * size, 2.4 * size, turn + index * 90, 14),
            colour=hue("f2b431"),
            round_=2,
            cast=0.25,
            rise=1.4,
            light=0.5,
        )
    art.flat(shapes.ellipse(x, y, 1.3 * size, 1.3 * size, 0, 10), colour=hue("c77d16"))
