"""Cold dishes."""

import math

from . import shapes, table, ware
from .album import picture
from .food import cuts, garnish, vegetables
from .paint import Colour, Painting, any_of, deep, hue, pale
from .staples import spots


@picture("cucumber")
def smashed_cucumber(art: Painting) -> None:
    table.stone(art, hue("575a5c"))
    bowl = ware.bowl(art, 400, 276, 300, 175, hue("ece4d2"), fleck=True, level=0.15)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        art.fade(at.outline(), top=hue("5d4a1c"), bottom=hue("8a7634"), turn=20)
        for x, y in shapes.heap(art.random, 52, at.x, at.y - 2, at.rx * 0.84, at.ry * 0.82, 62):
            vegetables.cucumber_chunk(art, x, y, art.random.uniform(1.0, 1.25), art.random.uniform(-55, 55))
        for x, y in spots(art, at, 60, 0.76, 34):
            cuts.nugget(art, x, y, art.random.uniform(5, 8), any_of(art.random, [hue("f7e9c4"), hue("ecd49a")]), rough=0.15)
        for x, y in spots(art, at, 16, 0.7, 38):
            garnish.chilli_ring(art, x, y, 1.05)
        for x, y in spots(art, at, 60, 0.76, 34):
            garnish.sesame(art, x, y, 1.1)
        garnish.coriander(art, at.x + 10, at.y - 66, 1.2)
    ware.lip(art, bowl)
    table.chopsticks(art, 700, 330, 440, -64, hue("2f2a28"))


def fan(art: Painting, at: ware.Plate, flesh: Colour, skin: Colour | None, rows: int = 2, size: float = 1.3, count: int = 8) -> None:
    """Slices that lean on each other, in curved rows."""
    for row in range(rows):
        for step in range(count):
            share = (step + 0.5) / count - 0.5
            x = at.x + share * at.rx * 1.5
            y = at.y - at.ry * 0.34 + row * at.ry * 0.62 + share * share * at.ry * 0.5 - 12
            cuts.fan_slice(
                art,
                x,
                y,
                size * art.random.uniform(0.95, 1.05),
                62 + share * 40 + art.random.uniform(-5, 5),
                any_of(art.random, [flesh], 0.04),
                skin,
            )


@picture("cold-chicken")
def drunken_chicken(art: Painting) -> None:
    table.wood(art, hue("8a5f3c"))
    at = ware.plate(art, 400, 306, 335, hue("a9bfae"), fleck=True)
    pool = shapes.blob(art.random, at.x, at.y, at.rx * 0.95, at.ry * 0.92, 0.04)
    art.solid(pool, colour=hue("d8a64f"), to=hue("ecc679"), round_=6, cast=0, light=0.3, dark=0.35, gloss=0.5)
    fan(art, at, hue("f0dcb8"), hue("e9b94e"))
    for x, y in spots(art, at, 16, 0.8, 4):
        garnish.goji(art, x, y, 1.1, art.random.uniform(0, 180))
    for x, y in ((at.x - 150, at.y + 76), (at.x + 160, at.y + 70), (at.x + 10, at.y + 100)):
        for _ in range(5):
            cuts.cube(
                art,
                x + art.random.uniform(-34, 34),
                y + art.random.uniform(-8, 8),
                20,
                hue("d99b3c"),
                turn=art.random.uniform(-30, 30),
                gloss=0.8,
                soft=4,
            )
    garnish.coriander(art, at.x + 6, at.y - 16, 1.3, -6)
    garnish.scallions(art, spots(art, at, 10, 0.7, 8))


@picture("chilli-chicken")
def chilli_chicken(art: Painting) -> None:
    table.stone(art, hue("4e4642"))
    bowl = ware.bowl(art, 400, 276, 304, 170, ware.PORCELAIN, band=ware.RUST, level=0.14)
    ware.soup(art, bowl, hue("b0230d"), fat=46)
    at = bowl.fill
    with art.inside(*bowl.mouth()):
        fan(art, ware.Plate(at.x, at.y + 6, at.rx * 0.92, at.ry * 0.9), hue("f1dcb6"), hue("e8bb58"), 2, 1.25, 7)
        for x, y in spots(art, at, 26, 0.66, 8):
            sauce = shapes.blob(art.random, x, y, art.random.uniform(14, 30), art.random.uniform(7, 12), 0.25)
            art.solid(sauce, colour=hue("c53212"), to=hue("951d08"), round_=7, cast=0.12, rise=2, gloss=0.9)
        for x, y in spots(art, at, 42, 0.8, 8):
            cuts.nugget(art, x, y, art.random.uniform(5, 9), any_of(art.random, [hue("e6bb74"), hue("d79f52")]), rough=0.3)
        for x, y in spots(art, at, 100, 0.84, 8):
            garnish.sesame(art, x, y, 1.15)
        garnish.scallions(art, spots(art, at, 30, 0.8, 8))
        garnish.coriander(art, at.x - 6, at.y - 20, 1.5, 4)
        garnish.coriander(art, at.x + 30, at.y - 6, 1.1, 50)
    ware.lip(art, bowl)


@picture("cold-tofu")
def century_egg_tofu(art: Painting) -> None:
    table.bamboo_mat(art)
    at = ware.plate(art, 400, 312, 335, hue("3f4f58"), fleck=True)
    pool = shapes.blob(art.random, at.x, at.y + 14, at.rx * 0.9, at.ry * 0.78, 0.05)
    art.solid(pool, colour=hue("4d2410"), to=hue("7a431c"), round_=6, cast=0, light=0.3, dark=0.3, gloss=0.5)
    tofu = hue("fbf2e0")
    left, right, back, front, tall, shift = at.x - 176, at.x + 166, at.y - 122, at.y + 6, 62, 26
    whole = shapes.rounded(
        [
            (left + shift, back),
            (right + shift, back),
            (right + shift, back + tall),
            (right, front + tall),
            (left, front + tall),
            (left, front),
        ],
        14,
    )
    art.solid(whole, colour=tofu, to=deep(tofu, 0.2), round_=9, cast=0.5, rise=12, light=0.3, dark=0.5)
    art.fade(
        shapes.rounded([(left + 2, front), (right, front), (right, front + tall - 2), (left + 2, front + tall - 2)], 8),
        top=deep(tofu, 0.1),
        bottom=deep(tofu, 0.34),
    )
    top = shapes.rounded([(left + shift, back), (right + shift, back), (right, front), (left, front)], 8)
    art.solid(top, colour=hue("fffbf2"), to=hue("f6ebd4"), round_=7, cast=0, light=0.4, dark=0.1)
    for step in range(1, 9):
        x = left + (right - left) * step / 9
        art.flat(
            shapes.ribbon([(x + shift, back + 2), (x, front), (x, front + tall - 4)], 2.6), colour=deep(tofu, 0.7), opacity=0.4, blur=0.8
        )
        art.flat(
            shapes.ribbon([(x + shift - 3, back + 2), (x - 3, front), (x - 3, front + tall - 4)], 2.2),
            colour=hue("ffffff"),
            opacity=0.6,
            blur=0.8,
        )
    drizzle = shapes.smooth(
        [(left + 20, back + 40), (left + 90, front - 30), (left + 170, back + 30), (left + 250, front - 26), (right, back + 44)]
    )
    art.solid(shapes.ribbon(drizzle, 17), colour=hue("6b3515"), round_=7, cast=0.15, rise=2, gloss=0.9)
    for dx, dy, turn in ((-118, -78, 12), (-24, -96, -20), (78, -86, 16), (-70, -28, -14), (30, -38, 22), (128, -34, -18)):
        x, y = at.x + dx, at.y + dy
        wedge = shapes.placed(shapes.smooth([(-50, -8), (0, -20), (50, -8), (28, 20), (0, 28), (-28, 20)], closed=True), x, y, 1.08, turn)
        art.solid(wedge, colour=hue("6d4a1d"), to=hue("33210f"), round_=14, cast=0.5, rise=7, gloss=0.9)
        yolk = shapes.placed(shapes.smooth([(-24, -4), (0, -11), (24, -4), (13, 9), (-13, 9)], closed=True), x, y, 1.08, turn)
        art.solid(yolk, colour=hue("5d6a48"), to=hue("3c4a36"), round_=9, cast=0, gloss=0.5, rough=0.12)
        art.flat(shapes.placed(shapes.ellipse(2, -1, 10, 5), x, y, 1.08, turn), colour=hue("8a8a52"), opacity=0.8, blur=3)
    garnish.scallions(art, spots(art, ware.Plate(at.x, at.y - 58, at.rx * 0.66, at.ry * 0.36), 34, 0.95), 1.1)
    for x, y in spots(art, ware.Plate(at.x, at.y - 58, at.rx * 0.66, at.ry * 0.36), 8, 0.9):
        garnish.chilli_ring(art, x, y)
    garnish.coriander(art, at.x + 8, at.y - 58, 1.4, 10)


def salad_plate(art: Painting, ware_colour: Colour, sauce: Colour) -> ware.Plate:
    at = ware.plate(art, 400, 308, 335, ware_colour, fleck=True)
    art.flat(shapes.blob(art.random, at.x, at.y + 4, at.rx * 0.88, at.ry * 0.84, 0.05), colour=sauce, opacity=0.75, blur=4)
    return at


@picture("cold-plate")
def kaofu(art: Painting) -> None:
    table.cloth(art, hue("6f7f5f"))
    at = salad_plate(art, hue("efe5d0"), hue("5f2a10"))
    for index, (x, y) in enumerate(shapes.heap(art.random, 54, at.x, at.y, at.rx * 0.76, at.ry * 0.74, 66)):
        kind = index % 6
        if kind == 1:
            vegetables.wood_ear(art, x, y, 34)
        elif kind == 3:
            vegetables.mushroom_cap(art, x, y, 32)
        elif kind == 4:
            vegetables.peanut(art, x, y, 1.2, art.random.uniform(0, 180), hue("dba566"))
        else:
            side = art.random.uniform(54, 64)
            cuts.cube(
                art,
                x,
                y,
                side,
                any_of(art.random, [hue("9c5526"), hue("8a4820"), hue("ad642f")]),
                turn=art.random.uniform(-35, 35),
                gloss=0.6,
            )
            for _ in range(9):
                px, py = x + art.random.uniform(-side * 0.4, side * 0.4), y + art.random.uniform(-side * 0.5, side * 0.3)
                art.flat(shapes.ellipse(px, py, art.random.uniform(1.5, 4), art.random.uniform(1.2, 3)), colour=hue("4a1f0a"), opacity=0.5)
    for x, y in spots(art, at, 40, 0.7, 34):
        garnish.sesame(art, x, y, 1.1)
    garnish.coriander(art, at.x, at.y - 76, 1.1, 6)


@picture("wood-ear")
def wood_ear_salad(art: Painting) -> None:
    table.wood(art, hue("b07a45"))
    at = salad_plate(art, ware.PORCELAIN, hue("8a5a26"))
    for x, y in shapes.heap(art.random, 44, at.x, at.y, at.rx * 0.76, at.ry * 0.74, 62):
        vegetables.wood_ear(art, x, y, art.random.uniform(40, 54))
    for x, y in spots(art, at, 20, 0.74, 34):
        garnish.chilli_ring(art, x, y, 1.15, art.random.choice([hue("c7281a"), hue("5d9a38")]))
    for x, y in spots(art, at, 46, 0.76, 32):
        cuts.nugget(art, x, y, art.random.uniform(5, 8), hue("f5e6bd"), rough=0.1)
    for x, y in spots(art, at, 40, 0.76, 32):
        garnish.sesame(art, x, y, 1.1)
    garnish.coriander(art, at.x + 10, at.y - 70, 1.4, 6)
    garnish.coriander(art, at.x - 90, at.y - 10, 1.0, -40)


@picture("jellyfish")
def jellyfish(art: Painting) -> None:
    table.cloth(art, table.TEAL)
    at = salad_plate(art, hue("f3ebda"), hue("5a2a12"))
    for _ in range(40):
        x, y = at.at(art.random.uniform(0, 360), art.random.uniform(0.2, 0.82))
        cuts.strip(
            art,
            x,
            y,
            78,
            9,
            art.random.uniform(-60, 60),
            any_of(art.random, [hue("a9cc6a"), hue("7fb04a"), hue("dcebb2")]),
            bend=6,
            gloss=0.7,
        )
    for x, y in shapes.heap(art.random, 60, at.x, at.y, at.rx * 0.68, at.ry * 0.66, 66):
        tone = any_of(art.random, [hue("c98a3c"), hue("b97428"), hue("d9a356")])
        long, wide = art.random.uniform(34, 50), art.random.uniform(15, 24)
        shard = shapes.blob(art.random, x, y, long, wide, 0.3, art.random.uniform(0, 180), 10)
        art.solid(
            shard,
            colour=pale(tone, 0.22),
            to=deep(tone, 0.1),
            round_=9,
            cast=0.42,
            rise=5,
            gloss=0.95,
            light=0.75,
            dark=0.5,
            rough=0.3,
            grain=15,
        )
        art.flat(shapes.ribbon([*shard, shard[0]], 2.4), colour=hue("fbe3b4"), opacity=0.45, blur=0.8)
    for x, y in spots(art, at, 50, 0.7, 34):
        garnish.sesame(art, x, y, 1.1)
    cuts.shreds(art, at.x, at.y - 50, [hue("c7281a")], 8, 50, 4, (150, 50))
    garnish.coriander(art, at.x, at.y - 74, 1.2, 0)


@picture("cauliflower")
def cauliflower(art: Painting) -> None:
    table.stone(art, hue("625a4f"))
    at = salad_plate(art, hue("54707c"), hue("a98a4a"))
    for x, y in shapes.heap(art.random, 62, at.x, at.y + 6, at.rx * 0.76, at.ry * 0.72, 66):
        lean = art.random.uniform(-24, 24)
        stalk = shapes.placed(shapes.smooth([(0, 44), (2, 14), (0, -8)]), x, y, 1, lean)
        art.solid(shapes.ribbon(stalk, 17, ends=(0.7, 1)), colour=hue("b9cf77"), to=hue("8fae4e"), round_=7, cast=0.45, rise=5, gloss=0.5)
        for _ in range(13):
            a, reach = art.random.uniform(0, 2 * math.pi), art.random.random() ** 0.5
            px, py = x + 30 * reach * math.cos(a), y - 16 + 17 * reach * math.sin(a)
            bud = shapes.blob(art.random, px, py, art.random.uniform(8, 13), art.random.uniform(7, 10), 0.2)
            art.solid(
                bud,
                colour=any_of(art.random, [hue("f7edcf"), hue("f1e2b6"), hue("e9d79c")]),
                round_=6,
                cast=0.35,
                rise=3,
                rough=0.4,
                grain=4,
            )
    for x, y in spots(art, at, 16, 0.7, 36):
        vegetables.pepper(art, x, y, 0.5, art.random.uniform(0, 360), hue("cf2d1c"))
    for x, y in spots(art, at, 60, 0.7, 32):
        garnish.sesame(art, x, y, 1.1)


@picture("sliced-beef")
def beef_shank(art: Painting) -> None:
    table.wood(art, hue("6d4630"))
    at = ware.plate(art, 400, 308, 335, hue("dfe3d4"), ware.BLUE)
    for step in range(13):
        cuts.strip(art, *at.at(step * 28, 0.8), 60, 10, art.random.uniform(-40, 40), hue("8fb552"), gloss=0.6)
    for row in range(3):
        for step in range(6 if row != 1 else 7):
            share = (step + 0.5) / (6 if row != 1 else 7) - 0.5
            x, y = at.x + share * at.rx * 1.42, at.y - 82 + row * 66 + share * share * 40
            tone = any_of(art.random, [hue("8a4a34"), hue("7d4230"), hue("95553c")])
            turn = share * 26 + art.random.uniform(-6, 6)
            cuts.slab(art, x, y, 104, 82, tone, turn=turn, thick=7, rough=0.2, gloss=0.55)
            for _ in range(3):
                start = art.random.uniform(-30, 10)
                vein = [
                    (start, art.random.uniform(-22, 22)),
                    (start + 16, art.random.uniform(-16, 16)),
                    (start + 38, art.random.uniform(-20, 20)),
                ]
                path = shapes.placed(shapes.smooth(vein), x, y, 1, turn)
                art.flat(shapes.ribbon(path, art.random.uniform(4, 8), ends=(0.2, 0.2)), colour=hue("e7b482"), opacity=0.75, blur=1.2)
    for x, y in spots(art, at, 50, 0.7, 10):
        garnish.sesame(art, x, y, 1.1)
    garnish.scallions(art, spots(art, at, 18, 0.7, 10))
    garnish.coriander(art, at.x + 6, at.y - 30, 1.4, 8)
    dip = ware.saucer(art, 690, 500, 92, ware.NIGHT, hue("4a1c0c"))
    for x, y in spots(art, dip, 5, 0.6):
        garnish.chilli_ring(art, x, y, 0.7)
