"""Soft drinks: soya milk, water and cola."""

from .. import shapes, table, ware
from ..album import picture
from ..food import garnish, grains
from ..paint import Painting, hue
from . import vessels


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
        grains.roll(art, px - 10, py, 250, 56, turn, hue("d6963f"))
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
        vessels.ice(art, 548, 420, 50, 20, hue("ffffff"), 0.5)
    ware.shine(art, glass, drops=10)
    garnish.lemon_slice(art, 634, 322, 44, 0, 1)


@picture("soda-can")
def cola(art: Painting) -> None:
    table.room(art, hue("a8703f"), hue("5a2c28"))
    vessels.can(art, hue("b8231d"), hue("f7efe2"))
    vessels.fizzy_glass(
        art,
        hue("4a1c0e"),
        hue("220a06"),
        ice_inside=(hue("e8c8a8"), 0.36),
        bubbles=(40, hue("f3d9b8"), 0.6),
        ice_on_top=(hue("f2dcc4"), 0.55),
    )
    garnish.lemon_slice(art, 650, 240, 52, 10, 1)
