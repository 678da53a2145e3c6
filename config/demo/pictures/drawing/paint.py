"""A painting: solid things lit from the top left, laid over each other from far to near."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from . import shapes
from .shapes import Outline, Point

WIDTH, HEIGHT = 800, 600

Colour = tuple[int, int, int]
CREAM: Colour = (255, 246, 226)
UMBER: Colour = (52, 22, 12)


def hue(text: str) -> Colour:
    """A colour written as in a style sheet, "d9a05b"."""
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    return tuple(round(p + (q - p) * share) for p, q in zip(a, b, strict=True))  # type: ignore[return-value]


def deep(colour: Colour, share: float = 0.5) -> Colour:
    """The colour in its own shadow: darker, warmer and fuller, never grey."""
    full = (max(colour) - min(colour)) / max(*colour, 1)
    kept = (0.82, 0.75 - 0.1 * full, 0.7 - 0.16 * full)
    shadow = tuple(round(part * part / 255 * share_kept) for part, share_kept in zip(colour, kept, strict=True))
    return mix(colour, mix(shadow, UMBER, 0.1 + 0.14 * full), share)  # type: ignore[arg-type]


def pale(colour: Colour, share: float = 0.5) -> Colour:
    return mix(colour, CREAM, share)


def bright(colour: Colour) -> Colour:
    """The colour where the lamp falls on it: what is dark stays coloured, what is light goes to cream."""
    top = max(*colour, 40)
    full = tuple(round(part * min(255 / top, 1.7)) for part in colour)
    return pale(full, 0.2 + 0.55 * (top / 255) ** 2)  # type: ignore[arg-type]


def any_of(random: Random, colours: Sequence[Colour], vary: float = 0.06) -> Colour:
    """One of the colours, a little lighter or darker."""
    colour = random.choice(colours)
    share = random.uniform(-vary, vary)
    return pale(colour, share * 2) if share > 0 else deep(colour, -share * 2)


def noise(random: Random, width: int, height: int, cell_x: float, cell_y: float, octaves: int = 3) -> Image.Image:
    """Cloudy grey, mean 128; `cell_x` and `cell_y` are the size of the largest clouds in pixels."""
    total: Image.Image | None = None
    for octave in range(octaves):
        across, down = max(2, round(width / cell_x * 2**octave) + 2), max(2, round(height / cell_y * 2**octave) + 2)
        layer = Image.frombytes("L", (across, down), random.randbytes(across * down)).resize((width, height), Image.Resampling.BICUBIC)
        total = layer if total is None else Image.blend(total, layer, 0.42)
    assert total is not None
    return total


class Painting:
    """One picture while it is being made. Lengths are in picture pixels; inside, everything is `scale` times as large."""

    def __init__(self, name: str, scale: int = 2) -> None:
        self.scale = scale
        self.random = Random(name)
        self.image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), CREAM)
        self.window: Image.Image | None = None

    def finished(self) -> Image.Image:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        fuller = ImageEnhance.Contrast(ImageEnhance.Color(small).enhance(1.14)).enhance(1.05)
        return fuller.filter(ImageFilter.UnsharpMask(0.8, 40, 2))

    # Masks

    def mask(self, outlines: Sequence[Outline], pad: float) -> tuple[int, int, Image.Image]:
        """The outlines filled, with `pad` free round them, and where the mask's corner lies."""
        s = self.scale
        left, top, right, bottom = shapes.bounds(outlines)
        x, y = math.floor((left - pad) * s), math.floor((top - pad) * s)
        made = Image.new("L", (math.ceil((right + pad) * s) - x + 1, math.ceil((bottom + pad) * s) - y + 1))
        draw = ImageDraw.Draw(made)
        for outline in outlines:
            draw.polygon([(px * s - x, py * s - y) for px, py in outline], fill=255)
        return x, y, made

    @contextmanager
    def inside(self, *outlines: Outline) -> Iterator[None]:
        """Paint only within these outlines."""
        before = self.window
        window = Image.new("L", self.image.size)
        draw = ImageDraw.Draw(window)
        for outline in outlines:
            draw.polygon([(x * self.scale, y * self.scale) for x, y in outline], fill=255)
        self.window = window if before is None else ImageChops.multiply(window, before)
        yield
        self.window = before

    def lay(self, x: int, y: int, colour: Colour | Image.Image, mask: Image.Image) -> None:
        """Put colour where the mask is white."""
        if self.window is not None:
            mask = ImageChops.multiply(mask, self.window.crop((x, y, x + mask.width, y + mask.height)))
        if isinstance(colour, Image.Image):
            self.image.paste(colour, (x, y), mask)
        else:
            self.image.paste(colour, (x, y, x + mask.width, y + mask.height), mask)

    # What pictures are made of

    def shadow(
        self, *outlines: Outline, dx: float = 10, dy: float = 14, blur: float = 10, depth: float = 0.4, colour: Colour = UMBER
    ) -> None:
        """What stands between the lamp and the table darkens the table."""
        x, y, mask = self.mask(outlines, blur * 3)
        mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale)).point([round(value * depth) for value in range(256)])
        self.lay(x + round(dx * self.scale), y + round(dy * self.scale), colour, mask)

    def flat(self, *outlines: Outline, colour: Colour, opacity: float = 1, blur: float = 0) -> None:
        """Colour without shape: a print, a stain, a gleam."""
        x, y, mask = self.mask(outlines, blur * 3 + 1)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale))
        if opacity < 1:
            mask = mask.point([round(value * opacity) for value in range(256)])
        self.lay(x, y, colour, mask)

    def fade(self, *outlines: Outline, top: Colour, bottom: Colour, turn: float = 0) -> None:
        """Colour that changes from top to bottom; turned, from side to side."""
        x, y, mask = self.mask(outlines, 1)
        self.lay(x, y, ramp(mask.size, top, bottom, turn), mask)

    def solid(
        self,
        *outlines: Outline,
        colour: Colour,
        to: Colour | None = None,
        turn: float = 0,
        round_: float = 8,
        light: float = 0.55,
        dark: float = 0.55,
        gloss: float = 0,
        rough: float = 0,
        grain: float = 10,
        cast: float = 0.35,
        rise: float = 4,
    ) -> None:
        """A thing with thickness.

        `round_` is how far from its edge it goes on to curve, `light` and `dark` how much the lamp shows it, `gloss` how wet it is,
        `rough` and `grain` how bumpy and how coarse, `cast` and `rise` the depth and the length of its shadow.
        """
        s = self.scale
        if cast:
            self.shadow(*outlines, dx=rise * 0.7, dy=rise, blur=max(rise * 0.7, 1), depth=cast)
        x, y, mask = self.mask(outlines, min(round_, 8) + 2)
        body = Image.new("RGB", mask.size, colour) if to is None else ramp(mask.size, colour, to, turn)
        height = mask.filter(ImageFilter.GaussianBlur(round_ * s * 0.62))
        if rough:
            height = Image.blend(height, noise(self.random, *mask.size, grain * s, grain * s, 2), rough)
        step = max(1, round(min(round_ * 0.3, 5) * s))
        slope = slope_of(height, step)
        darker, lighter = deep(mix(colour, to or colour, 0.5), 0.85), bright(mix(colour, to or colour, 0.3))
        body.paste(darker, (0, 0), slope.point(upto(128, 24, dark)))
        body.paste(lighter, (0, 0), slope.point(upfrom(128, 232, light)))
        if gloss:
            wet = slope.point(upfrom(176, 240, gloss)).filter(ImageFilter.GaussianBlur(max(0.6, round_ * 0.06) * s))
            body.paste((255, 252, 244), (0, 0), wet)
        self.lay(x, y, body, mask)

    def speckle(
        self, *outlines: Outline, colours: Sequence[Colour], count: int, size: tuple[float, float] = (1, 2.5), opacity: float = 0.8
    ) -> None:
        """Specks strewn over a surface: pepper, seeds, flecks of a glaze."""
        left, top, right, bottom = shapes.bounds(outlines)
        with self.inside(*outlines):
            for _ in range(count):
                x, y = self.random.uniform(left, right), self.random.uniform(top, bottom)
                radius = self.random.uniform(*size)
                speck = shapes.blob(self.random, x, y, radius, radius * self.random.uniform(0.6, 1), 0.25, corners=6)
                self.flat(speck, colour=any_of(self.random, colours), opacity=opacity)

    def gleam(self, path: Sequence[Point], width: float, opacity: float = 0.6, blur: float = 2, colour: Colour = (255, 253, 247)) -> None:
        """A streak of light on something smooth."""
        self.flat(shapes.ribbon(path, width, ends=(0.1, 0.1)), colour=colour, opacity=opacity, blur=blur)

    def cloud(self, colour: Colour, cell_x: float, cell_y: float, strength: float, octaves: int = 3, over: Sequence[Outline] = ()) -> None:
        """Uneven colour: grain, weave, glaze; over the outlines or over everything."""
        s = self.scale
        if over:
            x, y, mask = self.mask(over, 1)
        else:
            x, y, mask = 0, 0, Image.new("L", self.image.size, 255)
        clouds = noise(self.random, *mask.size, cell_x * s, cell_y * s, octaves).point(upfrom(112, 200, strength))
        self.lay(x, y, colour, ImageChops.multiply(mask, clouds))


def ramp(size: tuple[int, int], top: Colour, bottom: Colour, turn: float = 0) -> Image.Image:
    share = Image.linear_gradient("L")
    if turn:
        share = share.resize((364, 364)).rotate(turn, Image.Resampling.BICUBIC).crop((54, 54, 310, 310))
    share = share.resize(size, Image.Resampling.BILINEAR)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), share)


def slope_of(height: Image.Image, step: int) -> Image.Image:
    """How much a surface faces the lamp at the top left: 128 is level, more is lit."""
    nearer, further = Image.new("L", height.size), Image.new("L", height.size)
    nearer.paste(height, (-step, -step))
    further.paste(height, (step, step))
    return ImageChops.subtract(nearer, further, 0.55, 128)


def upfrom(low: int, high: int, strength: float) -> list[int]:
    """A table that maps low..high to 0..strength."""
    return [round(255 * strength * min(max((value - low) / (high - low), 0), 1)) for value in range(256)]


def upto(high: int, low: int, strength: float) -> list[int]:
    """A table that maps high..low, downwards, to 0..strength."""
    return [round(255 * strength * min(max((high - value) / (high - low), 0), 1)) for value in range(256)]
