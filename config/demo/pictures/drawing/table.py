"""What dishes stand on, and the air over them."""

import math

from PIL import Image

from . import shapes
from .paint import HEIGHT, UMBER, WIDTH, Colour, Painting, deep, hue, pale
from .shapes import Outline

WALNUT, OAK, SLATE = hue("7a4527"), hue("c58a50"), hue("4b4743")
INDIGO, TEAL = hue("3f4f6b"), hue("4b7470")


def lamp(art: Painting, strength: float = 1) -> None:
    """A warm pool of light from the top left; the far corner falls away."""
    glow = (
        Image.radial_gradient("L")
        .resize((WIDTH * 2, HEIGHT * 2))
        .crop((WIDTH // 2, HEIGHT // 2 + 60, WIDTH // 2 + WIDTH, HEIGHT // 2 + 60 + HEIGHT))
    )
    glow = glow.resize(art.image.size)
    art.lay(0, 0, hue("ffe9c4"), glow.point([round(max(0, 150 - value) * 0.5 * strength) for value in range(256)]))
    art.lay(0, 0, hue("1e0d08"), glow.point([round(max(0, value - 96) * 0.85 * strength) for value in range(256)]))


def wood(art: Painting, colour: Colour = WALNUT, planks: int = 4, turn: float = 0) -> None:
    """Boards that run across, each with a grain of its own."""
    everything = shapes.box(WIDTH / 2, HEIGHT / 2, WIDTH, HEIGHT)
    art.flat(everything, colour=colour)
    height = HEIGHT / planks
    for index in range(planks):
        board = shapes.box(WIDTH / 2, (index + 0.5) * height, WIDTH + 4, height)
        tone = art.random.uniform(-0.16, 0.16)
        art.flat(board, colour=pale(colour, tone) if tone > 0 else deep(colour, -tone * 1.6))
        art.cloud(deep(colour, 0.8), 420, 9, 0.4, 3, [board])
        art.cloud(pale(colour, 0.5), 520, 14, 0.28, 2, [board])
        if index:
            art.flat(shapes.box(WIDTH / 2, index * height, WIDTH + 4, 3), colour=deep(colour, 1), opacity=0.75, blur=0.6)
            art.flat(shapes.box(WIDTH / 2, index * height + 3, WIDTH + 4, 1.4), colour=pale(colour, 0.5), opacity=0.4, blur=0.5)
    lamp(art)


def stone(art: Painting, colour: Colour = SLATE) -> None:
    art.flat(shapes.box(WIDTH / 2, HEIGHT / 2, WIDTH, HEIGHT), colour=colour)
    art.cloud(deep(colour, 0.9), 180, 120, 0.45, 3)
    art.cloud(pale(colour, 0.4), 260, 150, 0.3, 3)
    art.cloud(pale(colour, 0.6), 30, 22, 0.1, 4)
    lamp(art)


def cloth(art: Painting, colour: Colour, fold: bool = True) -> None:
    """Linen: a fine weave, and folds that the light finds."""
    art.flat(shapes.box(WIDTH / 2, HEIGHT / 2, WIDTH, HEIGHT), colour=colour)
    art.cloud(deep(colour, 0.6), 60, 2, 0.16, 1)
    art.cloud(deep(colour, 0.6), 2, 60, 0.16, 1)
    art.cloud(pale(colour, 0.5), 300, 200, 0.25, 2)
    if fold:
        for _ in range(3):
            x = art.random.uniform(-100, WIDTH)
            path = shapes.smooth([(x, -40), (x + art.random.uniform(30, 160), 300), (x + art.random.uniform(60, 260), 660)])
            art.flat(shapes.ribbon(path, 60), colour=deep(colour, 0.8), opacity=0.28, blur=16)
            art.flat(shapes.ribbon(shapes.moved(path, -34, -8), 34), colour=pale(colour, 0.6), opacity=0.3, blur=12)
    lamp(art)


def bamboo_mat(art: Painting, colour: Colour = (199, 154, 91)) -> None:
    """Slats tied by two rows of thread."""
    art.flat(shapes.box(WIDTH / 2, HEIGHT / 2, WIDTH, HEIGHT), colour=deep(colour, 0.8))
    slats = 22
    for index in range(slats):
        y = (index + 0.5) * HEIGHT / slats
        tone = pale(colour, art.random.uniform(0, 0.22))
        art.solid(
            shapes.box(WIDTH / 2, y, WIDTH + 40, HEIGHT / slats - 2),
            colour=tone,
            to=deep(tone, 0.25),
            round_=6,
            cast=0,
            light=0.3,
            dark=0.4,
        )
    art.cloud(deep(colour, 0.7), 300, 5, 0.25, 2)
    for x in (130, 670):
        for index in range(slats):
            y = (index + 0.5) * HEIGHT / slats
            art.solid(shapes.box(x + (3 if index % 2 else -3), y, 7, 19, 3), colour=hue("8a5a2c"), round_=3, cast=0.2, rise=2)
    lamp(art)


def steam(art: Painting, x: float, y: float, height: float = 190, width: float = 150, wisps: int = 3, opacity: float = 0.34) -> None:
    """Warm air that curls up from (x, y)."""
    for index in range(wisps):
        left = x + (index - (wisps - 1) / 2) * width / max(wisps, 1) + art.random.uniform(-10, 10)
        tall = height * art.random.uniform(0.75, 1.1)
        sway = art.random.uniform(16, 30) * art.random.choice((-1, 1))
        points = [(left + sway * math.sin(step * 1.35) * (0.5 + step / 6), y - tall * step / 6) for step in range(7)]
        path = shapes.smooth(points)
        art.flat(shapes.ribbon(path, 40, ends=(0.25, 0.05)), colour=hue("fffaf0"), opacity=opacity * 0.9, blur=16)
        art.flat(shapes.ribbon(path, 15, ends=(0.2, 0.05)), colour=hue("fffdf8"), opacity=opacity * 0.75, blur=8)


def chopsticks(
    art: Painting, x: float, y: float, length: float = 420, turn: float = -62, colour: Colour = (93, 42, 28), gap: float = 17
) -> None:
    """A pair beside the dish, the thin ends away from us."""
    for side in (0, 1):
        stick = shapes.ribbon(
            [(-length / 2, side * gap - side * 5), (0, side * gap - side * 2), (length / 2, side * gap)], 10, ends=(0.45, 1)
        )
        stick = shapes.turned(shapes.moved(stick, x, y), x, y, turn)
        art.solid(stick, colour=colour, round_=4, cast=0.45, rise=7, light=0.6, dark=0.5, gloss=0.2)
        band = shapes.turned(shapes.moved(shapes.box(length * 0.36, side * gap, 26, 10, 2), x, y), x, y, turn)
        art.solid(band, colour=hue("d9a441"), round_=4, cast=0, light=0.6, dark=0.5)


def spoon(art: Painting, x: float, y: float, size: float = 1, turn: float = 20, colour: Colour = (244, 237, 224)) -> None:
    """A short Chinese spoon of porcelain."""
    handle = shapes.ribbon([(-6, 0), (60, -4), (118, -16)], 24, ends=(1, 0.75))
    art.solid(shapes.placed(handle, x, y, size, turn), colour=colour, round_=8, cast=0.4, rise=6, gloss=0.3)
    art.solid(shapes.ellipse(x, y, 44 * size, 32 * size, turn), colour=colour, round_=10, cast=0.4, rise=6, gloss=0.2)
    art.solid(
        shapes.ellipse(x, y, 36 * size, 25 * size, turn),
        colour=deep(colour, 0.14),
        to=pale(colour, 0.4),
        round_=10,
        cast=0,
        light=0,
        dark=0.5,
    )


LEAF: Outline = [*shapes.smooth([(0, 0), (0.3, -0.16), (0.65, -0.15), (1, 0)]), *shapes.smooth([(1, 0), (0.65, 0.15), (0.3, 0.16), (0, 0)])]
"""One leaf along x, as long as 1."""


def room(art: Painting, top: Colour = OAK, wall: Colour = (93, 64, 48), edge: float = 265) -> None:
    """A table seen from lower down, and the room behind it out of focus."""
    art.fade(shapes.box(WIDTH / 2, edge / 2, WIDTH + 4, edge + 4), top=deep(wall, 0.35), bottom=pale(wall, 0.16))
    for _ in range(9):
        x, y, size = art.random.uniform(-20, WIDTH + 20), art.random.uniform(-10, edge - 40), art.random.uniform(16, 58)
        glow = shapes.ellipse(x, y, size, size)
        art.flat(glow, colour=hue("ffd89a"), opacity=art.random.uniform(0.07, 0.2), blur=3)
    art.flat(shapes.box(WIDTH * 0.2, edge * 0.4, 340, 260), colour=hue("ffdca6"), opacity=0.22, blur=60)
    front = shapes.box(WIDTH / 2, (HEIGHT + edge) / 2, WIDTH + 4, HEIGHT - edge)
    art.fade(front, top=pale(top, 0.2), bottom=deep(top, 0.35))
    art.cloud(deep(top, 0.8), 460, 12, 0.36, 3, [front])
    art.cloud(pale(top, 0.5), 520, 16, 0.25, 2, [front])
    art.flat(front, colour=hue("f0902e"), opacity=0.13)
    art.flat(shapes.box(WIDTH / 2, edge, WIDTH + 4, 5), colour=pale(top, 0.7), opacity=0.55, blur=2)
    art.flat(shapes.box(WIDTH / 2, edge - 8, WIDTH + 4, 12), colour=UMBER, opacity=0.35, blur=6)
    lamp(art, 0.8)
