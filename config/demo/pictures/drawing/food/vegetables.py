"""Vegetables, beans, mushrooms and nuts."""

import math

from .. import shapes
from ..paint import Colour, Painting, any_of, deep, hue, pale
from ..shapes import Outline


def pak_choi(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    """Half a young head: pale stalks to the left, dark leaves to the right."""
    for lean, shift in ((-0.22, -15), (0.22, 15), (0, 0)):
        blade = shapes.smooth(
            [
                (20, shift * 0.5),
                (52, shift - 26),
                (104, shift - 20 + lean * 40),
                (126, shift + lean * 60),
                (100, shift + 22 + lean * 40),
                (52, shift + 22),
            ],
            closed=True,
        )
        tone = any_of(art.random, [hue("3f7a2c"), hue("4d8a33"), hue("357026")])
        art.solid(
            shapes.placed(blade, x, y, size, turn),
            colour=pale(tone, 0.15),
            to=deep(tone, 0.3),
            round_=12 * size,
            cast=0.45,
            rise=6,
            rough=0.22,
            grain=16,
            gloss=0.5,
        )
        stalk = shapes.placed(
            shapes.smooth([(-62, shift * 0.35), (-20, shift * 0.75), (40, shift * 0.95), (104, shift + lean * 50)]), x, y, size, turn
        )
        art.solid(
            shapes.ribbon(stalk, 30 * size, ends=(0.9, 0.08)),
            colour=hue("dfe8b4"),
            to=hue("b8cf7e"),
            round_=11 * size,
            cast=0.3,
            rise=4,
            gloss=0.5,
        )
        art.flat(shapes.ribbon(stalk, 4 * size, ends=(1, 0.1)), colour=hue("f4f6d8"), opacity=0.6, blur=1.5)


def bean_pod(art: Painting, x: float, y: float, length: float, turn: float, colour: Colour = (95, 138, 47), blister: bool = True) -> None:
    """A green bean, wrinkled by the heat."""
    bend = art.random.uniform(-14, 14)
    path = shapes.placed(
        shapes.smooth([(-length / 2, bend), (-length * 0.15, -bend * 0.4), (length * 0.2, -bend * 0.5), (length / 2, bend * 0.8)]),
        x,
        y,
        1,
        turn,
    )
    body = shapes.ribbon(path, 15, ends=(0.55, 0.45))
    art.solid(body, colour=pale(colour, 0.1), to=deep(colour, 0.2), round_=8, cast=0.45, rise=5, gloss=0.65, rough=0.14, grain=8)
    if blister:
        with art.inside(body):
            for _ in range(3):
                px, py = art.random.choice(path)
                art.flat(shapes.blob(art.random, px, py + 2, 8, 4, 0.3), colour=hue("6b4a1a"), opacity=0.6, blur=1.5)


def edamame(art: Painting, x: float, y: float, turn: float, size: float = 1, colour: Colour = (111, 156, 55)) -> None:
    """A pod with two or three beans that show."""
    beans = art.random.choice((2, 3, 3))
    long = 21 * beans
    outline: Outline = [(-long - 14, 0)]
    for step in range(beans):
        outline.append((-long + 14 + step * 42, -19))
        if step < beans - 1:
            outline.append((-long + 35 + step * 42, -13))
    outline.append((long + 18, -2))
    below = [(px, -py * 0.95) for px, py in reversed(outline[1:-1])]
    body = shapes.placed(shapes.smooth(outline + below, closed=True), x, y, size, turn)
    art.solid(body, colour=pale(colour, 0.12), to=deep(colour, 0.28), round_=16 * size, cast=0.5, rise=7, gloss=0.35, light=0.55)
    for step in range(beans):
        bump = shapes.placed(shapes.ellipse(-long + 14 + step * 42, 0, 15, 12), x, y, size, turn)
        art.solid(
            bump, colour=pale(colour, 0.18), to=deep(colour, 0.05), round_=13 * size, cast=0.12, rise=2, gloss=0.55, light=0.6, dark=0.45
        )


def cucumber_chunk(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    """A smashed piece: dark skin behind, wet pale flesh in front."""
    skin = shapes.placed(shapes.smooth([(-40, 8), (-30, -20), (6, -30), (38, -14), (42, 10), (0, 20)], closed=True), x, y, size, turn)
    art.solid(skin, colour=hue("3f7434"), to=hue("2b5a27"), round_=9, cast=0.5, rise=7, gloss=0.6)
    flesh = shapes.placed(shapes.blob(art.random, 2, 4, 36, 17, 0.16, corners=11), x, y, size, turn)
    art.solid(flesh, colour=hue("d9e7a7"), to=hue("b4cf77"), round_=8, cast=0, rough=0.2, grain=8, gloss=0.75, light=0.6)
    for _ in range(4):
        px, py = art.random.uniform(-20, 22), art.random.uniform(-2, 12)
        art.flat(shapes.placed(shapes.ellipse(px, py, 4.4, 2.2, 20, 16), x, y, size, turn), colour=hue("f3f4cf"), opacity=0.8)


def tomato_wedge(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    outline = shapes.placed(shapes.smooth([(-40, -8), (-18, 20), (18, 22), (42, -6), (14, -14), (-14, -15)], closed=True), x, y, size, turn)
    art.solid(outline, colour=hue("dd4325"), to=hue("b52a18"), round_=12 * size, cast=0.45, rise=7, gloss=0.9, light=0.55)
    with art.inside(outline):
        art.flat(
            shapes.placed(shapes.smooth([(-34, -9), (0, 0), (36, -8), (12, -15), (-14, -16)], closed=True), x, y, size, turn),
            colour=hue("f0805a"),
            opacity=0.9,
            blur=2,
        )
        for px in (-14, 2, 16):
            art.flat(shapes.placed(shapes.ellipse(px, -7, 4, 2.2, 30, 14), x, y, size, turn), colour=hue("f7d58a"), opacity=0.9)


def pepper(art: Painting, x: float, y: float, size: float, turn: float, colour: Colour) -> None:
    """A bite of sweet pepper, skin side up."""
    outline = shapes.placed(shapes.smooth([(-26, -14), (4, -20), (28, -8), (22, 16), (-6, 20), (-28, 8)], closed=True), x, y, size, turn)
    art.solid(outline, colour=pale(colour, 0.1), to=deep(colour, 0.18), round_=9 * size, cast=0.45, rise=5, gloss=0.95, light=0.6)


def wood_ear(art: Painting, x: float, y: float, size: float, colour: Colour = (58, 38, 32)) -> None:
    """A dark ruffle, wet."""
    rough = []
    for index, a in enumerate(shapes.around(14)):
        reach = size * (1 if index % 2 else 0.84) * art.random.uniform(0.86, 1.12)
        rough.append((x + reach * math.cos(a), y + reach * 0.72 * math.sin(a)))
    tone = any_of(art.random, [colour, pale(colour, 0.08)])
    art.solid(
        shapes.smooth(rough, closed=True, steps=8),
        colour=pale(tone, 0.1),
        to=deep(tone, 0.35),
        round_=size * 0.36,
        cast=0.5,
        rise=6,
        rough=0.34,
        grain=size * 0.42,
        gloss=0.95,
        light=0.5,
        dark=0.6,
    )
    for _ in range(2):
        start = art.random.uniform(0, 360)
        fold = shapes.arc(x + art.random.uniform(-4, 4), y, size * art.random.uniform(0.3, 0.6), size * 0.36, start, start + 110, 14)
        art.flat(shapes.ribbon(fold, 3.4, ends=(0.2, 0.2)), colour=hue("d9b79a"), opacity=0.42, blur=1.2)


def mushroom_cap(art: Painting, x: float, y: float, size: float, colour: Colour = (122, 74, 42), cross: bool = True) -> None:
    """A shiitake from above, scored with a star."""
    art.solid(
        shapes.ellipse(x, y, size, size * 0.74),
        colour=pale(colour, 0.12),
        to=deep(colour, 0.3),
        round_=size * 0.6,
        cast=0.5,
        rise=7,
        gloss=0.5,
        rough=0.08,
    )
    if cross:
        for turn in (15, 75, 135):
            cut = shapes.placed([(-size * 0.62, 0), (0, -size * 0.05), (size * 0.62, 0)], x, y - size * 0.08, 1, turn, 0.74)
            art.flat(shapes.ribbon(cut, size * 0.17, ends=(0.1, 0.1)), colour=hue("edd3ab"), opacity=0.95, blur=0.8)


def mushroom_slice(
    art: Painting, x: float, y: float, size: float, turn: float, colour: Colour = (227, 201, 160), cap: Colour = (138, 90, 52)
) -> None:
    """A mushroom cut lengthwise."""
    stem = shapes.smooth([(-9, 2), (-8, 26), (-11, 40), (11, 40), (8, 26), (9, 2)], closed=True)
    dome = shapes.smooth([(-36, 6), (-30, -18), (0, -32), (30, -18), (36, 6), (18, 8), (0, 4), (-18, 8)], closed=True)
    parts = [shapes.placed(stem, x, y, size, turn), shapes.placed(dome, x, y, size, turn)]
    art.solid(*parts, colour=colour, to=deep(colour, 0.12), round_=7 * size, cast=0.5, rise=5, gloss=0.35)
    rim = shapes.placed(shapes.smooth([(-35, 5), (-30, -17), (0, -31), (30, -17), (35, 5)]), x, y, size, turn)
    art.solid(shapes.ribbon(rim, 8 * size, ends=(0.6, 0.6)), colour=cap, round_=4, cast=0, gloss=0.4)
    gills = shapes.placed(shapes.smooth([(-22, 2), (0, -3), (22, 2)]), x, y, size, turn)
    art.flat(shapes.ribbon(gills, 6 * size, ends=(0.2, 0.2)), colour=deep(cap, 0.3), opacity=0.55, blur=1.5)


def pea(art: Painting, x: float, y: float, size: float = 8, colour: Colour = (127, 174, 61)) -> None:
    art.solid(
        shapes.ellipse(x, y, size, size * 0.94, 0, 28),
        colour=pale(colour, 0.1),
        to=deep(colour, 0.3),
        round_=size * 0.9,
        cast=0.45,
        rise=3.4,
        gloss=0.9,
        light=0.6,
    )


def kernel(art: Painting, x: float, y: float, size: float = 10, colour: Colour = (245, 194, 47)) -> None:
    """A grain of sweetcorn."""
    turn = art.random.uniform(0, 360)
    outline = shapes.placed(
        shapes.smooth([(-1, 0), (-0.5, -0.85), (0.6, -0.9), (1, -0.3), (1, 0.4), (0.5, 0.85), (-0.5, 0.7)], closed=True, steps=5),
        x,
        y,
        size,
        turn,
    )
    art.solid(outline, colour=pale(colour, 0.15), to=deep(colour, 0.2), round_=size * 0.7, cast=0.45, rise=3, gloss=0.85, light=0.6)


def peanut(art: Painting, x: float, y: float, size: float = 1, turn: float = 0, colour: Colour = (181, 83, 44)) -> None:
    """A roasted peanut in its red skin."""
    outline = shapes.placed(
        shapes.smooth([(-18, 0), (-13, -10), (0, -9), (12, -11), (19, 0), (12, 11), (0, 9), (-13, 10)], closed=True), x, y, size, turn
    )
    art.solid(outline, colour=pale(colour, 0.12), to=deep(colour, 0.3), round_=9 * size, cast=0.5, rise=4, gloss=0.65, light=0.6)
    art.flat(
        shapes.ribbon(shapes.placed([(-12, -1), (0, 1), (13, -1)], x, y, size, turn), 1.4), colour=deep(colour, 0.6), opacity=0.5, blur=0.6
    )
