"""Hot dishes of meat, tofu and vegetables."""

import math

from . import shapes, table, ware
from .album import picture
from .food import cuts, garnish, grains, meat, vegetables
from .paint import Colour, Painting, any_of, deep, hue, pale
from .staples import spots


@picture("red-braised-pork")
def red_braised_pork(art: Painting) -> None:
    table.wood(art, hue("5d3520"))
    bowl = ware.bowl(art, 398, 264, 300, 200, hue("6f8f8c"), inside=hue("d8d3c2"), level=0.16)
    ware.soup(art, bowl, hue("6a200c"), fat=30)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        for dx, dy in (
            (-92, -74),
            (8, -92),
            (104, -70),
            (-150, -14),
            (-46, -36),
            (56, -34),
            (152, -8),
            (-104, 34),
            (-4, 18),
            (98, 36),
            (-46, 74),
            (54, 76),
        ):
            meat.pork_cube(
                art, at.x + dx + art.random.uniform(-6, 6), at.y + dy - 8, art.random.uniform(88, 98), art.random.uniform(-18, 18)
            )
        garnish.star_anise(art, at.x + 172, at.y + 56, 28)
        garnish.scallions(art, spots(art, at, 18, 0.66, 40))
        for x, y in spots(art, at, 30, 0.7, 44):
            garnish.sesame(art, x, y)
    ware.lip(art, bowl)
    table.steam(art, 390, 140, opacity=0.34)


@picture("glazed-ribs")
def glazed_ribs(art: Painting) -> None:
    table.stone(art, hue("5a4f48"))
    at = ware.plate(art, 400, 306, 335, hue("f2ead9"), fleck=True)
    art.flat(shapes.blob(art.random, at.x, at.y + 6, at.rx * 0.92, at.ry * 0.86, 0.07), colour=hue("6b1e0a"), opacity=0.75, blur=4)
    for x, y in shapes.heap(art.random, 36, at.x, at.y - 4, at.rx * 0.7, at.ry * 0.66, 70):
        meat.rib(
            art,
            x,
            y,
            art.random.uniform(58, 68),
            art.random.uniform(-50, 50) + art.random.choice((0, 180)),
            any_of(art.random, [hue("8f2f10"), hue("9c3a14"), hue("7e260c")]),
        )
    for x, y in spots(art, at, 90, 0.75, 34):
        garnish.sesame(art, x, y, 1.15)
    garnish.scallions(art, spots(art, at, 14, 0.7, 30))
    garnish.coriander(art, at.x - 6, at.y - 78, 1.2, 5)


@picture("stir-fry")
def kung_pao(art: Painting) -> None:
    table.cloth(art, hue("a9502f"))
    at = ware.plate(art, 400, 308, 335, ware.PORCELAIN, ware.BLUE)
    art.flat(shapes.blob(art.random, at.x, at.y + 4, at.rx * 0.95, at.ry * 0.9, 0.06), colour=hue("8a3a12"), opacity=0.8, blur=4)
    for index, (x, y) in enumerate(shapes.heap(art.random, 150, at.x, at.y, at.rx * 0.84, at.ry * 0.8, 70)):
        kind = (index * 5) % 13
        if kind in (0, 4, 8):
            vegetables.peanut(art, x, y, 1.05, art.random.uniform(0, 180), hue("dba35a"))
        elif kind == 6:
            garnish.dried_chilli(art, x, y, 1.0, art.random.uniform(0, 180))
        elif kind in (10,):
            tone = any_of(art.random, [hue("8fb552"), hue("c9d68d"), hue("6a9a3a")])
            cuts.strip(art, x, y, 34, 17, art.random.uniform(0, 180), tone, bend=1, gloss=0.7)
        elif kind == 2:
            vegetables.pepper(art, x, y, 0.75, art.random.uniform(0, 360), hue("c9281c"))
        else:
            cuts.nugget(
                art,
                x,
                y,
                art.random.uniform(25, 32),
                any_of(art.random, [hue("b5642a"), hue("c4783a"), hue("a2531f")]),
                gloss=0.75,
                rough=0.22,
            )
    for x, y in spots(art, at, 40, 0.7, 34):
        garnish.sesame(art, x, y)
    table.steam(art, 400, 170, opacity=0.28)


@picture("beef-chillies")
def beef_chillies(art: Painting) -> None:
    table.wood(art, hue("94602f"))
    at = ware.plate(art, 400, 308, 335, hue("3f4a52"), fleck=True)
    for index, (x, y) in enumerate(shapes.heap(art.random, 170, at.x, at.y, at.rx * 0.8, at.ry * 0.76, 74)):
        kind, turn = index % 7, art.random.uniform(0, 180)
        if kind in (1, 5):
            cuts.strip(art, x, y, 62, 13, turn, any_of(art.random, [hue("4f8a2d"), hue("6aa436"), hue("3f7526")]), bend=7, gloss=0.9)
        elif kind == 3:
            cuts.strip(art, x, y, 58, 13, turn, hue("c82a1a"), bend=7, gloss=0.9)
        else:
            cuts.strip(
                art, x, y, 74, 25, turn, any_of(art.random, [hue("7a3f22"), hue("8d4d2a"), hue("6a3118")]), bend=6, gloss=0.6, rough=0.3
            )
    for x, y in spots(art, at, 12, 0.7, 34):
        cuts.nugget(art, x, y, 9, hue("f2dfae"), rough=0.1)
    garnish.coriander(art, at.x + 10, at.y - 64, 1.3, 8)
    table.steam(art, 390, 170, opacity=0.3)


@picture("sizzling-plate")
def sizzling_plate(art: Painting) -> None:
    table.wood(art, hue("7c4a2c"))
    board = hue("b57c44")
    base = shapes.ellipse(400, 352, 368, 220)
    art.shadow(base, dx=16, dy=22, blur=20, depth=0.7)
    art.solid(shapes.moved(base, 0, 14), colour=deep(board, 0.6), round_=5, cast=0)
    art.solid(base, colour=pale(board, 0.1), to=deep(board, 0.2), round_=12, cast=0)
    with art.inside(base):
        art.cloud(deep(board, 0.8), 300, 9, 0.45, 3, [base])
    iron = hue("3b3735")
    for side in (-1, 1):
        ear = shapes.ribbon([(400 + side * 290, 300), (400 + side * 362, 292), (400 + side * 366, 330), (400 + side * 294, 344)], 22)
        art.solid(ear, colour=iron, round_=8, cast=0.5, rise=6)
    at = ware.plate(art, 400, 318, 322, iron, tilt=0.6, well=0.88)
    with art.inside(at.outline()):
        art.fade(at.outline(), top=hue("1d1514"), bottom=hue("3a2a22"))
        art.cloud(hue("8a4a1e"), 90, 50, 0.5, 2, [at.outline()])
    for index, (x, y) in enumerate(shapes.heap(art.random, 105, at.x, at.y - 2, at.rx * 0.84, at.ry * 0.8, 52)):
        kind, turn = index % 7, art.random.uniform(0, 360)
        if kind in (1, 4):
            cuts.crescent(art, x, y, 1.0, turn, any_of(art.random, [hue("f1dfc2"), hue("e5c9b0"), hue("d9b3b0")]))
        elif kind in (2, 6):
            cuts.strip(art, x, y, 66, 18, turn, art.random.choice([hue("d0301e"), hue("e9ac2a"), hue("4d8f35")]), bend=8, gloss=0.95)
        else:
            cuts.strip(
                art, x, y, 92, 34, turn, any_of(art.random, [hue("6d351c"), hue("7f4425"), hue("5c2a15")]), bend=7, gloss=0.8, rough=0.26
            )
    art.speckle(at.outline(0.8), colours=[hue("1c120e")], count=130, size=(1, 2.4))
    garnish.scallions(art, spots(art, at, 12, 0.6, 24))
    table.steam(art, 400, 200, height=210, width=360, wisps=5, opacity=0.34)


@picture("mapo-tofu")
def mapo_tofu(art: Painting) -> None:
    table.wood(art, hue("5f3822"))
    bowl = ware.bowl(art, 398, 262, 304, 205, ware.NIGHT, inside=hue("5a453c"), level=0.14)
    ware.soup(art, bowl, hue("b8330f"), fat=30)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        for x, y in shapes.heap(art.random, 58, at.x, at.y + 4, at.rx * 0.9, at.ry * 0.88, 40):
            cuts.cube(art, x, y, art.random.uniform(48, 58), hue("f6e6c8"), turn=art.random.uniform(-30, 30), gloss=0.4)
            if art.random.random() < 0.55:
                sauce = shapes.blob(art.random, x + art.random.uniform(-12, 12), y - 14, art.random.uniform(14, 26), 10, 0.24)
                art.solid(sauce, colour=hue("cc4415"), to=hue("a02a0b"), round_=7, cast=0.15, rise=2, gloss=0.9)
        for x, y in spots(art, at, 90, 0.9, 22):
            cuts.nugget(art, x, y, art.random.uniform(5, 10), any_of(art.random, [hue("7a3b1c"), hue("8f4d28")]), rough=0.4)
        for x, y in spots(art, at, 30, 0.9, 16):
            art.flat(shapes.ellipse(x, y, 7, 4.6), colour=hue("e2521a"), opacity=0.6)
        art.speckle(at.outline(0.8), colours=[hue("2a1610"), hue("5a2a18")], count=110, size=(1, 2.2))
        garnish.scallions(art, spots(art, at, 44, 0.82, 26), 1.1)
    ware.lip(art, bowl)
    table.steam(art, 398, 150, opacity=0.32)


@picture("tomato-eggs")
def tomato_eggs(art: Painting) -> None:
    table.cloth(art, hue("d8c5a0"))
    at = ware.plate(art, 400, 306, 335, hue("6f93a8"), fleck=True)
    art.flat(shapes.blob(art.random, at.x, at.y + 2, at.rx * 0.95, at.ry * 0.92, 0.05), colour=hue("d9602a"), opacity=0.9, blur=3)
    art.flat(
        shapes.ribbon(shapes.arc(at.x, at.y, at.rx * 0.86, at.ry * 0.82, 185, 280), 6, ends=(0.1, 0.1)),
        colour=hue("ffd9b0"),
        opacity=0.6,
        blur=2,
    )
    for index, (x, y) in enumerate(shapes.heap(art.random, 66, at.x, at.y, at.rx * 0.82, at.ry * 0.78, 64)):
        if index % 3 == 1:
            vegetables.tomato_wedge(art, x, y, art.random.uniform(0.9, 1.1), art.random.uniform(-60, 60))
        else:
            tone = any_of(art.random, [hue("f6c83a"), hue("f9d558"), hue("f1b92a")])
            cuts.nugget(art, x, y, art.random.uniform(32, 46), tone, rough=0.3, gloss=0.5, flat=0.7, grain=16)
    garnish.scallions(art, spots(art, at, 38, 0.8, 34), 1.05)
    table.steam(art, 400, 170, opacity=0.26)


@picture("green-beans")
def green_beans(art: Painting) -> None:
    table.wood(art, hue("a06a3a"))
    at = ware.plate(art, 400, 306, 335, ware.PORCELAIN, hue("7c8f4e"))
    for index, (x, y) in enumerate(shapes.heap(art.random, 92, at.x, at.y, at.rx * 0.76, at.ry * 0.76, 70)):
        vegetables.bean_pod(
            art,
            x,
            y,
            art.random.uniform(100, 140),
            art.random.uniform(-40, 40) + (90 if index % 6 == 0 else 0),
            any_of(art.random, [hue("5f8a2f"), hue("6d9a38"), hue("4f7a28")]),
        )
    for x, y in spots(art, at, 110, 0.8, 34):
        cuts.nugget(art, x, y, art.random.uniform(4, 10), any_of(art.random, [hue("7a4320"), hue("965a2c"), hue("4e2a14")]), rough=0.4)
    for x, y in spots(art, at, 9, 0.7, 40):
        garnish.dried_chilli(art, x, y, 0.85, art.random.uniform(0, 180))
    for x, y in spots(art, at, 18, 0.7, 36):
        cuts.nugget(art, x, y, 6.5, hue("f0dcaa"), rough=0.1)
    table.steam(art, 400, 170, opacity=0.24)


@picture("green-vegetables")
def garlic_greens(art: Painting) -> None:
    table.stone(art, hue("6a5f52"))
    at = ware.plate(art, 400, 306, 335, hue("efe4d0"), ware.RUST, fleck=True)
    art.flat(at.outline(0.9), colour=hue("c9b36a"), opacity=0.55, blur=6)
    for turn in sorted(range(10, 370, 36), key=lambda each: math.sin(math.radians(each))):
        x, y = at.at(turn, 0.3)
        lean = math.degrees(math.atan2(math.sin(math.radians(turn)) * 0.72, math.cos(math.radians(turn))))
        vegetables.pak_choi(art, x, y, 1.0 + 0.14 * abs(math.cos(math.radians(turn))), lean)
    for x, y in spots(art, at, 70, 0.7, 6):
        cuts.nugget(art, x, y, art.random.uniform(5, 9), any_of(art.random, [hue("f4e3b6"), hue("e3bd74")]), rough=0.15)
    garnish.chilli_ring(art, at.x - 16, at.y - 8)
    garnish.chilli_ring(art, at.x + 18, at.y + 12, 0.9)
    table.steam(art, 400, 190, opacity=0.24)


@picture("braised-tofu")
def braised_tofu(art: Painting) -> None:
    table.cloth(art, hue("7d4334"))
    at = ware.plate(art, 400, 306, 335, hue("e6dcc6"), fleck=True)
    art.flat(shapes.blob(art.random, at.x, at.y + 2, at.rx * 0.95, at.ry * 0.92, 0.05), colour=hue("7a3412"), opacity=0.85, blur=4)
    for index, (x, y) in enumerate(shapes.heap(art.random, 46, at.x, at.y, at.rx * 0.8, at.ry * 0.76, 58)):
        kind = index % 5
        if kind == 1:
            vegetables.wood_ear(art, x, y, 30)
        elif kind == 3:
            vegetables.pepper(art, x, y, 1.0, art.random.uniform(0, 360), art.random.choice([hue("c92d1c"), hue("4f8f38"), hue("4f8f38")]))
        else:
            tone = any_of(art.random, [hue("dba04a"), hue("cd8c35"), hue("e3ae5c")])
            size, turn = art.random.uniform(0.95, 1.15), art.random.uniform(-40, 40)
            tri = shapes.rounded([(-52, 24), (0, -40), (54, 22)], 12)
            art.solid(shapes.placed(tri, x, y + 14, size, turn), colour=hue("f1dfb8"), to=hue("c89a58"), round_=5, cast=0.5, rise=7)
            art.solid(
                shapes.placed(tri, x, y, size, turn),
                colour=pale(tone, 0.1),
                to=deep(tone, 0.15),
                round_=11,
                cast=0,
                rough=0.26,
                grain=12,
                gloss=0.6,
            )
    garnish.scallions(art, spots(art, at, 20, 0.75, 34), 1.1)
    table.steam(art, 400, 170, opacity=0.28)


@picture("corn")
def pine_nut_corn(art: Painting) -> None:
    table.wood(art, hue("7a4a2a"))
    at = ware.plate(art, 400, 310, 335, hue("4a6b78"), fleck=True)
    mound = shapes.ellipse(at.x, at.y - 14, at.rx * 0.9, at.ry * 0.84)
    art.solid(mound, colour=hue("e0a622"), to=hue("a86f10"), round_=60, cast=0.5, rise=10)
    for index, (x, y) in enumerate(shapes.heap(art.random, 430, at.x, at.y - 4, at.rx * 0.9, at.ry * 0.88, 84)):
        kind = (index * 31) % 17
        if kind in (0, 8):
            vegetables.pea(art, x, y - 2, 9)
        elif kind == 4:
            cuts.cube(art, x, y - 2, 15, hue("e2772c"), turn=art.random.uniform(-30, 30), soft=3)
        elif kind in (2, 6, 11):
            art.solid(
                shapes.ellipse(x, y - 3, 12, 5.6, art.random.uniform(0, 180), 24),
                colour=hue("f3dcab"),
                to=hue("d2a665"),
                round_=5,
                cast=0.45,
                rise=3,
                gloss=0.6,
            )
        else:
            vegetables.kernel(art, x, y, art.random.uniform(10, 12.5), any_of(art.random, [hue("f6c42e"), hue("f9d14a"), hue("efb41d")]))
    garnish.scallions(art, spots(art, at, 16, 0.7, 44))
    garnish.coriander(art, at.x, at.y - 92, 1.0, 0)


@picture("set-meal")
def set_meal(art: Painting) -> None:
    table.cloth(art, hue("cdb48a"))
    tray = shapes.box(400, 312, 748, 476, 30)
    lacquer = hue("6b2a20")
    art.shadow(tray, dx=16, dy=20, blur=18, depth=0.6)
    art.solid(shapes.moved(tray, 0, 10), colour=deep(lacquer, 0.7), round_=5, cast=0)
    art.solid(tray, colour=pale(lacquer, 0.1), to=deep(lacquer, 0.2), round_=10, cast=0, gloss=0.5)
    art.solid(shapes.box(400, 314, 712, 440, 20), colour=deep(lacquer, 0.35), to=lacquer, round_=10, cast=0, light=0, dark=0.4)
    small(art, 172, 190, ware.PORCELAIN, "greens")
    small(art, 402, 178, hue("47698f"), "tofu")
    small(art, 632, 190, ware.CELADON, "cucumber")
    main = ware.plate(art, 508, 388, 216, hue("efe4d0"), fleck=True, well=0.8)
    art.flat(main.outline(0.86), colour=hue("7a2a0e"), opacity=0.7, blur=4)
    for x, y in shapes.heap(art.random, 13, main.x, main.y - 4, main.rx * 0.66, main.ry * 0.62, 34):
        meat.pork_cube(art, x, y, 56, art.random.uniform(-18, 18))
    garnish.scallions(art, spots(art, main, 12, 0.6, 26), 0.9)
    rice = ware.bowl(art, 184, 376, 128, 130, ware.NIGHT, inside=ware.PORCELAIN, level=0.08)
    with art.inside(*rice.mouth()):
        at = rice.fill
        art.solid(shapes.ellipse(at.x, at.y - 14, at.rx, at.ry + 12), colour=hue("fffaf0"), to=hue("d8cbb8"), round_=40, cast=0, light=0.2)
        for x, y in shapes.heap(art.random, 230, at.x, at.y, at.rx * 0.95, at.ry * 0.95, 42):
            grains.grain_of_rice(art, x, y, any_of(art.random, [hue("fffdf8"), hue("fbf5e9"), hue("f2e8d6")], 0.03), 0.8)
    ware.lip(art, rice)
    table.steam(art, 190, 300, height=120, width=80, wisps=2, opacity=0.3)
    table.steam(art, 500, 320, height=130, width=120, wisps=2, opacity=0.26)


def small(art: Painting, x: float, y: float, colour: Colour, what: str) -> None:
    """A side dish on the tray."""
    bowl = ware.bowl(art, x, y, 106, 82, colour, inside=ware.PORCELAIN, level=0.12)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        if what == "greens":
            for px, py in shapes.heap(art.random, 9, at.x, at.y, at.rx * 0.6, at.ry * 0.6, 20):
                vegetables.pak_choi(art, px, py, 0.5, art.random.uniform(-30, 200))
        elif what == "tofu":
            ware.soup(art, bowl, hue("b5522a"), fat=8)
            for px, py in shapes.heap(art.random, 16, at.x, at.y, at.rx * 0.78, at.ry * 0.78, 16):
                cuts.cube(art, px, py, 32, hue("f6e6c8"), turn=art.random.uniform(-25, 25))
            garnish.scallions(art, spots(art, at, 9, 0.7, 8), 0.8)
        else:
            for px, py in shapes.heap(art.random, 15, at.x, at.y, at.rx * 0.7, at.ry * 0.7, 22):
                vegetables.cucumber_chunk(art, px, py, 0.6, art.random.uniform(-40, 40))
            garnish.chilli_ring(art, at.x, at.y - 16, 0.8)
    ware.lip(art, bowl)
