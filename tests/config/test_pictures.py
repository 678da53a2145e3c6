"""Every dish of the demo has a picture; the pictures are what the script beside them draws, and small enough for a pad."""

import importlib.util
import io
import json
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image, ImageChops, ImageStat

DEMO = Path(__file__).parents[2] / "config" / "demo"
FOLDER = DEMO / "pictures"
PICTURES = sorted(FOLDER.glob("*.webp"))


def named() -> set[str]:
    return {dish["picture"] for menu in DEMO.glob("menu-*.toml") for dish in tomllib.loads(menu.read_text("utf-8"))["dish"]}


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    described = importlib.util.spec_from_file_location("draw_the_pictures", FOLDER / "draw.py")
    assert described is not None
    assert described.loader is not None
    made = importlib.util.module_from_spec(described)
    described.loader.exec_module(made)
    yield made


def test_every_dish_has_a_picture_and_no_picture_is_left_over() -> None:
    assert {path.stem for path in PICTURES} == named()


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_webp_of_one_size_and_light_enough(path: Path) -> None:
    with Image.open(path) as picture:
        assert (picture.format, picture.size, picture.mode) == ("WEBP", (800, 600), "RGB")
    assert path.stat().st_size <= 60_000


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_lit_and_colourful_all_over(path: Path) -> None:
    with Image.open(path) as picture:
        hue, saturation, value = ImageStat.Stat(picture.convert("HSV")).mean
        assert 70 < value < 225
        assert saturation > 40
        assert hue < 150  # warm, on the whole
        assert max(ImageStat.Stat(picture.convert("L")).stddev) > 25


def test_no_two_pictures_are_the_same() -> None:
    assert len({path.read_bytes() for path in PICTURES}) == len(PICTURES)


def test_the_pictures_are_those_that_the_script_drew_last(script: ModuleType) -> None:
    drawn = json.loads((FOLDER / "drawn.json").read_text("utf-8"))
    assert drawn["sources"] == script.sources(), "run config/demo/pictures/draw.py"
    assert drawn["pictures"] == {path.stem: sha256(path.read_bytes()).hexdigest() for path in PICTURES}


@pytest.mark.parametrize("name", ["jelly", "coffee", "boiled-dumplings"])
def test_the_script_draws_the_same_picture_again(script: ModuleType, name: str) -> None:
    again = script.encoded(name)
    with Image.open(io.BytesIO(again)) as fresh, Image.open(FOLDER / f"{name}.webp") as kept:
        assert sum(ImageStat.Stat(ImageChops.difference(fresh, kept)).mean) < 3  # another release of the encoder may round another way
