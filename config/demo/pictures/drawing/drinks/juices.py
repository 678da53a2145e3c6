"""Juices of fruit and berries, hot and cold."""

import math

from .. import shapes, table, ware
from ..album import picture
from ..food import garnish
from ..paint import Painting, any_of, deep, hue, pale
from . import vessels


@picture("blueberry-cup")
def hot_blueberry(art: Painting) -> None:
    table.room(art, hue("b99a74"), hue("4c5668"))
    at = vessels.mug(art, hue("dfe5e8"), hue("5a1f4a"))
    side = ware.turned_outline(386, [(226, 158), (341, 156.4), (421.5, 145.4), (456, 126.4)])
    with art.inside(side):
        for off, thick in ((104, 16), (130, 4)):
            band = shapes.arc(386, 226 + off, 159, 52, -2, 182, 60)
            art.flat(shapes.ribbon(band, thick, round_ends=False), colour=hue("54708a"), opacity=0.85)
    with art.inside(at.outline()):
        for dx, dy in ((-50, 4), (-22, -8), (22, 8), (62, -2), (-84, -6)):
            berry(art, at.x + dx, at.y + dy, 13)
    for x, y, radius in ((610, 520, 24), (652, 506, 26), (690, 528, 23), (636, 546, 25), (676, 558, 22), (140, 540, 23), (180, 556, 25)):
        berry(art, x, y, radius)
    garnish.leaf(art, 700, 504, 56, -30, hue("5d8f45"))
    garnish.leaf(art, 128, 530, 52, 210, hue("5d8f45"))
    table.steam(art, 386, 190, height=170, width=160, opacity=0.38)


def berry(art: Painting, x: float, y: float, radius: float) -> None:
    blue = any_of(art.random, [hue("3f4a7d"), hue("4a5690"), hue("35406d")])
    art.solid(
        shapes.ellipse(x, y, radius, radius * 0.96), colour=pale(blue, 0.16), to=deep(blue, 0.4), round_=radius, cast=0.5, rise=6, gloss=0.4
    )
    star = [
        (x + radius * (0.36 if i % 2 else 0.18) * math.cos(a), y - radius * 0.2 + radius * (0.28 if i % 2 else 0.14) * math.sin(a))
        for i, a in enumerate(shapes.around(10))
    ]
    art.flat(star, colour=hue("1f2444"), opacity=0.85)


@picture("iced-glass")
def sour_plum(art: Painting) -> None:
    table.room(art, hue("b07a4a"), hue("5a3330"))
    kept = vessels.cold_glass(art, hue("8c1f1a"), hue("4a0f12"))
    ware.shine(art, kept, drops=42)
    for dx, dy in ((-22, -14), (24, -10)):
        garnish.osmanthus(art, kept.surface.x + dx, kept.surface.y + dy, 1.8)
    garnish.mint(art, kept.surface.x + 46, kept.surface.y - 14, 0.9)
    for x, y in ((602, 520), (656, 536), (624, 560)):
        art.solid(
            shapes.blob(art.random, x, y, 30, 25, 0.1),
            colour=hue("4a2430"),
            to=hue("2a1018"),
            round_=18,
            cast=0.5,
            rise=7,
            rough=0.34,
            grain=9,
            gloss=0.5,
        )
    for x, y in ((176, 536), (228, 556)):
        garnish.lemon_slice(art, x, y, 34, x, 0.6, hue("c8442a"), hue("e88a5c"))


@picture("sea-buckthorn")
def sea_buckthorn(art: Painting) -> None:
    table.room(art, hue("a9814f"), hue("49564a"))
    jug = ware.glass(
        art, 330, [(166, 112), (220, 98), (300, 124), (400, 146), (480, 132), (514, 116)], hue("f7a51e"), to=hue("ea7f12"), fill=0.26
    )
    ear = shapes.smooth([(436, 214), (500, 210), (524, 300), (478, 388), (470, 392)])
    art.flat(shapes.ribbon(ear, 20), colour=hue("fffaf0"), opacity=0.5)
    art.flat(shapes.ribbon(shapes.moved(ear, -4, -3), 5, ends=(0.3, 0.3)), colour=hue("ffffff"), opacity=0.85, blur=1.2)
    with art.inside(jug.body):
        for index in range(4):
            vessels.ice(art, 330 + art.random.uniform(-70, 70), 290 + index * 26, 60, art.random.uniform(-30, 30), hue("fff3d6"), 0.32)
    for dx in (-34, 26):
        vessels.ice(art, jug.surface.x + dx, jug.surface.y - 4, 52, dx, hue("fff3d6"), 0.5)
    ware.shine(art, jug, drops=46)
    small = ware.glass(art, 622, [(352, 70), (430, 68), (520, 60)], hue("f7a51e"), to=hue("ea7f12"), fill=0.16)
    ware.shine(art, small, drops=16)
    for turn, px, py in ((-24, 150, 546), (18, 214, 560)):
        garnish.leaf(art, px, py, 96, turn, hue("8fa37a"))
    for _ in range(16):
        x, y = 168 + art.random.gauss(0, 36), 550 + art.random.gauss(0, 10)
        art.solid(shapes.ellipse(x, y, 11, 12), colour=hue("f79a1c"), to=hue("d9690c"), round_=10, cast=0.45, rise=4, gloss=0.9)


@picture("orange-juice")
def orange_juice(art: Painting) -> None:
    table.room(art, hue("d2a878"), hue("6b6a52"))
    orange(art, 610, 420, 96)
    kept = ware.glass(art, 372, vessels.TALL, hue("fba51f"), to=hue("f08512"), fill=0.12)
    with art.inside(kept.body):
        art.cloud(hue("ffd27a"), 50, 30, 0.4, 3, [kept.body])
    for _ in range(26):
        x, y = kept.surface.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.9)
        art.flat(shapes.ellipse(x, y, 6, 3), colour=hue("ffe0a0"), opacity=0.6)
    ware.shine(art, kept, drops=34)
    garnish.lemon_slice(art, 470, 172, 62, 12, 1, hue("f28a1c"), hue("fdb544"))
    garnish.lemon_slice(art, 596, 520, 78, 20, 0.62, hue("f28a1c"), hue("fdb544"))
    garnish.leaf(art, 640, 338, 78, -36, hue("5a9138"))


def orange(art: Painting, x: float, y: float, radius: float) -> None:
    art.shadow(shapes.ellipse(x + 26, y + radius * 0.84, radius * 1.05, radius * 0.32), dx=0, dy=0, blur=16, depth=0.7)
    skin = shapes.ellipse(x, y, radius, radius * 0.97)
    art.solid(skin, colour=hue("fba030"), to=hue("dd6a10"), turn=-30, round_=radius * 0.9, cast=0, light=0.5, dark=0.6, rough=0.05, grain=5)
    with art.inside(skin):
        art.flat(
            shapes.ellipse(x - radius * 0.36, y - radius * 0.4, radius * 0.36, radius * 0.26, -30),
            colour=hue("fff0d0"),
            opacity=0.6,
            blur=12,
        )
        art.speckle(skin, colours=[hue("d5700f"), hue("ffbe62")], count=150, size=(1, 2.2), opacity=0.5)
    art.solid(shapes.ellipse(x + 12, y - radius * 0.84, 8, 5), colour=hue("5d7a32"), round_=3, cast=0.3, rise=2)


@picture("coconut")
def young_coconut(art: Painting) -> None:
    table.room(art, hue("d6b083"), hue("56725f"))
    x, y = 390, 368
    ware.standing(art, x, y + 132, 150)
    husk = shapes.smooth(
        [
            (x - 122, y - 132),
            (x - 186, y - 20),
            (x - 168, y + 84),
            (x - 96, y + 150),
            (x, y + 164),
            (x + 96, y + 150),
            (x + 168, y + 84),
            (x + 186, y - 20),
            (x + 122, y - 132),
            (x, y - 160),
        ],
        closed=True,
    )
    green = hue("7fae45")
    art.solid(husk, colour=pale(green, 0.16), to=deep(green, 0.5), turn=-70, round_=90, cast=0, gloss=0.35, light=0.45, dark=0.65)
    with art.inside(husk):
        for lean in (-130, -66, 0, 70, 134):
            ridge = shapes.smooth([(x + lean * 0.5, y - 150), (x + lean * 1.05, y), (x + lean * 0.6, y + 160)])
            art.flat(shapes.ribbon(ridge, 20, ends=(0.3, 0.3)), colour=deep(green, 0.6), opacity=0.22, blur=9)
            art.flat(shapes.ribbon(shapes.moved(ridge, -20, 0), 14, ends=(0.3, 0.3)), colour=pale(green, 0.6), opacity=0.3, blur=8)
        art.flat(shapes.ellipse(x - 90, y - 50, 34, 70, 16), colour=hue("ffffff"), opacity=0.28, blur=14)
    cut = shapes.blob(art.random, x, y - 128, 132, 50, 0.03)
    art.solid(cut, colour=hue("f3ead0"), to=hue("dccb9c"), round_=10, cast=0.3, rise=4, rough=0.16, grain=9)
    art.solid(shapes.ellipse(x, y - 128, 82, 30), colour=hue("fffcf2"), to=hue("f1e8d0"), round_=8, cast=0, gloss=0.4)
    hole = shapes.ellipse(x, y - 126, 66, 23)
    art.fade(hole, top=hue("c3b08a"), bottom=hue("f1ecdc"))
    water = shapes.ellipse(x, y - 120, 60, 17)
    art.fade(water, top=hue("d9dcc6"), bottom=hue("f4f5ea"))
    art.gleam(shapes.arc(x, y - 120, 44, 11, 190, 260), 4, 0.9, 1)
    vessels.straw(art, x + 22, y - 120, hue("d6573a"), 17, 190)
    flower(art, x - 96, y - 140)
    for turn, px in ((-168, 210), (-18, 590)):
        garnish.leaf(art, px, 540, 190, turn, hue("4f8a45"))


def flower(art: Painting, x: float, y: float) -> None:
    """A frangipani."""
    for index in range(5):
        turn = index * 72 - 20
        petal = shapes.placed(shapes.smooth([(4, 0), (22, -20), (50, -14), (54, 6), (26, 15)], closed=True), x, y, 1, turn, 0.84)
        art.solid(petal, colour=hue("fffaf0"), to=hue("f0e3cc"), round_=10, cast=0.4, rise=5, gloss=0.3)
        art.flat(shapes.placed(shapes.ellipse(16, 0, 13, 7), x, y, 1, turn, 0.84), colour=hue("f6c23a"), opacity=0.8, blur=4)
