"""Tea, coffee, juices, beer and wine."""

import math

from . import food, shapes, table, ware
from .album import picture
from .paint import Colour, Painting, any_of, deep, hue, mix, pale

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


def tea_leaves(art: Painting, x: float, y: float, count: int, spread: tuple[float, float], colours: list[Colour]) -> None:
    """A small heap of dry leaf."""
    for _ in range(count):
        px, py = x + art.random.gauss(0, spread[0]), y + art.random.gauss(0, spread[1])
        bend, turn = art.random.uniform(-8, 8), art.random.uniform(0, 180)
        path = shapes.placed(shapes.smooth([(-15, bend), (0, -bend), (15, bend)]), px, py, art.random.uniform(0.7, 1.1), turn)
        art.solid(shapes.ribbon(path, 5.4, ends=(0.3, 0.3)), colour=any_of(art.random, colours), round_=3, cast=0.5, rise=3, gloss=0.3)


@picture("green-tea")
def longjing(art: Painting) -> None:
    table.room(art, hue("b98a56"), hue("5f6b4a"))
    glass = ware.glass(art, 400, TALL, hue("d9cf74"), to=hue("b9b04c"), fill=0.16)
    with art.inside(glass.body):
        for _ in range(34):
            depth = art.random.random()
            x, y = 400 + art.random.uniform(-74, 74), 226 + depth * 250
            lean = art.random.uniform(-36, 36) + 90
            size = art.random.uniform(44, 62)
            tone = any_of(art.random, [hue("7c9a35"), hue("93ab45"), hue("66852c")])
            food.leaf(art, x, y, size, lean + 180, tone)
            if art.random.random() < 0.6:
                food.leaf(art, x, y, size * 0.8, lean + 210, pale(tone, 0.12))
        art.flat(glass.body, colour=hue("ebdf96"), opacity=0.14)
    for turn, dx in ((20, -40), (160, 30), (-20, 6)):
        food.leaf(art, glass.surface.x + dx, glass.surface.y + 4, 42, turn, hue("7f9d3a"))
    ware.shine(art, glass)
    dish = ware.plate(art, 636, 500, 104, ware.PORCELAIN, tilt=0.4)
    tea_leaves(art, dish.x, dish.y - 4, 60, (30, 8), [hue("8a9a45"), hue("6e8436"), hue("a3ad5c")])
    table.steam(art, 400, 150, height=130, width=110, opacity=0.34)


@picture("jasmine-tea")
def jasmine_tea(art: Painting) -> None:
    table.room(art, hue("c7a070"), hue("6b5a4c"))
    white = hue("f6f3ea")
    ware.standing(art, 384, 520, 190)
    art.solid(shapes.ellipse(384, 508, 226, 68), colour=pale(white, 0.3), to=deep(white, 0.16), round_=8, cast=0.5, rise=9, gloss=0.5)
    art.flat(shapes.ellipse(384, 505, 158, 44), colour=deep(white, 0.35), opacity=0.5, blur=6)
    ware.lathe(art, 384, [(262, 178), (330, 170), (410, 138), (470, 96), (498, 84)], white, stand=False)
    for turn in (-52, -18, 20, 56):
        x, y = 384 + 128 * math.sin(math.radians(turn)), 392 + 26 * math.cos(math.radians(turn))
        for index in range(5):
            food.leaf(art, x, y, 24, index * 72, hue("5a7fb0"))
        food.leaf(art, x + 12, y + 16, 36, 40, hue("46658f"))
    at = ware.mouth(art, 384, 262, 178, white, hue("e0c55c"), level=0.1)
    with art.inside(at.outline()):
        for dx, dy in ((-80, -4), (10, 16), (84, -6), (-20, -20)):
            blossom(art, at.x + dx, at.y + dy, 0.95)
        tea_leaves(art, at.x + 20, at.y, 14, (70, 12), [hue("6e8436"), hue("8a9a45")])
    lid = shapes.ellipse(650, 470, 118, 46, -8)
    art.shadow(lid, dx=10, dy=14, blur=10, depth=0.6)
    art.solid(lid, colour=pale(white, 0.3), to=deep(white, 0.2), round_=30, cast=0, gloss=0.5)
    art.solid(shapes.ellipse(648, 452, 34, 14, -8), colour=white, to=deep(white, 0.3), round_=8, cast=0.4, rise=4, gloss=0.5)
    for x, y, size in ((150, 520, 1.1), (196, 552, 0.9), (118, 560, 0.85)):
        blossom(art, x, y, size)
        food.leaf(art, x + 16, y + 12, 48, 24, hue("5d8f3c"))
    table.steam(art, 384, 230, height=170, width=150, opacity=0.36)


def blossom(art: Painting, x: float, y: float, size: float) -> None:
    """A jasmine flower."""
    for index in range(6):
        turn = index * 60 + art.random.uniform(-6, 6)
        food.leaf(art, x, y, 30 * size, turn, hue("f7f1e2"))
    art.solid(shapes.ellipse(x, y, 5 * size, 4 * size), colour=hue("e6c455"), round_=3, cast=0.2, rise=1)


def pot_and_cups(art: Painting, colour: Colour, cup: Colour, tea: Colour, leaves: list[Colour]) -> None:
    tray = shapes.ellipse(404, 474, 372, 124)
    wood = hue("5d3a24")
    art.shadow(tray, dx=10, dy=16, blur=16, depth=0.6)
    art.solid(shapes.moved(tray, 0, 13), colour=deep(wood, 0.6), round_=5, cast=0)
    art.solid(tray, colour=pale(wood, 0.1), to=deep(wood, 0.15), round_=9, cast=0)
    with art.inside(tray):
        art.cloud(deep(wood, 0.9), 300, 8, 0.4, 3, [tray])
    pot(art, 432, 342, 1.22, colour)
    tea_cup(art, 214, 452, 62, cup, tea)
    tea_cup(art, 330, 500, 62, cup, tea)
    if leaves:
        tea_leaves(art, 584, 528, 60, (34, 9), leaves)
    table.steam(art, 180, 290, height=140, width=60, wisps=2, opacity=0.32)


@picture("teapot")
def tieguanyin(art: Painting) -> None:
    table.room(art, hue("a87a4c"), hue("4f5a4a"))
    pot_and_cups(art, hue("8f4a30"), ware.PORCELAIN, hue("d9b445"), [hue("3f5a35"), hue("4f6d3c"), hue("2f4429")])


@picture("puer-tea")
def puer_tea(art: Painting) -> None:
    table.room(art, hue("8a5c3a"), hue("4a342a"))
    pot_and_cups(art, hue("4a3a38"), hue("e3d6bd"), hue("5e1e0c"), [hue("3c2114"), hue("52301c"), hue("2a160e")])


@picture("pine-tea")
def pine_tea(art: Painting) -> None:
    table.room(art, hue("b58c5e"), hue("46584c"))
    pot_and_cups(art, hue("5f7f6a"), hue("e9eee4"), hue("c9b23f"), [])
    for turn in range(-60, 70, 9):
        needle = shapes.placed([(0, 0), (44, 3), (92, 0)], 590, 548, 1, turn - 50)
        food.strand(art, needle, 4.4, any_of(art.random, [hue("3f6b35"), hue("55824a"), hue("2f5629")]), 0.4)
    art.solid(shapes.ribbon([(590, 548), (560, 566), (536, 574)], 10), colour=hue("6b4426"), round_=5, cast=0.4, rise=4)


@picture("flower-tea")
def flower_tea(art: Painting) -> None:
    table.room(art, hue("c49a68"), hue("6d5b45"))
    x, y = 372, 356
    ear = shapes.smooth([(x + 150, y - 74), (x + 238, y - 92), (x + 280, y - 6), (x + 236, y + 78), (x + 158, y + 84)])
    art.flat(shapes.ribbon(ear, 24), colour=hue("fffaf0"), opacity=0.5)
    art.flat(shapes.ribbon(shapes.moved(ear, -6, -4), 6, ends=(0.3, 0.3)), colour=hue("ffffff"), opacity=0.8, blur=1.2)
    art.flat(shapes.ribbon(shapes.moved(ear, 9, 5), 4, ends=(0.3, 0.3)), colour=hue("8a6a48"), opacity=0.35, blur=1.5)
    spout = shapes.smooth([(x - 142, y + 40), (x - 196, y + 10), (x - 222, y - 62), (x - 262, y - 92)])
    art.flat(shapes.ribbon(spout, 50, ends=(1.2, 0.4), round_ends=False), colour=hue("f0cf6a"), opacity=0.55)
    art.flat(shapes.ribbon(shapes.moved(spout, -10, -6), 7, ends=(0.3, 0.3)), colour=hue("ffffff"), opacity=0.7, blur=1.5)
    kept = ware.glass(
        art,
        x,
        [(y - 138, 92), (y - 110, 132), (y - 40, 186), (y + 50, 184), (y + 118, 140), (y + 138, 112)],
        hue("f3cf5c"),
        to=hue("e0ac34"),
        fill=0.2,
        base=8,
    )
    with art.inside(kept.body):
        for dx, dy, size in (
            (-96, 30, 1.25),
            (-20, -20, 1.4),
            (70, 24, 1.3),
            (-36, 74, 1.15),
            (112, -26, 1.05),
            (-118, -30, 1.0),
            (46, 92, 1.05),
        ):
            food.chrysanthemum(art, x + dx, y + dy, size * 1.15, 0.82)
        for _ in range(30):
            food.goji(art, x + art.random.uniform(-140, 140), y + art.random.uniform(-30, 118), 1.25, art.random.uniform(0, 180))
        art.flat(kept.body, colour=hue("f6d870"), opacity=0.14)
    food.chrysanthemum(art, kept.surface.x - 44, kept.surface.y + 2, 1.2, 0.45)
    food.chrysanthemum(art, kept.surface.x + 56, kept.surface.y + 6, 1.05, 0.45)
    for dx in (-100, 4, 22, 104):
        food.goji(art, kept.surface.x + dx, kept.surface.y + 12, 1.1, dx)
    ware.shine(art, kept)
    lid = shapes.ellipse(x, y - 140, 88, 25)
    art.flat(lid, colour=hue("fffaf0"), opacity=0.42)
    art.flat(shapes.ribbon([*lid, lid[0]], 3), colour=hue("ffffff"), opacity=0.8)
    art.solid(shapes.ellipse(x, y - 160, 19, 16), colour=hue("e9dcc0"), to=hue("c9b48c"), round_=10, cast=0.3, rise=4, gloss=0.9)
    tea_cup(art, 640, 470, 70, hue("efe9dc"), hue("eec24c"))
    food.chrysanthemum(art, 150, 548, 1.1, 0.7)
    food.goji(art, 206, 560, 1.3, 20)
    food.goji(art, 112, 572, 1.3, 80)
    table.steam(art, 640, 440, height=140, width=60, wisps=2, opacity=0.3)


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


@picture("hot-cup")
def ginger_tea(art: Painting) -> None:
    table.room(art, hue("9a6a40"), hue("5a3a2c"))
    at = mug(art, hue("c2663e"), hue("a2511a"))
    with art.inside(at.outline()):
        for dx, dy in ((-64, -4), (-6, 10), (54, -8)):
            food.slab(art, at.x + dx, at.y + dy, 66, 34, hue("f0d27c"), thick=4, gloss=0.6)
            art.flat(shapes.ribbon([*shapes.ellipse(at.x + dx, at.y + dy, 25, 12)], 2), colour=hue("c99a3a"), opacity=0.6)
    for dx, dy, size in ((0, 0, 1.0), (58, -16, 0.85), (42, 24, 0.75)):
        knob = shapes.blob(art.random, 636 + dx, 500 + dy, 52 * size, 36 * size, 0.16)
        art.solid(knob, colour=hue("dcb678"), to=hue("b58a4c"), round_=24, cast=0.5, rise=8, rough=0.2, grain=12)
        for off in (-0.4, 0, 0.4):
            line = shapes.arc(636 + dx + off * 52 * size, 500 + dy, 8, 30 * size, 250, 110, 12)
            art.flat(shapes.ribbon(line, 2.6, ends=(0.2, 0.2)), colour=hue("8f642f"), opacity=0.55, blur=0.8)
    for dx, dy in ((150, 520), (196, 548), (128, 560)):
        food.cube(art, dx, dy, 44, hue("7a3f1a"), turn=art.random.uniform(-30, 30), rough=0.24)
    table.steam(art, 386, 190, height=170, width=160, opacity=0.38)


@picture("blueberry-cup")
def hot_blueberry(art: Painting) -> None:
    table.room(art, hue("b99a74"), hue("4c5668"))
    at = mug(art, hue("dfe5e8"), hue("5a1f4a"))
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
    food.leaf(art, 700, 504, 56, -30, hue("5d8f45"))
    food.leaf(art, 128, 530, 52, 210, hue("5d8f45"))
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


def cold_glass(art: Painting, drink: Colour, to: Colour, *, cubes: int = 5, top: Colour | None = None) -> ware.Glass:
    kept = ware.glass(art, 396, TALL, drink, to=to, fill=0.15)
    with art.inside(kept.body):
        for index in range(cubes):
            x, y = 396 + art.random.uniform(-50, 50), 232 + index * 30
            food.ice(
                art,
                x,
                y,
                art.random.uniform(54, 66),
                art.random.uniform(-30, 30),
                mix(hue("ffffff"), top or drink, 0.25),
                0.42 - index * 0.05,
            )
    for dx, dy, turn in ((-34, -8, 20), (34, -2, -14)):
        food.ice(art, kept.surface.x + dx, kept.surface.y + dy, 58, turn, mix(hue("ffffff"), drink, 0.12), 0.55)
    return kept


def straw(art: Painting, x: float, y: float, colour: Colour, lean: float = 14, length: float = 210) -> None:
    path = shapes.placed([(0, 0), (0, -length)], x, y, 1, lean)
    tube = shapes.ribbon(path, 15, round_ends=False)
    art.solid(tube, colour=pale(colour, 0.2), to=deep(colour, 0.2), round_=7, cast=0.2, rise=4, gloss=0.5)
    (tx, ty) = path[-1]
    art.flat(shapes.ellipse(tx, ty, 7.5, 3.4, lean), colour=deep(colour, 0.7))


@picture("iced-glass")
def sour_plum(art: Painting) -> None:
    table.room(art, hue("b07a4a"), hue("5a3330"))
    kept = cold_glass(art, hue("8c1f1a"), hue("4a0f12"))
    ware.shine(art, kept, drops=42)
    for dx, dy in ((-22, -14), (24, -10)):
        food.osmanthus(art, kept.surface.x + dx, kept.surface.y + dy, 1.8)
    food.mint(art, kept.surface.x + 46, kept.surface.y - 14, 0.9)
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
        food.lemon_slice(art, x, y, 34, x, 0.6, hue("c8442a"), hue("e88a5c"))


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
            food.ice(art, 330 + art.random.uniform(-70, 70), 290 + index * 26, 60, art.random.uniform(-30, 30), hue("fff3d6"), 0.32)
    for dx in (-34, 26):
        food.ice(art, jug.surface.x + dx, jug.surface.y - 4, 52, dx, hue("fff3d6"), 0.5)
    ware.shine(art, jug, drops=46)
    small = ware.glass(art, 622, [(352, 70), (430, 68), (520, 60)], hue("f7a51e"), to=hue("ea7f12"), fill=0.16)
    ware.shine(art, small, drops=16)
    for turn, px, py in ((-24, 150, 546), (18, 214, 560)):
        food.leaf(art, px, py, 96, turn, hue("8fa37a"))
    for _ in range(16):
        x, y = 168 + art.random.gauss(0, 36), 550 + art.random.gauss(0, 10)
        art.solid(shapes.ellipse(x, y, 11, 12), colour=hue("f79a1c"), to=hue("d9690c"), round_=10, cast=0.45, rise=4, gloss=0.9)


@picture("milk-tea")
def pearl_milk_tea(art: Painting) -> None:
    table.room(art, hue("cda173"), hue("7a5a4c"))
    profile = [(158.0, 118.0), (280.0, 110.0), (420.0, 98.0), (520.0, 90.0)]
    straw(art, 432, 430, hue("6b4a3a"), 11, 390)
    kept = ware.glass(art, 400, profile, hue("dcb083"), to=hue("a86c3c"), fill=0.1)
    with art.inside(kept.body):
        swirl = shapes.smooth([(300, 250), (370, 300), (330, 350), (430, 390), (480, 330)])
        art.flat(shapes.ribbon(swirl, 46, ends=(0.2, 0.2)), colour=hue("f7e6cf"), opacity=0.5, blur=14)
        for _ in range(66):
            y = 520 - abs(art.random.gauss(0, 44))
            x = 400 + art.random.uniform(-84, 84)
            art.solid(shapes.ellipse(x, y, 16, 15.5), colour=hue("4a2416"), to=hue("24100a"), round_=14, cast=0.4, rise=3, gloss=0.8)
        for _ in range(9):
            x, y = 400 + art.random.uniform(-84, 84), art.random.uniform(250, 420)
            art.solid(shapes.ellipse(x, y, 15, 14.5), colour=hue("7a4a30"), to=hue("5a2f1c"), round_=13, cast=0.2, rise=3, gloss=0.4)
        for dx, dy in ((-50, 0), (24, 18), (58, -8)):
            food.ice(art, 400 + dx, 232 + dy, 56, dx, hue("fff1df"), 0.34)
    ware.shine(art, kept, drops=30)
    straw_top = shapes.placed([(0, -268), (0, -390)], 432, 430, 1, 11)
    art.solid(shapes.ribbon(straw_top, 24, round_ends=False), colour=hue("8a6450"), to=hue("54382a"), turn=-80, round_=9, cast=0, gloss=0.4)
    art.flat(shapes.ellipse(*straw_top[-1], 12, 4.6, 11), colour=hue("2f1d14"))
    for x, y in ((606, 536), (642, 552), (582, 560), (180, 548), (150, 562)):
        art.solid(shapes.ellipse(x, y, 18, 17), colour=hue("4a2416"), to=hue("24100a"), round_=16, cast=0.5, rise=6, gloss=0.9)


def coffee_cup(art: Painting, colour: Colour, drink: Colour) -> ware.Plate:
    art.shadow(shapes.ellipse(392, 492, 262, 92), dx=16, dy=16, blur=16, depth=0.6)
    art.solid(shapes.ellipse(392, 498, 262, 92), colour=deep(colour, 0.4), round_=5, cast=0)
    art.solid(shapes.ellipse(392, 490, 262, 92), colour=pale(colour, 0.2), to=deep(colour, 0.12), round_=9, cast=0, gloss=0.5)
    art.flat(shapes.ellipse(392, 490, 170, 56), colour=deep(colour, 0.4), opacity=0.5, blur=7)
    ware.handle(art, 562, 350, 112, 132, colour, 26)
    ware.lathe(art, 392, [(262, 190), (330, 184), (410, 148), (466, 104), (484, 92)], colour, tilt=0.42, stand=False)
    return ware.mouth(art, 392, 262, 190, colour, drink, tilt=0.46, level=0.1, wall=11)


@picture("coffee")
def latte(art: Painting) -> None:
    table.room(art, hue("8e6040"), hue("4b3a33"), 200)
    at = coffee_cup(art, hue("e8e2d6"), hue("a8642f"))
    with art.inside(at.outline(0.99)):
        crema = shapes.ellipse(at.x, at.y, at.rx * 0.98, at.ry * 0.98)
        art.cloud(hue("7a3f1a"), 60, 26, 0.5, 3, [crema])
        foam = hue("fbefdc")
        for step in range(5):
            size = 1 - step * 0.19
            cy = at.y + 16 - step * 13
            for side in (-1, 1):
                frond = shapes.smooth(
                    [
                        (at.x, cy + 26 * size),
                        (at.x + side * 62 * size, cy + 14 * size),
                        (at.x + side * 104 * size, cy - 14 * size),
                        (at.x + side * 76 * size, cy - 24 * size),
                        (at.x + side * 34 * size, cy - 2),
                        (at.x, cy + 6),
                    ],
                    closed=True,
                )
                art.flat(frond, colour=foam, opacity=0.95, blur=1.4)
            gap = shapes.smooth(
                [
                    (at.x - 84 * size, cy - 4),
                    (at.x - 30 * size, cy + 13 * size),
                    (at.x, cy + 17 * size),
                    (at.x + 30 * size, cy + 13 * size),
                    (at.x + 84 * size, cy - 4),
                ]
            )
            art.flat(shapes.ribbon(gap, 5.5 * size, ends=(0.1, 0.1)), colour=hue("a8642f"), opacity=0.85, blur=1)
        art.flat(shapes.ribbon([(at.x, at.y + 44), (at.x, at.y - 50)], 5, ends=(0.2, 0.6)), colour=hue("a8642f"), opacity=0.9, blur=1)
    beans(art)
    table.steam(art, 392, 200, height=150, width=170, opacity=0.3)


def beans(art: Painting) -> None:
    """Coffee beans on the table."""
    for x, y, turn in ((120, 540, 30), (166, 560, -20), (96, 574, 70), (690, 530, 10), (724, 556, -40), (660, 566, 50)):
        brown = any_of(art.random, [hue("5a2f18"), hue("6b3a1e")])
        art.solid(shapes.ellipse(x, y, 23, 15, turn), colour=pale(brown, 0.12), to=deep(brown, 0.4), round_=13, cast=0.5, rise=6, gloss=0.6)
        line = shapes.placed(shapes.smooth([(-20, 2), (-6, -3), (6, 3), (20, -2)]), x, y, 1, turn)
        art.flat(shapes.ribbon(line, 3.6, ends=(0.4, 0.4)), colour=hue("24100a"), opacity=0.8, blur=0.6)


@picture("black-coffee")
def black_coffee(art: Painting) -> None:
    table.room(art, hue("b08a62"), hue("4f5b66"), 200)
    at = coffee_cup(art, hue("4f6374"), hue("2c130a"))
    with art.inside(at.outline(0.99)):
        foam = shapes.arc(at.x, at.y, at.rx * 0.93, at.ry * 0.9, 10, 200, 60)
        art.flat(shapes.ribbon(foam, 12, ends=(0.2, 0.2)), colour=hue("a4672f"), opacity=0.75, blur=2)
        for _ in range(40):
            a = art.random.uniform(10, 200)
            x, y = at.at(a, art.random.uniform(0.84, 0.97))
            art.flat(shapes.ellipse(x, y, 4, 2.6), colour=hue("d9a467"), opacity=0.7)
        art.gleam(shapes.arc(at.x, at.y, at.rx * 0.6, at.ry * 0.56, 200, 280), 11, 0.4, 4)
    beans(art)
    table.steam(art, 392, 200, height=150, width=170, opacity=0.36)


@picture("orange-juice")
def orange_juice(art: Painting) -> None:
    table.room(art, hue("d2a878"), hue("6b6a52"))
    orange(art, 610, 420, 96)
    kept = ware.glass(art, 372, TALL, hue("fba51f"), to=hue("f08512"), fill=0.12)
    with art.inside(kept.body):
        art.cloud(hue("ffd27a"), 50, 30, 0.4, 3, [kept.body])
    for _ in range(26):
        x, y = kept.surface.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.9)
        art.flat(shapes.ellipse(x, y, 6, 3), colour=hue("ffe0a0"), opacity=0.6)
    ware.shine(art, kept, drops=34)
    food.lemon_slice(art, 470, 172, 62, 12, 1, hue("f28a1c"), hue("fdb544"))
    food.lemon_slice(art, 596, 520, 78, 20, 0.62, hue("f28a1c"), hue("fdb544"))
    food.leaf(art, 640, 338, 78, -36, hue("5a9138"))


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
    straw(art, x + 22, y - 120, hue("d6573a"), 17, 190)
    flower(art, x - 96, y - 140)
    for turn, px in ((-168, 210), (-18, 590)):
        food.leaf(art, px, 540, 190, turn, hue("4f8a45"))


def flower(art: Painting, x: float, y: float) -> None:
    """A frangipani."""
    for index in range(5):
        turn = index * 72 - 20
        petal = shapes.placed(shapes.smooth([(4, 0), (22, -20), (50, -14), (54, 6), (26, 15)], closed=True), x, y, 1, turn, 0.84)
        art.solid(petal, colour=hue("fffaf0"), to=hue("f0e3cc"), round_=10, cast=0.4, rise=5, gloss=0.3)
        art.flat(shapes.placed(shapes.ellipse(16, 0, 13, 7), x, y, 1, turn, 0.84), colour=hue("f6c23a"), opacity=0.8, blur=4)


@picture("soya-milk")
def soya_milk(art: Painting) -> None:
    table.room(art, hue("b98b58"), hue("6a5a4a"))
    ware.lathe(art, 380, [(232, 176), (320, 168), (410, 132), (470, 92), (498, 82)], hue("5b7f9a"))
    at = ware.mouth(art, 380, 232, 176, hue("eef0ea"), hue("f6e8c6"), level=0.1, tilt=0.4)
    skin = shapes.arc(at.x, at.y, at.rx * 0.5, at.ry * 0.5, 30, 200, 30)
    art.flat(shapes.ribbon(skin, 7, ends=(0.1, 0.1)), colour=hue("fffdf4"), opacity=0.8, blur=3)
    art.gleam(shapes.arc(at.x, at.y, at.rx * 0.7, at.ry * 0.66, 200, 270), 8, 0.7, 3)
    with art.inside(at.outline(0.98)):
        for _ in range(30):
            x, y = at.at(art.random.uniform(185, 330), art.random.uniform(0.84, 0.94))
            art.flat(shapes.ellipse(x, y, 5, 2.6), colour=hue("fffaf0"), opacity=0.85)
    for px, py, turn in ((640, 470, -14), (664, 508, -10)):
        food.roll(art, px - 10, py, 250, 56, turn, hue("d6963f"))
    for _ in range(26):
        x, y = 166 + art.random.gauss(0, 48), 548 + art.random.gauss(0, 12)
        art.solid(
            shapes.ellipse(x, y, 11, 9.6, art.random.uniform(0, 180), 24),
            colour=hue("ecd08c"),
            to=hue("c9a355"),
            round_=9,
            cast=0.45,
            rise=4,
            gloss=0.6,
        )
    table.steam(art, 380, 200, height=170, width=170, opacity=0.36)


@picture("water-bottle")
def mineral_water(art: Painting) -> None:
    table.room(art, hue("b8a387"), hue("4c6672"))
    x = 340
    profile = [(98.0, 26.0), (132.0, 28.0), (166.0, 52.0), (204.0, 80.0), (300.0, 82.0), (420.0, 80.0), (520.0, 82.0), (534.0, 74.0)]
    kept = ware.glass(art, x, profile, hue("b8dfea"), to=hue("83bcd0"), fill=0.14, base=6)
    with art.inside(kept.body):
        for y in (250, 280, 440, 468, 496):
            art.flat(shapes.ribbon(shapes.arc(x, y, 82, 16, 0, 180, 30), 5, round_ends=False), colour=hue("5a9ab5"), opacity=0.35, blur=1.5)
            art.flat(
                shapes.ribbon(shapes.arc(x, y - 5, 82, 16, 0, 180, 30), 3, round_ends=False), colour=hue("ffffff"), opacity=0.5, blur=1
            )
    label = [*shapes.arc(x, 316, 81, 15, 180, 0, 30), *shapes.arc(x, 416, 81, 15, 0, 180, 30)]
    art.solid(label, colour=hue("f4f8f6"), to=hue("a9c4cc"), turn=-80, round_=14, cast=0, light=0.2, dark=0.5)
    with art.inside(label):
        for dx, tall, tone in ((-46, 54, hue("4f86a3")), (0, 78, hue("3b6f8e")), (44, 48, hue("6a9db5"))):
            art.flat([(x + dx - 52, 428), (x + dx, 414 - tall), (x + dx + 52, 428)], colour=tone)
            art.flat(
                [(x + dx - 13, 414 - tall * 0.72), (x + dx, 414 - tall), (x + dx + 13, 414 - tall * 0.72), (x + dx + 3, 414 - tall * 0.8)],
                colour=hue("ffffff"),
            )
    ware.shine(art, kept, drops=40)
    ware.lathe(art, x, [(72, 29), (84, 30), (112, 30)], hue("3b6f8e"), stand=False)
    art.solid(shapes.ellipse(x, 72, 29, 9), colour=hue("5f93b0"), round_=4, cast=0, gloss=0.5)
    glass = ware.glass(art, 560, [(330, 76), (420, 73), (524, 64)], hue("cfe8ee"), to=hue("a4d0dd"), fill=0.22)
    with art.inside(glass.body):
        for _ in range(26):
            px, py, radius = 560 + art.random.uniform(-56, 56), art.random.uniform(390, 510), art.random.uniform(1.6, 3.6)
            art.flat(shapes.ellipse(px, py, radius, radius), colour=hue("ffffff"), opacity=0.75)
        food.ice(art, 548, 420, 50, 20, hue("ffffff"), 0.5)
    ware.shine(art, glass, drops=10)
    food.lemon_slice(art, 634, 322, 44, 0, 1)


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


@picture("soda-can")
def cola(art: Painting) -> None:
    table.room(art, hue("a8703f"), hue("5a2c28"))
    can(art, hue("b8231d"), hue("f7efe2"))
    glass = ware.glass(art, 560, [(232, 96), (330, 94), (440, 86), (530, 78)], hue("4a1c0e"), to=hue("220a06"), fill=0.16)
    with art.inside(glass.body):
        for index in range(5):
            food.ice(art, 560 + art.random.uniform(-44, 44), 296 + index * 30, 58, art.random.uniform(-30, 30), hue("e8c8a8"), 0.36)
        for _ in range(40):
            px, py, radius = 560 + art.random.uniform(-70, 70), art.random.uniform(300, 510), art.random.uniform(1.4, 3)
            art.flat(shapes.ellipse(px, py, radius, radius), colour=hue("f3d9b8"), opacity=0.6)
    for dx in (-30, 26):
        food.ice(art, glass.surface.x + dx, glass.surface.y - 4, 52, dx, hue("f2dcc4"), 0.55)
    ware.shine(art, glass, drops=30)
    food.lemon_slice(art, 650, 240, 52, 10, 1)


@picture("long-drink")
def lonkero(art: Painting) -> None:
    table.room(art, hue("b89468"), hue("42596a"))
    can(art, hue("8fb0c2"), hue("f7f7f2"))
    glass = ware.glass(art, 560, [(232, 96), (330, 94), (440, 86), (530, 78)], hue("e3e7d6"), to=hue("c9d3c4"), fill=0.16)
    with art.inside(glass.body):
        for index in range(5):
            food.ice(art, 560 + art.random.uniform(-44, 44), 296 + index * 30, 58, art.random.uniform(-30, 30), hue("ffffff"), 0.5)
        for _ in range(50):
            px, py, radius = 560 + art.random.uniform(-70, 70), art.random.uniform(300, 510), art.random.uniform(1.4, 3)
            art.flat(shapes.ellipse(px, py, radius, radius), colour=hue("ffffff"), opacity=0.8)
    for dx in (-30, 26):
        food.ice(art, glass.surface.x + dx, glass.surface.y - 4, 52, dx, hue("ffffff"), 0.6)
    ware.shine(art, glass, drops=30)
    food.lemon_slice(art, 650, 240, 54, 10, 1, hue("f29a5c"), hue("f5866a"))


@picture("beer")
def lager(art: Painting) -> None:
    table.room(art, hue("8f5f38"), hue("46342a"))
    x = 388
    ware.handle(art, x + 112, 352, 108, 190, hue("e9d8b8"), 32)
    profile = [(166.0, 122.0), (260.0, 124.0), (400.0, 124.0), (520.0, 120.0), (532.0, 112.0)]
    kept = ware.glass(art, x, profile, hue("f2ae2c"), to=hue("d98a14"), fill=0.16, base=18)
    with art.inside(kept.body):
        for _ in range(130):
            px, py, radius = x + art.random.uniform(-108, 108), art.random.uniform(240, 510), art.random.uniform(1.2, 3.2)
            art.flat(shapes.ellipse(px, py, radius, radius), colour=hue("ffedb8"), opacity=0.7)
        for step in range(-2, 3):
            px = x + step * 46
            art.flat(shapes.ribbon([(px, 270), (px, 500)], 20, ends=(0.5, 0.5)), colour=hue("ffd879"), opacity=0.28, blur=7)
            art.flat(shapes.ribbon([(px + 20, 270), (px + 20, 500)], 5), colour=hue("a8640c"), opacity=0.3, blur=3)
    ware.shine(art, kept, drops=46)
    foam = hue("fffaf0")
    art.solid(shapes.moved(shapes.ellipse(x, 222, 118, 36), 0, 0), colour=foam, to=deep(foam, 0.1), round_=14, cast=0.2, rise=3)
    for px, py, size in sorted(
        ((x + art.random.uniform(-104, 104), 186 + art.random.uniform(-26, 34), art.random.uniform(22, 40)) for _ in range(34)),
        key=lambda each: each[1],
    ):
        art.solid(
            shapes.ellipse(px, py, size, size * 0.74),
            colour=foam,
            to=deep(foam, 0.12),
            round_=size * 0.7,
            cast=0.12,
            rise=3,
            light=0.4,
            dark=0.35,
        )
    drip = shapes.smooth([(x - 122, 200), (x - 126, 250), (x - 112, 292), (x - 98, 262), (x - 92, 206)], closed=True)
    art.solid(drip, colour=foam, to=deep(foam, 0.14), round_=12, cast=0.25, rise=3)
    art.speckle(shapes.ellipse(x, 176, 104, 34), colours=[hue("e6d8ba")], count=60, size=(1, 2.6), opacity=0.7)
    bowl = ware.plate(art, 640, 514, 92, hue("3f4a52"), tilt=0.42)
    for px, py in shapes.heap(art.random, 26, bowl.x, bowl.y - 2, bowl.rx * 0.8, bowl.ry * 0.8, 22):
        food.peanut(art, px, py, 0.85, art.random.uniform(0, 180), hue("d69a55"))


@picture("wine-jug")
def warm_huadiao(art: Painting) -> None:
    table.room(art, hue("7c4e30"), hue("4a2c26"))
    clay = hue("9a5232")
    x = 372
    ware.standing(art, x, 520, 120)
    jar = [(176.0, 54.0), (204.0, 46.0), (232.0, 60.0), (280.0, 128.0), (350.0, 158.0), (430.0, 146.0), (500.0, 104.0), (518.0, 96.0)]
    body = ware.lathe(art, x, jar, clay, gloss=0.5, stand=False)
    with art.inside(body):
        glaze = shapes.smooth(
            [(x - 190, 300), (x - 130, 356), (x - 84, 330), (x - 30, 372), (x + 24, 338), (x + 76, 376), (x + 128, 336), (x + 190, 360)]
        )
        shape = [(x - 200, 100), *glaze, (x + 200, 100)]
        art.flat(shape, colour=hue("4a2a20"), opacity=0.42, blur=2)
        art.gleam([(x - 96, 300), (x - 112, 350), (x - 104, 410)], 22, 0.5, 7)
    paper = shapes.turned(shapes.box(x + 4, 396, 92, 92, 3), x, 396, 45)
    with art.inside(body):
        art.solid(paper, colour=hue("c8302a"), to=hue("9d1f1c"), round_=4, cast=0.35, rise=3)
        art.flat(shapes.ribbon([*shapes.turned(shapes.box(x + 4, 396, 78, 78, 2), x, 396, 45)], 2.4), colour=hue("f3c44c"), opacity=0.9)
        for dx, dy, turn, long in ((4, -16, 0, 36), (4, 0, 0, 46), (4, 16, 0, 34), (4, 0, 90, 50), (-14, 22, 60, 16), (22, 22, 120, 16)):
            art.flat(shapes.turned(shapes.box(x + dx, 396 + dy, long, 6, 2), x + dx, 396 + dy, turn), colour=hue("f3c44c"), opacity=0.95)
    ware.mouth(art, x, 176, 54, clay, hue("6b2c0e"), level=0.16)
    rope = shapes.arc(x, 210, 48, 15, 0, 180, 24)
    art.solid(shapes.ribbon(rope, 10), colour=hue("d9b26a"), round_=5, cast=0.4, rise=3)
    for cx, cy in ((584, 468), (664, 500)):
        tea_cup(art, cx, cy, 62, hue("e9dfcc"), hue("b5651d"))
    plum = ware.plate(art, 168, 520, 92, ware.CELADON, tilt=0.42)
    for dx, dy in ((-26, -6), (16, -12), (4, 10)):
        art.solid(
            shapes.blob(art.random, plum.x + dx, plum.y + dy, 25, 20, 0.1),
            colour=hue("8a4a30"),
            to=hue("5f2a1a"),
            round_=15,
            cast=0.5,
            rise=5,
            rough=0.34,
            grain=9,
        )
    food.shreds(art, plum.x + 40, plum.y, [hue("f3dc92")], 8, 34, 4, (16, 8))
    table.steam(art, 374, 160, height=140, width=70, wisps=2, opacity=0.34)
    table.steam(art, 620, 440, height=120, width=100, wisps=2, opacity=0.28)
