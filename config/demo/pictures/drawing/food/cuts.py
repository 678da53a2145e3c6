"""What the knife makes: cubes, slices, bites, strips and shreds, whatever they are cut from."""

from collections.abc import Sequence

from .. import shapes
from ..paint import Colour, Painting, any_of, deep, pale


def cube(
    art: Painting,
    x: float,
    y: float,
    side: float,
    colour: Colour,
    *,
    tall: float = 0.72,
    turn: float = 8,
    rough: float = 0,
    gloss: float = 0.25,
    soft: float = 6,
) -> None:
    """A block seen from above: a bright top, a lit left side and a right side in the shade."""
    h = side * tall
    top = shapes.placed([(-side * 0.62, 0), (0, -side * 0.36), (side * 0.62, 0), (0, side * 0.36)], x, y - h / 2, 1, turn)
    a, b, c, d = top
    whole = [a, b, c, (c[0], c[1] + h), (d[0], d[1] + h), (a[0], a[1] + h)]
    rounded = shapes.rounded(whole, soft)
    art.solid(rounded, colour=colour, round_=5, cast=0.45, rise=6, light=0.1, dark=0.3, rough=rough)
    with art.inside(rounded):
        art.fade([a, d, (d[0], d[1] + h + 4), (a[0], a[1] + h + 4)], top=deep(colour, 0.12), bottom=deep(colour, 0.42))
        art.fade([d, c, (c[0], c[1] + h + 4), (d[0], d[1] + h + 4)], top=deep(colour, 0.38), bottom=deep(colour, 0.72))
        art.solid(top, colour=pale(colour, 0.28), to=colour, turn=30, round_=5, cast=0, light=0.5, dark=0.12, gloss=gloss, rough=rough)
        for p, q in ((a, d), (d, c)):
            art.flat(shapes.ribbon([p, q], 3), colour=pale(colour, 0.6), opacity=0.5, blur=1.2)
        art.flat(shapes.ribbon([d, (d[0], d[1] + h)], 2.4), colour=pale(colour, 0.5), opacity=0.35, blur=1.2)


def strand(art: Painting, path: Sequence[shapes.Point], width: float, colour: Colour, gloss: float = 0.5, cast: float = 0.42) -> None:
    """One noodle, bean sprout or bit of string."""
    art.solid(
        shapes.ribbon(path, width),
        colour=pale(colour, 0.12),
        to=deep(colour, 0.08),
        round_=width * 0.55,
        cast=cast,
        rise=width * 0.42,
        light=0.5,
        dark=0.6,
        gloss=gloss,
    )


def slab(
    art: Painting,
    x: float,
    y: float,
    width: float,
    height: float,
    colour: Colour,
    *,
    turn: float = 0,
    thick: float = 9,
    rough: float = 0.2,
    gloss: float = 0.4,
    grain: float = 8,
) -> None:
    """A slice of something, lying, with its cut edge towards us."""
    top = shapes.blob(art.random, x, y, width / 2, height / 2, 0.09, turn, 11)
    art.solid(shapes.moved(top, 0, thick), colour=deep(colour, 0.4), round_=5, cast=0.45, rise=6, light=0.15)
    art.solid(top, colour=colour, to=deep(colour, 0.12), round_=7, cast=0, rough=rough, grain=grain, gloss=gloss, light=0.5, dark=0.4)


def nugget(
    art: Painting,
    x: float,
    y: float,
    size: float,
    colour: Colour,
    *,
    rough: float = 0.3,
    gloss: float = 0.4,
    flat: float = 0.78,
    grain: float = 9,
) -> None:
    """A rounded bite of something."""
    outline = shapes.blob(art.random, x, y, size, size * flat, 0.16, art.random.uniform(0, 60), 8)
    art.solid(
        outline,
        colour=pale(colour, 0.1),
        to=deep(colour, 0.25),
        round_=size * 0.5,
        cast=0.45,
        rise=size * 0.2,
        rough=rough,
        grain=grain,
        gloss=gloss,
        light=0.6,
        dark=0.6,
    )


def strip(
    art: Painting,
    x: float,
    y: float,
    length: float,
    width: float,
    turn: float,
    colour: Colour,
    *,
    bend: float = 8,
    gloss: float = 0.5,
    rough: float = 0.12,
) -> None:
    """A strip of meat or vegetable."""
    path = shapes.placed(shapes.smooth([(-length / 2, bend), (0, -bend), (length / 2, bend)]), x, y, 1, turn)
    art.solid(
        shapes.ribbon(path, width, ends=(0.7, 0.7)),
        colour=pale(colour, 0.12),
        to=deep(colour, 0.2),
        round_=width * 0.5,
        cast=0.45,
        rise=width * 0.25,
        gloss=gloss,
        rough=rough,
        grain=7,
    )


def fan_slice(art: Painting, x: float, y: float, size: float, turn: float, flesh: Colour, skin: Colour | None = None) -> None:
    """One slice of a fan: long, leaning on the one before it, with skin along its far edge."""
    outline = shapes.placed(
        shapes.smooth([(-60, 8), (-30, -18), (20, -22), (58, -8), (54, 16), (10, 24), (-40, 22)], closed=True), x, y, size, turn
    )
    art.solid(shapes.moved(outline, 0, 5), colour=deep(flesh, 0.35), round_=4, cast=0.45, rise=6, light=0.1)
    art.solid(
        outline, colour=pale(flesh, 0.15), to=deep(flesh, 0.1), round_=8, cast=0, rough=0.16, grain=9, gloss=0.35, light=0.5, dark=0.4
    )
    if skin is not None:
        edge = shapes.placed(shapes.smooth([(-58, 4), (-30, -19), (20, -23), (56, -9)]), x, y, size, turn)
        art.solid(shapes.ribbon(edge, 9 * size, ends=(0.4, 0.4)), colour=skin, round_=4, cast=0, gloss=0.6)


def crescent(art: Painting, x: float, y: float, size: float, turn: float, colour: Colour) -> None:
    """A curved sliver: onion, melon rind."""
    path = shapes.placed(shapes.arc(0, 0, 34, 30, 200, 340, 24), x, y, size, turn)
    art.solid(
        shapes.ribbon(path, 13 * size, ends=(0.2, 0.2)),
        colour=pale(colour, 0.15),
        to=deep(colour, 0.12),
        round_=6 * size,
        cast=0.4,
        rise=4,
        gloss=0.55,
    )


def shreds(
    art: Painting,
    x: float,
    y: float,
    colours: Sequence[Colour],
    count: int,
    length: float = 60,
    width: float = 4,
    spread: tuple[float, float] = (40, 20),
    lean: tuple[float, float] = (0, 180),
) -> None:
    """A tangle of fine strips: ginger, spring onion, seaweed."""
    for _ in range(count):
        px, py = x + art.random.gauss(0, spread[0] * 0.5), y + art.random.gauss(0, spread[1] * 0.5)
        turn, bend = art.random.uniform(*lean), art.random.uniform(-14, 14)
        long = length * art.random.uniform(0.6, 1.1)
        path = shapes.placed(shapes.smooth([(-long / 2, bend), (0, -bend), (long / 2, bend * 0.6)]), px, py, 1, turn)
        strand(art, path, width * art.random.uniform(0.8, 1.15), any_of(art.random, colours), gloss=0.4)
