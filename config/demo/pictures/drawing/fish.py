"""Fish and prawns, hot."""

import math

from . import shapes, table, ware
from .album import picture
from .food import cuts, garnish, meat, vegetables
from .paint import Painting, any_of, deep, hue, pale
from .staples import spots


def fish_body(x: float, y: float, size: float) -> tuple[shapes.Outline, shapes.Outline]:
    body = shapes.smooth(
        [
            (-272, 6),
            (-226, -44),
            (-150, -72),
            (-40, -84),
            (80, -66),
            (178, -26),
            (214, -12),
            (214, 22),
            (176, 28),
            (80, 60),
            (-40, 76),
            (-150, 66),
            (-226, 44),
        ],
        closed=True,
    )
    tail = shapes.smooth([(196, 4), (242, -52), (296, -72), (278, -10), (300, 62), (244, 46)], closed=True)
    return shapes.placed(body, x, y, size), shapes.placed(tail, x, y, size)


@picture("steamed-fish")
def steamed_fish(art: Painting) -> None:
    table.cloth(art, hue("5f7f86"))
    at = ware.oval_plate(art, 398, 320, 366, 210, ware.PORCELAIN, ware.BLUE)
    sauce = shapes.blob(art.random, at.x, at.y + 26, at.rx * 0.9, at.ry * 0.74, 0.04)
    art.solid(sauce, colour=hue("8a4a1a"), to=hue("a8652a"), round_=6, cast=0, light=0.3, dark=0.4, gloss=0.4)
    art.flat(
        shapes.ribbon(shapes.arc(at.x, at.y + 26, at.rx * 0.8, at.ry * 0.62, 20, 110), 6, ends=(0.1, 0.1)),
        colour=hue("f6d7a2"),
        opacity=0.4,
        blur=3,
    )
    for step, px in enumerate(range(190, 610, 30)):
        cuts.strip(
            art,
            px,
            402 - 0.0006 * (px - 390) ** 2 + (step % 2) * 10,
            96,
            15,
            art.random.uniform(-14, 14),
            any_of(art.random, [hue("a9c76c"), hue("dfe7b5"), hue("87b04c")]),
            bend=2,
            gloss=0.6,
        )
    x, y, size = 392, 312, 1.0
    body, tail = fish_body(x, y, size)
    skin = hue("b3b2a2")
    art.solid(tail, colour=hue("8d8a78"), to=hue("66604f"), round_=10, cast=0.5, rise=9, rough=0.2, grain=10)
    art.solid(body, colour=hue("e6dcc2"), to=hue("a3967a"), round_=50, cast=0.55, rise=12, gloss=0.5, light=0.6, dark=0.6)
    with art.inside(body):
        art.flat(
            shapes.placed(
                shapes.smooth([(-260, -20), (-120, -92), (80, -84), (220, -28), (60, -44), (-120, -48)], closed=True), x, y, size
            ),
            colour=hue("4f5a52"),
            opacity=0.62,
            blur=12,
        )
        for row in range(7):
            for column in range(26):
                px = x - 150 + column * 13 + (row % 2) * 6.5
                py = y - 52 + row * 17
                art.flat(shapes.ribbon(shapes.arc(px, py, 8, 7, 100, 260, 9), 1.5, ends=(0.2, 0.2)), colour=hue("5f5a4c"), opacity=0.34)
        for step in range(4):
            px = x - 92 + step * 76
            cut = shapes.smooth([(px - 16, y - 62), (px + 6, y - 10), (px - 8, y + 46)])
            art.flat(shapes.ribbon(cut, 26, ends=(0.15, 0.15)), colour=hue("fbf5e8"), opacity=0.95, blur=1.5)
            art.flat(shapes.ribbon(shapes.moved(cut, 7, 2), 7, ends=(0.1, 0.1)), colour=hue("a79a80"), opacity=0.6, blur=2)
        gill = shapes.smooth([(x - 168, y - 62), (x - 146, y - 8), (x - 172, y + 50)])
        art.flat(shapes.ribbon(gill, 6, ends=(0.2, 0.2)), colour=hue("4b4238"), opacity=0.7, blur=1.5)
    art.solid(shapes.ellipse(x - 212, y - 16, 12, 11), colour=hue("b9b29c"), round_=6, cast=0.2, rise=1)
    art.solid(shapes.ellipse(x - 212, y - 16, 8.5, 8), colour=hue("f4f1e6"), round_=4, cast=0.2, rise=1, gloss=0.6)
    art.flat(shapes.ribbon([(x - 270, y + 8), (x - 246, y + 11), (x - 230, y + 18)], 3, ends=(1, 0.2)), colour=hue("4b4238"), opacity=0.7)
    fin = shapes.placed(shapes.smooth([(-120, 14), (-70, 2), (-44, 26), (-84, 36)], closed=True), x, y, size)
    art.solid(fin, colour=skin, to=hue("7a7563"), round_=6, cast=0.35, rise=3)
    for px in range(-100, 150, 22):
        cuts.shreds(art, x + px, y - 22 + abs(px) * 0.08, [hue("f4e2a6"), hue("ecd084")], 5, 74, 4.5, (34, 34))
        cuts.shreds(art, x + px, y - 26 + abs(px) * 0.08, [hue("e7efc0"), hue("8fbb55"), hue("5f9a3c")], 9, 84, 4.5, (34, 34))
    cuts.shreds(art, x + 20, y - 30, [hue("cf2a1c")], 9, 70, 4.5, (190, 30))
    garnish.coriander(art, x + 150, y - 22, 1.1, 15)
    table.steam(art, 380, 190, height=200, width=300, wisps=4, opacity=0.3)


@picture("whole-fried-fish")
def squirrel_fish(art: Painting) -> None:
    table.wood(art, hue("6a3c24"))
    at = ware.oval_plate(art, 398, 318, 366, 214, hue("f4ecdc"), ware.RUST)
    pool = shapes.blob(art.random, at.x + 8, at.y + 8, at.rx * 0.9, at.ry * 0.84, 0.04)
    art.solid(pool, colour=hue("b02c0e"), to=hue("d8501f"), turn=20, round_=7, cast=0.2, light=0.3, dark=0.5, gloss=0.5)
    art.cloud(hue("f07a3a"), 130, 60, 0.4, 2, [pool])
    art.flat(
        shapes.ribbon(shapes.arc(at.x, at.y, at.rx * 0.88, at.ry * 0.84, 190, 290, 40), 7, ends=(0.1, 0.1)),
        colour=hue("ffd7b5"),
        opacity=0.5,
        blur=3,
    )
    crust = hue("dd9a38")
    tail = shapes.smooth([(610, 262), (660, 190), (716, 168), (700, 232), (726, 300), (664, 296)], closed=True)
    art.solid(tail, colour=pale(crust, 0.1), to=deep(crust, 0.3), round_=10, cast=0.5, rise=10, rough=0.25, grain=9)
    for row in range(5):
        for column in range(13 - abs(row - 2)):
            x = 212 + column * 33 + abs(row - 2) * 16 + art.random.uniform(-4, 4)
            arch = 58 * math.sin(math.pi * (column + 1) / 14)
            y = 258 + row * 33 - arch * 0.9 + art.random.uniform(-4, 4)
            spike = shapes.placed(
                shapes.smooth([(-13, 22), (-15, -4), (0, -34), (15, -4), (13, 22)], closed=True),
                x,
                y,
                art.random.uniform(0.95, 1.2),
                (column - 6) * 6 + (row - 2) * 5,
            )
            tone = any_of(art.random, [crust, hue("e8ac4a"), hue("cc8127")])
            art.solid(spike, colour=pale(tone, 0.15), to=deep(tone, 0.3), round_=9, cast=0.5, rise=6, rough=0.24, grain=6, gloss=0.45)
            if (row + column) % 2:
                sauce = shapes.blob(art.random, x + 2, y - 8, 13, 15, 0.2)
                art.solid(sauce, colour=hue("d3401a"), to=hue("a8260d"), round_=8, cast=0.15, rise=2, gloss=0.95)
    jaw = shapes.smooth([(84, 330), (120, 318), (170, 306), (214, 316), (196, 350), (140, 362)], closed=True)
    art.solid(jaw, colour=crust, to=deep(crust, 0.45), round_=14, cast=0.55, rise=9, rough=0.2, grain=10, gloss=0.4)
    head = shapes.smooth([(70, 262), (112, 222), (168, 200), (226, 214), (238, 276), (216, 322), (166, 318), (124, 300)], closed=True)
    art.solid(head, colour=pale(crust, 0.08), to=deep(crust, 0.4), round_=26, cast=0.55, rise=9, rough=0.2, grain=10, gloss=0.5)
    gill = shapes.smooth([(188, 212), (206, 262), (190, 314)])
    art.flat(shapes.ribbon(gill, 6, ends=(0.2, 0.2)), colour=hue("6b2c0e"), opacity=0.7, blur=1.5)
    art.flat(shapes.ribbon(shapes.moved(gill, -6, -2), 4, ends=(0.2, 0.2)), colour=hue("ffdc9c"), opacity=0.5, blur=1.5)
    art.solid(shapes.ellipse(146, 246, 10, 9), colour=hue("7a3a14"), round_=4, cast=0.2, rise=1)
    art.solid(shapes.ellipse(146, 246, 6.5, 6), colour=hue("f7edd6"), round_=3, cast=0, gloss=0.6)
    for x, y in spots(art, at, 46, 0.72, 24):
        if art.random.random() < 0.5:
            vegetables.pea(art, x, y, 8)
        else:
            art.solid(
                shapes.ellipse(x, y, 8.5, 4.6, art.random.uniform(0, 180), 22), colour=hue("f5e2b4"), round_=4, cast=0.4, rise=3, gloss=0.5
            )
    garnish.coriander(art, 250, 214, 1.1, -20)
    table.steam(art, 420, 150, height=150, opacity=0.24)


@picture("prawns")
def river_prawns(art: Painting) -> None:
    table.stone(art, hue("54504e"))
    at = ware.plate(art, 400, 306, 335, ware.CELADON)
    art.flat(shapes.blob(art.random, at.x, at.y + 4, at.rx * 0.9, at.ry * 0.85, 0.06), colour=hue("8a3412"), opacity=0.7, blur=5)
    for x, y in shapes.heap(art.random, 34, at.x, at.y, at.rx * 0.8, at.ry * 0.76, 74):
        meat.prawn(
            art,
            x,
            y,
            art.random.uniform(0.86, 1.0),
            art.random.uniform(0, 360),
            any_of(art.random, [hue("e0602c"), hue("d9501f"), hue("e87a3e")]),
        )
    for x, y in spots(art, at, 18, 0.7, 40):
        garnish.scallion(art, x, y, 1.05)
    cuts.shreds(art, at.x, at.y - 60, [hue("f1d98e")], 8, 44, 4, (110, 40))
