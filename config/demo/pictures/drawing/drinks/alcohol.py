"""Long drinks, beer and wine."""

from .. import shapes, table, ware
from ..album import picture
from ..food import cuts, garnish, vegetables
from ..paint import Painting, deep, hue
from . import vessels


@picture("long-drink")
def lonkero(art: Painting) -> None:
    table.room(art, hue("b89468"), hue("42596a"))
    vessels.can(art, hue("8fb0c2"), hue("f7f7f2"))
    vessels.fizzy_glass(
        art,
        hue("e3e7d6"),
        hue("c9d3c4"),
        ice_inside=(hue("ffffff"), 0.5),
        bubbles=(50, hue("ffffff"), 0.8),
        ice_on_top=(hue("ffffff"), 0.6),
    )
    garnish.lemon_slice(art, 650, 240, 54, 10, 1, hue("f29a5c"), hue("f5866a"))


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
        vegetables.peanut(art, px, py, 0.85, art.random.uniform(0, 180), hue("d69a55"))


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
        vessels.tea_cup(art, cx, cy, 62, hue("e9dfcc"), hue("b5651d"))
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
    cuts.shreds(art, plum.x + 40, plum.y, [hue("f3dc92")], 8, 34, 4, (16, 8))
    table.steam(art, 374, 160, height=140, width=70, wisps=2, opacity=0.34)
    table.steam(art, 620, 440, height=120, width=100, wisps=2, opacity=0.28)
