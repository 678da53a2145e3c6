"""Dumplings, noodles and rice."""

import math

from . import shapes, table, ware
from .album import picture
from .food import cuts, garnish, grains, meat, vegetables
from .paint import Colour, Painting, any_of, deep, hue, pale

SOY = hue("5a2612")


def spots(art: Painting, at: ware.Plate, count: int, reach: float = 0.9, lift: float = 0) -> list[shapes.Point]:
    """Where a garnish falls."""
    found = [at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * reach) for _ in range(count)]
    return sorted(((x, y - lift) for x, y in found), key=lambda point: point[1])


@picture("boiled-dumplings")
def boiled_dumplings(art: Painting) -> None:
    table.wood(art)
    at = ware.plate(art, 372, 306, 330, band=ware.BLUE)
    rows = [
        (-118, -74),
        (0, -88),
        (118, -74),
        (-172, -22),
        (-60, -38),
        (60, -38),
        (172, -22),
        (-118, 36),
        (0, 24),
        (118, 36),
        (-60, 82),
        (64, 80),
    ]
    for dx, dy in sorted(rows, key=lambda row: row[1]):
        grains.dumpling(art, at.x + dx * 0.98 + art.random.uniform(-6, 6), at.y + dy - 6, 1.12, art.random.uniform(-16, 16))
    dip = ware.saucer(art, 676, 488, 104, ware.EARTH, SOY)
    garnish.scallions(art, spots(art, dip, 7, 0.6), 0.8)
    garnish.chilli_ring(art, dip.x + 20, dip.y - 6, 0.8)
    garnish.coriander(art, at.x + 196, at.y + 70, 1.1, 30)
    table.steam(art, 350, 200, opacity=0.3)


@picture("pan-fried-dumplings")
def pan_fried_dumplings(art: Painting) -> None:
    table.stone(art)
    at = ware.plate(art, 396, 306, 325, hue("5c6b66"), fleck=True, well=0.8)
    for row, (dy, shift) in enumerate(((-82, 0), (-8, 24), (66, 0))):
        for column in range(3 if row != 1 else 2):
            x = at.x + (column - (1 if row != 1 else 0.5)) * 148 + shift * 0
            grains.dumpling(art, x, at.y + dy, 1.26, art.random.uniform(-7, 7), hue("f0dcb4"), fried=hue("c4782a"))
    for x, y in spots(art, at, 30, 0.72, 10):
        garnish.sesame(art, x, y, 1.2)
    garnish.scallions(art, spots(art, at, 16, 0.7, 12))
    dip = ware.saucer(art, 690, 500, 92, ware.PORCELAIN, hue("3d1a10"))
    cuts.shreds(art, dip.x, dip.y - 2, [hue("f0d78a")], 7, 34, 3.4, (16, 6))
    table.steam(art, 400, 190, opacity=0.28)


def soup_dumpling(art: Painting, x: float, y: float, size: float) -> None:
    dough = hue("f6ead2")
    body = shapes.smooth([(-58, 14), (-46, -18), (-16, -40), (16, -40), (46, -18), (58, 14), (34, 34), (-34, 34)], closed=True)
    placed = shapes.placed(body, x, y, size)
    art.solid(placed, colour=pale(dough, 0.3), to=deep(dough, 0.16), round_=30 * size, cast=0.5, rise=9, light=0.5, dark=0.6, gloss=0.4)
    with art.inside(placed):
        art.flat(shapes.ellipse(x + 4 * size, y + 14 * size, 36 * size, 15 * size), colour=hue("d99a5a"), opacity=0.28, blur=9)
        for index in range(11):
            lean = (index - 5) / 5
            crease = shapes.smooth([(lean * 8, -36), (lean * 30 + 6, -18), (lean * 52 + 4, 6), (lean * 56, 18)])
            path = shapes.placed(crease, x, y, size)
            art.flat(shapes.ribbon(path, 5 * size, ends=(0.8, 0.1)), colour=deep(dough, 0.6), opacity=0.5, blur=1.6)
            art.flat(
                shapes.ribbon(shapes.moved(path, -4 * size, 0), 4 * size, ends=(0.8, 0.1)), colour=hue("fffaf0"), opacity=0.75, blur=1.6
            )
    knot = shapes.blob(art.random, x, y - 38 * size, 13 * size, 9 * size, 0.16)
    art.solid(knot, colour=pale(dough, 0.2), to=deep(dough, 0.2), round_=6, cast=0.35, rise=3)
    art.solid(
        shapes.blob(art.random, x, y - 41 * size, 7.5 * size, 5 * size, 0.2), colour=hue("ea8a2c"), round_=4, cast=0.2, rise=2, gloss=0.9
    )


@picture("steamer-basket")
def steamer_basket(art: Painting) -> None:
    table.cloth(art, hue("8c3f33"))
    x, y, rx, ry, wall = 380, 296, 312, 202, 92
    bamboo = hue("cf9f5c")
    rings = [shapes.ellipse(x, y + step * wall / 12, rx, ry, points=120) for step in range(13)]
    art.shadow(*(shapes.moved(ring, 20, 24) for ring in rings[6:]), dx=14, dy=10, blur=24, depth=0.8)
    art.solid(*rings, colour=pale(bamboo, 0.1), to=deep(bamboo, 0.5), turn=-70, round_=30, cast=0.4, light=0.4, dark=0.65)
    with art.inside(*rings):
        for index, shade in ((0, 0.1), (5, 0.5), (6, 0.15), (11, 0.55)):
            path = shapes.arc(x, y + index * wall / 12 + 8, rx - 2, ry, 0, 180, 80)
            art.flat(shapes.ribbon(path, 5, round_ends=False), colour=deep(bamboo, shade + 0.35), opacity=0.55, blur=1)
        for angle in range(10, 175, 12):
            px, py = x + rx * math.cos(math.radians(angle)), y + ry * math.sin(math.radians(angle))
            art.flat(shapes.ribbon([(px, py + wall * 0.48), (px, py + wall * 1.05)], 2.2), colour=deep(bamboo, 0.8), opacity=0.28)
    art.solid(rings[0], colour=pale(bamboo, 0.25), to=bamboo, turn=20, round_=7, cast=0, light=0.7, dark=0.4)
    hollow = shapes.ellipse(x, y + 2, rx - 20, ry - 15, points=120)
    art.fade(hollow, top=deep(bamboo, 0.75), bottom=deep(bamboo, 0.2), turn=20)
    floor = ware.Plate(x, y + 26, rx - 40, ry - 32)
    with art.inside(hollow):
        for index in range(16):
            py = floor.y - floor.ry + (index + 0.5) * floor.ry / 8
            art.flat(shapes.box(x, py, 2 * rx, 2.4), colour=deep(bamboo, 0.9), opacity=0.35)
        paper = shapes.smooth([floor.at(a, 0.97 if i % 2 else 0.9) for i, a in enumerate(range(0, 360, 15))], closed=True)
        art.solid(paper, colour=hue("f4ead4"), to=hue("e4d3b0"), round_=8, cast=0.4, rise=4, light=0.4, dark=0.35)
        for dx, dy in ((-116, -66), (26, -84), (-34, 2), (148, -34), (-150, 44), (86, 66), (-32, 88)):
            if (dx, dy) != (-32, 88):
                soup_dumpling(art, x + dx, y + 16 + dy, 1.2)
    near = shapes.arc(x, y, rx - 10, ry - 7, 5, 175, 80)
    art.flat(shapes.ribbon(near, 16, ends=(0.3, 0.3)), colour=pale(bamboo, 0.2), opacity=0.95)
    art.flat(shapes.ribbon(shapes.moved(near, 0, -5), 3, ends=(0.2, 0.2)), colour=hue("fff3d6"), opacity=0.7, blur=1)
    dip = ware.saucer(art, 700, 506, 94, ware.PORCELAIN, hue("4a1c10"))
    cuts.shreds(art, dip.x, dip.y, [hue("f3dc92"), hue("ecd07c")], 12, 34, 3.4, (18, 7))
    table.steam(art, 380, 190, height=210, width=240, wisps=4, opacity=0.34)


def wonton(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    skin = hue("f7ecd2")
    for tail in (-1, 1):
        frill = shapes.smooth(
            [(tail * 22, 4), (tail * 50, -22), (tail * 74, -8), (tail * 66, 10), (tail * 76, 26), (tail * 40, 24)], closed=True
        )
        art.solid(
            shapes.placed(frill, x, y, size, turn),
            colour=skin,
            to=deep(skin, 0.12),
            round_=7,
            cast=0.35,
            rise=4,
            rough=0.16,
            grain=14,
            gloss=0.5,
        )
    body = shapes.placed(
        shapes.smooth([(-44, 6), (-30, -22), (0, -31), (30, -22), (44, 6), (24, 27), (-24, 27)], closed=True), x, y, size, turn
    )
    art.solid(body, colour=pale(skin, 0.2), to=deep(skin, 0.12), round_=24 * size, cast=0.4, rise=6, gloss=0.65, light=0.5)
    with art.inside(body):
        art.flat(shapes.ellipse(x, y + 5 * size, 27 * size, 18 * size), colour=hue("c98a6a"), opacity=0.5, blur=8)
        art.flat(shapes.ellipse(x + 8, y + 8 * size, 14 * size, 9 * size), colour=hue("7d9a4c"), opacity=0.5, blur=6)
    for lean in (-14, 0, 13):
        fold = shapes.placed(shapes.smooth([(lean * 0.3, -29), (lean, -16), (lean * 1.7, -2)]), x, y, size, turn)
        art.flat(shapes.ribbon(fold, 3.6, ends=(0.8, 0.1)), colour=deep(skin, 0.6), opacity=0.45, blur=1.4)


@picture("wonton-soup")
def wonton_soup(art: Painting) -> None:
    table.cloth(art, hue("c9a676"))
    bowl = ware.bowl(art, y=258, band=ware.BLUE)
    ware.soup(art, bowl, hue("d9a557"), fat=46)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        cuts.shreds(art, at.x + 30, at.y - 60, [hue("2c3a2a"), hue("3a4a30")], 9, 60, 7, (170, 40))
        for dx, dy in ((-120, -64), (28, -76), (150, -34), (-48, -10), (-164, 24), (86, 34), (-56, 76), (166, 62)):
            wonton(art, at.x + dx * 0.98, at.y + dy * 0.92, 1.1, art.random.uniform(-22, 22))
        cuts.shreds(art, at.x - 10, at.y + 8, [hue("f2c843"), hue("eab92f")], 12, 66, 5, (150, 60))
        garnish.scallions(art, spots(art, at, 30, 0.86))
        garnish.coriander(art, at.x + 8, at.y - 16, 1.1, -10)
    ware.lip(art, bowl)
    table.steam(art, 400, 150, opacity=0.3)


@picture("dry-noodles")
def dry_noodles(art: Painting) -> None:
    table.wood(art, hue("8d5a34"))
    bowl = ware.bowl(art, 396, 272, 308, 190, hue("e9dfc9"), fleck=True, band=None, level=0.16)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        art.fade(at.outline(), top=hue("4a2210"), bottom=hue("7a3d1a"), turn=20)
        grains.noodles(art, at.x, at.y - 8, at.rx * 0.92, at.ry * 0.92, hue("c98743"), 10, 17, 54)
        for _ in range(26):
            x, y = at.at(art.random.uniform(0, 360), art.random.random() * 0.6)
            bend, turn = art.random.uniform(-20, 20), art.random.uniform(0, 180)
            path = shapes.placed(shapes.smooth([(-46, bend), (0, -bend), (46, bend * 0.5)]), x, y - 44, art.random.uniform(0.7, 1.1), turn)
            cuts.strand(art, path, 9, any_of(art.random, [hue("5a3212"), hue("74491b"), hue("6e6a26"), hue("7f7d33")]), 0.6)
        for x, y in spots(art, at, 34, 0.7, 40):
            garnish.sesame(art, x, y, 1.1)
        garnish.scallions(art, spots(art, at, 12, 0.5, 40))
    ware.lip(art, bowl)
    table.chopsticks(art, 706, 300, 470, -66)
    table.steam(art, 360, 150, opacity=0.26)


def noodle_bowl(
    art: Painting, broth: Colour, noodle: Colour, ware_colour: Colour, band: Colour | None, fat: int = 40
) -> tuple[ware.Bowl, ware.Plate]:
    bowl = ware.bowl(art, 392, 250, 300, 262, ware_colour, band=band, inside=ware.PORCELAIN if ware_colour == ware.PORCELAIN else None)
    ware.soup(art, bowl, broth, fat=fat)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        grains.noodles(art, at.x - 6, at.y + 14, at.rx * 0.8, at.ry * 0.8, noodle, 9, 15, 36)
    return bowl, at


@picture("noodle-soup")
def beef_noodles(art: Painting) -> None:
    table.wood(art, hue("6a3a22"))
    bowl, at = noodle_bowl(art, hue("a3481a"), hue("efcf8c"), hue("4d3a34"), None)
    with art.inside(*bowl.mouth()):
        vegetables.pak_choi(art, at.x + 118, at.y - 66, 1.0, -18)
        for dx, dy in ((-108, -40), (-30, -58), (40, -22), (-70, 4), (8, 22)):
            x, y = at.x + dx, at.y + dy
            cuts.slab(art, x, y, 112, 72, hue("8a4526"), turn=art.random.uniform(-25, 25), thick=13, rough=0.3, gloss=0.6)
            seam = shapes.smooth([(x - 36, y + 8), (x - 6, y - 10), (x + 34, y + 4)])
            art.flat(shapes.ribbon(seam, 6, ends=(0.2, 0.2)), colour=hue("dca66e"), opacity=0.75, blur=1.6)
        for x, y in spots(art, at, 34, 0.94):
            size = art.random.uniform(3, 9)
            art.flat(shapes.ellipse(x, y, size, size * 0.66), colour=hue("d8461c"), opacity=0.5)
        garnish.scallions(art, spots(art, at, 30, 0.86, 10))
        garnish.coriander(art, at.x - 10, at.y - 30, 1.3, 12)
        garnish.coriander(art, at.x + 22, at.y - 14, 1.0, 60)
    ware.lip(art, bowl)
    table.chopsticks(art, 712, 320, 470, -64)
    table.steam(art, 380, 140, opacity=0.34)


@picture("fish-noodles")
def fish_noodles(art: Painting) -> None:
    table.cloth(art, table.INDIGO)
    bowl, at = noodle_bowl(art, hue("ead9b2"), hue("f3dfae"), ware.PORCELAIN, ware.BLUE, 24)
    with art.inside(*bowl.mouth()):
        for dx, dy, turn in ((-78, -34, -16), (44, -10, 8)):
            x, y = at.x + dx, at.y + dy
            fillet = shapes.placed(
                shapes.smooth([(-92, 4), (-50, -34), (30, -38), (94, -10), (60, 26), (-30, 34)], closed=True), x, y, 1, turn
            )
            art.solid(shapes.moved(fillet, 0, 12), colour=hue("c08a4e"), round_=6, cast=0.45, rise=7)
            art.solid(fillet, colour=hue("eec274"), to=hue("d1933f"), round_=14, cast=0, rough=0.24, grain=12, gloss=0.5)
            with art.inside(fillet):
                for step in range(-3, 4):
                    cut = shapes.placed([(step * 26 - 14, -40), (step * 26 + 8, 0), (step * 26 - 10, 40)], x, y, 1, turn)
                    art.flat(shapes.ribbon(cut, 3), colour=hue("a5641f"), opacity=0.4, blur=1.5)
        for x, y in spots(art, at, 46, 0.42, -34):
            piece = shapes.blob(art.random, x + 60, y, art.random.uniform(6, 12), 5, 0.3, art.random.uniform(0, 180), 6)
            tone = any_of(art.random, [hue("5d7a35"), hue("7f9a4a"), hue("455f28")])
            art.solid(piece, colour=tone, round_=4, cast=0.35, rise=2.4, gloss=0.4)
        cuts.shreds(art, at.x + 110, at.y - 58, [hue("f2dd9c"), hue("e8cb7d")], 22, 62, 7, (60, 30))
        garnish.scallions(art, spots(art, at, 18, 0.8, 6))
    ware.lip(art, bowl)
    table.steam(art, 380, 140, opacity=0.3)


@picture("mushroom-noodles")
def mushroom_noodles(art: Painting) -> None:
    table.bamboo_mat(art)
    bowl, at = noodle_bowl(art, hue("b8813c"), hue("f0d595"), hue("6d7a5e"), None, 20)
    with art.inside(*bowl.mouth()):
        vegetables.pak_choi(art, at.x + 112, at.y - 58, 0.9, -14)
        for dx, dy, size in ((-128, -46, 46), (-42, -66, 40), (-92, 22, 42)):
            vegetables.mushroom_cap(art, at.x + dx, at.y + dy, size)
        for dx, dy, turn in ((26, -20, -20), (74, 16, 14), (10, 38, -40), (120, 42, 30)):
            vegetables.mushroom_slice(art, at.x + dx, at.y + dy, 0.95, turn)
        for _ in range(14):
            x, y = at.x + art.random.uniform(-70, 0), at.y + 50 + art.random.uniform(-14, 20)
            path = shapes.smooth([(x, y), (x + 20, y - 12), (x + 34, y - 34)])
            cuts.strand(art, path, 5, hue("f3e3bf"), 0.4)
            art.solid(shapes.ellipse(x + 35, y - 36, 7.5, 6), colour=hue("e9c886"), round_=4, cast=0.3, rise=2, gloss=0.6)
        for x, y in spots(art, at, 8, 0.7, 6):
            garnish.goji(art, x, y, 0.9, art.random.uniform(0, 180))
        garnish.scallions(art, spots(art, at, 16, 0.8, 6))
    ware.lip(art, bowl)
    table.steam(art, 380, 140, opacity=0.3)


@picture("fried-rice")
def fried_rice(art: Painting) -> None:
    table.cloth(art, hue("47604f"))
    at = ware.plate(art, 400, 312, 335, ware.PORCELAIN, ware.RUST)
    mound = shapes.ellipse(at.x, at.y - 16, at.rx * 0.93, at.ry * 0.86)
    art.solid(mound, colour=hue("f0cf87"), to=hue("cf9a4c"), round_=60, cast=0.5, rise=10)
    pieces = shapes.heap(art.random, 880, at.x, at.y - 6, at.rx * 0.92, at.ry * 0.9, 78)
    for index, (x, y) in enumerate(pieces):
        kind = (index * 7919) % 23
        if kind in (0, 11):
            vegetables.pea(art, x, y - 3, 8.5)
        elif kind in (3, 14):
            cuts.nugget(art, x, y - 3, art.random.uniform(11, 17), hue("f3cb4b"), rough=0.25, gloss=0.3)
        elif kind in (6,):
            cuts.cube(art, x, y - 2, 15, hue("d97a66"), turn=art.random.uniform(-30, 30), soft=3)
        elif kind in (9,):
            cuts.cube(art, x, y - 2, 13, hue("e58a35"), turn=art.random.uniform(-30, 30), soft=3)
        elif kind == 17 and index % 2:
            garnish.scallion(art, x, y - 2, 0.9)
        else:
            grains.grain_of_rice(art, x, y, any_of(art.random, [hue("f4dfa6"), hue("f8ebc6"), hue("eacb82")]), 1.08)
    for dx, dy, turn in ((-110, -60, 10), (20, -92, -30), (110, -38, 60), (-30, -22, 160), (-128, 12, -60), (70, 34, 120)):
        meat.prawn(art, at.x + dx, at.y + dy - 10, 0.82, turn, hue("f08a5a"), shell=False)
    garnish.scallions(art, spots(art, at, 20, 0.7, 30))
    table.steam(art, 400, 170, opacity=0.3)


@picture("rice-bowl")
def rice_bowl(art: Painting) -> None:
    table.wood(art, hue("8a5530"))
    bowl = ware.bowl(art, 388, 292, 236, 250, hue("47698f"), inside=ware.PORCELAIN, level=0.1)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        mound = [*shapes.arc(at.x, at.y, at.rx, at.ry, 0, 180, 40), *shapes.arc(at.x, at.y, at.rx, at.ry + 40, 180, 360, 60)]
        art.solid(mound, colour=hue("fffaf0"), to=hue("ece2d2"), round_=70, cast=0, light=0.2)
        for x, y in shapes.heap(art.random, 760, at.x, at.y - 4, at.rx * 0.96, at.ry * 0.96, 78):
            grains.grain_of_rice(art, x, y, any_of(art.random, [hue("fffdf8"), hue("fbf5e9"), hue("f2e8d6")], 0.03), 1.0)
        for _ in range(12):
            garnish.sesame(art, at.x + art.random.gauss(0, 30), at.y - 66 + art.random.gauss(0, 14), 1.1, hue("2a201c"))
    ware.lip(art, bowl)
    table.chopsticks(art, 676, 330, 440, -62)
    table.steam(art, 388, 170, height=170, opacity=0.36)
