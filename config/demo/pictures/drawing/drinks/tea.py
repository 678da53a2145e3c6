"""Tea, and what is steeped or cooked like it."""

import math

from .. import shapes, table, ware
from ..album import picture
from ..food import cuts, garnish
from ..paint import Colour, Painting, any_of, deep, hue, pale
from ..table import LEAF
from . import vessels


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
    glass = ware.glass(art, 400, vessels.TALL, hue("d9cf74"), to=hue("b9b04c"), fill=0.16)
    with art.inside(glass.body):
        for _ in range(34):
            depth = art.random.random()
            x, y = 400 + art.random.uniform(-74, 74), 226 + depth * 250
            lean = art.random.uniform(-36, 36) + 90
            size = art.random.uniform(44, 62)
            tone = any_of(art.random, [hue("7c9a35"), hue("93ab45"), hue("66852c")])
            garnish.leaf(art, x, y, size, lean + 180, tone)
            if art.random.random() < 0.6:
                garnish.leaf(art, x, y, size * 0.8, lean + 210, pale(tone, 0.12))
        art.flat(glass.body, colour=hue("ebdf96"), opacity=0.14)
    for turn, dx in ((20, -40), (160, 30), (-20, 6)):
        garnish.leaf(art, glass.surface.x + dx, glass.surface.y + 4, 42, turn, hue("7f9d3a"))
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
            garnish.leaf(art, x, y, 24, index * 72, hue("5a7fb0"))
        garnish.leaf(art, x + 12, y + 16, 36, 40, hue("46658f"))
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
        garnish.leaf(art, x + 16, y + 12, 48, 24, hue("5d8f3c"))
    table.steam(art, 384, 230, height=170, width=150, opacity=0.36)


def blossom(art: Painting, x: float, y: float, size: float) -> None:
    """A jasmine flower."""
    for index in range(6):
        turn = index * 60 + art.random.uniform(-6, 6)
        garnish.leaf(art, x, y, 30 * size, turn, hue("f7f1e2"))
    art.solid(shapes.ellipse(x, y, 5 * size, 4 * size), colour=hue("e6c455"), round_=3, cast=0.2, rise=1)


def pot_and_cups(art: Painting, colour: Colour, cup: Colour, tea: Colour, leaves: list[Colour]) -> None:
    tray = shapes.ellipse(404, 474, 372, 124)
    wood = hue("5d3a24")
    art.shadow(tray, dx=10, dy=16, blur=16, depth=0.6)
    art.solid(shapes.moved(tray, 0, 13), colour=deep(wood, 0.6), round_=5, cast=0)
    art.solid(tray, colour=pale(wood, 0.1), to=deep(wood, 0.15), round_=9, cast=0)
    with art.inside(tray):
        art.cloud(deep(wood, 0.9), 300, 8, 0.4, 3, [tray])
    vessels.pot(art, 432, 342, 1.22, colour)
    vessels.tea_cup(art, 214, 452, 62, cup, tea)
    vessels.tea_cup(art, 330, 500, 62, cup, tea)
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
        cuts.strand(art, needle, 4.4, any_of(art.random, [hue("3f6b35"), hue("55824a"), hue("2f5629")]), 0.4)
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
            chrysanthemum(art, x + dx, y + dy, size * 1.15, 0.82)
        for _ in range(30):
            garnish.goji(art, x + art.random.uniform(-140, 140), y + art.random.uniform(-30, 118), 1.25, art.random.uniform(0, 180))
        art.flat(kept.body, colour=hue("f6d870"), opacity=0.14)
    chrysanthemum(art, kept.surface.x - 44, kept.surface.y + 2, 1.2, 0.45)
    chrysanthemum(art, kept.surface.x + 56, kept.surface.y + 6, 1.05, 0.45)
    for dx in (-100, 4, 22, 104):
        garnish.goji(art, kept.surface.x + dx, kept.surface.y + 12, 1.1, dx)
    ware.shine(art, kept)
    lid = shapes.ellipse(x, y - 140, 88, 25)
    art.flat(lid, colour=hue("fffaf0"), opacity=0.42)
    art.flat(shapes.ribbon([*lid, lid[0]], 3), colour=hue("ffffff"), opacity=0.8)
    art.solid(shapes.ellipse(x, y - 160, 19, 16), colour=hue("e9dcc0"), to=hue("c9b48c"), round_=10, cast=0.3, rise=4, gloss=0.9)
    vessels.tea_cup(art, 640, 470, 70, hue("efe9dc"), hue("eec24c"))
    chrysanthemum(art, 150, 548, 1.1, 0.7)
    garnish.goji(art, 206, 560, 1.3, 20)
    garnish.goji(art, 112, 572, 1.3, 80)
    table.steam(art, 640, 440, height=140, width=60, wisps=2, opacity=0.3)


@picture("hot-cup")
def ginger_tea(art: Painting) -> None:
    table.room(art, hue("9a6a40"), hue("5a3a2c"))
    at = vessels.mug(art, hue("c2663e"), hue("a2511a"))
    with art.inside(at.outline()):
        for dx, dy in ((-64, -4), (-6, 10), (54, -8)):
            cuts.slab(art, at.x + dx, at.y + dy, 66, 34, hue("f0d27c"), thick=4, gloss=0.6)
            art.flat(shapes.ribbon([*shapes.ellipse(at.x + dx, at.y + dy, 25, 12)], 2), colour=hue("c99a3a"), opacity=0.6)
    for dx, dy, size in ((0, 0, 1.0), (58, -16, 0.85), (42, 24, 0.75)):
        knob = shapes.blob(art.random, 636 + dx, 500 + dy, 52 * size, 36 * size, 0.16)
        art.solid(knob, colour=hue("dcb678"), to=hue("b58a4c"), round_=24, cast=0.5, rise=8, rough=0.2, grain=12)
        for off in (-0.4, 0, 0.4):
            line = shapes.arc(636 + dx + off * 52 * size, 500 + dy, 8, 30 * size, 250, 110, 12)
            art.flat(shapes.ribbon(line, 2.6, ends=(0.2, 0.2)), colour=hue("8f642f"), opacity=0.55, blur=0.8)
    for dx, dy in ((150, 520), (196, 548), (128, 560)):
        cuts.cube(art, dx, dy, 44, hue("7a3f1a"), turn=art.random.uniform(-30, 30), rough=0.24)
    table.steam(art, 386, 190, height=170, width=160, opacity=0.38)


@picture("milk-tea")
def pearl_milk_tea(art: Painting) -> None:
    table.room(art, hue("cda173"), hue("7a5a4c"))
    profile = [(158.0, 118.0), (280.0, 110.0), (420.0, 98.0), (520.0, 90.0)]
    vessels.straw(art, 432, 430, hue("6b4a3a"), 11, 390)
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
            vessels.ice(art, 400 + dx, 232 + dy, 56, dx, hue("fff1df"), 0.34)
    ware.shine(art, kept, drops=30)
    straw_top = shapes.placed([(0, -268), (0, -390)], 432, 430, 1, 11)
    art.solid(shapes.ribbon(straw_top, 24, round_ends=False), colour=hue("8a6450"), to=hue("54382a"), turn=-80, round_=9, cast=0, gloss=0.4)
    art.flat(shapes.ellipse(*straw_top[-1], 12, 4.6, 11), colour=hue("2f1d14"))
    for x, y in ((606, 536), (642, 552), (582, 560), (180, 548), (150, 562)):
        art.solid(shapes.ellipse(x, y, 18, 17), colour=hue("4a2416"), to=hue("24100a"), round_=16, cast=0.5, rise=6, gloss=0.9)


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
