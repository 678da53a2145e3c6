"""Desserts and fruit."""

import math

from . import shapes, table, ware
from .album import picture
from .food import cuts, garnish
from .paint import Painting, any_of, deep, hue, pale
from .staples import spots


def melon_wedge(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    """Watermelon: a triangle with its rind below."""
    rind = shapes.placed(
        shapes.smooth([(-74, 46), (-40, 66), (0, 72), (40, 66), (74, 46), (80, 60), (42, 84), (0, 92), (-42, 84), (-80, 60)], closed=True),
        x,
        y,
        size,
        turn,
    )
    flesh = shapes.placed(
        [(0, -96), (8, -92), *shapes.smooth([(78, 44), (40, 62), (0, 68), (-40, 62), (-78, 44)]), (-8, -92)], x, y, size, turn
    )
    back = shapes.moved(flesh, 13 * size, -7 * size)
    art.solid(back, colour=hue("b0261e"), round_=4, cast=0.5, rise=8)
    art.solid(rind, colour=hue("4c8a3a"), to=hue("2f6427"), round_=6, cast=0.45, rise=6, gloss=0.5)
    art.solid(shapes.moved(shapes.scaled(rind, x, y, 0.97, 0.97), 0, -6 * size), colour=hue("e6efc0"), round_=4, cast=0)
    art.solid(flesh, colour=hue("ee5a48"), to=hue("dd3a30"), round_=7, cast=0, rough=0.18, grain=7, gloss=0.4)
    for px, py in ((0, -30), (-24, 6), (24, 8), (-2, 32), (-44, 34), (44, 34)):
        drop = shapes.placed(shapes.ellipse(px, py, 3.6, 6), x, y, size, turn)
        art.solid(drop, colour=hue("2c1410"), round_=2, cast=0.2, rise=1, gloss=0.9)


def kiwi(art: Painting, x: float, y: float, radius: float) -> None:
    art.solid(shapes.ellipse(x, y + 6, radius, radius * 0.72), colour=hue("6b4a26"), round_=6, cast=0.5, rise=6)
    flesh = shapes.ellipse(x, y, radius, radius * 0.71)
    art.solid(flesh, colour=hue("9cc63f"), to=hue("7fae2c"), round_=8, cast=0, gloss=0.5)
    for step in range(26):
        a = step * 2 * math.pi / 26
        ray = [(x + radius * reach * math.cos(a), y + radius * 0.71 * reach * math.sin(a)) for reach in (0.3, 0.88)]
        art.flat(shapes.ribbon(ray, 2.2, ends=(0.3, 0.3)), colour=hue("d5e88a"), opacity=0.5, blur=0.6)
        sx, sy = x + radius * 0.42 * math.cos(a), y + radius * 0.3 * math.sin(a)
        art.flat(shapes.ellipse(sx, sy, 3, 1.9, math.degrees(a), 12), colour=hue("221a10"))
    art.solid(shapes.ellipse(x, y, radius * 0.26, radius * 0.18), colour=hue("eef3c4"), round_=5, cast=0)


def strawberry(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    body = shapes.placed(
        shapes.smooth([(0, 44), (-28, 18), (-34, -14), (-14, -28), (14, -28), (34, -14), (28, 18)], closed=True), x, y, size, turn
    )
    art.solid(body, colour=hue("e43a2c"), to=hue("b61a18"), round_=22 * size, cast=0.5, rise=7, gloss=0.85, light=0.55)
    for row, (py, wide, count) in enumerate(((-14, 24, 4), (0, 25, 5), (13, 18, 4), (26, 9, 2))):
        for step in range(count):
            px = (step + 0.5) / count * 2 * wide - wide + (row % 2) * 2
            art.flat(shapes.placed(shapes.ellipse(px, py, 1.6, 2.6, 0, 10), x, y, size, turn), colour=hue("f6d577"), opacity=0.95)
    for lean in (-150, -118, -90, -62, -30):
        a = math.radians(lean + turn)
        garnish.leaf(
            art,
            x + 24 * size * math.sin(math.radians(turn)),
            y - 25 * size * math.cos(math.radians(turn)),
            26 * size,
            math.degrees(a),
            hue("5d9a38"),
        )


def grape(art: Painting, x: float, y: float, radius: float) -> None:
    tone = any_of(art.random, [hue("6a2f5a"), hue("7d3a68"), hue("552248")])
    art.solid(
        shapes.ellipse(x, y, radius, radius * 1.06),
        colour=pale(tone, 0.12),
        to=deep(tone, 0.35),
        round_=radius * 0.9,
        cast=0.45,
        rise=6,
        gloss=0.8,
        light=0.45,
    )
    art.flat(
        shapes.ellipse(x + radius * 0.3, y + radius * 0.4, radius * 0.5, radius * 0.36, 30), colour=hue("c98ab0"), opacity=0.35, blur=3
    )


@picture("fruit-platter")
def fruit_platter(art: Painting) -> None:
    table.wood(art, hue("8c5c38"))
    at = ware.oval_plate(art, 400, 300, 376, 240, hue("f1f0e8"), hue("7f9a6a"))
    at = ware.Plate(at.x, at.y + 30, at.rx, at.ry)
    for step in range(7):
        x, y = at.x - 250 + step * 38, at.y + 62 - step * 8
        garnish.lemon_slice(art, x, y, 58, step * 11, 0.74, hue("f0932b"), hue("fbb040"))
    for dx, dy, turn in ((-206, -66, -24), (-118, -86, -10), (-30, -96, 2), (58, -92, 12)):
        melon_wedge(art, at.x + dx, at.y + dy, 1.0, turn)
    for dx, dy in ((36, -6), (98, 6), (66, 44)):
        kiwi(art, at.x + dx, at.y + dy, 50)
    for dx, dy in (
        (140, -84),
        (172, -92),
        (206, -82),
        (150, -58),
        (184, -62),
        (218, -54),
        (168, -36),
        (202, -32),
        (236, -38),
        (220, -14),
        (188, -10),
    ):
        grape(art, at.x + dx, at.y + dy, 23)
    for dx, dy, turn in ((150, 42, 16), (206, 36, -22), (180, 78, 6), (118, 86, -14), (240, 62, 24)):
        strawberry(art, at.x + dx, at.y + dy, 0.98, turn)
    for step in range(6):
        x, y = at.x - 130 + step * 34, at.y + 96 - (step % 2) * 14
        cuts.cube(art, x, y, 46, any_of(art.random, [hue("f7c548"), hue("f5d469")]), turn=art.random.uniform(-25, 25), gloss=0.7)
    garnish.mint(art, at.x - 36, at.y + 6, 1.0)


@picture("sweet-soup")
def rice_balls(art: Painting) -> None:
    table.cloth(art, hue("b7634a"))
    bowl = ware.bowl(art, 392, 264, 276, 250, ware.CELADON, inside=hue("dfe8da"))
    ware.soup(art, bowl, hue("f0dfae"))
    at = bowl.fill
    with art.inside(bowl.fill.outline()):
        for _ in range(70):
            x, y = at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.94)
            art.flat(shapes.ellipse(x, y, 9, 3.6, art.random.uniform(0, 180), 20), colour=hue("fffaf0"), opacity=0.7, blur=0.8)
        for x, y in spots(art, at, 74, 0.88):
            radius = art.random.uniform(20, 25)
            art.solid(
                shapes.ellipse(x, y, radius, radius * 0.92),
                colour=hue("fffdf8"),
                to=hue("ecdfca"),
                round_=radius * 0.9,
                cast=0.4,
                rise=5,
                gloss=0.8,
                light=0.4,
                dark=0.5,
            )
        for x, y in spots(art, at, 8, 0.7):
            garnish.goji(art, x, y, 1.2, art.random.uniform(0, 180))
        for x, y in spots(art, at, 60, 0.86):
            garnish.osmanthus(art, x, y, 1.15)
    ware.lip(art, bowl)
    table.spoon(art, 644, 482, 1.0, -24, hue("eef2ea"))
    table.steam(art, 392, 160, opacity=0.3)


@picture("red-bean-soup")
def red_bean_soup(art: Painting) -> None:
    table.wood(art, hue("b3804e"))
    bowl = ware.bowl(art, 392, 264, 276, 250, ware.PORCELAIN, band=ware.BLUE)
    ware.soup(art, bowl, hue("6d2418"))
    at = bowl.fill
    with art.inside(bowl.fill.outline()):
        for x, y in spots(art, at, 190, 0.95):
            tone = any_of(art.random, [hue("7c2a1e"), hue("8f3626"), hue("64201a")])
            art.solid(
                shapes.ellipse(x, y, 13, 9.4, art.random.uniform(0, 180), 24),
                colour=pale(tone, 0.1),
                to=deep(tone, 0.3),
                round_=8,
                cast=0.4,
                rise=3,
                gloss=0.6,
            )
        art.cloud(hue("9a4a36"), 90, 50, 0.4, 2, [at.outline()])
        for dx, dy in ((-60, -20), (30, -40), (60, 26), (-20, 36), (-110, 24), (118, -16)):
            art.solid(
                shapes.ellipse(at.x + dx, at.y + dy, 30, 27), colour=hue("fffdf8"), to=hue("ecdfca"), round_=26, cast=0.5, rise=6, gloss=0.8
            )
        for x, y in spots(art, at, 18, 0.66):
            cuts.strip(art, x, y, 40, 7, art.random.uniform(0, 180), any_of(art.random, [hue("e0892c"), hue("c96d1c")]), bend=5)
    ware.lip(art, bowl)
    table.spoon(art, 644, 482, 1.0, -24)
    table.steam(art, 392, 160, opacity=0.3)


@picture("mango-dessert")
def mango_sago(art: Painting) -> None:
    table.room(art, hue("cfa676"), hue("7a6250"))
    x = 400
    dish = ware.glass(
        art, x, [(206, 182), (262, 186), (330, 164), (384, 106), (412, 62)], hue("f7b733"), to=hue("f2a01c"), fill=0.16, base=4
    )
    with art.inside(dish.body):
        for _ in range(110):
            px, py = x + art.random.uniform(-170, 170), art.random.uniform(262, 400)
            radius = art.random.uniform(4, 7)
            art.flat(shapes.ellipse(px, py, radius, radius), colour=hue("fff1c9"), opacity=0.55)
            art.flat(shapes.ellipse(px - 1.4, py - 1.6, radius * 0.35, radius * 0.35, 0, 10), colour=hue("ffffff"), opacity=0.9)
        for _ in range(10):
            cuts.cube(
                art,
                x + art.random.uniform(-120, 120),
                art.random.uniform(286, 380),
                36,
                hue("f9a825"),
                turn=art.random.uniform(-30, 30),
                gloss=0.5,
            )
        art.cloud(hue("fff0c4"), 120, 60, 0.3, 2, [dish.body])
    ware.shine(art, dish)
    stem = ware.lathe(art, x, [(410, 60), (430, 34), (458, 26), (478, 44), (496, 104), (504, 112)], hue("dcd3c4"), gloss=0.8, shade=0.35)
    with art.inside(stem):
        art.flat(shapes.ellipse(x, 420, 54, 22), colour=hue("f2a01c"), opacity=0.6, blur=6)
    at = dish.surface
    for dx, dy in ((-96, -4), (-44, -22), (18, -28), (78, -16), (-70, 16), (-6, 8), (52, 18), (108, 4)):
        cuts.cube(
            art, x + dx, at.y + dy - 4, 54, any_of(art.random, [hue("fbb52e"), hue("f9a51e")]), turn=art.random.uniform(-25, 25), gloss=0.8
        )
    for _ in range(26):
        px, py = at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.82)
        drop = shapes.placed(
            shapes.smooth([(-13, 0), (-3, -5), (9, -3), (12, 0), (9, 3), (-3, 5)], closed=True, steps=5),
            px,
            py - 12,
            1,
            art.random.uniform(0, 180),
        )
        art.solid(drop, colour=hue("f6a8a0"), to=hue("e2766e"), round_=4, cast=0.35, rise=3, gloss=0.9)
    for _ in range(30):
        px, py = at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.86)
        art.solid(shapes.ellipse(px, py - 8, 6, 5.6), colour=hue("fff7e0"), to=hue("f3dfb4"), round_=4, cast=0.3, rise=2, gloss=0.95)
    garnish.mint(art, x + 12, at.y - 44, 1.2)


@picture("milk-pudding")
def milk_pudding(art: Painting) -> None:
    table.cloth(art, table.INDIGO)
    bowl = ware.bowl(art, 392, 270, 268, 230, ware.PORCELAIN, band=ware.BLUE, level=0.09)
    at = bowl.fill
    with art.inside(bowl.fill.outline()):
        art.solid(at.outline(), colour=hue("fffaf0"), to=hue("f5e8d0"), round_=10, cast=0, light=0.2, dark=0.3)
        for _ in range(15):
            start = art.random.uniform(0, 360)
            reach = art.random.uniform(0.25, 0.9)
            path = shapes.arc(
                at.x + art.random.uniform(-20, 20),
                at.y + art.random.uniform(-10, 10),
                at.rx * reach,
                at.ry * reach,
                start,
                start + art.random.uniform(30, 80),
                20,
            )
            art.flat(shapes.ribbon(path, 5, ends=(0.1, 0.1)), colour=hue("d9c39a"), opacity=0.5, blur=2)
            art.flat(shapes.ribbon(shapes.moved(path, -2, -4), 4, ends=(0.1, 0.1)), colour=hue("ffffff"), opacity=0.9, blur=1.5)
        for x, y in shapes.heap(art.random, 34, at.x, at.y + 4, 66, 42, 14):
            tone = any_of(art.random, [hue("7c2a1e"), hue("8f3626"), hue("64201a")])
            art.solid(
                shapes.ellipse(x, y, 14, 10, art.random.uniform(0, 180), 24),
                colour=pale(tone, 0.1),
                to=deep(tone, 0.3),
                round_=8,
                cast=0.45,
                rise=4,
                gloss=0.8,
            )
        for x, y in spots(art, ware.Plate(at.x, at.y, at.rx * 0.7, at.ry * 0.7), 14, 0.95):
            garnish.osmanthus(art, x, y, 1.05)
    ware.lip(art, bowl)
    garnish.mint(art, at.x + 46, at.y - 12, 0.75)
    table.spoon(art, 640, 484, 1.0, -24)


@picture("jelly")
def osmanthus_jelly(art: Painting) -> None:
    table.stone(art, hue("5b6158"))
    at = ware.plate(art, 400, 312, 330, hue("33433c"), tilt=0.66, fleck=True)
    for turn, long in ((194, 250), (-14, 250)):
        garnish.leaf(art, at.x + (20 if turn > 90 else -20), at.y + 26, long, turn, hue("5f8f45"))
    for dx, dy in ((-4, -66), (-112, -8), (108, -2), (0, 58)):
        jelly_block(art, at.x + dx, at.y + dy - 6, 130)
    for x, y in spots(art, at, 26, 0.86, 0):
        garnish.osmanthus(art, x, y, 1.15)


def jelly_block(art: Painting, x: float, y: float, side: float) -> None:
    """A clear diamond; what floats in it shows through."""
    amber = hue("f0b746")
    h = side * 0.42
    top = [(x - side * 0.62, y - h / 2), (x, y - side * 0.36 - h / 2), (x + side * 0.62, y - h / 2), (x, y + side * 0.36 - h / 2)]
    a, b, c, d = top
    whole = shapes.rounded([a, b, c, (c[0], c[1] + h), (d[0], d[1] + h), (a[0], a[1] + h)], 12)
    art.shadow(whole, dx=10, dy=12, blur=8, depth=0.5, colour=hue("3a1d05"))
    art.solid(whole, colour=pale(amber, 0.15), to=deep(amber, 0.3), round_=10, cast=0, light=0.4, dark=0.5)
    with art.inside(whole):
        art.fade([a, d, (d[0], d[1] + h + 5), (a[0], a[1] + h + 5)], top=deep(amber, 0.12), bottom=pale(amber, 0.22))
        art.fade([d, c, (c[0], c[1] + h + 5), (d[0], d[1] + h + 5)], top=deep(amber, 0.42), bottom=deep(amber, 0.08))
        for _ in range(11):
            px, py = x + art.random.uniform(-side * 0.5, side * 0.5), y + art.random.uniform(-side * 0.3, side * 0.5)
            garnish.osmanthus(art, px, py, art.random.uniform(0.8, 1.2))
        for _ in range(3):
            garnish.goji(
                art,
                x + art.random.uniform(-side * 0.36, side * 0.36),
                y + art.random.uniform(-side * 0.1, side * 0.4),
                1.15,
                art.random.uniform(0, 180),
            )
        art.flat(top, colour=hue("ffe2a0"), opacity=0.35)
        art.flat(shapes.scaled(top, x, y - h / 2, 0.8, 0.8), colour=amber, opacity=0.3, blur=4)
        for p, q in ((a, d), (d, c)):
            art.flat(shapes.ribbon([p, q], 4), colour=hue("fff4d0"), opacity=0.8, blur=1.2)
        art.flat(shapes.ribbon([d, (d[0], d[1] + h)], 3.4), colour=hue("fff4d0"), opacity=0.6, blur=1.2)
        art.gleam([(x - side * 0.34, y - h * 0.55), (x - side * 0.06, y - h * 0.95)], 11, 0.7, 3)
