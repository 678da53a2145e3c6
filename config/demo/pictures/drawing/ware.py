"""Plates, bowls, cups and glasses, seen from the same chair: a circle on the table is `TILT` as high as it is wide."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from . import shapes
from .paint import Colour, Painting, deep, hue, pale
from .shapes import Outline, Point

TILT = 0.66
PORCELAIN, CELADON, EARTH, NIGHT = hue("f7f1e6"), hue("b9cdb8"), hue("8c5a3c"), hue("35302f")
BLUE, RUST, SNOW = hue("3d5f91"), hue("a44a2c"), hue("fbf8f2")


@dataclass(frozen=True)
class Plate:
    """Where food may lie: an ellipse round (x, y)."""

    x: float
    y: float
    rx: float
    ry: float

    def at(self, angle: float, reach: float) -> Point:
        return self.x + self.rx * reach * math.cos(math.radians(angle)), self.y + self.ry * reach * math.sin(math.radians(angle))

    def outline(self, reach: float = 1) -> Outline:
        return shapes.ellipse(self.x, self.y, self.rx * reach, self.ry * reach, points=120)


def plate(
    art: Painting,
    x: float = 400,
    y: float = 318,
    rx: float = 300,
    colour: Colour = PORCELAIN,
    band: Colour | None = None,
    fleck: bool = False,
    tilt: float = TILT,
    well: float = 0.79,
) -> Plate:
    """A round plate with a broad rim; the well is what is given back."""
    ry = rx * tilt
    outer = shapes.ellipse(x, y, rx, ry, points=140)
    art.shadow(shapes.moved(outer, 0, 10), dx=20, dy=24, blur=22, depth=0.85)
    art.shadow(shapes.moved(outer, 0, 8), dx=3, dy=5, blur=4, depth=0.5)
    art.solid(shapes.moved(outer, 0, 9), colour=deep(colour, 0.45), round_=4, cast=0, light=0.2, dark=0.5)
    art.solid(outer, colour=pale(colour, 0.25), to=deep(colour, 0.14), turn=20, round_=9, cast=0, light=0.7, dark=0.25, gloss=0.5)
    inner = shapes.ellipse(x, y + 2, rx * well, ry * well, points=140)
    if fleck:
        with art.inside(outer):
            art.speckle(outer, colours=[deep(colour, 0.8), deep(colour, 1)], count=150, size=(0.7, 2.1), opacity=0.5)
    if band is not None:
        for reach, width in ((0.955, 5.0), (0.905, 1.8)):
            ring(art, x, y, rx * reach, ry * reach, width, band)
    art.flat(shapes.ellipse(x, y + 2, rx * well + 5, ry * well + 5, points=140), colour=deep(colour, 0.5), opacity=0.4, blur=4)
    art.solid(inner, colour=deep(colour, 0.16), to=pale(colour, 0.3), turn=20, round_=16, cast=0, light=0, dark=0)
    art.flat(
        shapes.ribbon(shapes.arc(x, y + 2, rx * well - 2, ry * well - 2, 20, 80), 4, ends=(0.1, 0.1)), colour=SNOW, opacity=0.7, blur=1.5
    )
    art.flat(shapes.ribbon(shapes.arc(x, y, rx - 7, ry - 6, 195, 275), 4, ends=(0.1, 0.1)), colour=SNOW, opacity=0.8, blur=1.5)
    return Plate(x, y + 2, rx * well, ry * well)


def ring(art: Painting, x: float, y: float, rx: float, ry: float, width: float, colour: Colour, opacity: float = 0.8) -> None:
    """A painted line round a plate."""
    path = shapes.arc(x, y, rx, ry, 0, 359.9, 140)
    art.flat(shapes.ribbon(path, width, round_ends=False), colour=colour, opacity=opacity)


def oval_plate(
    art: Painting, x: float = 400, y: float = 320, rx: float = 345, ry: float = 190, colour: Colour = PORCELAIN, band: Colour | None = None
) -> Plate:
    return plate(art, x, y, rx, colour, band, tilt=ry / rx, well=0.8)


def board(art: Painting, x: float, y: float, width: float, height: float, colour: Colour = (165, 113, 63), turn: float = 0) -> None:
    """A wooden board or tray."""
    outline = shapes.box(x, y, width, height, 22, turn)
    art.shadow(outline, dx=14, dy=18, blur=16, depth=0.55)
    art.solid(shapes.moved(outline, 0, 12), colour=deep(colour, 0.55), round_=4, cast=0)
    art.solid(outline, colour=pale(colour, 0.12), to=deep(colour, 0.1), round_=8, cast=0, light=0.5, dark=0.3)
    with art.inside(outline):
        art.cloud(deep(colour, 0.8), 360, 10, 0.4, 3, [outline])


@dataclass(frozen=True)
class Bowl:
    """A bowl that is painted in two steps: `bowl()` up to its filling, `lip()` when the filling is in."""

    x: float
    y: float
    rx: float
    ry: float
    fill: Plate
    colour: Colour

    def rim(self) -> Outline:
        return shapes.ellipse(self.x, self.y, self.rx, self.ry, points=140)

    def mouth(self, above: float = 260) -> list[Outline]:
        """Where a filling may show: within the rim, and in the air over it."""
        inner = shapes.ellipse(self.x, self.y, self.rx - 9, self.ry - 7, points=140)
        air = [
            (self.x - self.rx + 9, self.y),
            (self.x - self.rx + 9, self.y - above),
            (self.x + self.rx - 9, self.y - above),
            (self.x + self.rx - 9, self.y),
        ]
        return [inner, air]


def bowl(
    art: Painting,
    x: float = 400,
    y: float = 252,
    rx: float = 292,
    depth: float = 255,
    colour: Colour = PORCELAIN,
    inside: Colour | None = None,
    band: Colour | None = None,
    fleck: bool = False,
    level: float = 0.13,
    foot: float = 0.42,
    tilt: float = TILT,
) -> Bowl:
    """A bowl up to the place where its filling begins; `level` is how far under the rim that is."""
    ry = rx * tilt
    inside = inside or colour
    drop = depth * 0.66
    wall = fine_profile([(y + drop * down, rx * out) for down, out in ((0, 1), (0.3, 0.965), (0.6, 0.86), (0.84, 0.68), (1, foot + 0.06))])
    body = [shapes.ellipse(x, at, radius, radius * tilt, points=100) for at, radius in wall]
    foot_at = shapes.ellipse(x, y + drop + 13, rx * foot, rx * foot * tilt)
    art.shadow(*(shapes.scaled(each, x, y + drop, 0.98, 0.9) for each in body[len(body) // 3 :]), dx=40, dy=26, blur=26, depth=0.75)
    art.shadow(foot_at, dx=10, dy=10, blur=8, depth=0.7)
    art.solid(foot_at, colour=deep(colour, 0.55), round_=5, cast=0, light=0.1, dark=0.6)
    art.solid(*body, colour=pale(colour, 0.15), to=deep(colour, 0.55), turn=-68, round_=40, cast=0, light=0.45, dark=0.75)
    with art.inside(*body):
        if fleck:
            art.speckle(*body[::6], colours=[deep(colour, 0.9), deep(colour, 1)], count=130, size=(0.8, 2.2), opacity=0.5)
        if band is not None:
            for off, width in ((26.0, 9.0), (40.0, 2.5)):
                art.flat(
                    shapes.ribbon(shapes.arc(x, y + off, rx * 0.99, ry * 0.98, 2, 178), width, round_ends=False), colour=band, opacity=0.8
                )
        art.flat(
            shapes.ribbon(shapes.arc(x, y + drop * 0.3, rx * 0.9, ry * 0.9, 118, 160), 20, ends=(0.1, 0.1)),
            colour=SNOW,
            opacity=0.4,
            blur=9,
        )
    rim = shapes.ellipse(x, y, rx, ry, points=140)
    shine = 1 if sum(colour) > 330 else 0.4
    art.solid(
        rim,
        colour=pale(colour, 0.35 * shine),
        to=deep(colour, 0.08),
        turn=20,
        round_=6,
        cast=0,
        light=0.8 * shine,
        dark=0.3,
        gloss=0.5 * shine,
    )
    hollow = shapes.ellipse(x, y + 1, rx - 10, ry - 8, points=140)
    art.fade(hollow, top=deep(inside, 0.5), bottom=pale(inside, 0.1), turn=24)
    with art.inside(hollow):
        art.flat(
            shapes.ribbon(shapes.arc(x, y + 4, rx - 12, ry - 10, 160, 330), 26, ends=(0.2, 0.2)),
            colour=deep(inside, 1),
            opacity=0.35,
            blur=10,
        )
    fill = Plate(x, y + ry * level, rx * (1 - level * 0.62) - 12, ry * (1 - level * 0.9) - 9)
    return Bowl(x, y, rx, ry, fill, colour)


def soup(art: Painting, kept: Bowl, colour: Colour, clear: float = 0.0, fat: int = 0) -> None:
    """Something liquid in a bowl: darker under the near-left wall, a gleam on the far side, drops of fat."""
    at = kept.fill
    with art.inside(at.outline()):
        art.fade(at.outline(), top=deep(colour, 0.35), bottom=pale(colour, 0.12), turn=28)
        art.cloud(pale(colour, 0.35), 200, 120, 0.4, 2, [at.outline()])
        edge = shapes.arc(at.x, at.y, at.rx - 3, at.ry - 3, 150, 335)
        art.flat(shapes.ribbon(edge, 22, ends=(0.2, 0.2)), colour=deep(colour, 1), opacity=0.5, blur=8)
        for _ in range(fat):
            px, py = at.at(art.random.uniform(0, 360), math.sqrt(art.random.random()) * 0.95)
            size = art.random.uniform(3, 11)
            art.flat(shapes.ellipse(px, py, size, size * TILT), colour=pale(colour, 0.45), opacity=0.5)
            art.flat(shapes.ribbon(shapes.arc(px, py, size, size * TILT, 190, 300, 12), 1.4), colour=SNOW, opacity=0.7)
    line = shapes.arc(at.x, at.y, at.rx, at.ry, 20, 130)
    art.flat(shapes.ribbon(line, 3, ends=(0.1, 0.1)), colour=pale(colour, 0.75), opacity=0.6, blur=1)


def lip(art: Painting, kept: Bowl) -> None:
    """The near edge of a bowl, over what is in it."""
    path = shapes.arc(kept.x, kept.y, kept.rx - 5, kept.ry - 4, 2, 178, 90)
    art.flat(shapes.ribbon(path, 9, ends=(0.3, 0.3)), colour=pale(kept.colour, 0.4 if sum(kept.colour) > 330 else 0.16), opacity=0.95)
    art.flat(shapes.ribbon(shapes.moved(path, 0, 3.5), 2.4, ends=(0.3, 0.3)), colour=deep(kept.colour, 0.5), opacity=0.5, blur=0.8)
    shine = shapes.arc(kept.x, kept.y, kept.rx - 5, kept.ry - 4, 100, 165, 40)
    art.gleam(shapes.moved(shine, 0, -1), 4, opacity=0.9, blur=0.8)


def saucer(art: Painting, x: float, y: float, rx: float, colour: Colour, sauce: Colour | None = None) -> Plate:
    """A small dish for a dip."""
    at = plate(art, x, y, rx, colour, well=0.76)
    if sauce is not None:
        art.fade(at.outline(0.95), top=deep(sauce, 0.4), bottom=pale(sauce, 0.08), turn=24)
        art.gleam(shapes.arc(at.x, at.y, at.rx * 0.7, at.ry * 0.68, 200, 260), 5, opacity=0.65, blur=1.5)
    return at


# Things that stand: turned on a lathe, seen from lower down.

LOW = 0.32
Profile = Sequence[tuple[float, float]]
"""How wide a turned thing is at which height: (y, radius), from the top down."""


def turned_outline(x: float, profile: Profile, tilt: float = LOW) -> Outline:
    """The silhouette: the sides, and the near half of the bottom."""
    fine = shapes.smooth([(radius, y) for y, radius in profile])
    left = [(x - radius, y) for radius, y in fine]
    bottom_radius, bottom = fine[-1]
    floor = shapes.arc(x, bottom, bottom_radius, bottom_radius * tilt, 180, 0, 40)
    return [*left, *floor, *[(2 * x - px, py) for px, py in reversed(left)]]


def lathe(
    art: Painting,
    x: float,
    profile: Profile,
    colour: Colour,
    *,
    tilt: float = LOW,
    gloss: float = 0.5,
    shade: float = 0.6,
    stand: bool = True,
) -> Outline:
    """Something round that stands: lit on its left, dark on its right."""
    outline = turned_outline(x, profile, tilt)
    bottom, radius = profile[-1]
    if stand:
        standing(art, x, bottom, radius, tilt)
    left, _, right, _ = shapes.bounds([outline])
    wide = (right - left) / 2
    art.solid(outline, colour=pale(colour, 0.18), to=deep(colour, shade), turn=-78, round_=wide * 0.3, cast=0, light=0.25, dark=0.6)
    with art.inside(outline):
        streak = shapes.smooth([(x - radius_at * 0.62, y) for y, radius_at in profile])
        art.flat(shapes.ribbon(streak, wide * 0.2, ends=(0.4, 0.4)), colour=SNOW, opacity=gloss * 0.55, blur=wide * 0.07)
        art.flat(shapes.ribbon(shapes.moved(streak, -wide * 0.04, 0), wide * 0.06, ends=(0.2, 0.2)), colour=SNOW, opacity=gloss, blur=2)
        bounce = shapes.smooth([(x + radius_at * 0.93, y) for y, radius_at in profile])
        art.flat(shapes.ribbon(bounce, wide * 0.1), colour=pale(colour, 0.5), opacity=0.22, blur=5)
    return outline


def standing(art: Painting, x: float, y: float, radius: float, tilt: float = LOW) -> None:
    """The shadow on the table of something that stands."""
    long = shapes.ellipse(x + radius * 0.75, y + radius * tilt * 0.55, radius * 1.5, radius * tilt * 0.95)
    art.shadow(long, dx=0, dy=0, blur=18, depth=0.5)
    art.shadow(shapes.ellipse(x, y, radius, radius * tilt), dx=8, dy=5, blur=6, depth=0.75)


def mouth(
    art: Painting,
    x: float,
    y: float,
    radius: float,
    colour: Colour,
    drink: Colour | None = None,
    *,
    tilt: float = LOW,
    level: float = 0.1,
    wall: float = 7,
) -> Plate:
    """The open top of a cup, with a drink in it."""
    art.solid(
        shapes.ellipse(x, y, radius, radius * tilt, points=100),
        colour=pale(colour, 0.45),
        to=deep(colour, 0.06),
        turn=20,
        round_=4,
        cast=0,
        light=0.7,
        dark=0.3,
    )
    hole = shapes.ellipse(x, y, radius - wall, radius * tilt - wall * 0.62, points=100)
    art.fade(hole, top=deep(colour, 0.62), bottom=pale(colour, 0.05), turn=24)
    at = Plate(x, y + radius * level, radius - wall - radius * level * 0.35, radius * tilt - wall * 0.62 - radius * level * 0.3)
    if drink is not None:
        with art.inside(hole):
            art.fade(at.outline(), top=deep(drink, 0.3), bottom=pale(drink, 0.12), turn=24)
            edge = shapes.arc(at.x, at.y, at.rx - 2, at.ry - 2, 150, 335)
            art.flat(shapes.ribbon(edge, 12, ends=(0.2, 0.2)), colour=deep(drink, 1), opacity=0.45, blur=5)
            art.flat(
                shapes.ribbon(shapes.arc(at.x, at.y, at.rx, at.ry, 15, 120), 2.6, ends=(0.1, 0.1)),
                colour=pale(drink, 0.8),
                opacity=0.6,
                blur=0.8,
            )
    return at


def handle(art: Painting, x: float, y: float, width: float, height: float, colour: Colour, thick: float = 20) -> None:
    """An ear on the right-hand side; painted before the cup."""
    path = shapes.smooth(
        [
            (x - 14, y - height * 0.42),
            (x + width * 0.62, y - height * 0.5),
            (x + width, y - height * 0.08),
            (x + width * 0.66, y + height * 0.34),
            (x - 18, y + height * 0.5),
        ]
    )
    art.solid(shapes.ribbon(path, thick), colour=pale(colour, 0.1), to=deep(colour, 0.3), round_=thick * 0.5, cast=0.35, rise=6, gloss=0.5)


@dataclass(frozen=True)
class Glass:
    """A glass that is painted in two steps: `glass()` with its drink, `shine()` when ice and leaves are in."""

    x: float
    profile: Profile
    top: float
    radius: float
    surface: Plate
    body: Outline


def glass(
    art: Painting,
    x: float,
    profile: Profile,
    drink: Colour,
    *,
    to: Colour | None = None,
    fill: float = 0.14,
    base: float = 16,
    tilt: float = LOW,
    clear: float = 0.0,
) -> Glass:
    """A clear glass; `fill` is how much of its height stays empty, `to` the colour of the drink at the bottom."""
    top, top_radius = profile[0]
    bottom, bottom_radius = profile[-1]
    body = turned_outline(x, profile, tilt)
    standing(art, x, bottom, bottom_radius, tilt)
    art.flat(
        shapes.ellipse(x + bottom_radius * 0.8, bottom + bottom_radius * tilt * 0.7, bottom_radius * 0.9, bottom_radius * tilt * 0.5),
        colour=pale(drink, 0.3),
        opacity=0.35,
        blur=10,
    )
    art.flat(body, colour=SNOW, opacity=0.2)
    level = top + (bottom - top) * fill
    wet = [(y, radius) for y, radius in fine_profile(profile) if level <= y <= bottom - base]
    inner = [(y, radius - 7) for y, radius in wet]
    outline = turned_outline(x, inner, tilt)
    art.fade(outline, top=pale(drink, 0.1), bottom=to or deep(drink, 0.3))
    with art.inside(outline):
        wide = inner[0][1]
        for side, colour, opacity in ((-1, pale(drink, 0.6), 0.35), (1, deep(drink, 0.9), 0.5)):
            edge = [(x + side * radius * 0.98, y) for y, radius in inner]
            art.flat(shapes.ribbon(edge, wide * 0.34), colour=colour, opacity=opacity * (1 - clear), blur=wide * 0.1)
        art.flat(shapes.ellipse(x, inner[-1][0] + 4, inner[-1][1], inner[-1][1] * tilt), colour=pale(drink, 0.5), opacity=0.22, blur=8)
    radius = inner[0][1]
    surface = Plate(x, level, radius, radius * tilt)
    art.fade(surface.outline(), top=deep(drink, 0.22), bottom=pale(drink, 0.35), turn=20)
    art.flat(shapes.ribbon(shapes.arc(x, level, radius, radius * tilt, 0, 359, 90), 2), colour=pale(drink, 0.8), opacity=0.6)
    return Glass(x, profile, top, top_radius, surface, body)


def fine_profile(profile: Profile) -> list[tuple[float, float]]:
    return [(y, radius) for radius, y in shapes.smooth([(radius, y) for y, radius in profile], steps=14)]


def shine(art: Painting, kept: Glass, tilt: float = LOW, drops: int = 0) -> None:
    """The glass itself: its rim, its edges, its reflections, and the dew on a cold one."""
    x = kept.x
    fine = fine_profile(kept.profile)
    with art.inside(kept.body):
        for side, opacity in ((-1, 0.65), (1, 0.42)):
            art.flat(shapes.ribbon([(x + side * (radius - 3), y) for y, radius in fine], 6), colour=SNOW, opacity=opacity, blur=1.5)
        streak = [(x - radius * 0.68, y) for y, radius in fine[len(fine) // 10 : -len(fine) // 6]]
        art.flat(shapes.ribbon(streak, kept.radius * 0.15, ends=(0.3, 0.3)), colour=SNOW, opacity=0.42, blur=3)
        thin = [(x - radius * 0.45, y) for y, radius in fine[len(fine) // 7 : len(fine) // 2]]
        art.flat(shapes.ribbon(thin, kept.radius * 0.05, ends=(0.3, 0.3)), colour=SNOW, opacity=0.4, blur=1.5)
        right = [(x + radius * 0.8, y) for y, radius in fine[len(fine) // 3 : -len(fine) // 8]]
        art.flat(shapes.ribbon(right, kept.radius * 0.07, ends=(0.3, 0.3)), colour=SNOW, opacity=0.3, blur=2)
        bottom, radius = kept.profile[-1]
        art.flat(
            shapes.ribbon(shapes.arc(x, bottom - 3, radius - 4, radius * tilt - 3, 10, 170, 40), 5, ends=(0.2, 0.2)),
            colour=SNOW,
            opacity=0.6,
            blur=1.5,
        )
        for _ in range(drops):
            y, radius = art.random.choice(fine[len(fine) // 5 :])
            px, size = x + radius * art.random.uniform(-0.88, 0.88), art.random.uniform(1.6, 4.6)
            drop = shapes.ellipse(px, y, size * 0.8, size)
            art.flat(shapes.moved(drop, 0.8, 1.2), colour=hue("3a2418"), opacity=0.3, blur=0.6)
            art.flat(drop, colour=SNOW, opacity=0.4)
            art.flat(shapes.ellipse(px - size * 0.25, y - size * 0.3, size * 0.3, size * 0.35, points=10), colour=SNOW, opacity=0.9)
    rim = shapes.arc(x, kept.top, kept.radius - 2, (kept.radius - 2) * tilt, 0, 359.9, 100)
    art.flat(shapes.ribbon(rim, 4.4, round_ends=False), colour=SNOW, opacity=0.75)
    art.flat(
        shapes.ribbon(
            shapes.moved(shapes.arc(x, kept.top, kept.radius - 5, (kept.radius - 5) * tilt, 10, 170, 60), 0, 2), 1.6, ends=(0.2, 0.2)
        ),
        colour=hue("7a5a45"),
        opacity=0.5,
    )
    art.gleam(shapes.arc(x, kept.top, kept.radius - 2, (kept.radius - 2) * tilt, 110, 165, 30), 5, opacity=1, blur=0.8)
