"""Soups and congee."""

import math

from . import shapes, table, ware
from .album import picture
from .food import cuts, garnish, meat, vegetables
from .paint import Colour, Painting, any_of, deep, hue, pale
from .staples import spots


def clay_pot(art: Painting, colour: Colour, broth: Colour) -> ware.Bowl:
    """A pot with two ears, glazed inside."""
    for side in (-1, 1):
        ear = shapes.smooth([(400 + side * 284, 236), (400 + side * 344, 226), (400 + side * 356, 268), (400 + side * 290, 286)])
        art.solid(shapes.ribbon(ear, 30), colour=pale(colour, 0.1), to=deep(colour, 0.3), round_=12, cast=0.45, rise=8, gloss=0.4)
    bowl = ware.bowl(art, 400, 256, 298, 268, colour, inside=hue("6b3f28"), level=0.12, foot=0.56)
    ware.soup(art, bowl, broth, fat=40)
    return bowl


def bamboo_shoot(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    """A wedge with its ladder of chambers."""
    outline = shapes.placed(shapes.smooth([(-56, 18), (-30, -16), (60, -4), (58, 8), (-24, 26)], closed=True), x, y, size, turn)
    art.solid(outline, colour=hue("f5e2a6"), to=hue("dcb967"), round_=9, cast=0.45, rise=6, gloss=0.5)
    for step in range(5):
        px = -38 + step * 17
        line = shapes.placed(shapes.smooth([(px, 16 - step * 2), (px + 5, 4), (px + 2, -9 + step)]), x, y, size, turn)
        art.flat(shapes.ribbon(line, 4.5, ends=(0.3, 0.3)), colour=hue("b98a3a"), opacity=0.6, blur=1.2)


def tofu_knot(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    for angle in (turn, turn + 60):
        cuts.strip(art, x, y, 66 * size, 22 * size, angle, hue("ecd79c"), bend=6, gloss=0.3, rough=0.1)
    art.solid(
        shapes.blob(art.random, x, y - 3, 17 * size, 14 * size, 0.12), colour=hue("f2e0ac"), to=hue("d0b26c"), round_=9, cast=0.35, rise=4
    )


@picture("clay-pot-soup")
def yan_du_xian(art: Painting) -> None:
    table.wood(art, hue("6a3f27"))
    bowl = clay_pot(art, hue("8a4e30"), hue("efdcb0"))
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        for index, (x, y) in enumerate(shapes.heap(art.random, 30, at.x, at.y + 4, at.rx * 0.8, at.ry * 0.78, 26)):
            kind, turn = index % 4, art.random.uniform(-40, 40)
            if kind == 0:
                cuts.slab(art, x, y, 92, 56, hue("d9786a"), turn=turn, thick=11, gloss=0.5)
                art.flat(
                    shapes.placed(shapes.ribbon(shapes.smooth([(-36, 2), (0, -6), (36, 4)]), 9, ends=(0.3, 0.3)), x, y, 1, turn),
                    colour=hue("f8dcc0"),
                    opacity=0.85,
                    blur=1.5,
                )
            elif kind == 2:
                tofu_knot(art, x, y, 1.05, art.random.uniform(0, 180))
            else:
                bamboo_shoot(art, x, y, 1.05, turn)
        garnish.scallions(art, spots(art, at, 22, 0.86, 8))
        for x, y in spots(art, at, 5, 0.6, 14):
            garnish.goji(art, x, y, 1, art.random.uniform(0, 180))
    ware.lip(art, bowl)
    table.steam(art, 400, 150, width=220, wisps=4, opacity=0.36)


def drumstick(art: Painting, x: float, y: float, size: float, turn: float, colour: Colour) -> None:
    bone = shapes.placed(shapes.ribbon([(50, -4), (112, -22)], 17), x, y, size, turn)
    knob = shapes.placed(shapes.ellipse(114, -23, 15, 12), x, y, size, turn)
    art.solid(bone, knob, colour=hue("f1e3c8"), round_=7, cast=0.4, rise=5)
    leg = shapes.placed(
        shapes.smooth([(-62, 4), (-40, -36), (10, -38), (70, -16), (74, 4), (20, 34), (-40, 38)], closed=True), x, y, size, turn
    )
    art.solid(leg, colour=pale(colour, 0.15), to=deep(colour, 0.25), round_=30 * size, cast=0.5, rise=9, gloss=0.7, rough=0.1, grain=12)


@picture("duck-soup")
def duck_soup(art: Painting) -> None:
    table.cloth(art, hue("7a6a55"))
    bowl = clay_pot(art, hue("4a4038"), hue("d9a653"))
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        for dx, dy, turn in ((-96, -36, -20), (64, -48, 160), (20, 26, 12)):
            drumstick(art, at.x + dx, at.y + dy, 1.02, turn, hue("b06a30"))
        for dx, dy in ((-150, 30), (150, 26), (-60, 62), (100, 68), (-10, -74)):
            bamboo_shoot(art, at.x + dx, at.y + dy, 0.95, art.random.uniform(-40, 40))
        cuts.shreds(art, at.x, at.y, [hue("c9a24d"), hue("b98a36")], 16, 80, 7, (170, 60))
        for x, y in spots(art, at, 7, 0.8, 6):
            garnish.goji(art, x, y, 1.1, art.random.uniform(0, 180))
        garnish.scallions(art, spots(art, at, 16, 0.86, 6))
    ware.lip(art, bowl)
    table.steam(art, 400, 150, width=220, wisps=4, opacity=0.36)


@picture("chicken-pot")
def chicken_pot(art: Painting) -> None:
    table.bamboo_mat(art, hue("b98a52"))
    bowl = clay_pot(art, hue("3f3a38"), hue("e3ad4c"))
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        for dx, dy, turn in ((-90, -44, 200), (74, -30, -14), (-24, 34, 8)):
            drumstick(art, at.x + dx, at.y + dy, 1.0, turn, hue("d6923a"))
        for dx, dy, turn in ((-156, 22, -20), (-34, -80, 10), (148, 28, 24), (86, 66, -12), (-100, 66, 34), (10, -16, -30), (30, -66, 40)):
            vegetables.mushroom_slice(art, at.x + dx, at.y + dy, 1.15, turn, hue("efd9ae"), hue("a9763f"))
        for x, y in spots(art, at, 12, 0.84, 6):
            garnish.goji(art, x, y, 1.1, art.random.uniform(0, 180))
        garnish.scallions(art, spots(art, at, 20, 0.86, 6))
    ware.lip(art, bowl)
    table.steam(art, 400, 150, width=220, wisps=4, opacity=0.36)


def small_soup(
    art: Painting, broth: Colour, ware_colour: Colour, band: Colour | None = None, inside: Colour | None = None
) -> tuple[ware.Bowl, ware.Plate]:
    bowl = ware.bowl(art, 384, 256, 280, 262, ware_colour, band=band, inside=inside)
    ware.soup(art, bowl, broth, fat=18)
    return bowl, bowl.fill


@picture("soup-bowl")
def hot_and_sour(art: Painting) -> None:
    table.cloth(art, hue("ad6a3c"))
    bowl, at = small_soup(art, hue("8a4518"), ware.PORCELAIN, ware.RUST)
    with art.inside(bowl.fill.outline()):
        for _ in range(60):
            x, y = at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.82)
            tone = any_of(art.random, [hue("f4e6c6"), hue("f4e6c6"), hue("e3c27a"), hue("3f2a22"), hue("f0bf45")])
            cuts.strip(art, x, y, art.random.uniform(56, 84), 11, art.random.uniform(0, 180), tone, bend=5, gloss=0.4)
        for _ in range(16):
            x, y = at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.9)
            cloud = shapes.smooth([(x - 40, y), (x - 16, y - 9), (x + 10, y + 5), (x + 42, y - 4)])
            art.flat(shapes.ribbon(cloud, 13, ends=(0.2, 0.2)), colour=hue("f6d374"), opacity=0.75, blur=3)
        for x, y in spots(art, at, 26, 0.9):
            art.flat(shapes.ellipse(x, y, 6, 4), colour=hue("d8431a"), opacity=0.7)
        art.speckle(at.outline(0.9), colours=[hue("2a1810")], count=90, size=(1, 2.2))
        garnish.scallions(art, spots(art, at, 34, 0.8), 1.1)
        garnish.coriander(art, at.x + 6, at.y + 6, 1.3, 6)
    ware.lip(art, bowl)
    table.spoon(art, 640, 470, 1.0, -24)
    table.steam(art, 384, 150, opacity=0.32)


@picture("seaweed-soup")
def seaweed_soup(art: Painting) -> None:
    table.wood(art, hue("a87245"))
    bowl, at = small_soup(art, hue("e2c583"), ware.CELADON)
    with art.inside(bowl.fill.outline()):
        for _ in range(22):
            x, y = at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.8)
            piece = shapes.blob(
                art.random, x, y, art.random.uniform(22, 46), art.random.uniform(9, 20), 0.4, art.random.uniform(0, 180), 11
            )
            tone = any_of(art.random, [hue("2b3329"), hue("3c3036"), hue("34422e")])
            art.solid(piece, colour=pale(tone, 0.1), to=tone, round_=6, cast=0.3, rise=4, rough=0.3, grain=9, gloss=0.6)
        for _ in range(36):
            x, y = at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.88)
            cloud = shapes.smooth([(x - 48, y), (x - 18, y - 12), (x + 12, y + 7), (x + 48, y - 6)])
            art.solid(
                shapes.ribbon(cloud, 15, ends=(0.2, 0.2)), colour=hue("fbe08a"), to=hue("f1c54c"), round_=7, cast=0.2, rise=2, gloss=0.4
            )
        for dx, dy, turn in ((-92, 34, 20), (96, -42, 200), (40, 62, 100), (-40, -66, 300)):
            meat.prawn(art, at.x + dx, at.y + dy, 0.5, turn, hue("f0a07a"), shell=False)
        garnish.scallions(art, spots(art, at, 26, 0.85), 1.05)
    ware.lip(art, bowl)
    table.spoon(art, 640, 470, 1.0, -24, hue("e6ece0"))
    table.steam(art, 384, 150, opacity=0.3)


@picture("salmon-soup")
def salmon_soup(art: Painting) -> None:
    table.cloth(art, hue("54708a"))
    bowl, at = small_soup(art, hue("f6e7c6"), hue("f3eee2"), hue("54708a"))
    with art.inside(*bowl.mouth()):
        for index, (x, y) in enumerate(shapes.heap(art.random, 30, at.x, at.y + 4, at.rx * 0.78, at.ry * 0.76, 14)):
            kind = index % 3
            if kind == 0:
                side = art.random.uniform(62, 74)
                cuts.cube(art, x, y, side, hue("f0835a"), turn=art.random.uniform(-30, 30), tall=0.5, gloss=0.5)
                for step in (-1, 0, 1):
                    line = shapes.smooth(
                        [
                            (x - side * 0.3, y - side * 0.24 + step * 9),
                            (x, y - side * 0.34 + step * 9),
                            (x + side * 0.3, y - side * 0.2 + step * 9),
                        ]
                    )
                    art.flat(shapes.ribbon(line, 3, ends=(0.2, 0.2)), colour=hue("ffd9c0"), opacity=0.75, blur=1)
            elif kind == 1:
                cuts.cube(art, x, y, art.random.uniform(40, 50), hue("f3d98c"), turn=art.random.uniform(-30, 30), tall=0.5, gloss=0.3)
            else:
                cuts.slab(art, x, y, 40, 30, hue("ee8a35"), thick=6, gloss=0.5)
        for x, y in spots(art, at, 36, 0.88, 6):
            turn = art.random.uniform(0, 180)
            for lean in (-30, 0, 30):
                path = shapes.placed(shapes.smooth([(0, 0), (10, -3), (20, 0)]), x, y, 1, turn + lean)
                art.solid(
                    shapes.ribbon(path, 2.6, ends=(1, 0.3)),
                    colour=any_of(art.random, [hue("4f8a2f"), hue("6aa53c")]),
                    round_=2,
                    cast=0.3,
                    rise=2,
                )
        art.speckle(at.outline(0.9), colours=[hue("2a1810")], count=70, size=(1, 2.2))
        for x, y in spots(art, at, 9, 0.7):
            art.flat(shapes.ellipse(x, y, 13, 8), colour=hue("f5cd52"), opacity=0.5)
    ware.lip(art, bowl)
    bread(art, 668, 470)
    table.steam(art, 384, 150, opacity=0.34)


def bread(art: Painting, x: float, y: float) -> None:
    """Two slices of dark rye."""
    rye = hue("5f3518")
    for dx, dy, turn in ((26, -20, 14), (0, 14, -8)):
        outline = shapes.box(x + dx, y + dy, 168, 104, 26, turn)
        art.solid(shapes.moved(outline, 0, 11), colour=deep(rye, 0.6), round_=6, cast=0.5, rise=8)
        art.solid(outline, colour=pale(rye, 0.14), to=rye, round_=9, cast=0, rough=0.3, grain=5, light=0.5)
        with art.inside(outline):
            art.speckle(outline, colours=[deep(rye, 0.8), hue("c99a62")], count=90, size=(1, 3), opacity=0.7)


@picture("congee")
def congee(art: Painting) -> None:
    table.cloth(art, hue("94785a"))
    bowl, at = small_soup(art, hue("f3bb3c"), hue("e7dfcc"), hue("6f8f8c"), hue("f1eadb"))
    with art.inside(bowl.fill.outline()):
        art.speckle(at.outline(), colours=[hue("fbdc7e"), hue("f8cf5e"), hue("e8a424")], count=900, size=(2, 4), opacity=0.85)
        for x, y in spots(art, at, 11, 0.74):
            cuts.cube(art, x, y, art.random.uniform(40, 52), hue("ec8c1e"), turn=art.random.uniform(-30, 30), tall=0.4, gloss=0.5)
        swirl = shapes.arc(at.x, at.y, at.rx * 0.52, at.ry * 0.5, 40, 330, 40)
        art.flat(shapes.ribbon(swirl, 9, ends=(0.1, 0.1)), colour=hue("fff0b8"), opacity=0.35, blur=4)
        for x, y in ((at.x - 6, at.y - 6), (at.x + 20, at.y + 6), (at.x - 26, at.y + 12), (at.x + 4, at.y + 22)):
            garnish.goji(art, x, y, 1.3, art.random.uniform(0, 180))
        for x, y in spots(art, at, 12, 0.5):
            garnish.sesame(art, x, y, 1.3, hue("2a201c"))
    ware.lip(art, bowl)
    table.spoon(art, 640, 476, 1.0, -24, hue("e8efe6"))
    table.steam(art, 384, 150, opacity=0.36)
