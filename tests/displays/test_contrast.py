"""The pairs of colours that tokens.css promises, computed as WCAG 2.2 computes contrast, in both themes."""

import re
from pathlib import Path

import pytest

import displays

CSS = Path(displays.__file__).parent / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
PAIR = re.compile(r"pair (--[\w-]+) on (--[\w-]+) ≥ ([\d.]+)")
PAIRS = [(text, ground, float(least)) for text, ground, least in PAIR.findall(TOKENS)]


def colours(theme: str) -> dict[str, str]:
    block = re.search(rf'\[data-theme="{theme}"\] \{{(.*?)\n\}}', TOKENS, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_pair_keeps_its_promise(theme: str) -> None:
    of = colours(theme)
    measured = [(text, ground, least, round(contrast(of[text], of[ground]), 2)) for text, ground, least in PAIRS]
    assert [pair for pair in measured if pair[3] < pair[2]] == []


def test_both_themes_have_the_same_colours() -> None:
    assert colours("light").keys() == colours("dark").keys()


def test_each_colour_that_carries_text_is_in_a_pair() -> None:
    paired = {name for text, ground, _ in PAIRS for name in (text, ground)}
    assert {name for name in colours("light") if name.startswith("--on-") or name.endswith(("-ink", "-soft"))} - paired == set()


def test_text_asks_for_four_and_a_half() -> None:
    assert [pair for pair in PAIRS if (pair[0].startswith("--on-") or "ink" in pair[0]) and pair[2] < 4.5] == []


def test_a_colour_that_a_style_names_is_declared() -> None:
    declared = set(re.findall(r"(--[\w-]+):", "".join(path.read_text() for path in CSS.rglob("*.css"))))
    scripts = "".join(path.read_text() for path in (CSS.parent / "js").rglob("*.js"))
    declared |= set(re.findall(r'"(--[\w-]+)"', scripts))
    used = {(path.name, name) for path in CSS.rglob("*.css") for name in re.findall(r"var\((--[\w-]+)\)", path.read_text())}
    assert sorted((file, name) for file, name in used if name not in declared) == []
