"""One WAV file in memory: 16 bits, one channel, and as loud as the box is set."""

from __future__ import annotations

import io
import sys
import wave
from array import array


class Wav:
    """Samples and how many of them make a second."""

    def __init__(self, rate: int, samples: array[int]) -> None:
        self.rate = rate
        self.samples = samples

    @classmethod
    def read(cls, body: bytes) -> Wav:
        """Read a file as hubs send it.

        Raises:
            ValueError: it is none.
        """
        try:
            with wave.open(io.BytesIO(body)) as file:
                if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                    raise ValueError("not 16 bits and one channel")
                rate, samples = file.getframerate(), array("h", file.readframes(file.getnframes()))
        except (wave.Error, EOFError) as broken:
            raise ValueError(f"no WAV file: {broken}") from broken
        if sys.byteorder == "big":
            samples.byteswap()
        return cls(rate, samples)

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.samples) / self.rate

    def at_volume(self, percent: int) -> Wav:
        """The same, softer: 100 leaves it as it is."""
        if percent >= 100:
            return self
        return Wav(self.rate, array("h", (value * percent // 100 for value in self.samples)))

    def bytes(self) -> bytes:
        """As a file again."""
        written = io.BytesIO()
        samples = array("h", self.samples)
        if sys.byteorder == "big":
            samples.byteswap()
        with wave.open(written, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(samples.tobytes())
        return written.getvalue()
