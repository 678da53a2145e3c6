"""Players: what was not heard is an error, whoever plays it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from devices.speaker.players import CannotPlay, CommandPlayer, MiniaudioPlayer, NullPlayer, find_player
from devices.speaker.wav import Wav

CHIMES = Path(__file__).parents[2] / "displays" / "static" / "sounds"


def program(script: str) -> CommandPlayer:
    return CommandPlayer(shlex.join([sys.executable, "-c", script, "{}"]))


def tap() -> Wav:
    return Wav.read((CHIMES / "tap.wav").read_bytes())


async def test_a_command_that_fails_is_not_taken_for_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.speaker.players.LONGER_SECONDS", 60.0)
    copy = tmp_path / "played.wav"
    await program(f"import shutil, sys; shutil.copy(sys.argv[1], {str(copy)!r})").play(tap(), "tap")
    assert Wav.read(copy.read_bytes()).samples == tap().samples
    with pytest.raises(CannotPlay, match="no card"):
        await program("import sys; sys.exit('no card')").play(tap(), "tap")
    with pytest.raises(CannotPlay, match="no program"):
        await CommandPlayer("no-such-program {}").play(tap(), "tap")
    with pytest.raises(CannotPlay, match="no program"):
        find_player("no-such-program").check()


async def test_a_command_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.speaker.players.LONGER_SECONDS", 0.5)
    with pytest.raises(CannotPlay, match="end"):
        await program("import time; time.sleep(600)").play(tap(), "tap")


async def test_a_device_that_discards_everything_is_no_loudspeaker() -> None:
    miniaudio = pytest.importorskip("miniaudio")
    null = [miniaudio.Backend.NULL]
    await MiniaudioPlayer(backends=null, any_device=True).play(tap(), "tap")
    with pytest.raises(CannotPlay, match="no sound device"):
        await MiniaudioPlayer(backends=null).play(tap(), "tap")


def test_softer_is_softer_and_as_long() -> None:
    loud = tap()
    soft = loud.at_volume(50)
    assert soft.seconds == loud.seconds
    assert max(soft.samples) == max(loud.samples) // 2
    assert Wav.read(soft.bytes()).samples == soft.samples
    for broken in (b"", b"RIFF", b"no sound"):
        with pytest.raises(ValueError, match="WAV"):
            Wav.read(broken)


async def test_what_the_system_refuses_is_silence_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for_another_machine = tmp_path / "player"
    for_another_machine.write_bytes(b"\x00\x01 no program")
    for_another_machine.chmod(0o755)
    with pytest.raises(CannotPlay, match="player"):
        await CommandPlayer(f"{for_another_machine} {{}}").play(tap(), "tap")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "no such folder"))
    with pytest.raises(CannotPlay, match="No such file"):
        await program("pass").play(tap(), "tap")
    heard = NullPlayer(tmp_path / "heard")
    (tmp_path / "heard").rmdir()
    with pytest.raises(CannotPlay, match="No such file"):
        await heard.play(tap(), "tap")
