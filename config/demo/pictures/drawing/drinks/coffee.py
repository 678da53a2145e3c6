"""Coffee."""

from .. import shapes, table, ware
from ..album import picture
from ..paint import Colour, Painting, any_of, deep, hue, pale


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
