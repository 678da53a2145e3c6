"""Dumplings, rolls, noodles and rice."""

from .. import shapes
from ..paint import Colour, Painting, any_of, deep, hue, pale
from . import cuts

DOUGH = hue("f3e3c3")


def dumpling(
    art: Painting, x: float, y: float, size: float = 1, turn: float = 0, colour: Colour = DOUGH, fried: Colour | None = None
) -> None:
    """A folded half moon: the belly towards us, the pleated seam on top."""
    outline = shapes.smooth([(-62, 6), (-50, -18), (-20, -33), (20, -33), (50, -18), (62, 6), (44, 26), (0, 36), (-44, 26)], closed=True)
    body = shapes.placed(outline, x, y, size, turn)
    art.solid(
        body, colour=pale(colour, 0.25), to=deep(colour, 0.12), round_=26 * size, cast=0.45, rise=9 * size, light=0.5, dark=0.62, gloss=0.55
    )
    with art.inside(body):
        art.flat(shapes.placed(shapes.ellipse(0, 12, 34, 15), x, y, size, turn), colour=hue("9fae62"), opacity=0.22, blur=9)
        if fried is not None:
            art.flat(shapes.placed(shapes.ellipse(0, 30, 60, 24), x, y, size, turn), colour=fried, opacity=0.85, blur=6 * size)
            art.flat(shapes.placed(shapes.ellipse(0, 40, 50, 17), x, y, size, turn), colour=deep(fried, 0.6), opacity=0.7, blur=4 * size)
    seam = shapes.smooth([(-60, 3), (-46, -21), (-18, -35), (18, -35), (46, -21), (60, 3)])
    frill = shapes.placed(shapes.ribbon(seam, 15, ends=(0.5, 0.5)), x, y, size, turn)
    art.solid(frill, colour=pale(colour, 0.4), to=deep(colour, 0.1), round_=6 * size, cast=0.28, rise=3 * size, light=0.5, dark=0.5)
    for index in range(1, 8):
        px, py = seam[round(index * (len(seam) - 1) / 8)]
        crease = shapes.placed(
            shapes.ribbon([(px - 1, py - 6), (px * 0.93, py + 6), (px * 0.82, py + 15)], 3.4, ends=(0.6, 0.1)), x, y, size, turn
        )
        art.flat(crease, colour=deep(colour, 0.6), opacity=0.5, blur=1)


def noodles(
    art: Painting,
    x: float,
    y: float,
    rx: float,
    ry: float,
    colour: Colour = (239, 208, 138),
    width: float = 9,
    locks: int = 15,
    height: float = 40,
) -> None:
    """A nest of locks, each a few strands side by side; the upper ones lie nearer to the middle."""
    art.solid(shapes.ellipse(x, y, rx, ry), colour=deep(colour, 0.5), round_=30, cast=0.3)
    for index in range(locks):
        share = index / locks
        reach = 1.02 - 0.62 * share
        start, bend = art.random.uniform(0, 360), art.random.uniform(110, 200)
        cx, cy = x + art.random.uniform(-0.25, 0.25) * rx, y - height * share + art.random.uniform(-0.2, 0.2) * ry
        squeeze = art.random.uniform(0.55, 1)
        for row in art.random.sample(range(7), 7):
            gap = (row - 3) * width * 0.86
            path = shapes.turned(
                shapes.arc(
                    cx,
                    cy,
                    rx * reach * 0.92 + gap,
                    max(ry * reach * squeeze + gap, 8),
                    start,
                    start + bend + art.random.uniform(-12, 12),
                    26,
                ),
                cx,
                cy,
                art.random.uniform(-3, 3),
            )
            tone = any_of(art.random, [colour, pale(colour, 0.18), deep(colour, 0.12)])
            cuts.strand(art, path, width * art.random.uniform(0.88, 1.08), tone)


def grain_of_rice(art: Painting, x: float, y: float, colour: Colour, size: float = 1) -> None:
    turn = art.random.uniform(0, 180)
    art.solid(
        shapes.ellipse(x, y, 9.5 * size, 4.2 * size, turn, 22),
        colour=colour,
        round_=4 * size,
        cast=0.4,
        rise=2.4,
        light=0.5,
        dark=0.5,
        gloss=0.3,
    )


def roll(art: Painting, x: float, y: float, length: float, width: float, turn: float, colour: Colour = (207, 138, 53)) -> None:
    """Something rolled up and fried, its open end towards the right."""
    path = shapes.placed([(-length / 2, 0), (0, -2), (length / 2, 0)], x, y, 1, turn)
    body = shapes.ribbon(path, width)
    art.solid(
        body,
        colour=pale(colour, 0.15),
        to=deep(colour, 0.3),
        round_=width * 0.5,
        cast=0.5,
        rise=9,
        rough=0.2,
        grain=10,
        gloss=0.3,
        light=0.65,
        dark=0.65,
    )
    with art.inside(body):
        for _ in range(9):
            bx, by = art.random.choice(path)
            bubble = shapes.ellipse(
                bx + art.random.uniform(-length / 2, length / 2),
                by + art.random.uniform(-width / 2, width / 2),
                art.random.uniform(3, 8),
                art.random.uniform(2, 5),
            )
            art.solid(bubble, colour=pale(colour, 0.2), to=deep(colour, 0.25), round_=3, cast=0.25, rise=2)
        flap = shapes.placed(
            shapes.smooth([(-length * 0.4, -width * 0.5), (-length * 0.05, width * 0.1), (length * 0.36, width * 0.5)]), x, y, 1, turn
        )
        art.flat(shapes.ribbon(flap, 3), colour=deep(colour, 0.8), opacity=0.6, blur=1)
        art.flat(shapes.ribbon(shapes.moved(flap, -1, -3), 2.4), colour=pale(colour, 0.6), opacity=0.6, blur=0.8)
