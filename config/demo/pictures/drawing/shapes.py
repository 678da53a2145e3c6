"""Outlines: lists of points in picture pixels, x to the right and y down. Nothing here knows of colour."""

import math
from collections.abc import Iterable, Sequence
from random import Random

Point = tuple[float, float]
Outline = list[Point]


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0, points: int = 72) -> Outline:
    """A whole ellipse round (x, y); `turn` in degrees, clockwise."""
    return turned([(x + rx * math.cos(a), y + ry * math.sin(a)) for a in around(points)], x, y, turn)


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, points: int = 36) -> Outline:
    """Part of an ellipse, open; degrees, 0 to the right, 90 down."""
    return [
        (x + rx * math.cos(math.radians(a)), y + ry * math.sin(math.radians(a)))
        for a in (start + (end - start) * step / (points - 1) for step in range(points))
    ]


def around(points: int) -> list[float]:
    return [2 * math.pi * step / points for step in range(points)]


def blob(random: Random, x: float, y: float, rx: float, ry: float, wobble: float = 0.12, turn: float = 0, corners: int = 9) -> Outline:
    """A roundish thing that no machine cut."""
    rough = [
        (x + rx * reach * math.cos(a), y + ry * reach * math.sin(a))
        for a, reach in ((a, 1 + random.uniform(-wobble, wobble)) for a in around(corners))
    ]
    return turned(smooth(rough, closed=True), x, y, turn)


def box(x: float, y: float, width: float, height: float, corner: float = 0, turn: float = 0) -> Outline:
    """A rectangle round (x, y) with rounded corners."""
    corner = min(corner, width / 2, height / 2)
    left, right, top, bottom = x - width / 2 + corner, x + width / 2 - corner, y - height / 2 + corner, y + height / 2 - corner
    parts = ((left, top, 180.0), (right, top, 270.0), (right, bottom, 0.0), (left, bottom, 90.0))
    return turned([point for px, py, start in parts for point in arc(px, py, corner, corner, start, start + 90, 8)], x, y, turn)


def turned(outline: Sequence[Point], x: float, y: float, degrees: float) -> Outline:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(x + (px - x) * cos - (py - y) * sin, y + (px - x) * sin + (py - y) * cos) for px, py in outline]


def moved(outline: Sequence[Point], dx: float, dy: float) -> Outline:
    return [(x + dx, y + dy) for x, y in outline]


def scaled(outline: Sequence[Point], x: float, y: float, sx: float, sy: float) -> Outline:
    return [(x + (px - x) * sx, y + (py - y) * sy) for px, py in outline]


def placed(outline: Sequence[Point], x: float, y: float, size: float = 1, turn: float = 0, flat: float = 1) -> Outline:
    """An outline drawn round the origin, brought to (x, y); `flat` squeezes it as the tilted table does."""
    return [(x + px * size, y + py * size * flat) for px, py in turned(outline, 0, 0, turn)]


def smooth(points: Sequence[Point], closed: bool = False, steps: int = 8) -> Outline:
    """A Catmull-Rom curve through the points."""
    count = len(points)
    found: Outline = []
    for index in range(count if closed else count - 1):
        around_it = [index - 1, index, index + 1, index + 2]
        picked = [points[i % count] if closed else points[min(max(i, 0), count - 1)] for i in around_it]
        found += [between(*picked, step / steps) for step in range(steps)]
    return found if closed else [*found, points[-1]]


def rounded(corners: Sequence[Point], by: float) -> Outline:
    """A polygon whose corners were worn off, each over `by` pixels of its two sides."""
    found: Outline = []
    for index, (x, y) in enumerate(corners):
        (ax, ay), (bx, by_) = (toward((x, y), other, by) for other in (corners[index - 1], corners[(index + 1) % len(corners)]))
        for step in range(6):
            t = step / 5
            found.append(((1 - t) ** 2 * ax + 2 * t * (1 - t) * x + t * t * bx, (1 - t) ** 2 * ay + 2 * t * (1 - t) * y + t * t * by_))
    return found


def toward(start: Point, end: Point, distance: float) -> Point:
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1
    share = min(distance / length, 0.45)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def along(p: float, q: float, r: float, s: float) -> float:
        return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t**3)

    return along(a[0], b[0], c[0], d[0]), along(a[1], b[1], c[1], d[1])


def ribbon(path: Sequence[Point], width: float, *, ends: tuple[float, float] = (1, 1), round_ends: bool = True) -> Outline:
    """The outline of a stroke along `path`; `ends` are the widths at begin and end as parts of `width`."""
    left: Outline = []
    right: Outline = []
    last = len(path) - 1
    for index, (x, y) in enumerate(path):
        (ax, ay), (bx, by) = path[max(index - 1, 0)], path[min(index + 1, last)]
        length = math.hypot(bx - ax, by - ay) or 1
        share = index / last if last else 0
        half = width / 2 * (ends[0] + (1 - ends[0]) * min(1, share * 2.5)) * (ends[1] + (1 - ends[1]) * min(1, (1 - share) * 2.5))
        nx, ny = (ay - by) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    if not round_ends:
        return left + right[::-1]
    return [*left, *cap(left[-1], right[-1]), *right[::-1], *cap(right[0], left[0])]


def cap(a: Point, b: Point) -> Outline:
    """Half a circle from a to b, on the outer side of a stroke."""
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    radius, start = math.hypot(a[0] - x, a[1] - y), math.atan2(a[1] - y, a[0] - x)
    return [
        (x + radius * math.cos(start - angle), y + radius * math.sin(start - angle)) for angle in (math.pi * s / 6 for s in range(1, 6))
    ]


def heap(random: Random, count: int, x: float, y: float, rx: float, ry: float, height: float, spread: float = 1) -> list[Point]:
    """Where the pieces of a heap lie, the furthest first; the middle stands `height` above its rim."""
    golden = math.pi * (3 - math.sqrt(5))
    found: list[tuple[float, float, float]] = []
    for index in range(count * 2):
        reach = math.sqrt((index + 0.5) / (count * 2)) * spread
        angle = index * golden + random.uniform(-0.35, 0.35)
        px, py = reach * math.cos(angle), reach * math.sin(angle)
        if random.random() < max(0.22, (ry + 2 * height * py) / (ry + 2 * height)):  # the far slope is foreshortened, the near one faces us
            found.append((py, x + px * rx + random.uniform(-3, 3), y + py * ry - height * (1 - reach * reach)))
    return [(px, py) for _, px, py in sorted(found)]


def bounds(outlines: Iterable[Sequence[Point]]) -> tuple[float, float, float, float]:
    xs, ys = zip(*(point for outline in outlines for point in outline), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
