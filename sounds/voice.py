"""The voice: words in, a WAV file out. Each text is said by a process of its own, which is ended when it takes too long.

pyttsx3 hangs when several threads use it and sometimes when one does, and it can fail without a word; so nothing of it is ever
loaded here, and what it made is listened to before it is handed on.
"""

import contextlib
import io
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import wave
from array import array
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from sounds.speak import NO_ENGINE

SPEAK = (sys.executable, "-I", str(Path(__file__).with_name("speak.py")))
"""Isolated: what the child imports does not depend on the folder or the variables of whoever asks."""
NOT_PASSED_ON = "VENUEHUB_"
"""Settings of the hub, which hold passwords, are none of the child's business."""
FOLDERS = "venuehub-voice-"
LEFT_BEHIND_SECONDS = 3_600
OUTLIVES_SECONDS = 5
LEAST_SECONDS = 0.1
LEAST_LOUD = 0.003
MOST_CHARACTERS = 400
EVERY = 8
"""One sample in so many is enough to hear whether there is anything."""


class CannotSpeak(Exception):
    """This text could not be said; the message says why."""


class NoEngine(CannotSpeak):
    """No text can be said here: pyttsx3, espeak-ng or the voice is missing."""


class TooSlow(CannotSpeak):
    """The engine hung and was ended."""


class Heard(NamedTuple):
    """What a WAV file holds. `loud` is the root mean square of full scale."""

    seconds: float
    loud: float


class Voice:
    """Says texts; may be used from any number of threads."""

    def __init__(self, *, limit_seconds: float = 10.0, command: Sequence[str] = SPEAK) -> None:
        """`command` is the program that says one text, without the name of the file."""
        self.limit_seconds = limit_seconds
        self.command = tuple(command)
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def say(self, text: str, voice: str, rate: int) -> bytes:
        """The text as a WAV file, 16 bits, one channel, said by the voice with this exact id at so many words a minute.

        Raises:
            NoEngine: nothing can be said here, or not with this voice.
            TooSlow: the engine took longer than the limit and was ended.
            CannotSpeak: it ended without a sound.
        """
        if not text.strip():
            raise CannotSpeak("there is nothing to say")
        body = self._answer(text[:MOST_CHARACTERS], voice, rate)
        heard = listen(body)
        if heard is None or heard.seconds < LEAST_SECONDS or heard.loud < LEAST_LOUD:
            raise CannotSpeak("the engine made no sound")
        return body

    def voices(self) -> frozenset[str]:
        """The ids of the voices that are there.

        Raises:
            NoEngine, TooSlow, CannotSpeak: as `say`.
        """
        return frozenset(self._answer("", "", 0).decode().split("\n"))

    def close(self) -> None:
        """End what is being said; from now on nothing is."""
        with self._lock:
            self._closed = True
            for child in self._running:
                end(child)

    def _answer(self, text: str, voice: str, rate: int) -> bytes:
        try:
            return self._run(text, voice, rate)
        except OSError as error:  # no room for the file, or no right to write it
            raise CannotSpeak(str(error)) from error

    def _run(self, text: str, voice: str, rate: int) -> bytes:
        wanted = {"text": text, "voice": voice, "rate": rate, "lives_seconds": self.limit_seconds + OUTLIVES_SECONDS}
        with tempfile.TemporaryDirectory(prefix=FOLDERS, ignore_cleanup_errors=True) as folder:
            made = Path(folder) / "said"
            child = self._start(made)
            try:
                _, said = child.communicate(json.dumps(wanted).encode(), timeout=self.limit_seconds)
            except subprocess.TimeoutExpired:
                raise TooSlow(f"the engine was ended after {self.limit_seconds:g} s") from None
            finally:
                self._end(child)
            if child.returncode == 0 and made.is_file():
                return made.read_bytes()
        why = (said.decode("utf-8", "replace").strip().splitlines() or [f"the engine ended with status {child.returncode}"])[-1]
        raise NoEngine(why) if child.returncode == NO_ENGINE else CannotSpeak(why)

    def _start(self, made: Path) -> "subprocess.Popen[bytes]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith(NOT_PASSED_ON)}
        with self._lock:
            if self._closed:
                raise CannotSpeak("the hub is stopping")
            try:
                child = subprocess.Popen(
                    [*self.command, str(made)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    env=environment,
                    start_new_session=True,
                )
            except OSError as error:
                raise NoEngine(str(error)) from error
            self._running.add(child)
        return child

    def _end(self, child: "subprocess.Popen[bytes]") -> None:
        """Whatever happened: the child is gone, with what it may have started, and its pipes are closed."""
        end(child)
        for pipe in (child.stdin, child.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        child.wait()
        with self._lock:
            self._running.discard(child)


def end(child: "subprocess.Popen[bytes]") -> None:
    """At once: there is nothing to tidy up in it."""
    if child.poll() is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, 9)
    child.kill()


def sweep() -> None:
    """Remove the folders of those that were killed in the middle of a text."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > LEFT_BEHIND_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def is_brought_along() -> bool:
    """Whether the packages of the voice are installed here; without them the system may still have an espeak-ng."""
    return find_spec("pyttsx3") is not None and find_spec("espeakng_loader") is not None


def listen(body: bytes) -> Heard | None:
    """How long and how loud a WAV file is; None when it is none, or one that this hub would not make."""
    try:
        with wave.open(io.BytesIO(body)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                return None
            rate, samples = file.getframerate(), array("h", file.readframes(file.getnframes()))
    except (wave.Error, EOFError):
        return None
    if sys.byteorder == "big":
        samples.byteswap()
    some = samples[::EVERY]
    loud = math.sqrt(sum(value * value for value in some) / max(1, len(some))) / 32_768
    return Heard(len(samples) / rate, loud)
