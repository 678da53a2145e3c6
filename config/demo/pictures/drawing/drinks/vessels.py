"""What drinks are served in, and what stands in them: pots, cups, glasses, cans, straws and ice."""

from .. import shapes, ware
from ..paint import Colour, Painting, deep, hue, mix, pale

TALL = [(150.0, 104.0), (250.0, 101.0), (380.0, 94.0), (500.0, 86.0)]
"""A long-drink glass."""


def tea_cup(art: Painting, x: float, y: float, radius: float, colour: Colour, tea: Colour) -> None:
    """A handleless cup of a mouthful or two."""
    ware.lathe(
        art,
        x,
        [(y, radius), (y + radius * 0.4, radius * 0.93), (y + radius * 0.75, radius * 0.68), (y + radius * 0.95, radius * 0.46)],
        colour,
    )
    ware.mouth(art, x, y, radius, colour, tea, level=0.08)


def pot(art: Painting, x: float, y: float, size: float, colour: Colour, *, gloss: float = 0.45, shade: float = 0.55) -> None:
    """A round teapot, spout to the left and ear to the right."""
    s = size
    ear = shapes.smooth(
        [
            (x + 96 * s, y - 52 * s),
            (x + 168 * s, y - 74 * s),
            (x + 206 * s, y - 12 * s),
            (x + 168 * s, y + 52 * s),
            (x + 104 * s, y + 60 * s),
        ]
    )
    art.solid(
        shapes.ribbon(ear, 25 * s, ends=(1, 0.8)),
        colour=pale(colour, 0.06),
        to=deep(colour, 0.4),
        round_=11 * s,
        cast=0.3,
        rise=5,
        gloss=gloss,
    )
    spout = shapes.smooth([(x - 92 * s, y + 44 * s), (x - 148 * s, y + 22 * s), (x - 178 * s, y - 40 * s), (x - 216 * s, y - 66 * s)])
    neck = shapes.ribbon(spout, 56 * s, ends=(1.2, 0.42), round_ends=False)
    body = [
        (y - 84 * s, 52 * s),
        (y - 66 * s, 92 * s),
        (y - 20 * s, 130 * s),
        (y + 36 * s, 128 * s),
        (y + 84 * s, 92 * s),
        (y + 100 * s, 74 * s),
    ]
    ware.standing(art, x, y + 100 * s, 96 * s)
    art.solid(neck, colour=pale(colour, 0.16), to=deep(colour, 0.3), round_=20 * s, cast=0, gloss=gloss)
    art.solid(shapes.ellipse(x - 218 * s, y - 68 * s, 13 * s, 8 * s, 34), colour=deep(colour, 0.6), round_=3, cast=0)
    ware.lathe(art, x, body, colour, gloss=gloss, shade=shade, stand=False)
    lid = shapes.ellipse(x, y - 80 * s, 66 * s, 20 * s)
    art.solid(lid, colour=pale(colour, 0.2), to=deep(colour, 0.3), round_=6, cast=0.4, rise=4, gloss=gloss)
    dome = [
        (x - 58 * s, y - 84 * s),
        *shapes.smooth(
            [(x - 58 * s, y - 84 * s), (x - 36 * s, y - 108 * s), (x, y - 117 * s), (x + 36 * s, y - 108 * s), (x + 58 * s, y - 84 * s)]
        ),
        *shapes.arc(x, y - 84 * s, 58 * s, 15 * s, 0, 180, 20),
    ]
    art.solid(dome, colour=pale(colour, 0.16), to=deep(colour, 0.4), turn=-60, round_=22 * s, cast=0, gloss=gloss)
    art.solid(
        shapes.ellipse(x, y - 122 * s, 18 * s, 15 * s),
        colour=pale(colour, 0.16),
        to=deep(colour, 0.4),
        round_=11 * s,
        cast=0.4,
        rise=4,
        gloss=gloss,
    )


def mug(
    art: Painting, colour: Colour, drink: Colour, *, x: float = 386, top: float = 226, radius: float = 158, deepness: float = 230
) -> ware.Plate:
    ware.handle(art, x + radius - 10, top + deepness * 0.46, 110, 150, colour, 28)
    ware.lathe(
        art,
        x,
        [(top, radius), (top + deepness * 0.5, radius * 0.99), (top + deepness * 0.85, radius * 0.92), (top + deepness, radius * 0.8)],
        colour,
    )
    return ware.mouth(art, x, top, radius, colour, drink, level=0.12, wall=10)


def cold_glass(art: Painting, drink: Colour, to: Colour, *, cubes: int = 5, top: Colour | None = None) -> ware.Glass:
    kept = ware.glass(art, 396, TALL, drink, to=to, fill=0.15)
    with art.inside(kept.body):
        for index in range(cubes):
            x, y = 396 + art.random.uniform(-50, 50), 232 + index * 30
            ice(
                art,
                x,
                y,
                art.random.uniform(54, 66),
                art.random.uniform(-30, 30),
                mix(hue("ffffff"), top or drink, 0.25),
                0.42 - index * 0.05,
            )
    for dx, dy, turn in ((-34, -8, 20), (34, -2, -14)):
        ice(art, kept.surface.x + dx, kept.surface.y + dy, 58, turn, mix(hue("ffffff"), drink, 0.12), 0.55)
    return kept


def straw(art: Painting, x: float, y: float, colour: Colour, lean: float = 14, length: float = 210) -> None:
    path = shapes.placed([(0, 0), (0, -length)], x, y, 1, lean)
    tube = shapes.ribbon(path, 15, round_ends=False)
    art.solid(tube, colour=pale(colour, 0.2), to=deep(colour, 0.2), round_=7, cast=0.2, rise=4, gloss=0.5)
    (tx, ty) = path[-1]
    art.flat(shapes.ellipse(tx, ty, 7.5, 3.4, lean), colour=deep(colour, 0.7))


def can(art: Painting, body: Colour, stripe: Colour, x: float = 330) -> shapes.Outline:
    top, bottom, radius = 196, 516, 104
    metal = hue("c9ccce")
    ware.standing(art, x, bottom, radius)
    ware.lathe(art, x, [(bottom - 20, radius), (bottom, radius - 16)], metal, gloss=0.8, stand=False)
    outline = ware.lathe(
        art,
        x,
        [(top, radius - 16), (top + 24, radius), (bottom - 130, radius), (bottom - 16, radius)],
        body,
        gloss=0.75,
        shade=0.6,
        stand=False,
    )
    with art.inside(outline):
        wave = shapes.smooth([(x - 120, 402), (x - 50, 352), (x + 30, 366), (x + 120, 300)])
        art.flat(shapes.ribbon(wave, 52, ends=(1, 1)), colour=stripe, opacity=0.92)
        art.flat(shapes.ribbon(shapes.moved(wave, 0, 42), 10), colour=stripe, opacity=0.8)
        art.flat(shapes.box(x + 78, 360, 60, 400), colour=hue("1a0a06"), opacity=0.3, blur=16)
        art.flat(shapes.box(x - 62, 360, 26, 400), colour=hue("ffffff"), opacity=0.4, blur=8)
        for _ in range(60):
            px, py, size = x + art.random.uniform(-98, 98), art.random.uniform(230, 510), art.random.uniform(2, 5)
            art.flat(shapes.ellipse(px + 1, py + 1.6, size, size * 1.2), colour=hue("1a0a06"), opacity=0.3, blur=0.6)
            art.flat(shapes.ellipse(px, py, size, size * 1.2), colour=hue("ffffff"), opacity=0.42)
            art.flat(shapes.ellipse(px - 1, py - 1.4, size * 0.35, size * 0.4, 0, 10), colour=hue("ffffff"), opacity=0.95)
    art.solid(shapes.ellipse(x, top, radius - 14, 29), colour=hue("e3e5e6"), to=hue("a3a7aa"), turn=20, round_=5, cast=0, gloss=0.7)
    art.solid(shapes.ellipse(x, top + 2, radius - 25, 22), colour=hue("b4b8ba"), to=hue("dfe1e2"), turn=20, round_=5, cast=0)
    art.solid(shapes.ellipse(x + 8, top + 4, 26, 9), colour=hue("d5d8da"), round_=4, cast=0.4, rise=3, gloss=0.8)
    art.flat(shapes.ellipse(x + 16, top + 4, 9, 4), colour=hue("7d8386"))
    return outline


def fizzy_glass(
    art: Painting,
    drink: Colour,
    to: Colour,
    *,
    ice_inside: tuple[Colour, float],
    bubbles: tuple[int, Colour, float],
    ice_on_top: tuple[Colour, float],
) -> None:
    """What was in the can beside it: five cubes sunk, bubbles between them, two cubes afloat; the last of each is how much it shows."""
    glass = ware.glass(art, 560, [(232, 96), (330, 94), (440, 86), (530, 78)], drink, to=to, fill=0.16)
    with art.inside(glass.body):
        for index in range(5):
            ice(art, 560 + art.random.uniform(-44, 44), 296 + index * 30, 58, art.random.uniform(-30, 30), *ice_inside)
        count, gas, opacity = bubbles
        for _ in range(count):
            px, py, radius = 560 + art.random.uniform(-70, 70), art.random.uniform(300, 510), art.random.uniform(1.4, 3)
            art.flat(shapes.ellipse(px, py, radius, radius), colour=gas, opacity=opacity)
    for dx in (-30, 26):
        ice(art, glass.surface.x + dx, glass.surface.y - 4, 52, dx, *ice_on_top)
    ware.shine(art, glass, drops=30)


def ice(art: Painting, x: float, y: float, side: float, turn: float, tint: Colour = (255, 255, 255), opacity: float = 0.5) -> None:
    """A cube of ice that floats: edges and reflections, little else."""
    outline = shapes.rounded(shapes.box(x, y, side, side * 0.9, 0, turn)[::8], side * 0.18)
    art.flat(outline, colour=tint, opacity=opacity * 0.62)
    inner = shapes.scaled(outline, x, y, 0.62, 0.62)
    art.flat(shapes.moved(inner, side * 0.05, side * 0.05), colour=tint, opacity=opacity * 0.5, blur=3)
    art.flat(shapes.ribbon([*outline, outline[0]], 2.6), colour=hue("ffffff"), opacity=opacity * 1.2, blur=0.8)
    art.gleam([(x - side * 0.3, y - side * 0.05), (x - side * 0.12, y - side * 0.3)], side * 0.12, 0.85, 1.2)
