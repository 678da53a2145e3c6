"""Say one text into a WAV file, then end: run by `sounds/voice.py` in a process of its own, since pyttsx3 can hang.

`python speak.py FILE` reads `{"text", "voice", "rate", "lives_seconds"}` from standard input. Without a text it writes the ids of
the voices into FILE, one a line. Exit status 3: there is no engine, or not this voice; the last line of standard error says why.
"""

import ctypes
import json
import math
import os
import signal
import sys
import threading
import wave
from array import array
from typing import Any

NO_ENGINE = 3
LOUDNESS = 0.15
"""The root mean square of full scale that a text is brought to: that of the chimes, as speech alone is half as loud."""
MOST_GAIN = 3.0
PEAK = 0.89


def main(path: str) -> int:
    os.dup2(2, 1)  # pyttsx3 prints where it saved what
    wanted = json.load(sys.stdin)
    live_at_most(wanted["lives_seconds"])
    try:
        engine = open_engine()
        voices = {each.id for each in engine.getProperty("voices")}
    except (ImportError, RuntimeError, OSError) as absent:
        return give_up(f"no engine: {absent}")
    if not wanted["text"]:
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(sorted(voices)))
        return 0
    if wanted["voice"] not in voices:  # asked for by exact id: part of one matches the voices of other countries
        return give_up(f"no voice {wanted['voice']}")
    settle(engine, voice=wanted["voice"], rate=wanted["rate"])
    save(engine, wanted["text"], path)
    bring_up(path)
    return 0


def settle(engine: Any, **wanted: Any) -> None:
    """Set one thing after the other, past the queue of pyttsx3 2.99: espeak-ng changes its pace in a thread of its own and its voice
    in ours, and of those that met three texts in a hundred were said at another pace."""
    from pyttsx3.drivers import _espeak  # type: ignore[import-untyped]

    for name, value in wanted.items():
        _espeak.Synchronize()
        engine.proxy._driver.setProperty(name, value)
    _espeak.Synchronize()


def save(engine: Any, text: str, path: str) -> None:
    """Wait for the end: `runAndWait` comes back while espeak-ng still speaks, and who ends then has no file."""
    said = threading.Event()
    engine.connect("finished-utterance", lambda **_: said.set())
    engine.connect("error", lambda **_: said.set())
    engine.save_to_file(text, path)
    engine.runAndWait()
    said.wait()


def live_at_most(seconds: float) -> None:
    """End even if whoever started this process is gone; and let everybody else go first."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    if hasattr(os, "nice"):
        os.nice(10)


def open_engine() -> Any:
    """pyttsx3 on espeak-ng: the one of the package espeakng-loader, else the system's.

    Raises:
        ImportError, RuntimeError, OSError: one of the two is missing.
    """
    try:
        import espeakng_loader  # type: ignore[import-untyped]
    except ImportError:
        pass
    else:  # once it is loaded, pyttsx3 finds it by its name
        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    import pyttsx3  # type: ignore[import-untyped]

    return pyttsx3.init("espeak")


def bring_up(path: str) -> None:
    """As loud as a chime, its peaks rounded off below the limit."""
    with wave.open(path, "rb") as file:
        rate, samples = file.getframerate(), array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    loud = math.sqrt(sum(value * value for value in samples) / max(1, len(samples))) / 32_768
    gain = min(MOST_GAIN, LOUDNESS / max(loud, 1e-6)) / 32_768
    shaped = array("h", (round(32_767 * PEAK * math.tanh(value * gain / PEAK)) for value in samples))
    if sys.byteorder == "big":
        shaped.byteswap()
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(shaped.tobytes())


def give_up(why: str) -> int:
    print(why, file=sys.stderr)
    return NO_ENGINE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
