"""The sounds: what is served is what the script makes, at the loudness that the list names, and every screen knows their names."""

import importlib.util
import math
import re
import tomllib
import wave
from array import array
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.running import RunningHub

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "displays" / "static" / "sounds"
LISTED: dict[str, dict[str, Any]] = tomllib.loads((ROOT / "sounds" / "manifest.toml").read_text("utf-8"))
SCRIPT = (ROOT / "displays" / "static" / "js" / "core" / "sound.js").read_text("utf-8")

of_each = pytest.mark.parametrize("name", LISTED)


@pytest.fixture(scope="module")
def make() -> ModuleType:
    described = importlib.util.spec_from_file_location("make_the_sounds", ROOT / "sounds" / "make.py")
    assert described is not None
    assert described.loader is not None
    made = importlib.util.module_from_spec(described)
    described.loader.exec_module(made)
    return made


def read(name: str) -> tuple[int, "array[int]"]:
    with wave.open(str(FOLDER / f"{name}.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), array("h", file.readframes(file.getnframes()))


def test_every_sound_that_screens_name_is_listed_made_and_named_alike() -> None:
    named = re.search(r"SOUNDS = (\[.*?\])", SCRIPT, re.DOTALL)
    assert named is not None
    assert re.findall(r'"(\w+)"', named[1]) == list(LISTED)
    assert {path.stem for path in FOLDER.glob("*.wav")} == set(LISTED)
    for name, about in LISTED.items():
        assert f'{name}: ["{about["names"]["zh-CN"]}", "{about["names"]["en"]}"]' in SCRIPT


@of_each
def test_length_peak_and_loudness_are_as_listed(make: ModuleType, name: str) -> None:
    rate, samples = read(name)
    about = LISTED[name]
    values = [sample / 32_768 for sample in samples]
    assert len(values) / rate == pytest.approx(about["seconds"], abs=0.01)
    assert 20 * math.log10(max(map(abs, values))) <= about["peak"]
    assert make.loudness(values, rate) == pytest.approx(about["loudness"], abs=0.3)


@of_each
def test_a_sound_begins_and_ends_without_a_click(name: str) -> None:
    _, samples = read(name)
    assert abs(samples[0]) < 300
    assert abs(samples[-1]) < 300
    assert abs(sum(samples) / len(samples)) < 60


def test_only_the_alarm_is_made_to_go_on() -> None:
    assert [name for name, about in LISTED.items() if about["repeats"]] == ["alarm"]
    assert max(LISTED, key=lambda name: LISTED[name]["loudness"]) == "alarm"


@pytest.mark.parametrize("name", ["tap", "done"])
def test_the_script_makes_the_same_sound_again(make: ModuleType, name: str) -> None:
    _, kept = read(name)
    again = make.made(name, LISTED[name])
    assert len(again) == len(kept)
    assert max(abs(one - other) for one, other in zip(again, kept, strict=True)) <= 2  # a sine may end in another bit elsewhere


def test_a_sound_has_an_address_that_no_build_changes(demo_hub: RunningHub) -> None:
    with httpx.Client(base_url=demo_hub.url, timeout=30) as http:
        answer = http.get("/sounds/called.wav")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
        assert answer.content == (FOLDER / "called.wav").read_bytes()
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert http.get("/sounds/called.wav", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
        for wrong in ("/sounds/unheard.wav", "/sounds/called.mp3", "/sounds/..%2Fcss%2Fbase.css"):
            assert http.get(wrong).status_code == 404
