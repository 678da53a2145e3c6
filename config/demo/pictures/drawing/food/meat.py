"""Pork and prawns."""

import math

from .. import shapes
from ..paint import Colour, Painting, deep, hue, pale
from ..table import LEAF


def prawn(art: Painting, x: float, y: float, size: float = 1, turn: float = 0, colour: Colour = (226, 112, 61), shell: bool = True) -> None:
    """A curled prawn, tail and bands."""
    curve = shapes.smooth([(34, -26), (8, -38), (-24, -28), (-36, 0), (-24, 26), (4, 34)])
    for index, (lean, length) in enumerate(((-20, 26), (14, 24))):
        fan = shapes.placed(LEAF, 4 + index, 34, length, lean)
        art.solid(shapes.placed(fan, x, y, size, turn), colour=deep(colour, 0.2), round_=5, cast=0.4, rise=3, gloss=0.4)
    body = shapes.placed(shapes.ribbon(curve, 30, ends=(0.75, 0.35)), x, y, size, turn)
    art.solid(body, colour=pale(colour, 0.2), to=deep(colour, 0.12), round_=13 * size, cast=0.45, rise=6, light=0.6, dark=0.5, gloss=0.8)
    with art.inside(body):
        for index in range(1, 7):
            px, py = curve[round(index * (len(curve) - 1) / 7.2)]
            nx, ny = curve[min(round(index * (len(curve) - 1) / 7.2) + 1, len(curve) - 1)]
            length = math.hypot(nx - px, ny - py) or 1
            ox, oy = -(ny - py) / length * 18, (nx - px) / length * 18
            band = shapes.placed(shapes.ribbon([(px - ox, py - oy), (px + ox, py + oy)], 4), x, y, size, turn)
            art.flat(band, colour=deep(colour, 0.45), opacity=0.55, blur=1)
            art.flat(shapes.moved(band, 3 * size, 2 * size), colour=hue("ffe6cf"), opacity=0.5, blur=1.5)
    if shell:
        head = shapes.placed(shapes.smooth([(24, -42), (46, -34), (70, -14), (40, -10), (24, -16)], closed=True), x, y, size, turn)
        art.solid(head, colour=colour, to=deep(colour, 0.3), round_=10 * size, cast=0.4, rise=4, gloss=0.7)
        eye = shapes.placed(shapes.ellipse(52, -26, 3.4, 3.4), x, y, size, turn)
        art.flat(eye, colour=hue("1c100c"))
        for lean in (-0.3, 0.1):
            feeler = shapes.placed(shapes.smooth([(66, -16), (92, -26 + lean * 60), (118, -16 + lean * 90)]), x, y, size, turn)
            art.flat(shapes.ribbon(feeler, 2 * size, ends=(1, 0.2)), colour=deep(colour, 0.3), opacity=0.9)


def pork_cube(art: Painting, x: float, y: float, side: float, turn: float) -> None:
    """Belly: skin on top, then fat and lean by turns."""
    skin, fat, lean = hue("96360f"), hue("e3ab72"), hue("7d2c12")
    h = side * 0.78
    top = shapes.placed([(-side * 0.62, 0), (0, -side * 0.34), (side * 0.62, 0), (0, side * 0.34)], x, y - h / 2, 1, turn)
    a, b, c, d = top
    whole = shapes.rounded([a, b, c, (c[0], c[1] + h), (d[0], d[1] + h), (a[0], a[1] + h)], side * 0.16)
    art.solid(whole, colour=lean, round_=6, cast=0.5, rise=8)
    with art.inside(whole):
        for share, thick, tone in ((0.2, 0.2, fat), (0.5, 0.16, fat), (0.82, 0.12, fat)):
            for p, q, shade in ((a, d, 0.05), (d, c, 0.35)):
                wave = [
                    (p[0] + (q[0] - p[0]) * s, p[1] + (q[1] - p[1]) * s + h * share + art.random.uniform(-2, 2))
                    for s in (-0.1, 0.25, 0.5, 0.75, 1.1)
                ]
                art.flat(shapes.ribbon(shapes.smooth(wave), h * thick), colour=deep(tone, shade), opacity=0.9, blur=1.4)
        art.flat([d, c, (c[0], c[1] + h + 6), (d[0], d[1] + h + 6)], colour=hue("2a0c04"), opacity=0.3, blur=3)
        art.solid(top, colour=pale(skin, 0.18), to=skin, turn=30, round_=7, cast=0, light=0.6, dark=0.2, gloss=0.9)
        art.flat(shapes.ribbon([a, d, c], 4), colour=hue("ffcf98"), opacity=0.55, blur=1.6)
        art.gleam([(x - side * 0.26, y - h * 0.62), (x + side * 0.12, y - h * 0.74)], side * 0.12, 0.85, 2)
        art.gleam([(x - side * 0.45, y - h * 0.1), (x - side * 0.3, y + h * 0.3)], side * 0.08, 0.4, 2)


def rib(art: Painting, x: float, y: float, size: float, turn: float, colour: Colour = (138, 47, 18)) -> None:
    """A short rib in a thick glaze, a bone at one end."""
    bone = shapes.placed(shapes.box(size * 0.78, 0, size * 0.5, size * 0.3, size * 0.12), x, y, 1, turn)
    art.solid(bone, colour=hue("ead9bd"), round_=6, cast=0.4, rise=5)
    art.flat(shapes.placed(shapes.ellipse(size * 0.99, 0, size * 0.06, size * 0.09), x, y, 1, turn), colour=hue("a98056"))
    meat = shapes.placed(shapes.blob(art.random, 0, 0, size * 0.72, size * 0.46, 0.1, corners=8), x, y, 1, turn)
    art.solid(
        meat,
        colour=pale(colour, 0.1),
        to=deep(colour, 0.35),
        round_=size * 0.34,
        cast=0.5,
        rise=8,
        rough=0.14,
        grain=14,
        gloss=0.95,
        light=0.6,
        dark=0.6,
    )
