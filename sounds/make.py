"""Make the sounds of the screens anew: `python sounds/make.py`. Nothing but arithmetic and the standard library.

Each sound is a few struck notes. A note is a sum of partials that ring out, the high ones first, as a bell or a wooden bar
does; it begins softly over some milliseconds, so that no loudspeaker clicks. The whole is then brought to the loudness that
`manifest.toml` names, and its peaks are rounded off below the limit.
"""

import math
import tomllib
import wave
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
FOLDER = HERE.parent / "displays" / "static" / "sounds"
RATE = 32_000
"""Samples per second: enough for every partial here, and half the size of a CD's."""

Samples = list[float]


class Partial(NamedTuple):
    """One tone within a note: how many times its frequency, how loud, and after how many seconds it has fallen to a third."""

    ratio: float
    level: float
    rings: float


BELL = (
    Partial(0.5, 0.28, 0.9),
    Partial(1, 1, 0.55),
    Partial(2.0, 0.5, 0.36),
    Partial(2.76, 0.3, 0.2),
    Partial(5.4, 0.16, 0.08),
    Partial(8.9, 0.06, 0.03),
)
CHIME = (Partial(1, 1, 0.7), Partial(2.0, 0.32, 0.4), Partial(3.01, 0.2, 0.22), Partial(4.16, 0.1, 0.1), Partial(6.8, 0.05, 0.04))
WOOD = (Partial(1, 1, 0.1), Partial(2.57, 0.45, 0.05), Partial(3.95, 0.35, 0.035), Partial(6.1, 0.15, 0.015))
PLUCK = (Partial(1, 1, 0.16), Partial(2, 0.36, 0.1), Partial(3, 0.16, 0.06), Partial(4, 0.08, 0.03))
REED = (Partial(1, 1, 9), Partial(2, 0.6, 9), Partial(3, 0.5, 9), Partial(5, 0.2, 9), Partial(7, 0.1, 9))

C5, EB5, E5, G5, A5, C6, EB6, E6, G6, B6 = 523.25, 622.25, 659.26, 783.99, 880.0, 1046.5, 1244.51, 1318.51, 1567.98, 1975.53


class Note(NamedTuple):
    """When it is struck, what tone, how loud, by what; `holds` ends it early."""

    at: float
    frequency: float
    level: float = 1.0
    voice: Sequence[Partial] = BELL
    attack: float = 0.004
    holds: float | None = None


SOUNDS: dict[str, tuple[Note, ...]] = {
    # Two bells, upwards: something has come in.
    "new_order": (Note(0, E6), Note(0.16, B6, 0.95)),
    # A wooden bar, knocked in pairs: hurry.
    "late": tuple(Note(start + off, tone, 1, WOOD, 0.002) for start in (0, 0.36, 0.72) for off, tone in ((0, A5), (0.12, C6))),
    # A door bell, downwards: somebody stands there.
    "call": (Note(0, G5, 1, CHIME, 0.006), Note(0.42, EB5, 1, CHIME, 0.006), Note(0.43, EB6, 0.3, CHIME, 0.006)),
    # Three steps up, as before an announcement in a station.
    "called": (
        Note(0, C5, 1, CHIME, 0.008),
        Note(0.2, E5, 1, CHIME, 0.008),
        Note(0.4, G5, 1, CHIME, 0.008),
        Note(0.6, C6, 0.9, CHIME, 0.008),
    ),
    # Two soft strings, downwards: over.
    "served": (Note(0, G5, 1, PLUCK, 0.005), Note(0.11, C5, 0.9, PLUCK, 0.005)),
    # Twice the same low reed: no.
    "error": (Note(0, 233.08, 1, REED, 0.012, 0.16), Note(0.24, 220.0, 1, REED, 0.012, 0.2)),
    "tap": (Note(0, E6, 1, (Partial(1, 1, 0.012), Partial(2.4, 0.5, 0.006)), 0.001),),
    # Two strings, upwards: yes.
    "done": (Note(0, C6, 0.9, PLUCK, 0.004), Note(0.09, G6, 1, PLUCK, 0.004)),
    # Two tones by turns, without a pause, so that it can go on as long as it must.
    "alarm": tuple(Note(step * 0.3, 960.0 if step % 2 == 0 else 1200.0, 1, REED, 0.01, 0.28) for step in range(8)),
}


def played(notes: Iterable[Note], seconds: float) -> Samples:
    """The notes one over the other."""
    total = [0.0] * round(seconds * RATE)
    for note in notes:
        start = round(note.at * RATE)
        held = seconds - note.at if note.holds is None else note.holds
        for index in range(min(round(held * RATE), len(total) - start)):
            at = index / RATE
            total[start + index] += note.level * envelope(at, note.attack, held) * tone(at, note)
    return total


def tone(at: float, note: Note) -> float:
    return sum(
        level * math.exp(-at / rings) * math.sin(2 * math.pi * note.frequency * ratio * at)
        for ratio, level, rings in note.voice
        if note.frequency * ratio < RATE * 0.45
    )


def envelope(at: float, attack: float, held: float) -> float:
    """Up over `attack`, down over the last moments: no jump anywhere."""
    release = min(0.02, held / 4)
    up = 0.5 - 0.5 * math.cos(math.pi * min(1.0, at / attack))
    down = 0.5 - 0.5 * math.cos(math.pi * min(1.0, max(0.0, (held - at) / release)))
    return up * down


# Loudness as people hear it: ITU-R BS.1770, whose filters are given for 48 kHz and are derived here for our rate.


def weighted(samples: Sequence[float], rate: int = RATE) -> Samples:
    return filtered(filtered(samples, shelf(1681.97, 4.0, 0.7072, rate)), high_pass(38.135, 0.5003, rate))


def shelf(frequency: float, gain_db: float, q: float, rate: int) -> tuple[float, ...]:
    k, v = math.tan(math.pi * frequency / rate), 10 ** (gain_db / 20)
    root = v**0.4996667741545416
    low = 1 + k / q + k * k
    return (
        (v + root * k / q + k * k) / low,
        2 * (k * k - v) / low,
        (v - root * k / q + k * k) / low,
        2 * (k * k - 1) / low,
        (1 - k / q + k * k) / low,
    )


def high_pass(frequency: float, q: float, rate: int) -> tuple[float, ...]:
    k = math.tan(math.pi * frequency / rate)
    low = 1 + k / q + k * k
    return 1.0, -2.0, 1.0, 2 * (k * k - 1) / low, (1 - k / q + k * k) / low


def filtered(samples: Sequence[float], factors: tuple[float, ...]) -> Samples:
    b0, b1, b2, a1, a2 = factors
    x1 = x2 = y1 = y2 = 0.0
    found = []
    for x in samples:
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x2, x1, y2, y1 = x1, x, y1, y
        found.append(y)
    return found


def loudness(samples: Sequence[float], rate: int = RATE) -> float:
    """In decibels below full scale, of the whole sound."""
    heard = weighted(samples, rate)
    return -0.691 + 10 * math.log10(sum(value * value for value in heard) / len(heard) + 1e-12)


def brought_to(samples: Samples, wanted: float, peak: float) -> Samples:
    """The sound at this loudness; what would go over the peak is rounded off."""
    most = 10 ** (peak / 20)
    limit: Callable[[float], float] = lambda value: most * math.tanh(value / most)  # noqa: E731
    gain = 1.0
    for _ in range(24):
        shaped = [limit(value * gain) for value in samples]
        gain *= 10 ** ((wanted - loudness(shaped)) / 20)
    return [limit(value * gain) for value in samples]


def made(name: str, about: dict[str, Any]) -> "array[int]":
    """The sound as 16-bit samples."""
    samples = brought_to(played(SOUNDS[name], about["seconds"]), about["loudness"], about["peak"])
    return array("h", (round(value * 32_767) for value in samples))


def write(path: Path, samples: "array[int]") -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def manifest() -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / "manifest.toml").read_text("utf-8"))


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, about in manifest().items():
        write(FOLDER / f"{name}.wav", made(name, about))
        print(name)
