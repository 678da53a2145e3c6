"""The mark of the product and the icons that browsers install, drawn anew by `python -m displays.icons`."""

from pathlib import Path

from PIL import Image, ImageDraw

from displays.screens import ICONS

STATIC = Path(__file__).parent / "static"
FOLDER = STATIC / "icons"
TEAL, WHITE, WARM = "#0f5d63", "#ffffff", "#f0986a"

Point = tuple[float, float]
ARMS: tuple[Point, Point, Point] = ((0.25, 0.36), (0.5, 0.76), (0.75, 0.36))
ARM_WIDTH = 0.125
DOT: Point = (0.5, 0.32)
DOT_RADIUS = 0.105
CORNER = 0.235
"""All in parts of the side of a square: a V, and the guest it is there for."""

SMOOTH = 8


def mark_svg() -> str:
    """The mark as a drawing of 64 by 64."""
    side = 64
    (ax, ay), (bx, by), (cx, cy) = [(x * side, y * side) for x, y in ARMS]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<rect width="{side}" height="{side}" rx="{CORNER * side:g}" fill="{TEAL}"/>'
        f'<path d="M{ax:g} {ay:g}L{bx:g} {by:g}L{cx:g} {cy:g}" fill="none" stroke="{WHITE}" stroke-width="{ARM_WIDTH * side:g}" '
        f'stroke-linecap="round" stroke-linejoin="round"/>'
        f'<circle cx="{DOT[0] * side:g}" cy="{DOT[1] * side:g}" r="{DOT_RADIUS * side:g}" fill="{WARM}"/></svg>\n'
    )


def icon(side: int, *, maskable: bool = False) -> Image.Image:
    """The mark in pixels. A maskable one fills its square, and keeps inside the circle that every launcher shows."""
    big = side * SMOOTH
    picture = Image.new("RGBA", (big, big), TEAL if maskable else (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    if not maskable:
        draw.rounded_rectangle((0, 0, big - 1, big - 1), CORNER * big, fill=TEAL)
    scale = 0.78 if maskable else 1.0

    def place(point: Point) -> Point:
        return (0.5 + (point[0] - 0.5) * scale) * big, (0.5 + (point[1] - 0.5) * scale) * big

    def disc(point: Point, radius: float, colour: str) -> None:
        (x, y), r = place(point), radius * scale * big
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    draw.line([place(point) for point in ARMS], fill=WHITE, width=round(ARM_WIDTH * scale * big))
    for point in ARMS:
        disc(point, ARM_WIDTH / 2, WHITE)
    disc(DOT, DOT_RADIUS, WARM)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for drawing in (FOLDER / "mark.svg", STATIC / "api" / "icon.svg"):
        drawing.write_text(mark_svg(), "utf-8")
    for name, (side, maskable) in ICONS.items():
        icon(side, maskable=maskable).save(FOLDER / name, optimize=True)


if __name__ == "__main__":
    main()
