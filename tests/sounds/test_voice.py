"""The voice: what it says is measured, and whatever its engine does, nobody waits longer than the limit."""

import io
import json
import math
import os
import signal
import subprocess
import sys
import time
import wave
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from sounds.voice import SPEAK, CannotSpeak, NoEngine, TooSlow, Voice, listen, sweep

CHINESE = ("801房间下单了水饺2份，请注意", "sit/cmn")
ENGLISH = ("Room 8 0 1 has ordered dumplings, two portions, please", "gmw/en")
RATE = 165
FRAME_SECONDS = 0.02
BUSY_SECONDS = 60.0
"""As long as a machine may take for one of many texts that has much else to do."""


class Measured(NamedTuple):
    seconds: float
    loud: float
    peak: int
    frames: list[float]

    @property
    def silent_share(self) -> float:
        return sum(frame < 0.01 for frame in self.frames) / len(self.frames)

    @property
    def variation(self) -> float:
        """The spread of the loudness of frames against their mean: a tone has almost none, noise little, speech much."""
        mean = sum(self.frames) / len(self.frames)
        return math.sqrt(sum((frame - mean) ** 2 for frame in self.frames) / len(self.frames)) / mean


def measured(body: bytes) -> Measured:
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        rate, samples = file.getframerate(), array("h", file.readframes(file.getnframes()))
    size = round(rate * FRAME_SECONDS)
    frames = [loud(samples[start : start + size]) for start in range(0, len(samples) - size, size)]
    return Measured(len(samples) / rate, loud(samples), max(map(abs, samples)), frames)


def loud(samples: "array[int]") -> float:
    return math.sqrt(sum(value * value for value in samples) / len(samples)) / 32_768


def other_engine(script: str) -> tuple[str, ...]:
    """Another program in the place of the one that speaks; the file to write is its last argument."""
    return sys.executable, "-I", "-c", f"import sys, os, time\n{script}"


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z"


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize(("text", "voice"), [CHINESE, ENGLISH], ids=["zh-CN", "en"])
def test_an_announcement_sounds_like_speech(text: str, voice: str) -> None:
    heard = measured(Voice().say(text, voice, RATE))
    assert 2 < heard.seconds < 8
    assert 0.08 < heard.loud < 0.25
    assert heard.peak < 30_000
    assert 0.05 < heard.silent_share < 0.6
    assert heard.variation > 0.4


def test_the_two_languages_and_two_paces_do_not_sound_alike() -> None:
    voice = Voice()
    assert voice.say("801", "sit/cmn", RATE) != voice.say("801", "gmw/en", RATE)
    slow, fast = (measured(voice.say(ENGLISH[0], "gmw/en", rate)).seconds for rate in (120, 240))
    assert slow > 1.3 * fast


@pytest.mark.parametrize("near", ["cmn", "en", "gmw/e", "no/such"])
def test_a_voice_is_taken_by_its_exact_id(near: str) -> None:
    assert {"sit/cmn", "gmw/en"} <= Voice().voices()
    with pytest.raises(NoEngine, match=near):
        Voice().say("801", near, RATE)


def test_fifty_announcements_from_four_threads_are_all_good() -> None:
    voice = Voice(limit_seconds=BUSY_SECONDS)

    def say(number: int) -> Measured:
        text = f"{number}号，请取餐，请注意" if number % 2 else f"Number {number} is ready, please come"
        return measured(voice.say(text, "sit/cmn" if number % 2 else "gmw/en", RATE))

    with ThreadPoolExecutor(4) as threads:
        heard = list(threads.map(say, range(50)))
    assert all(1 < each.seconds < 8 and each.loud > 0.08 for each in heard)
    assert len({each.seconds for each in heard}) > 20


def test_the_same_words_sound_the_same_each_time() -> None:
    """What is kept under the name of its words must not depend on the moment."""
    voice = Voice(limit_seconds=BUSY_SECONDS)
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: voice.say("丢了又找回来 32c2", "sit/cmn", RATE), range(40)))
    assert len(set(made)) == 1


def test_an_engine_that_hangs_is_ended_with_all_it_has_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    script = f"child = os.fork()\nopen({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')\ntime.sleep(600)"
    with pytest.raises(TooSlow):
        Voice(limit_seconds=5.0, command=other_engine(script)).say(*CHINESE, RATE)
    started = [int(line) for line in pids.read_text().split()]
    assert len(started) == 2
    until(lambda: all(map(is_gone, started)))


def test_a_child_whose_hub_is_gone_ends_by_itself() -> None:
    script = "from sounds.speak import live_at_most; live_at_most(0.2); import time; time.sleep(600)"
    ended = subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[2], check=False, timeout=60)
    assert ended.returncode == -signal.SIGALRM


@pytest.mark.parametrize(
    "script",
    [
        "pass",
        "open(sys.argv[-1], 'wb').write(b'no sound at all')",
        "import wave\nwith wave.open(sys.argv[-1], 'wb') as f:\n f.setparams((1, 2, 22050, 0, 'NONE', ''))",
        "import wave\nwith wave.open(sys.argv[-1], 'wb') as f:\n f.setparams((1, 2, 22050, 0, 'NONE', ''))\n f.writeframes(bytes(88200))",
        "import wave\nwith wave.open(sys.argv[-1], 'wb') as f:\n f.setparams((2, 2, 22050, 0, 'NONE', ''))\n f.writeframes(b'ab' * 44100)",
        "os.abort()",
    ],
    ids=["nothing", "no file of sound", "empty", "silence", "two channels", "a crash"],
)
def test_what_makes_no_sound_is_no_speech(script: str) -> None:
    with pytest.raises(CannotSpeak) as failed:
        Voice(command=other_engine(script)).say(*CHINESE, RATE)
    assert not isinstance(failed.value, NoEngine)


def without(*packages: str) -> tuple[str, ...]:
    """The real program on a machine that lacks these."""
    hidden = "\n".join(f"sys.modules[{name!r}] = None" for name in packages)
    return other_engine(f"import runpy\n{hidden}\nrunpy.run_path({SPEAK[-1]!r}, run_name='__main__')")


@pytest.mark.parametrize("packages", [("pyttsx3",), ("espeakng_loader", "pyttsx3.drivers._espeak")], ids=["pyttsx3", "espeak-ng"])
def test_without_an_engine_that_is_what_is_said(packages: tuple[str, ...]) -> None:
    voice = Voice(command=without(*packages))
    with pytest.raises(NoEngine, match="no engine"):
        voice.say(*CHINESE, RATE)
    with pytest.raises(NoEngine):
        voice.voices()
    with pytest.raises(NoEngine):
        Voice(command=("/no/such/program",)).say(*CHINESE, RATE)


def test_the_child_gets_no_settings_of_the_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"
    monkeypatch.setenv("VENUEHUB_DATABASE_URL", "postgresql://hub:secret@127.0.0.1/hub")
    with pytest.raises(CannotSpeak):
        Voice(command=other_engine(f"import json\njson.dump(dict(os.environ), open({str(seen)!r}, 'w'))")).say(*CHINESE, RATE)
    passed_on = json.loads(seen.read_text())
    assert "PATH" in passed_on
    assert not any(name.startswith("VENUEHUB") for name in passed_on)


def test_a_hub_that_stops_ends_what_is_being_said(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    voice = Voice(limit_seconds=60, command=other_engine(f"open({str(begun)!r}, 'w').close()\ntime.sleep(600)"))
    with ThreadPoolExecutor(1) as threads:
        saying = threads.submit(voice.say, *CHINESE, RATE)
        until(begun.exists)
        voice.close()
        with pytest.raises(CannotSpeak):
            saying.result(30)
    with pytest.raises(CannotSpeak, match="stopping"):
        voice.say(*CHINESE, RATE)


def test_nothing_is_left_behind_in_the_temp_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    Voice().say("801", "sit/cmn", RATE)
    with pytest.raises(TooSlow):
        Voice(limit_seconds=0.5, command=other_engine("open(sys.argv[-1], 'w').write('half')\ntime.sleep(600)")).say(*CHINESE, RATE)
    assert list(tmp_path.iterdir()) == []


def test_where_no_file_can_be_written_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(CannotSpeak, match="gone"):
        Voice().say("801", "sit/cmn", RATE)


def test_a_text_without_words_is_not_said() -> None:
    for nothing in ("", "  \n"):
        with pytest.raises(CannotSpeak):
            Voice().say(nothing, "sit/cmn", RATE)
    assert listen(b"RIFF") is None


def test_what_killed_hubs_left_behind_goes_after_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that is killed in the middle of a text removes nothing; the folders of texts that are being said stay."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old, fresh, other = (tmp_path / name for name in ("venuehub-voice-old", "venuehub-voice-fresh", "somebody-elses"))
    for folder in (old, fresh, other):
        folder.mkdir()
        (folder / "said").write_bytes(b"x")
    for folder in (old, other):
        os.utime(folder, (time.time() - 3_700,) * 2)
    sweep()
    assert sorted(tmp_path.iterdir()) == [other, fresh]
