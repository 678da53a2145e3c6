"""What makes a WAV file heard, and says so when it was not: nothing here is ever silent without an error."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import shutil
import tempfile
import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from devices.speaker.wav import Wav

LONGER_SECONDS = 5.0
"""What plays longer than the sound and this has lost its device."""
COMMANDS = (
    "pw-play {}",
    "paplay {}",
    "aplay -q {}",
    "afplay {}",
    "ffplay -nodisp -autoexit -loglevel error {}",
)
"""Tried in this order; `{}` is the file."""


class CannotPlay(Exception):
    """Nothing was heard; the message says why."""


class Player(Protocol):
    """One way to the ear. Asked for one sound after the other, never for two at once."""

    name: str

    def check(self) -> None:
        """Look whether there is a way at all.

        Raises:
            CannotPlay: there is none.
        """

    async def play(self, wav: Wav, about: str) -> None:
        """Play it to the end.

        Raises:
            CannotPlay: it was not heard, or not to its end.
        """


@contextlib.contextmanager
def _said_by(name: str) -> Iterator[None]:
    """What the system refuses, such as a full disk or a program for another machine, is silence as well.

    Raises:
        CannotPlay: the system refused.
    """
    try:
        yield
    except OSError as refused:
        raise CannotPlay(f"{name}: {refused}") from refused


class NullPlayer:
    """Writes what would be heard into a folder, numbered: for trying out, and for tests."""

    name = "a folder of files"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)

    def check(self) -> None:
        """A folder can always be written, or says so itself."""

    async def play(self, wav: Wav, about: str) -> None:
        """See `Player`."""
        number = 1 + len(list(self.folder.glob("*.wav")))
        with _said_by(self.name):
            (self.folder / f"{number:04d}-{about}.wav").write_bytes(wav.bytes())


class CommandPlayer:
    """A program that plays a file and ends with a status other than 0 when it could not."""

    def __init__(self, command: str) -> None:
        self.command = shlex.split(command)
        self.name = self.command[0] if self.command else command

    def check(self) -> None:
        """See `Player`."""
        if not self.command or shutil.which(self.command[0]) is None:
            raise CannotPlay(f"there is no program {self.name}")

    async def play(self, wav: Wav, about: str) -> None:
        """See `Player`."""
        self.check()
        with _said_by(self.name), tempfile.TemporaryDirectory(prefix="venuehub-speaker-", ignore_cleanup_errors=True) as folder:
            file = Path(folder) / f"{about}.wav"
            file.write_bytes(wav.bytes())
            await self._run([part.replace("{}", str(file)) for part in self.command], wav.seconds + LONGER_SECONDS)

    async def _run(self, command: Sequence[str], limit_seconds: float) -> None:
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe)
        try:
            said, complaint = await asyncio.wait_for(child.communicate(), limit_seconds)
        except TimeoutError:
            raise CannotPlay(f"{self.name} did not come to an end") from None
        finally:
            if child.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if child.returncode != 0:
            why = (complaint or said).decode("utf-8", "replace").strip().splitlines() or [f"status {child.returncode}"]
            raise CannotPlay(f"{self.name}: {why[-1]}")


class MiniaudioPlayer:
    """The package miniaudio, which needs no other program. A device that only discards what it gets is none."""

    name = "miniaudio"

    def __init__(self, *, backends: Sequence[Any] | None = None, any_device: bool = False) -> None:
        """`backends` of miniaudio; `any_device`: one that nobody hears will do."""
        self.backends = backends
        self.any_device = any_device

    def check(self) -> None:
        """See `Player`."""
        self._device()

    async def play(self, wav: Wav, about: str) -> None:
        """See `Player`."""
        await asyncio.to_thread(self._play, wav)

    def _device(self) -> Any:
        try:
            import miniaudio  # type: ignore[import-untyped]
        except ImportError:
            raise CannotPlay("the package miniaudio is not installed") from None
        try:
            there = miniaudio.Devices(self.backends).get_playbacks()
        except miniaudio.MiniaudioError as error:
            raise CannotPlay(f"miniaudio: {error}") from error
        heard = [each for each in there if self.any_device or not is_deaf(each["name"])]
        if not heard:
            raise CannotPlay("this machine has no sound device")
        return heard[0]["id"]

    def _play(self, wav: Wav) -> None:
        chosen = self._device()
        import miniaudio

        over = threading.Event()
        frames = feed(wav.samples, over)
        next(frames)
        try:
            device = miniaudio.PlaybackDevice(
                nchannels=1, sample_rate=wav.rate, device_id=chosen, backends=list(self.backends) if self.backends else None
            )
            try:
                device.start(frames)
                if not over.wait(wav.seconds + LONGER_SECONDS):
                    raise CannotPlay("the sound device takes nothing")
            finally:
                device.close()
        except miniaudio.MiniaudioError as error:
            raise CannotPlay(f"miniaudio: {error}") from error


def is_deaf(name: str) -> bool:
    """Devices that take everything and sound nowhere."""
    return name.startswith(("Discard all samples", "NULL "))


def feed(samples: Any, over: threading.Event) -> Generator[bytes, int, None]:
    """Hand out as many frames as the device asks for, then some silence, so that its buffer is heard to the end."""
    wanted = yield b""
    at = 0
    while at < len(samples):
        part = samples[at : at + wanted]
        at += len(part)
        wanted = yield part.tobytes()
    for _ in range(3):
        yield b""
    over.set()
    while True:
        yield b""


def find_player(wanted: str) -> Player:
    """The player that is wanted, or for `auto` the first that can play, or miniaudio, which will say what is missing."""
    if wanted == "miniaudio":
        return MiniaudioPlayer()
    if wanted != "auto":
        return CommandPlayer(wanted if "{}" in wanted else f"{wanted} {{}}")
    choices: list[Player] = [MiniaudioPlayer(), *(CommandPlayer(command) for command in COMMANDS)]
    for each in choices:
        with contextlib.suppress(CannotPlay):
            each.check()
            return each
    return choices[0]
