"""Small things to eat with the fingers."""

import math

from . import shapes, table, ware
from .album import picture
from .food import cuts, garnish, grains, vegetables
from .paint import Painting, any_of, deep, hue, pale
from .staples import spots


@picture("spring-rolls")
def spring_rolls(art: Painting) -> None:
    table.wood(art, hue("6e452c"))
    at = ware.plate(art, 376, 300, 322, hue("dfe4d6"), ware.BLUE)
    garnish.leaf(art, at.x - 214, at.y + 20, 180, -36, hue("7fae47"))
    garnish.leaf(art, at.x - 150, at.y - 60, 190, -8, hue("6a9c3c"))
    for dx, dy, turn in ((-60, 52, -8), (26, 62, -5), (-20, 8, -10)):
        grains.roll(art, at.x + dx * 1.0, at.y + dy, 268, 66, turn)
    for dx, dy, turn in ((6, -34, 22), (-6, -74, 12)):
        grains.roll(art, at.x + dx, at.y + dy, 256, 64, turn, hue("d8963f"))
    for x, y in spots(art, at, 30, 0.5, 30):
        garnish.sesame(art, x, y, 1.1)
    dip = ware.saucer(art, 668, 482, 108, ware.NIGHT, hue("d2481c"))
    for x, y in spots(art, dip, 9, 0.7):
        garnish.chilli_ring(art, x, y, 0.55)
    art.speckle(dip.outline(0.8), colours=[hue("f4d78a")], count=24, size=(1.4, 2.4))
    garnish.coriander(art, at.x + 150, at.y - 70, 1.2, 20)


def basket_paper(art: Painting, x: float, y: float, rx: float, ry: float) -> None:
    """Kitchen paper that lines a basket."""
    rough = []
    for step in range(26):
        angle = step * 2 * math.pi / 26
        reach = (1.06 if step % 2 else 0.92) * art.random.uniform(0.96, 1.05)
        rough.append((x + rx * reach * math.cos(angle), y + ry * reach * math.sin(angle)))
    sheet = shapes.smooth(rough, closed=True, steps=5)
    art.solid(sheet, colour=hue("f7eedb"), to=hue("dfcdab"), round_=14, cast=0.4, rise=6, light=0.5, dark=0.4, rough=0.1, grain=40)
    for step in range(13):
        px, py = rough[step * 2]
        art.flat(shapes.ribbon([(px, py), ((px + x) / 2, (py + y) / 2)], 4, ends=(0.8, 0.1)), colour=hue("b9a27a"), opacity=0.4, blur=2)


@picture("fried-chicken")
def salt_and_pepper_chicken(art: Painting) -> None:
    table.cloth(art, hue("384a5e"))
    bowl = ware.bowl(art, 400, 280, 296, 180, hue("8a5f38"), inside=hue("a87c4c"), level=0.12)
    with art.inside(*bowl.mouth(300)):
        at = bowl.fill
        basket_paper(art, at.x, at.y - 6, at.rx * 1.02, at.ry * 1.0)
        for x, y in shapes.heap(art.random, 58, at.x, at.y, at.rx * 0.74, at.ry * 0.72, 78):
            tone = any_of(art.random, [hue("d08a34"), hue("c27a28"), hue("dc9c48")])
            cuts.nugget(art, x, y, art.random.uniform(34, 46), tone, rough=0.5, gloss=0.25, grain=7)
        for x, y in spots(art, at, 13, 0.66, 44):
            garnish.leaf(
                art, x, y, art.random.uniform(34, 52), art.random.uniform(0, 360), any_of(art.random, [hue("3f6b28"), hue("4d7d30")])
            )
        art.speckle(
            shapes.ellipse(at.x, at.y - 40, at.rx * 0.7, at.ry * 0.8), colours=[hue("3a1a0c"), hue("b02a14")], count=150, size=(1, 2.4)
        )
        for x, y in spots(art, at, 8, 0.6, 44):
            garnish.chilli_ring(art, x, y, 0.9)
    ware.lip(art, bowl)
    for px, py in ((662, 476), (590, 506)):
        garnish.lemon_slice(art, px, py, 50, px, 0.66)


@picture("fries")
def fries(art: Painting) -> None:
    table.room(art, hue("a9713f"))
    x, top, bottom = 372, 236, 508
    ware.standing(art, x, bottom - 10, 116, 0.3)
    for row, count in ((0, 13), (1, 14), (2, 12)):
        for index in range(count):
            share = (index + 0.5) / count - 0.5
            lean = share * 44 + art.random.uniform(-6, 6)
            long = art.random.uniform(170, 250) - abs(share) * 80 - row * 26
            fry = shapes.box(0, -long / 2, 27, long, 4)
            px, py = x + share * 250, top + 74 + row * 8
            tone = any_of(art.random, [hue("f2bd4a"), hue("eeb03a"), hue("f7cc66")])
            art.solid(
                shapes.placed(fry, px, py, 1, lean),
                colour=pale(tone, 0.12),
                to=deep(tone, 0.1),
                round_=6,
                cast=0.5,
                rise=6,
                rough=0.14,
                grain=8,
                light=0.6,
            )
            side = shapes.box(8.5, -long / 2, 9, long, 2)
            art.flat(shapes.placed(side, px, py, 1, lean), colour=deep(tone, 0.65), opacity=0.5, blur=1)
            tip = shapes.box(0, -long + 7, 27, 16, 4)
            art.flat(shapes.placed(tip, px, py, 1, lean), colour=hue("c9812a"), opacity=0.55, blur=4)
    cup = shapes.smooth([(x - 150, top + 12), (x - 60, top + 58), (x, top + 68), (x + 60, top + 58), (x + 150, top + 12)])
    front = [*cup, (x + 112, bottom - 10), *shapes.arc(x, bottom - 10, 112, 30, 0, 180, 30), (x - 112, bottom - 10)]
    red = hue("c23a2a")
    art.solid(front, colour=pale(red, 0.12), to=deep(red, 0.45), turn=-74, round_=26, cast=0.4, rise=7, light=0.35, dark=0.6)
    with art.inside(front):
        for step in range(-3, 4):
            stripe = [
                (x + step * 46 - 9, top - 20),
                (x + step * 46 + 9, top - 20),
                (x + step * 35 + 7, bottom + 40),
                (x + step * 35 - 7, bottom + 40),
            ]
            art.flat(stripe, colour=hue("fbeedb"), opacity=0.85)
        art.flat(shapes.box(x + 90, (top + bottom) / 2, 110, 400), colour=hue("2a0c06"), opacity=0.32, blur=22)
        art.flat(shapes.box(x - 88, (top + bottom) / 2, 26, 400), colour=hue("fff6ea"), opacity=0.28, blur=9)
        art.flat(shapes.ribbon(cup, 7), colour=hue("fff6ea"), opacity=0.45, blur=1.5)
    dip = ware.plate(art, 620, 486, 104, hue("f2eadb"), tilt=0.42, well=0.8)
    ketchup = shapes.blob(art.random, dip.x, dip.y, dip.rx * 0.9, dip.ry * 0.86, 0.05)
    art.solid(ketchup, colour=hue("cf2f18"), to=hue("a31d0c"), round_=16, cast=0.2, rise=3, gloss=0.95)
    art.gleam(shapes.arc(dip.x, dip.y, dip.rx * 0.5, dip.ry * 0.45, 180, 320), 6, 0.7, 2)
    for px, py, turn in ((170, 540, 76), (244, 562, 98)):
        fry = shapes.box(px, py, 25, 150, 4, turn)
        art.solid(fry, colour=hue("f6c95e"), to=hue("d99a30"), round_=7, cast=0.5, rise=7, rough=0.14)


@picture("edamame")
def edamame(art: Painting) -> None:
    table.bamboo_mat(art, hue("ba905c"))
    bowl = ware.bowl(art, 400, 274, 296, 178, hue("3d4a52"), inside=hue("55636a"), fleck=True)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        for x, y in shapes.heap(art.random, 56, at.x, at.y + 2, at.rx * 0.8, at.ry * 0.78, 72):
            vegetables.edamame(
                art,
                x,
                y,
                art.random.uniform(-70, 70),
                art.random.uniform(0.92, 1.1),
                any_of(art.random, [hue("7aa83e"), hue("6a9a35"), hue("8ab84c")]),
            )
        for x, y in spots(art, at, 90, 0.76, 40):
            art.solid(shapes.blob(art.random, x, y, 3, 2.6, 0.3, corners=5), colour=hue("fffdf6"), round_=2, cast=0.4, rise=1.5)
        garnish.star_anise(art, at.x + 30, at.y - 44, 28)
        garnish.star_anise(art, at.x - 120, at.y + 8, 24)
    ware.lip(art, bowl)


@picture("peanuts")
def vinegar_peanuts(art: Painting) -> None:
    table.cloth(art, hue("a4543a"))
    bowl = ware.bowl(art, 400, 278, 290, 172, ware.PORCELAIN, band=ware.BLUE, level=0.13)
    ware.soup(art, bowl, hue("3b160a"))
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        for index, (x, y) in enumerate(shapes.heap(art.random, 160, at.x, at.y + 2, at.rx * 0.82, at.ry * 0.8, 66)):
            kind = index % 13
            if kind == 4:
                cuts.crescent(art, x, y, 0.85, art.random.uniform(0, 360), any_of(art.random, [hue("d7a8b4"), hue("c48a9c")]))
            elif kind == 8:
                cuts.cube(art, x, y, 20, hue("8fbf5a"), turn=art.random.uniform(-30, 30), soft=4)
            else:
                vegetables.peanut(
                    art,
                    x,
                    y,
                    art.random.uniform(1.1, 1.3),
                    art.random.uniform(0, 180),
                    any_of(art.random, [hue("b04f26"), hue("9d431e"), hue("bf6234")]),
                )
        garnish.scallions(art, spots(art, at, 12, 0.7, 36))
        garnish.coriander(art, at.x + 6, at.y - 56, 1.4, 6)
        garnish.coriander(art, at.x - 84, at.y - 6, 1.1, -40)
    ware.lip(art, bowl)


@picture("seeds")
def caramel_seeds(art: Painting) -> None:
    table.wood(art, hue("9a6a40"))
    bowl = ware.bowl(art, 400, 276, 286, 170, hue("a34c34"), inside=hue("d9c9aa"))
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        art.solid(shapes.ellipse(at.x, at.y - 20, at.rx * 0.94, at.ry * 0.9), colour=hue("8a5a30"), to=hue("5f3a1c"), round_=50, cast=0.3)
        for x, y in shapes.heap(art.random, 430, at.x, at.y + 2, at.rx * 0.9, at.ry * 0.88, 76):
            seed(art, x, y, art.random.uniform(0, 180))
    ware.lip(art, bowl)
    for x, y in ((668, 470), (700, 500), (640, 506), (130, 520), (158, 548)):
        seed(art, x, y, art.random.uniform(0, 180))


def seed(art: Painting, x: float, y: float, turn: float) -> None:
    """A sunflower seed: striped, glazed."""
    drop = shapes.smooth([(-18, 0), (-6, -7.5), (8, -8.5), (17, -4), (18, 3), (9, 8.5), (-6, 7.5)], closed=True, steps=5)
    tone = any_of(art.random, [hue("5a3820"), hue("6e4526"), hue("4a2d1a")])
    art.solid(
        shapes.placed(drop, x, y, 1, turn), colour=pale(tone, 0.12), to=deep(tone, 0.3), round_=7, cast=0.5, rise=4, gloss=0.75, light=0.6
    )
    for off in (-4.2, 0, 4.2):
        line = shapes.placed([(-12, off * 0.5), (2, off), (15, off * 0.7)], x, y, 1, turn)
        art.flat(shapes.ribbon(line, 2, ends=(0.2, 0.4)), colour=hue("ecd0a0"), opacity=0.85)


@picture("sausage")
def sauna_sausage(art: Painting) -> None:
    table.wood(art, hue("5c4030"))
    ware.board(art, 392, 310, 660, 360, hue("b98450"))
    for index, (dy, lean) in enumerate(((-82, -3), (18, 2))):
        x, y = 378 + index * 16, 306 + dy
        path = shapes.smooth([(x - 226, y + 20 + lean), (x - 110, y - 8), (x + 30, y - 14), (x + 150, y - 2), (x + 232, y + 26)])
        body = shapes.ribbon(path, 92)
        tone = hue("b2502a")
        for px, py in (path[0], path[-1]):
            art.solid(shapes.ellipse(px + (-44 if px < x else 44), py, 12, 9), colour=deep(tone, 0.5), round_=5, cast=0.4, rise=4)
        art.solid(
            body,
            colour=pale(tone, 0.12),
            to=deep(tone, 0.35),
            round_=40,
            cast=0.55,
            rise=13,
            gloss=0.75,
            light=0.6,
            dark=0.7,
            rough=0.06,
            grain=20,
        )
        with art.inside(body):
            for step in range(7):
                px = x - 180 + step * 60
                mark = [(px - 20, y - 70), (px + 28, y + 70)]
                art.flat(shapes.ribbon(mark, 13), colour=hue("3a130a"), opacity=0.72, blur=2.5)
                art.flat(shapes.ribbon(shapes.moved(mark, 9, 0), 4), colour=hue("e08a55"), opacity=0.5, blur=2)
            art.gleam(shapes.moved(path, -6, -24)[6:-8], 9, 0.5, 4)
    mustard = ware.saucer(art, 594, 430, 88, ware.PORCELAIN)
    dollop = shapes.blob(art.random, mustard.x, mustard.y - 4, mustard.rx * 0.82, mustard.ry * 0.8, 0.08)
    art.solid(dollop, colour=hue("e6b02a"), to=hue("c28a14"), round_=18, cast=0.3, rise=4, gloss=0.8, rough=0.1, grain=12)
    art.speckle(dollop, colours=[hue("8a5a10")], count=36, size=(1, 2))
    for step in range(5):
        x, y = 176 + step * 62, 444 + (step % 2) * 12
        art.solid(shapes.ellipse(x, y + 5, 40, 26), colour=hue("3f6b25"), round_=6, cast=0.5, rise=5)
        art.solid(shapes.ellipse(x, y, 40, 25), colour=hue("a9c763"), to=hue("8aac48"), round_=7, cast=0, gloss=0.6)
        for angle in range(0, 360, 45):
            px, py = x + 20 * math.cos(math.radians(angle)), y + 12 * math.sin(math.radians(angle))
            art.flat(shapes.ellipse(px, py, 4, 2.2, angle, 14), colour=hue("eef0c4"), opacity=0.85)
    table.steam(art, 360, 230, height=150, opacity=0.26)


@picture("pasty")
def karelian_pasties(art: Painting) -> None:
    table.cloth(art, hue("9c3f38"))
    at = ware.plate(art, 384, 300, 326, hue("eef0ea"), hue("54708a"))
    for dx, dy, turn in ((-86, -62, -22), (96, -46, 16), (0, 56, -4)):
        pasty(art, at.x + dx, at.y + dy, 1.16, turn)
    butter = ware.saucer(art, 676, 478, 104, hue("54708a"))
    heap = shapes.blob(art.random, butter.x, butter.y - 8, butter.rx * 0.78, butter.ry * 0.86, 0.1)
    art.solid(heap, colour=hue("f8dc6a"), to=hue("e2b53a"), round_=16, cast=0.35, rise=5, rough=0.34, grain=10, gloss=0.4)
    for x, y in spots(art, butter, 15, 0.6, 10):
        cuts.cube(
            art, x, y, 15, any_of(art.random, [hue("fbf4e2"), hue("fdf8ec"), hue("f5c63a")]), turn=art.random.uniform(-30, 30), soft=4
        )
    art.speckle(heap, colours=[hue("4f8a2f")], count=20, size=(1.6, 3))


def pasty(art: Painting, x: float, y: float, size: float, turn: float) -> None:
    rye = hue("8a5526")
    edge = []
    for step, angle in enumerate(shapes.around(40)):
        reach = 1.05 if step % 2 else 0.955
        edge.append((112 * reach * math.cos(angle), 62 * reach * math.sin(angle) * (1 + 0.1 * math.cos(2 * angle))))
    crust = shapes.placed(shapes.smooth(edge, closed=True, steps=4), x, y, size, turn)
    art.solid(shapes.moved(crust, 0, 9), colour=deep(rye, 0.5), round_=7, cast=0.5, rise=10)
    art.solid(crust, colour=pale(rye, 0.2), to=deep(rye, 0.12), round_=16, cast=0, rough=0.2, grain=9, light=0.6, gloss=0.3)
    for angle in range(0, 360, 18):
        a = math.radians(angle)
        fold = [(112 * reach * math.cos(a), 62 * reach * math.sin(a)) for reach in (1.02, 0.8)]
        art.flat(shapes.placed(shapes.ribbon(fold, 4, ends=(0.6, 0.4)), x, y, size, turn), colour=deep(rye, 0.8), opacity=0.55, blur=1.4)
    rice = shapes.placed(shapes.ellipse(0, 0, 88, 42), x, y, size, turn)
    art.solid(rice, colour=hue("fbecc4"), to=hue("eccf8d"), round_=12, cast=0.2, rise=2, rough=0.3, grain=7, gloss=0.4)
    with art.inside(rice):
        for _ in range(5):
            px, py = art.random.uniform(-70, 70), art.random.uniform(-28, 28)
            art.flat(
                shapes.placed(shapes.blob(art.random, px, py, 18, 9, 0.3), x, y, size, turn), colour=hue("c98a35"), opacity=0.5, blur=5
            )


@picture("cinnamon-bun")
def cinnamon_bun(art: Painting) -> None:
    table.room(art, hue("c29a68"), hue("6e5a4c"), 200)
    at = ware.plate(art, 400, 372, 324, hue("e9ece6"), hue("54708a"), tilt=0.52)
    for dx, dy, size in ((-116, -76, 1.0), (118, -70, 1.02), (2, 28, 1.2)):
        bun(art, at.x + dx, at.y + dy, size)
    table.steam(art, 400, 170, height=130, opacity=0.22)


def bun(art: Painting, x: float, y: float, size: float) -> None:
    """A cinnamon bun: a coil of dough, dark between its turns, with pearl sugar."""
    dough = hue("d08a3c")
    side = [shapes.ellipse(x, y + step * 6 * size, (120 + 5 * math.sin(step / 2.2)) * size, 76 * size) for step in range(8)]
    art.solid(
        *side, colour=pale(dough, 0.06), to=deep(dough, 0.4), round_=26, cast=0.6, rise=13, light=0.45, dark=0.65, rough=0.08, grain=16
    )
    top = shapes.ellipse(x, y - 4 * size, 119 * size, 74 * size)
    art.solid(top, colour=hue("5f2810"), round_=10, cast=0)
    coil = []
    for step in range(150):
        angle, reach = math.radians(step * 8.2 + 20), 1 - step / 168
        coil.append((x + 110 * size * reach * math.cos(angle), y - 8 * size - 8 * size * (1 - reach) + 68 * size * reach * math.sin(angle)))
    for start in range(0, 140, 9):
        part = coil[start : start + 12]
        tone = any_of(art.random, [dough, hue("dc9a4c"), hue("c67f32")], 0.04)
        wide = (28 - start * 0.06) * size
        art.solid(
            shapes.ribbon(part, wide),
            colour=pale(tone, 0.1),
            to=deep(tone, 0.1),
            round_=wide * 0.55,
            cast=0.2,
            rise=2,
            light=0.5,
            dark=0.5,
            gloss=0.6,
            rough=0.06,
            grain=10,
        )
    for start in range(6, 140, 4):
        (px, py) = coil[start]
        art.flat(shapes.ellipse(px, py + 14 * size, 15 * size, 3.4 * size), colour=hue("5f2810"), opacity=0.3, blur=2.5)
    for _ in range(60):
        angle, reach = art.random.uniform(0, 2 * math.pi), math.sqrt(art.random.random()) * 0.9
        px, py = x + 108 * size * reach * math.cos(angle), y - 14 * size + 64 * size * reach * math.sin(angle)
        grain = shapes.blob(art.random, px, py, 5.2 * size, 4.6 * size, 0.2, corners=6)
        art.solid(grain, colour=hue("fffdf6"), to=hue("e8e0d0"), round_=3, cast=0.45, rise=2.6)
