"""Things to eat, one function each: it paints one piece at (x, y)."""

import math
from collections.abc import Sequence

from . import shapes
from .paint import Colour, Painting, any_of, deep, hue, pale
from .shapes import Outline
from .table import LEAF

GREEN = hue("6f9a3c")
DOUGH, SOY, CHILLI = hue("f3e3c3"), hue("5a2612"), hue("b3271c")


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
            strand(art, path, width * art.random.uniform(0.88, 1.08), tone)


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


# Meat, fish and what is fried


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


# Vegetables


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


def ice(art: Painting, x: float, y: float, side: float, turn: float, tint: Colour = (255, 255, 255), opacity: float = 0.5) -> None:
    """A cube of ice that floats: edges and reflections, little else."""
    outline = shapes.rounded(shapes.box(x, y, side, side * 0.9, 0, turn)[::8], side * 0.18)
    art.flat(outline, colour=tint, opacity=opacity * 0.62)
    inner = shapes.scaled(outline, x, y, 0.62, 0.62)
    art.flat(shapes.moved(inner, side * 0.05, side * 0.05), colour=tint, opacity=opacity * 0.5, blur=3)
    art.flat(shapes.ribbon([*outline, outline[0]], 2.6), colour=hue("ffffff"), opacity=opacity * 1.2, blur=0.8)
    art.gleam([(x - side * 0.3, y - side * 0.05), (x - side * 0.12, y - side * 0.3)], side * 0.12, 0.85, 1.2)


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


def chrysanthemum(art: Painting, x: float, y: float, size: float = 1, flat: float = 0.7) -> None:
    """A white tea flower that has opened in the pot."""
    for reach, petals, tone in ((1.0, 18, hue("f4e7bf")), (0.72, 14, hue("faf1d2"))):
        for index in range(petals):
            turn = index * 360 / petals + art.random.uniform(-6, 6)
            art.solid(
                shapes.placed(LEAF, x, y, 36 * size * reach * art.random.uniform(0.9, 1.08), turn, flat),
                colour=tone,
                round_=3,
                cast=0.2,
                rise=2,
                light=0.4,
            )
    art.solid(
        shapes.ellipse(x, y - 1, 11 * size, 8.4 * size),
        colour=hue("e0a326"),
        to=hue("bd7b15"),
        round_=5,
        cast=0.25,
        rise=2,
        rough=0.4,
        grain=4,
    )
